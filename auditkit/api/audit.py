"""Audits sources and writes what was asked for."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from auditkit.api.bundle import Asked, make_bundle
from auditkit.api.confirming import confirmations, registers, unconfirmed
from auditkit.api.crosswalk import open_crosswalk
from auditkit.api.history import STORE_NAME, open_history
from auditkit.api.inputs import Opened, open_inputs
from auditkit.api.policies import library
from auditkit.api.record import Span, control_of, reasons
from auditkit.api.register import Entry, read_register
from auditkit.api.rosters import known_as_shown
from auditkit.core import clock
from auditkit.core.errors import BAD_INPUT, FOUND
from auditkit.core.findings import Bilingual
from auditkit.core.i18n import both
from auditkit.core.outputs import Put, put
from auditkit.core.pseudonym import Pseudonymiser, create_key, key_path, load_key
from auditkit.engine.judge import refuse_unguarded
from auditkit.engine.outcome import Progress, Settings, silent
from auditkit.engine.run import run
from auditkit.engine.state import State
from auditkit.policy.load import LoadedPack
from auditkit.report.formats import ALWAYS, FORMATS, Format
from auditkit.report.interface import ReportBundle
from auditkit.report.tally import blocking
from auditkit.sources.reasons import ASIDE

MANIFEST = "manifest"


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What a scan found, how it ends, and what it wrote.

    ``exit_code`` is 0, 1 (findings at ``fail_on``) or 3 (nothing judged, too many rejects, or a
    required rule not evaluated); ``reasons`` say why it is not 0. ``notes`` say what was done
    otherwise than asked: a file that was open and got a numbered copy, a store on a network share.
    """

    bundle: ReportBundle
    exit_code: int
    reasons: tuple[Bilingual, ...]
    written: tuple[Path, ...]
    key_created: Path | None = None
    notes: tuple[Bilingual, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """When a scan does not end with 0."""

    fail_on: str
    max_rejects: float
    require: tuple[str, ...]
    confirmed: bool = False


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
    formats: Sequence[str] = ("xlsx", "json", "jsonl", "csv"),
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
) -> ScanResult:
    """Return what the rules of a profile say of the sources; with ``out`` also write it.

    ``sources`` are files, folders, globs, ``-`` (read from ``stdin``) or a SQLAlchemy URL with
    ``query``; ``history`` names earlier exports, or an earlier run by its folder or id, whose rows
    are context and not judged again; ``crosswalk`` says which debtor numbers and cases belong to.
    Without a key one is created and named in the result. Raises ``InputError`` for a source that
    cannot be read, ``PolicyError`` for policies, mappings, the control file ``expect`` or the
    confirmations of ``register`` with mistakes. A script that gives ``jobs`` must call it under
    ``if __name__ == "__main__":``, as processes are spawned.
    """
    refuse_unguarded(jobs)
    shelf = library(policies)
    bound = shelf.profile(profile)
    packs = shelf.packs(bound.packs)
    rules = shelf.rules(packs)
    control = control_of(expect)
    entries = read_register(registers(mapping, register))
    besides = [path for path in (expect, register, crosswalk) if path is not None]
    opened = open_inputs(sources, mapping=mapping, query=query, stdin=stdin, besides=besides)
    secret, created = (key, None) if key is not None else _key()
    pseudonyms = Pseudonymiser(secret)
    rules = known_as_shown(rules, pseudonyms)
    earlier = open_history(history, mapping=mapping, out=out, key_id=pseudonyms.key_id)
    known = open_crosswalk(crosswalk, opened.mapping, pseudonyms, bound.zone)
    settings = Settings(
        bound.zone,
        bound.link_tolerance_s,
        date_from,
        date_to,
        jobs,
        as_of,
        bound.hand_on_days if out is not None else None,
        bound.link_window_s,
    )
    asked = Asked(
        started_at=clock.now(),
        key_id=pseudonyms.key_id,
        profile=bound,
        packs=packs,
        settings={
            **_settings(date_from, date_to, fail_on, max_rejects, require),
            "require_confirmed": require_confirmed,
        },
        mapping_sha256=_digest(mapping),
        confirmations=_confirmations(opened, packs, entries, proposed=mapping is None),
        assumptions=(
            *(note for pack in packs for note in pack.notes),
            *opened.assumptions,
            *earlier.assumptions,
        ),
        alarms=(*opened.alarms, *earlier.alarms, *(_empty(facts.name) for facts in opened.empty)),
        empty=opened.empty,
        as_of=as_of,
        lang=lang,
        span=Span(date_from, date_to, as_of, bound.zone),
        control=control,
    )
    keeper = _Keeper(out, asked, sources, mapping, history) if out is not None else None
    outcome = run(
        (*opened.inputs, *earlier.inputs),
        rules,
        settings,
        pseudonyms,
        states=earlier.states,
        progress=progress or silent,
        crosswalk=known,
    )
    bundle = make_bundle(outcome, rules, asked)
    written, notes = keeper.keep(bundle, formats, outcome.state) if keeper else ((), ())
    code, reasons = _end(bundle, Limits(fail_on, max_rejects, tuple(require), require_confirmed))
    return ScanResult(bundle, code, reasons, written, created, notes)


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


