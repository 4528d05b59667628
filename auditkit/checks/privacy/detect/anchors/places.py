"""Chinese addresses: a named place and a door in it, read outwards from where the two meet.

A city, a district or a road alone is no address; 中山路12号, 红星小区8栋, 李家村三组 are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.anchors.found import Span, kind
from auditkit.checks.privacy.detect.anchors.index import Page
from auditkit.checks.privacy.detect.anchors.words import any_of, lore
from auditkit.checks.privacy.interface import Positions

_TOP: Final = 0x110000
_END: Final = 1
_COUNT: Final = 2
_DOOR: Final = 4
_BACK: Final = 40
_SHORT: Final = 7
"""The longest name taken for a place when nothing says where it begins."""
_SURE: Final = 0.9
_NAMED: Final = 0.7
_DOORS_ONLY: Final = 0.55
_VILLAGE: Final = 0.6
_NUMBER: Final = r"(?:[0-9]{1,5}(?:[-][0-9]{1,4}){0,3}|[零一二两三四五六七八九十百]{1,5})"


@cache
def _marks() -> NDArray[np.uint8]:
    words, table = lore("places"), np.zeros(_TOP, dtype=np.uint8)
    table[[ord(char) for char in words["counts"]]] |= _COUNT
    table[[ord(word[-1]) for word in words["roads"]]] |= _END
    for first in range(26):
        table[[ord("A") + first, ord("a") + first]] |= _COUNT
    table[[ord(char[0]) for char in words["doors"]]] |= _DOOR
    return table


@cache
def _doors() -> re.Pattern[str]:
    door = any_of(lore("places")["doors"])
    part = rf"(?:附|东|西|南|北|甲|乙|丙|丁)?[ ]?(?:{_NUMBER}|[A-Za-z][0-9]{{0,4}})[ ]?(?:{door}|-(?=[0-9A-Za-z])|(?=[A-Za-z]?[0-9]{{1,4}}(?:室|号|栋|幢)))"
    room = r"(?:[ ]?[0-9]{3,4}(?![0-9年月日元期次%万千:/-]|[,.][0-9]))?"
    return re.compile(rf"[ ]?(?:{part}[ ,]?){{1,6}}{room}")


@cache
def _real_door() -> re.Pattern[str]:
    return re.compile(any_of(lore("places")["doors"]))


def _meetings(page: Page) -> Positions:
    """Return where the name of a place ends and a number, with a space between or not, begins."""
    marks = _marks().take(page.batch.codes.astype(np.intp))
    end = np.flatnonzero(marks & _END)
    marks = np.concatenate([marks, np.zeros(32, dtype=np.uint8)])
    behind = np.where(page.codes[end + 1] == ord(" "), end + 2, end + 1)
    counted = (marks[behind] & _COUNT) != 0
    end, behind = end[counted], behind[counted]
    near = np.zeros(len(end), dtype=bool)
    for nth in range(1, 8):
        near |= (marks[behind + nth] & _DOOR) != 0
    found: Positions = end[near]
    return found


def places(page: Page) -> Iterator[Span]:
    """Return Chinese addresses."""
    code, done = kind("ADDRESS"), -1
    for end in _meetings(page).tolist():
        if end < done:
            continue
        doors = _doors().match(page.plain, end + 1)
        if doors is None or _real_door().search(doors[0]) is None:
            continue
        start, score = _begin(page.plain, end)
        if score:
            done = doors.end()
            yield start, doors.start() + len(doors[0].rstrip(" ,-")), code, score
    yield from _units(page, code)


@cache
def _name_before() -> re.Pattern[str]:
    return re.compile(r"[\u4e00-\u9fffA-Za-z0-9()]{1,40}\Z")


@cache
def _openers() -> re.Pattern[str]:
    keep, after = any_of(lore("places")["keep"]), any_of(lore("places")["after"])
    return re.compile(rf"(?:{keep})|(?P<cut>{after})")


@cache
def _regions() -> re.Pattern[str]:
    return re.compile(any_of(lore("places")["provinces"]))


@cache
def _levels() -> re.Pattern[str]:
    return re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:省|市|州|县|区|旗|镇|乡|街道|村|社区)")


@cache
def _endings() -> tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]:
    words = lore("places")
    return tuple(words["roads"]), tuple(words["never"]), frozenset(words["alone"])


def _names_a_place(own: str) -> bool:
    """Return whether a word names a road, an estate or a village."""
    roads, never, alone = _endings()
    named = len(own) > 1 and own.endswith(roads) and not own.endswith(never)
    return named and own not in alone


def _begin(plain: str, end: int) -> tuple[int, float]:
    """Return where the address begins whose named place ends at a character, and its score."""
    low = max(end + 1 - _BACK, 0)
    name = _name_before().search(plain, low, end + 1)
    if name is None:
        return 0, 0.0
    text = name[0]
    cut = 0
    for opener in _openers().finditer(text, 0, len(text) - 1):
        if opener["cut"]:
            cut = opener.end()
    region = _regions().search(text)
    known = cut > 0 or region is not None
    begin = region.start() if region is not None else cut
    levels = len(_levels().findall(text[begin:]))
    if not known and levels < 2 and len(text) > _SHORT:
        begin = len(text) - _SHORT
    own = text[begin:]
    if not _names_a_place(own):
        return 0, 0.0
    return name.start() + begin, _SURE if levels > 1 or region is not None else _NAMED


@cache
def _unit() -> re.Pattern[str]:
    return re.compile(
        rf"{_NUMBER}(?:号楼|栋|幢|座|号)[ ]?{_NUMBER}单元[ ]?{_NUMBER}(?:室|号|户)?(?![0-9])"
    )


def _units(page: Page, code: int) -> Iterator[Span]:
    """Return doors down to the room whose place is not named: 3栋2单元501."""
    for place in page.at("door"):
        low = max(place - 12, 0)
        found = _unit().search(page.plain, low, place + 10)
        if found is not None and found.start() < place < found.end():
            yield *found.span(), code, _DOORS_ONLY
