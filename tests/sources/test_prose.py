"""What people wrote in their own words reaches the engine as it was written."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from stdnum import luhn

from auditkit.core.frame import FIELDS
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.sources.identifiers import identifies
from auditkit.sources.interface import RawBatch
from auditkit.sources.keys import id_texts
from auditkit.sources.mapping import Mapping, SourceMapping
from auditkit.sources.normalise import Normaliser
from auditkit.sources.people import IDENTIFIER
from auditkit.sources.plan import canonical_plan, plan_for

KEY = Pseudonymiser(b"k" * 32)
AT = "2026-10-03 14:22:05"


def normalised(
    columns: dict[str, list[object]], mapping=None, encoding: str = "utf-8", columns_asked=FIELDS
):
    table = pa.table({name: pa.array(cells) for name, cells in columns.items()})
    raw = RawBatch(table, np.arange(2, 2 + table.num_rows), encoding)
    if mapping is None:
        plan = canonical_plan("rows.csv", table.column_names)
    else:
        source = SourceMapping.model_validate({"name": "bank", **mapping})
        plan = plan_for(Mapping(sources=(source,)), "rows.csv", table.column_names)
    made = Normaliser(
        plan, source_index=0, zone="Asia/Shanghai", pseudonyms=KEY, columns=frozenset(columns_asked)
    )
    return made.apply(raw), made


def cells(result, name: str) -> list[object]:
    return result.table.column(name).to_pylist()


def test_a_note_keeps_its_spaces_widths_and_marks():
    note = " １３８ \u200b①② 其母：已告知 "
    result, _ = normalised({"at": [AT], "debtor_id": ["D1"], "note": [note]})
    assert cells(result, "note") == [note]


def test_a_note_that_cannot_be_read_whole_does_not_lose_the_contact():
    good, bad = "已联系本人".encode("gb18030"), b"\xff\xff" + "联系其母".encode("gb18030")
    result, _ = normalised(
        {"at": [AT.encode()] * 2, "debtor_id": [b"D1", b"D2"], "note": [good, bad]},
        encoding="gb18030",
    )
    assert result.rejects == []
    read = cells(result, "note")
    assert read[0] == "已联系本人"
    assert read[1].endswith("联系其母")
    assert "\ufffd" in read[1]


def test_rows_that_differ_in_their_notes_alone_are_two_rows():
    result, _ = normalised(
        {"at": [AT] * 3, "debtor_id": ["D1"] * 3, "note": ["一", "二", "一"]},
    )
    first, second, third = cells(result, "content_key")
    assert first == third != second


def test_empty_notes_are_counted():
    _, made = normalised(
        {"at": [AT] * 4, "debtor_id": ["D1"] * 4, "note": ["已联系", " ", "", None]},
    )
    assert made.report().missing["note"] == 3


def test_notes_are_not_read_when_no_rule_asks_for_them():
    asked = [name for name in FIELDS if name not in ("note", "message", "turns")]
    result, made = normalised(
        {"at": [AT], "debtor_id": ["D1"], "note": ["已联系"]}, columns_asked=asked
    )
    assert "note" not in result.table.column_names
    assert "note" not in made.needed_headers


def test_several_columns_make_one_note():
    result, _ = normalised(
        {"时间": [AT], "客户": ["D1"], "催记": ["已联系其母"], "补充": ["同意转告"]},
        mapping={
            "fields": {
                "at": {"from": "时间"},
                "debtor_id": {"from": "客户"},
                "note": {"from": ["催记", "补充"], "join": "；"},
            }
        },
    )
    assert cells(result, "note") == ["已联系其母；同意转告"]


def test_identifiers_of_the_debtor_become_keys_and_stay_out_of_the_frame():
    body = "62220210011612345"
    card = body + luhn.calc_check_digit(body)
    identity = "11010519491231002x"
    assert identifies(card)
    result, _ = normalised(
        {
            "at": [AT] * 3,
            "debtor_id": ["D1", "D2", identity.upper()],
            "debtor_ids": [f"{identity}|{card}", "不详", None],
        }
    )
    keys = [KEY.of(IDENTIFIER, text) for text in id_texts(pa.array([identity, card])).to_pylist()]
    assert cells(result, "ids") == [f"{keys[0]}|{keys[1]}", None, str(keys[0])]
