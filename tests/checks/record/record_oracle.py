"""What the checks of the record mean, written as plain loops from the text of their parameters."""

from __future__ import annotations

from dataclasses import dataclass, field

from auditkit.core import vocabulary as v
from tests.checks.oracle import told
from tests.checks.privacy.talk import places_of

FLAGS = {term.name: term.flags for term in v.OUTCOMES.terms}
MINUTE = 60_000


@dataclass
class Said:
    """By activity id: observed and limit of hits, what is in scope, what is unknown and why."""

    hits: dict = field(default_factory=dict)
    scope: set = field(default_factory=set)
    unknown: dict = field(default_factory=dict)

    def verdict(self, row, answer):
        """Note a row; whether it is to be judged."""
        if answer is False:
            return False
        self.scope.add(row["id"])
        if answer is True:
            return True
        self.unknown[row["id"]] = answer
        return False

    def hit(self, row, observed, limit):
        if row["judged"]:
            self.hits[row["id"]] = (observed, limit)


def talk_time(rows, params):
    said = Said()
    for row in rows:
        answer = told(row, params.select)
        talk = row.get("duration_s")
        if answer is True and talk is None:
            answer = "duration_s"
        if not said.verdict(row, answer):
            continue
        if params.at_least_s is not None and talk >= params.at_least_s:
            said.hit(row, talk, params.at_least_s)
        if params.at_most_s is not None and talk <= params.at_most_s:
            said.hit(row, talk, params.at_most_s)
    return said


def late(rows, params):
    said = Said()
    for row in rows:
        answer = told(row, params.select)
        written = row.get("recorded_ms")
        admitted = params.backfill and row.get("entry_mode") == "backfill"
        if answer is True and written is None and not admitted:
            answer = "recorded_at"
        if not said.verdict(row, answer):
            continue
        end = row.get("end_ms")
        if end is None:
            end = row["epoch_ms"] + 1000 * (row.get("duration_s") or 0)
        hours = 0 if written is None else (written - end) / 3_600_000
        if admitted or hours > params.within_hours:
            said.hit(row, hours, params.within_hours)
    return said


def unmatched(rows, params):
    said = Said()
    wanted = {"dialler": 1, "system": 2, "note": 0}[params.lacks]
    for row in rows:
        answer = told(row, params.select)
        here, covered = row.get("recorded_in") or 0, row.get("covered_by") or 0
        one_system = here == 0 or (here != 3 and {1, 2} - {here, covered & 1, covered & 2})
        if answer is True and wanted and one_system:
            answer = "dialler"
        if not said.verdict(row, answer):
            continue
        if not wanted and "note" not in places_of(row):
            said.hit(row, 0, 1)
        if wanted and here + wanted == 3:
            said.hit(row, 0, 1)
    return said


def party(rows, params):
    said = Said()
    for row in rows:
        role, outcome = row.get("party_role"), row.get("outcome")
        right_party = outcome is not None and "r" in FLAGS[outcome]
        coded = role in params.coded or (right_party and "debtor" in params.coded)
        unsaid = role in (None, "unknown") and not right_party and not coded
        if "note" not in places_of(row) or not (coded or unsaid):
            continue
        notes = [
            m
            for m in row["said"]
            if m["kind"] == "reached.person"
            and m["place"] == "note"
            and m["stance"] in ("asserted", "reported")
        ]
        against = [m for m in notes if m["recipient"] in params.noted]
        if any(m["recipient"] in (*params.coded, "debtor") for m in notes):
            against = []
        answer = told(row, params.select)
        if answer is True and unsaid:
            answer = "party_role"
        if answer is not True:
            if answer is not False and against:
                said.verdict(row, answer)
            continue
        said.verdict(row, True)
        if against:
            said.hit(row, len(against), 0)
    return said


def copied(rows, params):
    said, noted = Said(), []
    for row in rows:
        answer = told(row, params.select)
        if not row.get("note_key") or row.get("note_size", 0) < params.min_characters:
            continue
        if answer is True and not row.get("collector_key"):
            answer = "actor"
        elif answer is True and not row.get("case_key") and not row.get("debtor_key"):
            answer = "case_id"
        if said.verdict(row, answer):
            noted.append(row)
    for row in noted:
        alike = [r for r in noted if _burst(r) == _burst(row)]
        starts = [_when(r) for r in alike if _when(r) <= _when(row) <= _when(r) + _width(params)]
        fullest = max(
            len({_case(r) for r in alike if start <= _when(r) <= start + _width(params)})
            for start in starts
        )
        if fullest >= params.cases:
            said.hit(row, fullest, params.cases - 1)
    return said


def _width(params):
    return params.within_minutes * MINUTE


def _burst(row):
    return row["collector_key"], row["note_key"]


def _when(row):
    return row["epoch_ms"] if row.get("recorded_ms") is None else row["recorded_ms"]


def _case(row):
    return ("case", row["case_key"]) if row.get("case_key") else ("debtor", row["debtor_key"])
