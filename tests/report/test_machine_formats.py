from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable
from dataclasses import replace

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_decided import decided_bundle
from report_factory import NAN, bundle, manifest
from report_golden import assert_golden

from auditkit.core.findings import Bilingual
from auditkit.core.resources import data_folder
from auditkit.report import ALWAYS, FORMATS, safe
from auditkit.report.interface import ReportBundle
from auditkit.report.record import FINDING_KEYS
from auditkit.report.safe import scrubbed

TEXTS = {name: each for name, each in FORMATS.items() if not each.binary} | ALWAYS


def rendered(name: str, of: ReportBundle, lang: str = "zh") -> bytes:
    out = io.BytesIO()
    (FORMATS | ALWAYS)[name].render(of, out, lang=lang)
    return out.getvalue()


def rows_of(of: ReportBundle) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(rendered("csv", of).decode("utf-8-sig"))))


def with_evidence(*texts: str) -> ReportBundle:
    whole = bundle()
    first = whole.findings[0]
    return replace(whole, findings=tuple(replace(first, evidence=text) for text in texts))


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_a_run_renders_to_the_golden_file(name: str) -> None:
    assert_golden(TEXTS[name].filename, rendered(name, bundle()))


@pytest.mark.parametrize("name", sorted(FORMATS | ALWAYS))
def test_equal_runs_give_equal_bytes(name: str) -> None:
    assert rendered(name, bundle()) == rendered(name, bundle())


@pytest.mark.parametrize("name", ["json", "jsonl", "csv"])
def test_machine_formats_do_not_depend_on_the_language(name: str) -> None:
    assert rendered(name, bundle(), "zh") == rendered(name, bundle(), "en")


@pytest.mark.parametrize("make", [bundle, decided_bundle])
def test_every_finding_in_json_and_jsonl_obeys_the_schema(make: Callable[[], ReportBundle]) -> None:
    schema = json.loads((data_folder("reports") / "schema" / "finding.schema.json").read_bytes())
    validator = jsonschema.Draft202012Validator(schema)
    document = json.loads(rendered("json", make()))
    lines = [json.loads(line) for line in rendered("jsonl", make()).splitlines()]
    assert document["findings"] == lines
    assert [error.message for each in lines for error in validator.iter_errors(each)] == []


def test_what_was_decided_stands_beside_the_finding() -> None:
    alarm, lapsed, open_ = [
        json.loads(x) for x in rendered("jsonl", decided_bundle()).splitlines()
    ][:3]
    assert alarm["decided"] == {
        "status": "false_alarm",
        "who": "王芳",
        "os_user": "wangf",
        "at": "2026-04-02T03:04:05+00:00",
        "reason": "录音核实：对方主动来电",
        "until": "",
        "owner": "",
        "due": "",
        "final": True,
        "lapsed": False,
    }
    assert (lapsed["decision"], lapsed["decided"]["status"]) == ("open", "accepted")
    assert lapsed["decided"]["lapsed"] is True
    assert open_["decided"] is None


def test_a_csv_says_who_decided_and_until_when() -> None:
    alarm, lapsed, open_, *_, appeal = rows_of(decided_bundle())
    columns = (
        "decided_by", "decided_at", "decided_reason", "decided_until", "owner", "due", "final",
        "lapsed",
    )  # fmt: skip
    assert tuple(alarm)[-8:] == columns
    at, why = "2026-04-02T03:04:05+00:00", "录音核实：对方主动来电"
    assert [alarm[each] for each in columns] == ["王芳", at, why, "", "", "", "true", "false"]
    assert [lapsed[each] for each in columns[3:]] == ["2026-04-30", "", "", "false", "true"]
    assert (appeal["owner"], appeal["due"]) == ("催收一部", "2026-05-08")
    assert {open_[each] for each in columns} == {""}


def test_no_reason_a_person_gave_is_a_formula() -> None:
    whole = decided_bundle()
    first = whole.findings[0].fingerprint
    hostile = replace(whole.decided[first], reason="=1+1", who="@x")
    row = rows_of(replace(whole, decided={first: hostile}))[0]
    assert (row["decided_reason"], row["decided_by"]) == ("'=1+1", "'@x")


def test_the_document_says_what_was_not_examined_too() -> None:
    document = json.loads(rendered("json", bundle()))
    assert list(document) == [
        "manifest", "files", "coverage", "lookbacks", "findings", "incidents", "exemptions",
        "not_evaluated", "unknown_codes", "rejects",
    ]  # fmt: skip
    assert document["unknown_codes"][0]["code"] == "R99"
    assert document["incidents"][0]["activities"][0]["linked"] == [["催收系统导出.xlsx", 40]]


