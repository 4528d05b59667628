"""Checks the identities of findings: the rule of each, and which run saw it first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, literal, select

from auditkit.core.evidence.links import Difference
from auditkit.store.schema import DECISION, FINDING, PARTS

_SIGHTING: Final = PARTS["sighting"]
_BULK: Final = 20_000
_NAMED: Final = 500
_MARK: Final = '"rule":"'


def check_findings(
    connection: Connection,
    standing: Sequence[str],
    ended: Sequence[str],
    chosen: Sequence[str],
    found: list[Difference],
) -> None:
    """Check every identity against the runs that stand; ``ended`` are these and the purged.

    Both are in the order in which the runs ended; rules are held against the rows of the
    ``chosen`` runs. What a purged run saw first cannot be told any
    more; the identity stays while another run or a decision needs it.
    """
    first, rules = _seen(connection, standing, chosen)
    decided = set(connection.scalars(select(DECISION.c.fingerprint).distinct()))
    wrong: list[Difference] = []
    known = set()
    for fingerprint, rule, run in connection.execute(
        select(FINDING.c.fingerprint, FINDING.c.rule, FINDING.c.first_run)
    ):
        known.add(fingerprint)
        place = f"finding[{fingerprint}]"
        expected = first.get(fingerprint)
        if expected is None:
            if run in standing or run not in ended or fingerprint not in decided:
                wrong.append(Difference("added", place, "row"))
        elif run != expected and not _is_before(run, expected, standing, ended):
            wrong.append(Difference("changed", f"{place}.first_run", "seen"))
        elif rules.get(fingerprint, rule) != rule:
            wrong.append(Difference("changed", f"{place}.rule", "seen"))
    wrong += [
        Difference("removed", f"finding[{name}]", "row") for name in sorted(first.keys() - known)
    ]
    found += wrong[:_NAMED]


def _is_before(run: str, expected: str, standing: Sequence[str], ended: Sequence[str]) -> bool:
    """Return whether a run was purged and ended before the one that is now the first."""
    return run in ended and run not in standing and ended.index(run) < ended.index(expected)


def _seen(
    connection: Connection, standing: Sequence[str], chosen: Sequence[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return by fingerprint the first run that has it, and the rule that its row names."""
    first: dict[str, str] = {}
    rules: dict[str, str] = {}
    for run in standing:
        name, body = _SIGHTING.c.name, _SIGHTING.c.body
        # the bodies of other runs are left alone: they are most of what a store holds
        query = select(name, body if run in chosen else literal("")).where(
            _SIGHTING.c.run_id == run
        )
        for fingerprint, text in connection.execute(query.execution_options(yield_per=_BULK)):
            first.setdefault(fingerprint, run)
            if text and fingerprint not in rules:
                rules[fingerprint] = _rule(text)
    return first, rules


def _rule(body: str) -> str:
    """Return the rule of a finding without reading all of it: it stands before any nested value."""
    start = body.find(_MARK)
    nested = body.find("{", 1)
    if 0 <= start < nested or (start >= 0 and nested < 0):
        rest = start + len(_MARK)
        return body[rest : body.index('"', rest)]
    return str(json.loads(body)["rule"])
