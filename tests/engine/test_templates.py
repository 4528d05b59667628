"""A text that nobody has sent yet is judged as the audit would judge it once it is sent."""

from __future__ import annotations

import csv
import random
import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditkit import api
from auditkit.api.policies import library
from auditkit.core.clock import clock_time, day_number
from auditkit.engine.bind import BoundRule
from auditkit.engine.send_window import Sent, judge_windows
from auditkit.engine.templates import Draft, judge_drafts, speaks_of_clock, speaks_of_texts
from auditkit.engine.wording import undated
from tests.small_audit import KEY

DAY = date(2026, 12, 1)
TODAY = day_number(DAY)
SMS = {"channel": "sms", "direction": "outbound", "purpose": "collection", "outcome": "sent"}
CLAUSES = [
    "您好",
    "您的信用卡已逾期",
    "请还款5000元",
    "再不还钱就上门找你家人",
    "你这个老赖",
    "我是公安局的",
    "已向法院立案",
    "您的征信已受影响",
    "身份证号11010519491231002X",
    "请联系13800001234",
    "本行客服热线4000000000",
    "不还就曝光到朋友圈",
    "Your account is past due",
    "we will arrest you",
    "欠款可减免",
    "加我微信abc12345处理",
]
ROLES = ("debtor", "family", "employer", "unknown")


@cache
def rules() -> tuple[BoundRule, ...]:
    shelf = library()
    return shelf.rules(shelf.packs(shelf.profile("cn-bank").packs))


@cache
def of_texts() -> tuple[BoundRule, ...]:
    return tuple(rule for rule in rules() if speaks_of_texts(rule, TODAY))


def judged(*drafts: Draft) -> list[dict[str, str]]:
    """Return of each draft the rules that it breaks and how certain that is."""
    found: list[dict[str, str]] = [{} for _ in drafts]
    for hit in judge_drafts(drafts, of_texts(), day=TODAY, zone="Asia/Shanghai").hits:
        found[hit.draft][hit.rule.id] = hit.certainty
    return found


def draft(message: str, role: str = "debtor", **more: str) -> Draft:
    return Draft({**SMS, "message": message, "party_role": role, **more})


def scanned(folder: Path, written: list[tuple[str, str]]) -> list[dict[str, str]]:
    """Return what an audit finds by the same rules in a log of these messages."""
    log = folder / "log.csv"
    old = {"activity_id": "OLD", "debtor_id": "D", "case_id": "D", "at": "2015-01-01 12:00:00"}
    rows = [old | {"channel": "call", "outcome": "answered"}, old | {"step": "due.missed"}]
    rows[1]["activity_id"] = "OLDER"
    for number, (message, role) in enumerate(written):
        ids = {"activity_id": f"M{number}", "debtor_id": f"X{number}", "case_id": f"X{number}"}
        at = f"{DAY.isoformat()} 12:00:00"
        rows.append({**SMS, **ids, "at": at, "message": message, "party_role": role})
    with log.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        writer.writerows(rows)
    result = api.scan([str(log)], profile="cn-bank", out=None, formats=(), key=KEY)
    wanted = {rule.id for rule in of_texts()}
    found: list[dict[str, str]] = [{} for _ in written]
    for finding in result.bundle.findings:
        if finding.rule in wanted:
            found[int(finding.anchor_activity[1:])][finding.rule] = finding.certainty
    return found


def test_a_text_breaks_the_rules_that_the_audit_finds_broken_once_it_is_sent(tmp_path):
    chance = random.Random(8)  # one audit for all of them, and no shrinking of it
    written = [
        ("，".join(chance.sample(CLAUSES, chance.randrange(1, 5))), chance.choice(ROLES))
        for _ in range(80)
    ]
    found = judged(*(draft(message, role) for message, role in written))
    assert len({rule for each in found for rule in each}) > 20
    assert found == scanned(tmp_path, written)


def test_texts_do_not_see_each_other():
    written = [CLAUSES[4], "，".join(CLAUSES[1:4]), "李四的信用卡已逾期，请转告"]
    drafts = [draft(message, "family", debtor_name="李四") for message in written]
    drafts[0] = draft(f"{CLAUSES[4]}，李四", "family", debtor_name="王五")
    assert judged(*drafts) == [judged(each)[0] for each in drafts]


FILED = "我行已向法院提起诉讼，案件已立案"
SUIT = (
    (60, {"channel": "legal", "step": "suit.filed"}),
    (
        50,
        {
            "channel": "legal",
            "step": "suit.accepted",
            "attrs": {"case_no": "（2026）沪0115民初1号"},
        },
    ),
)


def test_a_filing_is_only_for_a_case_that_has_one():
    without, behind = draft(FILED), Draft(draft(FILED).row, SUIT)
    assert judged(without, behind) == [{"cn-cba2026.claim.suit": "presumptive"}, {}]


def test_a_rule_that_turns_on_who_reads_the_text_cannot_judge_it_where_nobody_says():
    told = judge_drafts(
        [draft("您家人的信用卡已逾期，请转告还款", "unknown")], of_texts(), day=TODAY, zone="UTC"
    )
    reasons = {(each.rule.id, each.reason.value) for each in told.undecided}
    assert ("cn-civil.third.disclosure", "party_role") in reasons
    assert not told.hits


