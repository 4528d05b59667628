"""Confirmations name what was confirmed by its content, and are only ever added."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditkit import api, confirm
from auditkit.api.register import read_register
from auditkit.core.errors import ConfigError, PolicyError
from auditkit.sources.mapping import load_mapping
from auditkit.sources.mapping_content import contents_of

MAPPING = """version: 1
sources:
  - name: dialler
    match: ["calls*.csv"]
    fields:
      at: {from: Time}
      debtor_id: Customer
      outcome: {from: Result, codes: outcome}
    codes:
      version: "7"
      tables:
        outcome: {"1": no_answer, "2": {outcome: busy}}
  - name: letters
    match: ["letters*.csv"]
    fields: {at: Sent, case_id: Case}
"""


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "mapping.yaml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


def states(mapping: Path) -> list[tuple[str, str, str]]:
    stood = api.standings([mapping])
    return [(each.content.what, each.content.name, each.state) for each in stood]


def test_nothing_is_confirmed_until_somebody_does(mapping: Path) -> None:
    assert states(mapping) == [
        ("mapping", "dialler", "unconfirmed"),
        ("codes", "dialler", "unconfirmed"),
        ("mapping", "letters", "unconfirmed"),
    ]


def test_a_confirmation_says_who_when_and_on_what_grounds(mapping: Path) -> None:
    stood = confirm([mapping], by=" Li Lei ", note="data dictionary")
    assert {each.state for each in stood} == {"confirmed"}
    entry = stood[0].entry
    assert entry is not None
    assert (entry.by, entry.note, entry.what, entry.name) == (
        "Li Lei",
        "data dictionary",
        "mapping",
        "dialler",
    )
    assert entry.os_user
    assert entry.at.endswith("+00:00")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("at: {from: Time}", "at: Time   # when"),
        ("      at: {from: Time}\n      debtor_id: Customer\n",
         "      debtor_id: {from: [Customer]}\n      at: {from: Time}\n"),
        ('{"1": no_answer, "2": {outcome: busy}}', '{"2": busy, "1": {outcome: no_answer}}'),
    ],
)  # fmt: skip
def test_the_same_mapping_written_otherwise_stays_confirmed(
    before: str, after: str, mapping: Path
) -> None:
    confirm([mapping], by="Li Lei")
    assert before in MAPPING
    mapping.write_text(MAPPING.replace(before, after), encoding="utf-8")
    assert {state for *_, state in states(mapping)} == {"confirmed"}


@pytest.mark.parametrize(
    ("before", "after", "what", "changed"),
    [
        ("from: Time", "from: Start", "mapping", ("at",)),
        ('"1": no_answer', '"1": busy', "codes", ("outcome",)),
        ('"1": no_answer', '"3": busy, "1": no_answer', "codes", ("outcome",)),
        ('["calls*.csv"]', '["*.csv"]', "mapping", ("(settings)",)),
        ("debtor_id: Customer", "case_id: Customer", "mapping", ("case_id", "debtor_id")),
    ],
)
def test_a_change_opens_that_part_and_no_other(
    before: str, after: str, what: str, changed: tuple[str, ...], mapping: Path
) -> None:
    confirm([mapping], by="Li Lei")
    mapping.write_text(MAPPING.replace(before, after), encoding="utf-8")
    opened = [each for each in api.standings([mapping]) if each.state != "confirmed"]
    assert [
        (each.content.what, each.content.name, each.state, each.changed) for each in opened
    ] == [(what, "dialler", "changed", changed)]


def test_a_mapping_as_a_workbook_is_the_same_mapping(tmp_path: Path) -> None:
    logs = tmp_path / "calls_1.csv"
    logs.write_text(
        "通话时间,客户号,被叫号码,呼叫结果\n2026-10-05 10:00:00,K1,1,接通\n", encoding="utf-8"
    )
    proposal = api.propose_mapping([str(logs)])
    written = [tmp_path / "mapping.yaml", tmp_path / "mapping.xlsx"]
    for path in written:
        api.write_mapping(proposal, path)
    one, other = (contents_of(load_mapping(path)) for path in written)
    assert one == other


def test_a_new_source_leaves_the_others_confirmed(mapping: Path) -> None:
    confirm([mapping], by="Li Lei")
    more = MAPPING + "  - {name: visits, match: [v.csv], fields: {at: Day, case_id: Case}}\n"
    mapping.write_text(more, encoding="utf-8")
    assert [state for *_, state in states(mapping)] == ["confirmed"] * 3 + ["unconfirmed"]


def test_codes_alone_can_be_confirmed(mapping: Path) -> None:
    confirm([mapping], by="Li Lei", codes_only=True)
    assert [state for *_, state in states(mapping)] == ["unconfirmed", "confirmed", "unconfirmed"]


def test_the_register_only_grows_and_the_same_word_is_not_said_twice(mapping: Path) -> None:
    file = mapping.with_name("mapping.yaml.confirmed.yaml")
    confirm([mapping], by='Li "Lei": #1\n- x')
    first = file.read_bytes()
    confirm([mapping], by='Li "Lei": #1\n- x')
    assert file.read_bytes() == first
    confirm([mapping], by="韩梅梅")
    assert file.read_bytes().startswith(first)
    assert [entry.by for entry in read_register([file])] == ['Li "Lei": #1\n- x'] * 3 + [
        "韩梅梅"
    ] * 3


def test_a_pack_is_confirmed_by_its_rules_and_not_by_how_they_are_written(tmp_path: Path) -> None:
    source = next(p for p in api.packs() if p.pack.id == "bank-example").folder
    copy = tmp_path / "policies" / "bank-example"
    for file in source.rglob("*"):
        target = copy / file.relative_to(source)
        if file.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    asked = {"packs": ["bank-example"], "register": tmp_path / "r.yaml", "policies": copy.parent}
    assert confirm(by="Li Lei", **asked)[0].state == "confirmed"
    rule = copy / "rules" / "bank-example.calls.daily.yaml"
    text = rule.read_text(encoding="utf-8")
    rule.write_text("# read again\n" + text, encoding="utf-8")
    assert api.standings(**asked)[0].state == "confirmed"
    rule.write_text(text.replace("severity: ", "severity: critical #", 1), encoding="utf-8")
    (stood,) = api.standings(**asked)
    assert (stood.state, stood.changed) == ("changed", ("bank-example.calls.daily",))


def test_a_register_that_was_damaged_is_refused_with_its_line(mapping: Path) -> None:
    confirm([mapping], by="Li Lei")
    file = mapping.with_name("mapping.yaml.confirmed.yaml")
    file.write_text(file.read_text(encoding="utf-8").replace("sha256", "sha", 1), encoding="utf-8")
    with pytest.raises(PolicyError, match=r"confirmed\.yaml:3: no valid sha, sha256"):
        api.standings([mapping])


def test_nobody_and_nothing_cannot_be_confirmed(mapping: Path) -> None:
    with pytest.raises(ConfigError):
        confirm([mapping], by=" ")
    with pytest.raises(ConfigError):
        confirm(by="Li Lei")
