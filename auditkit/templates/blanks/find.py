"""Finds the blanks of a text in the notations of the common template systems."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from auditkit.core.han import has_han
from auditkit.templates.blanks.lexicon import Lexicon
from auditkit.templates.blanks.names import Parts
from auditkit.templates.interface import Placeholder, Told

_WORD: Final = r"[^\W\d]\w"
_NAME: Final = rf"(?:{_WORD}{{0,60}}(?:[.\-]\w{{1,60}}){{0,5}}|\d{{1,2}})"
_SPEC: Final = (  # of str.format, and the words of a message format
    r"(?:![rsa])?(?::(?:.?[<>=^])?[+\- ]?#?\d{0,3}[,_]?(?:\.\d{1,2})?[bcdeEfFgGnosxX%]?"
    r"|:(?:%[A-Za-z][\-:/. 年月日时分秒]?){1,9}|,[ ]?(?:number|date|time))?"
)
_NOTATIONS: Final = (
    ("double", r"\{\{\{?(?!%)[ \t]{0,9}(?![#/^!>&]|else\b)(?P<double>[^{}\n]{1,200})\}\}\}?"),
    ("dollar", r"[$＄][!]?[{｛](?P<dollar>[^{}｛｝\n]{1,200})[}｝]"),
    ("hash_brace", r"\{#[ \t]{0,3}(?P<hash_brace>\w{1,60})[ \t]{0,3}#\}"),
    ("hash_open", r"#\{(?P<hash_open>[^{}\n]{1,100})\}"),
    ("erb", r"<%=(?P<erb>[^%\n]{1,200})%>"),
    ("brace", rf"[{{｛][ ]?(?P<brace>{_NAME}){_SPEC}[ ]?[}}｝]"),
    ("printf_name", r"%\((?P<printf_name>[^()\n]{1,60})\)[#0\- +]{0,3}\d{0,3}(?:\.\d{1,2})?"
                    r"[sdifgxr]"),
    ("printf", r"(?<![\d%])%(?:(?P<printf>\d{1,2})\$)?[#0\-+]{0,3}\d{0,3}(?:\.\d{1,2})?"
               r"(?:l{0,2}[dui]|[sfg@])(?![A-Za-z])"),
    ("percent", r"(?<![\d%])%(?P<percent>[A-Za-z_]\w{1,40})%(?!\w)"),
    ("corner", r"【(?P<corner>[^【】\n]{1,40})】"),
    ("square", r"(?<![\\A-Za-z0-9_\]!])\[(?P<square>[^\[\]\n]{1,40})\](?![(\[:])"),
    ("hash", rf"(?<![A-Za-z0-9_#&])#(?P<hash>{_WORD}{{0,40}})#(?![A-Za-z0-9_#])"),
    ("angle", r"(?<![\w<])<(?P<angle>[^\W\d][\w .\-]{0,40})>"),
    ("shell", r"(?<![\w$])\$(?P<shell>[A-Za-z_]\w{0,40})\$?(?![\w{])"),
)  # fmt: skip
_ANY: Final = re.compile("|".join(pattern for _, pattern in _NOTATIONS))
_NAMES: Final = tuple(name for name, _ in _NOTATIONS)
_FIRST_NAME: Final = re.compile(r"[^\W\d][\w.\-]*")
_QUOTED: Final = re.compile(r"\"[^\"]*\"|'[^']*'")
_TAIL_SLICE: Final = re.compile(r"\[\s*-\s*\d+\s*:\s*\]")
_FIELD: Final = re.compile(r"\[['\"](\w+)['\"]\]")
_HTML: Final = re.compile(
    "a|abbr|b|big|blockquote|body|br|center|code|col|d[dlt]|del|div|em|font|footer|form|h[1-6r]|head"
    "|header|html|i|img|input|ins|label|li|link|main|mark|meta|nav|ol|option|p|pre|q|s|script"
    "|section|select|small|span|strong|style|su[bp]|table|tbody|t[dhrt]|tfoot|thead|title|ul?|var"
    "|video",
    re.IGNORECASE,
)
_KEYWORDS: Final = ("if", "else", "not", "and", "or", "is", "in", "true", "false", "none")
_BRACKETS: Final = ("corner", "square")
# [Company Name], {name or 称呼} is no name of several words
_SEVERAL: Final = re.compile(r"(?!.*\b(?:if|or)\b)\w+(?:[ /\-'’&]\w+)*")
_PROSE: Final = re.compile(r"[，。！？；、,.!?;:：“”\"'（）()]")
_DIRECT: Final = re.compile(
    r"[A-Z][A-Z0-9]*(?:[_ ][A-Z0-9]+)*|[A-Z][A-Za-z0-9]*(?: [A-Z0-9][A-Za-z0-9]*)*|\w+_\w+"
)
_NEAR: Final = 24
"""Characters on either side of a blank among which words tell what it holds."""


def find_placeholders(
    text: str, lexicon: Lexicon, order: Sequence[str] = (), own: Mapping[str, str] | None = None
) -> tuple[Placeholder, ...]:
    """Return the blanks of a text in their order.

    ``order`` are the names of blanks without one (``%s``, ``{0}``), as metadata lists them; ``own``
    says of single names what they hold.
    """
    return tuple(_found(text, lexicon, order, own or {}))


def written_in(raw: str) -> tuple[str, str]:
    """Return the notation of a blank and what is written in it, "" for what is none."""
    match = _ANY.fullmatch(raw)
    if match is None:
        return "", ""
    notation = str(match.lastgroup or "printf")
    return notation, (match.group(notation) or "").strip()


def _found(
    text: str, lexicon: Lexicon, order: Sequence[str], own: Mapping[str, str]
) -> Iterator[Placeholder]:
    nameless, body = 0, _body(text)
    for match in _ANY.finditer(text):
        notation = str(match.lastgroup or "printf")
        written = (match.group(notation) or "").strip()
        if notation == "printf" or (written.isdigit() and notation not in _BRACKETS):
            at = int(written) - (notation == "printf") if written else nameless
            nameless += not written
            name = order[at] if 0 <= at < len(order) else ""
            parts = Parts(name)
        else:
            parts = _parts(written, lexicon)
            if not _is_blank(notation, parts.name, match, body, lexicon):
                continue
        known = own.get(parts.name) or lexicon.holds(parts)
        named = _by_words_before(text, match.start(), known, lexicon)
        holds = named or _by_words_around(text, match, lexicon)
        told: Told = "name" if named else "words"
        yield Placeholder(match.start(), match.end(), match.group(), parts.name, holds, told)


def _body(text: str) -> tuple[int, int]:
    """Return where a text begins and ends without the spaces around it."""
    return len(text) - len(text.lstrip()), len(text.rstrip())


def _parts(written: str, lexicon: Lexicon) -> Parts:
    """Return the name in an expression, and what its filters or a slice do with the value."""
    expression, *filters = written.split("|")
    plain = _QUOTED.sub(" ", _FIELD.sub(r".\1", expression))
    found = (name for name in _FIRST_NAME.findall(plain) if name not in _KEYWORDS)
    name = next(found, "").strip(".-")
    how = " ".join(filters)
    cut = bool(_TAIL_SLICE.search(expression)) or (how != "" and lexicon.namer.has(how, "tail"))
    return Parts(
        plain.strip() if _SEVERAL.fullmatch(plain.strip()) or not name else name,
        shortened=cut,
        masked=how != "" and lexicon.namer.has(how, "masked"),
    )


def _is_blank(
    notation: str, name: str, match: re.Match[str], body: tuple[int, int], lexicon: Lexicon
) -> bool:
    """Return whether what looks like a blank is one: brackets and signs stand in prose too."""
    if notation == "angle":
        return _HTML.fullmatch(name.partition(" ")[0]) is None
    if notation == "hash":
        return name.isascii() or bool(lexicon.namer.kind(name)) or _is_named_as_blank(name, lexicon)
    if notation not in _BRACKETS or _is_named_as_blank(name, lexicon):
        return True
    if any(word in name.casefold() for word in lexicon.headings) or _PROSE.search(name):
        return False
    at_edge = match.start() == body[0] or match.end() == body[1]
    if notation == "square":
        signs = at_edge and " " in name and lexicon.namer.has(name, "institution")
        return not signs and len(name) > 1 and bool(_DIRECT.fullmatch(name) or has_han(name))
    # the name of a bank or a company in 【】 is a signature, wherever it stands
    return not at_edge and lexicon.namer.kind(name) not in ("institution", "agency")


def _is_named_as_blank(name: str, lexicon: Lexicon) -> bool:
    plain = name.casefold().rstrip("0123456789")
    return plain in lexicon.blank_words or lexicon.namer.is_known_whole(name)


def _by_words_before(text: str, start: int, known: str, lexicon: Lexicon) -> str:
    """Return what a blank holds by the words that lead to it, where they say more."""
    before = _before(text, start)
    for words, becomes in lexicon.around:
        if known in becomes and before.endswith(words):
            return becomes[known]
    return known


def _by_words_around(text: str, match: re.Match[str], lexicon: Lexicon) -> str:
    """Return what a blank of which its name tells nothing holds by the words on its sides."""
    before = _before(text, match.start())
    after = text[match.end() : match.end() + _NEAR].lstrip(" \t）)*").casefold()
    return next(
        (
            holds
            for lead, follow, holds in lexicon.nameless
            if after.startswith(follow) and any(_ends_with(before, word) for word in lead)
        ),
        "",
    )


def _ends_with(text: str, word: str) -> bool:
    """Return whether a text ends with a word, of Latin letters with the whole of it."""
    if not text.endswith(word):
        return False
    first, before = word[:1], text[: len(text) - len(word)][-1:]
    return not (first.isascii() and first.isalpha() and before.isascii() and before.isalpha())


def _before(text: str, start: int) -> str:
    return text[max(0, start - _NEAR) : start].rstrip(" \t:：为是（(*").casefold()
