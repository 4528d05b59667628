"""A review table goes through LibreOffice, into every format it may be saved in, and back."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from auditkit.api.reviewing import deciding as review
from auditkit.api.reviewing.table import export_review
from auditkit.api.reviewing.taking import import_review
from auditkit.core.pseudonym import KEY_ENV
from auditkit.report.review_rows import labels
from auditkit.store.database import open_store
from auditkit.store.decisions import read_decisions
from tests import small_audit as small

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
GBK, UTF8 = 67, 76
SAVED = {
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "xls": "xls:MS Excel 97",
    "ods": "ods",
    "csv": f"csv:Text - txt - csv (StarCalc):44,34,{GBK},1",
    "semicolons": f"csv:Text - txt - csv (StarCalc):59,34,{UTF8},1",
    "page": "html:HTML (StarCalc)",
}
REASON = "录音证实，非本人接听；电话由“家属”接听"
DUE = date(2099, 3, 5)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """Give a run, and its table filled in by hand in a workbook."""
    if OFFICE is None:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-calc")
    folder = tmp_path_factory.mktemp("office")
    log = small.log(folder, "calls.csv", small.calls(range(1, 5)))
    small.scan(log, out=folder / "out", policies=small.policies(folder))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(KEY_ENV, small.KEY_TEXT)
        export_review(folder / "out", folder / "review.xlsx", asked=review.Asked())
    book = openpyxl.load_workbook(folder / "review.xlsx")
    sheet, heads = book.worksheets[0], labels("zh")
    at = {name: [c.value for c in sheet[1]].index(heads[name]) + 1 for name in heads}
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, at["decision"]).value = "误报"
        sheet.cell(row, at["reason"]).value = REASON
        sheet.cell(row, at["due"]).value = DUE
        sheet.cell(row, at["owner"]).value = "007"
    book.save(folder / "review.xlsx")
    return folder


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.parametrize("name", SAVED)
def test_what_libreoffice_saved_is_read_back(filled, tmp_path, monkeypatch, name):
    monkeypatch.setenv(KEY_ENV, small.KEY_TEXT)
    run = Path(shutil.copytree(filled / "out", tmp_path / "out"))
    profile = (filled / "profile").as_uri()
    command = [str(OFFICE), f"-env:UserInstallation={profile}", "--headless", "--convert-to"]
    subprocess.run(
        [*command, SAVED[name], "--outdir", str(tmp_path), str(filled / "review.xlsx")],
        check=True, timeout=180, capture_output=True,
    )  # fmt: skip
    (saved,) = tmp_path.glob("review.*")
    done = import_review(saved, who="Li Lei", run=run)
    assert (done.taken, done.problems, done.notes, done.missing) == (12, (), (), ())
    with open_store(run / "audit.db", small.PSEUDONYMS) as store:
        events = read_decisions(store)
    assert {(e.status, e.reason, e.due, e.owner) for e in events} == {
        ("false_alarm", REASON, DUE.isoformat(), "007")
    }
    assert import_review(saved, who="Li Lei", run=run).unchanged == 12
