"""The shape of the tree: sizes, names, and what no file may hold."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "auditkit"
MODULES = sorted(PACKAGE.rglob("*.py"))
RULES = sorted(
    file for file in ROOT.glob("policies/*/rules/*.yaml") if not file.name.endswith(".cases.yaml")
)
TEXTS = sorted(
    file
    for pattern in ("*.md", "*.toml", "Makefile", ".ci/*", "auditkit/**/*.py", "tests/**/*.py",
                    "docs/*", "policies/**/*.yaml", "reports/**/*.yaml", "examples/**/*.yaml",
                    "examples/**/*.md", "benchmarks/*.py")
    for file in ROOT.glob(pattern)
    if file.is_file() and file != Path(__file__).resolve()
)  # fmt: skip


def relative(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def calls_of(file: Path, name: str) -> list[int]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == name
    ]


@pytest.mark.parametrize("file", MODULES, ids=relative)
def test_no_module_is_longer_than_400_lines(file):
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("file", MODULES, ids=relative)
def test_every_module_says_what_question_it_answers(file):
    assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))


def test_no_module_is_named_after_nothing():
    vague = re.compile(r"^(utils?|helpers?|common|misc|base|manager)s?\.py$")
    assert [relative(file) for file in MODULES if vague.match(file.name)] == []


def test_the_library_never_prints():
    library = [file for file in MODULES if file.parent.name != "cli"]
    assert {relative(file): lines for file in library if (lines := calls_of(file, "print"))} == {}


def test_the_clock_has_one_door():
    doors = ("datetime.now", "date.today", "datetime.utcnow", "time.time", "datetime.datetime.now")
    found = {
        relative(file)
        for file in MODULES
        for name in doors
        if file.name != "clock.py" and calls_of(file, name)
    }
    assert found == set()


@pytest.mark.parametrize("file", RULES, ids=lambda file: file.stem)
def test_a_rule_stands_in_the_file_and_pack_of_its_name_with_its_cases(file):
    rule = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert rule["id"] == file.stem
    assert rule["id"].startswith(file.parent.parent.name + ".")
    assert file.with_name(f"{file.stem}.cases.yaml").is_file()


def test_no_cases_stand_without_their_rule():
    cases = ROOT.glob("policies/*/rules/*.cases.yaml")
    rules = {file.stem for file in RULES}
    assert [
        relative(file) for file in cases if file.name.removesuffix(".cases.yaml") not in rules
    ] == []


def test_no_file_names_the_machine_it_was_written_on():
    machine = re.compile(r"/(work|root|home/\w+|Users/\w+|opt/wheels)/")
    found = [
        f"{relative(file)}:{number}"
        for file in TEXTS
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if machine.search(line)
    ]
    assert found == []


def test_checks_name_no_law():
    """Instruments, articles and clause numbers belong to the packs."""
    law = re.compile(r"GB/T|45251|1006\.\d|Regulation F|第[一二三四五六七八九十百]+条|办法》|CFPB")
    found = [
        f"{relative(file)}:{number}"
        for file in MODULES
        if file.parts[len(PACKAGE.parts)] in {"checks", "engine"}
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if law.search(line)
    ]
    assert found == []


def test_checks_compare_with_no_hour_or_count_of_law():
    """A kernel's numbers are its parameters; what remains are 0, 1, -1, 2, units of time.

    The scan for personal data judges nothing: its numbers are those of the formats it reads.
    """
    arithmetic = {0, 1, 2, 3, 4, 7, 24, 60, 1000, 3600, 86400, 86_400_000, 3_600_000, 60_000}
    found = [
        f"{relative(file)}:{node.lineno}"
        for file in sorted((PACKAGE / "checks").rglob("*.py"))
        if "detect" not in file.parts
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare)
        for side in (node.left, *node.comparators)
        if isinstance(side, ast.Constant)
        and isinstance(side.value, int | float)
        and not isinstance(side.value, bool)
        and side.value not in arithmetic
    ]
    assert found == []


def test_every_kind_of_error_has_an_exit_code_of_its_own_meaning():
    from auditkit.core import errors

    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.AuditkitError)
    ]
    assert {kind.exit_code for kind in kinds} <= {errors.BAD_INPUT, errors.INTERNAL}
