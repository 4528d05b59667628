"""For authors of packs and plug-in checks: the cases beside rules, as a pytest test."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from auditkit.checks import BUILTIN
from auditkit.checks.interface import Check
from auditkit.core.errors import InputError, PolicyError, Problem
from auditkit.engine.bind import BoundRule, bind_into
from auditkit.engine.cases import run_cases
from auditkit.policy.cases import CaseFile
from auditkit.policy.load import LoadedPack, load_folder, pack_folders

__all__ = ["cases"]


def cases(where: str | Path, checks: Sequence[Check] = ()) -> Callable[..., None]:
    """Return a pytest test with one parameter set per case of a pack.

    ``where``, relative to the test file: a pack's folder, a folder of packs, or one rule or cases
    file of a pack. ``checks`` are the checks of a plug-in, known besides those that come with
    auditkit. Raises ``PolicyError`` with every problem of packs that cannot be loaded::

        test_cases = auditkit.testing.cases("my-bank", checks=[CHECK])
    """
    # here alone, so that a program without pytest can import this package whole
    import pytest  # noqa: PLC0415

    here = Path(sys._getframe(1).f_globals.get("__file__", ".")).parent
    found = [
        pytest.param(rule, case, id=name) for name, rule, case in _each(here / where, tuple(checks))
    ]

    @pytest.mark.parametrize(("rule", "case"), found)
    def test_cases(rule: BoundRule, case: CaseFile) -> None:
        """The rule says of the case's rows exactly what the case says it must."""
        problems = [problem for result in run_cases(rule, case) for problem in result.problems]
        assert not problems, "\n".join(problems)  # noqa: S101 - this is a test

    return test_cases


def _each(where: Path, checks: tuple[Check, ...]) -> Iterator[tuple[str, BoundRule, CaseFile]]:
    """Yield name, rule and a file of one case for every case under ``where``."""
    problems: list[Problem] = []
    packs, only = _packs(where, problems)
    rules = {rule.id: rule for rule in bind_into(packs, (*BUILTIN, *checks), problems)}
    if problems:
        raise PolicyError(tuple(problems))
    for loaded in (loaded for pack in packs for loaded in pack.rules):
        rule = rules.get(loaded.rule.id)
        if rule is None or loaded.cases is None or only not in (None, rule.id):
            continue
        for case in loaded.cases.cases:
            single = loaded.cases.model_copy(update={"cases": (case,)})
            yield f"{rule.id}: {case.name}", rule, single


def _packs(where: Path, problems: list[Problem]) -> tuple[list[LoadedPack], str | None]:
    """Return the packs of a folder, or the pack of a file and the one rule that was meant."""
    if not where.exists():
        raise InputError(str(where), "there is no such pack or file")
    only = None if where.is_dir() else where.name.removesuffix(".yaml").removesuffix(".cases")
    folder = where if where.is_dir() else where.parent.parent
    folders = [folder] if (folder / "pack.yaml").exists() else list(pack_folders(folder).values())
    if not folders:
        raise InputError(str(where), "there is no pack.yaml here")
    loaded = (load_folder(each, problems) for each in folders)
    return [pack for pack in loaded if pack is not None], only
