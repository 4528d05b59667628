"""What of a pack a person confirms: its rules, instruments and lists, not how they are written."""

from __future__ import annotations

from typing import Any

from auditkit.core.clock import day_of
from auditkit.core.content import Content, content
from auditkit.policy.lists import DatedList, WhoList
from auditkit.policy.load import LoadedPack


def pack_content(pack: LoadedPack) -> Content:
    """Return what a pack says; its cases and its changelog are not part of it."""
    parts: dict[str, Any] = {"(pack)": pack.pack.model_dump(mode="json")}
    parts |= {rule.rule.id: rule.rule.model_dump(mode="json") for rule in pack.rules}
    parts |= {f"instrument {each.id}": each.model_dump(mode="json")
              for each in pack.instruments.values()}  # fmt: skip
    parts |= {f"list {name}": _listed(dated) for name, dated in pack.lists.items()}
    return content("pack", pack.pack.id, pack.pack.version, parts)


def _listed(dated: DatedList) -> list[Any]:
    """Return a list as JSON holds it: days, or who stood on it from when until when."""
    if not isinstance(dated, WhoList):
        return [day_of(day).isoformat() for day in dated]
    return [
        [name, *(None if day is None else day_of(day).isoformat() for day in span)]
        for name, *span in dated.entries
    ]
