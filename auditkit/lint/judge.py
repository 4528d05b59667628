"""Judges templates with the rules of the audit: what is wrong, and what could not be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from auditkit.checks.interface import Unknown
from auditkit.core.findings import Certainty
from auditkit.core.lint import LintFinding, Unjudged
from auditkit.core.masking import Widths
from auditkit.engine.bind import BoundRule
from auditkit.engine.templates import (
    DraftHit,
    Undecided,
    judge_drafts,
    personal,
    speaks_of_texts,
)
from auditkit.lint.findings import Subject, findings_of
from auditkit.lint.interface import Filled, Template
from auditkit.lint.sending import Sending, sendings
from auditkit.lint.stages import Stage

_BACKED: Final = "conduct.claim"
_NEEDS: Final = {
    Unknown.ROLE: "audience",
    Unknown.CHANNEL: "channel",
    Unknown.SPEAKER: "turns",
    Unknown.EXCERPT: "turns",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """By what templates are judged.

    ``rules`` are those of the profile's packs, ``house`` those of its template packs; ``day`` is
    the local day of ``zone`` whose versions count.
    """

    rules: tuple[BoundRule, ...]
    house: tuple[BoundRule, ...]
    stages: Mapping[str, Stage]
    day: int
    zone: str
    widths: Widths = field(default_factory=Widths)

    def speaking(self) -> tuple[BoundRule, ...]:
        """Return the rules that can speak of the text of a template."""
        return (*(rule for rule in self.rules if speaks_of_texts(rule, self.day)), *self.house)


def judge(
    templates: Sequence[tuple[Template, Filled]], setting: Setting
) -> tuple[tuple[LintFinding, ...], tuple[Unjudged, ...]]:
    """Return the findings in templates, and the rules that could not judge one, unsorted."""
    sent = [
        each
        for number, (template, filled) in enumerate(templates)
        for each in sendings(number, template, filled, setting.stages, {})
    ]
    drafts = [each.draft for each in sent]
    judged = judge_drafts(drafts, setting.speaking(), day=setting.day, zone=setting.zone)
    hits: dict[int, list[DraftHit]] = defaultdict(list)
    unsure: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for hit in judged.hits:
        hits[sent[hit.draft].template].append(hit)
    for each in judged.undecided:
        unsure[sent[each.draft].template].append((each.rule.id, _needs(each)))
    findings: list[LintFinding] = []
    unjudged: list[Unjudged] = []
    wrong = sorted(hits)
    values = personal([templates[number][1].text for number in wrong])
    for number, spans in zip(wrong, values, strict=True):
        template, filled = templates[number]
        kept, split = _agreed(hits[number], sent)
        unsure[number] += [(hit.rule.id, "sender") for hit in split]
        subject = Subject(template, filled, tuple(spans), setting.widths)
        findings += findings_of(subject, [(hit, _certainty(hit, template)) for hit in kept])
    for number, needs in sorted(unsure.items()):
        unjudged += _unjudged(templates[number][0], needs)
    return tuple(findings), tuple(unjudged)


def _agreed(
    hits: Sequence[DraftHit], sent: Sequence[Sending]
) -> tuple[list[DraftHit], list[DraftHit]]:
    """Return the hits that stand whoever sends, and those that hang on who does."""
    by_sender: dict[tuple[str, str], set[str]] = defaultdict(set)
    for hit in hits:
        sending = sent[hit.draft]
        by_sender[hit.rule.id, sending.audience].add(sending.sender)
    template = {each.template for each in map(sent.__getitem__, (hit.draft for hit in hits))}
    tried = {each.sender for each in sent if each.template in template}
    kept: list[DraftHit] = []
    split: list[DraftHit] = []
    for hit in hits:
        sending = sent[hit.draft]
        agreed = by_sender[hit.rule.id, sending.audience] == tried
        (kept if agreed else split).append(hit)
    return kept, split


def _certainty(hit: DraftHit, template: Template) -> Certainty:
    """Return how sure a finding is: without a stage nobody knows what a case has behind it."""
    if hit.rule.check.id == _BACKED and not template.meta.stage and hit.certainty != "advisory":
        return "review"
    return hit.certainty


def _needs(each: Undecided) -> str:
    return _NEEDS.get(each.reason, each.reason.value)


def _unjudged(template: Template, needs: Sequence[tuple[str, str]]) -> Iterator[Unjudged]:
    for rule, need in sorted(set(needs)):
        yield Unjudged(template.path, template.entry, rule, need)
