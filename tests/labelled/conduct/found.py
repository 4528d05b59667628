"""Runs rules made of the phrases on the labelled texts, as an audit would."""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from auditkit.api.inputs import open_inputs
from auditkit.checks.conduct.language import CHECK, SAID, LanguageParams
from auditkit.core.findings import Bilingual
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.engine.bind import FOREVER, BoundRule, Version
from auditkit.engine.outcome import Settings
from auditkit.engine.run import run
from auditkit.policy.phrases import Phrases, lexicon
from tests.labelled.conduct.texts import Item
from tests.labelled.values import MAKERS, Rng

CLAIM: Final = "claim."
FACT: Final = "fact:"
"""Stands before the phrase of a claim that is made as a fact."""
_STANCES: Final = {"": SAID, CLAIM: ("asserted", "planned", "reported")}
_FACTS: Final = ("asserted", "reported")
_AGENCY_ALONE: Final = ("impersonation.bank",)
_KEY: Final = b"auditkit labelled: no secret key"
_ZONES: Final = {"zh": "Asia/Shanghai", "en": "America/New_York"}
_OUTCOMES: Final = {"debtor": "talked_debtor", "unknown": "answered"}


def found_in(items: Sequence[Item], phrases: Phrases) -> dict[str, frozenset[str]]:
    """Return, by item, the phrases that count against the collecting side; facts are marked."""
    rules = list(_rules(phrases))
    found: dict[str, set[str]] = defaultdict(set)
    for lang in _ZONES:
        rows = [row_of(item) for item in items if item.lang == lang]
        for rule, activity in _findings(rows, lang, rules):
            found[activity].add(rule)
    return {item.id: frozenset(found[item.id]) for item in items}


def _rules(phrases: Phrases) -> Iterator[BoundRule]:
    for name in sorted(phrases):
        kind = CLAIM if name.startswith(CLAIM) else ""
        yield _rule(name, name, phrases, _STANCES[kind])
        if kind:
            yield _rule(FACT + name, name, phrases, _FACTS)


def _rule(rule: str, name: str, phrases: Phrases, stances: Sequence[str]) -> BoundRule:
    actor = "agency" if name in _AGENCY_ALONE else "any"
    written = {
        "select": {"actor": actor},
        "stances": list(stances),
        "lexicons": [lexicon(name, phrases[name])],
    }
    said = Bilingual(zh=name, en=name)
    return BoundRule(
        id=rule,
        pack="labelled",
        check=CHECK,
        versions=(Version(0, FOREVER, LanguageParams.model_validate(written), written, ()),),
        title=said,
        force="bank_policy",
        severity="medium",
        certainty="presumptive",
        message=said,
        remedy=said,
        wording=None,
        why=None,
        primary_text_read=False,
        cases=0,
    )


def _findings(
    rows: Sequence[dict[str, Any]], lang: str, rules: Sequence[BoundRule]
) -> Iterator[tuple[str, str]]:
    if not rows:
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "labelled.jsonl")
        lines = (json.dumps(row, ensure_ascii=False) for row in rows)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        inputs = open_inputs([str(file)]).inputs
        outcome = run(inputs, rules, Settings(_ZONES[lang], 90), Pseudonymiser(_KEY))
    for finding in outcome.ledger.findings:
        yield finding.rule, finding.anchor_activity


def row_of(item: Item) -> dict[str, Any]:
    """Return the row of an item as a canonical file has it; each is a case of its own."""
    theirs = item.place == "message" and item.speaker == "party"
    texts: dict[str, Any] = {item.place: item.text}
    if item.place == "turn":
        texts = {"turns": [{"speaker": item.speaker, "text": item.text}]}
        texts["attrs"] = {"excerpt": True}
    return {
        "activity_id": item.id,
        "debtor_id": f"D-{item.id}",
        "case_id": f"C-{item.id}",
        "party_role": item.role,
        "contact": MAKERS["CN_MOBILE"](Rng(f"row.{item.id}"), "plain"),
        "channel": item.channel,
        "direction": "inbound" if theirs else "outbound",
        "purpose": "collection",
        "outcome": _OUTCOMES.get(item.role, "third_talk"),
        "collector_id": "100238",
        "agency_id": "A-1" if item.actor == "agency" else None,
        "at": "2026-10-01 10:00:00",
        **texts,
    }
