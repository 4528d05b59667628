"""The page of the activity table: columns, vocabularies, steps and attributes."""

from __future__ import annotations

from auditkit.core import vocabulary as v
from auditkit.core.activity import ACTIVITY, ATTRIBUTES, Attribute, Column
from auditkit.core.i18n import Catalogue
from auditkit.core.vocabulary import Term, Vocabulary
from auditkit.report.markdown import code, page, table

_KEY = "pages.activity."


def activity_page(lang: str) -> str:
    """Return the page in ``zh`` or ``en``, derived from the declarations in ``core``."""
    words = Catalogue(lang)
    return page(
        f"# {words.text(_KEY + 'title')}",
        words.text("pages.generated"),
        words.text(_KEY + "about"),
        f"## {words.text(_KEY + 'columns')}",
        _columns(words),
        f"## {words.text(_KEY + 'attributes')}",
        words.text(_KEY + "attributes_about"),
        _attributes(words),
        f"## {words.text(_KEY + 'vocabularies')}",
        *(_vocabulary(each, words) for each in v.VOCABULARIES),
    )


def _meaning(of: Column | Attribute | Term, lang: str) -> str:
    return of.zh if lang == "zh" else of.en


def _columns(words: Catalogue) -> str:
    names = ("column", "kind", "meaning", "vocabulary", "default", "personal")
    return table(
        [words.text(_KEY + name) for name in names],
        [
            [
                code(column.name),
                column.kind.value,
                _meaning(column, words.lang),
                f"[{column.vocabulary.name}](#{column.vocabulary.name})"
                if column.vocabulary
                else "",
                code(column.default),
                words.text("pages.yes") if column.personal else "",
            ]
            for column in ACTIVITY
        ],
    )


def _attributes(words: Catalogue) -> str:
    return table(
        [words.text(_KEY + name) for name in ("key", "kind", "meaning")],
        [[code(a.name), a.kind, _meaning(a, words.lang)] for a in ATTRIBUTES],
    )


def _vocabulary(vocabulary: Vocabulary, words: Catalogue) -> str:
    is_outcome = vocabulary is v.OUTCOMES
    head = [words.text(_KEY + name) for name in ("word", "meaning")]
    rows = [[code(term.name), _meaning(term, words.lang)] for term in vocabulary.terms]
    if is_outcome:
        head.append(words.text(_KEY + "flags"))
        for row, term in zip(rows, vocabulary.terms, strict=True):
            row.append(_flags(term, words))
    about = words.text(_KEY + "flags_about") if is_outcome else ""
    return page(f"### {vocabulary.name}", about, table(head, rows)).rstrip()


def _flags(term: Term, words: Catalogue) -> str:
    letters = term.flags if isinstance(term, v.Outcome) else ""
    shown = [
        words.text(f"{_KEY}flag.{name}")
        for name, letter in v.OUTCOME_FLAGS.items()
        if letter in letters
    ]
    return words.text("comma").join(shown)
