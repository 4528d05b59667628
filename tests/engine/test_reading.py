"""What stands in the texts of a bucket, whose it is, and how evidence shows it."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pytest
from stdnum import luhn

from auditkit import api
from auditkit.checks.privacy.names import recognizers
from auditkit.checks.privacy.names.tagger import Tagger
from auditkit.core.frame import RAW
from auditkit.core.masking import Width, Widths
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.engine import spool
from auditkit.engine.outcome import Outcome, Settings
from auditkit.engine.roster import Input
from auditkit.engine.run import run
from auditkit.engine.state import unpacked
from auditkit.sources.interface import RawBatch, SourceFacts
from auditkit.sources.plan import canonical_plan

KEY = b"synthetic key for tests, 32 byte"
HEADER = (
    "debtor_id", "debtor_name", "case_id", "party_name", "party_role", "contact", "at", "channel",
    "direction", "outcome", "collector_id", "collector_name", "agency_id", "note", "message",
    "turns",
)  # fmt: skip
MOBILE = "1390000" + "0417"
MOTHERS = "1390000" + "0525"
CARD = "622200000000101" + luhn.calc_check_digit("622200000000101")


class Rows:
    """A source that holds its rows in memory."""

    def __init__(self, name: str, rows: list[dict[str, str]], size: int = 4) -> None:
        self.name, self.rows, self.size = name, rows, size
        self.facts = SourceFacts(name, format="rows")

    def header(self) -> tuple[str, ...]:
        return HEADER

    def batches(self, columns: frozenset[str] | None = None) -> Iterator[RawBatch]:
        for first in range(0, len(self.rows), self.size):
            part = self.rows[first : first + self.size]
            table = pa.table(
                {
                    name: pa.array([row.get(name, "") for row in part], pa.string())
                    for name in HEADER
                }
            )
            yield RawBatch(table, np.arange(first + 2, first + 2 + len(part)))
        self.facts.read = len(self.rows)


def act(minute: int = 0, **more: str) -> dict[str, str]:
    return {
        "debtor_id": "D1",
        "debtor_name": "葛若泓",
        "case_id": "K1",
        "party_role": "debtor",
        "contact": MOBILE,
        "at": f"2026-10-12 10:{minute:02d}:00",
        "channel": "call",
        "direction": "outbound",
        "outcome": "talked_debtor",
        "collector_id": "S1",
    } | more


@pytest.fixture(scope="module")
def rules():
    shelf = api.library()
    return shelf.rules(shelf.packs(["cn-pipl", "cn-civil", "cn-pfi", "cn-gbt45251"]))


def audited(rules, *sources: list[dict[str, str]], **settings: object) -> Outcome:
    inputs = [
        Input(Rows(f"log-{n}", rows), canonical_plan(f"log-{n}", HEADER))
        for n, rows in enumerate(sources)
    ]
    given = Settings(zone="Asia/Shanghai", tolerance_s=90, **settings)  # type: ignore[arg-type]
    return run(inputs, rules, given, Pseudonymiser(KEY))


def found(outcome: Outcome, rule: str) -> list:
    return [each for each in outcome.ledger.findings if each.rule == rule]


def test_evidence_shows_the_words_around_a_value_and_never_the_value(rules):
    outcome = audited(rules, [act(note=f"葛若泓补充卡号{CARD}，本人手机{MOBILE}不变")])
    (finding,) = found(outcome, "cn-pipl.note.identifier")
    assert finding.observed == 1
    assert "卡号" in finding.evidence
    for value in (CARD, CARD[-6:], MOBILE, "若泓"):
        assert value not in finding.evidence
    assert "银行卡号" in finding.message.zh
    assert "bank card" in finding.message.en


def test_notes_of_two_systems_on_one_call_are_both_read(rules):
    dialler = [act(note="卡号" + CARD)]
    system = [act(note="安全码358", at="2026-10-12 10:00:20")]
    outcome = audited(rules, dialler, system)
    assert len(found(outcome, "cn-pipl.note.identifier")) == 1
    assert len(found(outcome, "cn-pfi.secret")) == 1


def test_a_repeated_row_is_one_finding(rules):
    outcome = audited(rules, [act(note="卡号" + CARD), act(note="卡号" + CARD)])
    assert len(found(outcome, "cn-pipl.note.identifier")) == 1


def test_a_number_that_the_log_knows_as_the_debtors_is_not_somebody_elses(rules):
    note = f"其母电话{MOTHERS}，可联系"
    known = [act(contact=MOTHERS), act(5, note=note)]
    assert len(found(audited(rules, [act(note=note)]), "cn-pipl.note.other-person")) == 1
    assert found(audited(rules, known), "cn-pipl.note.other-person") == []


def test_what_a_debtor_says_in_a_transcript_is_not_the_collectors_telling(rules):
    turns = (
        '[{"speaker": "客户", "text": "我信用卡欠款还没还"}, {"speaker": "坐席", "text": "好的"}]'
    )
    third = act(party_role="family", outcome="third_talk", turns=turns)
    assert found(audited(rules, [third]), "cn-civil.third.disclosure") == []
    told = turns.replace("客户", "坐席")
    third = act(party_role="family", outcome="third_talk", turns=told)
    assert len(found(audited(rules, [third]), "cn-civil.third.disclosure")) == 1


def test_a_remark_of_quality_control_is_for_review_only(rules):
    note = "质检：催收员向客户父亲提及欠款，扣分"
    outcome = audited(rules, [act(note=note)])
    assert {f.certainty for f in found(outcome, "cn-civil.third.disclosure")} == {"review"}


def test_without_any_texts_the_rules_on_texts_are_not_evaluated(rules):
    header = [name for name in HEADER if name not in ("note", "message", "turns")]
    source = Rows("log", [act()])
    outcome = run(
        [Input(source, canonical_plan("log", header))],
        rules,
        Settings(zone="Asia/Shanghai", tolerance_s=90),
        Pseudonymiser(KEY),
    )
    said = {n.rule: n.reason for n in outcome.ledger.not_evaluated()}
    assert said["cn-pipl.note.identifier"] == "text"


def test_no_text_and_no_name_is_handed_to_the_next_run(rules):
    outcome = audited(rules, [act(note="对方称打错了", outcome="no_such_person")], hand_on_days=366)
    assert outcome.state is not None
    tables = [unpacked(part) for part in outcome.state.parts]
    assert tables
    assert all(RAW.isdisjoint(table.column_names) for table in tables)
    assert [t.column("said").to_pylist() for t in tables] == [["said.wrong_number"]]


def test_what_is_found_does_not_depend_on_buckets_batches_or_order(rules, monkeypatch):
    rng = random.Random(7)
    notes = (
        "卡号" + CARD,
        f"其母电话{MOTHERS}",
        "已告知其母欠款2万",
        "未透露欠款",
        "",
        "安全码358",
    )
    rows = [
        act(
            n % 60,
            debtor_id=f"D{n % 9}",
            debtor_name=f"葛若{'泓宁远澄岚'[n % 9 % 5]}",
            case_id=f"K{n % 9}",
            note=notes[n % 6],
            party_role=("debtor", "family")[n % 2],
        )
        for n in range(60)
    ]
    whole = audited(rules, rows)
    rng.shuffle(rows)
    monkeypatch.setattr(spool, "SMALL", 0)
    cut = audited(rules, rows)

    def told(outcome: Outcome) -> list[tuple[object, ...]]:
        listed = outcome.ledger.findings
        return sorted((f.fingerprint, f.evidence, f.message.zh, f.observed) for f in listed)

    assert len(told(whole)) > 60
    assert told(whole) == told(cut)


def test_names_of_strangers_in_english_texts_need_a_model(monkeypatch):
    shelf = api.library()
    strangers = [r for r in shelf.rules(shelf.packs(["cn-pipl"])) if r.id.endswith("stranger")]
    rows = [act(note="spoke with the neighbour"), act(20, note="联系人李秀岚接听，称会转告")]
    monkeypatch.setattr(recognizers, "default_recognizers", lambda: (Tagger(),))
    outcome = audited(strangers, rows)
    assert [f.source_row for f in outcome.ledger.findings] == [3]
    assert [(n.reason, n.rows) for n in outcome.ledger.not_evaluated()] == [("names", 1)]
    monkeypatch.setattr(recognizers, "default_recognizers", lambda: (Tagger(), Tagger()))
    assert audited(strangers, rows).ledger.not_evaluated() == ()


def test_words_that_tell_of_an_illness_are_in_no_evidence(rules):
    outcome = audited(rules, [act(note="卡号" + CARD + "，其母确诊肺癌住院，可宽限")])
    shown = [f.evidence for f in outcome.ledger.findings]
    assert {f.rule for f in outcome.ledger.findings} >= {"cn-pipl.sensitive.health"}
    assert all("癌" not in each for each in shown)
    assert any("其母" in each for each in shown)


def test_a_bank_says_how_much_of_a_value_evidence_shows(rules):
    note = f"其母电话{MOTHERS}，可联系"
    more = audited(rules, [act(note=note)], widths=Widths({"CN_MOBILE": Width(0, 4)}))
    (finding,) = found(more, "cn-pipl.note.other-person")
    assert f"***{MOTHERS[-4:]}" in finding.evidence
    (finding,) = found(audited(rules, [act(note=note)]), "cn-pipl.note.other-person")
    assert MOTHERS[-2:] not in finding.evidence.partition("电话")[2]
