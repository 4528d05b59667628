"""Two people never take the same step at once, in a file or in PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest

from auditkit.core.decisions import Wish, refusal
from auditkit.core.errors import StoreError
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.store.chain import read_chain
from auditkit.store.database import open_store
from auditkit.store.deciding import decide, decisions_on, sealed_decisions
from auditkit.store.decisions import DecisionEvent
from auditkit.store.runs import begin_run

KEY = Pseudonymiser(b"a synthetic key of the tests, 32b")
AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PEOPLE = ("Han", "Wu", "Zhao", "Sun")


def event(who: str, *, final: bool = False, fingerprint: str = "F1") -> DecisionEvent:
    return DecisionEvent(fingerprint, "R1", AT.isoformat(), who, who, "confirmed", "heard",
                         final=final)  # fmt: skip


def make_final(place, who: str) -> bool:
    """Make the decision on F1 final if the rules let this person; say whether they did."""
    taken: list[DecisionEvent] = []

    def judge(past):
        wish = Wish("confirmed", who, who, "heard", final=True)
        if refusal(past["F1"], wish, date(2026, 11, 2)) is None:
            taken.append(event(who, final=True))
        return taken

    with open_store(place, KEY) as store:
        decide(store, ["F1"], judge)
    return bool(taken)


def test_of_several_people_at_once_one_makes_a_decision_final(place):
    with open_store(place, KEY) as store:
        begin_run(store, "R1", started_at=AT, manifest={})
        decide(store, ["F1"], lambda past: [event("Li")])
        with ThreadPoolExecutor(len(PEOPLE)) as pool:
            taken = list(pool.map(lambda who: make_final(place, who), PEOPLE))
        found = decisions_on(store)["F1"]
        with store.reading() as connection:
            links = [link for link in read_chain(connection) if link.kind == "decision"]
    assert sum(taken) == 1
    assert [each.final for each in found] == [False, True]
    assert len(links) == 2


def test_many_findings_are_decided_under_one_link_and_read_back_as_sealed(place):
    names = [f"F{number}" for number in range(1_200)]
    with open_store(place, KEY) as store:
        begin_run(store, "R1", started_at=AT, manifest={})
        decide(store, names, lambda past: [event("Li", fingerprint=name) for name in names])
        decide(store, names, lambda past: [event("Han")] if set(past) == set(names) else [])
        decide(store, ["F7"], lambda past: [])
        found = sealed_decisions(store)
        with store.reading() as connection:
            links = [link for link in read_chain(connection) if link.kind == "decision"]
    assert [each.fingerprint for each in found] == [*names, "F1"]
    assert [len(link.body["rows"]) for link in links] == [1_200, 1]


def test_a_judgement_that_fails_leaves_the_store_as_it_was(place):
    def judge(past):
        raise StoreError("no")

    with open_store(place, KEY) as store:
        begin_run(store, "R1", started_at=AT, manifest={})
        with pytest.raises(StoreError):
            decide(store, ["F1"], judge)
        assert decisions_on(store) == {}
