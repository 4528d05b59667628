"""``auditkit rank``: in which order cases, collectors and agencies are reviewed, and why."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from auditkit.cli import console, options

if TYPE_CHECKING:
    from auditkit.report.ranking.interface import Kind

KINDS: Final[tuple[Kind, ...]] = ("cases", "collectors", "agencies")
"""Equal to ``report.ranking.interface.KINDS``; held here so that ``--help`` need not load it."""
_ALL: Final = "all"
_SHAPES: Final = ("text", "json", "csv", "xlsx")
_WHOLE: Final = ("json", "csv")  # what machines read holds every unit unless --top says otherwise


@click.command(short_help="Say what to review first. 给出复核顺序及理由。")
@click.argument("run")
@click.option(
    "--of",
    type=click.Choice([*KINDS, _ALL]),
    default=_ALL,
    show_default=True,
    help="What is put in order.",
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    help="How many of each are told.  [default: 20; all with json and csv]",
)
@click.option(
    "--weights",
    type=options.FILE,
    help="Your own weights, a file like reports/ranking.yaml of auditkit.",
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(_SHAPES),
    help="How it is written.  [default: by the ending of --output, else text]",
)
@click.option(
    "-o",
    "--output",
    type=options.NEW_FILE,
    help="File to write: .txt, .json, .csv or .xlsx.  [default: standard output]",
)
@options.db_option
@options.lang_option
def rank(
    run: str,
    of: str,
    top: int | None,
    weights: Path | None,
    shape: str | None,
    output: Path | None,
    db: str | None,
    lang: str,
) -> None:
    """Say which cases, collectors and agencies to review first, each with the reasons.

    RUN is the folder that a run was written to, or a run of the store that --db names. Findings are
    weighed by severity, certainty and force as people decided on them until today; one that several
    rules share counts once, a false alarm never. Each unit is held against the others of its kind
    with about as much work: what was seen, what these let expect, an interval for how far apart the
    two are. The order is by its lower end, so that few contacts prove little. It judges nobody.

    \b
    先复核什么、为什么：按问题的严重程度、确定性和效力计分，并与同等工作量者比较；不认定任何人违规。
    \b
    Examples:
      auditkit rank out/ --of collectors --top 10
      auditkit rank out/ -o order.xlsx --lang en
      auditkit rank latest --db audits/ --of cases --format csv > cases.csv
    """
    from auditkit.api.runs import ranking
    from auditkit.core.i18n import Catalogue
    from auditkit.report.ranking.plan import load_ranking_plan
    from auditkit.report.ranking.text import render_text

    words = Catalogue(lang)
    form = shape or (ranking.form_of(output) if output else "text")
    if form in options.BINARY and output is None:
        raise click.UsageError(words.text("rank.no_console", format=form))
    few = None if form in _WHOLE else load_ranking_plan(weights).units
    kinds = [kind for kind in KINDS if of in (kind, _ALL)]
    ranked = ranking.rank(run, of=kinds, top=top or few, weights=weights, db=db)
    if output:
        made = ranking.write_ranked(ranked, output, form=form, lang=lang)
        console.remark(made.notes, lang)
        console.say("\n".join([words.text("cli.scan.written"), *(f"  {p}" for p in made.files)]))
    elif form == "text":
        width = shutil.get_terminal_size((100, 24)).columns
        console.give(render_text(ranked.order, lang, width))
    else:
        payload = console.payload()
        ranking.render_ranked(ranked, payload, form=form, lang=lang)
        payload.flush()
