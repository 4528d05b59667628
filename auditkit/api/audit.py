"""Audits sources and writes what was asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from auditkit.api.bundle import Asked, make_bundle
from auditkit.api.confirming import confirmations, registers
from auditkit.api.crosswalk import open_crosswalk
from auditkit.api.ending import Limits, ending
from auditkit.api.history import History, open_history
from auditkit.api.inputs import Opened, open_inputs
from auditkit.api.policies import library
from auditkit.api.record import Span, control_of
from auditkit.api.register import Entry, read_register
from auditkit.api.rosters import known_as_shown
from auditkit.api.runs.places import own_store
from auditkit.core import clock
from auditkit.core.findings import Bilingual
from auditkit.core.i18n import both
from auditkit.core.masking import Widths
from auditkit.core.pseudonym import Pseudonymiser, create_key, key_path, load_key
from auditkit.engine.outcome import Progress, Settings, silent
from auditkit.engine.run import run
from auditkit.engine.workers import refuse_unguarded
from auditkit.policy.load import LoadedPack
from auditkit.policy.masking import load_widths
from auditkit.policy.model import Profile
from auditkit.report.interface import ReportBundle


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What a scan found, how it ends, and what it wrote.

    ``exit_code`` is 0, 1 (findings at ``fail_on``) or 3 (nothing judged, too many rejects, or a
    required rule not evaluated); ``reasons`` say why it is not 0. ``notes`` say what was done
    otherwise than asked: a file that was open and got a numbered copy, a store on a network share.
    ``head`` is number and hash of the last link of the chain of custody, "" for a run that is kept
    nowhere.
    """

    bundle: ReportBundle
    exit_code: int
    reasons: tuple[Bilingual, ...]
    written: tuple[Path, ...]
    key_created: Path | None = None
    notes: tuple[Bilingual, ...] = ()
    head: str = ""


