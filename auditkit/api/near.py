"""Names the rules that are called like one that does not exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Final

_MOST: Final = 5
_ALL: Final = "auditkit policy list shows all of them / 全部规则见 auditkit policy list"


def near_names(rule_id: str, known: Iterable[str]) -> str:
    """Return what to do about a rule that is not there: names alike, and where all are listed.

    A name that ends as the one asked for comes first: people leave out the pack.
    """
    names = list(known)
    ends = [each for each in names if rule_id and each.endswith("." + rule_id)]
    near = [*ends, *get_close_matches(rule_id, names, n=_MOST)]
    if not near:
        return _ALL
    alike = ", ".join(list(dict.fromkeys(near))[:_MOST])
    return f"Called alike / 相近的规则：{alike}. {_ALL}"


def names_of(folders: Iterable[Path]) -> Iterator[str]:
    """Yield the ids of the rules in folders of packs by the names of their files."""
    for folder in folders:
        for file in sorted((folder / "rules").glob("*.yaml")):
            if not file.stem.endswith(".cases"):
                yield file.stem