def test_a_run_without_findings_is_still_a_valid_document() -> None:
    empty = bundle(findings=(), incidents=(), rejects=(), unknown_codes=())
    assert json.loads(rendered("json", empty))["findings"] == []
    assert rendered("jsonl", empty) == b""
    assert len(rendered("csv", empty).splitlines()) == 1


def test_what_is_not_a_number_is_null_and_a_count_is_an_integer() -> None:
    whole = bundle()
    odd = replace(whole.findings[0], observed=NAN, limit=2.5)
    line = json.loads(rendered("jsonl", replace(whole, findings=(odd,))))
    assert (line["observed"], line["limit"]) == (None, 2.5)
    assert b'"observed": 3,' in rendered("jsonl", whole)


TEXT = st.text(st.characters(codec=None), max_size=20)


@given(TEXT, TEXT, st.lists(TEXT, max_size=3), st.floats())
def test_a_line_is_the_json_of_the_finding_whatever_stands_in_it(
    evidence: str, remedy: str, ids: list[str], observed: float
) -> None:
    texts = Bilingual(remedy, evidence)
    whole = decided_bundle()
    odd = replace(
        whole.findings[0],
        evidence=evidence,
        remedy=texts,
        wording=texts,
        activities=tuple(ids),
        observed=observed,
    )
    raw = rendered("jsonl", replace(whole, findings=(odd,)))
    assert len(raw.decode().splitlines()) == 1
    line = json.loads(raw)
    assert list(line) == [*FINDING_KEYS, "decided"]
    assert (line["evidence"], line["remedy"]["zh"]) == (scrubbed(evidence), scrubbed(remedy))
    assert line["wording"] == {"zh": scrubbed(remedy), "en": scrubbed(evidence)}
    assert line["activities"] == [scrubbed(each) for each in ids]
    assert line["observed"] == (observed if math.isfinite(observed) else None)
    again = json.dumps(line, ensure_ascii=False) + "\n"
    assert again.translate({0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}).encode() == raw


def test_nothing_that_is_made_visible_can_be_printed() -> None:
    assert [code for code in safe._PICTURES if chr(code).isprintable()] == []


def test_one_line_of_jsonl_stays_one_line() -> None:
    said = "一\n二\u2028三\u0085四\r五"
    raw = rendered("jsonl", with_evidence(said))
    assert len(raw.decode().splitlines()) == 1
    assert json.loads(raw)["evidence"] == said


def test_half_a_surrogate_pair_does_not_kill_an_export() -> None:
    hostile = with_evidence("a\ud800b")
    assert json.loads(rendered("jsonl", hostile))["evidence"] == "a\ufffdb"
    assert rows_of(hostile)[0]["evidence"] == "a\ufffdb"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_no_cell_of_a_csv_is_a_formula(start: str) -> None:
    cell = rows_of(with_evidence(start + "cmd|'/c calc'!A0"))[0]["evidence"]
    assert cell.startswith("'")
    assert cell.endswith("cmd|'/c calc'!A0")


def test_control_characters_are_seen_in_a_csv() -> None:
    shown = [row["evidence"] for row in rows_of(with_evidence("a\x00b\x0bc", "a\nb", "a\u202eb"))]
    assert shown == ["a␀b␋c", "a␊b", "a\\u202eb"]


def test_a_csv_begins_with_a_byte_order_mark_and_keeps_long_ids() -> None:
    assert rendered("csv", bundle()).startswith(b"\xef\xbb\xbffingerprint,")
    assert rows_of(bundle())[0]["case_id"] == "6222021234567890123"


def test_rejects_never_show_a_reason_that_is_missing_in_words() -> None:
    rows = list(csv.reader(io.StringIO(rendered("rejects", bundle()).decode("utf-8-sig"))))
    assert rows[0] == ["file", "row", "column", "reason", "meaning", "activity"]
    assert rows[1][:4] == ["催收系统导出.xlsx", "17", "跟进时间", "no_such_day"]


def test_the_manifest_holds_the_control_totals() -> None:
    whole = json.loads(rendered("manifest", bundle(manifest=manifest(run_id="R1"))))
    assert whole["run_id"] == "R1"
    for file in whole["files"]:
        parts = ("judged", "linked", "duplicate", "rejected", "context")
        assert file["read"] == sum(file[part] for part in parts)
