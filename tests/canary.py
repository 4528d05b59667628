"""Planted persons, and the net that finds them in whatever a run leaves behind."""

from __future__ import annotations

import logging
import pickle
import re
import sqlite3
import zipfile
from collections.abc import Iterable
from pathlib import Path

from auditkit.core.errors import StoreError
from auditkit.core.long_numbers import folded
from auditkit.engine.state import unpacked

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def citizen(body: str) -> str:
    """Return a made-up identity number whose check character is right."""
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def luhn(body: str) -> str:
    """Return a made-up card number whose check digit is right."""
    digits = [int(digit) for digit in body]
    doubled = [sum(divmod(d * 2, 10)) if i % 2 == 0 else d for i, d in enumerate(digits[::-1])]
    return body + str(-sum(doubled) % 10)


PHONE, OTHER_PHONE, LINE = "13912345678", "13787654321", "18611112222"
NAME, THIRD_NAME, COLLECTOR_NAME = "欧阳锦绣", "司徒望舒", "慕容听雪"
IDENTITY, ACCOUNT = citizen("11010519491231002"), luhn("622202000000000000")
EMAIL, WECHAT, QQ = "jinxiu.ouyang@canary.example", "wx_canary_7788", "887766554"
PASSWORD, CODE, PLATE = "Zx9canary", "482915", "京N7K29Q"
ADDRESS, BIRTHDAY = "锦绣胡同77号院5单元", "1949年12月31日"
PLANTED = (
    PHONE, OTHER_PHONE, LINE, NAME, THIRD_NAME, COLLECTOR_NAME, IDENTITY, ACCOUNT,
    EMAIL, WECHAT, QQ, PASSWORD, CODE, PLATE, ADDRESS, BIRTHDAY,
)  # fmt: skip
FREE = (
    f"客户{NAME}，电话{PHONE}，证件{IDENTITY}，卡号{ACCOUNT}，联系人{THIRD_NAME}{OTHER_PHONE}，"
    f"邮箱{EMAIL}，微信号{WECHAT}，QQ号{QQ}，登录密码{PASSWORD}，短信验证码{CODE}，车牌{PLATE}，"
    f"住址北京市东城区{ADDRESS}，出生日期{BIRTHDAY}，已告知其母{THIRD_NAME}欠款2万"
)
_CODECS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
_RUN = re.compile(r"[0-9](?:[ \-]?[0-9]){5,}")


def leaks(text: str | bytes) -> list[str]:
    """Return the planted values in a text, or in bytes of any encoding a bank would use."""
    if isinstance(text, str):
        runs = " ".join(re.sub("[^0-9]", "", run) for run in _RUN.findall(folded(text)))
        return [v for v in PLANTED if v in text or (len(v) > 8 and v.isdigit() and v in runs)]
    found = {value for value in PLANTED for form in _forms(value) if form in text}
    return [value for value in PLANTED if value in found]


def _forms(value: str) -> Iterable[bytes]:
    yield from (value.encode(codec) for codec in _CODECS)
    escaped = value.encode("ascii", "backslashreplace")
    yield value.encode("ascii", "xmlcharrefreplace")  # as openpyxl writes
    yield from (escaped, escaped.upper().replace(b"\\U", b"\\u"))
    if value.isdigit() and len(value) > 8:
        for order in ("little", "big"):  # as pickle, Parquet and SQLite keep whole numbers
            yield int(value).to_bytes((int(value).bit_length() + 7) // 8, order)


def everything_in(folder: Path) -> dict[str, bytes]:
    """Return every file, with the parts of workbooks and what the store packed unpacked."""
    parts: dict[str, bytes] = {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = file.relative_to(folder).as_posix()
        parts[name] = file.read_bytes()
        if file.suffix != ".db" and zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as packed:
                parts |= {f"{name}/{each}": packed.read(each) for each in packed.namelist()}
        if file.suffix == ".db":
            parts |= {f"{name}/{key}": body for key, body in _rows_of(file)}
    return parts


def _rows_of(database: Path) -> Iterable[tuple[str, bytes]]:
    """Yield every value of a database; packed rows as the texts and numbers they hold."""
    with sqlite3.connect(database) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            for number, row in enumerate(connection.execute(f'SELECT * FROM "{table}"')):
                for value in row:
                    body = _unpacked(value) if isinstance(value, bytes) else str(value).encode()
                    yield f"{table}/{number}", body
    connection.close()


def _unpacked(body: bytes) -> bytes:
    try:
        return repr(unpacked(body).to_pydict()).encode()
    except StoreError:
        return body


def logged(records: Iterable[logging.LogRecord]) -> str:
    """Return all that a handler of any kind could write of log records."""
    formatter = logging.Formatter()
    return "\n".join(formatter.format(each) + repr(vars(each)) for each in records)


def pickled(value: object) -> bytes:
    """Return what would go to another process."""
    return pickle.dumps(value)


def assert_nothing_leaked(capfd, caplog, *folders: Path) -> None:
    out, err = capfd.readouterr()
    assert leaks(out) == []
    assert leaks(err) == []
    assert leaks(logged(caplog.records)) == []
    for folder in folders:
        found = {name: held for name, b in everything_in(folder).items() if (held := leaks(b))}
        assert found == {}
