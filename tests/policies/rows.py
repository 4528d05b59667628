"""Which rules, or which stated reason, answer each row of a file of facts on law."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from auditkit.policy.load import LoadedPack

ROOT = Path(__file__).resolve().parents[2]
# the facts that the packs were written from; they are not part of the repository
FACTS = ROOT.parent / "shared" / "domain"


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

    section: int | str
    name: str
    parameter: str
    confidence: str
    parts: tuple[Part, ...]

    @property
    def facts(self) -> tuple[int | str, str, str, str]:
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


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table as it is written, under the heads of its columns."""

    section: str
    heads: tuple[str, ...]
    cells: tuple[str, ...]


def read_rows(file: Path) -> tuple[Row, ...]:
    """Return the rows of a table of answers."""
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


def table_lines(text: str) -> Iterator[Line]:
    """Yield the rows of all tables below headings such as ``## 2.`` and ``### 2.1``."""
    section, above = "", ""
    heads: tuple[str, ...] = ()
    for line in text.splitlines():
        if heading := re.match(r"#+ (\d+(?:\.\d+)*)\.? ", line):
            section = heading[1]
        elif line.startswith("|"):
            cells = tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|")))
            if not above.startswith("|"):
                heads = cells
            elif set(cells[0]) != {"-"}:
                yield Line(section, heads, cells)
        above = line


def packs_of(rows: Iterable[Row]) -> tuple[str, ...]:
    """Return the packs that the rows name, in order."""
    return tuple(dict.fromkeys(p for row in rows for part in row.parts for p in part.packs))


def topics_of(packs: Iterable[LoadedPack]) -> set[tuple[str, str]]:
    """Return what packs say that they do not ship."""
    return {(pack.pack.id, each.topic) for pack in packs for each in pack.pack.unshipped}


def rules_of(packs: Iterable[LoadedPack]) -> set[str]:
    """Return the rules that packs ship."""
    return {loaded.rule.id for pack in packs for loaded in pack.rules}


def unknown(rows: Iterable[Row], packs: Sequence[LoadedPack]) -> list[str]:
    """Return the rules and the topics that rows name and that no pack has."""
    parts = [part for row in rows for part in row.parts]
    rules = {rule for part in parts for rule in part.rules} - rules_of(packs)
    topics = {key for part in parts for key in part.unshipped} - topics_of(packs)
    return sorted(rules) + sorted(f"{pack}: {topic}" for pack, topic in topics)


def unnamed(rows: Iterable[Row], packs: Sequence[LoadedPack]) -> list[str]:
    """Return the rules and the topics of packs that no row names."""
    parts = [part for row in rows for part in row.parts]
    rules = rules_of(packs) - {rule for part in parts for rule in part.rules}
    topics = topics_of(packs) - {key for part in parts for key in part.unshipped}
    return sorted(rules) + sorted(f"{pack}: {topic}" for pack, topic in topics)


def strangely_rated(rows: Iterable[Row], letters: re.Pattern[str]) -> list[str]:
    """Return the parts that have no rating of their row and do not say where they were read."""
    return [
        part.name
        for row in rows
        for part in row.parts
        if part.confidence not in (letters.findall(row.confidence) or ["-"]) and not part.seen
    ]


def missing_of(rows: Iterable[Row], packs: Sequence[LoadedPack]) -> tuple[str, ...]:
    """Return the parts that name nothing or something that is not there, and rows without parts."""
    rules, topics = rules_of(packs), topics_of(packs)
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
    found = tuple(found)
    wide = max((len(c.pack) for c in found), default=0) + 2
    lines = [f"{'pack':<{wide}} rules cases covered unshipped missing"]
    lines += [
        f"{c.pack:<{wide}}{c.rules:>6}{c.cases:>6}{c.covered:>8}{c.unshipped:>10}{c.missing:>8}"
        for c in found
    ]
    parts = sum(len(row.parts) for row in rows)
    lines.append(f"{len(rows)} rows in {parts} parts; missing {len(missing)}")
    return "\n".join([*lines, *missing]) + "\n"
