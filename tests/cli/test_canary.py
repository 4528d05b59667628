"""Planted persons never leave: not on a console, in a log, a report, the store or an error."""

from __future__ import annotations

import csv
import logging
import sqlite3
import zipfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from auditkit.checks import BUILTIN
from auditkit.cli.main import main

PHONE, OTHER_PHONE, LINE = "13912345678", "13787654321", "18611112222"
NAME, THIRD_NAME, COLLECTOR_NAME = "欧阳锦绣", "司徒望舒", "慕容听雪"
DIGITS = "11010519491231002"
CARD = "6222020000000000007"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def citizen() -> str:
    """Return a made-up identity number whose check character is right."""
    total = sum(int(digit) * weight for digit, weight in zip(DIGITS, WEIGHTS, strict=True))
    return DIGITS + "10X98765432"[total % 11]


def luhn(body: str) -> str:
    digits = [int(digit) for digit in body]
    doubled = [sum(divmod(d * 2, 10)) if i % 2 == 0 else d for i, d in enumerate(digits[::-1])]
    return body + str(-sum(doubled) % 10)


IDENTITY, ACCOUNT = citizen(), luhn(CARD[:-1])
PLANTED = (PHONE, OTHER_PHONE, LINE, NAME, THIRD_NAME, COLLECTOR_NAME, IDENTITY, ACCOUNT)
FREE = f"客户{NAME}，电话{PHONE}，证件{IDENTITY}，卡号{ACCOUNT}，联系人{THIRD_NAME}{OTHER_PHONE}"


def row(number: int, **more: str) -> dict[str, str]:
    return {
        "activity_id": PHONE if number == 2 else f"A{number}",
        "debtor_id": IDENTITY,
        "debtor_name": NAME,
        "debtor_ids": f"{IDENTITY}|{ACCOUNT}",
        "case_id": ACCOUNT,
        "debt_id": ACCOUNT,
        "party_id": OTHER_PHONE,
        "party_name": THIRD_NAME,
        "party_role": "debtor",
        "contact": PHONE,
        "at": f"2026-03-02 {8 + number:02d}:00:00",
        "duration_s": "60",
        "channel": "call",
        "direction": "outbound",
        "outcome": "talked_debtor",
        "collector_id": LINE,
        "collector_name": COLLECTOR_NAME,
        "agency_id": OTHER_PHONE,
        "own_line": LINE,
        "message": FREE,
        "note": FREE,
        "template_id": PHONE,
        "attrs": f'{{"address": "{PHONE}", "addressee": "{NAME}", "recipient": "{FREE}"}}',
        **more,
    }


BROKEN = (
    row(20, at=PHONE),
    row(21, at=f"2026-02-30 {NAME}"),
    row(22, duration_s=IDENTITY),
    row(23, tz=f"Asia/{NAME}"),
    row(24, attrs=FREE),
    row(25, step=IDENTITY),
    row(26, outcome=PHONE),
    row(27, channel=IDENTITY),
    row(28, party_role=ACCOUNT),
    row(29, at="2026-03-02 23:30:00", outcome="voicemail"),
)


@pytest.fixture(scope="module")
def log(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("logs") / "calls.csv"
    rows = [*(row(number) for number in range(1, 12)), *BROKEN]
    names = list(dict.fromkeys(name for each in rows for name in each))
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, names, restval="")
        writer.writeheader()
        writer.writerows(rows)
        out.write(f'"{PHONE}","{NAME}",too,few\n')
    return path


@pytest.fixture(autouse=True)
def key(tmp_path, monkeypatch):
    monkeypatch.setenv("AUDITKIT_KEY_FILE", str(tmp_path / "institution.key"))
    monkeypatch.delenv("AUDITKIT_KEY", raising=False)


def leaks(text: str | bytes) -> list[str]:
    """Return the planted values in a text, or in bytes of any encoding a bank would use."""
    if isinstance(text, str):
        return [value for value in PLANTED if value in text]
    codecs = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
    escaped = [value.encode("ascii", "backslashreplace") for value in PLANTED]
    found = [v for v in PLANTED if any(v.encode(codec) in text for codec in codecs)]
    return found + [value.decode() for value in escaped if value in text]


