"""Leads what rules say of filled templates back to places of files, without a person in them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Final

from auditkit.core.clock import clock_time
from auditkit.core.findings import Bilingual, Certainty
from auditkit.core.kinds import VALUES
from auditkit.core.lint import Excerpt, LintFinding
from auditkit.core.masking import Masked, Widths
from auditkit.core.pseudonym import base32
from auditkit.engine.bind import BoundRule, Version
from auditkit.engine.send_window import QuietHit
from auditkit.engine.templates import DraftHit, Spot
from auditkit.templates.interface import Filled, Template

Stretch = tuple[int, int]
Values = tuple[tuple[int, int, str], ...]
"""Start, end and kind of everything personal in a text, in order."""
_CERTAINTIES: Final = ("definite", "presumptive", "review", "advisory")
_DIGITS: Final = re.compile(r"\d+")
_SENTENCE_END: Final = re.compile(r"[。！？!?；;\n]|\.(?=\s)")
_SPACE: Final = re.compile(r"\s+")
_NEAR: Final = 24
"""How many characters of text either side tell equal findings of one template apart."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A template as it was judged: filled, masked, with everything personal in its own words.

    ``behind`` says in words what stands behind some of its attributes, ``blanks`` what the kinds
    of placeholders hold.
    """

    template: Template
    filled: Filled
    own: Values
    masked: Masked
    sentences: tuple[int, ...]
    behind: Mapping[str, Bilingual] = field(default_factory=dict)
    blanks: Mapping[str, Bilingual] = field(default_factory=dict)

    @classmethod
    def of(cls, template: Template, filled: Filled, values: Values, widths: Widths) -> Subject:
        """Return a template; ``values`` is everything personal in the filled text."""
        own = tuple(literal(filled, values))
        # a full stop ends a sentence where a space can be seen behind it
        found = _SENTENCE_END.finditer(template.text)
        sentences = tuple(each.end() + (each.group() == ".") for each in found)
        return cls(template, filled, own, Masked.of(template.text, own, widths), sentences)


def text_findings(
    subject: Subject, hits: Sequence[tuple[DraftHit, Certainty]]
) -> Iterator[LintFinding]:
    """Yield one finding for each rule and place; of several audiences the surest counts."""
    found: dict[tuple[str, Stretch], LintFinding] = {}
    for hit, certainty in hits:
        for spots, stretch in _stretches(subject, hit):
            finding = _finding(subject, hit, certainty, spots, stretch)
            key = (hit.rule.id, stretch)
            known = found.get(key)
            if known is None or _surer(finding.certainty, known.certainty):
                found[key] = finding
    yield from numbered(found.values())


def _surer(one: Certainty, two: Certainty) -> bool:
    return _CERTAINTIES.index(one) < _CERTAINTIES.index(two)


def _stretches(subject: Subject, hit: DraftHit) -> Iterator[tuple[tuple[Spot, ...], Stretch]]:
    """Yield the spots of a hit that are told as one, and the first place of them in the template.

    Each value is told by itself, so that it can be put right; what a sentence says, once. What
    rests on no spot stands at the first line.
    """
    if not hit.spots:
        yield (), _first_line(subject.template.text)
        return
    told: dict[tuple[int, int], list[tuple[Stretch, Spot]]] = {}
    placed_spots = ((_back(subject, spot), spot) for spot in hit.spots)
    for stretch, spot in sorted(placed_spots, key=lambda pair: (pair[0], pair[1].kind)):
        is_value = spot.kind in VALUES.names
        place = (-1, stretch[0]) if is_value else (bisect_right(subject.sentences, stretch[0]), 0)
        told.setdefault(place, []).append((stretch, spot))
    for placed in told.values():
        yield tuple(spot for _, spot in placed), placed[0][0]


def _back(subject: Subject, spot: Spot) -> Stretch:
    turns = subject.filled.turns
    base = turns[spot.turn][0] if turns and spot.turn >= 0 else 0
    return subject.filled.back(base + spot.start, base + spot.end)


def _first_line(text: str) -> Stretch:
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    return start, (len(text.rstrip()) if end < 0 else end)


def _finding(
    subject: Subject,
    hit: DraftHit,
    certainty: Certainty,
    spots: tuple[Spot, ...],
    stretch: Stretch,
) -> LintFinding:
    made = _made(subject, hit.rule, hit.version, stretch)
    asked = getattr(hit.version.params, "attribute", "")
    more = _blanks(subject, stretch) if spots else subject.behind.get(asked)
    return replace(
        made,
        certainty=certainty,
        evidence=subject.masked.snippet(stretch),
        message=_with(hit.message, more),
        wording=hit.rule.instead_of(dict.fromkeys(spot.kind for spot in spots)),
    )


def _made(subject: Subject, rule: BoundRule, version: Version, stretch: Stretch) -> LintFinding:
    """Return what a finding has of its rule and place; its key stands for the fingerprint."""
    template = subject.template
    return LintFinding(
        fingerprint=_key(subject, rule.id, stretch),
        rule=rule.id,
        pack=rule.pack,
        family=rule.family,
        check=rule.check.id,
        force=rule.force,
        severity=rule.severity,
        certainty=rule.certainty,
        path=template.path,
        entry=template.entry,
        span=template.span(*stretch),
        evidence="",
        message=rule.message,
        basis=version.basis,
        remedy=rule.remedy,
        excerpt=Excerpt(*subject.masked.line(stretch)),
    )


def _blanks(subject: Subject, stretch: Stretch) -> Bilingual | None:
    """Return what the placeholders of a stretch hold; None where it has none that is known."""
    held = {
        each.raw: subject.blanks[each.holds]
        for each in subject.template.placeholders
        if each.start < stretch[1] and stretch[0] < each.end and each.holds in subject.blanks
    }
    if not held:
        return None
    return Bilingual(
        "，".join(f"{raw}：{title.zh}" for raw, title in held.items()),
        ", ".join(f"{raw}: {title.en}" for raw, title in held.items()),
    )


def _with(message: Bilingual, more: Bilingual | None) -> Bilingual:
    if more is None:
        return message
    return Bilingual(f"{message.zh}（{more.zh}）", f"{message.en} ({more.en})")


def window_findings(subject: Subject, hits: Sequence[QuietHit]) -> Iterator[LintFinding]:
    """Yield one finding for each rule on hours that a template's window breaks."""
    stretch = _first_line(subject.template.text)
    found: dict[str, list[QuietHit]] = {}
    for hit in hits:
        found.setdefault(hit.rule.id, []).append(hit)
    made = (
        replace(
            _made(subject, of_rule[0].rule, of_rule[0].version, stretch),
            evidence=f"{subject.template.meta.send_window} → {_clocks(of_rule)}",
            message=of_rule[0].message,
        )
        for of_rule in found.values()
    )
    yield from numbered(made)


