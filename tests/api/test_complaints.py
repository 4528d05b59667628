"""Complained cases are held against findings, before and after the complaint."""

from __future__ import annotations

from dataclasses import dataclass

from auditkit.api.complaints import complaints
from auditkit.engine.sightings import Complaint, Sightings

NOON = 1_791_172_800_000  # 2026-10-05 12:00 in Shanghai


@dataclass(frozen=True)
class Found:
    """What is read of a finding."""

    case_id: str
    at: str
    family: str = "contact"
    debtor: str = "D-X"


def complaint(name: str, debtor: str = "D-X") -> Complaint:
    return Complaint(NOON, "events.csv", name, "2026-10-05T12:00:00+08:00", debtor, "AG-1", 7)


def held(names: list[str], findings: list[Found]) -> dict:
    seen = Sightings(complaints={name: complaint(name, name) for name in names})
    return complaints(seen, findings)  # type: ignore[arg-type]


def test_findings_up_to_the_complaint_are_told_from_later_ones_and_from_none() -> None:
    told = held(
        ["K1", "K2", "K3", "K4"],
        [
            Found("K1", "2026-10-05T12:00:00+08:00"),
            Found("K1", "2026-10-05T04:00:00+00:00", "record"),
            Found("K2", "2026-10-05T12:00:01+08:00"),
            Found("K4", "2026-10-05"),
            Found("K9", "2026-10-01T09:00:00+08:00"),
        ],
    )
    assert (told["cases"], told["before"], told["after_only"]) == (4, 2, 1)
    assert told["families"] == {"contact": 2, "record": 1}
    assert [each["source_row"] for each in told["without"]] == [7]
    assert told["others"]["with_findings"] == 1


def test_a_case_without_a_name_is_known_by_its_debtor() -> None:
    told = held(["D-Y"], [Found("", "2026-10-01T09:00:00+08:00", debtor="D-Y")])
    assert (told["before"], told["without"]) == (1, [])
    assert held(["D-Y"], [])["without"][0]["case_id"] == ""


def test_no_complaint_says_nothing_of_the_rest() -> None:
    told = held([], [Found("K1", "2026-10-05")])
    assert (told["cases"], told["without"], told["families"]) == (0, [], {})
