"""Writes files the way banks export them: old and binary workbooks, pages, locked archives.

The writers are as small as the formats allow. They stand in the tests because no library writes
``.xlsb`` or encrypted archives.
"""

# ruff: noqa: D401 - docstrings say what is made

from __future__ import annotations

import html
import io
import os
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import msoffcrypto.format.ooxml
import openpyxl
import xlwt

Cell = str | float | int | None
Row = Sequence[Cell]

HEADER = (
    "activity_id",
    "debtor_id",
    "case_id",
    "contact",
    "at",
    "channel",
    "direction",
    "party_role",
    "outcome",
)


def calls(mark: str, count: int) -> list[list[str]]:
    """Calls under canonical columns, one a day and debtor, that no other file's calls equal."""
    seed = zlib.crc32(mark.encode()) % 10_000
    return [
        [
            f"{mark}-{n}",
            f"D{mark}{n}",
            f"K{mark}{n}",
            f"1390{seed:04d}{n:03d}",
            f"2026-03-{2 + n % 25:02d} 10:{n % 60:02d}:07",
            "call",
            "outbound",
            "debtor",
            "no_answer",
        ]
        for n in range(count)
    ]


def delimited(rows: Iterable[Row], mark: str = ",", end: str = "\r\n") -> str:
    """Rows as delimited text, cells as they are."""
    return "".join(mark.join("" if c is None else str(c) for c in row) + end for row in rows)


def xlsx(rows: Iterable[Row], merges: Sequence[str] = (), title: str = "Sheet1") -> bytes:
    """A workbook of today."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for reach in merges:
        sheet.merge_cells(reach)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls(rows: Iterable[Row], merges: Sequence[tuple[int, int, int, int]] = ()) -> bytes:
    """A workbook as of 1997; ``merges`` are first and last row, first and last column, from 0."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("催记")
    merged = {(top, left): (top, bottom, left, right) for top, bottom, left, right in merges}
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if (number, place) in merged:
                sheet.write_merge(*merged[number, place], cell)
            elif cell not in ("", None):
                sheet.write(number, place, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _record(kind: int, body: bytes = b"") -> bytes:
    first = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(body), b""
    while True:
        size, low = size >> 7, size & 0x7F
        length += bytes([low | (0x80 if size else 0)])
        if not size:
            return first + length + body


def _wide(text: str) -> bytes:
    raw = text.encode("utf-16-le")
    return struct.pack("<I", len(raw) // 2) + raw


def xlsb(rows: Sequence[Row], sheet: str = "催记", at: int = 0) -> bytes:
    """A binary workbook of one sheet whose first row is row ``at``, from 0."""
    width = max(len(row) for row in rows)
    body = _record(129) + _record(148, struct.pack("<4I", at, at + len(rows) - 1, 0, width - 1))
    body += _record(145)
    for number, row in enumerate(rows, start=at):
        body += _record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0))
        for place, cell in enumerate(row):
            head = struct.pack("<II", place, 0)
            if isinstance(cell, int | float):
                body += _record(5, head + struct.pack("<d", cell))
            elif cell:
                body += _record(6, head + _wide(cell))
    body += _record(146) + _record(130)
    sheets = _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide(sheet))
    book = _record(131) + _record(143) + sheets + _record(144) + _record(132)
    types = (
        '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/'
        'package/2006/content-types"><Default Extension="bin" ContentType="application/'
        'vnd.ms-excel.sheet.binary.macroEnabled.main"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
    )
    relation = (
        '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.'
        'openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://'
        'schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/>'
        "</Relationships>"
    )
    return packed(
        {
            "[Content_Types].xml": types.encode(),
            "_rels/.rels": relation.format("officeDocument", "xl/workbook.bin").encode(),
            "xl/_rels/workbook.bin.rels": relation.format(
                "worksheet", "worksheets/sheet1.bin"
            ).encode(),
            "xl/workbook.bin": book,
            "xl/worksheets/sheet1.bin": body,
        }
    )


def page(rows: Iterable[Row], charset: str = "utf-8") -> bytes:
    """A plain web page with one table."""
    lines = "".join(
        "<tr>" + "".join(f"<td>{html.escape(str(c or ''))}</td>" for c in row) + "</tr>\n"
        for row in rows
    )
    text = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">'
        f"</head><body><table border=1>\n{lines}</table></body></html>"
    )
    return text.encode("utf-16" if charset == "unicode" else charset)