def _clocks(hits: Sequence[QuietHit]) -> str:
    """Return the barred stretches, the first of each window, as clock times."""
    stretches = dict.fromkeys(hit.stretch for hit in hits)
    return ", ".join("-".join(clock_time(s)[:5] for s in stretch) for stretch in stretches)


def literal(filled: Filled, values: Values) -> Iterator[tuple[int, int, str]]:
    """Yield what is personal in the template itself, stand-ins and their placeholders left out."""
    for start, end, kind in values:
        cut = start
        for each in filled.touched(start, end):
            if each.start > cut:
                yield *filled.back(cut, each.start), kind
            cut = each.end
        if cut < end:
            yield *filled.back(cut, end), kind


def _key(subject: Subject, rule: str, stretch: Stretch) -> str:
    """Return what tells a finding from others: its rule, its template, the text around it."""
    template = subject.template
    start, end = max(stretch[0] - _NEAR, 0), min(stretch[1] + _NEAR, len(template.text))
    parts: list[str] = []
    for first, last, kind in sorted(subject.own):
        if first < end and start < last:  # a person's number is its kind and nothing more
            parts += (template.text[start:first], kind)
            start = max(start, last)
    near = "".join((*parts, template.text[start:end]))
    return "\x1f".join((rule, template.path, template.entry, _plain(near)))


def _plain(text: str) -> str:
    return _SPACE.sub(" ", _DIGITS.sub("0", text)).strip()


def numbered(findings: Iterable[LintFinding]) -> Iterator[LintFinding]:
    """Yield findings in order of place, their keys made fingerprints; equals are counted."""
    seen: Counter[str] = Counter()
    for finding in sorted(findings, key=lambda each: (each.span, each.rule)):
        key = finding.fingerprint
        seen[key] += 1
        rule, _, _, said = key.split("\x1f", 3)
        yield replace(
            finding, fingerprint=_hash(f"{key}\x1f{seen[key]}"), gist=_hash(f"{rule}\x1f{said}")
        )


def _hash(key: str) -> str:
    return f"F{base32(sha256(key.encode(errors='replace')).digest()[:10])}"
