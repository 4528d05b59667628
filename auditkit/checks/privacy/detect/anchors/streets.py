"""English street addresses: a number, a name, a kind of street, then town, state and code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from auditkit.checks.privacy.detect.anchors.found import Span, collected, kind
from auditkit.checks.privacy.detect.anchors.index import Page
from auditkit.checks.privacy.detect.anchors.words import FLAGS, any_of, lore

_SURE: Final = 0.9
_STREET: Final = 0.6
_BACK: Final = 48
_HEAD: Final = re.compile(
    r"(?<![0-9A-Za-z$#/-])(?<![0-9][.,])[0-9]{1,6}[A-Za-z]?(?:-[0-9]{1,4})?[ ]"
    r"(?:[NSEW]\.?[ ]|(?:North|South|East|West)[ ])?"
    r"(?:[A-Z][A-Za-z'.]{1,20}[ ]|[0-9]{1,3}(?:st|nd|rd|th)[ ]){1,4}\Z"
)
_UNIT: Final = r"(?:,?[ ](?:apt|apartment|unit|suite|ste|floor|flat|lot|#)\.?[ ]?#?[a-z0-9-]{1,6})?"
_TOWN: Final = (
    r"(?:,?[ ](?:[a-z][a-z.'-]{1,20}[ ]?){1,3},?[ ][a-z]{2}"
    r"(?:[ ](?P<zip>[0-9]{5}(?:-[0-9]{4})?))?(?![a-z0-9]))?"
)
_BOX: Final = re.compile(rf"[ ]#?[0-9]{{1,6}}{_TOWN}", FLAGS)
_POST: Final = (
    r"(?:,?[ ](?:[a-z]{2,20},?[ ]){0,2}"
    r"(?P<post>[a-z]{1,2}[0-9][0-9a-z]?[ ][0-9][a-z]{2})(?![a-z0-9]))?"
)


@cache
def _tail() -> re.Pattern[str]:
    kinds = any_of(lore("places")["kinds_en"])
    side = r"(?:[ ][NS][EW]?\b|[ ][EW]\b)?"
    return re.compile(rf"[ ]?{kinds}\b\.?{side}(?:[ ][0-9]{{1,4}})?{_UNIT}{_TOWN}{_POST}", FLAGS)


@collected
def streets(page: Page) -> Iterator[Span]:
    """Return English addresses; a town and code behind the street make one sure."""
    code = kind("ADDRESS")
    for place in page.at("street"):
        begin = place + (page.plain[place] == " ")
        tail = _tail().match(page.plain, place)
        head = _HEAD.search(page.plain, max(begin - _BACK, 0), begin) if tail is not None else None
        if head is not None and tail is not None:
            whole = tail["zip"] or tail["post"]
            yield head.start(), tail.end(), code, _SURE if whole else _STREET
    for start, end in page.spans("box"):
        found = _BOX.match(page.plain, end)
        if found is not None:
            yield start, found.end(), code, _SURE if found["zip"] else _STREET
