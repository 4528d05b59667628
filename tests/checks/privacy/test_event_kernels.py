"""Exports, contact books, wrong numbers, ended contracts: kernels say what their oracles say."""

from __future__ import annotations

import random
from collections import defaultdict
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from auditkit.checks import BUILTIN
from auditkit.checks.interface import Grain
from auditkit.checks.privacy.after_contract import AfterContractParams
from auditkit.checks.privacy.after_statement import AfterStatementParams
from auditkit.checks.privacy.contact_book import ContactBookParams
from auditkit.checks.privacy.exported import ExportedParams
from tests.checks.privacy import event_oracle as oracle
from tests.checks.test_kernels import comparable, found, stable
from tests.factories import FIRST_DAY, at, complete, frame_of, row

CHECKS = {check.id: check for check in BUILTIN}
ORACLES = {
    "privacy.exported": partial(oracle.exported, key="collector"),
    "privacy.agency_exported": partial(oracle.exported, key="agency"),
    "privacy.contact_book": partial(oracle.contact_book, key="debtor"),
    "privacy.collector_contact_book": partial(oracle.contact_book, key="collector"),
    "privacy.agency_contact_book": partial(oracle.contact_book, key="agency"),
    "privacy.after_statement": oracle.after_statement,
    "privacy.after_contract": oracle.after_contract,
}
TIERS = [{"classes": ["credit", "whereabouts"], "items": 50}, {"classes": ["health"], "items": 500}]
BOOK = {"sources": ["contact_list", "call_log"]}
FRIENDS = {"roles": ["friend"]}
EXPORTS: list[dict[str, Any]] = [
    {"limits": TIERS, "lawful": ["consent"], "unlawful": ["sale"], "rest": 5000},
    {"limits": TIERS, "share": 0.5, "to_share": 1, "days": 3, "per": ["recipient"]}
    | {"unlawful": ["sale", "court"]},
    {"limits": TIERS, "rest": 700, "together": True, "lawful": ["consent", "court"]},
    {"limits": TIERS, "rest": 100, "together": True, "days": 1, "share": 0.5, "per": ["org"]}
    | {"unlawful": ["sale", "customer list", "court"]},
    {"limits": TIERS, "calendar": "week", "per": ["org", "recipient"]},
]
BOOKS: list[dict[str, Any]] = [
    {"select": {}, **BOOK, "measure": "persons", "at_most": 1},
    {"select": FRIENDS, **BOOK, "measure": "persons", "at_most": 1, "days": 3},
    {"select": FRIENDS, **BOOK, "measure": "persons", "at_most": 0, "days": 1},
    {"select": {}, **BOOK, "measure": "persons", "at_most": 2, "calendar": "week"},
    {"select": FRIENDS, **BOOK, "measure": "share", "at_most": 0.4, "least": 2},
    {"select": {}, **BOOK, "measure": "share", "at_most": 0.3, "calendar": "week"},
    {"select": {}, **BOOK, "measure": "share", "at_most": 0, "days": 1},
]
PARAMS: dict[str, list[dict[str, Any]]] = {
    "privacy.exported": EXPORTS,
    "privacy.agency_exported": EXPORTS,
    "privacy.contact_book": BOOKS,
    "privacy.collector_contact_book": BOOKS,
    "privacy.agency_contact_book": BOOKS,
    "privacy.after_statement": [
        {"barred": {}, "outcomes": ["no_such_person"]},
        {"barred": {"directions": ["outbound"]}, "said": ["said.wrong_number"], "within_days": 2},
        {
            "barred": {"channels": ["call"]},
            "per": ["contact"],
            "outcomes": ["no_such_person", "invalid_number"],
            "said": ["said.wrong_number"],
            "closed_by_activity": {"outcomes": ["talked_debtor"]},
            "allow": 1,
        },
        {
            "barred": {"directions": ["outbound"]},
            "per": ["contact", "agency"],
            "said": ["said.wrong_number"],
            "opened_by": ["debtor.lost"],
            "closed_by": ["debtor.found"],
            "within_days": 3,
            "allow": 1,
        },
    ],
    "privacy.after_contract": [
        {"steps": ["data.exported"]},
        {"select": {"directions": ["outbound"]}},
    ],
}
CASES = [
    pytest.param(CHECKS[name], written, id=f"{name}-{number}")
    for name, all_written in PARAMS.items()
    for number, written in enumerate(all_written)
]
PART = {
    Grain.DEBTOR: "debtor_key",
    Grain.CONTACT: "contact_key",
    Grain.COLLECTOR: "collector_key",
    Grain.AGENCY: "agency_key",
}
ALWAYS: dict[str, tuple[Any, ...]] = {
    "debtor_key": (11, 11, 12, None),
    "party_key": (21, 22, 23, 24, None),
    "contact_key": (31, 31, -32, None),
    "collector_key": (51, 51, -52, None),
    "agency_key": (61, 61, -62, None),
    "org_key": (71, None),
    "day": (0, 0, 1, 1, 2, 3, 4, 6, 9),
    "second": (0, 0, 1, 43_200, 86_399),
    "zones": ((0,), (0,), (0,), (8,), (-5,)),
    "judged": (True, True, True, False),
    "channel": ("call", "call", "call", "sms"),
    "direction": ("outbound", "outbound", "outbound", "inbound", None),
    "party_role": ("friend", "friend", "debtor", "unknown", None),
    "outcome": ("no_answer", "third_talk", "no_such_person", "talked_debtor", "unknown"),
    "contact_source": ("contract", "contact_list", "contact_list", "call_log", "unknown", None),
    "step": ("data.exported", "data.exported", "data.exported|debtor.lost", "debtor.found", None),
    "attrs.count": (0.0, 20.0, 25.0, 30.0, 250.0, 480.0, -1.0, None),
    "attrs.class": ("credit", "whereabouts", "health", "health|credit", "name", " | ", None),
    "attrs.basis": (None, "", "customer list", "sale", "consent", "court|consent"),
    "attrs.recipient": (None, "a", "b"),
    "attrs.derived": (0, 0, None, 1),
    "attrs.contract_until": (None, None, FIRST_DAY - 1, FIRST_DAY + 1, FIRST_DAY + 3),
    "said": (None, None, "said.wrong_number", "told.amount|said.wrong_number", "told.debt"),
}


