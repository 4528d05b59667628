"""Zones are known where the system has none, as on Windows: Arrow is not asked for them."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.sources.parquet import as_text

ZONES = ("Asia/Shanghai", "America/New_York", "Asia/Kolkata", "Europe/London", "+05:30", "UTC")
SECONDS = st.integers(0, 2_000_000_000)


@given(st.lists(st.none() | SECONDS, max_size=20), st.sampled_from(ZONES))
def test_an_instant_is_written_in_its_zone_as_python_writes_it(seconds, name):
    zone = (
        UTC if name == "UTC" else datetime.strptime(name, "%z").tzinfo if name[0] == "+" else None
    )
    zone = zone or ZoneInfo(name)
    column = pa.array(seconds, pa.timestamp("s", name))
    assert as_text(column).to_pylist() == [
        None if each is None else datetime.fromtimestamp(each, zone).strftime("%Y-%m-%dT%H:%M:%S%z")
        for each in seconds
    ]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_parts_of_a_second_are_cut_as_they_were_before(unit):
    column = pa.array([datetime(2026, 3, 2, 9, 30, 59, tzinfo=UTC)], pa.timestamp(unit, "UTC"))
    assert as_text(column).to_pylist() == ["2026-03-02T09:30:59+0000"]


def test_in_a_zone_nobody_knows_an_instant_is_still_an_instant():
    column = pa.array([0], pa.timestamp("s", "Mars/Olympus"))
    assert as_text(column).to_pylist() == ["1970-01-01T00:00:00+0000"]


def test_no_source_asks_arrow_for_a_zone():
    """Its functions that need zones fail on Windows, where no test of ours runs."""
    asks = ("assume_timezone", "local_timestamp", "tz_localize", "tz_convert")
    package = Path(__file__).resolve().parents[2] / "auditkit"
    found = [
        f"{file.name}: {name}"
        for file in package.rglob("*.py")
        for name in asks
        if name in file.read_text(encoding="utf-8")
    ]
    assert found == []
    assert hasattr(pc, asks[0])


def test_a_scan_judges_by_zone_where_the_system_has_no_zones(tmp_path):
    """22:30 in Shanghai, told once as an instant of UTC and once by the clock of the wall."""
    rows = {
        "activity_id": ["A1", "A2"],
        "debtor_id": ["D1", "D2"],
        "case_id": ["K1", "K2"],
        "contact": ["C1", "C2"],
        "channel": ["call", "call"],
        "direction": ["outbound", "outbound"],
        "party_role": ["debtor", "debtor"],
        "outcome": ["talked_debtor", "talked_debtor"],
    }
    at = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
    column = pa.array([at, at], pa.timestamp("us", "Asia/Shanghai"))
    pq.write_table(pa.table({**rows, "at": column}), tmp_path / "a.parquet")
    wall = pa.array([f"2026-03-0{day} 22:30:00" for day in (3, 4)])
    zones = pa.array(["Asia/Shanghai", "America/New_York"])
    pq.write_table(pa.table({**rows, "at": wall, "tz": zones}), tmp_path / "b.parquet")
    program = f"""
        import zoneinfo
        from auditkit import api
        assert zoneinfo.TZPATH == (), zoneinfo.TZPATH
        result = api.scan([{str(tmp_path / "a.parquet")!r}, {str(tmp_path / "b.parquet")!r}])
        print(sorted({{f.at for f in result.bundle.findings if f.rule.endswith(".quiet")}}))
        assert not result.bundle.rejects
    """
    environment = {
        **os.environ,
        "PYTHONTZPATH": "",
        "TZDIR": str(tmp_path / "nowhere"),
        "AUDITKIT_KEY_FILE": str(tmp_path / "institution.key"),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        env=environment, capture_output=True, check=False, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(
        [
            "2026-03-02T22:30:00+08:00",
            "2026-03-03T22:30:00+08:00",
            "2026-03-04T22:30:00-05:00",
        ]
    )
