"""A log tells what was done and never with whose data: as written, and as it gets through."""

from __future__ import annotations

import ast
import logging
from pathlib import Path

import pytest

import auditkit
from auditkit.core.log import ALLOWED, logger

PACKAGE = Path(auditkit.__file__).resolve().parent
MODULES = sorted(PACKAGE.rglob("*.py"))
DOORS = {"core/log.py", "cli/console.py"}
LEVELS = {"debug", "info", "warning", "error", "critical", "exception", "log", "warn"}
MOBILE = "139" + "1234" + "5678"


def relative(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


def calls_in(source: str) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]


def wrong_calls(source: str) -> list[str]:
    """Return the calls of loggers that could carry data: the rule that every module keeps."""
    names = {
        target.id
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func).rpartition(".")[2] in ("logger", "getLogger")
        for target in node.targets
        if isinstance(target, ast.Name)
    } | {"logging"}
    return [
        ast.unparse(call)
        for call in calls_in(source)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in LEVELS
        and ast.unparse(call.func.value) in names
        and not _is_plain(call)
    ]


def _is_plain(call: ast.Call) -> bool:
    """Return whether a call has one constant message, and facts of the allow-list at most."""
    extras = [word.value for word in call.keywords if word.arg == "extra"]
    constant = len(call.args) == 1 and isinstance(call.args[0], ast.Constant)
    known = all(
        isinstance(extra, ast.Dict)
        and all(isinstance(key, ast.Constant) and key.value in ALLOWED for key in extra.keys)
        for extra in extras
    )
    named = {word.arg for word in call.keywords} <= {"extra"}
    return constant and known and named and call.func.attr != "exception"  # type: ignore[attr-defined]


@pytest.mark.parametrize("file", MODULES, ids=relative)
def test_every_module_logs_constant_messages_and_allowed_facts_only(file):
    assert wrong_calls(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("file", [m for m in MODULES if relative(m) not in DOORS], ids=relative)
def test_loggers_have_one_door(file):
    source = file.read_text(encoding="utf-8")
    assert [ast.unparse(c) for c in calls_in(source) if "getLogger" in ast.unparse(c.func)] == []


@pytest.mark.parametrize(
    "call",
    [
        'log.info("read %s", cell)', 'log.info(f"read {cell}")', 'log.info("x", extra=facts)',
        'log.info("x", extra={"note": 1})', 'log.info("x", extra={**facts})',
        'log.exception("x")', 'log.error("x", exc_info=True)', "log.info(cell)",
        'log.log(10, "x")', 'log.info("x", extra={name: 1})',
    ],
)  # fmt: skip
def test_the_rule_sees_what_could_carry_data(call):
    assert wrong_calls(f"log = logger(__name__)\n{call}") == [ast.unparse(ast.parse(call))]


def test_the_rule_lets_constant_messages_and_facts_pass():
    assert wrong_calls('log = logger(__name__)\nlog.info("done", extra={"rows": n})') == []


def test_no_handler_of_a_host_gets_more_than_facts(caplog):
    log = logger("auditkit.test_log")
    caplog.set_level(logging.DEBUG)
    try:
        raise ValueError(MOBILE)
    except ValueError:
        log.exception("failed", extra={"rows": 3, "note": MOBILE})
    log.error("cell %s", MOBILE, stack_info=True)
    log.error(ValueError(MOBILE))
    first, second, third = caplog.records
    assert first.rows == 3
    assert MOBILE not in repr([vars(record) for record in caplog.records])
    assert (second.getMessage(), third.getMessage()) == ("cell %s", "ValueError")
    assert logging.Formatter().format(first) == "failed"


def test_a_logger_that_is_asked_for_twice_is_made_once():
    assert logger("auditkit.twice") is logger("auditkit.twice")
    assert len(logging.getLogger("auditkit.twice").handlers) == 1
