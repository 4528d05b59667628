"""The console: aligned tables, a meter that never floods, options that say what is wrong."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from datetime import UTC, date, datetime

import click
import pytest

from auditkit.cli import console, failure, options
from auditkit.cli.progress import Meter
from auditkit.core.errors import CheckError
from auditkit.core.i18n import Catalogue

LAST = datetime(2026, 3, 31, 15, 59, 59, tzinfo=UTC)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Ticking:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_table_aligns_chinese_and_sets_numbers_to_the_right():
    text = console.table([["文件", "读取"], ["a.csv", 1200], ["拨号.csv", 7]])
    assert text.splitlines() == ["文件       读取", "a.csv     1,200", "拨号.csv      7"]
    assert {console.width(line) for line in text.splitlines()} == {15}


def test_a_table_without_rows_is_empty():
    assert console.table([]) == ""


def meter(out: io.StringIO, ticking: Ticking, **more: bool) -> Meter:
    return Meter(Catalogue("en"), out, clock=ticking, **more)


def test_a_terminal_shows_one_line_that_is_written_over_and_cleared():
    out, ticking = Terminal(), Ticking()
    with meter(out, ticking) as shown:
        shown("read", 0, 1000)
        ticking.now = 2.0
        shown("read", 500, 1000)
    assert "\n" not in out.getvalue()
    assert "reading: 500 / 1,000 (50 %) rows, 250 rows/s" in out.getvalue()
    assert out.getvalue().endswith("\r")


def test_elsewhere_a_line_is_written_per_phase_and_every_few_seconds():
    out, ticking = io.StringIO(), Ticking()
    with meter(out, ticking) as shown:
        for second in range(13):
            ticking.now = float(second)
            shown("read", second * 10, 0)
        shown("judge", 0, 0)
    lines = out.getvalue().splitlines()
    assert lines == [
        "reading",
        "reading: 50 rows, 10 rows/s",
        "reading: 100 rows, 10 rows/s",
        "judging",
    ]


def test_a_quiet_meter_says_nothing():
    out = io.StringIO()
    with meter(out, Ticking(), silent=True) as shown:
        shown("read", 1, 2)
    assert out.getvalue() == ""


def test_the_end_of_a_phase_is_always_shown():
    out, ticking = io.StringIO(), Ticking()
    with meter(out, ticking) as shown:
        shown("judge", 0, 10)
        ticking.now = 1.0
        shown("judge", 10, 10)
    assert out.getvalue().splitlines()[-1] == "judging: 10 / 10 (100 %) rows, 10 rows/s"


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (options.day, "2026-02-28", date(2026, 2, 28)),
        (options.day, None, None),
        (options.moment, "2026-03-31T23:59:59+08:00", LAST),
        (options.share, "5%", 0.05),
        (options.share, "0.05", 0.05),
        (options.formats, "json, csv,json", ("json", "csv")),
    ],
)
def test_an_option_is_read(parse, text, value):
    assert parse(None, None, text) == value


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (options.day, "2025-02-30"),
        (options.day, "31.03.2026"),
        (options.moment, "2026-03-31T23:59:59"),
        (options.moment, "yesterday"),
        (options.share, "500%"),
        (options.share, "nan"),
        (options.share, "many"),
        (options.formats, "pdf"),
        (options.formats, ","),
    ],
)
def test_an_option_that_cannot_be_read_is_a_usage_error(parse, text):
    with pytest.raises(click.BadParameter):
        parse(None, None, text)


def test_the_formats_named_in_help_are_the_formats_there_are():
    from auditkit.report.formats import FORMATS

    assert set(options.FORMAT_NAMES) == set(FORMATS)
    assert set(options.BINARY) == {name for name, each in FORMATS.items() if each.binary}


def test_an_unexpected_error_is_told_by_type_and_place_without_its_message():
    from auditkit.core.clock import seconds_of

    try:
        try:
            seconds_of("13800138000")
        except ValueError as error:
            raise RuntimeError("13800138000") from error
    except RuntimeError as error:
        told = failure.bare_traceback(error)
    assert "13800138000" not in told
    assert told.startswith("auditkit: internal error: RuntimeError")
    assert "caused by ValueError" in told
    assert "auditkit/core/clock.py:" in told
    assert "in seconds_of" in told


def test_an_error_of_ours_is_told_as_it_stands():
    told = failure.told(CheckError("contact.gap", "a.b", "TypeError", 3))
    assert told == "auditkit: check contact.gap failed with TypeError on 3 rows (rule a.b)"


def test_the_log_shows_facts_of_the_allow_list_only(capsys):
    console.show_log(2)
    try:
        facts = {"rows": 3, "debtor": "13800138000"}
        logging.getLogger("auditkit.engine").info("run.read %s", "13800138000", extra=facts)
    finally:
        console.show_log(0)
    assert capsys.readouterr().err == "info run.read %s rows=3\n"


@pytest.mark.parametrize("encoding", ["gbk", "latin-1", "cp1252"])
def test_a_console_that_cannot_print_a_character_never_breaks_a_run(encoding):
    """The payload stays UTF-8, stderr escapes what its encoding lacks."""
    program = (
        "from auditkit.cli import console; console.prepare();"
        "console.say('催收 \\U0001f4de \\ud800'); console.give('催收 \\U0001f4de')"
    )
    environment = {"PYTHONIOENCODING": encoding, "PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, check=True
    )
    assert done.stdout.decode("utf-8").strip() == "催收 \U0001f4de"
    assert "\\U0001f4de \\ud800" in done.stderr.decode(encoding)
