"""Applies bound rules to one frame; the whole of what a verdict means stands here.

The same function runs in the local engine, in the case runner and wherever a frame can be made:
it needs the rows that the rule's grain says must be seen together, in any order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditkit.checks.interface import (
    NO_MENTIONS,
    UNKNOWN,
    Check,
    Grain,
    Hits,
    Params,
    Unknown,
)
from auditkit.checks.mentions import NOTHING, Mentions
from auditkit.checks.tables import hit_table
from auditkit.core.errors import CheckError
from auditkit.core.frame import IDENTITY, NO_DAY, RAW_TEXTS
from auditkit.engine.bind import BoundRule, Version

_OF_A_DEBTOR: Final = (Grain.DEBTOR, Grain.PARTY, Grain.CASE)
"""Grains whose rules say nothing of a row that belongs to nobody known."""


class Hit(NamedTuple):
    """One row of ``Hits.table``; the fields are ``checks.interface.HIT_COLUMNS``."""

    anchor: int
    group: int
    incident: int
    lo: int
    hi: int
    observed: float
    limit: float
    first_day: int
    last_day: int
    by: int
    trigger: int
    seen_lo: int
    seen_hi: int
    at_most: int
    due_day: int


@dataclass(frozen=True, slots=True)
class Record:
    """Since which local day the record holds acts of contact, and since which it holds steps.

    ``None`` is "there is no such row at all". ``speaks`` holds, by source number, the frame
    columns that the source says anything in; empty means that all of them may. ``listed`` holds
    since when single steps are known from lists that tell of no others: a case list with due
    dates of years ago does not say that nobody sent a notice since. ``span`` holds the first and
    last local day that are audited: a duty of earlier days that was breached on one of them is a
    finding, though the activity that opened it is context.
    """

    acts_from: int | None
    steps_from: int | None
    speaks: tuple[frozenset[str], ...] = ()
    listed: Mapping[str, int] = field(default_factory=dict)
    span: tuple[int, int] = (-(2**31) + 1, 2**31 - 1)

    @property
    def textless(self) -> bool:
        """Whether no source has notes, messages or transcripts at all."""
        return bool(self.speaks) and not any(said & set(RAW_TEXTS) for said in self.speaks)

    def knows_since(self, steps: tuple[str, ...]) -> int | None:
        """Return since which local day the record would hold any of some steps."""
        known = [] if self.steps_from is None else [self.steps_from]
        if steps and all(step in self.listed for step in steps):
            known.append(max(self.listed[step] for step in steps))
        return min(known, default=None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one version of one rule says of one frame.

    ``hits`` are findings and, with ``by`` >= 0, exemptions relied on; ``judged`` and ``unknown``
    (a reason code, 0 for none) are per row of the frame and cover judged rows in force only.
    ``seen`` are the mentions that hits slice by ``seen_lo:seen_hi``.
    """

    rule: BoundRule
    version: Version
    hits: pd.DataFrame
    order: NDArray[np.int64]
    judged: NDArray[np.bool_]
    unknown: NDArray[np.int8]
    seen: NDArray[np.int64] = field(default_factory=lambda: NO_MENTIONS)

    def each(self) -> Iterator[Hit]:
        """Yield the hits as plain values."""
        if not len(self.hits):
            return
        columns = (self.hits[name].tolist() for name in Hit._fields)
        yield from (Hit(*row) for row in zip(*columns, strict=True))


