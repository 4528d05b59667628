"""Fills the message of a rule for one hit, in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from auditkit.core import vocabulary as v
from auditkit.core.clock import clock_time, day_of
from auditkit.core.findings import Bilingual
from auditkit.core.frame import NO_DAY

if TYPE_CHECKING:
    from auditkit.engine.evaluate import Hit
    from auditkit.engine.verdicts import Rows

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_VOCABULARIES = {"channel": v.CHANNELS, "outcome": v.OUTCOMES, "party_role": v.ROLES}


def say(message: Bilingual, rows: Rows, hit: Hit) -> Bilingual:
    """Return the message with its placeholders filled."""
    return Bilingual(_fill(message.zh, rows, hit, "zh"), _fill(message.en, rows, hit, "en"))


def _fill(template: str, rows: Rows, hit: Hit, lang: str) -> str:
    return _PLACEHOLDER.sub(lambda match: _value(match[1], rows, hit, lang), template)


def _value(name: str, rows: Rows, hit: Hit, lang: str) -> str:
    if name in _VOCABULARIES:
        word = rows.word(_VOCABULARIES[name], name, hit.anchor)
        return _VOCABULARIES[name].label(word, lang) if word else "—"
    if name.startswith("trigger_"):
        return _trigger(name, rows, hit, lang)
    if name in ("day", "first_day", "last_day"):
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
