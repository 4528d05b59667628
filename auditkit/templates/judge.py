"""Judges templates with the rules of the audit: what is wrong, and what could not be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from auditkit.checks.interface import Unknown
from auditkit.core.findings import Bilingual, Certainty
from auditkit.core.lint import LintFinding, Unjudged
from auditkit.core.masking import Widths
from auditkit.engine.bind import BoundRule
from auditkit.engine.send_window import QuietHit, Sent, Window, judge_windows
from auditkit.engine.templates import (
    DraftHit,
    Undecided,
    judge_drafts,
    personal,
    speaks_of_clock,
    speaks_of_texts,
)
from auditkit.templates.facts import Facts, facts_of
from auditkit.templates.findings import Subject, text_findings, window_findings
from auditkit.templates.interface import Filled, Template
from auditkit.templates.limits import Limits
from auditkit.templates.sending import SENDERS, Act, Sending, sendings, windows
from auditkit.templates.stages import Stage

_BACKED: Final = "conduct.claim"
_CALL: Final = "turn"
_NEEDS: Final = {
    Unknown.ROLE: "audience",
    Unknown.CHANNEL: "channel",
    Unknown.SPEAKER: "turns",
    Unknown.EXCERPT: "turns",
}
_TIMES: Final = {"window": "send_window", "days": "send_days"}


@dataclass(frozen=True, slots=True)
class Setting:
    """By what templates are judged.

    ``rules`` are those of the profile's packs, ``house`` those of its template packs; ``day`` is
    the local day of ``zone`` whose versions count; ``blanks`` says what placeholders hold.
    """

    rules: tuple[BoundRule, ...]
    house: tuple[BoundRule, ...]
    stages: Mapping[str, Stage]
    limits: Limits
    blanks: Mapping[str, Bilingual]
    day: int
    zone: str
    widths: Widths = field(default_factory=Widths)

    def of_texts(self) -> tuple[BoundRule, ...]:
        """Return the rules that can speak of a template's text or of what is computed of it."""
        spoken = (rule for rule in self.rules if speaks_of_texts(rule, self.day))
        house = (rule for rule in self.house if not speaks_of_clock(rule, self.day))
        return (*spoken, *house)

    def of_clock(self) -> tuple[BoundRule, ...]:
        """Return the rules that can speak of when a template is sent."""
        both = (*self.rules, *self.house)
        return tuple(rule for rule in both if speaks_of_clock(rule, self.day))


@dataclass(slots=True)
class _Said:
    """What was said of one template so far: hits, each of a sending, and what could not be told."""

    texts: list[tuple[Sending, DraftHit]] = field(default_factory=list)
    times: list[tuple[Sending, QuietHit]] = field(default_factory=list)
    unjudged: set[tuple[str, str]] = field(default_factory=set)

    def hits(self) -> Iterator[tuple[Sending, DraftHit | QuietHit]]:
        """Yield the hits of either kind."""
        yield from self.texts
        yield from self.times


def judge(
    templates: Sequence[tuple[Template, Filled]], setting: Setting
) -> tuple[tuple[LintFinding, ...], tuple[Unjudged, ...]]:
    """Return the findings in templates, and the rules that could not judge one, unsorted."""
    facts = facts_of(templates, setting.limits)
    sent = [
        sending
        for number, (template, filled) in enumerate(templates)
        for sending in sendings(number, template, filled, setting.stages, facts[number].attrs)
    ]
    said = [_Said() for _ in templates]
    _judge_texts(sent, setting, said)
    _judge_times(templates, sent, setting, said)
    findings = tuple(_findings(templates, facts, said, setting))
    unjudged = (
        Unjudged(template.path, template.entry, rule, need)
        for (template, _), of in zip(templates, said, strict=True)
        for rule, need in sorted(of.unjudged)
    )
    return findings, tuple(unjudged)


