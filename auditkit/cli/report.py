"""``auditkit report``: writes the report of a kept run again, with what was decided since."""

from __future__ import annotations

from pathlib import Path

import click

from auditkit.cli import console, options


@click.command(short_help="Write the report of a run again. 重新出具一次审计的报告。")
@click.argument("run")
@click.option(
    "--format",
    "formats",
    metavar="NAMES",
    callback=options.formats,
    default="xlsx",
    show_default=True,
    help=f"{', '.join(options.FORMAT_NAMES)}, joined by commas.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write to.  [default: the folder of the run]",
)
@click.option("--stdout", is_flag=True, help="Write one machine format to stdout instead.")
@options.db_option
@options.lang_option
def report(
    run: str, formats: tuple[str, ...], out: Path | None, stdout: bool, db: str | None, lang: str
) -> None:
    """Write the report of a kept run again, with what people decided on its findings since.

    RUN is the folder that a run was written to, or a run of the store that --db names. Nothing is
    judged again. The report is noted in the chain of custody of the run.

    \b
    Examples:
      auditkit report out/ --format xlsx --lang en
      auditkit report latest --db postgresql://audit@db/audits --format xlsx,sarif --out march/
      auditkit report out/ --format jsonl --stdout > findings.jsonl
    """
    from auditkit.api.runs import reporting
    from auditkit.core.i18n import Catalogue

    words = Catalogue(lang)
    if not stdout:
        made = reporting.report(run, formats=formats, out=out, lang=lang, db=db)
        console.remark(made.notes, lang)
        console.say("\n".join([words.text("cli.scan.written"), *(f"  {p}" for p in made.files)]))
        return
    if len(formats) != 1:
        raise click.UsageError(words.text("cli.scan.one_format"))
    if formats[0] in options.BINARY:
        raise click.UsageError(words.text("cli.scan.no_console", format=formats[0]))
    payload = console.payload()
    reporting.report_to(run, payload, form=formats[0], lang=lang, db=db)
    payload.flush()
