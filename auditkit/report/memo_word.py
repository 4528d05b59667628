"""Writes the blocks of a memo as a Word document; texts of the run are never more than text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape
from io import BytesIO
from typing import BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZipFile

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from auditkit.report.memo_blocks import Block, Facts, Heading, Prose, Table
from auditkit.report.memo_style import TEXT_WIDTH
from auditkit.report.safe import shortened, visible
from auditkit.report.timeless import entry

_NS: Final = nsdecls("w")
_LINE, _HEAD_FILL, _LABEL_FILL, _MARK_FILL = "9AA5B1", "E8EDF3", "F3F5F8", "FDECEA"
_SHORT_ROW: Final = 700  # characters up to which a row stays on one page
_BLANK_HEIGHT: Final = 520  # twentieths of a point, room for a pen


def fill(document: Document, blocks: Iterable[Block], limit: int) -> None:
    """Append blocks to a memo; a text of more than ``limit`` characters is visibly cut."""
    body = document.element.body
    end = body[-1]  # the section's properties stay last
    for block in blocks:
        for xml in _xml(block, limit):
            end.addprevious(parse_xml(xml))


def save(document: Document, out: BinaryIO, title: str, at: datetime) -> None:
    """Write a memo; no clock stands in it but that of the run."""
    about = document.core_properties
    about.author = about.last_modified_by = "auditkit"
    about.title, about.comments, about.keywords = title, "", ""
    about.created = about.modified = at
    about.revision = 1
    passing = BytesIO()
    document.save(passing)
    with ZipFile(passing) as made, ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name in made.namelist():
            archive.writestr(entry(name), made.read(name))


def _xml(block: Block, limit: int) -> Iterator[str]:
    match block:
        case Heading():
            yield _heading(block, limit)
        case Prose():
            style = block.look.replace(" ", "")
            yield f"<w:p {_NS}>{_style(style)}{_run(block.text, limit)}</w:p>"
        case Facts():
            yield _facts(block, limit)
            yield f"<w:p {_NS}>{_style('MemoNote')}</w:p>"
        case Table():
            yield _table(block, limit)
            # two tables that touch would become one
            yield f"<w:p {_NS}>{_style('MemoNote')}</w:p>"


def _style(name: str, more: str = "") -> str:
    return f'<w:pPr><w:pStyle w:val="{name}"/>{more}</w:pPr>'


def _heading(heading: Heading, limit: int) -> str:
    page = "<w:pageBreakBefore/>" if heading.new_page else ""
    plain = "" if heading.numbered else '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
    look = _style(f"Heading{heading.level}", page + plain)
    return f"<w:p {_NS}>{look}{_run(heading.text, limit)}</w:p>"


def _run(text: str, limit: int, bold: bool = False) -> str:
    lines = (escape(visible(line), quote=False) for line in shortened(text, limit).split("\n"))
    said = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
    return f"<w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}{said}</w:r>"


def _facts(facts: Facts, limit: int) -> str:
    widths = _widths(facts.widths)
    rows = []
    for row in facts.rows:
        blank = not all(row)
        cells = (
            _cell(text, width, limit, fill=_LABEL_FILL if at % 2 == 0 else "", head=at % 2 == 0)
            for at, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        height = f'<w:trHeight w:val="{_BLANK_HEIGHT}" w:hRule="atLeast"/>' if blank else ""
        rows.append(f"<w:tr><w:trPr><w:cantSplit/>{height}</w:trPr>{''.join(cells)}</w:tr>")
    return _framed(widths, rows)


def _table(table: Table, limit: int) -> str:
    widths = _widths(table.widths)
    head = "".join(
        _cell(text, width, limit, fill=_HEAD_FILL, head=True)
        for text, width in zip(table.head, widths, strict=True)
    )
    rows = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
    for at, row in enumerate(table.rows):
        fill = _MARK_FILL if at in table.marked else ""
        cells = "".join(
            _cell(text, width, limit, fill=fill, head=False)
            for text, width in zip(row, widths, strict=True)
        )
        whole = sum(map(len, row)) <= _SHORT_ROW
        rows.append(f"<w:tr>{'<w:trPr><w:cantSplit/></w:trPr>' if whole else ''}{cells}</w:tr>")
    return _framed(widths, rows)


def _widths(shares: tuple[int, ...]) -> list[int]:
    return [TEXT_WIDTH * share // sum(shares) for share in shares]


def _framed(widths: list[int], rows: list[str]) -> str:
    line = f'w:val="single" w:sz="4" w:space="0" w:color="{_LINE}"'
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f"<w:{side} {line}/>" for side in sides)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl {_NS}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _cell(text: str, width: int, limit: int, *, fill: str, head: bool) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    look = _style("MemoCellHead" if head else "MemoCell")
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>'
        f"<w:p>{look}{_run(text, limit) if text else ''}</w:p></w:tc>"
    )
