"""``auditkit allowance``: who may still be contacted, how often and from when."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from auditkit.cli import console, options

if TYPE_CHECKING:
    from auditkit.api.forecasting import AllowanceResult
    from auditkit.core.i18n import Catalogue

KINDS: Final = ("call", "robot_call", "sms", "im", "email", "app", "letter", "visit")
"""Equal to ``engine.forward.kinds.KINDS``; held here so that ``--help`` need not load it."""


def _kinds(_ctx: click.Context, _param: click.Parameter, value: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in value.split(",") if name.strip()))
    if not names or set(names) - set(KINDS):
        raise click.BadParameter(f"known kinds are {', '.join(KINDS)}")
    return names


def _at(ctx: click.Context, param: click.Parameter, value: str) -> datetime:
    moment = options.moment(ctx, param, value)
    if moment is None:
        raise click.BadParameter("an instant with offset is needed")
    return moment


@click.command(short_help="Who may still be contacted, and from when. 余量与最早可联系时间。")
@click.argument("sources", metavar="SRC...", nargs=-1, required=True)
@click.option(
    "--at",
    required=True,
    metavar="TIME",
    callback=_at,
    help="From which instant on, with its offset; what came later is left out.",
)
@click.option("--profile", default="cn-bank", show_default=True, help="Which packs bind you.")
@options.policies_option
@click.option(
    "--mapping", type=options.FILE, help="How your columns and codes map; see auditkit map."
)
@click.option("--crosswalk", type=options.FILE, help="Numbers and cases to debtors; see scan.")
@click.option("--query", help="SQL to read when SRC is a database URL; only SELECT is taken.")
@click.option(
    "--history",
    multiple=True,
    metavar="PATH|RUN",
    help="Earlier rows: exports, the folder of an earlier run, or a run id of --db.",
)
@click.option(
    "--kind",
    "kinds",
    default="call,sms",
    show_default=True,
    metavar="NAMES",
    callback=_kinds,
    help=f"{', '.join(KINDS)}, joined by commas.",
)
@click.option(
    "--days", type=click.IntRange(1, 366), default=30, show_default=True, help="How far ahead."
)
@click.option(
    "--talk",
    "talk_s",
    type=click.IntRange(1, 14_400),
    default=180,
    show_default=True,
    help="Seconds that a talk is taken to last, for rules that look at its end.",
)
@click.option(
    "--most",
    "cap",
    type=click.IntRange(1, 50),
    default=10,
    show_default=True,
    help="How many contacts are tried at most to see how many remain.",
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["csv", "json"]),
    default="csv",
    show_default=True,
    help="What is written.",
)
@click.option(
    "-o", "--output", type=options.NEW_FILE, help="File to write.  [default: standard output]"
)
@options.db_option
@options.lang_option
@options.quiet_option
def allowance(
    sources: tuple[str, ...],
    shape: str,
    output: Path | None,
    lang: str,
    quiet: bool,
    **settings: Any,  # noqa: ANN401 - passed on by name
) -> int:
    """Say who may still be contacted, how often, and from when.

    One row per debtor, person, address and kind of contact. From earliest up to lawful_until a
    contact breaks none of the rules on counts, cooling-off, gaps, hours, barred days, designated
    times and places, refusals and stop states, whatever comes of it; between TIME and earliest
    it breaks those named as reasons, for at least one outcome. A contact that is made changes the
    answer: ask again. Persons stand under the pseudonyms of the reports; a row is certain only
    where every rule could tell.

    \b
    Examples:
      auditkit allowance exports/ --mapping mapping.yaml --at 2026-11-02T09:00:00+08:00 -o today.csv
      auditkit allowance calls.csv --profile us-reg-f --at 2026-03-07T16:00:00-05:00 --format json
      auditkit allowance november/ --history out/october --at 2026-11-15T09:00+08:00 --kind call
    """
    from auditkit import api
    from auditkit.cli.progress import Meter
    from auditkit.core.i18n import Catalogue

    words = Catalogue(lang)
    with Meter(words, silent=quiet) as meter:
        result = api.allowance(
            sources,
            stdin=sys.stdin.buffer if "-" in sources else None,
            progress=meter,
            **settings,
        )
    _give(result, shape, output, words)
    if not quiet:
        console.remark(result.notes, lang)
    return 0


def _give(result: AllowanceResult, shape: str, output: Path | None, words: Catalogue) -> None:
    """Write the lines; a new key and a copy are spoken of even when quiet."""
    from auditkit.core.outputs import put
    from auditkit.report.allowance import render_csv, render_json

    render = render_csv if shape == "csv" else render_json
    if result.key_created:
        console.say(words.text("cli.key.created", path=result.key_created))
        console.say_rights(result.key_created, words)
    if output is None:
        out = console.payload()
        render(result.found, out)
        out.flush()
        return
    made = put(output, lambda file: render(result.found, file))
    console.remark(made.notes(), words.lang)