def _row(seed):
    chance = random.Random(seed)
    drawn = {name: chance.choice(values) for name, values in ALWAYS.items()}
    drawn["epoch_ms"] = at(drawn.pop("day"), "00:00:00") + drawn.pop("second") * 1000
    drawn["tie"] = chance.random()
    return row(**drawn)


@st.composite
def events(draw, most=12):
    """Draw rows of few people, agencies and numbers on few days, with ties and unknown words."""
    rows = [_row(seed) for seed in draw(st.lists(st.integers(0, 2**32 - 1), max_size=most))]
    for number, index in enumerate(sorted(range(len(rows)), key=lambda i: rows[i]["tie"])):
        rows[index]["tie"] = number
    return complete(rows)


def rounded(hits):
    return [
        {n: round(x, 9) if n in ("observed", "limit") else x for n, x in hit.items()}
        for hit in hits
    ]


def without_incident(hits):
    """Hits for checks whose incidents merge windows that overlap, which the oracle does not."""
    return [hit | {"incident": None} for hit in hits]


@pytest.mark.parametrize(("check", "written"), CASES)
@given(rows=events())
def test_kernel_agrees_with_its_oracle(check, written, rows):
    params = check.params.model_validate(written)
    hits, scope, unknown = found(check, rows, params)
    expected = ORACLES[check.id](rows, params)
    merging = any(hit["incident"] is None for hit in expected.hits)
    hits = rounded(without_incident(hits) if merging else hits)
    assert comparable(hits) == comparable(rounded(expected.hits))
    assert unknown == expected.unknown
    assert scope | set(unknown) == expected.scope | set(expected.unknown)


@pytest.mark.parametrize(("check", "written"), CASES)
@given(rows=events(), data=st.data())
def test_order_and_partition_of_rows_change_nothing(check, written, rows, data):
    params = check.params.model_validate(written)
    whole = found(check, rows, params)
    other = found(check, data.draw(st.permutations(rows)), params, text="str")
    assert stable(other[0]) == stable(whole[0])
    assert other[1:] == whole[1:]
    parts = defaultdict(list)
    for given_ in rows:
        parts[given_.get(PART[check.grain])].append(given_)
    pieces = [found(check, part, params) for part in parts.values()]
    assert sorted(h for piece in pieces for h in stable(piece[0])) == stable(whole[0])
    assert {i for piece in pieces for i in piece[1]} == whole[1]
    assert {i: r for piece in pieces for i, r in piece[2].items()} == whole[2]


