"""Says which runs a purge is about: those that are named, or those that are old enough."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from auditkit.api.runs.places import LATEST, STORE_NAME, store_named
from auditkit.api.runs.where import Where, where
from auditkit.core.errors import ConfigError, InputError
from auditkit.store.database import Store
from auditkit.store.purging import held
from auditkit.store.runs import RunRecord, read_runs

_AGE: Final = re.compile(r"(\d{1,3})([ymd])", re.ASCII)
_MONTHS: Final = {"y": 12, "m": 1}


@dataclass(frozen=True, slots=True)
class Choice:
    """Which runs: older than ``3y``, ``18m`` or ``90d`` since they ended; "" for any age.

    ``keeps_latest``: the latest complete run of each profile stays, for the next month's audit
    takes up where it ended (``--history``).
    """

    older_than: str = ""
    keeps_latest: bool = True


@dataclass(frozen=True, slots=True)
class Chosen:
    """The runs to purge, each with the folder that was named for it, and those that are refused."""

    runs: tuple[tuple[RunRecord, Path | None], ...]
    refused: tuple[tuple[str, str], ...]


def before(now: datetime, age: str) -> datetime:
    """Return the instant that lies an age before now; ``ConfigError`` for what is no age.

    >>> before(datetime(2026, 3, 31), "1m")
    datetime.datetime(2026, 2, 28, 0, 0)
    """
    found = _AGE.fullmatch(age.strip().lower())
    if found is None:
        raise ConfigError("--older-than", "is not an age / 不是时长", "Write 3y, 18m or 90d.")
    number, unit = int(found.group(1)), found.group(2)
    if unit == "d":
        return now - timedelta(days=number)
    months = now.year * 12 + now.month - 1 - number * _MONTHS[unit]
    year, month = divmod(months, 12)
    day = min(now.day, calendar.monthrange(year, month + 1)[1])
    return now.replace(year=year, month=month + 1, day=day)


def stores_of(runs: Sequence[str], db: str | None) -> dict[Path | str, list[Where]]:
    """Return what is named by the store it is in; without runs the store itself."""
    if not runs:
        store = store_named(db)
        if store is None:
            raise InputError(
                "runs purge",
                "no store is named / 未指定审计库",
                "Name a run, or a store with --db. / 请指定一次审计，或用 --db 指定审计库。",
            )
        return {store: []}
    found: dict[Path | str, list[Where]] = {}
    for spec in runs:
        place = where(spec, db)
        found.setdefault(place.store, []).append(place)
    return found


def chosen(store: Store, specs: Sequence[Where], choice: Choice, now: datetime) -> Chosen:
    """Return the runs of a store that a choice is about; what must not be purged is refused."""
    records = read_runs(store)
    wanted = _wanted(records, specs, choice, now)
    kept = _latest(records) if choice.keeps_latest else set()
    on_hold = held(store)
    runs: list[tuple[RunRecord, Path | None]] = []
    refused: list[tuple[str, str]] = []
    for record, folder in wanted:
        if record.status == "purged":
            runs.append((record, folder))
        elif record.status == "running":
            refused.append((record.id, "incomplete"))
        elif on_hold.get(record.id):
            refused.append((record.id, "held"))
        elif record.id in kept:
            refused.append((record.id, "latest"))
        else:
            runs.append((record, folder))
    return Chosen(tuple(runs), tuple(refused))


def _wanted(
    records: Sequence[RunRecord], specs: Sequence[Where], choice: Choice, now: datetime
) -> list[tuple[RunRecord, Path | None]]:
    if not specs:
        return [(each, None) for each in _old(records, choice, now)]
    found: dict[str, tuple[RunRecord, Path | None]] = {}
    for spec in specs:
        folder = spec.folder if spec.store == (spec.folder or Path()) / STORE_NAME else None
        if spec.run == LATEST and choice.older_than:
            named = _old(records, choice, now)
        else:
            named = [_one(records, spec)]
        for record in named:
            found[record.id] = (record, folder)
    return list(found.values())


def _old(records: Sequence[RunRecord], choice: Choice, now: datetime) -> list[RunRecord]:
    if not choice.older_than:
        raise ConfigError("runs purge", "needs a run or --older-than / 需指定审计或 --older-than")
    limit = before(now, choice.older_than)
    ended = [each for each in records if each.status != "running" and each.ended_at]
    return [each for each in ended if datetime.fromisoformat(each.ended_at) <= limit]


def _one(records: Sequence[RunRecord], spec: Where) -> RunRecord:
    """Return the run that is named; for a folder the latest whole one, or else the latest."""
    if spec.run == LATEST:
        whole = [each for each in records if each.is_complete]
        found = whole or list(records)
    else:
        found = [each for each in records if spec.run in (each.id, each.name)]
    if not found:
        raise InputError(spec.run, "the store holds no such run / 审计库中没有这次审计")
    return found[0]


def _latest(records: Sequence[RunRecord]) -> set[str]:
    """Return the latest complete run of each profile."""
    latest: dict[str, str] = {}
    for record in records:
        if record.is_complete:
            latest.setdefault(str(record.manifest.get("profile", {}).get("id", "")), record.id)
    return set(latest.values())
