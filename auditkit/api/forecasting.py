"""Says what may still be done, with whom and from when: the same rules, looking forward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np

from auditkit.api.crosswalk import open_crosswalk
from auditkit.api.history import open_history
from auditkit.api.inputs import open_inputs
from auditkit.api.policies import library
from auditkit.api.rosters import known_as_shown
from auditkit.api.runs.places import own_store
from auditkit.core import vocabulary as v
from auditkit.core.clock import day_number
from auditkit.core.errors import ConfigError
from auditkit.core.findings import Bilingual
from auditkit.core.i18n import both
from auditkit.core.pseudonym import Pseudonymiser, create_key, key_path, load_key, show
from auditkit.engine.bind import BoundRule
from auditkit.engine.forward.families import LASTING
from auditkit.engine.forward.ground import Ground
from auditkit.engine.forward.kinds import KINDS
from auditkit.engine.forward.outlook import Outlook, Wish, look_ahead
from auditkit.engine.forward.search import Bar, Forecast
from auditkit.engine.outcome import Progress, Settings, silent
from auditkit.engine.rows import PREFIX
from auditkit.report.allowance import Allowance, Line, Reason
from auditkit.sources.zones import to_wall

USUAL: Final = ("call", "sms")
"""The kinds asked about when none is named."""
LIFTED, BEYOND = "lifted", "beyond_horizon"
ZONE_GUESSED: Final = "*:zone"
"""Stands among what could not be told where nobody said in which zone the person is."""


@dataclass(frozen=True, slots=True)
class AllowanceResult:
    """What may still be done, what must be said of it, and the key that was created for it."""

    found: Allowance
    notes: tuple[Bilingual, ...]
    key_created: Path | None = None


def allowance(  # noqa: PLR0913 - every one is an option of the command of the same name
    sources: Sequence[str],
    *,
    at: datetime,
    profile: str = "cn-bank",
    policies: Path | None = None,
    mapping: Path | None = None,
    query: str | None = None,
    stdin: BinaryIO | None = None,
    history: Sequence[str] = (),
    db: str | None = None,
    crosswalk: Path | None = None,
    kinds: Sequence[str] = USUAL,
    days: int = 30,
    talk_s: int = 180,
    cap: int = 10,
    key: bytes | None = None,
    progress: Progress | None = None,
) -> AllowanceResult:
    """Return for each debtor, person, number and kind what may still be done from ``at`` on.

    Every instant from ``at`` up to a line's ``earliest`` would be a finding whatever comes of the
    contact or for one of its outcomes, none from there up to ``lawful_until`` would. ``days`` is
    how far ahead is looked. Sources and errors are those of ``scan``; ``ConfigError`` for a kind
    that is not known.
    """
    _refuse_unknown(kinds)
    shelf = library(policies)
    bound = shelf.profile(profile)
    packs = shelf.packs(bound.packs)
    besides = [crosswalk] if crosswalk is not None else []
    opened = open_inputs(sources, mapping=mapping, query=query, stdin=stdin, besides=besides)
    secret, created = _key(key)
    pseudonyms = Pseudonymiser(secret)
    earlier = open_history(history, mapping=mapping, own=own_store(None, db), key=pseudonyms)
    wish = Wish(at, tuple(kinds), days, talk_s, cap)
    outlook = look_ahead(
        (*opened.inputs, *earlier.inputs),
        known_as_shown(shelf.rules(packs), pseudonyms),
        Settings(bound.zone, bound.link_tolerance_s, window_s=bound.link_window_s),
        pseudonyms,
        wish,
        states=earlier.states,
        progress=progress or silent,
        crosswalk=open_crosswalk(crosswalk, opened.mapping, pseudonyms, bound.zone),
    )
    found = Allowance(_facts(outlook, wish, profile, pseudonyms.key_id), _lines(outlook, wish))
    return AllowanceResult(found, (*earlier.alarms, *_notes(outlook, found, wish)), created)


def _refuse_unknown(kinds: Sequence[str]) -> None:
    if not kinds or set(kinds) - set(KINDS):
        raise ConfigError(
            "--kind", "there is no such kind of contact", f"Known: {', '.join(KINDS)}"
        )


def _key(given: bytes | None) -> tuple[bytes, Path | None]:
    known = load_key() if given is None else given
    if known is not None:
        return known, None
    path = key_path()
    return create_key(path), path


def _facts(outlook: Outlook, wish: Wish, profile: str, key_id: str) -> dict[str, Any]:
    known = outlook.known_until_ms
    return {
        "at": wish.at.isoformat(),
        "profile": profile,
        "kinds": list(wish.kinds),
        "horizon_days": wish.days,
        "talk_seconds": wish.talk_s,
        "most_tried": wish.cap,
        "known_until": "" if known is None else _iso(known // 1000, wish.at),
        "key_id": key_id,
        "forecast": [] if outlook.ground is None else [r.id for r in outlook.ground.rules],
        "not_forecast": [rule.id for rule in outlook.left_out],
        "left_out_after_at": outlook.later,
        "rejected": {a.name: len(a.rejects) for a in outlook.accounts},
    }


def _iso(instant: int, like: datetime) -> str:
    return datetime.fromtimestamp(instant, UTC).astimezone(like.tzinfo).isoformat()


def _lines(outlook: Outlook, wish: Wish) -> tuple[Line, ...]:
    base = outlook.ground
    if base is None:
        return ()
    day = day_number(wish.at.date())
    clauses = tuple(_clause(rule, day) for rule in base.rules)
    lines = (_line(base, each, wish, clauses) for each in outlook.forecasts)
    return tuple(sorted(lines, key=lambda x: (x.debtor, x.party, x.contact, x.kind)))


def _clause(rule: BoundRule, day: int) -> str:
    version = rule.in_force(day) or rule.versions[-1]
    return "; ".join(f"{basis.instrument} {basis.clause}" for basis in version.basis)


def _line(base: Ground, found: Forecast, wish: Wish, clauses: Sequence[str]) -> Line:
    row = found.question.row
    first = wish.terms.at_s
    reasons = tuple(_reason(base, row, bar, clauses[bar.rule]) for bar in found.bars)
    unknown = tuple(f"{base.rules[rule].id}:{why}" for rule, why in found.unknown)
    unknown += (ZONE_GUESSED,) if base.guessed[row] else ()
    return Line(
        **_who(base, row),
        kind=found.question.kind,
        allowed_now=found.earliest_s == first,
        remaining=found.left,
        remaining_at_least=found.capped,
        earliest=_local(base, row, found.earliest_s),
        lawful_until=_local(base, row, found.lawful_until_s),
        until_when=_until(base, found, reasons),
        reasons=reasons,
        ended_by=tuple(base.rules[rule].id for rule in found.then),
        horizon_reached=found.earliest_s is None,
        certain=not unknown,
        not_evaluated=unknown,
    )


def _who(base: Ground, row: int) -> dict[str, str]:
    """Return whom a row is about, by pseudonyms and the ids that stay readable."""
    role = int(base.columns["party_role"][row])
    keys = {n: show(PREFIX[f"{n}_key"], int(base.columns[f"{n}_key"][row])) for n in _PERSONS}
    return {
        **keys,
        "case_id": base.text("case_id", row),
        "agency_id": base.text("agency_id", row),
        "party_role": v.ROLES.names[role] if role >= 0 else "",
        "last_activity": str(base.columns["activity_id"][row]),
    }


_PERSONS: Final = ("debtor", "party", "contact")


def _reason(base: Ground, row: int, bar: Bar, clause: str) -> Reason:
    rule = base.rules[bar.rule]
    until = _local(base, row, bar.until_s)
    lasting = not until and rule.check.id in LASTING
    how = "until" if until else "lasting" if lasting else "beyond"
    said = _said(how, rule.title, until)
    return Reason(rule.id, rule.title, rule.severity, rule.certainty, clause, until, lasting, said)


@lru_cache(maxsize=65_536)
def _said(how: str, title: Bilingual, until: str) -> Bilingual:
    words = both(f"allowance.reason.{how}", title="{title}", until=until)
    return Bilingual(words.zh.replace("{title}", title.zh), words.en.replace("{title}", title.en))


def _until(base: Ground, found: Forecast, reasons: tuple[Reason, ...]) -> str:
    """Return when the last of the reasons ends, or why that cannot be said."""
    if not reasons:
        return ""
    if found.earliest_s is not None:
        return _local(base, found.question.row, found.earliest_s)
    return LIFTED if any(reason.lasting for reason in reasons) else BEYOND


def _local(base: Ground, row: int, instant: int | None) -> str:
    """Return an instant in the first zone of a row, "" for none."""
    if instant is None:
        return ""
    zone = base.zones[int(base.zone_of[row])][0]
    east = int(to_wall(np.array([instant]), zone)[0]) - instant
    return _iso_east(instant, east)


@lru_cache(maxsize=65_536)
def _iso_east(instant: int, east: int) -> str:
    return datetime.fromtimestamp(instant, timezone(timedelta(seconds=east))).isoformat()


def _notes(outlook: Outlook, found: Allowance, wish: Wish) -> tuple[Bilingual, ...]:
    """Return what must be said before anybody relies on the lines."""
    at, lines = wish.at.isoformat(), found.lines
    if not lines:
        return (both("allowance.nothing"),)
    counts = {
        "now": sum(line.allowed_now for line in lines),
        "none": sum(line.horizon_reached for line in lines),
        "unsure": sum(not line.certain for line in lines),
    }
    later = len(lines) - counts["now"] - counts["none"]
    shown = {name: f"{count:,}" for name, count in {**counts, "later": later}.items()}
    notes = [
        both("allowance.written", at=at, lines=f"{len(lines):,}", days=str(wish.days), **shown)
    ]
    notes.append(both("allowance.known", known=found.facts["known_until"]))
    if outlook.left_out:
        rules = ", ".join(rule.id for rule in outlook.left_out)
        notes.append(both("allowance.not_forecast", rules=rules))
    if outlook.later:
        notes.append(both("allowance.left_after", count=f"{outlook.later:,}", at=at))
    for account in outlook.accounts:
        if account.rejects:
            count = f"{len(account.rejects):,}"
            notes.append(both("allowance.rejected", file=account.name, count=count))
    return tuple(notes)