@pytest.mark.parametrize(("check", "written"), CASES)
def test_an_empty_frame_has_no_hits(check, written):
    for text in ("category", "str"):
        params = check.params.model_validate(written)
        assert found(check, [], params, text) == ([], set(), {})


def said_of(check_id, rows, **written):
    check = CHECKS[check_id]
    params = check.params.model_validate(written)
    hits = check.run(frame_of(complete(rows)), params).table
    return hits[["anchor", "observed", "limit", "at_most"]].to_numpy().tolist()


def export(day, count, **more):
    given_ = {"attrs.count": float(count), "attrs.class": "credit", "attrs.basis": "sale"} | more
    return row(step="data.exported", collector_key=51, epoch_ms=at(day), **given_)


def test_the_export_that_reaches_the_threshold_is_the_first_hit():
    rows = [export(0, 49), export(1, 1), export(2, 1)]
    told = said_of("privacy.exported", rows, limits=TIERS, unlawful=["sale"])
    assert told == [[1, 50, 50, 0], [2, 51, 50, 0]]


def test_a_sum_that_needs_exports_whose_basis_is_not_known_to_be_unlawful_is_for_review():
    for basis in (None, "approved by the branch"):
        rows = [export(0, 30), export(1, 30, **{"attrs.basis": basis}), export(2, 20)]
        told = said_of("privacy.exported", rows, limits=TIERS, unlawful=["sale"])
        assert told == [[1, 60, 50, 2], [2, 80, 50, 0]]


def test_exports_of_two_tiers_reach_a_threshold_in_proportion():
    rows = [export(0, 25), export(1, 250, **{"attrs.class": "health"})]
    assert said_of("privacy.exported", rows, limits=TIERS, together=True) == [[1, 1, 1, 2]]
    assert said_of("privacy.exported", rows, limits=TIERS) == []


def test_thirds_and_sevenths_add_up_exactly():
    tiers = [{"classes": ["credit"], "items": 3}, {"classes": ["health"], "items": 7}]
    rows = [export(0, 1), export(1, 2, **{"attrs.class": "health"})]
    rows += [export(2, 1), export(3, 0)]
    told = said_of("privacy.exported", rows, limits=tiers, together=True)
    assert told == []
    rows += [export(4, 1, **{"attrs.class": "health"})]
    (hit,) = said_of("privacy.exported", rows, limits=tiers, together=True)
    assert hit == [4, pytest.approx(2 / 3 + 3 / 7), 1, 2]


def test_two_exports_at_midnight_of_one_instant_are_ordered_by_their_tie():
    rows = [export(1, 49) | {"tie": 2}, export(1, 1) | {"tie": 1}]
    for given_ in rows:
        given_["epoch_ms"] = at(1, "00:00:00")
    assert said_of("privacy.exported", rows, limits=TIERS, days=1) == [[0, 50, 50, 2]]


def friend(day, person, **more):
    return row(
        party_key=person,
        party_role="friend",
        contact_source="contact_list",
        epoch_ms=at(day),
        **more,
    )


def test_the_same_friend_called_again_is_no_further_person():
    rows = [friend(0, 1), friend(0, 1), friend(1, 2), friend(1, 2), friend(2, 3)]
    told = said_of("privacy.contact_book", rows, select={}, **BOOK, measure="persons", at_most=1)
    assert told == [[2, 2, 1, 0], [4, 3, 1, 0]]


def test_a_friend_who_has_left_the_window_counts_afresh():
    rows = [friend(0, 1), friend(2, 2), friend(3, 1), friend(9, 1)]
    told = said_of(
        "privacy.contact_book", rows, select={}, **BOOK, measure="persons", at_most=1, days=3
    )
    assert told == [[1, 2, 1, 0], [2, 2, 1, 0]]


def test_a_share_counts_contacts_whose_source_is_known():
    rows = [
        friend(0, 1),
        friend(0, 2),
        friend(0, 3) | {"contact_source": "contract"},
        friend(0, 4) | {"contact_source": "unknown"},
    ]
    told = said_of("privacy.contact_book", rows, select={}, **BOOK, measure="share", at_most=0.6)
    assert told == [[0, pytest.approx(2 / 3), 0.6, 0]]


