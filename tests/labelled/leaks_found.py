"""Runs the rules on the labelled texts as an audit would, and holds findings to the labels."""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from auditkit.api.inputs import open_inputs
from auditkit.api.policies import library
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.engine.outcome import Settings
from auditkit.engine.run import run
from tests.labelled.scores import Score
from tests.labelled.texts import LEAKS, Item
from tests.labelled.values import MAKERS, Rng

Scores = dict[tuple[str, str], Score]
_KEY: Final = b"auditkit labelled: no secret key"
_ZONES: Final = {"zh": "Asia/Shanghai", "en": "America/New_York"}
_WEAK: Final = frozenset({"review", "advisory"})
_OUTCOMES: Final = {"debtor": "talked_debtor", "unknown": "answered"}


def rules_of(lang: str) -> dict[str, tuple[str, ...]]:
    """Return the leaks that each rule of the catalogue reports in a language."""
    leaks: dict[str, list[str]] = defaultdict(list)
    for leak, said in LEAKS.items():
        for rule in said["rules"][lang]:
            leaks[rule].append(leak)
    return {rule: tuple(named) for rule, named in leaks.items()}


def findings(items: Sequence[Item], lang: str) -> dict[str, dict[str, bool]]:
    """Return, by item, the leaks that the rules report and whether any does so for sure.

    A rule of several leaks reports the labelled ones among them, else the first.
    """
    ruled, own = rules_of(lang), {item.id: item for item in items if item.lang == lang}
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    for rule, activity, certainty in _audit(list(own.values()), lang, ruled):
        labelled = own[activity].leaks | own[activity].review if activity in own else frozenset()
        for leak in [leak for leak in ruled[rule] if leak in labelled] or ruled[rule][:1]:
            sure = found[activity].get(leak, False) or certainty not in _WEAK
            found[activity][leak] = sure
    return found


def _audit(
    items: Sequence[Item], lang: str, ruled: dict[str, tuple[str, ...]]
) -> Iterator[tuple[str, str, str]]:
    shelf = library()
    packs = shelf.packs(sorted({rule.partition(".")[0] for rule in ruled}))
    rules = [rule for rule in shelf.rules(packs) if rule.id in ruled]
    if not rules:
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "labelled.jsonl")
        lines = (json.dumps(row, ensure_ascii=False) for item in items for row in rows_of(item))
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        inputs = open_inputs([str(file)]).inputs
        outcome = run(inputs, rules, Settings(_ZONES[lang], 90), Pseudonymiser(_KEY))
    for finding in outcome.ledger.findings:
        yield finding.rule, finding.anchor_activity, finding.certainty


def rows_of(item: Item) -> Iterator[dict[str, Any]]:
    """Yield the row of an item as a canonical file has it, after those of earlier days."""
    usual = {
        "debtor_id": f"D-{item.id}",
        "debtor_name": item.debtor_name or None,
        "case_id": f"C-{item.id}",
        "party_role": item.role,
        "party_name": item.contacts[0] if item.contacts else None,
        "contact": MAKERS["CN_MOBILE"](Rng(f"row.{item.id}"), "plain"),
        "channel": item.channel,
        "direction": "outbound",
        "purpose": "collection",
        "outcome": _OUTCOMES.get(item.role, "third_talk"),
        "collector_id": "100238",
        "agency_id": "A-1",
    }
    for day, note in enumerate(item.earlier, start=1):
        yield {**usual, "activity_id": f"{item.id}.{day}", "at": _at(day), "note": note}
    yield {**usual, "activity_id": item.id, "at": _at(len(item.earlier) + 1), **_texts(item)}


def _at(day: int) -> str:
    return f"2026-10-{day:02d} 10:00:00"


def _texts(item: Item) -> dict[str, Any]:
    if item.place == "turn":
        turns = [{"speaker": said.speaker, "text": said.filled.text} for said in item.said]
        return {"turns": turns, "attrs": {"excerpt": len(turns) == 1}}
    return {item.place: item.said[0].filled.text}


def score_leaks(items: Sequence[Item]) -> Scores:
    """Return the counts of each language and leak that some rule is to report.

    A finding of a leak under ``review`` is not counted when it is no more than for review.
    """
    scores: Scores = defaultdict(Score)
    for lang in _ZONES:
        ruled = {leak for leaks in rules_of(lang).values() for leak in leaks}
        found = findings(items, lang)
        for item in (item for item in items if item.lang == lang):
            reported = found.get(item.id, {})
            counted = {leak for leak, sure in reported.items() if sure or leak not in item.review}
            for leak in sorted(ruled & (item.leaks | counted)):
                here, there = frozenset({leak} & item.leaks), frozenset({leak} & counted)
                scores[lang, leak].add(here, there, item.id)
    return dict(scores)
