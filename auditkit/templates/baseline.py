"""The findings that a team has taken over from before: a file without places and times."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field, ValidationError

from auditkit.core.errors import ConfigError
from auditkit.core.i18n import both
from auditkit.core.lint import LintFinding, Stale
from auditkit.policy.model import Written

NAME: Final = "auditkit-lint-baseline.json"
_HASH: Final = r"^F[A-Z2-7]+$"
Forbids = Callable[[str], bool]


class Known(Written):
    """A finding of the baseline; ``text`` is its hash without the path, ``reason`` a person's."""

    path: str
    entry: str = ""
    rule: str
    fingerprint: str = Field(pattern=_HASH)
    text: str = Field(pattern=_HASH)
    reason: str = ""


class _File(Written):
    version: Literal[1]
    findings: tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """What a baseline says of a run.

    ``kept`` are its entries that a finding answers to, a renamed file under its new name, and those
    of files that this run did not read; ``stale`` are the others. ``forbidden`` are entries of
    rules that no baseline can hold: they silence nothing.
    """

    findings: tuple[LintFinding, ...]
    kept: tuple[Known, ...]
    stale: tuple[Stale, ...]
    forbidden: tuple[Known, ...]


def load_baseline(file: Path) -> tuple[Known, ...]:
    """Return the entries of a baseline; raises ``ConfigError`` for what is none."""
    try:
        return _File.model_validate(json.loads(file.read_bytes())).findings
    except OSError:
        said = both("baseline.cannot_open")
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        said = both("baseline.wrong", where=".".join(map(str, first["loc"])) or "-")
    except (ValueError, RecursionError):
        said = both("baseline.not_json")
    hint = both("baseline.hint")
    raise ConfigError(file.name, f"{said.en} / {said.zh}", f"{hint.en} / {hint.zh}")


def written(entries: Iterable[Known]) -> bytes:
    """Return the file of a baseline: sorted, an entry a line, equal for equal findings."""
    ordered = sorted(
        {each.fingerprint: each for each in entries}.values(),
        key=lambda each: (each.path, each.entry, each.rule, each.fingerprint),
    )
    lines = ",\n".join(json.dumps(_plain(each), ensure_ascii=False) for each in ordered)
    body = f"\n{lines}\n" if lines else ""
    text = f'{{\n"version": 1,\n"findings": [{body}]\n}}\n'
    return text.encode("utf-8", "backslashreplace")


def _plain(entry: Known) -> dict[str, Any]:
    return {name: value for name, value in entry.model_dump().items() if value or name == "entry"}


def taken(findings: Iterable[LintFinding], kept: Iterable[Known], forbids: Forbids) -> list[Known]:
    """Return the baseline that holds all open findings but those of rules that none can hold."""
    reasons = {each.fingerprint: each.reason for each in kept}
    return [
        known(finding, reasons.get(finding.fingerprint, ""))
        for finding in findings
        if finding.standing != "suppressed" and not forbids(finding.rule)
    ]


def known(finding: LintFinding, reason: str = "") -> Known:
    """Return the entry of a finding."""
    return Known(
        path=finding.path,
        entry=finding.entry,
        rule=finding.rule,
        fingerprint=finding.fingerprint,
        text=finding.gist,
        reason=reason,
    )


def compare(
    findings: Sequence[LintFinding],
    entries: Sequence[Known],
    *,
    read: Collection[str],
    exists: Callable[[str], bool],
    forbids: Forbids,
) -> Compared:
    """Hold findings against a baseline.

    A finding is known by its fingerprint. One in a file that the baseline does not name is known by
    rule and text, if one entry and one finding alone have them and the entry's file is gone: it was
    renamed. ``read`` are the paths of this run, ``exists`` whether a path is still there.
    """
    usable = [each for each in entries if not forbids(each.rule)]
    by_print = {finding.fingerprint: finding for finding in findings}
    matched = {each.fingerprint: each for each in usable if each.fingerprint in by_print}
    left = [each for each in usable if each.fingerprint not in matched]
    renamed = _renamed(
        [each for each in left if each.path not in read and not exists(each.path)],
        [each for each in findings if each.fingerprint not in matched],
    )
    kept = [*matched.values()]
    kept += [known(finding, entry.reason) for entry, finding in renamed]
    moved = {entry.fingerprint for entry, _ in renamed}
    stale = []
    for each in left:
        if each.fingerprint in moved:
            continue
        if each.path in read or not exists(each.path):
            stale.append(Stale(each.fingerprint, each.rule, each.path, each.entry))
        else:
            kept.append(each)
    held = {each.fingerprint for each in kept}
    return Compared(
        tuple(_held(finding) if finding.fingerprint in held else finding for finding in findings),
        tuple(kept),
        tuple(sorted(stale, key=lambda each: (each.path, each.entry, each.rule))),
        tuple(each for each in entries if forbids(each.rule)),
    )


def _renamed(
    entries: Sequence[Known], findings: Sequence[LintFinding]
) -> list[tuple[Known, LintFinding]]:
    wanted: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for entry in entries:
        wanted[entry.rule, entry.text].append(entry)
    found: dict[tuple[str, str], list[LintFinding]] = defaultdict(list)
    for finding in findings:
        found[finding.rule, finding.gist].append(finding)
    return [
        (wanted[key][0], found[key][0])
        for key in wanted
        if len(wanted[key]) == len(found.get(key, ())) == 1
    ]


def _held(finding: LintFinding) -> LintFinding:
    return replace(finding, standing="baselined") if finding.standing == "open" else finding