def xml_book(rows: Iterable[Row], sheet: str = "催记") -> bytes:
    """A workbook of one XML document."""
    lines = "".join(
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="String">{html.escape(str(c))}</Data></Cell>' for c in row)
        + "</Row>\n"
        for row in rows
    )
    spread = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        f'<Workbook xmlns="{spread}" xmlns:ss="{spread}"><Worksheet ss:Name="{sheet}"><Table>\n'
        f"{lines}</Table></Worksheet></Workbook>"
    ).encode()


def packed(files: dict[str, bytes]) -> bytes:
    """An archive; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 3, 1, 0, 0, 0)), data)
    return out.getvalue()


def packed_folder(folder: Path) -> bytes:
    """A folder as an archive."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return packed({path.relative_to(folder).as_posix(): path.read_bytes() for path in files})


def packed_in_gbk(name: str, data: bytes) -> bytes:
    """An archive as Chinese Windows writes it: the name in GBK, and nothing that says so."""
    raw = name.encode("gbk")
    stand_in = "x" * len(raw)
    return packed({stand_in: data}).replace(stand_in.encode(), raw)


def locked_xlsx(plain: bytes, password: str) -> bytes:
    """A workbook encrypted as spreadsheet programs do it since 2010."""
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(plain)).encrypt(password, out)
    return out.getvalue()


def _archive(
    name: bytes, flags: int, method: int, body: bytes, plain: bytes, extra: bytes
) -> bytes:
    crc = 0 if extra else zlib.crc32(plain)
    sizes = struct.pack("<III", crc, len(body), len(plain))
    local = struct.pack("<4sHHHHH", b"PK\3\4", 20, flags, method, 0, 0x21) + sizes
    local += struct.pack("<HH", len(name), len(extra)) + name + extra + body
    central = struct.pack("<4sHHHHHH", b"PK\1\2", 20, 20, flags, method, 0, 0x21) + sizes
    central += struct.pack("<HHHHHII", len(name), len(extra), 0, 0, 0, 0, 0) + name + extra
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end


def locked_zip(name: str, plain: bytes, password: bytes) -> bytes:
    """An archive of one file, encrypted in the old way that every program reads."""
    keys = [0x12345678, 0x23456789, 0x34567890]

    def crc(old: int, byte: int) -> int:
        return ~zlib.crc32(bytes([byte]), ~old & 0xFFFFFFFF) & 0xFFFFFFFF

    def turn(byte: int) -> None:
        keys[0] = crc(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = crc(keys[2], keys[1] >> 24)

    def hide(byte: int) -> int:
        mask = keys[2] | 2
        hidden = byte ^ (((mask * (mask ^ 1)) >> 8) & 0xFF)
        turn(byte)
        return hidden

    for byte in password:
        turn(byte)
    check = (zlib.crc32(plain) >> 24) & 0xFF
    body = bytes(hide(byte) for byte in bytes(range(11)) + bytes([check]) + plain)
    return _archive(name.encode(), 0x801, 0, body, plain, b"")


def aes_zip(name: str, plain: bytes, password: bytes, salt: bytes = b"") -> bytes:
    """An archive of one file, encrypted by AES-256 and deflated."""
    import hashlib
    import hmac

    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    salt = salt or os.urandom(16)
    made = hashlib.pbkdf2_hmac("sha1", password, salt, 1000, 66)
    pack = zlib.compressobj(9, zlib.DEFLATED, -15)
    text = pack.compress(plain) + pack.flush()
    cipher = Cipher(algorithms.AES(made[:32]), modes.ECB()).encryptor()
    count = (len(text) + 15) // 16
    stream = b"".join(cipher.update((n + 1).to_bytes(16, "little")) for n in range(count))
    hidden = bytes(a ^ b for a, b in zip(text, stream, strict=False))
    code = hmac.new(made[32:64], hidden, "sha1").digest()[:10]
    extra = struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 3, 8)
    return _archive(name.encode(), 0x801, 99, salt + made[64:] + hidden + code, plain, extra)
