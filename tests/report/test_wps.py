"""Workbooks hold nothing newer than Excel 2010, which any WPS on a bank's desk can read."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from report_factory import bundle

from auditkit.report.review_book import write_review_book
from auditkit.report.review_rows import FIXED, ReviewRow, fixed_cells
from auditkit.report.safe import CELL_LIMIT
from auditkit.report.sample_book import write_sample
from auditkit.report.words import words_for
from auditkit.report.worklist import write_worklist
from auditkit.report.xlsx import render
from auditkit.sources.mapping import FieldMap, SourceMapping
from auditkit.sources.mapping_book import write_book
from auditkit.sources.propose import Proposal, SourceProposal

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OLD = (
    "http://schemas.openxmlformats.org/",
    "http://purl.org/dc/",
    "http://www.w3.org/",
    "http://schemas.microsoft.com/office/spreadsheetml/2009/",
)
PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|xl/workbook\.xml"
    r"|xl/_rels/workbook\.xml\.rels|xl/(styles|sharedStrings)\.xml|xl/theme/theme1\.xml"
    r"|xl/worksheets/sheet\d+\.xml|xl/worksheets/_rels/sheet\d+\.xml\.rels"
    r"|xl/drawings/drawing\d+\.xml|xl/drawings/_rels/drawing\d+\.xml\.rels"
    r"|xl/charts/chart\d+\.xml"
)


def report(lang: str) -> Callable[[io.BytesIO], None]:
    whole = bundle()
    long = replace(whole.findings[0], evidence="催" * 40_000 + "\U0001f4de")
    whole = replace(whole, findings=(long, *whole.findings[1:]))
    return lambda out: render(whole, out, lang=lang)


def sample(out: io.BytesIO) -> None:
    write_sample(bundle(), out, lang="zh")


def worklist(out: io.BytesIO) -> None:
    finding = dict.fromkeys(("rule", "severity", "at", "source_file", "source_row"), "=1+1")
    person = {"debtor_name": "\x00" + "名" * 40_000, "contact": "@SUM(A1)"}
    write_worklist([({"fingerprint": "F1", **finding}, person)], tuple(person), out)


def mapping(out: io.BytesIO) -> None:
    at = FieldMap.model_validate({"from": "=时间"})
    named = SourceMapping(name="外呼", match=("*.csv",), fields={"at": at})
    write_book(Proposal((SourceProposal(named, (), (), (), ()),)), out)


def review(out: io.BytesIO) -> None:
    whole = bundle()
    words = words_for(whole, "zh", {})
    texts = [fixed_cells(finding, words) for finding in whole.findings]
    rows = (
        ReviewRow([cells[name] for name in FIXED], ("=1+1",) * 5, "F1", "C1") for cells in texts
    )
    write_review_book(rows, out, words, "R1")


WORKBOOKS = {
    "report.zh": report("zh"),
    "report.en": report("en"),
    "sample": sample,
    "worklist": worklist,
    "mapping": mapping,
    "review": review,
}


@pytest.fixture(params=WORKBOOKS, scope="module")
def parts(request) -> dict[str, bytes]:
    out = io.BytesIO()
    WORKBOOKS[request.param](out)
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sheets(parts: dict[str, bytes]) -> list[ElementTree.Element]:
    names = sorted(name for name in parts if name.startswith("xl/worksheets/sheet"))
    return [ElementTree.fromstring(parts[name]) for name in names]


def test_the_package_holds_the_parts_of_2007_and_no_others(parts):
    assert [name for name in parts if not PARTS.fullmatch(name)] == []


def test_no_namespace_is_newer_than_excel_2010(parts):
    found = {
        space.decode()
        for raw in parts.values()
        for space in re.findall(rb'xmlns(?::\w+)?="([^"]+)"', raw)
    }
    assert [space for space in found if not space.startswith(OLD)] == []
    newer = (b"2014/", b"2015/", b"2016/", b"2017/", b"2018/", b"xlrd", b"threadedComment")
    assert [mark for raw in parts.values() for mark in newer if mark in raw] == []


def test_no_formula_but_a_plain_one_of_2007_and_no_array_spills(parts):
    for sheet in sheets(parts):
        for cell in sheet.iter(f"{MAIN}c"):
            assert cell.get("cm") is None, "metadata of a dynamic array"
        for formula in sheet.iter(f"{MAIN}f"):
            assert formula.get("t") in (None, "shared")
            assert "_xlfn" not in (formula.text or "")


def test_sheets_have_names_that_every_office_takes(parts):
    book = ElementTree.fromstring(parts["xl/workbook.xml"])
    names = [sheet.get("name", "") for sheet in book.iter(f"{MAIN}sheet")]
    assert names
    assert [name for name in names if not 0 < len(name) <= 31 or set(name) & set("[]:*?/\\")] == []
    assert [name for name in names if name.startswith("'") or name.endswith("'")] == []
    assert len({name.lower() for name in names}) == len(names)


def test_no_cell_holds_more_than_a_cell_can(parts):
    texts = [
        "".join(text.itertext())
        for tag in ("is", "si")
        for tree in [*sheets(parts), *_shared(parts)]
        for text in tree.iter(f"{MAIN}{tag}")
    ]
    assert texts
    assert max(len(text.encode("utf-16-le")) // 2 for text in texts) <= CELL_LIMIT


def _shared(parts: dict[str, bytes]) -> list[ElementTree.Element]:
    raw = parts.get("xl/sharedStrings.xml")
    return [] if raw is None else [ElementTree.fromstring(raw)]


def test_styles_lists_and_links_stay_within_the_limits(parts):
    styles = ElementTree.fromstring(parts["xl/styles.xml"])
    formats = styles.find(f"{MAIN}cellXfs")
    assert formats is not None
    assert 0 < len(formats) <= 64_000
    for sheet in sheets(parts):
        assert len(list(sheet.iter(f"{MAIN}hyperlink"))) <= 65_530
        for listed in sheet.iter(f"{MAIN}formula1"):
            assert len(listed.text or "") <= 255
        assert list(sheet.iter(f"{MAIN}extLst")) == []
