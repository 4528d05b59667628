"""A copy of Parquet keeps columns, order and types; numbers that may be persons become text."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from auditkit.core.errors import InputError
from auditkit.sources.copy.choose import open_copier

TABLE = pa.table(
    {
        "phone": pa.array([13912345678, None], pa.int64()),
        "rate": pa.array([0.5, 13912345678.0]),
        "at": pa.array([datetime(2026, 3, 2, tzinfo=UTC), None], pa.timestamp("ms", "UTC")),
        "note": pa.array(["甲", None]).dictionary_encode(),
        "turns": pa.array([[{"text": "乙"}], []]),
        "raw": pa.array([b"\xff", b"x"]),
    }
)


def copied(tmp_path, change) -> pa.Table:
    pq.write_table(TABLE, tmp_path / "log.parquet")
    made, _ = open_copier(tmp_path / "log.parquet")
    out = io.BytesIO()
    made.copy(lambda rows: [[change(*cell) for cell in row] for row in rows], out)
    return pq.read_table(io.BytesIO(out.getvalue()))


def test_columns_keep_their_order_and_empty_cells_stay_empty(tmp_path):
    same = copied(tmp_path, lambda _, text: text)
    assert same.column_names == TABLE.column_names
    assert same.column("phone").to_pylist() == ["13912345678", None]
    assert same.column("rate").to_pylist() == [0.5, 13912345678.0]
    assert same.column("at").equals(TABLE.column("at"))
    assert same.column("note").to_pylist() == ["甲", None]
    assert same.column("turns").to_pylist() == ['[{"text": "乙"}]', "[]"]


def test_a_number_that_must_not_stand_is_null_where_its_column_is_one_of_fractions(tmp_path):
    masked = copied(tmp_path, lambda _, text: "***" if text.startswith("139") else text)
    assert masked.column("rate").to_pylist() == [0.5, None]
    assert masked.column("phone").to_pylist() == ["***", None]


def test_a_damaged_file_is_named(tmp_path):
    (tmp_path / "log.parquet").write_bytes(b"PAR1 and nothing")
    with pytest.raises(InputError, match=r"log\.parquet"):
        open_copier(tmp_path / "log.parquet")[0].columns()
