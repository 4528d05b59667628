"""``auditkit allowance`` as people type it, and as a dialler reads what it writes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from auditkit.cli import allowance as command
from auditkit.cli.main import main
from auditkit.engine.forward.kinds import KINDS

NUMBER = "1380013" + "0001"
HEADER = "debtor_id,debtor_name,case_id,contact,party_role,at,channel,direction,outcome,line_type"
NIGHT, NOON = "2026-10-12T23:00:00+08:00", "2026-10-12T12:00:00+08:00"


@pytest.fixture(autouse=True)
def key(tmp_path, monkeypatch):
    monkeypatch.setenv("AUDITKIT_KEY_FILE", str(tmp_path / "institution.key"))
    monkeypatch.delenv("AUDITKIT_KEY", raising=False)


@pytest.fixture
def log(tmp_path: Path) -> str:
    rows = [
        f"D1,欧阳锦绣,K1,{NUMBER},debtor,2026-10-12 {at}:00,call,outbound,talked_debtor,registered"
        for at in ("09:00", "10:00", "11:00")
    ]
    rows += [
        "D2,司马光,K2,13800130002,friend,2026-10-11 09:00:00,call,outbound,third_talk,registered"
    ]
    path = tmp_path / "log.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return str(path)


def table(capfd) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(capfd.readouterr().out.removeprefix("\ufeff"))))


def test_a_row_says_when_the_next_call_is_lawful_and_why_not_now(log, capfd):
    assert main(["allowance", log, "--at", NOON, "--kind", "call"]) == 0
    lines = {line["case_id"]: line for line in table(capfd)}
    third_call = lines["K1"]
    assert third_call["allowed_now"] == "false"
    assert third_call["earliest"] == "2026-10-13T08:00:00+08:00"
    assert third_call["lawful_until"] == "2026-10-13T22:00:00+08:00"
    assert third_call["until_when"] == third_call["earliest"]
    assert "cn-gbt45251.frequency.interactive" in third_call["reasons"].split("|")
    assert third_call["remaining"] == "3"
    friend = lines["K2"]
    assert (friend["earliest"], friend["until_when"], friend["remaining"]) == ("", "lifted", "0")
    assert friend["horizon_reached"] == "true"
    assert "直至该情形解除" in friend["reasons_zh"]
    assert "until that is lifted" in friend["reasons_en"]


def test_the_document_says_what_was_asked_known_and_not_forecast(log, tmp_path, capfd):
    out = tmp_path / "ahead.json"
    asked = ["--kind", "sms,call", "--format", "json", "-o", str(out), "--lang", "en"]
    assert main(["allowance", log, "--at", NIGHT, *asked]) == 0
    said = json.loads(out.read_text(encoding="utf-8"))
    assert said["kinds"] == ["sms", "call"]
    assert said["known_until"] == NOON.replace("12:00", "11:00", 1)
    assert "cn-gbt45251.identity.stated" in said["not_forecast"]
    assert "cn-gbt45251.time.quiet" in said["forecast"]
    sms = next(x for x in said["lines"] if (x["case_id"], x["kind"]) == ("K1", "sms"))
    assert {each["rule"] for each in sms["reasons"]} >= {"cn-gbt45251.time.quiet"}
    assert sms["earliest"] == "2026-10-13T08:00:00+08:00"
    assert "Rules not forecast" in capfd.readouterr().err


def test_no_name_and_no_number_leaves(log, capfd):
    for shape in ("csv", "json"):
        assert main(["allowance", log, "--at", NOON, "--format", shape]) == 0
        written = "".join(capfd.readouterr())
        assert NUMBER not in written
        assert "欧阳" not in written
        assert "D1," not in written


def test_what_came_later_is_left_out_and_counted(log, capfd):
    early = "2026-10-12T09:30:00+08:00"
    assert main(["allowance", log, "--at", early, "--kind", "call", "--lang", "en"]) == 0
    out, err = capfd.readouterr()
    assert "2 activities after" in err
    assert early in out


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        ["--at", "2026-10-12T09:30:00"],
        ["--at", "yesterday"],
        ["--at", NOON, "--kind", "telegram"],
        ["--at", NOON, "--days", "0"],
    ],
)
def test_what_cannot_be_asked_is_a_usage_error(wrong, log):
    assert main(["allowance", log, *wrong]) == 2


def test_a_source_that_is_not_there_and_a_profile_nobody_knows_are_errors(log, capfd):
    assert main(["allowance", "gone.csv", "--at", NOON]) == 3
    assert main(["allowance", log, "--at", NOON, "--profile", "nobody"]) == 3
    assert "Traceback" not in capfd.readouterr().err


def test_quiet_says_nothing(log, capfd):
    main(["allowance", log, "--at", NOON, "-q"])
    capfd.readouterr()
    assert main(["allowance", log, "--at", NOON, "-q"]) == 0
    assert capfd.readouterr().err == ""


def test_the_kinds_on_the_command_line_are_those_of_the_engine():
    assert tuple(KINDS) == command.KINDS
