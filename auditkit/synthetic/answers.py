"""The answer file of a made-up month, and how findings compare with it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

_HEADER: Final = ("rule", "case", "at", "file", "row")


@dataclass(frozen=True, slots=True, order=True)
class Answer:
    """One planted violation: the rule, the case, the local start, where the row stands."""

    rule: str
    case: str
    at: str
    file: str
    row: int

    @property
    def place(self) -> tuple[str, str, int]:
        """What a finding is compared by: rule, case, instant in seconds."""
        return (self.rule, self.case, _second(self.at))


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that was planted in one month."""

    planted: tuple[Answer, ...]

    @property
    def rules(self) -> frozenset[str]:
        """The rules that have at least one plant."""
        return frozenset(answer.rule for answer in self.planted)


@dataclass(frozen=True, slots=True)
class RuleScore:
    """How one rule did: planted, found among them, found besides, missed."""

    rule: str
    planted: int
    found: int
    extra: int
    missed: int


def write_answers(path: Path, answers: Answers) -> None:
    """Write the answers in order."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(_HEADER)
        writer.writerows((a.rule, a.case, a.at, a.file, a.row) for a in sorted(answers.planted))


def read_answers(path: Path) -> Answers:
    """Return the answers of a file that ``write_answers`` wrote."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return Answers(
        tuple(Answer(r["rule"], r["case"], r["at"], r["file"], int(r["row"])) for r in rows)
    )


def compare(answers: Answers, findings: Iterable[Mapping[str, Any]]) -> tuple[RuleScore, ...]:
    """Return one score per rule that was planted or found, by rule.

    ``findings`` are the finding objects of ``findings.json``; each has ``rule``, ``case_id`` and
    ``at`` with an offset, or the day alone. Time is compared to the second.
    """
    planted = {answer.place for answer in answers.planted}
    found = {(str(f["rule"]), str(f["case_id"]), _second(str(f["at"]))) for f in findings}
    return tuple(
        _score(rule, planted, found) for rule in sorted({place[0] for place in planted | found})
    )


def _score(
    rule: str, planted: set[tuple[str, str, int]], found: set[tuple[str, str, int]]
) -> RuleScore:
    wanted = {place for place in planted if place[0] == rule}
    seen = {place for place in found if place[0] == rule}
    return RuleScore(rule, len(wanted), len(wanted & seen), len(seen - wanted), len(wanted - seen))


def _second(at: str) -> int:
    time = datetime.fromisoformat(at)
    return int((time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp())


_WORDS: Final = {
    "zh": ("规则", "埋设", "命中", "多报", "漏报", "合计"),
    "en": ("rule", "planted", "found", "extra", "missed", "total"),
}


def render(scores: Iterable[RuleScore], lang: str) -> str:
    """Return the scores as a table of text in ``zh`` or ``en``."""
    rule, planted, found, extra, missed, total = _WORDS["zh" if lang == "zh" else "en"]
    rows = [(s.rule, s.planted, s.found, s.extra, s.missed) for s in scores]
    sums = tuple(sum(row[i] for row in rows) for i in range(1, 5))  # type: ignore[misc]
    width = max([len(total), len(rule), *(len(row[0]) for row in rows)])
    lines = [_line(rule, width, (planted, found, extra, missed))]
    lines += [_line(row[0], width, row[1:]) for row in rows]
    return "\n".join([*lines, _line(total, width, sums)])


def _line(first: str, width: int, cells: Iterable[object]) -> str:
    shown = "".join(" " * (9 - _cells(str(cell))) + str(cell) for cell in cells)
    return first + " " * (width - _cells(first)) + shown


def _cells(text: str) -> int:
    """Return the width of a text on a console, where Chinese characters take two cells."""
    return sum(1 if ord(letter) < 0x1100 else 2 for letter in text)
