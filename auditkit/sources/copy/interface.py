"""What a copier is: it reads rows, asks for their new cells and writes them as they stood."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import BinaryIO, Final, Protocol, TypeVar

Cell = tuple[str, str]
"""The column of a cell ("" when it has none) and its text."""
Change = Callable[[Sequence[Sequence[Cell]]], list[list[str]]]
"""Returns the new texts of the cells of some rows, in the same shape."""
ASTRAY: Final = "\x1e"
"""The column of cells in a row that cannot be read: nobody knows what they hold."""
ROWS: Final = 2_000
"""Rows that are changed at a time."""
T = TypeVar("T")


class Copier(Protocol):
    """One file that can be copied; ``suffix`` is that of the copy."""

    @property
    def suffix(self) -> str:
        """The suffix of the copy, which tells its format."""
        ...

    def columns(self) -> tuple[str, ...]:
        """Return the names of all columns."""
        ...

    def copy(self, change: Change, out: BinaryIO) -> None:
        """Write the copy; rows keep their number and order."""
        ...


def batched(items: Iterable[T], size: int = ROWS) -> Iterator[list[T]]:
    """Yield items in lists of at most ``size``."""
    batch: list[T] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
