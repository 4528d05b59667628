"""What linting templates says: findings at a place in a file, and what was passed over and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, NamedTuple

from auditkit.core.findings import Basis, Bilingual, Certainty, Force, Severity

Standing = Literal["open", "suppressed", "baselined"]
"""An open finding counts; a suppressed one is told with its reason, a baselined one was known."""
SEVERITIES: Final[tuple[Severity, ...]] = ("critical", "high", "medium", "low")


class Place(NamedTuple):
    """A place in a file, both counted from 1; ``column`` in code points.

    Of a table ``line`` is the row and ``column`` the place within the text of its cell.
    """

    line: int
    column: int


class Span(NamedTuple):
    """A stretch of a template in its file; ``end`` is the place after the last character."""

    start: Place
    end: Place


class Excerpt(NamedTuple):
    """A line of a template as it may be shown, masked, and where in it a finding stands."""

    line: str
    start: int
    end: int


class Edit(NamedTuple):
    """A change that cannot alter what is said: ``old`` at ``span`` becomes ``new``.

    An insertion has an empty ``old`` and a span of no length.
    """

    span: Span
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Suppression:
    """A person's word that a finding of ``rule`` in a template is to stand until a local day."""

    rule: str
    reason: str
    owner: str
    until: date
    place: Place


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One rule broken by one template; holds no value that identifies a person.

    ``path`` is relative with forward slashes, ``entry`` names the template within a file that
    lists several ("" where the file is the template). ``evidence`` is masked; a placeholder is
    shown by its name; ``excerpt`` is the line around it, None for what is no matter of words.
    ``wording`` is what may be said instead, ``edit`` what ``--fix`` would do.
    ``fingerprint`` is free of positions: a hash of rule, path, entry, normalised text around it
    and an ordinal among equals; ``gist`` is the same of rule and text alone, by which a finding is
    known in a file that was renamed. ``fail_on`` is from which severity on findings in its file
    fail a run, "" where that is the one of the run.
    """

    fingerprint: str
    rule: str
    pack: str
    family: str
    check: str
    force: Force
    severity: Severity
    certainty: Certainty
    path: str
    entry: str
    span: Span
    evidence: str
    message: Bilingual
    basis: tuple[Basis, ...]
    remedy: Bilingual
    wording: Bilingual | None = None
    excerpt: Excerpt | None = None
    edit: Edit | None = None
    gist: str = ""
    standing: Standing = "open"
    suppression: Suppression | None = None
    fail_on: str = ""


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A rule that could not judge a template, and what its metadata would have to say."""

    path: str
    entry: str
    rule: str
    needs: str  # a key of reports/locale/lint.yaml: needs.<needs>


@dataclass(frozen=True, slots=True)
class Stale:
    """An entry of the baseline that no finding answers to any more."""

    fingerprint: str
    rule: str
    path: str
    entry: str


@dataclass(frozen=True, slots=True)
class JudgedBy:
    """By what some templates were judged: the packs of a profile as in force on a local day.

    ``policies`` names the folder that went before the shipped one, "" for none.
    """

    profile: str
    packs: tuple[tuple[str, str], ...]  # id, version
    as_of: date
    templates: int
    policies: str = ""


@dataclass(frozen=True, slots=True)
class LintReport:
    """All that linting said, sorted by path, entry, place and rule.

    ``findings`` holds those of every standing. ``templates`` is how many texts were judged in
    ``files`` files, ``judged_by`` by what: one item for each profile that configurations name, in
    the order of their first files. ``baseline`` names the file that findings were held against, ""
    for none.
    """

    findings: tuple[LintFinding, ...]
    files: int
    templates: int
    judged_by: tuple[JudgedBy, ...]
    unjudged: tuple[Unjudged, ...] = ()
    stale: tuple[Stale, ...] = field(default=())
    baseline: str = ""

    @property
    def profiles(self) -> tuple[str, ...]:
        """The profiles that judged, each once."""
        return tuple(dict.fromkeys(each.profile for each in self.judged_by))

    @property
    def packs(self) -> tuple[tuple[str, str], ...]:
        """The packs that judged by id and version, each once."""
        return tuple(dict.fromkeys(pack for each in self.judged_by for pack in each.packs))


def fails(finding: LintFinding, level: str) -> bool:
    """Return whether a finding makes a run fail; what is for review never does.

    ``level`` is the severity from which on it does where its file has no other.
    """
    level = finding.fail_on or level
    worst = SEVERITIES[: SEVERITIES.index(level) + 1] if level in SEVERITIES else ()
    sure = finding.certainty in ("definite", "presumptive")
    return finding.standing == "open" and sure and finding.severity in worst
