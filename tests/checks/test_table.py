"""The table of checks agrees with the directory, and each check reads what it declares."""

from __future__ import annotations

import importlib
import pkgutil

import auditkit.checks.conduct
import auditkit.checks.contact
import auditkit.checks.privacy
import auditkit.checks.record
from auditkit.checks import BUILTIN
from auditkit.checks.contact.frequency import CHECK, FrequencyParams
from auditkit.checks.interface import Check, nothing
from auditkit.core.frame import FIELDS, RAW
from tests.factories import at, complete, frame_of, row


def test_every_check_of_the_directory_stands_in_the_table_once():
    checks = auditkit.checks
    found: dict[int, Check] = {}  # a module may build on the check of another
    for family in (checks.conduct, checks.contact, checks.privacy, checks.record):
        for module in pkgutil.iter_modules(family.__path__):
            names = vars(importlib.import_module(f"{family.__name__}.{module.name}"))
            found |= {id(value): value for value in names.values() if isinstance(value, Check)}
    assert sorted(c.id for c in found.values()) == sorted(c.id for c in BUILTIN)
    assert len({c.id for c in BUILTIN}) == len(BUILTIN)


def test_the_table_tells_each_check_by_its_id_and_which_judge_one_activity_alone():
    assert tuple(check.id for check in BUILTIN) == BUILTIN.ids
    assert [BUILTIN.find(name) for name in BUILTIN.ids] == list(BUILTIN)
    assert BUILTIN.find("contact.frequencies") is None
    assert BUILTIN.alone == {each.id for each in BUILTIN if each.by_itself is not nothing}


def test_checks_read_columns_of_the_frame_and_no_text_of_people():
    for check in BUILTIN:
        assert set(check.reads) <= set(FIELDS) - RAW
        assert len(set(check.reads)) == len(check.reads)
        assert check.title_zh
        assert check.title_en


def test_a_tie_at_midnight_is_ordered_by_its_tie_and_belongs_to_the_new_day():
    rows = complete(
        [row(epoch_ms=at(1, "00:00:00"), tie=tie) for tie in (2, 1)]
        + [row(epoch_ms=at(0, "23:59:59"), tie=0)]
    )
    params = FrequencyParams(select={"channels": ["call"]}, per=("debtor",), max=1)
    hits = CHECK.run(frame_of(rows), params)
    assert hits.table[["anchor", "observed"]].to_numpy().tolist() == [[0, 2]]
    assert hits.order[hits.table["lo"][0] : hits.table["hi"][0]].tolist() == [1, 0]
