"""The memo: what it says, in what order, and that nothing in it is more than text."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from report_decided import decided_bundle
from report_factory import START, bundle, finding, many, rule
from report_factory import activity as act
from report_golden import assert_golden
from report_hostile import VALUES, hostile_bundle
from report_word import alive, dump, rows_of, text_of

from auditkit.core.findings import Basis, Exemption
from auditkit.core.i18n import Catalogue
from auditkit.report.interface import ReportBundle
from auditkit.report.memo import render
from auditkit.report.memo_choice import Choice, MemoPlan, load_memo_plan, missing, sections_of
from auditkit.report.safe import visible

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
WRITER = Path("/usr/lib/libreoffice/program/libswlo.so")
PLAN = MemoPlan("high", 200, 500, 1500, 20)
CASE = "6222021234567890123"


def memo(of: ReportBundle, lang: str = "zh", choice: Choice | None = None, head: str = "") -> bytes:
    out = io.BytesIO()
    render(of, out, lang=lang, choice=choice, head=head)
    return out.getvalue()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_memo_says_what_a_person_has_looked_at(lang: str) -> None:
    assert_golden(f"memo.{lang}.txt", dump(memo(decided_bundle(), lang)).encode())


def test_a_memo_by_rule_has_a_section_for_each_rule_named() -> None:
    rules = ("cn-self.hours.quiet", "cn-law.contact.refusal")
    said = dump(memo(bundle(), "en", Choice(rules=rules))).splitlines()
    sections = [line for line in said if line.startswith("[Heading 1]")]
    assert sections[2:4] == [
        "[Heading 1] Rule: Contact after a third person refused",
        "[Heading 1] Rule: No collection at night",
    ]
    [relied] = [line for line in said if line.startswith("| No collection at night | 2026-03-05")]
    assert "| A12 |" in relied


def test_equal_bundles_give_equal_bytes_and_the_only_time_is_that_of_the_run() -> None:
    raw = memo(decided_bundle())
    assert raw == memo(decided_bundle())
    about = docx.Document(io.BytesIO(raw)).core_properties
    assert about.created == about.modified
    assert about.created.isoformat() == "2026-04-01T01:30:00+00:00"
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        whole = b"".join(map(archive.read, archive.namelist()))
    assert [word for word in (b"Macintosh", b"python-docx", b"ja-JP", b"Effects") if word in whole
            ] == []  # fmt: skip


def test_the_head_of_the_chain_stands_on_the_first_page_where_it_is_known() -> None:
    assert "12:0123abcd" in dump(memo(bundle(), head="12:0123abcd"))


def test_cases_are_chosen_by_their_gravest_finding_that_is_no_false_alarm() -> None:
    calls = [act(n, START) for n in range(4)]
    grave, mild, wrong = (
        finding("cn-self.hours.quiet", calls[0], case_id="C1"),
        finding("cn-std.frequency.interactive", calls[1], case_id="C2"),
        finding("cn-self.hours.quiet", calls[2], case_id="C3", decision="false_alarm"),
    )
    also = finding("cn-std.frequency.interactive", calls[3], case_id="C1")
    run = bundle(findings=(grave, mild, wrong, also), incidents=())
    [section] = sections_of(run, Choice(), PLAN)
    assert (section.key, len(section.findings)) == ("C1", 2)
    named = Choice(cases=("C3", "C2"))
    assert [each.key for each in sections_of(run, named, PLAN)] == ["C2", "C3"]
    assert missing(sections_of(run, Choice(cases=("C2", "C9")), PLAN), Choice(("C2", "C9"))) == 1


def test_with_cases_and_rules_the_sections_are_the_rules_within_these_cases() -> None:
    calls = [act(n, START) for n in range(3)]
    night, often = "cn-self.hours.quiet", "cn-std.frequency.interactive"
    run = bundle(
        findings=(
            finding(night, calls[0], case_id="C1"),
            finding(night, calls[1], case_id="C2"),
            finding(often, calls[2], case_id="C1"),
        ),
        incidents=(),
    )
    [section] = sections_of(run, Choice(("C1",), (night,)), PLAN)
    assert (section.kind, section.key) == ("rule", night)
    assert [each.case_id for each in section.findings] == ["C1"]


def test_findings_without_a_case_are_told_apart_by_debtor() -> None:
    run = bundle(
        findings=tuple(
            finding("cn-self.hours.quiet", act(n, START), case_id="", debtor=f"D-{n}")
            for n in range(2)
        ),
        incidents=(),
        exemptions=(Exemption("cn-self.hours.quiet", "A", START.isoformat(), "D-1", "", "A12",
                              START.isoformat(), "a.csv", 3),),
    )  # fmt: skip
    said = dump(memo(run, "en"))
    assert "No case recorded (debtor D-0)" in said
    assert said.count("| A12 |") == 1


def test_activities_of_several_zones_stand_in_the_order_of_their_instants() -> None:
    first, then = act(1, START), replace(act(2, START), at="2026-03-02T02:00:00+00:00")
    run = bundle(
        findings=tuple(finding("cn-self.hours.quiet", each) for each in (then, first)),
        incidents=(),
    )
    said = dump(memo(run, "en"))
    assert said.index("2026-03-02⏎09:00:00+08:00") < said.index("2026-03-02⏎02:00:00+00:00")


def test_a_memo_by_rule_tells_the_timelines_of_its_cases_apart() -> None:
    calls = [act(n, START + timedelta(hours=n)) for n in range(3)]
    cases = ("C2", "C1", "C2")
    run = bundle(
        findings=tuple(
            finding("cn-self.hours.quiet", call, case_id=case)
            for call, case in zip(calls, cases, strict=True)
        ),
        incidents=(),
    )
    raw = memo(run, "en", Choice(rules=("cn-self.hours.quiet",)))
    lines = [line for line in dump(raw).splitlines() if "| ● " in line]
    assert [(line[-2:], line.split("| ")[-2][:3]) for line in lines] == [
        ("C1", "● 2"), ("C2", "● 1"), ("C2", "● 3"),
    ]  # fmt: skip


def test_the_wording_of_a_clause_follows_its_instrument_and_never_exceeds_the_rule() -> None:
    calls = [act(n, START + timedelta(hours=n)) for n in range(2)]
    basis = (Basis("law-c", "1", "2021-11-01", "H"), Basis("min-d", "41", "2023-03-01", "H"))
    of_law = finding("cn-law.contact.refusal", calls[0], basis=basis)
    of_standard = finding("cn-self.hours.quiet", calls[1], force="standard", basis=basis[:1])
    said = dump(memo(bundle(findings=(of_law, of_standard), incidents=()), "en"))
    rows = [line.split(" | ") for line in said.splitlines() if "primary text" in line]
    assert [row[1] for row in rows if "| 20" not in row[0] and len(row) == 6] == [
        "suspected breach of law",
        "not in line with a regulatory requirement",
        "departs from a standard or self-discipline rule",
    ]


def test_a_remedy_that_several_rules_ask_for_stands_once() -> None:
    said = dump(memo(bundle(), "en"))
    [first, *_] = [line for line in said.splitlines() if "Stop voice collection" in line]
    assert first.startswith("[List Number] Own policy: calls per day, Effective interactive voice")


def test_a_run_without_grave_cases_says_that_this_is_no_pass() -> None:
    assert "No case qualifies. This is not a pass." in dump(memo(bundle(findings=()), "en"))


def test_what_a_memo_has_no_room_for_is_said_with_its_number() -> None:
    run = replace(many(600), findings=tuple(replace(each, severity="high")
                                            for each in many(600).findings))  # fmt: skip
    assert dump(memo(run, "en")).count("Rows not shown here: 100") == 2
    plan = load_memo_plan()
    cases = [replace(each, case_id=f"C{at}") for at, each in enumerate(run.findings)]
    said = dump(memo(replace(run, findings=tuple(cases)), "en"))
    rules = tuple({each.rule for each in cases})
    by_rule = dump(memo(replace(run, findings=tuple(cases)), "en", Choice(rules=rules)))
    assert by_rule.count("… (200 in all)") == len(rules)
    assert f"Of 600 that qualify, the {plan.sections} gravest are shown" in said


def test_headings_are_numbered_styles_headers_repeat_and_short_rows_stay_whole() -> None:
    document = docx.Document(io.BytesIO(memo(decided_bundle())))
    for name in ("Heading 1", "Heading 2", "List Number"):
        assert document.styles[name].element.find(f".//{qn('w:numPr')}") is not None
    faces = document.styles["Body Text"].element.find(f".//{qn('w:rFonts')}")
    assert faces.get(qn("w:eastAsia")) == "宋体"
    tables = [
        each for each in document.element.body.iter(qn("w:tbl"))
        if each.find(f".//{qn('w:tblHeader')}") is not None
    ]  # fmt: skip
    assert len(tables) >= 4
    rows = list(document.element.body.iter(qn("w:tr")))
    assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_texts_are_shown_and_nothing_comes_alive(lang: str) -> None:
    cases = tuple(value for value in VALUES if value)
    raw = memo(hostile_bundle(), lang, Choice(cases=cases))
    assert alive(raw) == []
    said = "\n".join(
        text_of(each) for each in docx.Document(io.BytesIO(raw)).element.body.iter(qn("w:p"))
    )
    short = [value for value in VALUES if len(value) < 100]
    shown = ["⏎".join(map(visible, value.split("\n"))) for value in short]
    assert [ascii(each) for each in shown if each not in said] == []
    assert "…[+38500]" in said


def test_a_hostile_run_and_a_hostile_rule_do_no_harm_either() -> None:
    run = hostile_bundle(("\u202ea\x00b\ud800", "{page}", "<w:p/>&amp;"))
    run = replace(run, manifest={**run.manifest, "run_id": "<w:p/>\x00{page}\ud800"})
    raw = memo(run, "en", Choice(rules=("\u202ea\x00b\ud800",)))
    assert alive(raw) == []
    assert "run <w:p/>␀{page}\ufffd" in dump(raw).splitlines()[0]


def test_every_word_a_memo_may_need_is_in_the_catalogue() -> None:
    words = Catalogue("en")
    kinds = ("presumptive", "review", "advisory")
    assert [kind for kind in kinds if f"memo.open_{kind}" not in words] == []


def test_a_rule_unknown_to_the_bundle_is_named_by_its_id() -> None:
    run = bundle(rules=(rule("x.y.z"),))
    assert "Rule: cn-self.hours.quiet" in dump(
        memo(run, "en", Choice((), ("cn-self.hours.quiet",)))
    )


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_makes_a_pdf_of_it_that_holds_the_text(tmp_path: Path) -> None:
    if OFFICE is None or not WRITER.exists() or shutil.which("pdftotext") is None:
        pytest.skip("LibreOffice Writer or pdftotext is not installed: .ci/os-packages")
    for lang in ("zh", "en"):
        (tmp_path / f"{lang}.docx").write_bytes(memo(decided_bundle(), lang))
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        [OFFICE, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path), *map(str, sorted(tmp_path.glob("*.docx")))],
        check=True, timeout=180, capture_output=True,
    )  # fmt: skip
    for lang, words in (
        ("zh", ("一、案件", "（八）待核事项", "涉嫌违反法律", "第1页")),
        ("en", ("1. Case", "1.8 Open points", "It is no legal advice", "Page 1 of")),
    ):
        done = subprocess.run(
            ["pdftotext", "-layout", str(tmp_path / f"{lang}.pdf"), "-"],
            check=True, capture_output=True,
        )  # fmt: skip
        text = "".join(done.stdout.decode().split())
        expected = [*words, CASE]
        assert [each for each in expected if "".join(each.split()) not in text] == []


def test_rows_of_a_table_have_as_many_cells_as_its_header() -> None:
    document = docx.Document(io.BytesIO(memo(decided_bundle())))
    for table in document.element.body.iter(qn("w:tbl")):
        assert len({len(row) for row in rows_of(table)}) == 1
