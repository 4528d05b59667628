"""Texts are taken out of rows once, with who says them."""

from __future__ import annotations

import json

import pyarrow as pa

from auditkit.checks.mentions import PLACES, SPEAKERS
from auditkit.core.vocabulary import DIRECTIONS
from auditkit.engine.texts import texts_of


def table(**columns: list[object]) -> pa.Table:
    rows = len(next(iter(columns.values())))
    given = {"direction": ["outbound"] * rows} | columns
    codes = [DIRECTIONS.code(word) for word in given.pop("direction")]
    texts = {
        name: pa.array(given.get(name, [None] * rows), pa.string())
        for name in ("note", "message", "turns")
    }
    return pa.table({"direction": pa.array(codes, pa.int8()), **texts})


def told(texts) -> list[tuple[int, str, int, str, str]]:
    return [
        (
            row,
            PLACES.names[texts.place[n]],
            int(texts.turn[n]),
            SPEAKERS.names[texts.speaker[n]],
            texts.distinct[texts.number[n]],
        )
        for n, row in enumerate(texts.row.tolist())
    ]


def test_notes_are_the_collectors_and_messages_of_inbound_rows_the_other_partys():
    texts = texts_of(
        table(
            direction=["outbound", "inbound"],
            note=["已联系", "客户来电"],
            message=["请还款", "知道了"],
        )
    )
    assert told(texts) == [
        (0, "note", -1, "collector", "已联系"),
        (1, "note", -1, "collector", "客户来电"),
        (0, "message", -1, "collector", "请还款"),
        (1, "message", -1, "party", "知道了"),
    ]
    assert texts.bits(2).tolist() == [3, 3]


def test_empty_texts_are_none():
    texts = texts_of(table(note=["", "  ", None, "有"]))
    assert told(texts) == [(3, "note", -1, "collector", "有")]
    assert texts.bits(4).tolist() == [0, 0, 0, 1]


def test_what_is_written_again_and_again_is_kept_once():
    texts = texts_of(table(message=["请还款"] * 5))
    assert texts.distinct == ("请还款",)
    assert len(texts) == 5


def test_turns_are_read_as_json_as_lines_with_names_and_as_one_text():
    turns = [
        {"speaker": "坐席", "text": "您好", "stime": 0, "etime": 1},
        {"speaker": "客户", "text": "哪位"},
        {"speaker": "", "text": ""},
        {"speaker": "某人", "text": "嗯"},
    ]
    texts = texts_of(
        table(turns=[json.dumps(turns), "Agent: hello\nCustomer: hi", "只有一句", "[不是 JSON"])
    )
    assert told(texts) == [
        (0, "turn", 0, "collector", "您好"),
        (0, "turn", 1, "party", "哪位"),
        (0, "turn", 3, "none", "嗯"),
        (1, "turn", 0, "collector", "hello"),
        (1, "turn", 1, "party", "hi"),
        (2, "turn", 0, "none", "只有一句"),
        (3, "turn", 0, "none", "[不是 JSON"),
    ]
    assert texts.bits(4).tolist() == [4, 4, 4, 4]


def test_rows_without_texts_have_none():
    assert len(texts_of(table(note=[None, None]))) == 0
