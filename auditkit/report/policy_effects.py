"""Which findings another policy makes appear or vanish, as lines, rows and a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, Protocol

from auditkit.core.findings import Finding
from auditkit.engine.differ import RuleDiff, Span
from auditkit.report.policy_changes import document, span_lines, why_in_words
from auditkit.report.record import number
from auditkit.report.safe import visible
from auditkit.report.words import Words

COLUMNS: Final = (
    "kind", "rule", "at", "case_id", "agency_id", "collector_id", "debtor", "anchor_activity",
    "activities", "source_file", "source_row", "observed", "limit", "message", "why", "fingerprint",
)  # fmt: skip
_FEW: Final = 5


class Effect(Protocol):
    """What comes of one rule that differs."""

    @property
    def unlike(self) -> RuleDiff: ...  # noqa: D102
    @property
    def appear(self) -> tuple[Finding, ...]: ...  # noqa: D102
    @property
    def vanish(self) -> tuple[Finding, ...]: ...  # noqa: D102
    @property
    def stay(self) -> int: ...  # noqa: D102
    @property
    def unjudged(self) -> tuple[int, int]: ...  # noqa: D102
    def why(self, finding: Finding) -> Span | None: ...  # noqa: D102


class Moved(NamedTuple):
    """A finding that appears or vanishes."""

    kind: str
    finding: Finding


def moved(effect: Effect) -> tuple[Moved, ...]:
    """Return the findings of a rule that appear, then those that vanish."""
    come = (Moved("appear", each) for each in effect.appear)
    return (*come, *(Moved("vanish", each) for each in effect.vanish))


def effect_lines(effects: Iterable[Effect], words: Words) -> Iterator[str]:
    """Yield the rules that matter, why, and the first of the findings that appear or vanish."""
    quiet = 0
    for effect in effects:
        if moved(effect):
            yield from _rule(effect, words)
        else:
            quiet += 1
    if quiet:
        yield from ("", words.text("impact.quiet", count=quiet))


def effect_rows(effects: Iterable[Effect], words: Words) -> Iterator[Sequence[Any]]:
    """Yield a row of ``COLUMNS`` for every finding that appears or vanishes."""
    for effect in effects:
        for kind, finding in moved(effect):
            row = _row(kind, finding, effect, words)
            yield [row[name] for name in COLUMNS]


def effect_document(effect: Effect, words: Sequence[Words]) -> dict[str, Any]:
    """Return a rule with its findings that appear or vanish as JSON."""
    return {
        **document(effect.unlike, words),
        "stay": effect.stay,
        "not_evaluated": {"before": effect.unjudged[0], "after": effect.unjudged[1]},
        **{
            kind: [_json(kind, each, effect, words) for each in getattr(effect, kind)]
            for kind in ("appear", "vanish")
        },
    }


def _rule(effect: Effect, words: Words) -> Iterator[str]:
    rule, found = effect.unlike.rule, moved(effect)
    counts = words.text(
        "impact.counts",
        appear=len(effect.appear),
        vanish=len(effect.vanish),
        stay=effect.stay,
    )
    yield from ("", f"{rule.id}  {rule.title.pick(words.lang)}", f"  {counts}")
    spans = {id(span): span for each in found if (span := effect.why(each.finding)) is not None}
    for span in spans.values():
        yield from (f"  {line.text}" for line in span_lines(span, words))
    if not spans:
        yield f"  {why_in_words(None, effect.unlike.kind, words)}"
    if effect.unjudged[0] != effect.unjudged[1]:
        before, after = effect.unjudged
        yield "  " + words.text("impact.unjudged", before=before, after=after)
    for kind in ("appear", "vanish"):
        of_kind = [each.finding for each in found if each.kind == kind]
        yield from (_finding(kind, each, words) for each in of_kind[:_FEW])
        if len(of_kind) > _FEW:
            yield "    " + words.text("impact.more", count=len(of_kind) - _FEW)


def _finding(kind: str, finding: Finding, words: Words) -> str:
    parts = (
        words.text(f"impact.kind.{kind}"),
        finding.at[:19].replace("T", " "),
        finding.case_id,
        finding.anchor_activity,
        finding.message.pick(words.lang),
    )
    return "    " + visible("  ".join(part for part in parts if part))


def _row(kind: str, finding: Finding, effect: Effect, words: Words) -> Mapping[str, Any]:
    plain = {name: getattr(finding, name, "") for name in COLUMNS}
    return {
        **plain,
        "kind": words.text(f"impact.kind.{kind}"),
        "activities": "|".join(finding.activities),
        "observed": number(finding.observed),
        "limit": number(finding.limit),
        "message": finding.message.pick(words.lang),
        "why": why_in_words(effect.why(finding), effect.unlike.kind, words),
    }


def _json(kind: str, finding: Finding, effect: Effect, words: Sequence[Words]) -> dict[str, Any]:
    row = dict(_row(kind, finding, effect, words[0]))
    span = effect.why(finding)
    told = {each.lang: why_in_words(span, effect.unlike.kind, each) for each in words}
    message = {each.lang: finding.message.pick(each.lang) for each in words}
    return {**row, "kind": kind, "activities": list(finding.activities), "why": told,
            "message": message}  # fmt: skip
