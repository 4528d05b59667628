"""What the text checks mean, written as plain loops from the text of their parameters."""

# ruff: noqa: C901 - the text of the parameters, clause by clause

from __future__ import annotations

from dataclasses import dataclass, field

from auditkit.core.kinds import VALUES
from tests.checks.oracle import consent_of, told
from tests.checks.privacy.talk import places_of


@dataclass
class Said:
    """The offending mentions by activity id, what is in scope, what is unknown and why."""

    hits: dict = field(default_factory=dict)
    scope: set = field(default_factory=set)
    unknown: dict = field(default_factory=dict)


def mention(rows, params):
    def offends(row, m):
        if not wanted(params, m) or m["place"] not in params.places:
            return False
        if params.speakers is not None and m["speaker"] not in params.speakers:
            return False
        text = [o for o in row["said"] if (o["place"], o["turn"]) == (m["place"], m["turn"])]
        if not all(any(wanted(other, o) for o in text) for other in params.only_with):
            return False
        if any(wanted(other, o) for other in params.without for o in text):
            return False
        if params.spare_contact and m["key"] and m["key"] == row.get("contact_key"):
            return False
        if params.recipients is None:
            return True
        role = known(m["recipient"])
        if role is None and params.recipient_default == "party":
            role = known(row.get("party_role"))
            return "party_role" if role is None else role in params.recipients
        return role in params.recipients

    return judged(rows, params, offends, params.places, at_least=params.at_least)


def wanted(params, m):
    names = {*params.kinds, *(lexicon.name for lexicon in params.lexicons)}
    if m["kind"] not in names or m["score"] < params.min_score:
        return False
    if m["kind"] not in VALUES.names and m["stance"] not in params.stances:
        return False
    if params.owners is None and params.holders is None:
        return True
    if m["owner"] in (params.owners or ()):
        return True
    return m["holder"] in (params.holders or ()) and m["owner"] not in ("debtor", "collector")


def disclosure(rows, params):
    plain = {t for t in params.topics if t != "lender_with_name"}
    named = "lender_with_name" in params.topics

    def offends(row, m):
        stances = params.stances if m["place"] == "note" else params.said_stances
        if m["stance"] not in stances or m["place"] not in params.places:
            return False
        family, _, topic = m["kind"].partition(".")
        party = known(row.get("party_role"))
        if m["place"] == "note":
            if family != "told" or topic not in plain | ({"lender"} if named else set()):
                return False
            role = known(m["recipient"]) or party
        else:
            if family != "topic" or not collecting(row, m) or names_lender(row, m):
                return False
            name = any(
                o["kind"] == "PERSON"
                and o["owner"] == "debtor"
                and o["place"] == m["place"]
                and collecting(row, o)
                for o in row["said"]
            )
            if topic not in plain and not (named and topic == "lender" and name):
                return False
            role = party
        return "party_role" if role is None else role in params.roles

    return judged(rows, params, offends, params.places, consent=params.consent)


def before_verification(rows, params):
    def offends(row, m):
        family, _, topic = m["kind"].partition(".")
        if m["place"] != "turn" or family != "topic" or topic not in params.topics:
            return False
        if m["stance"] == "negated" or names_lender(row, m) or verified(row, m["turn"]):
            return False
        return "speaker" if m["speaker"] == "none" else collecting(row, m)

    def verified(row, turn):
        asked = [
            m["turn"]
            for m in row["said"]
            if m["kind"] == "asked.identity" and collecting(row, m) and m["place"] == "turn"
        ]
        return any(
            m["kind"] == "confirmed.identity"
            and m["speaker"] == "party"
            and m["place"] == "turn"
            and m["stance"] in ("asserted", "quoted", "reported")
            and m["turn"] <= turn
            and (not params.asked_first or any(soon(a, m["turn"]) for a in asked))
            for m in row["said"]
        )

    def soon(asked, answered):
        if params.answer_within is None:
            return asked < answered
        return asked < answered <= asked + params.answer_within

    told_rows = [row for row in rows if (row.get("party_role") or "unknown") in params.roles]
    free = "attrs.identity_verified"
    said = judged(told_rows, params, offends, ("turn",), free=free)
    for row in told_rows:
        if row["id"] in said.scope and row.get("attrs.excerpt") == 1 and row.get(free) != 1:
            said.hits.pop(row["id"], None)
            said.unknown[row["id"]] = "excerpt"
    return said


def names_lender(row, m):
    where = ("place", "turn", "start", "end")
    return m["kind"] == "topic.product" and any(
        o["kind"] == "topic.lender" and all(o[n] == m[n] for n in where) for o in row["said"]
    )


def judged(rows, params, offends, places, *, at_least=1, consent=None, free=None):
    said = Said()
    for row in rows:
        if not places_of(row) & set(places):
            continue
        if any(row.get(f"attrs.{n}") != v for n, v in getattr(params, "where", {}).items()):
            continue
        verdict = told(row, params.select)
        if verdict is False:
            continue
        if verdict is True and row.get("local_day") is None:
            verdict = "zone"
        released = any(
            row.get(f"attrs.{n}") == v for n, v in getattr(params, "unless", {}).items()
        ) or (free is not None and row.get(free) == 1)
        answers = [(m, offends(row, m)) for m in row["said"]]
        sure = [m for m, answer in answers if answer is True]
        doubts = [answer for _, answer in answers if isinstance(answer, str)]
        enough, perhaps = len(sure) >= at_least, len(sure) + len(doubts) >= at_least
        if verdict is not True:
            if perhaps and not released:
                said.unknown[row["id"]] = verdict
            continue
        said.scope.add(row["id"])
        if released:
            continue
        if enough and row["judged"]:
            by = consent_of(row, rows, consent)
            said.hits[row["id"]] = (sorted(map(repr, sure)), by and by["id"], certainty(sure))
        elif perhaps and not enough:
            said.unknown[row["id"]] = doubts[0]
    return said


def certainty(mentions):
    at_second_hand = all(
        m["kind"] not in VALUES.names and m["stance"] in ("quoted", "reported") for m in mentions
    )
    return "review" if at_second_hand else ""


def known(role):
    return None if role == "unknown" else role


def collecting(row, m):
    robot = row.get("channel") == "robot_call"
    return m["speaker"] == "collector" or (m["speaker"] == "ivr" and robot)
