"""Says in a manifest how rows of several systems were joined, and how surely."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from auditkit.core.clock import clock_time, day_of
from auditkit.core.findings import Bilingual
from auditkit.core.i18n import Catalogue
from auditkit.core.pseudonym import show
from auditkit.engine.link_report import CLASSES, Sample, Side
from auditkit.engine.offsets import MIN_PAIRS, Offset
from auditkit.engine.outcome import Account, Outcome
from auditkit.policy.model import Profile
from auditkit.report.interface import RejectRow
from auditkit.sources.crosswalk import Crosswalk

SHARES: Final = (0.05, 0.5, 0.95)
"""The quantiles of the seconds between the rows of a pair, after correction."""


def linking(outcome: Outcome, profile: Profile) -> dict[str, Any]:
    """Return what a manifest says of linking.

    ``offsets`` are seconds by which a feed's clock is ahead of the first feed's and how they are
    known; times are shown and judged as recorded, only linking uses the corrected ones.
    """
    return {
        "pairs": outcome.pairs,
        "tolerance_s": profile.link_tolerance_s,
        "window_s": profile.link_window_s,
        "min_pairs": MIN_PAIRS,
        "offsets": [_offset(each, outcome) for each in outcome.offsets],
        "feeds": [_feed(number, name, outcome) for number, name in enumerate(outcome.feeds)],
        "between": _between(outcome),
        "samples": list(_samples(outcome)),
        "without_debtor": [_without(each) for each in outcome.accounts if _speaks(each)],
        "crosswalk": None if outcome.crosswalk is None else _crosswalk(outcome.crosswalk),
    }


def linking_alarms(outcome: Outcome) -> tuple[Bilingual, ...]:
    """Return what a person must look at: clocks a whole number of hours apart."""
    return tuple(
        _say(
            "linking.hours",
            feed=outcome.feeds[each.feed],
            other=outcome.feeds[outcome.offsets[0].feed],
            hours=f"{each.hours:+d}",
        )
        for each in outcome.offsets
        if each.hours
    )


def crosswalk_rejects(outcome: Outcome) -> tuple[RejectRow, ...]:
    """Return the rows of the crosswalk that could not be used."""
    if outcome.crosswalk is None:
        return ()
    found = sorted(outcome.crosswalk.read.rejects, key=lambda each: (each[0], each[1].row))
    return tuple(RejectRow(name, r.row, r.column, r.reason) for name, r in found)


def _say(key: str, **args: object) -> Bilingual:
    return Bilingual(*(Catalogue(lang).text(key, **args) for lang in ("zh", "en")))


def _offset(offset: Offset, outcome: Outcome) -> dict[str, Any]:
    applied = offset.how in ("fixed", "estimated")
    return {
        "feed": outcome.feeds[offset.feed],
        "offset_s": offset.offset_ms / 1000 if applied else 0,
        "how": offset.how,
        "against": outcome.feeds[offset.against] if offset.against >= 0 else "",
        "pairs": offset.pairs,
        "hours": offset.hours,
    }


def _feed(number: int, name: str, outcome: Outcome) -> dict[str, Any]:
    rows, linked = outcome.links.rows[number], outcome.links.linked[number]
    return {"feed": name, "rows": rows, "linked": linked, "unlinked": rows - linked}


def _between(outcome: Outcome) -> list[dict[str, Any]]:
    report, feeds = outcome.links, outcome.feeds
    pairs = sorted({(first, second) for first, second, _ in report.classes})
    return [
        {
            "first": feeds[first],
            "second": feeds[second],
            "pairs": sum(report.classes[first, second, name] for name in CLASSES),
            "classes": {name: report.classes[first, second, name] for name in CLASSES},
            "seconds_apart": dict(
                zip(
                    ("p05", "p50", "p95"),
                    report.quantiles(first, second, SHARES) or (),
                    strict=False,
                )
            ),
        }
        for first, second in pairs
    ]


def _samples(outcome: Outcome) -> Iterable[dict[str, Any]]:
    report, sources = outcome.links, outcome.ledger.sources
    for first, second, name in sorted(
        report.samples, key=lambda key: (key[0], key[1], CLASSES.index(key[2]))
    ):
        for sample in sorted(report.samples[first, second, name]):
            yield {"class": name, **_sample(sample, sources)}


def _sample(sample: Sample, sources: tuple[str, ...]) -> dict[str, Any]:
    return {
        "first": _side(sample.first, sources),
        "second": _side(sample.second, sources),
        "seconds_apart": sample.distance_ms / 1000,
        "debtor": show("D", sample.debtor_key),
        "contact": show("C", sample.contact_key),
    }


def _side(side: Side, sources: tuple[str, ...]) -> dict[str, Any]:
    at = day_of(side.day).isoformat()
    return {
        "file": sources[side.source],
        "row": side.row,
        "at": f"{at}T{clock_time(side.second)}" if side.second >= 0 else at,
        "duration_s": side.duration_s if side.duration_s >= 0 else None,
    }


def _speaks(account: Account) -> bool:
    return bool(account.attribution.unattributed or account.attribution.case_rows)


def _without(account: Account) -> dict[str, Any]:
    said = account.attribution
    return {
        "file": account.name,
        "rows": said.unattributed,
        "by_case": said.by_case,
        "by_number": said.by_number,
        "by_log": said.by_log,
        "left": said.left,
        "left_numbers": said.numbers,
        "left_ambiguous": said.ambiguous,
        "left_sample": [show("C", key) for key in said.sample],
        "unknown_case_rows": said.case_rows,
        "unknown_cases": said.case_count,
        "unknown_case_sample": list(said.cases),
    }


def _crosswalk(crosswalk: Crosswalk) -> dict[str, Any]:
    facts = crosswalk.read.facts
    return {
        "files": [{"file": each.name, "sha256": each.sha256, "rows": each.read} for each in facts],
        **crosswalk.account(),
    }
