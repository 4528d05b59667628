"""Applies bound rules to one frame; the whole of what a verdict means stands here.

The same function runs in the local engine, in the case runner and wherever a frame can be made:
it needs the rows that the rule's grain says must be seen together, in any order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditkit.checks.interface import UNKNOWN, Check, Hits, Params, Unknown
from auditkit.core.errors import CheckError
from auditkit.core.frame import IDENTITY
from auditkit.engine.bind import BoundRule, Version


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one version of one rule says of one frame.

    ``hits`` are findings and, with ``by`` >= 0, exemptions relied on; ``judged`` and ``unknown``
    (a reason code, 0 for none) are per row of the frame and cover judged rows in force only.
    """

    rule: BoundRule
    version: Version
    hits: pd.DataFrame
    order: NDArray[np.int64]
    judged: NDArray[np.bool_]
    unknown: NDArray[np.int8]


def evaluate(frame: pd.DataFrame, rules: Iterable[BoundRule], *, first_day: int) -> list[Verdict]:
    """Return what each rule in force says of the frame.

    ``first_day`` is the first local day that the record holds at all: an activity whose look-back
    reaches before it is "not evaluated (history)" where the rule asserts an absence.
    """
    days = frame["local_day"].to_numpy()
    judged = frame["judged"].to_numpy(dtype=bool)
    verdicts: list[Verdict] = []
    for rule in rules:
        for version in rule.versions:
            if version.params is None:
                continue
            in_force = judged & (days >= version.from_day) & (days < version.to_day)
            if in_force.any():
                verdicts.append(_apply(frame, rule, version, in_force, first_day))
    return verdicts


def _apply(
    frame: pd.DataFrame,
    rule: BoundRule,
    version: Version,
    in_force: NDArray[np.bool_],
    first_day: int,
) -> Verdict:
    found = _run(frame, rule, version)
    table = found.table
    table = table[in_force[table["anchor"].to_numpy()]]
    unknown = np.where(in_force, found.unknown, 0).astype(np.int8)
    judged = in_force & found.scope & (unknown == 0)
    if rule.check.absence:
        cut = _cut(frame, rule.check, version.params, first_day)
        anchors = table["anchor"].to_numpy()
        lost = cut[anchors] & (table["by"].to_numpy() < 0)
        unknown[anchors[lost]] = UNKNOWN.index(Unknown.HISTORY)
        judged &= unknown == 0
        table = table[~lost]
    return Verdict(rule, version, table.reset_index(drop=True), found.order, judged, unknown)


def _run(frame: pd.DataFrame, rule: BoundRule, version: Version) -> Hits:
    columns = dict.fromkeys((*IDENTITY, *rule.check.reads))
    try:
        return rule.check.run(frame[list(columns)], version.params)
    except Exception as error:  # noqa: BLE001 - a kernel may be a plug-in; its message may hold data
        raise CheckError(rule.check.id, rule.id, type(error).__name__, len(frame)) from None


def _cut(
    frame: pd.DataFrame, check: Check, params: Params | None, first_day: int
) -> NDArray[np.bool_]:
    """Return which rows look back further than the record reaches."""
    lookback = check.lookback(params)
    days = frame["local_day"].to_numpy().astype(np.int64)
    if lookback < 0:
        return np.ones(len(frame), dtype=bool)
    cut: NDArray[np.bool_] = days - lookback + 1 < first_day
    return cut
