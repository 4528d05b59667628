"""Runs an audit on one machine: read, normalise, spool, link, judge, account for every row."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Final

from auditkit.checks.privacy.names import Elsewhere
from auditkit.core.errors import EngineError
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.engine.bind import BoundRule
from auditkit.engine.columns import NOBODY, by_key, carried
from auditkit.engine.feeds import corrected
from auditkit.engine.further import narrow_schema
from auditkit.engine.gather import gathered, hand_on_from, handed_on
from auditkit.engine.judge import DEBTOR, Bench, Judged
from auditkit.engine.outcome import Outcome, Progress, Settings, silent
from auditkit.engine.reading import Reader, asked
from auditkit.engine.roster import Input, Roster
from auditkit.engine.spool import BUDGET, Spool
from auditkit.engine.state import State
from auditkit.engine.verdicts import Ledger
from auditkit.engine.workers import workers
from auditkit.sources.crosswalk import Crosswalk
from auditkit.sources.rows import is_north_american

_FURTHER: Final = BUDGET // 4
"""How many bytes of each narrow table for grains other than the debtor's stay in memory."""


def run(
    inputs: Sequence[Input],
    rules: Sequence[BoundRule],
    settings: Settings,
    pseudonyms: Pseudonymiser,
    *,
    states: Sequence[State] = (),
    progress: Progress = silent,
    crosswalk: Crosswalk | None = None,
) -> Outcome:
    """Return what the rules say of the inputs, with what earlier runs handed on as context.

    ``crosswalk`` says whose numbers and cases are. Inputs of history stand after the others.
    Raises ``InputError`` for a source that cannot be read at all, ``CheckError`` for a kernel that
    fails, ``EngineError`` when a row cannot be accounted for.
    """
    columns = carried(rules)
    if settings.hand_on_days is not None:
        columns |= {"zones"}  # whoever looks forward from there must know where clocks run
    sources = Roster.of(inputs, states)
    outcome = Outcome(Ledger(pseudonyms, sources.names), [], crosswalk=crosswalk)
    outcome.ledger.expect(rules)
    with gathered(inputs, states, columns, settings, outcome, progress=progress) as spool:
        _judge(spool, sources, rules, settings, outcome, progress)
        if settings.hand_on_days is not None:
            outcome.state = handed_on(sources, columns, settings, outcome)
    lost = [a.name for a in outcome.accounts if not a.balanced]
    if lost:
        raise EngineError("rows are not accounted for", ", ".join(lost))
    return outcome


def run_each(
    inputs: Sequence[Input],
    sets: Sequence[Sequence[BoundRule]],
    settings: Settings,
    pseudonyms: Pseudonymiser,
    *,
    states: Sequence[State] = (),
    progress: Progress = silent,
    crosswalk: Crosswalk | None = None,
) -> tuple[Ledger, ...]:
    """Return what each set of rules says of the same rows, which are read and spooled once."""
    sources = Roster.of(inputs, states)
    outcome = Outcome(Ledger(pseudonyms, sources.names), [], crosswalk=crosswalk)
    columns = carried([rule for rules in sets for rule in rules])
    ledgers: list[Ledger] = []
    with gathered(inputs, states, columns, settings, outcome, progress=progress) as spool:
        spool.keep = True
        for rules in sets:
            ledger = Ledger(pseudonyms, sources.names)
            ledger.expect(rules)
            accounts = [replace(account) for account in outcome.accounts]
            if rules:
                said = replace(outcome, ledger=ledger, accounts=accounts)
                _judge(spool, sources, rules, settings, said, progress)
            ledgers.append(ledger)
    return tuple(ledgers)


def _judge(
    spool: Spool,
    sources: Roster,
    rules: Sequence[BoundRule],
    settings: Settings,
    outcome: Outcome,
    progress: Progress,
) -> None:
    bench = bench_of(sources, rules, settings, outcome)
    if not spool.whole:
        others = {k: narrow_schema(r) for k, r in bench.rules.items() if k != DEBTOR}
        bench = replace(bench, further=others)
    jobs = 1 if spool.whole else settings.jobs
    done = 0
    with ExitStack() as stack:
        spools = {
            key: stack.enter_context(Spool(schema, key, _fallback(key), budget=_FURTHER))
            for key, schema in bench.further.items()
        }
        hands = stack.enter_context(workers(bench, jobs))
        for judged in hands.each(spool.frames()):
            _settle(judged, outcome)
            for key, table in judged.further.items():
                spools[key].add(table)
            done += judged.rows
            progress("judge", done, spool.rows)
        for key, further in spools.items():
            for ledger in hands.each(further.frames(), key):
                outcome.ledger.absorb(ledger)


def bench_of(
    sources: Roster, rules: Sequence[BoundRule], settings: Settings, outcome: Outcome
) -> Bench:
    """Return what judging a bucket needs to know, once all sources were gathered."""
    return Bench(
        rules=by_key(rules),
        feeds=corrected(sources, outcome.offsets),
        sources=outcome.ledger.sources,
        tolerance_ms=settings.tolerance_s * 1000,
        period=settings.period,
        record=replace(outcome.record, span=outcome.span(settings)),
        pseudonyms=outcome.ledger.pseudonyms,
        known_until_ms=settings.known_until_ms,
        current=sources.current,
        reader=_reader(rules, settings, outcome),
        hand_on=hand_on_from(settings, outcome),
        known=outcome.known(settings),
    )


def _fallback(key: str) -> str | None:
    """Return what rows without a key are spread by, None when they belong together."""
    return DEBTOR if key in NOBODY else None


def _reader(rules: Sequence[BoundRule], settings: Settings, outcome: Outcome) -> Reader | None:
    """Return how texts are read, None when no rule looks at any."""
    if "said" not in carried(rules):
        return None
    return Reader(
        asked(rules),
        outcome.ledger.pseudonyms,
        elsewhere=Elsewhere.of(outcome.names),
        north_american=is_north_american(settings.zone),
        widths=settings.widths,
    )


def _settle(judged: Judged, outcome: Outcome) -> None:
    for number, account in enumerate(outcome.accounts):
        account.judged += int(judged.judged[number])
        account.context += int(judged.context[number])
        account.duplicate += int(judged.duplicate[number])
        account.linked += int(judged.linked[number])
    if judged.state:
        outcome.packed.append(judged.state)
    outcome.ledger.absorb(judged.ledger)
    outcome.pairs += judged.pairs
    outcome.links.absorb(judged.links)
    outcome.acts.absorb(judged.acts)
    outcome.seen.absorb(judged.seen)
