"""Which rules have a finding that may be put right without a person: ``lint/fixes.yaml``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from auditkit.core.errors import PolicyError, Problem
from auditkit.core.findings import Bilingual
from auditkit.policy.load import explain
from auditkit.policy.model import Text, Written
from auditkit.policy.yaml import read

FILE: Final = Path("lint") / "fixes.yaml"


class _Fixes(Written):
    masked: tuple[str, ...] = ()
    hotline: tuple[str, ...] = ()
    opt_out: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    hotline_line: Text


@dataclass(frozen=True, slots=True)
class Fixable:
    """The rules that may be put right, by how; see the head of the shipped file."""

    masked: frozenset[str]
    hotline: frozenset[str]
    opt_out: frozenset[str]
    signature: frozenset[str]
    hotline_line: Bilingual


def load_fixable(roots: Sequence[Path]) -> Fixable:
    """Return what policies folders say, that of the first folder first; raises ``PolicyError``."""
    problems: list[Problem] = []
    said: dict[str, Any] = {}
    for root in reversed(roots):
        if (root / FILE).exists():
            document = read(root / FILE)
            problems += document.problems
            said |= document.data or {}
            try:
                _Fixes.model_validate(said)
            except ValidationError as error:
                problems += explain(error, document, ())
    if problems:
        raise PolicyError(tuple(problems))
    fixes = _Fixes.model_validate(said)
    return Fixable(
        masked=frozenset(fixes.masked),
        hotline=frozenset(fixes.hotline),
        opt_out=frozenset(fixes.opt_out),
        signature=frozenset(fixes.signature),
        hotline_line=Bilingual(fixes.hotline_line.zh, fixes.hotline_line.en),
    )
