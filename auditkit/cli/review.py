"""``auditkit review``: what people decide on findings, one at a time or by the sheet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import click

from auditkit.cli import console, options
from auditkit.cli.review_options import (
    STATUSES,
    decider_option,
    run_option,
    severity_option,
    shared_option,
)
from auditkit.cli.review_sheet import export_sheet, import_sheet

if TYPE_CHECKING:
    from auditkit.api.reviewing.deciding import Listed
    from auditkit.core.i18n import Catalogue
    from auditkit.store.decisions import DecisionEvent

_LISTED: Final = (
    "fingerprint", "severity", "at", "rule", "case_id", "agency_id", "status", "owner", "due",
    "until", "who",
)  # fmt: skip
_EVENT: Final = ("at", "status", "who", "os_user", "until", "owner", "due", "reason", "source")


@click.group(short_help="Decide on findings. 复核并决定各项问题。")
def review() -> None:
    """Decide on findings: by the sheet in Excel or WPS, or one at a time.

    A decision holds for later runs by the fingerprint of the finding and lapses after its last day.
    Who decided, under which account, when and why is kept and never changed.

    \b
    Examples:
      auditkit review export out/ -o review.xlsx
      auditkit review import review.xlsx --run out/ --who "Li Lei"
      auditkit review list out/ --status open --severity high
      auditkit review set FABCDEFGHIJKLMNOP confirmed --reason "heard the call" --run out/
    """


review.add_command(export_sheet)
review.add_command(import_sheet)


@review.command("list", short_help="List findings as they stand. 列出各项问题的处理状态。")
@click.argument("run", required=False)
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice(STATUSES),
    help="Only with this status; may be repeated.",
)
@severity_option
@click.option("--owner", default="", help="Only what this person is to put right.")
@click.option("--overdue", is_flag=True, help="Only what is past its due date and not put right.")
@click.option("--lapsed", is_flag=True, help="Only where a decision has lapsed.")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="How the list is written to stdout.",
)
@options.db_option
@options.lang_option
def list_findings(run: str | None, db: str | None, shape: str, lang: str, **asked: Any) -> None:  # noqa: ANN401 - passed on by name
    """List the findings of a run as they stand today."""
    from auditkit.api.reviewing.deciding import Asked
    from auditkit.api.reviewing.deciding import list_findings as listed
    from auditkit.core.i18n import Catalogue

    found = listed(run, Asked(**asked), db=db)
    if shape == "json":
        _give_json(found)
    elif shape == "csv":
        from auditkit.report.csv_table import write_table

        rows = (_row(each) for each in found)
        write_table(console.payload(), _COLUMNS, ([r[name] for name in _COLUMNS] for r in rows))
    else:
        _give_table(list(found), Catalogue(lang))


_COLUMNS: Final = (*_LISTED, "reason", "decided_at", "final", "lapsed", "overdue")


def _row(each: Listed) -> dict[str, Any]:
    finding, decided = each.finding, each.decided
    kept = asdict(decided) if decided is not None else {}
    return {
        **{name: finding.get(name, "") for name in _LISTED[:6]},
        "status": each.status,
        **{name: kept.get(name, "") for name in ("owner", "due", "until", "who", "reason")},
        "decided_at": kept.get("at", ""),
        **{name: str(kept.get(name, False)).lower() for name in ("final", "lapsed")},
        "overdue": str(each.overdue).lower(),
    }


def _give_json(found: Iterator[Listed]) -> None:
    """Write a list of any length without holding it."""
    console.give("[")
    before = ""
    for each in found:
        decided = asdict(each.decided) if each.decided is not None else None
        shown = {
            **{name: each.finding.get(name, "") for name in _LISTED[:6]},
            "status": each.status,
            "overdue": each.overdue,
            "decision": decided,
        }
        console.give(before + json.dumps(shown, ensure_ascii=False))
        before = ","
    console.give("]")


def _give_table(found: list[Listed], words: Catalogue) -> None:
    if not found:
        console.say(words.text("review.cli.nothing"))
        return
    header = [words.text(f"review.list.{name}") for name in _LISTED]
    console.give(console.table([header, *(_shown(each, words) for each in found)]))
    console.say(words.text("review.cli.count", count=f"{len(found):,}"))


def _shown(each: Listed, words: Catalogue) -> list[str]:
    from auditkit.report.safe import visible

    row, decided = _row(each), each.decided
    marks = {
        "is_final": decided is not None and decided.final and not decided.lapsed,
        "is_lapsed": decided is not None and decided.lapsed,
        "is_overdue": each.overdue,
    }
    row["severity"] = words.text(f"severity.{row['severity']}")
    row["at"] = str(row["at"])[:19].replace("T", " ")
    row["status"] = words.text(f"decision.{each.status}") + "".join(
        words.text(f"review.cli.{name}") for name, holds in marks.items() if holds
    )
    return [visible(str(row[name])) for name in _LISTED]


@review.command("set", short_help="Decide on one finding. 决定一项问题。")
@click.argument("fingerprint")
@click.argument("status", type=click.Choice(STATUSES))
@click.option("--reason", required=True, help="Why; kept with the decision.")
@click.option(
    "--until", metavar="DATE", callback=options.day, help="Last day it holds; needed for accepted."
)
@click.option("--owner", help="Who is to put it right.")
@click.option("--due", metavar="DATE", callback=options.day, help="By when it is to be put right.")
@click.option(
    "--final", is_flag=True, help="Confirm what another person decided, and lock it (four eyes)."
)
@click.option("--reopen", is_flag=True, help="Lift a final decision that another person made.")
@run_option
@decider_option
@shared_option
@options.db_option
@options.lang_option
def set_one(
    fingerprint: str,
    run: str | None,
    db: str | None,
    lang: str,
    who: str | None,
    reopen: bool,
    **said: Any,  # noqa: ANN401 - passed on by name
) -> None:
    """Decide on one finding; owner and due date stay as they are unless given.

    STATUS is open, confirmed, false_alarm, accepted (needs --until), remediated or in_appeal.
    """
    from auditkit import api
    from auditkit.api.reviewing.deciding import NewDecision, looks_personal, set_decision
    from auditkit.core.i18n import Catalogue

    change = NewDecision(who=api.os_user() if who is None else who, reopens=reopen, **said)
    made, words = set_decision(fingerprint, change, run=run, db=db), Catalogue(lang)
    if looks_personal(made.reason, made.owner):
        console.say(words.text("review.personal"))
    console.say(
        words.text(
            "review.cli.decided",
            fingerprint=made.fingerprint,
            status=words.text(f"decision.{made.status}"),
            more=words.text("review.cli.is_final") if made.final else "",
            who=made.who,
        )
    )


@review.command("history", short_help="Show all decisions on a finding. 查看一项问题的全部决定。")
@click.argument("fingerprint")
@run_option
@options.shape_option
@options.db_option
@options.lang_option
def show_history(fingerprint: str, run: str | None, db: str | None, shape: str, lang: str) -> None:
    """Show everything that was decided on a finding, the first decision first."""
    from auditkit.api.reviewing.deciding import history
    from auditkit.core.i18n import Catalogue

    events, words = history(fingerprint, run=run, db=db), Catalogue(lang)
    if shape == "json":
        console.give(json.dumps([asdict(each) for each in events], ensure_ascii=False, indent=2))
    elif not events:
        console.say(words.text("review.cli.no_history"))
    else:
        header = [words.text(f"review.list.{name}") for name in _EVENT]
        console.give(console.table([header, *(_event(each, words) for each in events)]))


def _event(event: DecisionEvent, words: Catalogue) -> list[str]:
    from auditkit.report.safe import visible

    marks = {"is_final": event.final, "reopened": event.reopens}
    said = {
        **asdict(event),
        "at": event.at.replace("T", " "),
        "status": words.text(f"decision.{event.status}")
        + "".join(words.text(f"review.cli.{name}") for name, holds in marks.items() if holds),
    }
    return [visible(str(said[name])) for name in _EVENT]
