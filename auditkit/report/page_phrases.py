"""The page of the phrase book: what each phrase is, what to say instead, the rules that name it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from auditkit.core.i18n import Catalogue
from auditkit.policy.load import LoadedPack
from auditkit.policy.model import Text
from auditkit.policy.phrases import Phrase, named_phrases
from auditkit.report.markdown import code, page, table

_KEY = "pages.phrases."


def phrases_page(packs: Sequence[LoadedPack], lang: str) -> str:
    """Return the page in ``zh`` or ``en``."""
    words = Catalogue(lang)
    phrases = {name: each for pack in packs for name, each in pack.phrases.items()}
    users = _users(packs)
    head = [words.text(_KEY + name) for name in ("phrase", "name", "size", "wording", "rules")]
    rows = [
        [
            code(name),
            _pick(each.title, lang),
            _size(each),
            _pick(each.wording, lang),
            words.text("comma").join(map(code, users[name])),
        ]
        for name, each in sorted(phrases.items())
    ]
    return page(
        f"# {words.text(_KEY + 'title')}",
        words.text("pages.generated"),
        words.text(_KEY + "about"),
        table(head, rows),
    )


def _users(packs: Sequence[LoadedPack]) -> dict[str, list[str]]:
    users: dict[str, list[str]] = defaultdict(list)
    for loaded in (rule for pack in packs for rule in pack.rules):
        for name in dict.fromkeys(named_phrases(list(loaded.rule.values.values()))):
            users[name].append(loaded.rule.id)
    return users


def _pick(text: Text, lang: str) -> str:
    return (text.zh if lang == "zh" else text.en).strip()


def _size(phrase: Phrase) -> int:
    return len(phrase.zh) + len(phrase.en) + len(phrase.patterns)
