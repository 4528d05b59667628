"""Fills the message of a rule for one hit, in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.interface import NO_MENTIONS
from auditkit.checks.mentions import PLACES, Mentions
from auditkit.core import vocabulary as v
from auditkit.core.clock import clock_time, day_of
from auditkit.core.findings import Bilingual
from auditkit.core.frame import NO_DAY

if TYPE_CHECKING:
    from auditkit.engine.evaluate import Hit
    from auditkit.engine.rows import Rows

Positions = NDArray[np.int64]
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_DATED = re.compile(r" (?:of|on) \{day\}|\bOn \{day\} |\{day\}\s*的?")
_CLOCKED = re.compile(r" at \{time\}|\{time\}\s*的?")
_OF_TEXTS = frozenset({"what", "where", "whom"})
_VOCABULARIES = {"channel": v.CHANNELS, "outcome": v.OUTCOMES, "party_role": v.ROLES}


def say(message: Bilingual, rows: Rows, hit: Hit, seen: Positions = NO_MENTIONS) -> Bilingual:
    """Return the message with its placeholders filled; ``seen`` are the mentions it rests on."""
    said = rows.told.mentions.take(seen)

    def fill(template: str, lang: str) -> str:
        def value(match: re.Match[str]) -> str:
            if match[1] in _OF_TEXTS:
                return _of_texts(match[1], rows, hit, said, lang)
            return _value(match[1], rows, hit, lang)

        return _PLACEHOLDER.sub(value, template)

    return Bilingual(fill(message.zh, "zh"), fill(message.en, "en"))


def undated(message: Bilingual, *, clock: bool = False) -> Bilingual:
    """Return a message without its day, and without its time of day unless ``clock``.

    >>> undated(Bilingual("{day} {where}中出现{what}", "On {day} the {where} holds {what}"))
    Bilingual(zh='{where}中出现{what}', en='The {where} holds {what}')
    >>> undated(Bilingual("{day} {time} 拨打", "Called at {time} on {day}"), clock=True).en
    'Called at {time}'
    """

    def without(text: str) -> str:
        text = _DATED.sub("", text)
        text = text if clock else _CLOCKED.sub("", text)
        return text[:1].upper() + text[1:]

    return Bilingual(without(message.zh), without(message.en))


def _of_texts(name: str, rows: Rows, hit: Hit, said: Mentions, lang: str) -> str:
    """Return what stands in the texts, where it stands, or to whom it was told."""
    if name == "what":
        kinds = dict.fromkeys(said.names[kind] for kind in said.kind.tolist())
        labels = [rows.told.label(kind, lang) for kind in kinds]
    elif name == "where":
        labels = [PLACES.label(PLACES.names[p], lang) for p in dict.fromkeys(said.place.tolist())]
    else:
        named = dict.fromkeys(code for code in said.recipient.tolist() if code >= 0)
        words = [v.ROLES.names[code] for code in named]
        if not words and (role := rows.word(v.ROLES, "party_role", hit.anchor)):
            words = [role]
        labels = [v.ROLES.label(word, lang) for word in words]
    return ("、" if lang == "zh" else ", ").join(dict.fromkeys(labels)) or "—"


def _value(name: str, rows: Rows, hit: Hit, lang: str) -> str:
    if name in _VOCABULARIES:
        word = rows.word(_VOCABULARIES[name], name, hit.anchor)
        return _VOCABULARIES[name].label(word, lang) if word else "—"
    if name.startswith("trigger_"):
        return _trigger(name, rows, hit, lang)
    if name in ("day", "first_day", "last_day", "due_day"):
        day = rows.value("local_day", hit.anchor) if name == "day" else getattr(hit, name)
        return day_of(day).isoformat() if day != NO_DAY else "—"
    if name == "time":
        second = rows.value("local_second", hit.anchor)
        return clock_time(second) if second >= 0 else "—"
    return _count(name, hit)


def _count(name: str, hit: Hit) -> str:
    if name == "days":
        return number(hit.last_day - hit.first_day + 1) if hit.first_day != NO_DAY else "—"
    values = {"observed": hit.observed, "limit": hit.limit, "over": hit.observed - hit.limit}
    if name.endswith("_clock"):
        return clock_time(int(values[name.removesuffix("_clock")]))
    return number(values[name])


def _trigger(name: str, rows: Rows, hit: Hit, lang: str) -> str:
    if hit.trigger < 0:
        return "—"
    if name == "trigger_day":
        return day_of(rows.value("local_day", hit.trigger)).isoformat()
    steps = rows.text("step", hit.trigger).split("|")
    labels = [v.STEPS.label(step, lang) for step in steps if step in v.STEPS.names]
    if labels:
        return "、".join(labels) if lang == "zh" else ", ".join(labels)
    word = rows.word(v.OUTCOMES, "outcome", hit.trigger)
    return v.OUTCOMES.label(word, lang) if word else "—"


def number(value: float) -> str:
    """Return a number without needless decimals; a dash when there is none.

    >>> number(4.0), number(0.5), number(float("nan"))
    ('4', '0.5', '—')
    """
    if value != value:  # noqa: PLR0124 - NaN is the only value unlike itself
        return "—"
    return str(int(value)) if float(value).is_integer() else f"{value:g}"
