"""For authors of packs and plug-in checks: the cases beside rules, as a pytest test."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from auditkit.checks import BUILTIN
from auditkit.checks.interface import Check
from auditkit.core.errors import InputError, PolicyError, Problem
from auditkit.engine.bind import BoundRule, bind
from auditkit.engine.cases import run_cases
from auditkit.policy.cases import CaseFile
from auditkit.policy.load import LoadedPack, load_folder

__all__ = ["cases"]


def cases(where: str | Path, checks: Sequence[Check] = ()) -> Callable[..., None]:
    """Return a pytest test with one parameter set per case of a pack.

    ``where``: a pack's folder, or one rule or cases file in it, relative to the test file.
    ``checks`` are the checks of a plug-in, known besides those that come with auditkit. A pack
    that cannot be loaded raises ``PolicyError`` with every problem at once::

        test_cases = auditkit.testing.cases("my-bank", checks=[CHECK])
    """
    # here alone, so that a program without pytest can import this package whole
    import pytest  # noqa: PLC0415

    here = Path(sys._getframe(1).f_globals.get("__file__", ".")).parent
    found = list(_each(here / where, checks))

    @pytest.mark.parametrize(
        ("rule", "file"), [pytest.param(*pair[1:], id=pair[0]) for pair in found]
    )
    def test_cases(rule: BoundRule, file: CaseFile) -> None:
        problems = [
            f"{rule.id}: {result.name}: {problem}"
            for result in run_cases(rule, file)
            for problem in result.problems
        ]
        assert not problems, "\n".join(problems)  # noqa: S101 - this is a test

    return test_cases


def _each(where: Path, checks: Sequence[Check]) -> Iterator[tuple[str, BoundRule, CaseFile]]:
    """Yield name, rule and a file of one case for every case under ``where``."""
    pack, only = _pack(where)
    rules = {rule.id: rule for rule in bind([pack], [*BUILTIN, *checks])}
    for loaded in pack.rules:
        rule = rules.get(loaded.rule.id)
        if rule is None or loaded.cases is None or only not in (None, rule.id):
            continue
        for case in loaded.cases.cases:
            single = loaded.cases.model_copy(update={"cases": (case,)})
            yield f"{rule.id}-{case.name}", rule, single


def _pack(where: Path) -> tuple[LoadedPack, str | None]:
    """Return the pack of a folder or of a file in it, and the one rule that was meant, if any."""
    if not where.exists():
        raise InputError(str(where), "there is no such pack or file")
    folder = where if where.is_dir() else where.parent.parent
    only = None if where.is_dir() else where.name.removesuffix(".yaml").removesuffix(".cases")
    problems: list[Problem] = []
    pack = load_folder(folder, problems)
    if problems or pack is None:
        raise PolicyError(tuple(problems))
    return pack, only
