"""Chinese addresses: a named place and a door in it, read outwards from where the two meet.

A city, a district or a road alone is no address; 中山路12号, 红星小区8栋, 李家村三组 are, and so,
less surely, is a door down to the room: 3栋2单元501. A village named from its county down is a
guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from auditkit.checks.privacy.detect.anchors.found import Span, collected, kind
from auditkit.checks.privacy.detect.anchors.index import COUNT, DOOR, NAME, PLACE, Page
from auditkit.checks.privacy.detect.anchors.words import any_of, lore
from auditkit.checks.privacy.interface import Positions

_NEAR: Final = 8
_BACK: Final = 40
_SHORT: Final = 7
"""The longest name taken for a place when nothing says where it begins."""
_TOWN_NAME: Final = 5
_SURE: Final = 0.9
_NAMED: Final = 0.7
_DOORS_ONLY: Final = 0.55
_VILLAGE: Final = 0.45
_NUMBER: Final = r"(?:[0-9]{1,5}(?:[-][0-9]{1,4}){0,3}|[零一二两三四五六七八九十百]{1,5})"


_ROOM: Final = "[0-9]{1,3}-[0-9]{1,2}-[0-9]{3,4}(?![0-9-])"


@cache
def _doors() -> re.Pattern[str]:
    door = f"{any_of(lore('places')['doors'])}(?!{any_of(lore('places')['at_doors'])})"
    opens = rf"(?:{door}|-(?=[0-9A-Za-z])|(?=[A-Za-z]?[0-9]{{1,4}}(?:室|号|栋|幢)))"
    part = rf"(?:自编|[附东西南北甲乙丙丁])?[ ]?(?:{_NUMBER}|[A-Za-z][0-9]{{0,4}})[ ]?{opens}"
    number = "(?:[0-9]{1,2}[A-Za-z](?![A-Za-z])|[0-9]{3,4}|[0-9]{1,2}-[0-9]{1,4})"
    room = rf"(?:(?:(?<=-)[0-9]{{1,4}}|[ ]?{number})(?![0-9年月日元期次%万千:/-]|[,.][0-9]))?"
    return re.compile(rf"[ ]?(?:{_ROOM}|(?:{part}[ ,]?){{1,6}}{room})")


@cache
def _real_door() -> re.Pattern[str]:
    return re.compile(rf"{any_of(lore('places')['doors'])}|{_ROOM}")


def _meetings(page: Page) -> Positions:
    """Return where the name of a place ends and a number, with a space between or not, begins."""
    end = page.of(PLACE)
    behind = end + 1 + (page.codes[end + 1] == ord(" "))
    counted = page.is_a(behind, COUNT)
    end, behind = end[counted], behind[counted]
    near = np.zeros(len(end), dtype=bool)
    for nth in range(1, _NEAR):
        near |= page.is_a(behind + nth, DOOR)
    found: Positions = end[near]
    return found


@collected
def places(page: Page) -> Iterator[Span]:
    """Return Chinese addresses."""
    code = kind("ADDRESS")
    held: tuple[int, int, float] | None = None
    for found in _doored(page):
        if held is not None and found[0] <= held[1] + 1 and page.plain[held[1] : found[0]] in " ":
            held = (held[0], found[1], held[2])
            continue
        if held is not None:
            yield held[0], held[1], code, held[2]
        held = found
    if held is not None:
        yield held[0], held[1], code, held[2]
    yield from _villages(page, code)
    yield from _units(page, code)


def _doored(page: Page) -> Iterator[tuple[int, int, float]]:
    """Return start, end and score of places with a door, in order."""
    ends, done, plain = _meetings(page), -1, page.plain
    doors_at, real, ways = _doors().match, _real_door(), _ways()
    lows = page.run_before(ends, NAME, _BACK)
    for low, end in zip(lows.tolist(), ends.tolist(), strict=True):
        doors = doors_at(plain, end + 1) if end >= done else None
        if doors is None or ("-" in doors[0] and real.search(doors[0]) is None):
            continue
        start, score = _begin(plain[low : end + 1], end + 1, ways)
        if score:
            if start and plain[start - 1] == " ":
                start, score = _before_space(plain, start, score)
            done = doors.end()
            yield start, doors.start() + len(doors[0].rstrip(" ,-")), score


def _before_space(plain: str, start: int, score: float) -> tuple[int, float]:
    """Return where an address begins whose town and road are written apart."""
    town = _TOWN.search(plain, max(start - _BACK, 0), start)
    if town is None:
        return start, score
    return town.start() + _cut(town[0], _ways()), _SURE


@dataclass(frozen=True, slots=True)
class _Ways:
    """How addresses begin and places are called.

    ``openers``: what an address begins after, and the words of ``keep`` that only look so;
    ``roads``: endings of places, by themselves none those in ``alone``, never those in ``never``.
    """

    openers: re.Pattern[str]
    keep: frozenset[str]
    regions: re.Pattern[str]
    roads: tuple[str, ...]
    never: frozenset[str]
    alone: frozenset[str]


@cache
def _ways() -> _Ways:
    words = lore("places")
    return _Ways(
        re.compile(any_of([*words["keep"], *words["after"]])),
        frozenset(words["keep"]),
        re.compile(any_of(words["provinces"])),
        tuple(words["roads"]),
        frozenset(words["never"]),
        frozenset(words["alone"]),
    )


_LEVELS: Final = re.compile("[省市州县区旗镇乡]|街道|社区")
_TOWN: Final = re.compile(r"[\u4e00-\u9fff]{2,30}(?:[省市州县区旗镇乡]|街道) \Z")
_VILLAGE_PATH: Final = re.compile("[市县区旗].{2,8}(?:镇|乡|街道).{2,6}村\\Z")


def _names_a_place(own: str, ways: _Ways) -> bool:
    """Return whether a word names a road, an estate or a village."""
    if len(own) < 2 or own in ways.alone or not own.endswith(ways.roads):
        return False
    return ways.never.isdisjoint((own[-2:], own[-3:], own[-4:], own[-5:]))


def _begin(text: str, end: int, ways: _Ways) -> tuple[int, float]:
    """Return where the address begins whose named place ends a text, and its score."""
    begin = _cut(text, ways)
    region = ways.regions.search(text, begin)
    # 北京东路 in 南京市玄武区北京东路12号 is a road: a region has no town before it
    if region is not None and _LEVELS.search(text, begin, region.start()) is None:
        begin, whole = region.start(), True
    else:
        levels = len(_LEVELS.findall(text, begin))
        whole = levels > 1
        if not begin and not whole:
            begin = max(len(text) - _SHORT - _TOWN_NAME * levels, 0)
    if not _names_a_place(text[begin:], ways):
        return 0, 0.0
    return end - len(text) + begin, _SURE if whole else _NAMED


def _cut(text: str, ways: _Ways) -> int:
    """Return where the last word ends that an address begins after."""
    cut = 0
    for opener in ways.openers.finditer(text, 0, len(text) - 1):
        if opener[0] not in ways.keep:
            cut = opener.end()
    return cut


@cache
def _unit() -> re.Pattern[str]:
    return re.compile(
        rf"{_NUMBER}(?:号楼|栋|幢|座|号)[ ]?{_NUMBER}单元[ ]?{_NUMBER}(?:室|号|户)?(?![0-9])"
    )


def _villages(page: Page, code: int) -> Iterator[Span]:
    """Return villages named from the county or the town down, whose door is not."""
    ends = np.flatnonzero(page.codes == ord("村"))
    ends = ends[~page.is_a(ends + 1, COUNT)]
    lows = page.run_before(ends, NAME, _BACK)
    for low, end in zip(lows.tolist(), ends.tolist(), strict=True):
        text = page.plain[low : end + 1]
        if _VILLAGE_PATH.search(text) is not None:
            yield end + 1 - len(text) + _cut(text, _ways()), end + 1, code, _VILLAGE


def _units(page: Page, code: int) -> Iterator[Span]:
    """Return doors down to the room whose place is not named: 3栋2单元501."""
    for place in page.at("door"):
        low = max(place - 12, 0)
        found = _unit().search(page.plain, low, place + 10)
        if found is not None and found.start() < place < found.end():
            yield *found.span(), code, _DOORS_ONLY
