"""A control file is read under the names senders use, and its bad cells are named, not repeated."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from auditkit.core.errors import ConfigError, PolicyError
from auditkit.sources.control import Expected, load_control


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "control.csv"
    path.write_text(text, encoding=encoding)
    return path


CANONICAL = (
    "file,rows,duration_s,amount,sha256,agency,from,to\n"
    f"a.csv,3,65,10.50,{'ab' * 32},AG-1,2026-10-01,2026-10-31\n"
)
LINE = Expected(
    "a.csv", 2, 3, 65, Decimal("10.50"), "ab" * 32, "AG-1", date(2026, 10, 1), date(2026, 10, 31)
)


def test_canonical_headers_are_read(tmp_path: Path) -> None:
    assert load_control(write(tmp_path, CANONICAL)) == (LINE,)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_chinese_headers_are_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    text = (
        "文件名,行数,时长合计,金额合计,SHA-256,机构,起始日期,截止日期\n"
        f'a.csv,3,65,"10.50",{"AB" * 32},AG-1,2026/10/1,20261031\n'
    )
    assert load_control(write(tmp_path, text, encoding)) == (LINE,)


def test_a_workbook_is_read_and_titles_above_the_header_are_passed_over(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["十月对账单"])
    book.active.append(["文件名", "行数", "金额合计"])
    book.active.append(["外包A.xlsx[Sheet1]", 1200, 88.5])
    path = tmp_path / "control.xlsx"
    book.save(path)
    assert load_control(path) == (
        Expected("外包A.xlsx[Sheet1]", 3, rows=1200, amount=Decimal("88.5")),
    )


def test_a_file_may_be_named_without_any_total_and_thousands_may_be_told_apart(
    tmp_path: Path,
) -> None:
    path = write(tmp_path, 'file;rows\na*.csv;\n\nb.csv;"1,200"\n')
    assert load_control(path) == (Expected("a*.csv", 2), Expected("b.csv", 4, rows=1200))


def test_every_bad_cell_is_named_by_file_row_and_column_and_never_repeated(tmp_path: Path) -> None:
    path = write(tmp_path, "文件名,行数,金额合计,起始日期\na,many,1,2026-02-30\n,3,x1y,\n")
    with pytest.raises(PolicyError) as raised:
        load_control(path)
    said = [str(problem) for problem in raised.value.problems]
    assert said == [
        f"{path}:2: column 行数: holds no whole number / 不是非负整数",
        f"{path}:2: column 起始日期: holds no date (YYYY-MM-DD) / 不是日期（YYYY-MM-DD）",
        f"{path}:3: column 文件名: is empty / 为空",
        f"{path}:3: column 金额合计: holds no number / 不是数字",
    ]


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "file,rows\n", "file,rows,records\na,1,1\n"])
def test_a_control_file_that_says_nothing_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError):
        load_control(write(tmp_path, text))
