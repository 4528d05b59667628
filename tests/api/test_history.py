"""What came before is given as files, as an earlier run, or as a run of the same folder."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from auditkit import api
from auditkit.core.errors import InputError, KeyMismatchError

KEY = b"synthetic key for tests, 32 byte"
HEAD = "debtor_id,case_id,contact,party_role,at,channel,outcome,step,attrs\n"
CEASE = (
    "D1,K-D1,1,debtor,2026-09-30 10:00:00,call,talked_debtor,"
    'cease.requested,"{""written"": true}"\n'
)


def call(day: str, debtor: str = "D1") -> str:
    return f"{debtor},K-{debtor},1,debtor,{day} 10:00:00,call,talked_debtor,,\n"


@pytest.fixture
def months(tmp_path: Path) -> Path:
    (tmp_path / "september.csv").write_text(HEAD + call("2026-09-01") + CEASE, encoding="utf-8")
    (tmp_path / "october.csv").write_text(HEAD + call("2026-10-02"), encoding="utf-8")
    return tmp_path


def scan(folder: Path, name: str, out: str | None = None, **more: object) -> api.ScanResult:
    return api.scan(
        [str(folder / f"{name}.csv")],
        profile="us-reg-f",
        out=folder / out if out else None,
        formats=("json",),
        key=KEY,
        **more,  # type: ignore[arg-type]
    )


def ceased(result: api.ScanResult) -> list[str]:
    return [f.rule for f in result.bundle.findings if f.rule.startswith("us-reg-f.cease")]


def test_without_history_a_request_of_last_month_is_not_known(months) -> None:
    result = scan(months, "october")
    assert ceased(result) == []
    (cease,) = [b for b in result.bundle.lookbacks if b.rule == "us-reg-f.cease.written"]
    assert (cease.needs, cease.has, cease.since) == (None, 1, "2026-10-02")


@pytest.mark.parametrize("given", ["september.csv", "out9", "out9/audit.db"])
def test_last_month_may_be_given_as_exports_or_as_its_run(months, given) -> None:
    scan(months, "september", "out9")
    result = scan(months, "october", "out10", history=[str(months / given)])
    assert ceased(result) == ["us-reg-f.cease.written"]
    manifest = json.loads((months / "out10" / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["history"]["acts_from"], manifest["history"]["steps_from"]) == (
        "2026-09-01",
        "2026-09-30",
    )
    assert manifest["period"] == {"from": "2026-10-02", "to": "2026-10-02"}
    if given == "september.csv":
        assert manifest["history"]["files"] == ["history/september.csv"]
        (file,) = [f for f in manifest["files"] if f["file"] == "history/september.csv"]
        assert (file["read"], file["judged"], file["context"]) == (2, 0, 2)
    else:
        assert [run["rows"] for run in manifest["history"]["runs"]] == [2]


@pytest.mark.parametrize("by", ["latest", "run_id"])
def test_runs_of_one_folder_hand_on_to_each_other(months, by) -> None:
    run_id = scan(months, "september", "audits").bundle.manifest["run_id"]
    given = "latest" if by == "latest" else run_id
    assert ceased(scan(months, "october", "audits", history=[given]))


def test_a_state_goes_through_a_month_in_which_nothing_happened(months) -> None:
    scan(months, "september", "out9")
    (months / "between.csv").write_text(HEAD + call("2026-10-01", "D2"), encoding="utf-8")
    scan(months, "between", "out10", history=[str(months / "out9")])
    result = scan(months, "october", "out11", history=[str(months / "out10")])
    assert ceased(result) == ["us-reg-f.cease.written"]


def test_a_run_under_another_key_is_refused(months) -> None:
    scan(months, "september", "out9")
    with pytest.raises(KeyMismatchError):
        api.scan(
            [str(months / "october.csv")],
            history=[str(months / "out9")],
            key=b"another synthetic key, 32 bytes.",
        )


def test_a_history_that_is_nowhere_is_said(months) -> None:
    with pytest.raises(InputError, match="no such file"):
        scan(months, "october", history=[str(months / "august.csv")])
    scan(months, "september", "out9")
    with pytest.raises(InputError, match="no complete run"):
        scan(months, "october", "out9", history=["R20200101T000000000000Z"])


def test_no_number_or_name_stands_in_what_is_handed_on(months) -> None:
    mark = "13800138000"
    path = months / "marked.csv"
    path.write_text(HEAD.replace("attrs", "note") + f"D9,K9,{mark},debtor,2026-09-01 10:00:00,"
                    f"call,answered,,{mark}\n", encoding="utf-8")  # fmt: skip
    scan(months, "marked", "marked-out")
    assert mark.encode() not in (months / "marked-out" / "audit.db").read_bytes()


CASES = "案件号,客户号,委案日期,告知日期\n"
CALLS = "案件号,客户号,电话,时间,机构,结果\n"
MAPPING = """version: 1
sources:
  - name: case-list
    kind: case_list
    match: ["案件表_*.csv"]
    fields: {case_id: 案件号, debtor_id: 客户号}
    constants: {channel: system, direction: internal}
    activities:
      - {step: agency.placed, at: 委案日期}
      - {step: agency.notice, at: 告知日期}
  - name: calls
    kind: agency
    match: ["拨打_*.csv"]
    fields:
      {case_id: 案件号, debtor_id: 客户号, contact: 电话, at: 时间, agency_id: 机构, outcome: 结果}
    constants: {channel: call, direction: outbound, party_role: debtor}
