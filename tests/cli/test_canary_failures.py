"""Planted persons never leave when something goes wrong: in files, settings, checks or workers."""

from __future__ import annotations

import csv
import json
import logging
import sqlite3
import tempfile
import traceback
from contextlib import contextmanager

import pytest

from auditkit import api
from auditkit.checks import BUILTIN
from auditkit.cli.main import main
from auditkit.core.errors import AuditkitError, CheckError
from tests.canary import (
    ACCOUNT,
    FREE,
    IDENTITY,
    NAME,
    PASSWORD,
    PHONE,
    THIRD_NAME,
    assert_nothing_leaked,
    everything_in,
    leaks,
    pickled,
)

HEADER = ["debtor_id", "debtor_name", "contact", "party_name", "at", "channel", "outcome", "note"]
ROW = [IDENTITY, NAME, PHONE, THIRD_NAME, "2026-03-02 09:00:00", "call", "talked_debtor", FREE]


@pytest.fixture(autouse=True)
def apart(tmp_path_factory, monkeypatch):
    """Keep key and passing files in folders of their own; nothing is left in the latter."""
    monkeypatch.setenv("AUDITKIT_KEY_FILE", str(tmp_path_factory.mktemp("key") / "k.key"))
    monkeypatch.delenv("AUDITKIT_KEY", raising=False)
    passing = tmp_path_factory.mktemp("passing")
    monkeypatch.setattr(tempfile, "tempdir", str(passing))
    yield
    assert {name: leaks(body) for name, body in everything_in(passing).items() if leaks(body)} == {}


@pytest.fixture
def log(tmp_path):
    with (tmp_path / "calls.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADER, ROW, [*ROW[:4], "2026-03-02 10:00:00", *ROW[5:]]])
    return tmp_path / "calls.csv"


def fails_with(code: int, args: list[object], capfd, caplog, *folders) -> str:
    """Run a command that must fail and say something; return what it said on stderr."""
    caplog.set_level(logging.DEBUG)
    assert main([str(each) for each in args]) == code
    out, err = capfd.readouterr()
    assert err
    assert leaks(out) == leaks(err) == []
    assert_nothing_leaked(capfd, caplog, *folders)
    return err


@contextmanager
def patched(owner: object, name: str, value: object):
    before = getattr(owner, name)
    object.__setattr__(owner, name, value) if not isinstance(owner, type) else setattr(
        owner, name, value
    )
    try:
        yield
    finally:
        object.__setattr__(owner, name, before)


def _broken(*values: object, **_: object) -> None:
    raise ValueError(f"invalid literal: {FREE} {values!r}")


@pytest.mark.parametrize("check", ["contact.frequency", "privacy.mention", "privacy.disclosure"])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_check_that_raises_with_values_names_itself_only(
    check, jobs, log, tmp_path, capfd, caplog
):
    kernel = next(each for each in BUILTIN if each.id == check)
    out = tmp_path / "out"
    with patched(kernel, "run", _broken):
        err = fails_with(4, ["scan", log, "--out", out, "-vv", "--jobs", jobs], capfd, caplog, out)
    assert f"{check} failed with ValueError" in err


@pytest.mark.parametrize(
    "where",
    [
        "auditkit.engine.reading.detect",
        "auditkit.engine.reading.find_people",
        "auditkit.engine.reading.read_language",
        "auditkit.engine.told.detect",
        "auditkit.engine.told.Masked.of",
        "auditkit.engine.texts.texts_of",
        "auditkit.sources.rows.parse_times",
    ],
)
def test_a_crash_while_texts_are_read_tells_no_text(
    where, log, tmp_path, capfd, caplog, monkeypatch
):
    monkeypatch.setattr(where, _broken)
    if where.endswith("texts_of"):
        monkeypatch.setattr("auditkit.engine.reading.texts_of", _broken)
    out = tmp_path / "out"
    err = fails_with(4, ["scan", log, "--out", out, "-vv"], capfd, caplog, out)
    assert "ValueError" in err


def test_a_crash_while_a_copy_is_masked_leaves_nothing(log, tmp_path, capfd, caplog, monkeypatch):
    monkeypatch.setattr("auditkit.engine.spotting.detect", _broken)
    copies = tmp_path / "copies"
    copies.mkdir()
    fails_with(4, ["mask", log, "-o", copies / "copy.csv"], capfd, caplog, copies)
    assert list(copies.iterdir()) == []


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * FROM no_table WHERE contact = '{PHONE}'",
        f"SELECT no_column, '{NAME}' FROM calls",
        f"SELEC '{IDENTITY}'",
        f"SELECT * FROM calls WHERE note LIKE '%{NAME}",
        f"SELECT CAST(note AS INTEGER) / 0, '{NAME}' AS \"{PHONE}\" FROM calls",
        f"UPDATE calls SET note = '{NAME}'",
        f"SELECT json('{NAME}') FROM calls",
        f"ATTACH '{NAME}' AS other",
    ],
)
def test_a_statement_that_fails_is_not_repeated(query, tmp_path, capfd, caplog):
    database = tmp_path / "bank.db"
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE calls (contact TEXT, note TEXT, at TEXT)")
        connection.execute("INSERT INTO calls VALUES (?, ?, ?)", (PHONE, FREE, PHONE))
    connection.close()
    caplog.set_level(logging.DEBUG)
    assert main(["scan", f"sqlite:///{database}", "--query", query, "-vv"]) in (2, 3)
    assert_nothing_leaked(capfd, caplog)


