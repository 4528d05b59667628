"""The page of the frames: every column that ``auditkit.frames`` gives, its dtype and meaning."""

from __future__ import annotations

from auditkit.core.i18n import Catalogue
from auditkit.core.vocabulary import VOCABULARIES
from auditkit.report.breakdown import DIMENSIONS
from auditkit.report.frames.columns import BREAKDOWN, FRAMES, Kind, holds
from auditkit.report.markdown import code, page, table
from auditkit.report.rates import load_rates

_KEY = "frames."
_LISTED = {vocabulary.names: vocabulary.name for vocabulary in VOCABULARIES}
"""The closed sets that have a page of their own, by their words."""


def frames_page(lang: str) -> str:
    """Return the page in ``zh`` or ``en``, derived from the declarations of the frames."""
    words = Catalogue(lang)
    return page(
        f"# {words.text(_KEY + 'title')}",
        words.text("pages.generated"),
        words.text(_KEY + "about"),
        *(_frame(name, columns, words) for name, columns in FRAMES.items()),
        _frame("break_down", BREAKDOWN, words),
    )


def _frame(name: str, columns: tuple[str, ...], words: Catalogue) -> str:
    dimensions = words.text("comma").join(map(code, DIMENSIONS))
    return page(
        f"## {name}",
        words.text(f"{_KEY}about_frame.{name}", dimensions=dimensions),
        table(
            [words.text(_KEY + head) for head in ("column", "dtype", "meaning")],
            [
                [code(column), code(holds(column).kind.value), _meaning(name, column, words)]
                for column in columns
            ],
        ),
    ).rstrip()


def _meaning(frame: str, column: str, words: Catalogue) -> str:
    rates, key = load_rates(), f"{_KEY}meaning_of."
    own = f"{key}of_{frame}.{column}"
    said = words.text(
        own if own in words else key + column,
        least=rates.least,
        confidence=f"{rates.confidence:.0%}",
    )
    return words.text("colon").join(filter(None, (said, _words(column, words))))


def _words(column: str, words: Catalogue) -> str:
    """Return the categories of a column: the words, or where they are listed."""
    held = holds(column)
    if held.words in _LISTED:
        return words.text(_KEY + "see", name=_LISTED[held.words])
    listed = words.text("comma").join(map(code, held.words))
    return words.text(_KEY + "ascending", words=listed) if held.kind is Kind.LEVEL else listed