"""


def test_a_case_list_of_last_month_is_handed_on_and_its_repetition_counts_once(tmp_path) -> None:
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    listed = "K1,D1,2026-08-03,2026-08-02\nK2,D2,2026-08-03,\n"
    months = {}
    for month, more in (("09", ""), ("10", "K3,D3,2026-10-02,2026-10-01\n")):
        folder = months[month] = tmp_path / month
        folder.mkdir()
        (folder / f"案件表_{month}.csv").write_text(CASES + listed + more, encoding="utf-8")
        calls = "".join(
            f"K{n},D{n},{n},2026-{month}-0{day} 10:00:00,A1,talked_debtor\n"
            for n in (1, 2, 3)
            for day in (1, 2, 3)
        )
        (folder / f"拨打_{month}.csv").write_text(CALLS + calls, encoding="utf-8")

    def run(*sources: str, **more: object) -> api.ScanResult:
        given = [str(tmp_path / source) for source in sources]
        return api.scan(given, mapping=tmp_path / "mapping.yaml", key=KEY, **more)  # type: ignore[arg-type]

    one = run("09", "10", date_from=date(2026, 10, 1))
    run("09", out=tmp_path / "out09")
    by_run = run("10", history=[str(tmp_path / "out09")], date_from=date(2026, 10, 1))
    by_files = run("10", history=[str(months["09"])], date_from=date(2026, 10, 1))
    expected = [(f.rule, f.fingerprint, f.observed) for f in one.bundle.findings]
    assert [rule for rule, *_ in expected].count("cn-consumer2023.agency.notice.missing") == 3
    for result in (by_run, by_files):
        found = [(f.rule, f.fingerprint, f.observed) for f in result.bundle.findings]
        assert found == expected


def test_old_steps_of_a_case_list_do_not_make_the_record_begin_earlier(tmp_path) -> None:
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "案件表_09.csv").write_text(
        CASES + "K1,D1,2026-02-03,2026-02-02\n", encoding="utf-8"
    )
    days = (f"K1,D1,1,2026-09-{day:02d} 10:00:00,A1,talked_debtor\n" for day in range(1, 29))
    (tmp_path / "拨打_09.csv").write_text(CALLS + "".join(days), encoding="utf-8")
    logs = [str(tmp_path / name) for name in ("案件表_09.csv", "拨打_09.csv")]
    result = api.scan(logs, mapping=tmp_path / "mapping.yaml", key=KEY)
    told = result.bundle.manifest["completeness"]
    assert (told["from"], told["to"]) == ("2026-09-01", "2026-09-28")
    assert [line["gaps"] for line in told["lines"] if line["kind"] == "agency"] == [[]]
