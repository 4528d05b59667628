"""What the scan promises of any texts: it equals a plain reading of each, however they come."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.checks.privacy.detect import detect, detect_stream, plain_values
from auditkit.checks.privacy.detect.digits import numbers
from auditkit.checks.privacy.detect.resolve import detections, settled
from auditkit.checks.privacy.interface import Batch, Candidates, Detections
from auditkit.core.kinds import VALUES
from tests.checks.privacy.detect import oracle

NUMBERS = [
    "138", "1234", "5678", "13812345678", "110101", "19900307",
    "11010119900307", "1999", "0", "1", "X", "x", "622202", "6222", "400",
    "010", "0512", "82345678", "86", "+86", "0086", "9132", "MA1",
    "810000", "900001", "一三八", "幺", "两", "〇", "壹", "O", "l", "①", "⑧",
    "❸", "３", "８", "٣", "𝟖", "91320102MA1", "10.138.112", "134.15",
]  # fmt: skip
BETWEEN = [*" -.·_/，、。()）\u3000—\n\t:：+¥=@\x1e\ud800😀\u200b\ufe0f\u20e3", "  ", " - "]
WORDS = [
    "手机", "电话", "身份证号", "卡号", "账号", "订单号", "流水号", "案号", "信用代码", "居住证",
    "元", "号", "汉字", "張號", "tel", "card", "id", "order", "phone:", "wx",
    "AB", "f", "https://a.cn/?p=",
]  # fmt: skip
PIECES = [*NUMBERS, *BETWEEN, *WORDS, "order "]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
CHARS = st.text(
    st.one_of(
        st.sampled_from("0123456789１２３①②③❶❷٠١一二三零〇幺OolIXxХ -.·_/()，。:+元手机号卡"),
        st.characters(),
    ),
    max_size=40,
)


def rows(hits: Detections) -> dict[int, list[tuple[int, int, str, float]]]:
    """Return (start, end, kind, score) of what stands in each text that has any."""
    found: dict[int, list[tuple[int, int, str, float]]] = {}
    for text, start, end, kind, score in zip(
        hits.text.tolist(),
        hits.start.tolist(),
        hits.end.tolist(),
        hits.kind.tolist(),
        hits.score.tolist(),
        strict=True,
    ):
        found.setdefault(text, []).append((start, end, VALUES.names[kind], round(score, 3)))
    return found


def scan(texts: list[str]) -> Detections:
    """Return what the numeric scan finds alone, whatever other detectors there are."""
    batch = Batch.of(texts)
    return detections(batch, settled(numbers(batch)))


@given(st.lists(TEXTS | CHARS, max_size=6))
def test_numbers_are_those_of_a_plain_reading_of_each_text(texts):
    expected = {
        place: found for place, text in enumerate(texts) if (found := oracle.detections(text))
    }
    assert rows(scan(texts)) == expected


@given(st.lists(TEXTS | CHARS, max_size=8), st.data())
def test_what_is_found_does_not_depend_on_how_texts_are_batched(texts, data):
    cut = data.draw(st.integers(0, len(texts)))
    whole, first, second = detect(texts), detect(texts[:cut]), detect(texts[cut:])
    values = plain_values(texts[:cut], first) + plain_values(texts[cut:], second)
    assert plain_values(texts, whole) == values
    for column in ("start", "end", "kind", "score"):
        parts = np.concatenate([getattr(first, column), getattr(second, column)])
        assert getattr(whole, column).tolist() == parts.tolist()
    assert whole.text.tolist() == [*first.text.tolist(), *(second.text + cut).tolist()]


@given(st.lists(TEXTS, max_size=5))
def test_values_point_into_the_text_as_given_and_never_overlap(texts):
    hits = detect(texts)
    keys = list(zip(hits.text.tolist(), hits.start.tolist(), hits.end.tolist(), strict=True))
    assert keys == sorted(keys)
    for (text, start, end), (other, begin, _) in pairwise(keys):
        assert text != other or end <= begin
        assert 0 <= start < end <= len(texts[text])


@given(st.lists(TEXTS, max_size=5), st.sets(st.sampled_from(VALUES.names)))
def test_asking_for_fewer_kinds_leaves_the_others_as_they_are(texts, kinds):
    everything, some = detect(texts), detect(texts, frozenset(kinds))
    kept = [place for place, kind in enumerate(everything.kind) if VALUES.names[kind] in kinds]
    assert some.start.tolist() == everything.start[kept].tolist()
    values = plain_values(texts, everything)
    assert plain_values(texts, some) == tuple(values[place] for place in kept)


def test_texts_beyond_one_chunk_are_numbered_through(monkeypatch):
    monkeypatch.setattr("auditkit.checks.privacy.detect.CHUNK", 3)
    texts = [f"手机1381234567{nth}" if nth % 2 else "" for nth in range(10)]
    hits = detect(texts)
    assert hits.text.tolist() == [1, 3, 5, 7, 9]
    assert plain_values(texts, hits) == tuple(f"1381234567{nth}" for nth in (1, 3, 5, 7, 9))


def test_long_texts_are_cut_into_chunks_by_their_characters(monkeypatch):
    monkeypatch.setattr("auditkit.checks.privacy.detect.CHUNK", 10)
    assert detect(["13812345678", "", "13912345678" * 2, "x", "13712345678"]).text.tolist() == [
        0,
        4,
    ]


def test_a_stream_is_numbered_batch_by_batch():
    batches = [["", "13812345678"], [], ["13912345678"]]
    assert [hits.text.tolist() for hits in detect_stream(batches)] == [[1], [], [0]]


@pytest.mark.parametrize(
    "texts", [[], [""], ["", ""], ["\x1e"], ["\u200b\u200b"], ["\ud800"], ["\n\n"]]
)
def test_texts_with_nothing_in_them_hold_nothing(texts):
    assert len(detect(texts)) == 0


def test_a_number_never_runs_from_one_text_into_the_next():
    assert len(detect(["1381234", "5678", "手机", "1391234\n5678", "+86"])) == 0


def test_a_text_may_hold_the_separator_of_texts():
    hits = detect(["a\x1e13812345678\x1e", "13912345678"])
    assert hits.start.tolist() == [2, 0]


@pytest.mark.parametrize(
    "text",
    ["1 3 8 " * 3000, "138 1234 5678 " * 2000, "6222 " * 5000, "l O 1 " * 3000, "一三八" * 5000],
)
def test_a_long_text_of_digits_is_read_as_by_a_patient_reader(text):
    hits = detect([text])
    assert set(plain_values([text], hits)) <= {"13812345678"}


@given(
    st.lists(
        st.tuples(
            st.integers(0, 30),
            st.integers(1, 8),
            st.integers(0, 3),
            st.sampled_from([0.2, 0.5, 0.9]),
        ),
        max_size=40,
    )
)
def test_overlaps_are_settled_by_score_then_length_then_place_then_kind(spans):
    candidates = Candidates(
        np.array([start for start, *_ in spans], dtype=np.int64),
        np.array([start + length for start, length, *_ in spans], dtype=np.int64),
        np.array([kind for _, _, kind, _ in spans], dtype=np.int16),
        np.array([score for *_, score in spans], dtype=np.float32),
    )
    kept: list[tuple[int, int, int, float]] = []
    for start, length, kind, score in sorted(spans, key=lambda s: (-s[3], -s[1], s[0], s[2])):
        if all(start + length <= a or start >= b for a, b, _, _ in kept):
            kept.append((start, start + length, kind, score))
    chosen = settled(candidates)
    found = zip(chosen.start.tolist(), chosen.end.tolist(), chosen.kind.tolist(), strict=True)
    assert list(found) == [(a, b, kind) for a, b, kind, _ in sorted(kept)]
