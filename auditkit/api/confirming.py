"""Records who confirmed mappings, code tables and packs, and says how each stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from auditkit.api.policies import library
from auditkit.api.register import DEFAULT, Entry, Standing, append, beside, read_register, standing
from auditkit.core import clock
from auditkit.core.content import Content
from auditkit.core.errors import ConfigError
from auditkit.core.findings import Bilingual
from auditkit.core.i18n import Catalogue
from auditkit.policy.content import pack_content
from auditkit.policy.load import LoadedPack
from auditkit.sources.mapping import Mapping, load_mapping
from auditkit.sources.mapping_content import contents_of


def confirm(
    mappings: Sequence[Path] = (),
    *,
    by: str,
    packs: Sequence[str] = (),
    note: str = "",
    codes_only: bool = False,
    register: Path | None = None,
    policies: Path | None = None,
) -> tuple[Standing, ...]:
    """Record that a person has checked mappings and packs, and return how they then stand.

    A mapping's confirmations stand beside it in ``<mapping>.confirmed.yaml``, those of packs in
    ``confirmations.yaml`` of this folder, all of them in ``register`` when it is given. Raises
    ``PolicyError`` for a mapping, pack or register with mistakes, ``ConfigError`` when there is
    nothing to confirm.
    """
    if not by.strip():
        raise ConfigError("--by", "says who confirms / 需要写明确认人")
    wanted = _wanted(mappings, packs, codes_only, policies)
    if not any(contents for _, contents in wanted):
        raise ConfigError("confirm", "there is nothing to confirm / 没有可确认的内容")
    from auditkit.store.access import os_user  # noqa: PLC0415 - sqlalchemy loads when needed

    at = clock.now().isoformat(timespec="seconds")
    for home, contents in wanted:
        file = register or home
        known = read_register([file])
        entries = [
            Entry(what=c.what, name=c.name, version=c.version, sha256=c.sha256, by=by.strip(),
                  os_user=os_user(), at=at, note=note.strip(), parts=dict(c.parts))
            for c in contents
            if not _said(c, known, by.strip(), note.strip())
        ]  # fmt: skip
        if entries:
            append(file, entries)
    return standings(
        mappings, packs=packs, codes_only=codes_only, register=register, policies=policies
    )


def standings(
    mappings: Sequence[Path] = (),
    *,
    packs: Sequence[str] = (),
    codes_only: bool = False,
    register: Path | None = None,
    policies: Path | None = None,
) -> tuple[Standing, ...]:
    """Return how mappings and packs stand, in the order given."""
    return tuple(
        standing(content, read_register([register or home]))
        for home, contents in _wanted(mappings, packs, codes_only, policies)
        for content in contents
    )


def _wanted(
    mappings: Sequence[Path], packs: Sequence[str], codes_only: bool, policies: Path | None
) -> list[tuple[Path, tuple[Content, ...]]]:
    """Return what is spoken of, by the register where it stands unless another is named."""
    wanted = [
        (beside(file), contents_of(load_mapping(file), codes_only=codes_only)) for file in mappings
    ]
    if packs:
        loaded = library(policies).packs(list(packs))
        wanted.append((DEFAULT, tuple(map(pack_content, loaded))))
    return wanted


def _said(content: Content, known: Sequence[Entry], by: str, note: str) -> bool:
    """Return whether the last word on a thing is this very one."""
    mine = [e for e in known if (e.what, e.name) == (content.what, content.name)]
    return bool(mine) and (mine[-1].sha256, mine[-1].by, mine[-1].note) == (
        content.sha256,
        by,
        note,
    )


def registers(mapping: Path | None, register: Path | None) -> tuple[Path, ...]:
    """Return the registers that a scan looks into."""
    if register is not None:
        return (register,)
    return (*((beside(mapping),) if mapping is not None else ()), DEFAULT)


def confirmations(
    mapping: Mapping,
    used: Iterable[str],
    packs: Iterable[LoadedPack],
    entries: Sequence[Entry],
    *,
    proposed: bool,
) -> dict[str, Any]:
    """Return what the manifest says of who confirmed what.

    ``used`` names the entries of the mapping that a file was read by; ``mapping``, ``codes`` and
    ``packs`` are each ``confirmed``, ``changed``, ``unconfirmed``, ``proposed`` (nobody has
    written a mapping) or ``not_needed`` (the columns already were those of the activity table).
    """
    names = set(used)
    spoken = Mapping(sources=tuple(s for s in mapping.sources if s.name in names))
    wanted = (*contents_of(spoken), *map(pack_content, packs))
    items = [item_of(standing(content, entries)) for content in wanted]
    if proposed:
        for item in items:
            if item["what"] != "pack":
                item["state"] = "proposed"
    overall = {name: _worst(items, what) for name, what in _GROUPS}
    return {**overall, "items": items}


_GROUPS = (("mapping", "mapping"), ("codes", "codes"), ("packs", "pack"))
_ORDER = ("proposed", "changed", "unconfirmed", "confirmed")


def _worst(items: Iterable[dict[str, Any]], what: str) -> str:
    states = {item["state"] for item in items if item["what"] == what}
    return next((state for state in _ORDER if state in states), "not_needed")


def item_of(stood: Standing) -> dict[str, Any]:
    """Return how a thing stands, as a manifest holds it."""
    content, entry = stood.content, stood.entry
    item: dict[str, Any] = {
        "what": content.what,
        "name": content.name,
        "version": content.version,
        "sha256": content.sha256,
        "state": stood.state,
    }
    if entry is not None:
        item |= {"by": entry.by, "at": entry.at, "note": entry.note}
    if stood.changed:
        item["changed"] = list(stood.changed)
    return item


def unconfirmed(told: dict[str, Any]) -> tuple[Bilingual, ...]:
    """Return a reason for each thing that nobody has confirmed as it is now."""
    return tuple(
        Bilingual(*(_reason(item, Catalogue(lang)) for lang in ("zh", "en")))
        for item in told["items"]
        if item["state"] != "confirmed"
    )


def _reason(item: dict[str, Any], words: Catalogue) -> str:
    return words.text(
        "confirm.reason",
        what=words.text(f"confirm.what.{item['what']}"),
        name=item["name"],
        state=words.text(f"confirm.state.{item['state']}"),
    )
