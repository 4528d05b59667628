"""Tells what a file holds from its bytes, whatever its name says."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final

from auditkit.sources import detect

OLE: Final = b"\xd0\xcf\x11\xe0"
PACKED: Final = b"PK\x03\x04"


def sniffed(path: Path) -> str:  # noqa: PLR0911 - one a kind
    """Return the kind of reader that a file without a telling name needs."""
    head = detect.head_of(path, 1 << 16)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(OLE):
        return "excel"
    if head.startswith(PACKED):
        return "excel" if book_form(path) else "zip"
    if page_kind(path):
        return "excel"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"["):
        return "json"
    if start.startswith(b"{"):
        line = start.partition(b"\n")[0].strip()
        return "jsonl" if line.endswith(b"}") else "json"
    return "txt"


def is_disguised(path: Path) -> bool:
    """Return whether a file named as text is a workbook or a page."""
    head = detect.head_of(path, 8)
    if head.startswith(PACKED):
        return bool(book_form(path))
    return head.startswith(OLE) or bool(page_kind(path))


def book_form(path: Path) -> str:
    """Return what kind of workbook an archive is, "" for any other archive or a damaged one."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ""
    if "xl/workbook.bin" in names:
        return "xlsb"
    return "xlsx" if "[content_types].xml" in names or "xl/workbook.xml" in names else ""


def page_kind(path: Path) -> str:
    """Return page or xml for a web page or a workbook of one XML document, "" for any other."""
    head = detect.head_of(path, 64).lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    if not head.startswith(b"<"):
        return ""
    if _is_spreadsheet_xml(path):
        return "xml"
    return "page" if _is_page(path) else ""


def _is_page(path: Path) -> bool:
    """Return whether a file is a web page, in whatever encoding."""
    start = _beginning(path)
    return start.startswith(("<html", "<!doctype html", "<table", "<meta", "<head", "<body")) or (
        start.startswith(("<?xml", "<!--", "<style", "<div", "<center"))
        and ("<html" in start or "<table" in start)
    )


def _is_spreadsheet_xml(path: Path) -> bool:
    """Return whether a file is a workbook of one XML document, as of 2003."""
    start = _beginning(path)
    return start.startswith(("<?xml", "<workbook", "<ss:workbook")) and (
        "urn:schemas-microsoft-com:office:spreadsheet" in start
    )


def _beginning(path: Path) -> str:
    head = detect.head_of(path, 1 << 13)
    bom, marked = detect.bom_of(head)
    code = marked if marked.startswith("utf-16") else detect.wide_of(head) or "latin-1"
    text = head[len(bom) :].decode(code, "replace")
    return text.lstrip("\ufeff \t\r\n").lower()
