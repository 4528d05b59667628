"""What the sections of a memo are put together with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from auditkit.report.memo_blocks import Block, Prose, Table
from auditkit.report.memo_choice import MemoPlan
from auditkit.report.words import Words


def head_of(words: Words, keys: Iterable[str]) -> tuple[str, ...]:
    """Return the header of a table."""
    return tuple(words.text(f"memo.column.{key}") for key in keys)


def capped(table: Table, words: Words, plan: MemoPlan) -> Iterator[Block]:
    """Yield a table as far as a memo shows it, and how many rows there are beside."""
    more = len(table.rows) - plan.rows
    if more <= 0:
        yield table
        return
    shown = frozenset(at for at in table.marked if at < plan.rows)
    yield Table(table.head, table.widths, table.rows[: plan.rows], shown)
    yield Prose(words.text("memo.more_rows", count=more), "Memo Note")


def when(at: str) -> str:
    """Return an ISO time with its day on a line of its own, as narrow columns need it."""
    return at.replace("T", "\n", 1)


def numbers(places: Iterable[int], words: Words) -> str:
    """Return numbers as people write them: 1–3, 5."""
    parts = []
    for _, run in groupby(enumerate(sorted(set(places))), lambda pair: pair[1] - pair[0]):
        row = [place for _, place in run]
        parts.append(str(row[0]) if len(row) == 1 else f"{row[0]}–{row[-1]}")
    return words.text("comma").join(parts)
