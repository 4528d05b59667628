"""Texts with their values marked in place: ``微信号⟦CN_WECHAT:li_2020⟧已加``."""

from __future__ import annotations

import re

from auditkit.checks.mentions import SURE
from auditkit.checks.privacy.detect.anchors import anchored
from auditkit.checks.privacy.interface import Batch
from auditkit.core.kinds import VALUES

MARK = re.compile(r"⟦([A-Z_]+):([^⟧]*)⟧")
Found = tuple[str, int, int]


def unmarked(text: str) -> tuple[str, set[Found]]:
    """Return the text without marks and the values that were marked."""
    plain, values, last = "", set(), 0
    for mark in MARK.finditer(text):
        plain += text[last : mark.start()]
        values.add((mark[1], len(plain), len(plain) + len(mark[2])))
        plain += mark[2]
        last = mark.end()
    return plain + text[last:], values


def found_in(texts: list[str], least: float = SURE) -> list[set[Found]]:
    """Return the values of each text, of overlapping ones the surest, then the longest."""
    batch = Batch.of(texts)
    spans = anchored(batch)
    found: list[set[Found]] = [set() for _ in texts]
    if not len(spans.start):
        return found
    text, start, end = batch.locate(spans.start, spans.end)
    rows = sorted(
        zip(-spans.score, start - end, text, start, end, spans.kind, strict=True),
        key=lambda row: tuple(map(float, row)),
    )
    for score, _, place, begin, stop, kind in rows:
        free = all(stop <= low or begin >= high for _, low, high in found[place])
        if free and -score >= least:
            found[place].add((VALUES.names[kind], int(begin), int(stop)))
    return found


def check(marked: str) -> None:
    """Assert that exactly the marked values are found."""
    text, values = unmarked(marked)
    assert shown(text, found_in([text])[0]) == shown(text, values), text


def shown(text: str, values: set[Found]) -> list[tuple[int, str, str]]:
    """Return values as people read them, in order."""
    return sorted((start, kind, text[start:end]) for kind, start, end in values)
