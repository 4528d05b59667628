"""Which rules, or which stated reason, answer each row of the facts on law outside mainland China.

``python -m tests.policies.intl_rows`` prints the count of each pack.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from auditkit.policy.load import LoadedPack, load_packs

ROOT = Path(__file__).resolve().parents[2]
ROWS = Path(__file__).with_suffix(".yaml")
# the facts that the packs were written from; they are not part of the repository
FACTS = ROOT.parent / "shared" / "domain" / "intl_rules.md"
SECTIONS = (1, 2, 3)
LETTERS = re.compile(r"\b[ABC]\b")


@dataclass(frozen=True, slots=True)
class Part:
    """One demand of a row; ``seen`` says where it was read when the row's rating is another."""

    row: str
    topic: str
    confidence: str
    rules: tuple[str, ...]
    unshipped: tuple[tuple[str, str], ...]
    seen: str

    @property
    def name(self) -> str:
        """The row and the topic, as a failing test shows them."""
        return f"{self.row}: {self.topic}"

    @property
    def packs(self) -> tuple[str, ...]:
        """The packs that answer this part, each once."""
        ruled = (rule.partition(".")[0] for rule in self.rules)
        return tuple(dict.fromkeys((*ruled, *(pack for pack, _ in self.unshipped))))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table of the facts."""

    section: int
    name: str
    parameter: str
    confidence: str
    parts: tuple[Part, ...]

    @property
    def facts(self) -> tuple[int, str, str, str]:
        """What the row has in common with the facts."""
        return self.section, self.name, self.parameter, self.confidence


@dataclass(frozen=True, slots=True)
class Count:
    """What one pack ships, and of how many parts of rows."""

    pack: str
    rules: int
    cases: int
    covered: int
    unshipped: int
    missing: int


def read_rows(file: Path = ROWS) -> tuple[Row, ...]:
    """Return the rows of the table."""
    written = yaml.safe_load(file.read_text(encoding="utf-8"))["rows"]
    return tuple(_row(each) for each in written)


def _row(said: dict[str, Any]) -> Row:
    parts = tuple(_part(said["row"], part) for part in said["parts"])
    return Row(said["section"], said["row"], said["parameter"], said["confidence"], parts)


def _part(row: str, said: dict[str, Any]) -> Part:
    unshipped = tuple(
        (pack, topic) for pack, topics in said.get("unshipped", {}).items() for topic in topics
    )
    rules = tuple(said.get("rules", ()))
    return Part(row, said["topic"], said["confidence"], rules, unshipped, said.get("seen", ""))


def read_facts(text: str) -> tuple[tuple[int, str, str, str], ...]:
    """Return section, first cell, second cell and last cell of each row of the tables."""
    found: list[tuple[int, str, str, str]] = []
    section = 0
    for line, above in zip(text.splitlines(), ["", *text.splitlines()], strict=False):
        if heading := re.match(r"## (\d+)\.", line):
            section = int(heading[1])
        elif section in SECTIONS and line.startswith("|") and above.startswith("|"):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
            if set(cells[0]) != {"-"}:
                found.append((section, cells[0], cells[1], cells[-1]))
    return tuple(found)


def packs_of(rows: Iterable[Row]) -> tuple[str, ...]:
    """Return the packs that the rows name, in order."""
    return tuple(dict.fromkeys(p for row in rows for part in row.parts for p in part.packs))


def missing_of(rows: Iterable[Row], packs: Sequence[LoadedPack]) -> tuple[str, ...]:
    """Return the parts that name nothing or something that is not there, and rows without parts."""
    rules = {loaded.rule.id for pack in packs for loaded in pack.rules}
    topics = {(pack.pack.id, each.topic) for pack in packs for each in pack.pack.unshipped}
    found = []
    for row in rows:
        found += [] if row.parts else [row.name]
        for part in row.parts:
            answered = part.packs and rules >= set(part.rules) and topics >= set(part.unshipped)
            found += [] if answered else [part.name]
    return tuple(found)


def counts(rows: Sequence[Row], packs: Sequence[LoadedPack]) -> tuple[Count, ...]:
    """Return the count of each pack that the rows name; a pack that is absent has none."""
    loaded = {pack.pack.id: pack for pack in packs}
    missing = set(missing_of(rows, packs))
    parts = [part for row in rows for part in row.parts]
    found = []
    for name in packs_of(rows):
        own = [part for part in parts if name in part.packs]
        ruled = [part for part in own if any(rule.startswith(name + ".") for rule in part.rules)]
        lost = sum(part.name in missing for part in own)
        rules = loaded[name].rules if name in loaded else ()
        cases = sum(len(rule.cases.cases) for rule in rules if rule.cases)
        found.append(Count(name, len(rules), cases, len(ruled), len(own) - len(ruled), lost))
    return tuple(found)


def summary(found: Iterable[Count], rows: Sequence[Row], missing: Sequence[str]) -> str:
    """Return the counts as lines of text."""
    lines = [f"{'pack':<12}{'rules':>6}{'cases':>6}{'covered':>9}{'unshipped':>11}{'missing':>9}"]
    lines += [
        f"{c.pack:<12}{c.rules:>6}{c.cases:>6}{c.covered:>9}{c.unshipped:>11}{c.missing:>9}"
        for c in found
    ]
    parts = sum(len(row.parts) for row in rows)
    lines.append(f"{len(rows)} rows in {parts} parts; missing {len(missing)}")
    return "\n".join([*lines, *missing]) + "\n"


def main() -> int:
    """Print the counts; 1 when a part is missing."""
    rows, packs = read_rows(), load_packs(ROOT / "policies")
    missing = missing_of(rows, packs)
    sys.stdout.write(summary(counts(rows, packs), rows, missing))
    return int(bool(missing))


if __name__ == "__main__":
    sys.exit(main())