def _judge_texts(sent: Sequence[Sending], setting: Setting, said: Sequence[_Said]) -> None:
    drafts = [each.draft for each in sent]
    judged = judge_drafts(drafts, setting.of_texts(), day=setting.day, zone=setting.zone)
    for hit in judged.hits:
        sending = sent[hit.draft]
        if _hears_both(hit) and not sending.has_answers:
            said[sending.template].unjudged.add((hit.rule.id, "turns"))
        else:
            said[sending.template].texts.append((sending, hit))
    for each in judged.undecided:
        said[sent[each.draft].template].unjudged.add((each.rule.id, _need(each)))


def _hears_both(hit: DraftHit) -> bool:
    """Return whether a rule holds what one side says on a call against what the other said."""
    return hit.rule.check.by_itself(hit.version.params) == (_CALL,)


def _need(undecided: Undecided) -> str:
    """Return what is to be known of a template so that a rule can judge it."""
    if undecided.reason is not Unknown.ATTRIBUTE:
        return _NEEDS.get(undecided.reason, undecided.reason.value)
    asked = undecided.rule.check.silence(undecided.version.params)
    return getattr(undecided.version.params, "attribute", "") or "".join(asked[:1]) or "attribute"


def _judge_times(
    templates: Sequence[tuple[Template, Filled]],
    sent: Sequence[Sending],
    setting: Setting,
    said: Sequence[_Said],
) -> None:
    """Hear the rules on hours, once for each window that templates of one kind share."""
    users: dict[tuple[Act, Window | None], list[Sending]] = defaultdict(list)
    for sending in sent:
        for window in windows(templates[sending.template][0].meta.send_window):
            users[sending.act, window].append(sending)
    asked = [Sent(dict(act), window) for act, window in users]
    hits, untimed = judge_windows(asked, setting.of_clock(), day=setting.day, zone=setting.zone)
    by_number = list(users.values())
    for hit in hits:
        for sending in by_number[hit.sent]:
            said[sending.template].times.append((sending, hit))
    for each in untimed:
        for sending in by_number[each.sent]:
            said[sending.template].unjudged.add((each.rule.id, _TIMES[each.needs]))


def _findings(
    templates: Sequence[tuple[Template, Filled]],
    facts: Sequence[Facts],
    said: Sequence[_Said],
    setting: Setting,
) -> Iterator[LintFinding]:
    wrong = [number for number, each in enumerate(said) if each.texts or each.times]
    values = personal([templates[number][1].text for number in wrong])
    for number, spans in zip(wrong, values, strict=True):
        template, filled = templates[number]
        subject = replace(
            Subject.of(template, filled, tuple(spans), setting.widths),
            behind=facts[number].behind,
            blanks=setting.blanks,
        )
        of, rules = said[number], _agreed(template, said[number])
        of.unjudged |= {(hit.rule.id, "sender") for _, hit in of.hits() if hit.rule.id not in rules}
        staged = template.meta.stage in setting.stages
        texts = [
            (hit, _certainty(hit, staged=staged)) for _, hit in of.texts if hit.rule.id in rules
        ]
        times = [hit for _, hit in of.times if hit.rule.id in rules]
        yield from text_findings(subject, texts)
        yield from window_findings(subject, times)


def _agreed(template: Template, said: _Said) -> frozenset[str]:
    """Return the rules that a template breaks whoever sends it, for one audience at least."""
    senders = {template.meta.sender} if template.meta.sender else set(SENDERS)
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for sending, hit in said.hits():
        found[hit.rule.id, sending.audience].add(sending.sender)
    return frozenset(rule for (rule, _), by in found.items() if by == senders)


def _certainty(hit: DraftHit, *, staged: bool) -> Certainty:
    """Return how sure a finding is: without a stage nobody knows what a case has behind it."""
    if hit.rule.check.id == _BACKED and not staged and hit.certainty != "advisory":
        return "review"
    return hit.certainty
