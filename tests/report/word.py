"""Reads a memo back: what it says as plain text, and what in it could be alive."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import docx
from docx.oxml.ns import qn


def dump(raw: bytes) -> str:
    """Return paragraphs with their styles and rows of tables, in reading order."""
    document = docx.Document(io.BytesIO(raw))
    names = {style.style_id: style.name for style in document.styles}
    lines = [f"[header] {document.sections[0].header.paragraphs[0].text}"]
    for element in document.element.body:
        if element.tag == qn("w:p"):
            text = text_of(element)
            style = element.find(qn("w:pPr")).find(qn("w:pStyle")).get(qn("w:val"))
            if text:
                lines.append(f"[{names[style]}] {text}")
        elif element.tag == qn("w:tbl"):
            lines += ["| " + " | ".join(row) for row in rows_of(element)]
    return "\n".join(lines) + "\n"


def text_of(element: object) -> str:
    pieces = element.iter(qn("w:t"), qn("w:br"))  # type: ignore[attr-defined]
    return "".join("⏎" if each.tag == qn("w:br") else each.text or "" for each in pieces)


def rows_of(table: object) -> Iterator[list[str]]:
    for row in table.iter(qn("w:tr")):  # type: ignore[attr-defined]
        yield [text_of(cell) for cell in row.iter(qn("w:tc"))]


def alive(raw: bytes) -> list[str]:
    """Return what in a memo points elsewhere, runs or is worked out when it opens."""
    found = []
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for name in archive.namelist():
            text = archive.read(name)
            marks = (rb"<w:hyperlink", rb'TargetMode="External"', rb"<w:object", rb"vbaProject",
                     rb"<w:instrText", rb"<w:altChunk", rb"<w:attachedTemplate")  # fmt: skip
            found += [f"{name}: {mark.decode()}" for mark in marks if mark in text]
            fields = re.findall(rb'w:instr="([^"]*)"', text)
            found += [f"{name}: {each.decode()}" for each in fields
                      if each.strip() not in (b"PAGE", b"NUMPAGES")]  # fmt: skip
    return found
