"""Settles how findings in templates stand: open, suppressed by their file, or in a baseline."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal

from auditkit.core.errors import ConfigError
from auditkit.core.findings import Bilingual
from auditkit.core.i18n import both
from auditkit.core.lint import LintFinding, Place, Stale
from auditkit.core.outputs import SHARED, put
from auditkit.engine.bind import BoundRule
from auditkit.templates.baseline import (
    Compared,
    Forbids,
    Known,
    compare,
    load_baseline,
    taken,
    written,
)
from auditkit.templates.interface import Mistake, Read
from auditkit.templates.never import never
from auditkit.templates.suppressing import Held, Told

Mode = Literal["hold", "write", "prune"]
_ID: Final = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class Baseline:
    """The file that findings are held against, and whether it is written anew.

    ``write`` takes all open findings over, ``prune`` takes out what is found no more. Paths in it
    are relative to ``folder``.
    """

    file: Path
    folder: Path
    mode: Mode = "hold"

    @property
    def name(self) -> str:
        """The file as findings call it."""
        below = self.file.absolute().is_relative_to(self.folder.absolute())
        return (
            self.file.absolute().relative_to(self.folder.absolute()) if below else self.file
        ).as_posix()


@dataclass(frozen=True, slots=True)
class Settled:
    """Findings held against a baseline, what it names and is not found, and what is to be said."""

    findings: tuple[LintFinding, ...]
    stale: tuple[Stale, ...] = ()
    told: tuple[Told, ...] = ()
    notes: tuple[Bilingual, ...] = ()


def held_to(rules: Sequence[BoundRule], roots: Sequence[Path], day: date) -> Held:
    """Return what suppressions are held to; ``rules`` are those that could speak."""

    def exists(rule: str) -> bool:
        if not _ID.fullmatch(rule):
            return False
        inside = Path(rule.partition(".")[0]) / "rules" / f"{rule}.yaml"
        return any((root / inside).is_file() for root in roots)

    return Held(day, frozenset(rule.id for rule in rules), never(rules, roots), exists)


def settle(
    findings: Sequence[LintFinding], read: Read, baseline: Baseline | None, forbids: Forbids
) -> Settled:
    """Return findings as a baseline has them stand; writes it where that was asked for.

    A rule that ``forbids`` says so of can stand in none. Raises ``ConfigError`` for a file that is
    no baseline.
    """
    if baseline is None:
        return Settled(tuple(findings))
    paths = {each.path for each in read.templates} | {path for path, _ in read.mistakes}
    entries = _entries(baseline)
    compared = _compared(findings, entries, baseline, paths, forbids)
    notes: tuple[Bilingual, ...] = ()
    if baseline.mode != "hold":
        entries = _anew(compared, baseline, forbids)
        notes = _write(baseline, entries, compared, forbids)
        compared = _compared(findings, entries, baseline, paths, forbids)
    wrong = dict.fromkeys(each.rule for each in compared.forbidden)
    told = tuple(
        (baseline.name, "", Mistake("suppression.forbidden_baseline", Place(1, 1), {"rule": rule}))
        for rule in wrong
    )
    return Settled(compared.findings, compared.stale, told, notes)


def _entries(baseline: Baseline) -> tuple[Known, ...]:
    if baseline.mode == "write" and not baseline.file.exists():
        return ()
    return load_baseline(baseline.file)


def _compared(
    findings: Sequence[LintFinding],
    entries: Sequence[Known],
    baseline: Baseline,
    paths: Collection[str],
    forbids: Forbids,
) -> Compared:
    return compare(
        findings,
        entries,
        read=paths,
        exists=lambda path: (baseline.folder / path).exists(),
        forbids=forbids,
    )


def _anew(compared: Compared, baseline: Baseline, forbids: Forbids) -> tuple[Known, ...]:
    if baseline.mode == "prune":
        return compared.kept
    new = taken(compared.findings, compared.kept, forbids)
    return (*compared.kept, *new)


def _write(
    baseline: Baseline, entries: Sequence[Known], compared: Compared, forbids: Forbids
) -> tuple[Bilingual, ...]:
    content = written(entries)
    try:
        put(baseline.file, lambda out: out.write(content), mode=SHARED)
    except OSError as error:
        said = both("baseline.cannot_open")
        raise ConfigError(baseline.name, f"{said.en} / {said.zh}") from error
    count = len({each.fingerprint for each in entries})
    notes = [both("baseline.written", file=baseline.name, count=count)]
    open_ones = [each for each in compared.findings if each.standing == "open"]
    left = sum(forbids(each.rule) for each in open_ones)
    if left and baseline.mode == "write":
        notes.append(both("baseline.left_open", count=left))
    return tuple(notes)