def test_a_database_address_is_told_without_its_password(capfd, caplog):
    address = f"sqlite://auditor:{PASSWORD}@nowhere/bank.db"
    fails_with(3, ["scan", address, "--query", "SELECT 1"], capfd, caplog)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("log.json", f'[{{"debtor_name": "{NAME}", "contact": {PHONE}}}, {{"note": "{FREE}"'),
        ("log.json", f'{{"{NAME}": {PHONE}, "x": tru}}'),
        ("log.json", f'"{FREE}"'),
        ("log.jsonl", f'{{"debtor_name": "{NAME}", "at": "{PHONE}"\n[{ACCOUNT}]\n"{FREE}"\n'),
        ("log.csv", f'debtor_id,at,note\n"{IDENTITY},{PHONE},{FREE}\n'),
        ("log.csv", f"debtor_id,at\n{IDENTITY},{NAME},{PHONE},{FREE}\n"),
        ("log.csv", f"{FREE}\n"),
        ("log.xlsx", FREE),
        ("log.xls", f"<html><body>{FREE}</body></html>"),
        ("log.parquet", f"PAR1{FREE}"),
        ("log.zip", f"PK\x03\x04{FREE}"),
        ("call.txt", f"坐席：{FREE}\n"),
    ],
)
@pytest.mark.parametrize("verb", ["scan", "mask"])
def test_a_file_that_cannot_be_read_is_not_quoted(verb, name, text, tmp_path, capfd, caplog):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    caplog.set_level(logging.DEBUG)
    target = out if verb == "scan" else out / f"copy{file.suffix}"
    more = ["-vv", "--max-rejects", "1"] if verb == "scan" else []
    named = "--out"
    assert main([verb, str(file), named, str(target), *more]) in (0, 1, 3)
    assert_nothing_leaked(capfd, caplog, out)


@pytest.mark.parametrize(
    "text",
    [
        f"sources:\n  - name: a\n    rank: '{NAME}'\n",
        f"sources:\n  - name: a\n    codes: {{tables: {{outcome: {{x: {{term: '{NAME}'}}}}}}}}\n",
        f"sources: '{FREE}'\n",
        f"sources:\n  - {{name: a, zone: Asia/{NAME}, constants: {{channel: '{PHONE}'}}}}\n",
        f'{{"{PHONE}',
    ],
)
@pytest.mark.parametrize("verb", ["scan", "mask"])
def test_a_mapping_that_is_wrong_is_told_by_its_lines(verb, text, log, tmp_path, capfd, caplog):
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(text, encoding="utf-8")
    caplog.set_level(logging.DEBUG)
    assert main([verb, str(log), "--mapping", str(mapping), "--out", str(tmp_path / "o")]) == 3
    out, err = capfd.readouterr()
    assert err
    assert leaks(out) == []
    assert leaks(err) == []


def test_a_file_without_a_header_shows_its_first_row_to_nobody(tmp_path, capfd, caplog):
    file = tmp_path / "bare.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([ROW[:4] + ROW[7:], ROW[:4] + ROW[7:]])
    caplog.set_level(logging.DEBUG)
    for args in (["scan", file], ["map", file], ["mask", file, "-o", tmp_path / "copy.csv"]):
        main([str(each) for each in args])
        out, err = capfd.readouterr()
        assert {args[0]: leaks(out + err)} == {args[0]: []}


def test_words_of_a_widths_file_are_told_by_their_lines(log, tmp_path, capfd, caplog):
    widths = tmp_path / "widths.yaml"
    widths.write_text(f"shown:\n  CN_MOBILE: {{last: '{PHONE}'}}\n", encoding="utf-8")
    err = fails_with(3, ["mask", log, "--widths", widths], capfd, caplog)
    assert "widths.yaml:2" in err


def test_what_was_read_of_a_run_that_failed_is_not_left_in_json(log, tmp_path, capfd, caplog):
    out = tmp_path / "out"
    kernel = next(each for each in BUILTIN if each.id == "contact.frequency")
    with patched(kernel, "run", _broken):
        fails_with(4, ["scan", log, "--out", out], capfd, caplog, out)
    for file in out.glob("*.json"):
        json.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("check", ["contact.frequency", "privacy.mention"])
def test_a_program_that_shows_the_whole_traceback_shows_nobody(check, jobs, log):
    """Who calls the library sees causes and contexts too, and may send the error elsewhere."""
    kernel = next(each for each in BUILTIN if each.id == check)
    with patched(kernel, "run", _broken), pytest.raises(CheckError) as raised:
        api.scan([str(log)], jobs=jobs)
    assert leaks("".join(traceback.format_exception(raised.value))) == []
    assert leaks(pickled(raised.value)) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("log.json", f'[{{"debtor_name": "{NAME}", "contact": {PHONE}}}, {{"note": "{FREE}"'),
        ("log.xlsx", f"PK\x03\x04{FREE}"),
        ("log.parquet", f"PAR1{FREE}PAR1"),
        ("log.csv", f"{PHONE},{NAME}\n{PHONE},{NAME}\n"),
    ],
)
@pytest.mark.parametrize("verb", [api.scan, api.mask, api.propose_mapping])
def test_errors_of_the_library_quote_no_file(verb, name, text, tmp_path):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    with pytest.raises(AuditkitError) as raised:
        verb(file) if verb is api.mask else verb([str(file)])
    assert leaks("".join(traceback.format_exception(raised.value))) == []
    assert leaks(pickled(raised.value)) == []
