"""A suppression holds where it is whole and in time; any other is told and silences nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from auditkit.api.policies import library
from auditkit.core.lint import Place, Suppression, Unjudged
from auditkit.engine.templates import of_drafts
from auditkit.templates.interface import Meta, Piece, Template
from auditkit.templates.never import never
from auditkit.templates.suppressing import Held, suppress
from tests.report.lint.bundles import finding

DAY = date(2026, 12, 1)
THREAT, INSULT, SECRET = "cn-law.threat", "cn-law.insult", "cn-law.secret"
HELD = Held(DAY, {THREAT, INSULT, SECRET}, {SECRET}, lambda rule: rule == "other-pack.rule")


def said(rule: str = THREAT, until: date = DAY, line: int = 2) -> Suppression:
    return Suppression(rule, "试点", "王五", until, Place(line, 1))


def template(*suppressions: Suppression, entry: str = "") -> Template:
    return Template(
        "a.txt", entry, "x", (Piece(0, Place(5, 1)),), Meta(), (), suppressions=suppressions
    )


def found(rule: str = THREAT, entry: str = ""):
    return finding(rule, path="a.txt", entry=entry)


def told(mistakes) -> list[tuple[str, int]]:
    return [(each.kind.removeprefix("suppression."), each.place.line) for _, _, each in mistakes]


def test_a_suppression_holds_through_its_last_day_and_for_its_rule_alone():
    marked, wrong = suppress([found(), found(INSULT)], [template(said())], (), HELD)
    assert [each.standing for each in marked] == ["suppressed", "open"]
    assert marked[0].suppression == said()
    assert wrong == ()


@pytest.mark.parametrize(
    ("rule", "until", "kind"),
    [
        (THREAT, date(2026, 11, 30), "expired"),
        (SECRET, DAY, "forbidden"),
        ("lint.metadata", DAY, "forbidden"),
        ("no.such", DAY, "unknown_rule"),
        (INSULT, DAY, "unused"),
    ],
)
def test_what_does_not_hold_is_told_and_silences_nothing(rule, until, kind):
    findings = [found(THREAT), found(SECRET)]
    marked, wrong = suppress(findings, [template(said(rule, until))], (), HELD)
    assert list(marked) == findings
    assert told(wrong) == [(kind, 2)]


@pytest.mark.parametrize(
    ("rule", "unjudged"),
    [("other-pack.rule", ()), (INSULT, (Unjudged("a.txt", "", INSULT, "channel"),))],
)
def test_a_rule_that_could_not_speak_leaves_no_suppression_unused(rule, unjudged):
    assert suppress([], [template(said(rule))], unjudged, HELD) == ((), ())


def test_what_a_file_says_of_all_its_templates_is_used_by_one_and_told_once():
    both = [template(said(), entry="A"), template(said(), entry="B")]
    marked, wrong = suppress([found(entry="B")], both, (), HELD)
    assert ([each.standing for each in marked], wrong) == (["suppressed"], ())
    assert told(suppress([], both, (), HELD)[1]) == [("unused", 2)]
    late = [replace(each, suppressions=(said(until=date(2026, 1, 1)),)) for each in both]
    assert told(suppress([], late, (), HELD)[1]) == [("expired", 2)]


def test_impersonation_and_data_for_authentication_can_never_be_suppressed():
    shelf = library(None)
    profile = shelf.profile("cn-bank")
    rules = shelf.rules(shelf.packs(profile.packs, of_drafts(shelf.checks)))
    barred = never(rules, shelf.roots)
    assert barred >= {
        "cn-pfi.secret",
        "cn-pipl.message.identifier",
        "cn-cba2026.language.state-body",
        "cn-consumer2023.language.state-body",
        "cn-criminal.language.officials",
        "cn-gbt45251.language.false-identity",
    }
    assert "cn-cba2026.language.threat" not in barred
    packs = {path.stem for root in shelf.roots for path in root.glob("*/rules/*.yaml")}
    assert barred <= packs
