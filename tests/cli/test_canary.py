"""Planted persons never leave: not on a console, in a log, a report, the store or an error."""

from __future__ import annotations

import csv
import io
import json
import logging
import sqlite3
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from auditkit import api
from auditkit.checks import BUILTIN
from auditkit.cli.main import main
from tests import awkward
from tests.canary import (
    ACCOUNT,
    COLLECTOR_NAME,
    FREE,
    IDENTITY,
    LINE,
    NAME,
    OTHER_PHONE,
    PHONE,
    PLANTED,
    THIRD_NAME,
    assert_nothing_leaked,
    everything_in,
    leaks,
    pickled,
)

TURNS = json.dumps(
    [
        {"speaker": "坐席", "text": f"请问是{NAME}吗？您欠款2万", "stime": 100, "etime": 900},
        {"speaker": "客户", "text": FREE, "stime": 1000, "etime": 9000},
    ],
    ensure_ascii=False,
)


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
        "turns": TURNS,
        "随手记": FREE,
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


@pytest.fixture(autouse=True)
def passing(tmp_path_factory, monkeypatch):
    """Give every run a folder for passing files of its own, which must be empty in the end."""
    folder = tmp_path_factory.mktemp("passing")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert {name: leaks(body) for name, body in everything_in(folder).items() if leaks(body)} == {}


def test_the_net_catches_what_it_is_cast_for(tmp_path):
    assert leaks(FREE) == [v for v in PLANTED if v in FREE]
    assert leaks(NAME.encode("gb18030")) == [NAME]
    assert leaks("139-1234-5678 转") == leaks("１３９１２３４５６７８") == [PHONE]
    assert leaks(json.dumps(NAME).encode()) == [NAME]
    assert leaks(pickled([int(PHONE)])) == [PHONE]
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("CREATE TABLE t (x)")
        connection.execute("INSERT INTO t VALUES (?)", (int(PHONE),))
    assert any(leaks(body) == [PHONE] for body in everything_in(tmp_path).values())


