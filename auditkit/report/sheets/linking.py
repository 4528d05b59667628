"""The linking sheet: clocks, how surely rows were joined, whose rows name nobody, pairs to see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from auditkit.report.interface import ReportBundle
from auditkit.report.sheets.shape import Block, Marked, Row, Sheet, Value
from auditkit.report.words import Words, moment

SAMPLES = (
    "sure",
    "apart_s",
    "first_file",
    "first_row",
    "first_at",
    "first_duration_s",
    "second_file",
    "second_row",
    "second_at",
    "second_duration_s",
    "debtor",
    "contact",
)
OFFSETS = ("feed", "offset_s", "how", "pairs", "against")
FEEDS = ("feed", "rows", "linked", "unlinked", "linked_share")
BETWEEN = ("sure", "pairs", "first_feed", "second_feed", "apart_quantiles")
WITHOUT = (
    "file",
    "rows",
    "by_case",
    "by_number",
    "by_log",
    "left",
    "left_numbers",
    "left_ambiguous",
    "left_sample",
    "unknown_cases",
    "unknown_case_sample",
)
CROSSWALK = ("file", "read", "used", "unused", "ambiguous", "rejected")
_DOUBTFUL = {"contradicted": "warn", "debtor_far": "low"}


def linking_sheet(bundle: ReportBundle, words: Words) -> Sheet:
    """Return how rows of several systems were joined."""
    said = bundle.manifest.get("linking", {})
    crosswalk = said.get("crosswalk")
    blocks = [
        Block(OFFSETS, _offsets(said, words), words.text("block.offsets")),
        Block(FEEDS, _feeds(said.get("feeds", ())), words.text("block.feeds")),
        Block(BETWEEN, _between(said.get("between", ()), words), words.text("block.between")),
        Block(
            WITHOUT, _without(said.get("without_debtor", ()), words), words.text("block.without")
        ),
        Block(
            CROSSWALK,
            [_crosswalk(crosswalk, words)] if crosswalk else [],
            words.text("block.crosswalk"),
        ),
        Block(SAMPLES, _samples(said.get("samples", ()), words), words.text("block.samples")),
    ]
    return Sheet("linking", tuple(blocks))


def how(offset: Mapping[str, Any], least: int, words: Words) -> str:
    """Return how a clock offset is known, or why there is none."""
    return words.text(f"linking.{offset['how']}", least=least)


def _offsets(said: Mapping[str, Any], words: Words) -> list[Row]:
    return [
        (
            each["feed"],
            each["offset_s"],
            how(each, said.get("min_pairs", 0), words),
            each["pairs"],
            each["against"],
        )
        for each in said.get("offsets", ())
    ]


def _feeds(feeds: Iterable[Mapping[str, Any]]) -> list[Row]:
    return [
        (each["feed"], each["rows"], each["linked"], each["unlinked"], _share(each))
        for each in feeds
    ]


def _share(feed: Mapping[str, Any]) -> str:
    return f"{100 * feed['linked'] / feed['rows']:.1f}%" if feed["rows"] else ""


def _between(between: Iterable[Mapping[str, Any]], words: Words) -> list[Row]:
    rows: list[Row] = []
    for each in between:
        apart = " / ".join(str(value) for value in each["seconds_apart"].values())
        rows += [
            (_sure(name, words), count, each["first"], each["second"], apart)
            for name, count in each["classes"].items()
        ]
    return rows


def _sure(name: str, words: Words) -> Value:
    text = words.label("linking", name)
    return Marked(text, _DOUBTFUL[name]) if name in _DOUBTFUL else text


def _without(files: Iterable[Mapping[str, Any]], words: Words) -> list[Row]:
    listed = ("left_sample", "unknown_case_sample")
    return [
        tuple(words.text("comma").join(each[k]) if k in listed else each[k] for k in WITHOUT)
        for each in files
    ]


def _crosswalk(crosswalk: Mapping[str, Any], words: Words) -> Row:
    files = words.text("comma").join(each["file"] for each in crosswalk["files"])
    return (files, *(crosswalk[name] for name in CROSSWALK[1:]))


def _samples(samples: Iterable[Mapping[str, Any]], words: Words) -> list[Row]:
    return [
        (
            _sure(each["class"], words),
            each["seconds_apart"],
            *_side(each["first"]),
            *_side(each["second"]),
            each["debtor"],
            each["contact"],
        )
        for each in samples
    ]


def _side(side: Mapping[str, Any]) -> Row:
    return (side["file"], side["row"], moment(side["at"]), side["duration_s"])
