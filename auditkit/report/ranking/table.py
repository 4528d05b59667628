"""The order of review for machines: one row or one object per unit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO, Final, cast

from auditkit.core.i18n import LANGUAGES
from auditkit.report.csv_table import write_table
from auditkit.report.ranking.interface import Ranking, Unit
from auditkit.report.ranking.rank import Order
from auditkit.report.ranking.words import (
    about,
    held_said,
    outlook_said,
    read_me,
    reasons_said,
    standing,
    sure_said,
)
from auditkit.report.record import plain, safe_json
from auditkit.report.words import Words, words_for

_CERTAINTIES: Final = ("definite", "presumptive", "review", "advisory")
COLUMNS: Final = (
    "kind", "rank", "agency_id", "name", "standing", "points", "events", "findings",
    *_CERTAINTIES, "open", "false_alarms", "workload", "peers", "peers_band", "peers_fewest",
    "peers_most", "expected_points", "expected_events", "ratio", "estimate", "low", "high",
    "unsure", "rank_if_none_stands", "rank_if_all_stand", "worst_rule", "worst_severity",
    "worst_fingerprint", "newest", "flags", "rules", "said",
)  # fmt: skip
Value = str | int | float | None


def write_csv(order: Order, out: BinaryIO, lang: str) -> None:
    """Write one row per unit, those listed apart after the others and without a rank.

    ``rules`` are joined by ``|``, each with the number of findings and its share of the points.
    """
    words = words_for(order.bundle, lang, {})
    write_table(out, COLUMNS, (
        _row(unit, order, words)
        for ranking in order.rankings
        for unit in (*ranking.ranked, *ranking.apart)
    ))  # fmt: skip


def _row(unit: Unit, order: Order, words: Words) -> list[Value]:
    held, outlook = unit.compared, unit.outlook
    peers = held.peers if held else None
    rules = "|".join(f"{each.rule} {each.findings} {each.share:.0%}" for each in unit.reasons)
    return [
        unit.kind, unit.rank, unit.key.agency_id, unit.key.name, standing(unit),
        _short(unit.points), unit.events, unit.findings,
        *(unit.certainty.get(name, 0) for name in _CERTAINTIES), unit.open, unit.false_alarms,
        unit.workload,
        *((peers.units, peers.band, peers.fewest, peers.most) if peers else (None,) * 4),
        *map(_short, (held.expected, held.expected_events, held.ratio, held.estimate, held.low,
                      held.high) if held else (None,) * 6),
        *((outlook.unsure, outlook.none_stands, outlook.all_stand) if outlook else (None,) * 3),
        unit.worst.rule, unit.worst.severity, unit.worst.fingerprint, unit.newest,
        "|".join(unit.flags), rules, held_said(unit, order.plan, words),
    ]  # fmt: skip


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def write_json(order: Order, out: BinaryIO, lang: str) -> None:  # noqa: ARG001 both stand in it
    """Write everything that a ranking holds, with the numbers it goes by and its words."""
    both = [words_for(order.bundle, each, {}) for each in LANGUAGES]
    body = {
        "run_id": order.bundle.manifest.get("run_id"),
        "said": {each.lang: list(read_me(order, each)) for each in both},
        "plan": _plan(order),
        "rankings": [_ranking(each, order, both) for each in order.rankings],
    }
    text = safe_json(json.dumps(body, ensure_ascii=False, indent=2, allow_nan=False))
    out.write(text.encode() + b"\n")


def _plan(order: Order) -> object:
    plan = order.plan
    sets = {
        "settled": sorted(plan.settled),
        "flags": {
            name: {"checks": sorted(each.checks), "opened_by": sorted(each.opened_by)}
            for name, each in plan.flags.items()
        },
    }
    return {**_fields(plan), **sets}


def _ranking(ranking: Ranking, order: Order, both: list[Words]) -> dict[str, Any]:
    fields = _fields(ranking)
    for name in ("ranked", "apart"):
        fields[name] = [_unit(each, order, both) for each in getattr(ranking, name)]
    fields["said"] = {each.lang: list(about(ranking, order.plan, each)) for each in both}
    return fields


def _unit(unit: Unit, order: Order, both: list[Words]) -> dict[str, Any]:
    worst = unit.worst
    return _fields(unit) | {
        "key": unit.key._asdict(),
        "worst": {
            name: getattr(worst, name)
            for name in ("fingerprint", "rule", "severity", "certainty", "day", "case_id")
        },
        "standing": standing(unit),
        "said": {each.lang: list(_said(unit, order, each)) for each in both},
    }


def _said(unit: Unit, order: Order, words: Words) -> Iterator[str]:
    yield held_said(unit, order.plan, words)
    yield sure_said(unit, words)
    yield from reasons_said(unit, order.plan.reasons, words)
    yield from filter(None, [outlook_said(unit, words)])


def _fields(value: object) -> dict[str, Any]:
    return cast(dict[str, Any], plain(value))
