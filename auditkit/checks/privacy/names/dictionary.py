"""The segmenter of Chinese words and its dictionary, loaded when first asked for."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

Token = tuple[str, str]
"""A word and its part of speech."""


def segment(run: str) -> list[Token]:
    """Return the words of a run of Chinese characters with their parts of speech."""
    tokens: list[Token] = _segmenter().tag(run)
    return tokens


@lru_cache(maxsize=65_536)
def is_word(text: str) -> bool:
    """Return whether the dictionary has this as a word that is no person's name.

    >>> is_word("温柔"), is_word("王丽")
    (True, False)
    """
    if not _segmenter().has_word(text):
        return False
    tokens = segment(text)
    return len(tokens) == 1 and not tokens[0][1].startswith("nr")


@cache
def _segmenter() -> Any:  # noqa: ANN401 - the package has no types
    import rjieba  # noqa: PLC0415 - its dictionary takes a tenth of a second to load

    return rjieba.Jieba()
