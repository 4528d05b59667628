"""Runs the cases that stand beside rules, exactly as an audit would judge their rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from auditkit.checks.interface import UNKNOWN
from auditkit.checks.timeline import DAY_S
from auditkit.core.clock import day_number
from auditkit.core.frame import NO_DAY
from auditkit.engine.bind import BoundRule, with_lists
from auditkit.engine.evaluate import Hit, Record, Verdict, evaluate
from auditkit.engine.handmade import normalised, read_frame
from auditkit.engine.made import BITS, Known, note_recorded
from auditkit.engine.rows import Rows
from auditkit.engine.told import Told
from auditkit.engine.verdicts import certainty_of
from auditkit.engine.wording import say
from auditkit.policy.cases import Case, CaseFile, CaseRow
from auditkit.policy.lists import DatedList, dated_list

_ZONE: Final = "UTC"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What one case showed; ``problems`` is empty when the rule said what it must."""

    rule: str
    name: str
    kind: str
    problems: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the rule said exactly what the case says it must."""
        return not self.problems


def run_cases(rule: BoundRule, cases: CaseFile, *, zone: str = _ZONE) -> tuple[CaseResult, ...]:
    """Return the result of every case of a rule; ``zone`` is that of rows which name none."""
    return tuple(
        CaseResult(rule.id, case.name, case.kind, tuple(_problems(rule, cases, case, zone)))
        for case in cases.cases
    )


def _problems(rule: BoundRule, cases: CaseFile, case: Case, zone: str) -> Iterator[str]:
    lists, wrong = _lists(rule, cases, case)
    if wrong:
        yield from wrong
        return
    rule = with_lists(rule, lists) if lists else rule
    rows = [{**cases.defaults, **row.activity} for row in case.rows]
    normal = normalised(rows, [rule], name=case.name, zone=case.zone or zone)
    if normal.rejects:
        for reject in normal.rejects:
            yield f"row {reject.row} cannot be read: {reject.column} {reject.reason}"
        return
    frame, told = read_frame(normal.table, [rule])
    _known(frame, case)
    since = NO_DAY if case.record_from is None else day_number(case.record_from)
    record = Record(since, since, span=_span(frame, case))
    verdicts = evaluate(frame, [rule], record=record, mentions=told.mentions)
    hits, exempt, unknown = _said(frame, verdicts)
    for number, row in enumerate(case.rows, start=1):
        yield from _compare(number, row, hits, exempt, unknown)
        yield from _less_sure(rule, number, row, hits)
    yield from _unworded(frame, verdicts, told)


def _known(frame: pd.DataFrame, case: Case) -> None:
    """Say until when things are known, and which rows are judged."""
    day = frame["local_day"].to_numpy()
    last = int(day.max(initial=0)) if case.as_of is None else day_number(case.as_of)
    last_ms = int(frame["epoch_ms"].max())
    if case.as_of is not None:
        offset = frame["local_day"].to_numpy().astype(np.int64) * DAY_S
        offset += frame["local_second"].to_numpy() - frame["epoch_ms"].to_numpy() // 1000
        last_ms = ((last + 1) * DAY_S - int(offset[-1])) * 1000 - 1
    Known(last_ms, last).note(frame)
    bits = [sum(map(BITS.__getitem__, row.recorded_in)) for row in case.rows]
    if any(bits):
        number = frame["source_row"].to_numpy() - 1
        note_recorded(frame, np.array(bits, dtype=np.int8)[number])
    if case.audited_from is not None:
        frame["judged"] = day >= day_number(case.audited_from)


def _span(frame: pd.DataFrame, case: Case) -> tuple[int, int]:
    first = NO_DAY + 1 if case.audited_from is None else day_number(case.audited_from)
    return first, int(frame["as_of_day"].iloc[0])


def _lists(rule: BoundRule, cases: CaseFile, case: Case) -> tuple[dict[str, DatedList], list[str]]:
    """Return the lists that stand in for those of the pack, and what is wrong with them."""
    lists: dict[str, DatedList] = {}
    wrong: list[str] = []
    for name, rows in {**cases.lists, **case.lists}.items():
        found = dated_list(rows, rule.lists[name]) if name in rule.lists else None
        if found is not None:
            lists[name] = found
        else:
            kind = "has rows of another kind" if name in rule.lists else "is not named by the rule"
            wrong.append(f"the list {name} {kind}")
    return lists, wrong


def _said(
    frame: pd.DataFrame, verdicts: list[Verdict]
) -> tuple[dict[int, list[Hit]], set[int], dict[int, str]]:
    row_at = frame["source_row"].tolist()
    hits: dict[int, list[Hit]] = {}
    exempt: set[int] = set()
    unknown: dict[int, str] = {}
    for verdict in verdicts:
        for hit in verdict.each():
            row = row_at[hit.anchor]
            if hit.by >= 0:
                exempt.add(row)
            else:
                hits.setdefault(row, []).append(hit)
        for position in np.flatnonzero(verdict.unknown).tolist():
            unknown[row_at[position]] = UNKNOWN[verdict.unknown[position]].value
    return hits, exempt, unknown


def _compare(
    number: int,
    row: CaseRow,
    hits: dict[int, list[Hit]],
    exempt: set[int],
    unknown: dict[int, str],
) -> Iterator[str]:
    found = hits.get(number, [])
    if row.hit is None and found:
        yield f"row {number} is found (observed {found[0].observed:g}), but should not be"
    elif row.hit is not None and not found:
        yield f"row {number} is not found"
    elif row.hit is not None:
        for name in ("observed", "limit"):
            wanted, got = getattr(row.hit, name), {getattr(hit, name) for hit in found}
            if wanted is not None and wanted not in got:
                said = ", ".join(f"{value:g}" for value in sorted(got))
                yield f"row {number}: {name} is {said}, not {wanted:g}"
    if row.exempt != (number in exempt):
        yield f"row {number} is {'not ' if row.exempt else ''}shown as exempt"
    if unknown.get(number) != row.not_evaluated:
        said = unknown.get(number) or "evaluated"
        yield f"row {number}: not_evaluated should be {row.not_evaluated}, is {said}"


def _less_sure(
    rule: BoundRule, number: int, row: CaseRow, hits: dict[int, list[Hit]]
) -> Iterator[str]:
    if row.hit is None or row.hit.certainty is None:
        return
    said = {certainty_of(rule.certainty, hit.at_most) for hit in hits.get(number, [])}
    if said and said != {row.hit.certainty}:
        yield f"row {number}: certainty is {', '.join(sorted(said))}, not {row.hit.certainty}"


def _unworded(frame: pd.DataFrame, verdicts: list[Verdict], told: Told) -> Iterator[str]:
    """Say each message once, so that a placeholder that cannot be filled is seen here."""
    rows = Rows(frame, ("case",), np.arange(len(frame)), told)
    for verdict in verdicts:
        for hit in verdict.each():
            seen = verdict.seen[hit.seen_lo : hit.seen_hi]
            message = say(verdict.rule.message, rows, hit, seen)
            if "—" in message.zh + message.en and hit.by < 0:
                yield "the message names something that this check does not say (—)"
                return
