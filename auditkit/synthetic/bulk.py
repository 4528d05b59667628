"""Writes millions of canonical activities quickly, for measuring; nothing in them is planted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from numpy.random import Generator

from auditkit.synthetic.world import DAYS, FIRST

Format = Literal["csv", "parquet"]
_CHUNK: Final = 200_000
_PER_DEBTOR: Final = 18
_CHANNELS: Final = {"call": 0.86, "robot_call": 0.06, "sms": 0.07, "letter": 0.01}
_OUTCOMES: Final = {
    "no_answer": 0.46,
    "busy": 0.12,
    "unreachable": 0.12,
    "rejected": 0.08,
    "voicemail": 0.02,
    "talked_debtor": 0.12,
    "promise": 0.06,
    "hung_up": 0.02,
}
_TALKS: Final = ("talked_debtor", "promise", "hung_up")
_NOTES: Final = {
    "": 0.3,
    "无人接听，择日再拨": 0.3,
    "本人接听，告知逾期情况，客户表示会尽快处理": 0.2,
    "客户称发薪后还款，已约定还款时间": 0.2,
}
_ROLES: Final = {"debtor": 0.996, "family": 0.002, "friend": 0.002}
_STEPS: Final = {
    "case.facts": (
        0.25,
        '{"product": "credit_card", "principal": 52000, "days_past_due": 64, "segment": "M3",'
        ' "final_due": "2023-11-20"}',
    ),
    "due.missed": (0.16, ""),
    "demand.sent": (0.16, '{"receipt": "signed"}'),
    "agency.notice": (0.06, ""),
    "agency.placed": (0.06, '{"contract_until": "2027-06-30"}'),
    "plan.signed": (0.05, '{"months": 24}'),
    "hardship.claimed": (0.04, ""),
    "plan.offered": (0.04, ""),
    "complaint.opened": (0.03, ""),
    "complaint.answered": (0.02, ""),
    "dispute.opened": (0.02, '{"written": true}'),
    "credit.notice": (0.03, ""),
    "credit.reported": (0.03, ""),
    "suit.filed": (0.015, ""),
    "suit.accepted": (0.01, '{"case_no": "S1"}'),
    "preservation.applied": (0.005, '{"pre_suit": true}'),
    "judgment.effective": (0.005, '{"case_no": "S1"}'),
    "enforcement.applied": (0.003, '{"case_no": "S1"}'),
    "police.reported": (0.002, ""),
    "lawyer.letter": (0.005, '{"firm": "L1"}'),
    "settled": (0.01, ""),
}
"""Steps with their share among all steps, and what they say."""
_AGENCIES: Final = {"": 0.6, "WB-A": 0.25, "WB-B": 0.15}


def write_canonical(
    path: Path,
    rows: int,
    *,
    encoding: str = "utf-8",
    format: Format = "csv",
    seed: int = 1,
    steps: float = 0.0,
) -> None:
    """Write ``rows`` activities of one month under canonical column names.

    ``encoding`` is that of the CSV; the same seed gives the same file. ``steps`` is the share of
    rows that are steps of the case and no contacts.
    """
    rng = np.random.default_rng(seed)
    chunks = _chunks(rng, rows)
    if steps:
        chunks = (_with_steps(rng, chunk, steps) for chunk in chunks)
    if format == "parquet":
        _write_parquet(path, chunks)
    else:
        _write_csv(path, chunks, encoding)


def _write_parquet(path: Path, chunks: Iterator[pa.Table]) -> None:
    first = next(chunks)
    with pq.ParquetWriter(path, first.schema) as out:
        out.write_table(first)
        for chunk in chunks:
            out.write_table(chunk)


def _write_csv(path: Path, chunks: Iterator[pa.Table], encoding: str) -> None:
    with path.open("wb") as out:
        for index, chunk in enumerate(chunks):
            _write_chunk(out, chunk, encoding=encoding, header=index == 0)


def _write_chunk(out: IO[bytes], chunk: pa.Table, *, encoding: str, header: bool) -> None:
    sink = pa.BufferOutputStream()
    pacsv.write_csv(chunk, sink, pacsv.WriteOptions(include_header=header))
    written = sink.getvalue().to_pybytes()
    out.write(written if encoding == "utf-8" else written.decode().encode(encoding))


def _chunks(rng: Generator, rows: int) -> Iterator[pa.Table]:
    debtors = max(1, rows // _PER_DEBTOR)
    for start in range(0, rows, _CHUNK):
        yield _chunk(rng, min(_CHUNK, rows - start), start=start, debtors=debtors)


def _chunk(rng: Generator, rows: int, *, start: int, debtors: int) -> pa.Table:
    # the square of a uniform draw makes some debtors much busier than others
    debtor = (rng.random(rows) ** 1.4 * debtors).astype(np.int64)
    outcome = _draw(rng, _OUTCOMES, rows)
    talked = np.isin(outcome, _TALKS)
    channel = _draw(rng, _CHANNELS, rows)
    written = np.isin(channel, ("sms", "letter"))
    outcome = np.where(written, np.where(channel == "sms", "delivered", "posted"), outcome)
    serial = np.arange(start, start + rows)
    columns = {
        "activity_id": _numbered("A", serial, 10),
        "debtor_id": _numbered("KH", debtor, 8),
        "case_id": _numbered("XD", debtor, 8),
        "party_role": pa.array(_draw(rng, _ROLES, rows)),
        "contact": _numbered("13", debtor, 9),
        "contact_kind": pa.array(np.full(rows, "mobile")),
        "at": pa.array(_times(rng, rows)),
        "duration_s": pa.array(_seconds(rng, talked)).cast(pa.string()),
        "channel": pa.array(channel),
        "direction": pa.array(np.full(rows, "outbound")),
        "purpose": pa.array(np.full(rows, "collection")),
        "outcome": pa.array(outcome),
        "collector_id": _numbered("B", rng.integers(1, 400, rows), 4),
        "agency_id": pa.array(_draw(rng, _AGENCIES, rows)),
        "line_type": pa.array(np.full(rows, "registered")),
        "note": pa.array(_draw(rng, _NOTES, rows)),
        **_recorded(serial, talked & ~written),
    }
    return pa.table(columns)


def _with_steps(rng: Generator, chunk: pa.Table, share: float) -> pa.Table:
    """Return a chunk in which some rows are steps of the case instead of contacts."""
    is_step = pa.array(rng.random(len(chunk)) < share)
    step = _draw(rng, {name: each[0] for name, each in _STEPS.items()}, len(chunk))
    said = pa.array([_STEPS[name][1] for name in step.tolist()])
    for name, value in (("channel", "system"), ("direction", "internal"), ("outcome", "")):
        column = pc.if_else(is_step, value, chunk[name])
        chunk = chunk.set_column(chunk.column_names.index(name), name, column)
    chunk = chunk.append_column("step", pc.if_else(is_step, pa.array(step), ""))
    return chunk.append_column("attrs", pc.if_else(is_step, said, ""))


def _draw(rng: Generator, shares: dict[str, float], rows: int) -> Any:  # noqa: ANN401 - text array
    words = np.array(list(shares))
    weights = np.array(list(shares.values()))
    return words[rng.choice(len(words), rows, p=weights / weights.sum())]


def _numbered(prefix: str, numbers: Any, width: int) -> Any:  # noqa: ANN401 - pyarrow is untyped
    text = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width=width, padding="0")
    return pc.binary_join_element_wise(prefix, text, "")


def _times(rng: Generator, rows: int) -> Any:  # noqa: ANN401 - text array
    peaks = np.array((36_000, 54_000, 68_000))[rng.integers(0, 3, rows)]
    second = np.clip(rng.normal(peaks, 5_400), 28_800, 79_100).astype(np.int64)
    day = np.datetime64(FIRST.date().isoformat()) + rng.integers(0, DAYS, rows)
    moments = day.astype("datetime64[s]") + second.astype("timedelta64[s]")
    return np.datetime_as_string(moments)


def _seconds(rng: Generator, talked: Any) -> Any:  # noqa: ANN401 - number array
    return np.where(talked, np.exp(rng.normal(4.5, 0.8, len(talked))), 0).astype(np.int64)


def _recorded(serial: Any, talked: Any) -> dict[str, Any]:  # noqa: ANN401 - pyarrow is untyped
    """Return what a connected call shows, in columns of its own as exports have them."""
    heard = pa.array(talked)
    return {
        "attrs.recording_id": pc.if_else(heard, _numbered("LY", serial, 9), ""),
        "attrs.institution_stated": pc.if_else(heard, "true", ""),
        "attrs.identity_verified": pc.if_else(heard, "true", ""),
    }
