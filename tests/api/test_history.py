"""What came before is given as files, as an earlier run, or as a run of the same folder."""

from __future__ import annotations

import json
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
