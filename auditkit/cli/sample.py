"""``auditkit sample``: draws the findings that a tester re-performs."""

from __future__ import annotations

from pathlib import Path

import click

from auditkit.cli import console, options


@click.command(short_help="Draw findings for testers. 抽取供复核的发现。")
@click.argument("run")
@click.option(
    "--seed",
    default="",
    help="Words or numbers that decide what is drawn; equal seeds draw equal findings.  "
    "[default: the name of the run]",
)
@click.option(
    "-o", "--output", type=options.NEW_FILE, required=True, help="Workbook or CSV to write."
)
@options.db_option
@options.lang_option
def sample(run: str, seed: str, output: Path, db: str | None, lang: str) -> None:
    """Draw findings of a run for testers, by agency and severity, with columns to fill in.

    RUN is the folder that a run was written to, or a run of the store that --db names. How many are
    drawn, and why, stands in the sample; reports/sampling.yaml holds the numbers.

    \b
    Examples:
      auditkit sample out/ --seed 2026-10 -o sample.xlsx
      auditkit sample latest --db postgresql://audit@db/audits -o sample.csv
    """
    from auditkit.api.runs import reporting
    from auditkit.core.i18n import Catalogue

    made = reporting.sample(run, output, seed=seed, lang=lang, db=db)
    console.remark(made.notes, lang)
    words = Catalogue(lang)
    console.say("\n".join([words.text("cli.scan.written"), *(f"  {p}" for p in made.files)]))
