"""Canonical rows by the million, for measuring."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from auditkit.api import scan
from auditkit.core.activity import ATTRIBUTE_KINDS, COLUMNS
from auditkit.synthetic.bulk import write_canonical


def test_the_header_is_canonical_and_the_rows_are_counted(tmp_path: Path) -> None:
    write_canonical(tmp_path / "a.csv", 500)
    lines = (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()
    assert set(lines[0].replace('"', "").split(",")) <= {
        *COLUMNS,
        *(f"attrs.{name}" for name in ATTRIBUTE_KINDS),
    }
    assert len(lines) == 501


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_the_same_seed_writes_the_same_bytes(tmp_path: Path, encoding: str) -> None:
    for name in ("a.csv", "b.csv"):
        write_canonical(tmp_path / name, 300, encoding=encoding, seed=4)
    first, second = ((tmp_path / name).read_bytes() for name in ("a.csv", "b.csv"))
    assert first == second
    assert "本人接听" in first.decode(encoding)


def test_parquet_holds_text_only(tmp_path: Path) -> None:
    write_canonical(tmp_path / "a.parquet", 300, format="parquet")
    table = pq.read_table(tmp_path / "a.parquet")
    assert table.num_rows == 300
    assert {str(kind) for kind in table.schema.types} == {"string"}


def test_a_share_of_the_rows_may_be_steps_that_an_audit_can_read(tmp_path: Path) -> None:
    write_canonical(tmp_path / "a.csv", 2_000, steps=0.2)
    result = scan([str(tmp_path / "a.csv")], key=bytes(32))
    (account,) = result.bundle.files
    assert (account.read, account.rejected) == (2_000, 0)
    steps = [row for row in (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()
             if '"system"' in row]  # fmt: skip
    assert 300 < len(steps) < 500