def everything_in(folder: Path) -> dict[str, bytes]:
    """Return every file, with the parts of workbooks unpacked."""
    parts = {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = file.relative_to(folder).as_posix()
        parts[name] = file.read_bytes()
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as packed:
                parts |= {f"{name}/{each}": packed.read(each) for each in packed.namelist()}
    return parts


def logged(caplog) -> str:
    formatter = logging.Formatter()
    return "\n".join(formatter.format(each) + repr(vars(each)) for each in caplog.records)


def assert_nothing_leaked(capfd, caplog, folder: Path) -> None:
    out, err = capfd.readouterr()
    assert leaks(out) == []
    assert leaks(err) == []
    assert leaks(logged(caplog)) == []
    assert {name: found for name, b in everything_in(folder).items() if (found := leaks(b))} == {}


def test_the_net_catches_what_it_is_cast_for():
    assert leaks(FREE) == [v for v in PLANTED if v in FREE]
    assert leaks(NAME.encode("gb18030")) == [NAME]


def test_no_planted_person_leaves_in_any_format(log, tmp_path, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    out = tmp_path / "out"
    code = main(
        ["scan", str(log), "--out", str(out), "--format", "xlsx,json,jsonl,csv", "-vv",
         "--max-rejects", "1"]
    )  # fmt: skip
    assert code == 1
    written = {path.name for path in out.iterdir()}
    assert written >= {"report.xlsx", "findings.json", "findings.jsonl", "findings.csv",
                       "rejects.csv", "manifest.json", "audit.db"}  # fmt: skip
    assert len((out / "rejects.csv").read_text(encoding="utf-8-sig").splitlines()) > 5
    assert_nothing_leaked(capfd, caplog, out)


@pytest.mark.parametrize("name", ["json", "jsonl", "csv"])
def test_no_planted_person_leaves_on_stdout(name, log, tmp_path, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    assert main(["scan", str(log), "--format", name, "-vv", "--max-rejects", "1"]) == 1
    assert_nothing_leaked(capfd, caplog, tmp_path / "nothing")


@contextmanager
def crashing():
    """Make a check that ships raise what pandas would: an error that repeats the values."""

    def run(frame, params):
        raise ValueError(f"invalid literal for int(): {FREE} {frame.to_dict()}")

    check = next(check for check in BUILTIN if check.id == "contact.frequency")
    before = check.run
    object.__setattr__(check, "run", run)
    try:
        yield
    finally:
        object.__setattr__(check, "run", before)


def test_a_crash_in_a_check_names_the_check_and_nobody(log, tmp_path, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    out = tmp_path / "out"
    with crashing():
        code = main(["scan", str(log), "--out", str(out), "-vv", "--max-rejects", "1"])
    assert code == 4
    err = capfd.readouterr().err
    assert "contact.frequency failed with ValueError" in err
    assert leaks(err) == []
    assert_nothing_leaked(capfd, caplog, out)


def test_a_crash_anywhere_else_names_the_place_and_nobody(
    log, tmp_path, capfd, caplog, monkeypatch
):
    from auditkit.api import audit

    def broken(*_args, **_more):
        raise TypeError(FREE)

    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(audit, "make_bundle", broken)
    out = tmp_path / "out"
    assert main(["scan", str(log), "--out", str(out), "-vv"]) == 4
    err = capfd.readouterr().err
    assert "internal error: TypeError" in err
    assert leaks(err) == []
    assert_nothing_leaked(capfd, caplog, out)


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT nothing FROM calls WHERE contact = '{PHONE}'",
        f"SELEC * FROM calls WHERE name = '{NAME}'",
        f"DELETE FROM calls WHERE contact = '{PHONE}'",
        f"SELECT * FROM calls WHERE contact = '{PHONE}",
    ],
)
def test_a_database_that_refuses_a_query_repeats_nothing_of_it(query, tmp_path, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    database = tmp_path / "bank.db"
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE calls (contact TEXT, name TEXT, at TEXT)")
        connection.execute("INSERT INTO calls VALUES (?, ?, ?)", (PHONE, NAME, PHONE))
    code = main(["scan", f"sqlite:///{database}", "--query", query, "-vv"])
    assert code in (2, 3)
    assert capfd.readouterr().err
    assert_nothing_leaked(capfd, caplog, tmp_path / "nothing")
    with sqlite3.connect(database) as connection:
        assert connection.execute("SELECT COUNT(*) FROM calls").fetchone() == (1,)


def test_a_mapping_proposal_shows_no_person(log, tmp_path, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    assert main(["map", str(log), "-o", str(tmp_path / "out" / "mapping.yaml")]) == 0
    assert_nothing_leaked(capfd, caplog, tmp_path / "out")
