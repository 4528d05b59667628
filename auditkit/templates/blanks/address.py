"""Finds in the address of a link what it will tell of a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from auditkit.templates.blanks.find import find_placeholders
from auditkit.templates.blanks.lexicon import Lexicon

_NAMED: Final = re.compile(r"[\w.\-]{1,40}=$|/$")
_NUMBER: Final = re.compile(r"(?:^(?:tel|sms|smsto):|=)(?P<number>\+?\d[\d\-]{5,24}\d)(?!\w)", re.I)


def private_stretches(address: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Yield where an address holds data of a person, each with the parameter's name before it.

    Blanks by what they will hold, and typed numbers that are dialled or are the whole of a
    parameter. What a blank may hold whose name says nothing is not told: most are tokens.

    >>> from auditkit.templates.blanks.lexicon import load_lexicon
    >>> address = "https://example.com/r?t={token}&card={card_no}"
    >>> [address[start:end] for start, end in private_stretches(address, load_lexicon())]
    ['card={card_no}']
    """
    for each in find_placeholders(address, lexicon):
        kind = lexicon.kinds.get(each.holds)
        if kind and kind.personal != "none":
            named = _NAMED.search(address, 0, each.start)
            yield named.start() if named else each.start, each.end
    for match in _NUMBER.finditer(address):
        yield match.span("number")
