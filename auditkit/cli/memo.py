"""``auditkit memo``: writes the memo of a run for the legal team."""

from __future__ import annotations

from pathlib import Path

import click

from auditkit.cli import console, options


@click.command(short_help="Write the memo for the legal team. 为法务编制备忘录。")
@click.argument("run")
@click.option(
    "--case", "cases", metavar="ID", multiple=True, help="Case to write of; may be given again."
)
@click.option(
    "--rule",
    "rules",
    metavar="ID",
    multiple=True,
    help="Rule to write of, a section for each instead of one per case; may be given again.",
)
@click.option(
    "-o",
    "--output",
    type=options.NEW_FILE,
    help="Document to write.  [default: memo.docx in the folder of the run]",
)
@options.db_option
@options.lang_option
def memo(
    run: str,
    cases: tuple[str, ...],
    rules: tuple[str, ...],
    output: Path | None,
    db: str | None,
    lang: str,
) -> None:
    """Write a Word document for the legal team: facts, timeline, clauses, evidence, open points.

    RUN is the folder that a run was written to, or a run of the store that --db names. Without
    --case and --rule the memo has a section for every case with a grave finding; reports/memo.yaml
    says how grave, and how many. With both, the rules' sections speak of these cases alone. Persons
    stay pseudonyms. The memo is noted in the chain of custody of the run.

    \b
    Examples:
      auditkit memo out/
      auditkit memo out/ --case C2026-0007 --case C2026-0019 -o 0007.docx
      auditkit memo latest --db audits/ --rule us-reg-f.amount.over --lang en -o amount.docx
    """
    from auditkit.api.runs import reporting
    from auditkit.core.i18n import Catalogue

    made = reporting.memo(run, output, cases=cases, rules=rules, lang=lang, db=db)
    console.remark(made.notes, lang)
    words = Catalogue(lang)
    console.say("\n".join([words.text("cli.scan.written"), *(f"  {p}" for p in made.files)]))