def scan(  # noqa: PLR0913 - every one is an option of the command of the same name
    sources: Sequence[str],
    *,
    profile: str = "cn-bank",
    policies: Path | None = None,
    mapping: Path | None = None,
    query: str | None = None,
    stdin: BinaryIO | None = None,
    history: Sequence[str] = (),
    date_from: date | None = None,
    date_to: date | None = None,
    as_of: datetime | None = None,
    out: Path | None = None,
    formats: Sequence[str] = ("xlsx", "html", "json", "jsonl", "csv"),
    lang: str = "zh",
    fail_on: str = "high",
    max_rejects: float = 0.05,
    require: Sequence[str] = (),
    jobs: int = 1,
    crosswalk: Path | None = None,
    key: bytes | None = None,
    progress: Progress | None = None,
    expect: Path | None = None,
    register: Path | None = None,
    require_confirmed: bool = False,
    widths: Path | None = None,
    db: str | None = None,
) -> ScanResult:
    """Return what the rules of a profile say of the sources; with ``out`` also write it.

    ``sources`` are files, folders, globs, ``-`` (read from ``stdin``) or a SQLAlchemy URL with
    ``query``; ``history`` names earlier exports, or an earlier run by its folder or id, whose rows
    are context and not judged again; ``crosswalk`` says which debtor numbers and cases belong to.
    Without a key one is created and named in the result. Raises ``InputError`` for a source that
    cannot be read, ``PolicyError`` for policies, mappings, the control file ``expect`` or the
    confirmations of ``register`` with mistakes, and for those in the file of ``widths``, which
    says how much of a value evidence shows. The run is kept in the store ``db`` (a folder, a file
    or the URL of a PostgreSQL database), by default in ``out``; what people decided on its findings
    there holds for this run. A script that gives ``jobs`` must call it under
    ``if __name__ == "__main__":``, as processes are spawned.
    """
    refuse_unguarded(jobs)
    shelf = library(policies)
    bound = shelf.profile(profile)
    packs = shelf.packs(bound.packs)
    control, shown = control_of(expect), load_widths(widths)
    entries = read_register(registers(mapping, register))
    besides = [path for path in (expect, register, crosswalk) if path is not None]
    opened = open_inputs(sources, mapping=mapping, query=query, stdin=stdin, besides=besides)
    secret, created = (key, None) if key is not None else _key()
    pseudonyms = Pseudonymiser(secret)
    rules = known_as_shown(shelf.rules(packs), pseudonyms)
    place = own_store(out, db)
    earlier = open_history(history, mapping=mapping, own=place, key=pseudonyms)
    known = open_crosswalk(crosswalk, opened.mapping, pseudonyms, bound.zone)
    asked = Asked(
        started_at=clock.now(),
        key_id=pseudonyms.key_id,
        profile=bound,
        packs=packs,
        settings={
            **_settings(date_from, date_to, fail_on, max_rejects, require),
            "require_confirmed": require_confirmed,
            "widths": _digest(widths),
        },
        mapping_sha256=_digest(mapping),
        confirmations=_confirmations(opened, packs, entries, proposed=mapping is None),
        assumptions=_assumptions(packs, opened, earlier),
        alarms=(*opened.alarms, *earlier.alarms, *(_empty(facts.name) for facts in opened.empty)),
        empty=opened.empty,
        as_of=as_of,
        lang=lang,
        span=Span(date_from, date_to, as_of, bound.zone),
        control=control,
    )
    keeper = None
    if place is not None:
        from auditkit.api.runs.keeper import Keeper, remembered  # noqa: PLC0415 - sqlalchemy loads late

        inputs = remembered(sources, mapping, history, out)
        keeper = Keeper(place, out, asked, pseudonyms, inputs, history)
    outcome = run(
        (*opened.inputs, *earlier.inputs),
        rules,
        _engine_settings(bound, asked.span, jobs, shown, hands_on=keeper is not None),
        pseudonyms,
        states=earlier.states,
        progress=progress or silent,
        crosswalk=known,
    )
    bundle = make_bundle(outcome, rules, asked)
    kept = None
    if keeper is not None:
        bundle = keeper.decided(bundle)
        kept = keeper.keep(bundle, formats, outcome.state, progress or silent)
    elif earlier.states:
        from auditkit.api.reviewing.carrying import with_earlier  # noqa: PLC0415 - sqlalchemy is loaded by now

        bundle = with_earlier(bundle, history, pseudonyms, asked.started_at)
    code, why = ending(bundle, Limits(fail_on, max_rejects, tuple(require), require_confirmed))
    if kept is None:
        return ScanResult(bundle, code, why, (), created)
    return ScanResult(bundle, code, why, kept.files, created, kept.notes, kept.head)


def _engine_settings(
    bound: Profile, span: Span, jobs: int, widths: Widths, *, hands_on: bool
) -> Settings:
    return Settings(
        zone=bound.zone,
        tolerance_s=bound.link_tolerance_s,
        date_from=span.date_from,
        date_to=span.date_to,
        jobs=jobs,
        as_of=span.as_of,
        hand_on_days=bound.hand_on_days if hands_on else None,
        window_s=bound.link_window_s,
        widths=widths,
    )


def _assumptions(
    packs: Sequence[LoadedPack], opened: Opened, earlier: History
) -> tuple[Bilingual, ...]:
    notes = (note for pack in packs for note in pack.notes)
    return (*notes, *opened.assumptions, *earlier.assumptions)


def _confirmations(
    opened: Opened, packs: Sequence[LoadedPack], entries: Sequence[Entry], *, proposed: bool
) -> dict[str, Any]:
    used = (item.plan.name for item in opened.inputs)
    return confirmations(opened.mapping, used, packs, entries, proposed=proposed)


def _empty(name: str) -> Bilingual:
    return both("end.empty", file=name)


def _key() -> tuple[bytes, Path | None]:
    known = load_key()
    if known is not None:
        return known, None
    path = key_path()
    return create_key(path), path


def _settings(
    date_from: date | None,
    date_to: date | None,
    fail_on: str,
    max_rejects: float,
    require: Sequence[str],
) -> dict[str, Any]:
    return {
        "from": date_from.isoformat() if date_from else None,
        "to": date_to.isoformat() if date_to else None,
        "fail_on": fail_on,
        "max_rejects": max_rejects,
        "require": list(require),
    }


def _digest(mapping: Path | None) -> str:
    return "" if mapping is None else hashlib.sha256(mapping.read_bytes()).hexdigest()
