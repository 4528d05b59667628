"""Makes the edits that put findings right, from what a team has configured."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from auditkit.core.lint import Edit, LintFinding, Place, Span
from auditkit.core.masking import Width, Widths, mask_value
from auditkit.engine.templates import personal
from auditkit.templates.blanks.rewrite import in_notation_of
from auditkit.templates.facts import signed
from auditkit.templates.findings import literal
from auditkit.templates.fixing.fixable import Fixable
from auditkit.templates.interface import Filled, Placeholder, Template
from auditkit.templates.settings.model import Settings

_LAST: Final = 4
"""Of a number so many digits stay, as of the tail of a card that letters name."""
_ENDS: Final = "。！？!?.…"
_ONE_LINE: Final = ("sms", "im", "app", "")
"""Channels whose message is one paragraph."""


@dataclass(frozen=True, slots=True)
class Fix:
    """An edit of a file that puts one finding right; a ``private`` one holds a person's number."""

    path: str
    entry: str
    fingerprint: str
    edit: Edit
    private: bool = False


def fixes_of(
    findings: Iterable[LintFinding],
    templates: Sequence[tuple[Template, Filled]],
    settings: Callable[[str], Settings],
    fixable: Fixable,
) -> Iterator[Fix]:
    """Yield an edit for every open finding that can be put right; ``settings`` are of a path."""
    by_name = {(each.path, each.entry): (each, filled) for each, filled in templates}
    for finding in findings:
        found = by_name.get((finding.path, finding.entry))
        if found is None or finding.standing != "open":
            continue
        blanks = {"", *(each.raw for each in found[0].placeholders)}
        for edit in _edits(finding, *found, settings(finding.path), fixable):
            private = edit.old not in blanks
            yield Fix(finding.path, finding.entry, finding.fingerprint, edit, private)


def with_edits(findings: Iterable[LintFinding], fixes: Sequence[Fix]) -> tuple[LintFinding, ...]:
    """Return findings with the edit that puts each right; one that holds a number stays out."""
    edits = {each.fingerprint: each.edit for each in fixes if not each.private}
    return tuple(replace(each, edit=edits.get(each.fingerprint)) for each in findings)


def _edits(
    finding: LintFinding, template: Template, filled: Filled, settings: Settings, fixable: Fixable
) -> Iterator[Edit]:
    meta = template.meta
    if finding.rule in fixable.masked:
        yield from _masked(finding, template, filled, settings)
    if finding.rule in fixable.signature and signed(template, filled) == "none":
        signature = (settings.signature or meta.signature).strip("【】")
        if signature and meta.channel == "sms" and meta.sender != "agency":
            yield _insertion(template, 0, f"【{signature}】")
    language = meta.language or _language(template.text)
    if finding.rule in fixable.hotline and settings.hotline:
        line = getattr(fixable.hotline_line, language)
        yield _appended(template, line.replace("{hotline}", settings.hotline))
    if finding.rule in fixable.opt_out:
        line = settings.opt_out_line(meta.channel, language)
        if line:
            yield _appended(template, line)


def _language(text: str) -> str:
    return "zh" if any("\u4e00" <= char <= "\u9fff" for char in text) else "en"


def _masked(
    finding: LintFinding, template: Template, filled: Filled, settings: Settings
) -> Iterator[Edit]:
    """Yield the masked form of the placeholder or of the number at which a finding stands."""
    for each in template.placeholders:
        span = template.span(each.start, each.end)
        if _overlap(span, finding.span):
            # another value in an address may lead nowhere: that is for people
            of_link = template.text[: each.start].endswith(("=", "/"))
            new = "" if of_link else _masked_form(each, settings)
            if new and span == finding.span:
                yield Edit(span, each.raw, new)
            return
    (values,) = personal([filled.text])
    for start, end, kind in literal(filled, tuple(values)):
        span = template.span(start, end)
        if _overlap(span, finding.span):
            old = template.text[start:end]
            yield Edit(span, old, mask_value(kind, old, Widths({kind: Width(0, _LAST)})))


def _masked_form(each: Placeholder, settings: Settings) -> str:
    """Return what is configured for a blank, for its name before its kind, written as it is."""
    form = settings.masked.get(each.name) or settings.masked.get(each.holds) or ""
    new = in_notation_of(each.raw, each.name, form) if form else ""
    return "" if new == each.raw else new


def _overlap(one: Span, two: Span) -> bool:
    return one.start < two.end and two.start < one.end


def _appended(template: Template, line: str) -> Edit:
    """Return the edit that puts a line at the end of a text, before a signature that ends it."""
    text = template.text.rstrip()
    at = text.rfind("【") if text.endswith("】") and template.meta.channel == "sms" else len(text)
    said = text[:at].rstrip()
    if template.meta.channel not in _ONE_LINE:
        return _insertion(template, at, f"\n{line}")
    if not said:
        return _insertion(template, at, line)
    stop = "" if said[-1] in _ENDS else "。" if _language(text) == "zh" else "."
    return _insertion(template, at, stop + ("" if _language(text) == "zh" else " ") + line)


def _insertion(template: Template, offset: int, new: str) -> Edit:
    if offset:
        before = template.place(offset - 1)
        place = Place(before.line, before.column + 1)
    else:
        place = template.place(0)
    return Edit(Span(place, place), "", new)