def number(day, clock="09:00:00", **more):
    return row(epoch_ms=at(day, clock)) | {"outcome": "no_answer"} | more


def test_a_call_after_words_alone_is_at_most_presumptive():
    rows = [number(0, said="said.wrong_number"), number(1)]
    told = said_of(
        "privacy.after_statement",
        rows,
        barred={},
        said=["said.wrong_number"],
        outcomes=["no_such_person"],
    )
    assert told == [[1, 1, 0, 1]]
    rows[0]["outcome"] = "no_such_person"
    told = said_of(
        "privacy.after_statement",
        rows,
        barred={},
        said=["said.wrong_number"],
        outcomes=["no_such_person"],
    )
    assert told == [[1, 1, 0, 0]]


def test_calls_of_two_debtors_with_one_number_are_held_apart():
    rows = [number(0, outcome="no_such_person"), number(1, debtor_key=12), number(2)]
    told = said_of("privacy.after_statement", rows, barred={}, outcomes=["no_such_person"])
    assert told == [[2, 1, 0, 0]]


def test_a_second_statement_does_not_start_the_free_calls_anew():
    rows = [number(day, outcome="no_such_person") for day in range(4)]
    told = said_of("privacy.after_statement", rows, barred={}, outcomes=["no_such_person"], allow=1)
    assert told == [[2, 2, 1, 0], [3, 3, 1, 0]]


def test_a_renewed_contract_binds_from_the_row_that_records_it():
    placed = {"agency_key": 61, "step": "agency.placed"}
    rows = [
        row(epoch_ms=at(0), **placed) | {"attrs.contract_until": FIRST_DAY + 1},
        row(epoch_ms=at(2), agency_key=61, step="data.exported"),
        row(epoch_ms=at(3), **placed) | {"attrs.contract_until": FIRST_DAY + 4},
        row(epoch_ms=at(4), agency_key=61, step="data.exported"),
        row(epoch_ms=at(5), agency_key=61, step="data.exported"),
        row(epoch_ms=at(5), agency_key=62, step="data.exported"),
        row(epoch_ms=at(5), agency_key=None, step="data.exported"),
    ]
    told = said_of("privacy.after_contract", rows, steps=["data.exported"])
    assert told == [[1, 1, 0, 0], [4, 1, 0, 0]]


@pytest.mark.parametrize(
    ("model", "written", "said"),
    [
        (ExportedParams, {"limits": [*TIERS, TIERS[0]]}, "two limits"),
        (ExportedParams, {"limits": TIERS, "share": 1, "to_share": 0.5}, "above share"),
        (
            ContactBookParams,
            {"select": {}, "sources": ["unknown"], "measure": "persons", "at_most": 0},
            "known contact_source",
        ),
        (
            ContactBookParams,
            {"select": {}, **BOOK, "measure": "share", "at_most": 0, "days": 2},
            "a share needs",
        ),
        (AfterStatementParams, {"barred": {}}, "nothing opens"),
        (AfterStatementParams, {"barred": {}, "outcomes": ["gone"]}, "not an outcome"),
        (AfterStatementParams, {"barred": {}, "said": ["said.gone"]}, "not a statement"),
        (
            AfterStatementParams,
            {"barred": {}, "outcomes": ["busy"], "per": ["debtor"]},
            "must contain contact",
        ),
    ],
)
def test_parameters_that_make_no_sense_are_refused(model, written, said):
    with pytest.raises(ValidationError, match=said):
        model.model_validate(written)


def test_an_agency_group_is_free_of_what_else_the_frame_holds():
    check = CHECKS["privacy.agency_exported"]
    params = check.params.model_validate({"limits": TIERS, "rest": 9, "per": ["recipient"]})
    one = export(0, 60, **{"attrs.recipient": "b"})
    other = export(0, 60, **{"attrs.recipient": "a", "attrs.class": "name"})
    alone = check.run(frame_of(complete([one])), params).table["group"]
    both = check.run(frame_of(complete([other, one])), params).table["group"]
    assert len(both) == 2
    assert np.isin(alone, both).all()
    assert both.nunique() == 2
    assert AfterContractParams().steps == ()
