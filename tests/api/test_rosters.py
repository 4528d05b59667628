"""A list of who is held against the ids of the bank, however the report shows them."""

from __future__ import annotations

import json

import pytest

from auditkit import api

KEY = b"a key for this test, of 32 bytes"
MOBILE = "13800138000"  # a collector who is known by a number: hidden without being asked
ACTS = f"""活动号,客户号,时间,渠道,方向,结果,机构,催收员
X1,D1,2025-06-03 10:00:00,call,outbound,no_answer,A1,{MOBILE}
X2,D1,2025-06-04 10:00:00,call,outbound,no_answer,A9,U9
X3,D2,2025-12-01 10:00:00,call,outbound,no_answer,A1,{MOBILE}
X4,D2,2025-12-02 10:00:00,call,outbound,no_answer,,U9
"""
HEADERS = {
    "activity_id": "活动号",
    "debtor_id": "客户号",
    "at": "时间",
    "channel": "渠道",
    "direction": "方向",
    "outcome": "结果",
    "collector_id": "催收员",
}
FOUND = [
    ("sg-dca.licence.agency", "X2"),
    ("sg-dca.licence.agency", "X3"),
    ("sg-dca.licence.collector", "X2"),
]


@pytest.mark.parametrize("hidden", [False, True])
def test_an_agency_that_a_mapping_hides_is_found_on_the_list(tmp_path, hidden) -> None:
    agency = {"from": "机构", "pseudonym": hidden}
    mapping = {
        "version": 1,
        "sources": [{"name": "log", "fields": {**HEADERS, "agency_id": agency}}],
    }
    (tmp_path / "mapping.yaml").write_text(json.dumps(mapping), encoding="utf-8")
    (tmp_path / "acts.csv").write_text(ACTS, encoding="utf-8")
    lists = tmp_path / "mine" / "sg-dca" / "lists"
    lists.mkdir(parents=True)
    agencies = "id,from,until\nA1,2024-03-01,2025-11-30\n"
    (lists / "licensed_agencies.csv").write_text(agencies, encoding="utf-8")
    people = f"id,from,until\n{MOBILE},,\n"
    (lists / "approved_collectors.csv").write_text(people, encoding="utf-8")
    bundle = api.scan(
        [str(tmp_path / "acts.csv")],
        profile="sg-dca",
        mapping=tmp_path / "mapping.yaml",
        policies=tmp_path / "mine",
        key=KEY,
    ).bundle
    found = sorted((each.rule, each.anchor_activity) for each in bundle.findings)
    assert found == FOUND
    shown = {each.agency_id for each in bundle.findings}
    assert ({each[:2] for each in shown} == {"G-"}) if hidden else (shown == {"A1", "A9"})
    assert bundle.not_evaluated == ()
