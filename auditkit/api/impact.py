"""Which findings appear or vanish over a real log under another pack, limit or date, and why."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from auditkit.api.crosswalk import open_crosswalk
from auditkit.api.history import open_history
from auditkit.api.inputs import open_inputs
from auditkit.api.policies import library
from auditkit.api.policy_instead import Instead, rules_instead
from auditkit.api.policy_sides import profile_side
from auditkit.api.rosters import known_as_shown
from auditkit.core.clock import day_number
from auditkit.core.findings import Finding
from auditkit.core.pseudonym import Pseudonymiser, load_key
from auditkit.engine.bind import BoundRule
from auditkit.engine.differ import RuleDiff, Span, differ
from auditkit.engine.outcome import Progress, Settings, silent
from auditkit.engine.run import run_each
from auditkit.engine.verdicts import Ledger
from auditkit.engine.workers import refuse_unguarded
from auditkit.policy.model import Profile

_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Log:
    """Which rows are judged, as ``auditkit.scan`` takes them."""

    sources: Sequence[str]
    mapping: Path | None = None
    crosswalk: Path | None = None
    query: str | None = None
    stdin: BinaryIO | None = None
    history: Sequence[str] = ()
    date_from: date | None = None
    date_to: date | None = None
    as_of: datetime | None = None
    jobs: int = 1


@dataclass(frozen=True, slots=True)
class RuleImpact:
    """What comes of a rule that differs: findings that appear, that vanish, how many stay.

    ``unjudged`` counts the rows that the rule could not judge, before and after.
    """

    unlike: RuleDiff
    appear: tuple[Finding, ...]
    vanish: tuple[Finding, ...]
    stay: int
    unjudged: tuple[int, int]

    def why(self, finding: Finding) -> Span | None:
        """Return how the rule differs on the day of a finding; None if one side alone has it."""
        day = day_number(date.fromisoformat(finding.day))
        return next((s for s in self.unlike.spans if s.first <= day < s.end), None)


@dataclass(frozen=True, slots=True)
class Impact:
    """What another policy does to a log, by rule; ``same`` rules are equal and were not run.

    ``keyed`` is false where no institution key was at hand, so that fingerprints and pseudonyms
    are those of this comparison alone.
    """

    rules: tuple[RuleImpact, ...]
    same: int
    instruments: Mapping[str, Mapping[str, Any]]
    keyed: bool

    @property
    def counts(self) -> dict[str, int]:
        """How many findings appear, vanish and stay, of the rules that differ."""
        return {
            "appear": sum(len(each.appear) for each in self.rules),
            "vanish": sum(len(each.vanish) for each in self.rules),
            "stay": sum(each.stay for each in self.rules),
        }


def policy_impact(
    log: Log,
    instead: Instead,
    *,
    profile: str = "cn-bank",
    policies: Path | None = None,
    db: str | None = None,
    key: bytes | None = None,
    progress: Progress = silent,
) -> Impact:
    """Return which findings appear or vanish under another policy, rule by rule, and why.

    The rows are read and spooled once and judged twice, by the rules that differ alone. Findings
    are the same by fingerprint: by rule, group and anchor. Nothing is kept in a store. Raises as
    ``auditkit.scan`` does, and ``ConfigError`` for a parameter that a check does not take.
    """
    refuse_unguarded(log.jobs)
    before = profile_side(profile, policies)
    after, other = rules_instead(before, instead, policies, db)
    every = sorted({*before.rules, *after})
    unlike = [differ(before.rules.get(name), after.get(name)) for name in every]
    judged = [each for each in unlike if each and (each.spans or each.kind.startswith("only"))]
    secret = key if key is not None else load_key()
    pseudonyms = Pseudonymiser(secret or secrets.token_bytes(_KEY_BYTES))
    ledgers = _judge(log, judged, library(policies).profile(profile), pseudonyms, progress)
    found = sorted(_impacts(judged, ledgers), key=_order)
    instruments = {**before.instruments, **other.instruments}
    return Impact(tuple(found), len(every) - len(judged), instruments, secret is not None)


def _judge(
    log: Log,
    unlike: Sequence[RuleDiff],
    bound: Profile,
    pseudonyms: Pseudonymiser,
    progress: Progress,
) -> tuple[Ledger, ...]:
    """Return what the rules that differ find, as they are and as they would be."""
    opened = open_inputs(
        log.sources,
        mapping=log.mapping,
        query=log.query,
        stdin=log.stdin,
        besides=[log.crosswalk] if log.crosswalk else [],
    )
    earlier = open_history(log.history, mapping=log.mapping, own=None, key=pseudonyms)
    settings = Settings(
        zone=bound.zone,
        tolerance_s=bound.link_tolerance_s,
        date_from=log.date_from,
        date_to=log.date_to,
        jobs=log.jobs,
        as_of=log.as_of,
        window_s=bound.link_window_s,
    )
    return run_each(
        (*opened.inputs, *earlier.inputs),
        [_shown([getattr(each, side) for each in unlike], pseudonyms) for side in _SIDES],
        settings,
        pseudonyms,
        states=earlier.states,
        progress=progress,
        crosswalk=open_crosswalk(log.crosswalk, opened.mapping, pseudonyms, bound.zone),
    )


_SIDES: Final = ("before", "after")


def _shown(rules: Sequence[BoundRule | None], pseudonyms: Pseudonymiser) -> tuple[BoundRule, ...]:
    return known_as_shown([rule for rule in rules if rule is not None], pseudonyms)


def _impacts(unlike: Sequence[RuleDiff], ledgers: Sequence[Ledger]) -> Iterator[RuleImpact]:
    sides = [_by_rule(ledger) for ledger in ledgers]
    unjudged = [{each.rule: each.not_evaluated for each in led.coverage()} for led in ledgers]
    for each in unlike:
        name = each.rule.id
        one, two = (side.get(name, {}) for side in sides)
        yield RuleImpact(
            each,
            tuple(finding for print_, finding in two.items() if print_ not in one),
            tuple(finding for print_, finding in one.items() if print_ not in two),
            len(one.keys() & two.keys()),
            (unjudged[0].get(name, 0), unjudged[1].get(name, 0)),
        )


def _by_rule(ledger: Ledger) -> dict[str, dict[str, Finding]]:
    found: dict[str, dict[str, Finding]] = {}
    for each in sorted(ledger.findings, key=lambda each: (each.at[:19], each.fingerprint)):
        found.setdefault(each.rule, {})[each.fingerprint] = each
    return found


def _order(each: RuleImpact) -> tuple[int, str]:
    return -len(each.appear) - len(each.vanish), each.unlike.rule.id
