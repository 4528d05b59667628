"""The rules that nobody can suppress or take into a baseline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from auditkit.core.errors import PolicyError, Problem
from auditkit.engine.bind import BoundRule
from auditkit.policy.load import explain
from auditkit.policy.model import Written
from auditkit.policy.yaml import read

FILE: Final = Path("lint") / "never.yaml"


class _Never(Written):
    """What a file of this name says; see the head of the shipped one."""

    rules: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


def never(rules: Iterable[BoundRule], roots: Sequence[Path]) -> frozenset[str]:
    """Return the ids that no suppression may name: those listed and those that look for as much.

    The lists of all policies folders are added up. Raises ``PolicyError``.
    """
    lists = [_read(root / FILE) for root in roots if (root / FILE).exists()]
    named = {rule for each in lists for rule in each.rules}
    sought = {rule.id for rule in rules if any(_seeks(rule, each) for each in lists)}
    return frozenset(named | sought)


def _seeks(rule: BoundRule, of: _Never) -> bool:
    for version in rule.versions:
        params = version.written or {}
        if not set(of.kinds).isdisjoint(params.get("kinds") or ()):
            return True
        if any(name.split(".")[0] in of.phrases for name in _lists(params)):
            return True
    return False


def _lists(params: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of the lists of phrases that parameters ask for."""
    for each in params.get("lexicons") or ():
        name = each.get("phrases") if isinstance(each, Mapping) else each
        if isinstance(name, str):
            yield name


def _read(file: Path) -> _Never:
    document = read(file)
    problems: list[Problem] = list(document.problems)
    try:
        found = _Never.model_validate(document.data or {})
    except ValidationError as error:
        problems += explain(error, document, ())
    if problems:
        raise PolicyError(tuple(problems))
    return found
