from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from report_factory import bundle

from auditkit.report.xlsx import render

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("贷后催收合规审计报告", "第三人拒绝后再次联系", "涉嫌违反法律", "未评价", "拒收")),
        ("en", ("Collections compliance audit", "suspected breach of law", "Rule book", "R99")),
    ],
)
def test_libreoffice_opens_the_workbook(tmp_path: Path, lang: str, words: tuple[str, ...]) -> None:
    if OFFICE is None:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-calc")
    book = tmp_path / "report.xlsx"
    with book.open("wb") as out:
        render(bundle(), out, lang=lang)
    profile = (tmp_path / "profile").as_uri()
    command = [OFFICE, f"-env:UserInstallation={profile}", "--headless", "--convert-to"]
    # filter 76 is UTF-8; -1 writes every sheet to a file of its own
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    subprocess.run(
        [*command, options, "--outdir", str(tmp_path), str(book)],
        check=True, timeout=180, capture_output=True,
    )  # fmt: skip
    sheets = sorted(tmp_path.glob("report-*.csv"))
    text = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    assert len(sheets) == 19
    assert [word for word in words if word not in text] == []
    assert "6222021234567890123" in text
