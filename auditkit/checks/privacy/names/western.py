"""English names beside words that announce one: spoke with Jane Doe, wife: Jane Doe, Mr. Doe.

No replacement for a model of English: a name counts only where two or three words with capitals
stand beside such a word. A surname with a title alone scores under ``SURE``.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from typing import Final

import numpy as np

from auditkit.checks.privacy.fold import SEPARATOR
from auditkit.checks.privacy.interface import Batch
from auditkit.checks.privacy.names.lexicon import names
from auditkit.checks.privacy.names.spans import NO_SPANS, Source, Spans, spans, together

NAMED: Final = 0.7
"""The score of two or three names beside a sign."""
SHOUTED: Final = 0.4
"""The score where all around is in capitals, so that capitals tell nothing."""
TITLE_ONLY: Final = 0.3
"""The score of a surname with a title: Mr. Doe."""
_TITLES: Final = ("Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Prof")
_GAPS: Final = " :,'(-"
"""What may stand between a sign and a name."""
_LINKS: Final = np.array([ord(mark) for mark in ",."], dtype=np.uint32)
_LETTERS: Final = 26
_PART: Final = r"[A-Z](?:[a-z]{1,14}|['’][A-Z][a-z]{1,14}|[a-z]{1,3}[A-Z][a-z]{1,12}|[A-Z]{1,14})"
_WORD: Final = rf"{_PART}(?:-[A-Z][A-Za-z]{{1,14}})?"
_INITIAL: Final = r"(?: [A-Z]\.?(?![A-Za-z]))?"
_FIRST_LAST: Final = rf"{_INITIAL}(?: {_WORD}){{1,6}}"
_LAST_FIRST: Final = rf", {_WORD}(?: {_WORD})?{_INITIAL}"
_NAME: Final = re.compile(
    rf"(?<![A-Za-z0-9@._/-]){_WORD}(?:{_FIRST_LAST}|{_LAST_FIRST})(?![A-Za-z0-9@_-])"
)
_PARTS: Final = re.compile("[^ ,.]+")
_SUFFIX: Final = re.compile(r",? (?:Jr|Sr|II|III|IV)\b\.?", re.ASCII)
_TITLED: Final = re.compile(
    rf"(?<![A-Za-z])(?:{'|'.join(_TITLES)})\.? {_WORD}(?![A-Za-z0-9@_-])(?! [A-Z][a-z])"
)
_AROUND: Final = 24
"""Characters on either side of a name that are searched for a sign."""
_FEWEST, _MOST = 2, 3
"""Words of a name, initials left aside."""


def western(batch: Batch) -> Spans:
    """Return the English names beside signs, and surnames with a title."""
    plain, texts = batch.plain, _worth(batch)
    named = chain.from_iterable(_NAME.finditer(plain, *text) for text in texts)
    full = [name for match in named if (name := _believed(plain, match))]
    after_titles = chain.from_iterable(_TITLED.finditer(plain, *text) for text in texts)
    titled = [(*match.span(), TITLE_ONLY) for match in after_titles]
    return together([_spans(full, Source.RULE), _spans(titled, Source.TITLE)])


def _worth(batch: Batch) -> list[tuple[int, int]]:
    """Return where the texts begin and end in which a capital stands after a word and a space."""
    codes = batch.codes
    space = np.flatnonzero(codes[1:-1] == ord(" ")) + 1
    space = space[codes[space + 1] - ord("A") < _LETTERS]
    before = codes[space - 1]
    space = space[((before | 32) - ord("a") < _LETTERS) | np.isin(before, _LINKS)]
    bounds = np.flatnonzero(codes == SEPARATOR)
    which = np.unique(np.searchsorted(bounds, space))
    low, high = np.append(0, bounds + 1)[which], np.append(bounds, len(codes))[which]
    return list(zip(low.tolist(), high.tolist(), strict=True))


def _believed(plain: str, match: re.Match[str]) -> tuple[int, int, float] | None:
    """Return (start, end, score) of the name among words with capitals: Told [Jane Doe] PTP."""
    ordinary = names().western_words
    parts = [part.span() for part in _PARTS.finditer(plain, *match.span())]
    common = [plain[low:high].lower() in ordinary for low, high in parts]
    first = common.index(False) if False in common else len(parts)
    last = common.index(True, first) if True in common[first:] else len(parts)
    real = [part for part in parts[first:last] if part[1] - part[0] > 1]
    if not _FEWEST <= len(real) <= _MOST:
        return None
    start, end = parts[first][0], parts[last - 1][1]
    before, after = plain[max(0, start - _AROUND) : start], plain[end : end + _AROUND]
    if not (_announced(before) or _after().match(after)):
        return None
    shouted = plain[start:end].isupper() and not any(map(str.islower, before + after))
    suffix = _SUFFIX.match(plain, end)
    return start, suffix.end() if suffix else end, SHOUTED if shouted else NAMED


def _announced(before: str) -> bool:
    """Return whether a sign stands at the end of what is before a name."""
    if before.isascii() and not before.rstrip(_GAPS).lower().endswith(_endings()):
        return False
    return _before().search(before) is not None


@cache
def _endings() -> tuple[str, ...]:
    signs = (*names().western_before, *_TITLES, *(f"{title}." for title in _TITLES))
    return tuple({sign.lower().rstrip(_GAPS) for sign in signs})


@cache
def _before() -> re.Pattern[str]:
    signs = "|".join(sorted(map(re.escape, names().western_before), key=len, reverse=True))
    return re.compile(
        rf"(?<![A-Za-z])(?:{signs}|(?:{'|'.join(_TITLES)})\.?)[{_GAPS}]{{1,3}}$", re.IGNORECASE
    )


@cache
def _after() -> re.Pattern[str]:
    signs = "|".join(sorted(map(re.escape, names().western_after), key=len, reverse=True))
    return re.compile(rf"(?:,? (?:Jr|Sr)\.?)?[ ,:(-]{{1,2}}(?:{signs})(?![A-Za-z])", re.IGNORECASE)


def _spans(found: list[tuple[int, int, float]], source: Source) -> Spans:
    if not found:
        return NO_SPANS
    start, end, score = zip(*found, strict=True)
    sure = np.array(score, dtype=np.float32)
    return spans(np.array(start, dtype=np.int64), np.array(end, dtype=np.int64), sure, source)
