"""Settles what is known of a template from all that says something of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final, cast

from auditkit.core.lint import Place
from auditkit.templates.interface import Language, Meta, Mistake
from auditkit.templates.reading.words import known_terms, plain, terms_of, told_by_extension

CODED: Final = ("channel", "audience", "language", "sender")
"""Metadata with a closed set of terms."""
KEYS: Final = (*CODED, "stage", "institution", "signature", "send_window", "group")
TOP: Final = Place(1, 1)
_SHOWN: Final = 40
_LIST: Final = re.compile(r"[,，、;；|/\n]")
_CLOCK: Final = r"([01]?\d|2[0-4])[:：]([0-5]\d)"
_WINDOW: Final = re.compile(rf"\s*{_CLOCK}\s*(?:-|–|—|~|～|至|到|to)\s*{_CLOCK}\s*")
_LANGUAGE_PART: Final = re.compile(r"^(?P<stem>.+)[_\-](?P<lang>zh|cn|en|zh[_-]cn|en[_-]us)$", re.I)


@dataclass(frozen=True, slots=True)
class Layer:
    """What one source says of a template; ``places`` are those of its keys."""

    said: str
    values: Mapping[str, Any]
    place: Place = TOP
    places: Mapping[str, Place] = field(default_factory=dict)

    def mistake(self, kind: str, key: str, **args: Any) -> Mistake:  # noqa: ANN401
        """Return a mistake at one of its keys."""
        return Mistake(kind, self.places.get(key, self.place), {"name": key, **args})


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a template: metadata, and what its blanks are called and hold."""

    meta: Meta
    order: tuple[str, ...] = ()
    own: Mapping[str, str] = field(default_factory=dict)


def settle(
    layers: Sequence[Layer], mistakes: list[Mistake], stages: Mapping[str, str] | None = None
) -> Known:
    """Return what the first of ``layers`` to say a thing says of it."""
    values: dict[str, Any] = {}
    said: dict[str, str] = {}
    for layer in layers:
        for key in KEYS:
            if key in values or layer.values.get(key) in (None, "", []):
                continue
            value = value_of(key, layer.values[key])
            if key == "stage" and stages and value is not None:
                value = stages.get(plain(str(value)))
            if value is None:
                mistakes.append(_wrong_value(layer, key, stages or {}))
            else:
                values[key], said[key] = value, layer.said
    if "language" in values:
        values["language"] = cast(Language, values["language"])
    order, own = _placeholders(layers, mistakes)
    return Known(Meta(**values, said=said), order, own)


def value_of(key: str, written: Any) -> Any:  # noqa: ANN401 - what YAML holds
    """Return a metadata value in canonical form, None where it is none that the key may have."""
    if key == "audience":
        words = written if isinstance(written, list) else _LIST.split(str(written))
        found = [terms_of(key, str(word)) for word in words if str(word).strip()]
        return tuple(dict.fromkeys(t for terms in found for t in terms)) if all(found) else None
    if isinstance(written, (list, dict)):
        return _windows(",".join(map(str, written))) if key == "send_window" else None
    text = str(written).strip()
    if key in CODED:
        return next(iter(terms_of(key, text)), None)
    return _windows(text) if key == "send_window" else text.strip("【】") or None


def _windows(text: str) -> str | None:
    """Return clock times as HH:MM-HH:MM, several joined by a comma."""
    found = [_WINDOW.fullmatch(part) for part in re.split(r"[,，;；、]", text)]
    if not all(found):
        return None
    clocks = [match.groups() for match in found if match]
    return ",".join(f"{int(h):02d}:{m}-{int(to):02d}:{last}" for h, m, to, last in clocks)


def _wrong_value(layer: Layer, key: str, stages: Mapping[str, str]) -> Mistake:
    known = tuple(dict.fromkeys(stages.values())) if key == "stage" else ()
    known = known_terms(key) if key in CODED else known
    if known:
        return layer.mistake("meta.unknown_value", key, known=", ".join(known))
    form = "HH:MM-HH:MM" if key == "send_window" else "…"
    return layer.mistake("meta.not_so_written", key, form=form)


def _placeholders(
    layers: Sequence[Layer], mistakes: list[Mistake]
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return the names of blanks in order, and what single names hold."""
    for layer in layers:
        written = layer.values.get("placeholders")
        if isinstance(written, Mapping):
            own = {str(name): str(kind) for name, kind in written.items()}
            return tuple(own), own
        if isinstance(written, list):
            return tuple(str(name) for name in written), {}
        if isinstance(written, str) and written.strip():
            return tuple(name.strip() for name in _LIST.split(written)), {}
        if written is not None and written != "":
            mistakes.append(layer.mistake("meta.not_so_written", "placeholders", form="[a, b]"))
    return (), {}


def shown(word: str) -> str:
    """Return a key as a mistake may show it: short, on one line."""
    text = "".join(c for c in word if c.isprintable())
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def entry_of(values: Mapping[str, Any], otherwise: str) -> str:
    """Return what a template of several in a file is called."""
    found = (values.get(key) for key in ("id", "name"))
    return next((str(each).strip() for each in found if each not in (None, "")), otherwise)


def given_by(meta: Meta) -> dict[str, Any]:
    """Return what options say, as a layer has it."""
    values = {key: getattr(meta, key) for key in KEYS}
    return {key: list(v) if isinstance(v, tuple) else v for key, v in values.items() if v}


def layer_of_name(path: str) -> Layer:
    """Return what a file's name tells: ``reminder.sms.zh.j2`` is a text message in Chinese.

    Two names that differ in the language only are of one group.
    """
    name = PurePosixPath(path)
    stem, *parts = name.name.split(".")
    values: dict[str, Any] = {}
    rest = []
    for part in parts[:-1]:
        found = next(
            (k for k in ("language", "channel") if terms_of(k, part) and k not in values), ""
        )
        if found:
            values[found] = part
        if found != "language":
            rest.append(part)
    if "language" not in values and (match := _LANGUAGE_PART.match(stem)):
        values["language"], stem = match["lang"], match["stem"]
    if "language" in values:
        values["group"] = (name.parent / ".".join((stem, *rest))).as_posix()
    told = told_by_extension(plain(parts[-1]) if parts else "")
    if parts[:-1] and not told and rest:
        told = told_by_extension(plain(rest[-1]))  # letter.html.j2
    return Layer("name", {**told, **values})