def evaluate(
    frame: pd.DataFrame,
    rules: Iterable[BoundRule],
    *,
    record: Record,
    mentions: Mentions = NOTHING,
) -> list[Verdict]:
    """Return what each rule in force says of the frame, and of what stands in its texts.

    An activity whose look-back reaches before the ``record`` begins is "not evaluated (history)"
    where the rule asserts an absence, and where a rule that counts in a window found nothing: what
    it found stands, what it did not find is not known. A look-back without end is left to
    ``reach``, since no record can be shown to hold all there ever was.
    """
    asked = sorted(_asked(frame, rules), key=lambda each: each.columns)
    verdicts: list[tuple[int, Verdict]] = []
    for _, alike in groupby(asked, key=lambda each: each.columns):
        part = None
        for each in alike:
            if each.rule.check.asks is not None and record.textless:
                verdicts.append((each.number, _untold(each)))
                continue
            part = _part(frame, each) if part is None else part
            verdicts.append((each.number, _apply(frame, part, each, record, mentions)))
    return [verdict for _, verdict in sorted(verdicts, key=lambda pair: pair[0])]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A version of a rule to apply: ``number`` in the order of the rules, what it reads, where."""

    number: int
    rule: BoundRule
    version: Version
    columns: tuple[str, ...]
    in_force: NDArray[np.bool_]


def _asked(frame: pd.DataFrame, rules: Iterable[BoundRule]) -> Iterator[_Asked]:
    days = frame["local_day"].to_numpy()
    judged = frame["judged"].to_numpy(dtype=bool)
    versions = ((rule, version) for rule in rules for version in rule.versions)
    for number, (rule, version) in enumerate(versions):
        if version.params is None:
            continue
        in_force = judged & (days >= version.from_day) & (days < version.to_day)
        if in_force.any() or rule.check.duties:
            columns = dict.fromkeys((*IDENTITY, *rule.check.columns(version.params)))
            yield _Asked(number, rule, version, tuple(columns), in_force)


def _untold(asked: _Asked) -> Verdict:
    """Return what a rule that reads texts says where no source has any: that it cannot tell."""
    unknown = np.where(asked.in_force, UNKNOWN.index(Unknown.TEXT), 0).astype(np.int8)
    judged = np.zeros(len(unknown), dtype=bool)
    return Verdict(asked.rule, asked.version, hit_table(NO_MENTIONS), NO_MENTIONS, judged, unknown)


def _part(frame: pd.DataFrame, asked: _Asked) -> pd.DataFrame:
    """Return the columns that a kernel is given, once for all rules that read the same."""
    try:
        return frame[list(asked.columns)]
    except KeyError:
        raise _failed(asked.rule, KeyError.__name__, frame) from None


def _failed(rule: BoundRule, error: str, frame: pd.DataFrame) -> CheckError:
    return CheckError(rule.check.id, rule.id, error, len(frame))


def _apply(
    frame: pd.DataFrame, part: pd.DataFrame, asked: _Asked, record: Record, mentions: Mentions
) -> Verdict:
    rule, version, in_force = asked.rule, asked.version, asked.in_force
    found = _run(part, rule, version, mentions)
    table = _only(found.table, lambda table: _counts(table, version, in_force, record))
    unknown = np.where(in_force, found.unknown, 0).astype(np.int8)
    if rule.check.grain in _OF_A_DEBTOR:
        nobody = frame["debtor_key"].to_numpy() == 0
        unknown[nobody & in_force & (found.scope | (unknown != 0))] = UNKNOWN.index(Unknown.DEBTOR)
        table = _only(table, lambda table: ~nobody[table["anchor"].to_numpy()])
    doubts = _doubts(frame, rule.check, version.params, record) if len(table) else ()
    for cannot, reason in doubts:
        anchors = table["anchor"].to_numpy()
        lost = cannot[anchors] & (table["by"].to_numpy() < 0)
        unknown[anchors[lost]] = UNKNOWN.index(reason)
        table = table[~lost]
    params = version.params
    window = 0 if rule.check.absence or params is None else rule.check.window(params)
    if window > 0:
        unseen = _unseen(frame, window, record, found, in_force & (unknown == 0))
        unknown[unseen] = UNKNOWN.index(Unknown.HISTORY)
    judged = in_force & found.scope & (unknown == 0)
    table = table.reset_index(drop=True) if len(table) else table
    return Verdict(rule, version, table, found.order, judged, unknown, found.seen)


def _only(table: pd.DataFrame, kept: Callable[[pd.DataFrame], NDArray[np.bool_]]) -> pd.DataFrame:
    """Return the hits that are kept; most rules find none, and then nothing is asked."""
    return table[kept(table)] if len(table) else table


def _counts(
    table: pd.DataFrame, version: Version, in_force: NDArray[np.bool_], record: Record
) -> NDArray[np.bool_]:
    """Return the hits to report: by their activity, or by the day on which a duty was breached."""
    anchor, due = table["anchor"].to_numpy(), table["due_day"].to_numpy()
    first, last = record.span
    due_now = (due >= max(first, version.from_day)) & (due <= last) & (due < version.to_day)
    counted: NDArray[np.bool_] = np.where(due == NO_DAY, in_force[anchor], due_now)
    return counted


def _doubts(
    frame: pd.DataFrame, check: Check, params: Params | None, record: Record
) -> Iterator[tuple[NDArray[np.bool_], Unknown]]:
    """Yield the rows on which a hit proves nothing, and why."""
    if check.absence:
        yield _cut(frame, check, params, record), Unknown.HISTORY
    for name in check.silence(params):
        if record.speaks:
            yield ~_spoken(frame, f"attrs.{name}", record), Unknown.ATTRIBUTE
    for name in check.unwritten(params):
        if record.speaks:
            yield ~_spoken(frame, name, record), Unknown.NOTE


def _unseen(
    frame: pd.DataFrame, window: int, record: Record, found: Hits, told: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return the rows that a rule passed over with a window that the record does not fill."""
    if record.acts_from is None:
        return np.zeros(len(frame), dtype=bool)
    quiet = told & found.scope
    quiet[found.table["anchor"].to_numpy()] = False
    days = frame["local_day"].to_numpy().astype(np.int64)
    unseen: NDArray[np.bool_] = quiet & (days - window + 1 < record.acts_from)
    return unseen


def _spoken(frame: pd.DataFrame, column: str, record: Record) -> NDArray[np.bool_]:
    """Return the rows of which some source, their own or a linked one, has this column at all."""
    has = np.array([*(column in columns for columns in record.speaks), False])
    places = ["source", *(name for name in frame.columns if name.startswith("linked_source_"))]
    spoken: NDArray[np.bool_] = np.logical_or.reduce(
        [has[frame[name].to_numpy()] for name in places]
    )
    return spoken


def _run(part: pd.DataFrame, rule: BoundRule, version: Version, mentions: Mentions) -> Hits:
    params, check = version.params, rule.check
    given = []
    if check.asks is not None:
        asks = check.asks(params)
        given.append(mentions.of({*asks.kinds, *(lexicon.name for lexicon in asks.lexicons)}))
    try:
        # a copy of no data: what a plug-in adds to its frame is not there for the next
        return check.run(part.copy(deep=False), params, *given)
    except Exception as error:  # noqa: BLE001 - a kernel may be a plug-in; its message may hold data
        raise _failed(rule, type(error).__name__, part) from None


def _cut(
    frame: pd.DataFrame, check: Check, params: Params | None, record: Record
) -> NDArray[np.bool_]:
    """Return which rows look back further than the record reaches."""
    lookback = check.lookback(params)
    known_from = record.acts_from
    sought = check.sought(params)
    if check.evidence == "steps" and sought:  # what names no step asks for acts of contact
        known_from = record.knows_since(sought)
    days = frame["local_day"].to_numpy().astype(np.int64)
    if lookback < 0 or known_from is None:
        return np.ones(len(frame), dtype=bool)
    cut: NDArray[np.bool_] = days - lookback + 1 < known_from
    return cut
