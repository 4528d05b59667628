"""Knows how metadata is named and what its values are called: ``lint/data/words.yaml``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Final

from auditkit.core.resources import load_yaml

_FILE: Final = Path(__file__).parent.parent / "data" / "words.yaml"
_ALIKE: Final = 0.8
_SHORT: Final = 3
_MARKS: Final = re.compile(r"[\s_\-.（）()/]+")


def plain(word: str) -> str:
    """Return a word as words are compared: no case, spaces or marks.

    >>> plain("Send_Window "), plain("模板 编号")
    ('sendwindow', '模板编号')
    """
    return _MARKS.sub("", unicodedata.normalize("NFKC", word)).casefold()


@cache
def _words() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = load_yaml(_FILE)
    return loaded


@cache
def _names(section: str, part: str = "") -> Mapping[str, str]:
    """Return what each word of a section stands for; of two meanings the first is taken."""
    entries = _words()[section][part] if part else _words()[section]
    named: dict[str, str] = {}
    for meaning, words in entries.items():
        for word in (meaning, *words):
            named.setdefault(plain(str(word)), meaning)
    return named


def key_of(word: str) -> str:
    """Return the metadata that a key or header names, "" for one that is not known."""
    return _names("keys").get(plain(word), "")


def resembles_key(word: str) -> bool:
    """Return whether a word is a key of metadata but for a slip.

    >>> resembles_key("chanel"), resembles_key("channelId"), resembles_key("createTime")
    (True, False, False)
    """
    written = plain(word)
    near = (known for known in _names("keys") if abs(len(known) - len(written)) <= 1)
    return len(written) > _SHORT and bool(get_close_matches(written, near, 1, _ALIKE))


def is_of_answer(word: str) -> bool:
    """Return whether a key is one of those that the answer of a system has beside its data."""
    return plain(word) in {plain(each) for each in _words()["answer"]}


def suppress_key_of(word: str) -> str:
    """Return the part of a suppression that a word names, "" for one that is not known."""
    return _names("suppress").get(plain(word), "")


def terms_of(key: str, word: str) -> tuple[str, ...]:
    """Return the terms that a value of ``key`` stands for, () where the word is not known."""
    return tuple(_names("values", key).get(plain(word), "").split())


def known_terms(key: str) -> tuple[str, ...]:
    """Return the terms that a value of ``key`` may be."""
    return tuple(term for term in _words()["values"][key] if " " not in term)


def told_by_extension(extension: str) -> Mapping[str, str]:
    """Return the metadata that a file's extension tells."""
    told: Mapping[str, str] = _words()["extensions"].get(extension, {})
    return told


def left_out() -> tuple[str, ...]:
    """Return the patterns of what stands in folders of templates and is none."""
    return tuple(_words()["left_out"])


def column_of(header: str) -> tuple[str, str]:
    """Return the metadata that a header names, and of a text the language that it names too.

    >>> column_of("英文内容"), column_of("content_zh"), column_of("渠道")
    (('text', 'en'), ('text', 'zh'), ('channel', ''))
    """
    key = key_of(header)
    if key:
        return key, ""
    folded = plain(header)
    for word, language in _names("values", "language").items():
        for rest in (folded.removeprefix(word), folded.removesuffix(word)):
            if rest != folded and key_of(rest) == "text":
                return "text", language
    return "", ""


def words_for(key: str) -> tuple[str, ...]:
    """Return the words that name a metadata key."""
    return (key, *(word for word in _words()["keys"][key] if word != key))
