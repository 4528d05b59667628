"""From the bank's rows to rows of the frame."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from auditkit.core.errors import ConfigError
from auditkit.core.frame import FIELDS, NO_DAY, frame_schema
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.core.vocabulary import CHANNELS, DIRECTIONS, NONE, OUTCOMES, ROLES
from auditkit.sources.interface import RawBatch
from auditkit.sources.mapping import Mapping, SourceMapping
from auditkit.sources.normalise import Normalised, Normaliser
from auditkit.sources.plan import canonical_plan, plan_for

MOBILE = "138" + "0" * 7 + "1"
RESIDENT = "11010519491231002X"
KEY = Pseudonymiser(b"k" * 32)


def raw(columns: dict[str, list[str | None]], encoding: str = "utf-8") -> RawBatch:
    table = pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()})
    return RawBatch(table, np.arange(2, 2 + table.num_rows), encoding)


def normaliser(
    batch: RawBatch, mapping: dict[str, object] | None = None, **more: str
) -> Normaliser:
    header = batch.table.column_names
    if mapping is None:
        plan = canonical_plan("rows.csv", header)
    else:
        source = SourceMapping.model_validate({"name": "bank", **mapping})
        plan = plan_for(Mapping(sources=(source,)), more.get("source", "rows.csv"), header)
    zone = more.get("zone", "Asia/Shanghai")
    columns = frozenset(FIELDS)
    return Normaliser(plan, source_index=3, zone=zone, pseudonyms=KEY, columns=columns)


def rows_of(columns: dict[str, list[str | None]], **more: str) -> Normalised:
    batch = raw(columns)
    return normaliser(batch, **more).apply(batch)


def values(result: Normalised, column: str) -> list[object]:
    return list(result.table.column(column).to_pylist())


AT: list[str | None] = ["2026-10-03 14:22:05"]


def test_a_canonical_row_becomes_a_row_of_the_frame() -> None:
    result = rows_of(
        {
            "at": AT,
            "debtor_id": ["D1"],
            "case_id": ["C1"],
            "channel": ["Call"],
            "outcome": ["answered"],
            "duration_s": ["90"],
            "party_role": ["spouse"],
            "contact": [f"+86 {MOBILE}"],
            "step": ["plan.requested|refusal"],
            "attrs": [
                '{"written": true, "window": ["09:00", "18:00"], "from": "10:30", "amount": 5.10}'
            ],
        }
    )
    assert result.rejects == []
    assert result.table.schema == frame_schema()
    row = result.table.to_pylist()[0]
    assert (row["source"], row["source_row"]) == (3, 2)
    assert row["epoch_ms"] == 1_791_008_525_000
    assert (row["local_day"], row["local_second"]) == (20_729, 14 * 3600 + 22 * 60 + 5)
    assert row["local_day_4"] == row["local_day"]
    assert row["end_ms"] - row["epoch_ms"] == 90_000
    assert row["channel"] == CHANNELS.code("call")
    assert row["direction"] == DIRECTIONS.code("outbound")
    assert row["party_role"] == ROLES.code("spouse")
    assert row["contact_key"] == KEY.of("contact", MOBILE)
    assert (row["debts"], row["step"]) == ("C1", "plan.requested|refusal")
    assert (row["attrs.written"], row["attrs.window"], row["attrs.from_time"]) == (
        1,
        "09:00-18:00",
        "10:30",
    )
    assert (row["attrs.entered"], row["attrs.until"]) == (-1, NO_DAY)
    assert row["activity_id"] is None


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("at", "2025-02-30 10:00:00", "not_a_date"),
        ("at", "2026-10-03 25:00:00", "not_a_time"),
        ("at", "", "missing_time"),
        ("debtor_id", None, "missing_debtor"),
        ("tz", "Mars/Olympus", "unknown_zone"),
        ("duration_s", "-5", "bad_duration"),
        ("outcome", "接通", "unknown_word"),
        ("attrs", "{no", "not_json"),
        ("attrs", '{"until": "soon"}', "bad_attribute"),
        ("end_at", "2026-10-03 09:00:00", "ends_before_start"),
    ],
)
def test_a_wrong_row_is_rejected_and_the_others_stay(
    column: str, cell: str | None, reason: str
) -> None:
    columns: dict[str, list[str | None]] = {"at": AT * 2, "debtor_id": ["D1", "D2"]}
    columns[column] = [cell, columns.get(column, [None, None])[1]]
    result = rows_of(columns)
    assert [(r.row, r.column, r.reason) for r in result.rejects] == [(2, column, reason)]
    assert values(result, "source_row") == [3]


def test_an_export_needs_no_debtor_and_a_contact_does() -> None:
    steps: list[str | None] = ["data.exported", "due.missed", None, "settled|data.destroyed"]
    nobody: list[str | None] = [None] * 4
    result = rows_of({"at": AT * 4, "debtor_id": nobody, "step": steps})
    assert [(r.row, r.reason) for r in result.rejects] == [
        (3, "missing_debtor"),
        (4, "missing_debtor"),
    ]
    assert values(result, "debtor_key") == [0, 0]


def test_a_time_that_the_clocks_skipped_is_rejected() -> None:
    columns: dict[str, list[str | None]] = {"at": ["2026-03-08 02:30:00"], "debtor_id": ["D1"]}
    result = rows_of({**columns, "tz": ["America/New_York"]})
    assert [r.reason for r in result.rejects] == ["time_does_not_exist"]


def test_every_zone_of_a_row_has_its_own_local_time() -> None:
    zones: list[str | None] = ["America/New_York|America/Los_Angeles"]
    result = rows_of({"at": ["2026-10-03 08:30:00"], "debtor_id": ["D"], "tz": zones})
    seconds = [values(result, f"local_second{z}")[0] for z in ("", "_2", "_3")]
    assert seconds == [8.5 * 3600, 5.5 * 3600, 5.5 * 3600]


def test_the_same_number_written_two_ways_is_one_contact() -> None:
    written: list[str | None] = [f"0086-{MOBILE[:3]} {MOBILE[3:]}", f"0{MOBILE}", MOBILE]
    result = rows_of({"at": AT * 3, "debtor_id": ["D"] * 3, "contact": written})
    assert len(set(values(result, "contact_key"))) == 1


def test_a_party_is_told_by_id_then_name_and_role_then_number() -> None:
    result = rows_of(
        {
            "at": AT * 6,
            "debtor_id": ["D1", "D1", "D2", "D1", "D1", "D1"],
            "party_name": ["王", "王", "王", None, None, "王"],
            "party_role": ["friend", "friend", "friend", "debtor", "other", "colleague"],
            "contact": ["1", "2", "1", "3", None, "1"],
        }
    )
    party = values(result, "party_key")
    assert party[0] == party[1]
    assert len({party[0], party[2], party[3], party[5]}) == 4
    assert party[4] == 0


CODED = {
    "fields": {
        "case_id": "案件号",
        "at": ["日期", "时间"],
        "contact": "电话",
        "outcome": {"from": "结果", "codes": "outcome"},
        "attrs.amount": "金额",
    },
    "constants": {"channel": "call"},
    "codes": {
        "tables": {
            "outcome": {
                "PTP": {"outcome": "promise", "step": "plan.requested", "party_role": "debtor"},
                "WRJT": "no_answer",
            }
        }
    },
}


def coded_batch() -> RawBatch:
    return raw(
        {
            "案件号": ["C1", "C1", "C2", RESIDENT],
            "日期": ["2026/10/3"] * 4,
            "时间": ["9:05", "9:06", "9:07", "9:08"],
            "电话": ["1", "2", "3", "4"],
            "结果": ["PTP", "wrjt", "XYZ", "1234567"],
            "金额": ["1,000.10", "2", None, "3"],
        }
    )


def test_codes_become_words_and_unknown_ones_are_listed_not_passed() -> None:
    batch = coded_batch()
    made = normaliser(batch, CODED)
    result = made.apply(batch)
    expected = [OUTCOMES.code(name) for name in ("promise", "no_answer", "unknown", "unknown")]
    assert values(result, "outcome") == expected
    assert values(result, "step") == ["plan.requested", None, None, None]
    assert values(result, "party_role") == [ROLES.code("debtor"), NONE, NONE, NONE]
    report = made.report()
    assert [(u.header, u.code, u.rows) for u in report.unknown_codes] == [
        ("结果", "***", 1),
        ("结果", "XYZ", 1),
    ]
    assert (report.rows, report.amount) == (4, Decimal("1005.10"))


def test_a_case_number_that_is_an_identifier_is_shown_as_a_pseudonym() -> None:
    batch = coded_batch()
    shown = values(normaliser(batch, CODED).apply(batch), "case_id")
    assert shown[:3] == ["C1", "C1", "C2"]
    assert str(shown[3]).startswith("C-")


def test_an_identifier_that_excel_cut_is_never_a_debtor() -> None:
    mapping = {"fields": {"debtor_id": "证件号", "at": "时间"}}
    batch = raw({"证件号": ["110105194912310000", RESIDENT, "1.10105E+17"], "时间": AT * 3})
    made = normaliser(batch, mapping, source="a.xlsx")
    assert [r.reason for r in made.apply(batch).rejects] == ["id_cut_by_excel"] * 2
    assert any("15" in alarm.en for alarm in made.report().alarms)


def test_bytes_are_decoded_late_and_bad_ones_rejected() -> None:
    cells = [s.encode("gb18030") for s in ("接通", "占线")] + [b"\xff\xff"]
    table = pa.table({"结果": pa.array(cells, pa.binary()), "at": AT * 3, "案": ["C"] * 3})
    batch = RawBatch(table, np.arange(2, 5), "gb18030")
    mapping = {
        "fields": {"case_id": "案", "at": "at", "outcome": {"from": "结果", "codes": "o"}},
        "codes": {"tables": {"o": {"接通": "answered", "占线": "busy"}}},
    }
    result = normaliser(batch, mapping).apply(batch)
    assert values(result, "outcome") == [OUTCOMES.code("answered"), OUTCOMES.code("busy")]
    assert [(r.row, r.reason) for r in result.rejects] == [(4, "undecodable")]


def test_equal_rows_share_a_content_key_and_a_note_that_is_read_tells_rows_apart() -> None:
    columns: dict[str, list[str | None]] = {"at": AT * 3, "debtor_id": ["D"] * 3}
    keys = values(rows_of({**columns, "note": ["a", "a", "b"]}), "content_key")
    assert keys[0] == keys[1] != keys[2]


def test_only_the_columns_asked_for_are_read() -> None:
    batch = raw({"at": AT, "debtor_id": ["D"], "note": ["x"], "contact": ["1"]})
    plan = canonical_plan("x", batch.table.column_names)
    columns = frozenset({"epoch_ms", "contact_key"})
    made = Normaliser(plan, source_index=0, zone="Asia/Shanghai", pseudonyms=KEY, columns=columns)
    assert made.needed_headers == {"at", "debtor_id", "contact"}
    assert set(made.apply(batch).table.column_names) == columns


def test_an_empty_batch_gives_an_empty_table() -> None:
    result = rows_of({"at": [], "debtor_id": [], "outcome": [], "attrs": [], "tz": []})
    assert result.table.num_rows == 0
    assert result.table.schema == frame_schema()


def test_a_zone_nobody_knows_is_a_mistake_of_the_settings() -> None:
    with pytest.raises(ConfigError):
        rows_of({"at": AT, "debtor_id": ["D"]}, zone="Mars/Olympus")
