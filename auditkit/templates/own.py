"""The rules of linting itself: what is wrong with files, metadata and suppressions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from auditkit.core.errors import PolicyError, Problem
from auditkit.core.findings import Bilingual, Severity
from auditkit.core.i18n import both
from auditkit.core.lint import LintFinding, Place, Span
from auditkit.core.resources import data_folder
from auditkit.policy.load import explain
from auditkit.policy.model import Text, Written
from auditkit.policy.yaml import read
from auditkit.templates.findings import numbered
from auditkit.templates.interface import Mistake

PACK: Final = "lint"
UNREAD: Final = "lint.file"
"""The rule of files that could not be read, and so were not judged."""
FILE: Final = Path("lint") / "own.yaml"


class _Own(Written):
    """A rule of linting itself, and the kinds of mistake that are findings of it."""

    kinds: tuple[str, ...]
    severity: Severity
    title: Text
    why: Text
    remedy: Text


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A rule of linting itself; ``kinds`` are beginnings of kinds of mistake."""

    id: str
    kinds: tuple[str, ...]
    severity: Severity
    title: Bilingual
    why: Bilingual
    remedy: Bilingual


def own_rules() -> tuple[OwnRule, ...]:
    """Return the rules of linting itself by id; they ship, and no bank changes them."""
    document = read(data_folder("policies") / FILE)
    problems: list[Problem] = list(document.problems)
    rules: list[OwnRule] = []
    for name, written in sorted((document.data or {}).items()):
        try:
            own = _Own.model_validate(written)
        except ValidationError as error:
            problems += explain(error, document, (name,))
            continue
        texts = (Bilingual(each.zh, each.en) for each in (own.title, own.why, own.remedy))
        rules.append(OwnRule(name, own.kinds, own.severity, *texts))
    if problems:
        raise PolicyError(tuple(problems))
    return tuple(rules)


def mistake_findings(
    mistakes: Iterable[tuple[str, str, Mistake]], rules: Iterable[OwnRule]
) -> Iterator[LintFinding]:
    """Yield mistakes, each with path and entry, as findings of the rules of linting itself."""
    by_kind = {kind: rule for rule in rules for kind in rule.kinds}
    yield from numbered(_finding(*each, by_kind) for each in mistakes)


def _finding(
    path: str, entry: str, mistake: Mistake, by_kind: Mapping[str, OwnRule]
) -> LintFinding:
    rule = by_kind.get(mistake.kind) or by_kind[mistake.kind.partition(".")[0]]
    said = "\x1f".join(f"{name}={value}" for name, value in sorted(mistake.args.items()))
    end = Place(mistake.place.line, mistake.place.column + 1)
    return LintFinding(
        fingerprint="\x1f".join((rule.id, path, entry, mistake.kind, said)),
        rule=rule.id,
        pack=PACK,
        family=PACK,
        check=PACK,
        force="bank_policy",
        severity=rule.severity,
        certainty="definite",
        path=path,
        entry=entry,
        span=Span(mistake.place, end),
        evidence="",
        message=both(f"mistake.{mistake.kind}", **mistake.args),
        basis=(),
        remedy=rule.remedy,
    )
