"""The index of the rules: every pack with its rules, and what is not shipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from auditkit.checks import BUILTIN
from auditkit.core.i18n import Catalogue
from auditkit.engine.bind import bind
from auditkit.engine.templates import speaks_of_templates
from auditkit.policy.load import LoadedPack, LoadedRule
from auditkit.policy.model import Text
from auditkit.report.interface import RuleView
from auditkit.report.markdown import code, page, table
from auditkit.report.words import Words

_KEY = "pages.rules."


def rules_page(packs: Sequence[LoadedPack], lang: str, own: Sequence[RuleView] = ()) -> str:
    """Return the page in ``zh`` or ``en``; ``own`` are the rules of linting itself."""
    words = Words(lang, Catalogue(lang), {}, {}, {})
    rules = sum(len(pack.rules) for pack in packs)
    cases = sum(_cases(rule) for pack in packs for rule in pack.rules)
    of_templates = {rule.id for rule in bind(packs, BUILTIN) if speaks_of_templates(rule)}
    linting = Counter(
        pack.pack.id for pack in packs for each in pack.rules if each.rule.id in of_templates
    )
    return page(
        f"# {words.text(_KEY + 'title')}",
        words.text("pages.generated"),
        words.text(_KEY + "about"),
        words.text(_KEY + "totals", rules=rules, cases=cases, linting=linting.total()),
        _packs(packs, linting, words),
        *(_pack(pack, of_templates, words) for pack in packs),
        _own(own, words),
    )


def _heads(words: Words, *names: str) -> list[str]:
    return [words.text(_KEY + name) for name in names]


def _cases(rule: LoadedRule) -> int:
    return len(rule.cases.cases) if rule.cases else 0


def _pick(text: Text, words: Words) -> str:
    return (text.zh if words.lang == "zh" else text.en).strip()


def _packs(packs: Sequence[LoadedPack], linting: Mapping[str, int], words: Words) -> str:
    return table(
        _heads(words, "pack", "name", "version", "rules", "linting", "cases", "left_out"),
        [
            [
                f"[{pack.pack.id}](#{pack.pack.id})",
                _pick(pack.pack.title, words),
                pack.pack.version,
                len(pack.rules),
                linting.get(pack.pack.id, 0),
                sum(_cases(rule) for rule in pack.rules),
                len(pack.pack.unshipped),
            ]
            for pack in packs
        ],
    )


def _pack(pack: LoadedPack, of_templates: Collection[str], words: Words) -> str:
    return page(
        f"## {pack.pack.id}",
        f"**{_pick(pack.pack.title, words)}**",
        _pick(pack.pack.about, words),
        f"**{words.text(_KEY + 'instruments')}**",
        _instruments(pack, words),
        _index(pack, of_templates, words),
        _unshipped(pack, words),
    ).rstrip()


def _instruments(pack: LoadedPack, words: Words) -> str:
    return table(
        _heads(words, "instrument", "name", "issuer", "force", "from", "confidence", "primary"),
        [
            [
                code(each.id),
                _pick(each.title, words),
                _pick(each.issuer, words),
                words.label("force_name", each.force),
                each.in_force_from,
                each.source_confidence,
                words.text("pages.yes") if each.primary_text_read else "",
            ]
            for each in pack.instruments.values()
        ],
    )


def _index(pack: LoadedPack, of_templates: Collection[str], words: Words) -> str:
    return table(
        _heads(words, "rule", "name", "severity", "certainty", "linting", "cases"),
        [
            [
                _link(loaded.rule.id, words),
                _pick(loaded.rule.title, words),
                words.label("severity", loaded.rule.severity),
                words.label("certainty", loaded.rule.certainty),
                words.text("pages.yes") if loaded.rule.id in of_templates else "",
                _cases(loaded),
            ]
            for loaded in pack.rules
        ],
    )


def _own(rules: Sequence[RuleView], words: Words) -> str:
    if not rules:
        return ""
    rows = [
        [_link(each.id, words), each.title.pick(words.lang), words.label("severity", each.severity)]
        for each in rules
    ]
    return page(
        f"## {rules[0].pack}",
        words.text(_KEY + "own"),
        table(_heads(words, "rule", "name", "severity"), rows),
    ).rstrip()


def _link(rule: str, words: Words) -> str:
    return f"[{rule}](rules/{words.lang}/{rule}.md)"


def _unshipped(pack: LoadedPack, words: Words) -> str:
    if not pack.pack.unshipped:
        return ""
    return page(
        f"**{words.text(_KEY + 'unshipped')}**",
        table(
            _heads(words, "topic", "reason"),
            [[each.topic, _pick(each.reason, words)] for each in pack.pack.unshipped],
        ),
    ).rstrip()
