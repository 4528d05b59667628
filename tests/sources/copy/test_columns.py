"""What a column holds is told by its mapping, else by a word of its name."""

from __future__ import annotations

import pytest

from auditkit.sources.copy.columns import TEXT, Holds, holdings, within
from auditkit.sources.mapping import FieldMap, SourceMapping
from auditkit.sources.plan import bind


@pytest.mark.parametrize(
    ("name", "way", "kind"),
    [
        ("姓名", "name", "PERSON"),
        ("联系人电话", "hidden", "CN_MOBILE"),
        ("电话联系人", "name", "PERSON"),
        ("身份证号码", "hidden", "CN_ID_CARD"),
        ("家庭住址", "hidden", "ADDRESS"),
        ("出生日期", "hidden", "BIRTH_DATE"),
        ("e-mail address", "hidden", "EMAIL_ADDRESS"),
        ("QQ号", "hidden", "CN_QQ"),
        ("Name", "name", "PERSON"),
        ("cvv", "hidden", "CARD_CVV"),
        ("电话类型", "text", ""),
        ("手机号备注", "text", ""),
        ("product_name", "text", ""),
        ("template_id", "id", ""),
        ("template code", "text", ""),
        ("放款日期", "time", ""),
        ("逾期金额", "number", ""),
        ("随手记", "text", ""),
    ],
)
def test_a_column_that_nobody_mapped_is_told_by_its_name(name, way, kind):
    held = holdings([], [name])[name]
    assert (held.way, held.kind) == (way, kind)


def test_a_mapping_says_what_columns_hold():
    fields = {
        "debtor_id": "客户", "at": ("日", "时"), "note": "催记", "outcome": "结果",
        "case_id": FieldMap(from_=("案件",), pseudonym=True), "debt_id": "借据",
    }  # fmt: skip
    entry = SourceMapping.model_validate({"name": "crm", "fields": fields})
    header = ("客户", "日", "时", "催记", "结果", "案件", "借据")
    held = holdings([bind(entry, "crm.csv", header)], header)
    ways = {name: each.way for name, each in held.items()}
    assert ways == {"客户": "hidden", "日": "time", "时": "time", "催记": "text", "结果": "code",
                    "案件": "hidden", "借据": "id"}  # fmt: skip


def test_of_several_meanings_of_a_column_the_strictest_counts():
    entries = [
        SourceMapping.model_validate({"name": "a", "fields": {"note": "x"}}),
        SourceMapping.model_validate({"name": "b", "fields": {"contact": "x"}}),
    ]
    held = holdings([bind(entry, "f", ("x",)) for entry in entries], ("x",))
    assert held["x"].way == "hidden"


def test_attributes_and_turns_are_known_by_their_keys():
    assert within("attrs.amount").way == "number"
    assert within("attrs.address") == Holds("hidden", "CN_MOBILE", "C", "contact")
    assert within("attrs.until").way == "time"
    assert within("attrs.addressee") == within("turns.text") == within("other") == TEXT
    assert within("turns.stime").way == "number"
