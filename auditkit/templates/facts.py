"""What is computed of templates besides what stands in them: typed attributes of their rows."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from auditkit.checks.privacy.language.amounts import amount
from auditkit.core.findings import Bilingual
from auditkit.core.i18n import both
from auditkit.templates.interface import Filled, Template
from auditkit.templates.limits import Limits

_SMS: Final = "sms"
_LENDER: Final = "institution"
_OWN: Final = {"bank": {_LENDER}, "agency": {"agency"}}
"""What a placeholder in 【】 holds where it is the sender's own signature."""
_SIGNED: Final = (re.compile(r"\s*【([^【】]{1,40})】"), re.compile(r"【([^【】]{1,40})】\s*$"))
_NUMBER: Final = r"(?:\d[\d,]*(?:\.\d+)?|[〇零一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟]+)"
_MONEY: Final = re.compile(
    rf"(?:[¥￥$£€]|RMB|CNY|USD|HK\$)\s*(\d[\d,]*(?:\.\d+)?(?:\s*万)?)"
    rf"|({_NUMBER}\s*[万亿]?)\s*(?:元|圆|块钱|美元|港元|yuan|dollars?|RMB|CNY|USD)",
    re.IGNORECASE,
)
_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_MONTH: Final = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_DATES: Final = (
    re.compile(r"(?:(?P<y>\d{4})\s*年\s*)?(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日号]"),
    re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"),
    re.compile(rf"\b(?P<m>{_MONTH})\s+(?P<d>\d{{1,2}})(?:,?\s+(?P<y>\d{{4}}))?\b", re.I),
    re.compile(rf"\b(?P<d>\d{{1,2}})\s+(?P<m>{_MONTH})(?:,?\s+(?P<y>\d{{4}}))?\b", re.I),
)
_PARTS: Final = ("placeholders", "amounts", "dates")


@dataclass(frozen=True, slots=True)
class Facts:
    """Attributes of a template's row, and in words what stands behind some of them."""

    attrs: Mapping[str, Any] = field(default_factory=dict)
    behind: Mapping[str, Bilingual] = field(default_factory=dict)


def facts_of(templates: Sequence[tuple[Template, Filled]], limits: Limits) -> list[Facts]:
    """Return the facts of each template, those of its group among them."""
    said = [_Said.of(template) for template, _ in templates]
    groups: dict[str, list[int]] = defaultdict(list)
    for number, (template, _) in enumerate(templates):
        if template.meta.group and template.meta.language:
            groups[template.meta.group].append(number)
    found = []
    for number, (template, filled) in enumerate(templates):
        others = [
            other
            for other in groups.get(template.meta.group, ())
            if templates[other][0].meta.language != template.meta.language
        ]
        attrs, behind = _alone(template, filled, limits), {}
        parts = list(_differences(said[number], [said[other] for other in others]))
        attrs["differs"] = "|".join(dict.fromkeys(part for part, _ in parts)) or "none"
        if parts:
            behind["differs"] = _told(parts)
        found.append(Facts(attrs, behind))
    return found


def _alone(template: Template, filled: Filled, limits: Limits) -> dict[str, Any]:
    attrs: dict[str, Any] = {
        "template": True,
        "unknown_placeholders": sum(not each.holds for each in template.placeholders),
    }
    said = {"template_stage": template.meta.stage, "send_window": template.meta.send_window}
    attrs |= {name: value for name, value in said.items() if value}
    if _names_lender(template, filled):
        attrs["institution_stated"] = True
    if template.meta.channel == _SMS:
        attrs["sms_segments"] = limits.sms.segments(filled.text)
        signature = signed(template, filled)
        attrs |= {"signature": signature} if signature else {}
    return attrs


def _names_lender(template: Template, filled: Filled) -> bool:
    """Return whether the lender's name as its metadata has it, or a blank for it, stands there."""
    name = template.meta.institution
    held = any(each.placeholder.holds == _LENDER for each in filled.stand_ins)
    return held or (bool(name) and name in filled.text)


def signed(template: Template, filled: Filled) -> str:
    """Return whose signature stands in 【】 at either end: own, other, none; "" is not known.

    A placeholder of the institution is a bank's own, one of the agency an agency's.
    """
    meta = template.meta
    found = next((match for each in _SIGNED if (match := _at(each, filled.text))), None)
    blanks = {each.holds for each in filled.within(*found.span(1))} if found else _at_end(template)
    if blanks and blanks <= _OWN.get(meta.sender, {_LENDER, "agency"}):
        return "own"
    if found is None:
        return "none"
    expected = meta.signature or ("" if meta.sender == "agency" else meta.institution)
    if not expected:
        return ""
    return "own" if found[1].strip() == expected.strip("【】 ") else "other"


def _at_end(template: Template) -> set[str]:
    """Return what a placeholder that is itself written in 【】 at either end holds."""
    ends = {len(template.text) - len(template.text.lstrip()), len(template.text.rstrip())}
    return {
        each.holds
        for each in template.placeholders
        if each.raw.startswith("【") and ends & {each.start, each.end}
    }


def _at(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return pattern.search(text) if pattern.pattern.endswith("$") else pattern.match(text)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the languages of one template must have in common, each as a multiset."""

    placeholders: Counter[str]
    amounts: Counter[str]
    dates: Counter[str]

    @classmethod
    def of(cls, template: Template) -> _Said:
        text = _without_blanks(template)
        return cls(
            # words tell in one language what they leave open in the other
            Counter(
                (each.told == "name" and each.holds) or each.name for each in template.placeholders
            ),
            Counter(f"{amount(m[1] or m[2]):g}" for m in _MONEY.finditer(text)),
            Counter(_date(match) for each in _DATES for match in each.finditer(text)),
        )


def _without_blanks(template: Template) -> str:
    parts, done = [], 0
    for each in template.placeholders:
        parts.append(template.text[done : each.start])
        done = each.end
    return "\n".join((*parts, template.text[done:]))


def _date(match: re.Match[str]) -> str:
    month = match["m"]
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    day = f"{number:02d}-{int(match['d']):02d}"
    return f"{match['y']}-{day}" if match["y"] else day


def _differences(one: _Said, others: Sequence[_Said]) -> Iterator[tuple[str, str]]:
    """Yield what differs from another language, and how: what is here / what is there."""
    for other in others:
        for part in _PARTS:
            here, there = getattr(one, part), getattr(other, part)
            if here != there:
                yield part, f"{_listed(here - there)} / {_listed(there - here)}"


def _listed(items: Counter[str]) -> str:
    said = (f"{name}×{count}" if count > 1 else name for name, count in sorted(items.items()))
    return ", ".join(said) or "—"


def _told(parts: Sequence[tuple[str, str]]) -> Bilingual:
    said = [both(f"lint.differs.{part}", how=how) for part, how in dict.fromkeys(parts)]
    return Bilingual("；".join(each.zh for each in said), "; ".join(each.en for each in said))
