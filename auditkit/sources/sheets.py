"""Opens a file named as a workbook as what it is: workbook, web page, XML or text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from auditkit.core.errors import InputError
from auditkit.core.findings import Bilingual
from auditkit.sources import detect
from auditkit.sources.content import OLE, book_form, page_kind
from auditkit.sources.csv import CsvSource
from auditkit.sources.excel import damaged, sheet_sources
from auditkit.sources.interface import Source
from auditkit.sources.page import page_sources
from auditkit.sources.passwords import unlocked
from auditkit.sources.place import Place, add_note
from auditkit.sources.xml_sheet import xml_sources


def open_sheets(place: Place, kind: str) -> list[Source]:
    """Return the sheets of a file named as a workbook, read as what its content is."""
    head = detect.head_of(place.path, 8)
    notes: list[Bilingual] = []
    sources: Sequence[Source]
    if head.startswith((OLE, b"PK")) or not head:
        sources = _book(place, kind)
    elif page := page_kind(place.path):
        notes = [_said(place, *_AS[page])] if not place.name.startswith("stdin") else []
        sources = _page(place, page, notes)
    elif b"\0" not in head or detect.wide_of(detect.head_of(place.path, 4096)):
        text = CsvSource(place)
        add_note(text.facts, *_both(_said(place, *_AS["text"])))
        return [text]
    else:
        sources = _book(place, kind)
    if not sources:
        raise InputError(
            place.name,
            "the workbook holds no rows / 工作簿没有数据",
            "Was the right file exported? / 请确认导出的文件。",
        )
    return list(sources)


_AS: Final = {
    "page": (
        "是改了扩展名的网页，已按网页表格读取",
        "is a web page under another name; read as one",
    ),
    "xml": ("是 XML 工作簿，已照此读取", "is an XML workbook under another name; read as one"),
    "text": ("是改了扩展名的文本，已按文本读取", "is text under a workbook's name; read as text"),
    "book": ("是改了扩展名的工作簿，已照此读取", "is a workbook under another name; read as one"),
}


def _said(place: Place, zh: str, en: str) -> Bilingual:
    return Bilingual(f"{place.name}：{zh}", f"{place.name}: {en}")


def _both(note: Bilingual) -> tuple[str, str]:
    return note.zh, note.en


def _page(place: Place, page: str, notes: list[Bilingual]) -> Sequence[Source]:
    return page_sources(place, notes) if page == "page" else xml_sources(place, notes)


def _book(place: Place, kind: str) -> Sequence[Source]:
    opened = place
    if detect.head_of(place.path, 4) == OLE:
        opened = replace(place, path=unlocked(place.name, place.path, place.hash))
    is_old = detect.head_of(opened.path, 4) == OLE
    form = "xls" if is_old else book_form(opened.path)
    if not form:
        raise damaged(place.name)
    sources = sheet_sources(opened, form)
    if kind != "excel" and sources:
        add_note(sources[0].facts, *_both(_said(place, *_AS["book"])))
    return sources
