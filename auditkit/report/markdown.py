"""Markdown for the generated pages: cells and tables that no text can break."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def cell(text: object) -> str:
    r"""Return text that fits a table cell.

    >>> cell("a|b\nc")
    'a\\|b<br>c'
    """
    shown = str(text).strip().replace("|", "\\|")
    return "<br>".join(line.strip() for line in shown.splitlines())


def code(text: object) -> str:
    """Return text set as code, nothing for nothing."""
    return f"`{text}`" if text not in (None, "") else ""


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table; an empty one says so by its head alone."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell(each) for each in line) + " |" for line in lines)


def page(*blocks: str) -> str:
    """Return blocks as one page, one blank line between two, empty ones left out."""
    return "\n\n".join(block for block in blocks if block) + "\n"