class _Keeper:
    """Writes a run into its folder: the store first, so that a killed run leaves a trace."""

    def __init__(
        self,
        out: Path,
        asked: Asked,
        sources: Sequence[str],
        mapping: Path | None,
        history: Sequence[str],
    ) -> None:
        from auditkit.store.database import open_store  # noqa: PLC0415 - sqlalchemy loads when needed
        from auditkit.store.runs import begin_run  # noqa: PLC0415

        out.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.out, self.asked = out, asked
        self.inputs = {
            "sources": [_remembered(source) for source in sources],
            "mapping": str(mapping.resolve()) if mapping else None,
            "history": [_remembered(source) for source in history],
        }
        self.token = asked.started_at.strftime("R%Y%m%dT%H%M%S%fZ")
        with open_store(out / STORE_NAME, asked.key_id) as store:
            begin_run(
                store, self.token, started_at=asked.started_at, manifest={"inputs": self.inputs}
            )

    def keep(
        self, bundle: ReportBundle, formats: Sequence[str], state: State | None
    ) -> tuple[tuple[Path, ...], tuple[Bilingual, ...]]:
        """Write every format to its file; the findings and what is handed on to the store.

        Returns files and notes. The manifest comes last, for it names the files that were really
        written.
        """
        from auditkit.store.database import open_store  # noqa: PLC0415
        from auditkit.store.runs import complete_run, write_findings  # noqa: PLC0415
        from auditkit.store.states import write_state  # noqa: PLC0415

        chosen = [*ALWAYS.values(), *(FORMATS[name] for name in formats)]
        chosen.sort(key=lambda each: each.name == MANIFEST)
        made: dict[str, Put] = {}
        for each in chosen:
            named = {**bundle.manifest, "outputs": {name: p.path.name for name, p in made.items()}}
            whole = replace(bundle, manifest=named) if each.name == MANIFEST else bundle
            made[each.name] = _write(each, whole, self.out, self.asked.lang)
        with open_store(self.out / STORE_NAME, self.asked.key_id) as store:
            write_findings(store, self.token, bundle.findings)
            if state is not None:
                handed = state.named(self.token)
                write_state(store, self.token, handed.described(), handed.parts)
            complete_run(store, self.token, manifest={**named, "inputs": self.inputs})
            notes = (*(note for p in made.values() for note in p.notes()), *store.notes)
        return (*(p.path for p in made.values()), self.out / STORE_NAME), notes


def _remembered(source: str) -> str:
    """Return a source as the store remembers it; a database URL without what opens it."""
    if source == "-" or "://" in source:
        return source.partition("://")[0] + "://" if "://" in source else source
    return str(Path(source).absolute())


def _write(form: Format, bundle: ReportBundle, out: Path, lang: str) -> Put:
    """Write one format whole, readable by its owner."""
    return put(out / form.filename, lambda file: form.render(bundle, file, lang=lang))


def _end(bundle: ReportBundle, limits: Limits) -> tuple[int, tuple[Bilingual, ...]]:
    bad = [*_unread(bundle, limits), *_unjudged(bundle, limits), *reasons(bundle.manifest)]
    if limits.confirmed:
        bad += unconfirmed(bundle.manifest["confirmations"])
    if bad:
        return BAD_INPUT, tuple(bad)
    found = blocking(bundle, limits.fail_on)
    if found:
        return FOUND, (both("end.findings", count=found, level=limits.fail_on),)
    return 0, ()


def _unread(bundle: ReportBundle, limits: Limits) -> list[Bilingual]:
    if not sum(totals.judged for totals in bundle.files):
        return [
            *(both("end.no_rows", file=t.file) for t in bundle.files if not t.read),
            both("end.nothing_judged"),
        ]
    asides = Counter(each.file for each in bundle.rejects if each.reason in ASIDE)
    return [
        both("end.too_many_rejects", file=t.file, rejected=t.rejected + t.in_part, read=t.read)
        for t in bundle.files
        if t.read and t.rejected - asides[t.file] + t.in_part > limits.max_rejects * t.read
    ]


def _unjudged(bundle: ReportBundle, limits: Limits) -> list[Bilingual]:
    judged = {each.rule for each in bundle.coverage if each.judged}
    silent_rows = {each.rule for each in bundle.not_evaluated}
    return [
        both("end.required", rule=rule)
        for rule in limits.require
        if rule in silent_rows or rule not in judged
    ]
