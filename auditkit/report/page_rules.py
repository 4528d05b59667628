"""The page of the rules: every pack, every rule with its versions, and what is not shipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from auditkit.checks import BUILTIN
from auditkit.core.i18n import Catalogue
from auditkit.engine.bind import bind
from auditkit.engine.templates import speaks_of_templates
from auditkit.policy.load import LoadedPack, LoadedRule
from auditkit.policy.model import Cite, Instrument, Text
from auditkit.report.markdown import code, page, table
from auditkit.report.params import params_in_words
from auditkit.report.words import Words

_KEY = "pages.rules."


def rules_page(packs: Sequence[LoadedPack], lang: str) -> str:
    """Return the page in ``zh`` or ``en``."""
    words = Words(lang, Catalogue(lang), {}, {}, {})
    rules = sum(len(pack.rules) for pack in packs)
    cases = sum(_cases(rule) for pack in packs for rule in pack.rules)
    linting = Counter(rule.pack for rule in bind(packs, BUILTIN) if speaks_of_templates(rule))
    return page(
        f"# {words.text(_KEY + 'title')}",
        words.text("pages.generated"),
        words.text(_KEY + "about"),
        words.text(_KEY + "totals", rules=rules, cases=cases, linting=linting.total()),
        _packs(packs, linting, words),
        *(_pack(pack, words) for pack in packs),
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


def _pack(pack: LoadedPack, words: Words) -> str:
    return page(
        f"## {pack.pack.id}",
        f"**{_pick(pack.pack.title, words)}**",
        _pick(pack.pack.about, words),
        f"**{words.text(_KEY + 'instruments')}**",
        _instruments(pack, words),
        _index(pack, words),
        *(_rule(pack, rule, words) for rule in pack.rules),
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


def _index(pack: LoadedPack, words: Words) -> str:
    return table(
        _heads(words, "rule", "name", "severity", "certainty", "cases"),
        [
            [
                code(loaded.rule.id),
                _pick(loaded.rule.title, words),
                words.label("severity", loaded.rule.severity),
                words.label("certainty", loaded.rule.certainty),
                _cases(loaded),
            ]
            for loaded in pack.rules
        ],
    )


def _rule(pack: LoadedPack, loaded: LoadedRule, words: Words) -> str:
    rule = loaded.rule
    said = [("message", rule.message), ("remedy", rule.remedy), ("why", rule.why)]
    said.append(("wording", rule.wording))
    return page(
        f"### {rule.id}",
        f"**{_pick(rule.title, words)}**",
        _facts(loaded, words),
        table(
            _heads(words, "from", "clause", "parameters"),
            [[day, _clauses(pack, loaded, day, words), _params(loaded, day, words)]
             for day in sorted(rule.values)],
        ),
        "\n".join(
            f"- {words.text(_KEY + name)}{words.text('colon')}{_pick(text, words)}"
            for name, text in said
            if text is not None
        ),
    ).rstrip()  # fmt: skip


def _facts(loaded: LoadedRule, words: Words) -> str:
    rule = loaded.rule
    facts = {
        "severity": words.label("severity", rule.severity),
        "certainty": words.label("certainty", rule.certainty),
        "check": code(rule.check),
        "status": rule.status,
        "cases": str(_cases(loaded)),
        "verified": rule.verified_on.isoformat(),
    }
    return " · ".join(f"{words.text(_KEY + k)}{words.text('colon')}{x}" for k, x in facts.items())


def _clauses(pack: LoadedPack, loaded: LoadedRule, day: date, words: Words) -> str:
    cites = loaded.rule.cites.get(day, ())
    return "\n".join(_clause(pack.instruments[c.instrument], c, words) for c in cites)


def _clause(instrument: Instrument, cite: Cite, words: Words) -> str:
    notes = [cite.source_confidence, *([words.text(_KEY + "finer")] if cite.finer_unseen else [])]
    joined = words.text("separator").join(notes)
    return f"{_pick(instrument.title, words)} {cite.clause} [{joined}]"


def _params(loaded: LoadedRule, day: date, words: Words) -> str:
    return params_in_words(loaded.rule.values[day], words)


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
