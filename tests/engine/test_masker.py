"""What becomes of a cell depends on its column, and on what stands in it."""

from __future__ import annotations

import pytest

from auditkit.core.masking import Width, Widths
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.engine.masker import Masker
from auditkit.engine.naming import Namer
from auditkit.engine.spotting import Spotter
from auditkit.sources.copy.columns import holdings

MOBILE, OTHER = "139" + "1234" + "5678", "137" + "8765" + "4321"
COLUMNS = ("debtor_id", "debtor_name", "contact", "case_id", "at", "duration_s", "outcome",
           "note", "attrs", "turns", "随手记", "逾期金额")  # fmt: skip
WIDTHS = Widths({"CN_MOBILE": Width(0, 2), "PERSON": Width(1, 0)}, dates_from=2020)


def masker(**more) -> Masker:
    ring = Namer(Pseudonymiser(b"k" * 32)) if more.pop("pseudonyms", True) else None
    names = more.pop("names", ())
    return Masker(holdings([], COLUMNS), Spotter.of(names), WIDTHS, ring, **more)


def masked(made: Masker, **cells: str) -> list[str]:
    return made([list(cells.items())])[0]


def test_those_whom_columns_name_have_one_pseudonym_however_they_are_written():
    made = masker()
    first = masked(made, debtor_id="K1", debtor_name="欧阳锦绣", contact=MOBILE)
    again = masked(
        made, debtor_id="Ｋ1", debtor_name="欧阳锦绣 ", contact=f"+86 {MOBILE[:3]}-{MOBILE[3:]}"
    )
    assert first == again
    assert [cell[:2] for cell in first] == ["D-", "N-", "C-"]
    other = masked(made, debtor_id="K2", debtor_name="司徒望舒", contact=OTHER)
    assert not set(first) & set(other)


def test_pseudonyms_are_those_of_the_reports():
    ring = Pseudonymiser(b"k" * 32)
    from auditkit.core.pseudonym import show

    (cell,) = masked(masker(), contact=MOBILE)
    assert cell == show("C", ring.of("contact", MOBILE))


def test_without_pseudonyms_only_what_may_be_seen_stays():
    made = masker(pseudonyms=False)
    assert masked(made, debtor_id="K1", debtor_name="欧阳锦绣", contact=MOBILE) == [
        "***", "欧***", "***78",
    ]  # fmt: skip


@pytest.mark.parametrize("empty", ["", "-", "NULL", "无", "未知"])
def test_cells_that_say_nothing_stay(empty):
    assert masked(masker(), debtor_name=empty, contact=empty, note=empty) == [empty] * 3


def test_ids_stay_unless_they_are_a_persons():
    made = masker()
    assert masked(made, case_id="2026030100012") == ["2026030100012"]
    assert masked(made, case_id=MOBILE)[0].startswith("C-")
    assert masked(made, case_id=f"JK-{MOBILE}-01")[0].startswith("C-")


def test_times_and_numbers_stay_where_they_are_ones():
    made = masker()
    kept = {"at": "2026-03-02 09:00:00", "duration_s": "1234567", "逾期金额": "1,234,567.89"}
    assert masked(made, **kept) == list(kept.values())
    assert masked(made, at=MOBILE, duration_s=MOBILE) == ["***78", "***78"]


def test_codes_stay_but_for_the_values_in_them():
    made = masker()
    assert masked(made, outcome="990001") == ["990001"]
    assert masked(made, outcome=f"承诺{MOBILE}") == ["承诺***78"]


def test_names_of_a_row_are_found_in_all_of_its_texts():
    note = "欧阳锦绣来电"
    assert masked(masker(), debtor_name="欧阳锦绣", note=note, 随手记=note)[1:] == ["欧***来电"] * 2


def test_names_of_the_whole_log_are_found_in_every_text():
    assert masked(masker(names=["司徒望舒"]), note="其友司徒望舒代为转告") == ["其友司***代为转告"]


def test_a_remark_in_a_column_of_numbers_is_read_as_text():
    told = f"客户称该号码不是本人的，请勿再拨，原号码{MOBILE}，" + "由其朋友接听" * 3
    assert masked(masker(), contact=told) == [told.replace(MOBILE, "***78")]


def test_json_in_a_cell_stays_json_and_its_parts_are_told_apart():
    attrs = f'{{"amount": 1234567, "address": "{MOBILE}", "addressee": "欧阳锦绣"}}'
    new = masked(masker(), debtor_name="欧阳锦绣", attrs=attrs)[1]
    assert '"amount": 1234567' in new
    assert '"address": "C-' in new
    assert '"addressee": "欧***"' in new
    turns = f'[{{"speaker": "坐席", "text": "打{MOBILE}", "stime": 1770000000}}]'
    assert masked(masker(), turns=turns) == [turns.replace(MOBILE, "***78")]


def test_columns_to_keep_are_not_touched():
    made = masker(keep=frozenset({"随手记"}))
    assert masked(made, 随手记=MOBILE, note=MOBILE) == [MOBILE, "***78"]


def test_what_was_masked_is_counted_by_column_and_kind():
    made = masker()
    masked(made, contact=MOBILE, note=f"打{MOBILE}", 随手记="账号 12345678")
    assert made.counts["contact", "pseudonym"] == 1
    assert made.counts["note", "CN_MOBILE"] == 1
    assert sum(made.counts.values()) == 3
    assert made.rows == 1


def test_a_value_that_only_shows_once_its_neighbour_is_masked_does_not_stay():
    glued = "住址北京市朝阳区幸福路1号院1单元000@00.example"
    assert masked(masker(), note=glued) == ["住址******@***"]
