"""Every verb on consoles that cannot print everything: GBK, cp936, ASCII, and a closed pipe."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # a process of its own for every console and verb
PROGRAM = "import sys; from auditkit.cli.main import main; sys.exit(main())"
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


def run(desk: Path, console: str, *args: str) -> subprocess.CompletedProcess[bytes]:
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("PYTHON", "LC_", "LANG"))}
    environment = {
        **kept,
        **CONSOLES[console],
        "PYTHONPATH": os.pathsep.join(sys.path),
        "AUDITKIT_KEY_FILE": str(desk / "institution.key"),
    }
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *args],
        env=environment, capture_output=True, check=False, cwd=desk, timeout=120,
    )  # fmt: skip


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


TYPED = [
    pytest.param(console, args, code, id=f"{console}-{number}")
    for console in CONSOLES
    for number, (args, code) in enumerate(VERBS)
    if console != "ascii" or args[1].isascii()  # an ASCII locale is not given such a name
]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("console", "args", "code"), TYPED)
def test_a_verb_ends_as_it_does_anywhere(desk, lang, console, args, code):
    done = run(desk, console, *args, "--lang", lang)
    assert done.returncode == code, done.stderr
    done.stdout.decode("utf-8")
    said = done.stderr.decode(CODEC[console])
    assert "internal error" not in said
    if code == 3:
        assert said.startswith("auditkit: ")


def test_the_payload_is_the_same_on_every_console(desk):
    payloads = {run(desk, name, "scan", "log.csv", "--format", "jsonl").stdout for name in CONSOLES}
    (payload,) = payloads
    assert json.loads(payload.splitlines()[0].decode("utf-8"))["case_id"] == "K\U0001f4de𠮷"


@pytest.mark.parametrize("console", ["gbk", "cp936"])
def test_chinese_on_stderr_stays_chinese_and_the_rest_is_escaped(desk, console):
    said = run(desk, console, "scan", "log.csv", "--format", "jsonl").stderr.decode("gbk")
    assert "退出码 1" in said
    told = run(desk, console, "scan", NAME + ".gone").stderr.decode("gbk")
    assert "外呼\\U0001f4de" in told


@pytest.mark.parametrize("console", CONSOLES)
@pytest.mark.parametrize("args", [("--help",), ("scan", "--help"), ("key", "--help"), ("scan",)])
def test_help_and_usage_are_shown_on_every_console(desk, console, args):
    done = run(desk, console, *args)
    assert done.returncode == (2 if args == ("scan",) else 0)
    text = done.stdout.decode("utf-8") + done.stderr.decode(CODEC[console])
    assert "Usage: auditkit" in text


@pytest.mark.slow
def test_the_demo_runs_on_a_gbk_console(desk):
    done = run(desk, "gbk", "demo", "--rows", "1000", "--dir", "demo")
    assert done.returncode == 0, done.stderr.decode("gbk")
    assert "report.xlsx" in done.stdout.decode("utf-8")


@pytest.mark.skipif(os.name != "posix", reason="a shell of POSIX cuts the pipe")
@pytest.mark.parametrize("console", ["gbk", "strict"])
def test_a_reader_who_leaves_early_gives_4_and_no_traceback(desk, console):
    read, write = os.pipe()
    os.close(read)
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("PYTHON", "LC_", "LANG"))}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "policy", "list"],
        env={**kept, **CONSOLES[console], "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=write, stderr=subprocess.PIPE, check=False, cwd=desk, timeout=60,
    )  # fmt: skip
    os.close(write)
    assert done.returncode == 4
    assert b"Traceback" not in done.stderr
