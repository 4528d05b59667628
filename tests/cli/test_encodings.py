"""Every verb on consoles that cannot print everything: GBK, cp936, ASCII, and a closed pipe."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

pytestmark = pytest.mark.slow  # a process of its own for every console
PROGRAM = "import sys; from auditkit.cli.main import main; sys.exit(main())"
ONE_BY_ONE = """\
import json, os, sys
from auditkit.cli.main import main
for number, args in enumerate(json.load(sys.stdin)):
    for stream, name in ((sys.stdout, "out"), (sys.stderr, "err")):
        stream.flush()
        file = os.open(f"{sys.argv[1]}/{number}.{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, stream.fileno())
        os.close(file)
    code = main(args)
    sys.stdout.flush()
    with open(f"{sys.argv[1]}/{number}.code", "w") as file:
        file.write(str(code))
"""
"""Runs several commands on one console; each one's streams are files of their own."""
CONSOLES = {
    "gbk": {"PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"},
    "cp936": {"PYTHONIOENCODING": "cp936:strict", "PYTHONLEGACYWINDOWSSTDIO": "1"},
    "ascii": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "strict": {"PYTHONIOENCODING": "ascii:strict"},
}
# click takes ASCII for a locale that nobody set, and writes UTF-8, which contains it
CODEC = {"gbk": "gbk", "cp936": "cp936", "ascii": "utf-8", "strict": "utf-8"}
NAME = "外呼\U0001f4de𠮷⟦三月⟧.csv"
"""A file name with an emoji, a rare character and brackets that GBK has not."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    head = "流水号,债务人,案件号,电话,外呼时间,渠道,结果\n"
    rows = "1,D1,K1,13900000000,2026-03-02 23:10:00,电话,已接通\n"
    (folder / NAME).write_text(head + rows, encoding="utf-8")
    canonical = "activity_id,debtor_id,case_id,contact,at,channel,direction,party_role,outcome\n"
    row = "A1,D1,K\U0001f4de𠮷,C1,2026-03-02 23:10:00,call,outbound,debtor,talked_debtor\n"
    (folder / "log.csv").write_text(canonical + row, encoding="utf-8")
    (folder / "bad.yaml").write_text("version：1\n", encoding="utf-8")
    return folder


def environment(desk: Path, console: str) -> dict[str, str]:
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("PYTHON", "LC_", "LANG"))}
    return {
        **kept,
        **CONSOLES[console],
        "PYTHONPATH": os.pathsep.join(sys.path),
        "AUDITKIT_KEY_FILE": str(desk / "institution.key"),
    }


def run(desk: Path, console: str, *args: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *args],
        env=environment(desk, console), capture_output=True, check=False, cwd=desk, timeout=300,
    )  # fmt: skip


class Done(NamedTuple):
    """How one command ended and what it wrote."""

    returncode: int
    stdout: bytes
    stderr: bytes


@pytest.fixture(scope="module")
def typed(desk, tmp_path_factory) -> Callable[[str], dict[tuple[str, ...], Done]]:
    """Return what becomes of every command on a console, typed there one after the other."""

    @cache
    def on(console: str) -> dict[tuple[str, ...], Done]:
        ended = tmp_path_factory.mktemp(console)
        subprocess.run(
            [sys.executable, "-c", ONE_BY_ONE, str(ended)], input=json.dumps(COMMANDS).encode(),
            env=environment(desk, console), check=True, cwd=desk, timeout=300,
        )  # fmt: skip
        said = {}
        for number, args in enumerate(COMMANDS):
            out, err = ((ended / f"{number}.{name}").read_bytes() for name in ("out", "err"))
            code = int((ended / f"{number}.code").read_text(encoding="ascii"))
            said[args] = Done(code, out, err)
        return said

    return on


VERBS = [
    (("scan", "log.csv", "--format", "jsonl"), 1),
    (("scan", "log.csv", "--out", "out"), 1),
    (("map", NAME), 0),
    (("explain", "cn-gbt45251.frequency.interactive"), 0),
    (("policy", "list"), 0),
    (("scan", NAME + ".gone"), 3),
    (("scan", "log.csv", "--mapping", "bad.yaml"), 3),
    (("scan", "log.csv", "--profile", "没有\U0001f4de"), 3),
]


HELP = [("--help",), ("scan", "--help"), ("key", "--help"), ("scan",)]
GONE = ("scan", NAME + ".gone")
SCAN = ("scan", "log.csv", "--format", "jsonl")
COMMANDS = [*((*args, "--lang", lang) for args, _ in VERBS for lang in ("zh", "en")), *HELP, SCAN]


TYPED = [
    pytest.param(console, args, code, id=f"{console}-{number}")
    for console in CONSOLES
    for number, (args, code) in enumerate(VERBS)
    if console != "ascii" or args[1].isascii()  # an ASCII locale is not given such a name
]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("console", "args", "code"), TYPED)
def test_a_verb_ends_as_it_does_anywhere(typed, lang, console, args, code):
    done = typed(console)[*args, "--lang", lang]
    assert done.returncode == code, done.stderr
    done.stdout.decode("utf-8")
    said = done.stderr.decode(CODEC[console])
    assert "internal error" not in said
    if code == 3:
        assert said.startswith("auditkit: ")


@pytest.mark.parametrize("console", ["gbk", "cp936", "strict"])
def test_a_name_typed_on_a_console_is_that_of_the_file(desk, console):
    assert run(desk, console, "map", NAME).returncode == 0


def test_the_payload_is_the_same_on_every_console(typed):
    (payload,) = {typed(name)[SCAN].stdout for name in CONSOLES}
    assert json.loads(payload.splitlines()[0].decode("utf-8"))["case_id"] == "K\U0001f4de𠮷"


@pytest.mark.parametrize("console", ["gbk", "cp936"])
def test_chinese_on_stderr_stays_chinese_and_the_rest_is_escaped(desk, typed, console):
    said = typed(console)[SCAN].stderr.decode("gbk")
    assert "退出码 1" in said
    told = run(desk, console, *GONE).stderr.decode("gbk")
    assert "外呼\\U0001f4de" in told


@pytest.mark.parametrize("console", CONSOLES)
@pytest.mark.parametrize("args", HELP)
def test_help_and_usage_are_shown_on_every_console(typed, console, args):
    done = typed(console)[args]
    assert done.returncode == (2 if args == ("scan",) else 0)
    text = done.stdout.decode("utf-8") + done.stderr.decode(CODEC[console])
    assert "Usage: auditkit" in text


@pytest.mark.slow
def test_the_demo_runs_on_a_gbk_console(desk):
    done = run(desk, "gbk", "demo", "--rows", "1000", "--dir", "demo")
    assert done.returncode == 0, done.stderr.decode("gbk")
    assert "report.html" in done.stdout.decode("utf-8")


@pytest.mark.skipif(os.name != "posix", reason="a shell of POSIX cuts the pipe")
@pytest.mark.parametrize("console", ["gbk", "strict"])
def test_a_reader_who_leaves_early_gives_4_and_no_traceback(desk, console):
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "policy", "list"],
        env=environment(desk, console),
        stdout=write, stderr=subprocess.PIPE, check=False, cwd=desk, timeout=60,
    )  # fmt: skip
    os.close(write)
    assert done.returncode == 4
    assert b"Traceback" not in done.stderr
