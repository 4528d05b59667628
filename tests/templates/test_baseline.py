"""A baseline knows its findings wherever they move to, and says which of its entries are gone."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.core.errors import ConfigError
from auditkit.core.lint import Place, Span
from auditkit.templates.baseline import compare, known, load_baseline, taken, written
from tests.report.lint.bundles import SAID, finding


def found(print_: str, path: str = "a.txt", gist: str = "FG", **more):
    return finding(fingerprint=print_, path=path, gist=gist, **more)


def held(findings, entries, *, read=("a.txt", "new.txt"), there=(), never=()):
    return compare(
        findings,
        entries,
        read=read,
        exists=lambda path: path in (*read, *there),
        forbids=lambda rule: rule in never,
    )


def standings(compared) -> list[str]:
    return [each.standing for each in compared.findings]


def test_a_known_finding_does_not_count_and_a_new_one_does():
    compared = held([found("FA"), found("FB")], [known(found("FA"))])
    assert standings(compared) == ["baselined", "open"]
    assert (compared.stale, len(compared.kept)) == ((), 1)


def test_what_is_found_no_more_is_stale_and_what_was_not_read_is_not():
    entries = [known(found("FA")), known(found("FB", "other.txt")), known(found("FC", "gone.txt"))]
    compared = held([], entries, there=("other.txt",))
    assert [each.fingerprint for each in compared.stale] == ["FA", "FC"]
    assert [each.fingerprint for each in compared.kept] == ["FB"]


def test_a_renamed_file_is_known_by_rule_and_text():
    entry = known(found("FA", "old.txt"), "旧模板")
    compared = held([found("FN", "new.txt")], [entry])
    assert standings(compared) == ["baselined"]
    (kept,) = compared.kept
    assert (kept.path, kept.fingerprint, kept.reason) == ("new.txt", "FN", "旧模板")
    assert compared.stale == ()


@pytest.mark.parametrize("case", ["still there", "two findings", "two entries", "another text"])
def test_no_file_is_taken_for_a_renamed_one_by_guess(case):
    entries, findings, there = [known(found("FA", "old.txt"))], [found("FN", "new.txt")], ()
    if case == "still there":
        there = ("old.txt",)
    elif case == "two findings":
        findings.append(found("FM", "new.txt"))
    elif case == "two entries":
        entries.append(known(found("FB", "older.txt")))
    else:
        findings = [found("FN", "new.txt", gist="FH")]
    assert set(standings(held(findings, entries, there=there))) == {"open"}


def test_no_baseline_holds_what_can_never_be_suppressed():
    rule = finding().rule
    compared = held([found("FA")], [known(found("FA"))], never=(rule,))
    assert standings(compared) == ["open"]
    assert [each.rule for each in compared.forbidden] == [rule]
    assert taken([found("FA")], (), lambda _: True) == []


def test_a_suppressed_finding_stays_so_and_leaves_its_entry_in_use():
    one = found("FA", standing="suppressed", suppression=SAID)
    compared = held([one], [known(one)])
    assert (standings(compared), compared.stale) == (["suppressed"], ())
    assert taken([one], (), lambda _: False) == []


@given(st.permutations([found(f"F{a}{b}", path=f"{a}.txt") for a in "ABC" for b in "DE"]))
def test_a_file_has_no_order_and_no_places_of_its_own(findings):
    moved = [replace(each, span=Span(Place(99, 1), Place(99, 2))) for each in findings]
    content = written(map(known, findings))
    assert content == written(map(known, sorted(moved, key=lambda each: each.fingerprint)))
    assert b"line" not in content


def test_a_file_is_read_as_it_was_written(tmp_path):
    file = tmp_path / "b.json"
    entries = (known(found("FA"), "与法务确认"), known(found("FB", "旧/信 函.md", entry="1")))
    file.write_bytes(written(entries))
    assert load_baseline(file) == tuple(sorted(entries, key=lambda each: each.path))
    file.write_bytes(written(()))
    assert load_baseline(file) == ()


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", '{"version": 2, "findings": []}', '{"version": 1}',
     '{"version": 1, "findings": [{"rule": "a.b"}]}', "[" * 100_000,
     '{"version": 1, "findings": [], "more": 1}'],
)  # fmt: skip
def test_a_malformed_file_is_bad_input_and_shows_nothing_of_it(tmp_path, content):
    file = tmp_path / "b.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match="--write-baseline") as raised:
        load_baseline(file)
    assert raised.value.exit_code == 3
    with pytest.raises(ConfigError):
        load_baseline(tmp_path / "none.json")


def test_an_entry_holds_nothing_but_what_it_is_known_by():
    (entry,) = json.loads(written([known(found("FA"))]))["findings"]
    assert set(entry) == {"path", "entry", "rule", "fingerprint", "text"}