def test_no_planted_person_leaves_in_any_format(log, tmp_path, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    out = tmp_path / "out"
    code = main(
        ["scan", str(log), "--out", str(out), "--format", "xlsx,html,docx,json,jsonl,csv", "-vv",
         "--max-rejects", "1"]
    )  # fmt: skip
    assert code == 1
    written = {path.name for path in out.iterdir()}
    assert written >= {"report.xlsx", "report.html", "memo.docx", "findings.json", "findings.jsonl",
                       "findings.csv", "rejects.csv", "manifest.json", "audit.db"}  # fmt: skip
    told = (out / "findings.jsonl").read_text(encoding="utf-8")
    assert "privacy.mention" in told
    assert "***" in told
    assert len((out / "rejects.csv").read_text(encoding="utf-8-sig").splitlines()) > 5
    shown = api.frames(api.load_run(out))
    for frame in api.Frames.__slots__:
        getattr(shown, frame).to_csv(out / f"frame-{frame}.csv")
    assert_nothing_leaked(capfd, caplog, out)


@pytest.mark.parametrize("name", ["json", "jsonl", "csv"])
def test_no_planted_person_leaves_on_stdout(name, log, tmp_path, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    assert main(["scan", str(log), "--format", name, "-vv", "--max-rejects", "1"]) == 1
    assert_nothing_leaked(capfd, caplog, tmp_path / "nothing")


@pytest.mark.parametrize("name", ["text", "json", "csv"])
def test_no_planted_person_leaves_with_what_another_policy_would_find(
    name, log, tmp_path, capfd, caplog
):
    caplog.set_level(logging.DEBUG)
    asked = ["policy", "impact", str(log), "--with", "us-reg-f", "--as-if", "2024-06-01"]
    assert main([*asked, "--format", name]) == 0
    assert_nothing_leaked(capfd, caplog, tmp_path / "nothing")


def table() -> list[list[str]]:
    rows = [*(row(number) for number in range(1, 12)), *BROKEN]
    names = list(dict.fromkeys(name for each in rows for name in each))
    return [names, *([each.get(name, "") for name in names] for each in rows)]


def written(kind: str, folder: Path) -> list[str]:
    """Write the rows in a format; return what names them on the command line."""
    header, *rows = table()
    objects = [dict(zip(header, each, strict=True)) for each in rows]
    file = folder / f"log.{kind}"
    if kind == "sqlite":
        columns = ", ".join(f'"{name}" TEXT' for name in header)
        with sqlite3.connect(file) as connection:
            connection.execute(f"CREATE TABLE calls ({columns})")
            marks = ", ".join("?" * len(header))
            connection.executemany(f"INSERT INTO calls VALUES ({marks})", rows)
        connection.close()
        return [f"sqlite:///{file}", "--query", "SELECT * FROM calls"]
    if kind == "parquet":
        pq.write_table(pa.Table.from_pylist(objects), file)
    elif kind == "jsonl":
        for each in objects:
            each["turns"] = json.loads(each["turns"])
        broken = f'{{"debtor_name": "{NAME}", "contact": {PHONE}\n'
        lines = [json.dumps(each, ensure_ascii=False) for each in objects]
        file.write_text("\n".join([*lines, broken]), encoding="utf-8")
    elif kind == "json":
        file.write_text(json.dumps({"calls": objects}), encoding="utf-8")
    else:
        text = io.StringIO(newline="")
        csv.writer(text).writerows([header, *rows])
        made = {
            "csv": lambda: text.getvalue().encode("gb18030"),
            "xlsx": lambda: awkward.xlsx([header, *rows]),
            "xlsb": lambda: awkward.xlsb([header, *rows]),
            "xls": lambda: awkward.page([header, *rows]),
            "zip": lambda: awkward.packed({"calls.csv": text.getvalue().encode()}),
        }
        file.write_bytes(made[kind]())
    return [str(file)]


@pytest.mark.parametrize(
    "kind", ["csv", "xlsx", "xlsb", "xls", "zip", "json", "jsonl", "parquet", "sqlite"]
)
def test_no_planted_person_leaves_whatever_the_log_is_written_in(kind, tmp_path, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    out = tmp_path / "out"
    code = main(["scan", *written(kind, tmp_path), "--out", str(out), "-vv", "--max-rejects", "1"])
    assert code == 1
    assert "judged" in (out / "manifest.json").read_text(encoding="utf-8")
    assert_nothing_leaked(capfd, caplog, out)


def test_no_planted_person_is_handed_from_run_to_run(log, tmp_path, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    first, second = tmp_path / "first", tmp_path / "second"
    asked = ["-vv", "--max-rejects", "1"]
    assert main(["scan", str(log), "--out", str(first), *asked]) == 1
    again = ["scan", str(log), "--history", str(first), "--out", str(second), *asked]
    assert main(again) in (0, 1)
    assert_nothing_leaked(capfd, caplog, first, second)


def test_what_workers_are_given_and_give_holds_nobody(log, tmp_path, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    out = tmp_path / "out"
    assert main(["scan", str(log), "--out", str(out), "--jobs", "2", "--max-rejects", "1"]) == 1
    assert_nothing_leaked(capfd, caplog, out)


def test_leading_back_to_persons_names_them_in_its_one_output_only(log, tmp_path, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    out, work = tmp_path / "out", tmp_path / "work" / "list.xlsx"
    work.parent.mkdir()
    assert main(["scan", str(log), "--out", str(out), "--max-rejects", "1"]) == 1
    assert main(["identify", str(out), "--reason", f"ticket 7, {NAME}", "-o", str(work)]) == 0
    assert NAME in leaks(b"".join(everything_in(work.parent).values()))
    capfd.readouterr()
    asked_for = [NAME]  # the reason is kept as it was given
    found = {held for body in everything_in(out).values() for held in leaks(body)}
    assert sorted(found) == asked_for
    assert leaks(capfd.readouterr().err) == []
    assert leaks("\n".join(record.getMessage() for record in caplog.records)) == []


@pytest.mark.parametrize("kind", ["csv", "xlsx", "xlsb", "xls", "json", "jsonl", "parquet"])
@pytest.mark.parametrize("way", ["--pseudonyms", "--mask-all"])
def test_no_planted_person_stands_in_a_masked_copy(kind, way, tmp_path, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    (source,) = written(kind, tmp_path)
    copies = tmp_path / "copies"
    copies.mkdir()
    assert main(["mask", source, "-o", str(copies), way]) == 0
    assert list(copies.iterdir())
    assert_nothing_leaked(capfd, caplog, copies)


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


def test_no_planted_person_leaves_a_crosswalk_or_a_control_file(log, tmp_path, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    crosswalk, control = tmp_path / "numbers.csv", tmp_path / "control.csv"
    crosswalk.write_text(
        f"number,debtor_id,case_id\n{PHONE},{IDENTITY},{ACCOUNT}\n{NAME},,{FREE}\n",
        encoding="utf-8",
    )
    control.write_text(f"file,rows\n{log.name},3\n{NAME}.csv,{PHONE}\n", encoding="utf-8")
    out = tmp_path / "out"
    asked = ["--out", str(out), "-vv", "--max-rejects", "1"]
    assert main(["scan", str(log), "--crosswalk", str(crosswalk), *asked]) == 1
    assert_nothing_leaked(capfd, caplog, out)
    main(["scan", str(log), "--expect", str(control), *asked])
    assert leaks(capfd.readouterr().out) == []


def test_no_planted_person_leaves_a_transcript(tmp_path, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    (tmp_path / "call-1.txt").write_text(
        f"坐席：请问是{NAME}吗\n客户：我是他母亲{THIRD_NAME}\n坐席：{FREE}\n", encoding="utf-8"
    )
    out = tmp_path / "out"
    main(["scan", str(tmp_path / "call-1.txt"), "--out", str(out), "-vv"])
    assert main(["mask", str(tmp_path / "call-1.txt"), "-o", str(out / "copy.txt")]) == 0
    assert "请问是" in (out / "copy.txt").read_text(encoding="utf-8")
    assert_nothing_leaked(capfd, caplog, out)