def test_spots_are_those_of_the_text_as_it_was_given():
    text = "您好，身份证号11010519491231002X"
    hits = judge_drafts([draft(text)], of_texts(), day=TODAY, zone="UTC").hits
    spot = next(h for h in hits if h.rule.id == "cn-pipl.message.identifier").spots[0]
    assert (spot.place, spot.turn, text[spot.start : spot.end]) == (
        "message", -1, "11010519491231002X",
    )  # fmt: skip


def test_a_version_judges_only_the_days_on_which_it_is_in_force():
    early = judge_drafts([draft("你这个老赖")], of_texts(), day=0, zone="UTC")
    assert early.hits == early.undecided == ()


def test_messages_of_texts_name_neither_day_nor_clock():
    for rule in of_texts():
        message = undated(rule.message)
        assert not {"{day}", "{time}"} & set(re.findall(r"\{\w+\}", message.zh + message.en))
        assert not message.zh.startswith((" ", "的", "，"))
        assert message.en[0].isupper() or message.en[0] == "{"


def test_rules_that_count_acts_or_read_notes_cannot_speak_of_a_text():
    left_out = {rule.check.id for rule in rules()} - {rule.check.id for rule in of_texts()}
    assert {"contact.frequency", "conduct.amount", "conduct.sequence"} <= left_out
    assert "cn-pipl.note.identifier" not in {rule.id for rule in of_texts()}


def quiet(window: str, *, channel: str = "sms", pack: str = "cn-gbt45251"):
    """Return of a window the first stretch that each rule bars, and what cannot be told."""
    shelf = library()
    bound = shelf.rules(shelf.packs([pack]))
    clock = [rule for rule in bound if speaks_of_clock(rule, TODAY)]
    start, _, end = window.partition("-")
    seconds = tuple(sum(int(p) * u for p, u in zip(t.split(":"), (3600, 60), strict=True))
                    for t in (start, end)) if window else None  # fmt: skip
    row = {**SMS, "channel": channel, "party_role": "debtor"}
    hits, untimed = judge_windows([Sent(row, seconds)], clock, day=TODAY, zone="Asia/Shanghai")
    return {h.rule.id: h.stretch for h in hits}, {(u.rule.id, u.needs) for u in untimed}


NIGHT = "cn-gbt45251.time.quiet"


@pytest.mark.parametrize(
    ("window", "stretch"),
    [
        ("08:00-22:00", None),
        ("08:00-22:01", (79_200, 79_260)),
        ("07:00-23:00", (25_200, 28_800)),
        ("21:00-09:00", (79_200, 28_800)),
        ("23:00-01:00", (82_800, 3_600)),
    ],
)
def test_the_first_quiet_stretch_of_a_window_is_told(window, stretch):
    assert quiet(window) == ({NIGHT: stretch} if stretch else {}, set())


def test_without_a_window_a_rule_on_hours_cannot_judge_what_it_speaks_of():
    assert quiet("") == ({}, {(NIGHT, "window")})
    assert quiet("", channel="letter") == ({}, set())


def test_a_rule_that_bars_some_days_alone_cannot_judge_a_window_without_days():
    hits, untimed = quiet("10:00-12:00", channel="visit", pack="bank-example")
    assert hits == {}
    assert untimed == {("bank-example.visits.rest-days", "days")}


CLOCKS = st.integers(0, 24 * 12 - 1).map(lambda at: at * 300)
DAYS = st.sampled_from([None, ["sat", "sun"], ["mon"]])
RANGES = st.tuples(CLOCKS, CLOCKS).filter(lambda pair: pair[0] != pair[1])


@settings(max_examples=25, deadline=None)
@given(
    window=st.tuples(CLOCKS.map(lambda at: at + 60), CLOCKS),
    ranges=st.lists(
        st.tuples(RANGES, st.sampled_from([None, ["sat", "sun"], ["mon"]])), max_size=3
    ),
    closed=st.sampled_from(["left", "right", "both", "neither"]),
)
def test_trying_the_first_minute_of_a_stretch_is_as_good_as_trying_all(window, ranges, closed):
    """Edges that stand on every minute make every minute be tried."""
    rule = next(r for r in rules() if r.id == "cn-gbt45251.time.quiet")
    barred = [
        {"start": clock_time(start), "end": clock_time(end), "weekdays": days}
        for (start, end), days in ranges
    ]
    written = rule.versions[-1].params.model_dump() | {"barred": barred, "closed": closed}
    params = type(rule.versions[-1].params).model_validate(written)
    rule = replace(rule, versions=(replace(rule.versions[-1], params=params),))
    slow = replace(rule, check=replace(rule.check, edges=lambda _: range(0, 86_400, 60)))
    row = {**SMS, "party_role": "debtor"}
    told = [
        judge_windows([Sent(row, window)], [each], day=TODAY, zone="Asia/Shanghai")
        for each in (rule, slow)
    ]
    few, all_of_them = (
        ([(h.stretch, h.message) for h in hits], [u.needs for u in untimed])
        for hits, untimed in told
    )
    assert few == all_of_them
