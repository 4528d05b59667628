"""``auditkit scan``: reads exports, judges every activity, writes the report."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditkit.cli import console, options

if TYPE_CHECKING:
    from auditkit.api import ScanResult
    from auditkit.core.i18n import Catalogue

FOLDER_FORMATS = ("xlsx", "html", "json", "jsonl", "csv")


@click.command(short_help="Audit exports and write the report. 审计导出数据并出具报告。")
@click.argument("sources", metavar="SRC...", nargs=-1, required=True)
@click.option("--profile", default="cn-bank", show_default=True, help="Which packs bind you.")
@options.policies_option
@click.option(
    "--mapping", type=options.FILE, help="How your columns and codes map; see auditkit map."
)
@click.option(
    "--crosswalk",
    type=options.FILE,
    help="CSV, XLSX or Parquet of number, agency_case or case_id to debtor_id, for rows that name "
    "no debtor.",
)
@click.option("--query", help="SQL to read when SRC is a database URL; only SELECT is taken.")
@click.option(
    "--history",
    multiple=True,
    metavar="PATH|RUN",
    help="Earlier rows as context, not judged again: exports, the folder of an earlier run, or a "
    "run id (or latest) of --out.",
)
@click.option(
    "--from",
    "date_from",
    metavar="DATE",
    callback=options.day,
    help="First local day to judge; earlier rows are context.",
)
@click.option(
    "--to", "date_to", metavar="DATE", callback=options.day, help="Last local day to judge."
)
@click.option(
    "--as-of",
    metavar="TIME",
    callback=options.moment,
    help="Last instant known, with its offset; later rows are context.  "
    "[default: the latest time of the input]",
)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder to write to.")
@click.option(
    "--format",
    "formats",
    metavar="NAMES",
    callback=options.formats,
    help=f"{', '.join(options.FORMAT_NAMES)}, joined by commas.  "
    "[default: the first five with --out, else json]",
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes to use."
)
@click.option(
    "--fail-on",
    type=click.Choice(["critical", "high", "medium", "low"]),
    default="high",
    show_default=True,
    help="Exit 1 from this severity on; advisories and matters for review never count.",
)
@click.option(
    "--max-rejects",
    default="5%",
    show_default=True,
    callback=options.share,
    help="Exit 3 when more of a file cannot be read.",
)
@click.option(
    "--require", multiple=True, metavar="RULE", help="Exit 3 when RULE could not judge some rows."
)
@click.option(
    "--expect",
    type=options.FILE,
    help="Control file (CSV, XLSX) of what was sent; exit 3 when a file is missing or differs.",
)
@options.register_option
@click.option(
    "--require-confirmed",
    is_flag=True,
    help="Exit 3 unless mapping, codes and packs are confirmed as they are; see auditkit confirm.",
)
@click.option(
    "--widths",
    type=options.FILE,
    help="How much of a value evidence shows (YAML).  [default: reports/masking.yaml]",
)
@options.db_option
@click.option("--exit-zero", is_flag=True, help="Exit 0 where findings would give 1.")
@options.lang_option
@options.quiet_option
@click.option("-v", "--verbose", count=True, help="Log to stderr; -vv for more.")
def scan(
    sources: tuple[str, ...],
    formats: tuple[str, ...] | None,
    exit_zero: bool,
    quiet: bool,
    verbose: int,
    **settings: Any,  # noqa: ANN401 - passed on by name
) -> int:
    """Audit exports and write the report.

    SRC is a file (CSV, TSV, XLSX, XLSB, XLS, Parquet, JSONL, JSON, ZIP), a folder, a glob, - for
    standard input, or a SQLAlchemy URL with --query. Without --out one machine format goes to
    stdout. Passwords of workbooks and archives come from AUDITKIT_XLSX_PASSWORD, or
    AUDITKIT_PASSWORDS with one per line.

    \b
    Examples:
      auditkit scan exports/ --mapping mapping.yaml --out out/
      auditkit scan dialler.csv crm.xlsx --crosswalk numbers.csv --out out/
      auditkit scan crm.xlsx dialler.csv agency/*.xlsx --from 2026-03-01 --to 2026-03-31 --out out/
      auditkit scan november/ --mapping mapping.yaml --history out/october --out out/november
      auditkit scan exports/ --mapping mapping.yaml --expect control.csv --out out/
      auditkit scan calls.csv --profile us-reg-f --format jsonl > findings.jsonl
      auditkit scan postgresql://audit@db/calls --query "SELECT * FROM calls" --out out/
      auditkit scan exports/ --mapping mapping.yaml --out out/ --db postgresql://audit@db/audits
    """
    from auditkit import api
    from auditkit.cli.progress import Meter
    from auditkit.core.i18n import Catalogue

    words = Catalogue(settings["lang"])
    out: Path | None = settings["out"]
    chosen = _formats(out, formats, words)
    console.show_log(verbose)
    with Meter(words, silent=quiet) as meter:
        result = api.scan(
            sources,
            formats=chosen if out else (),
            stdin=sys.stdin.buffer if "-" in sources else None,
            progress=meter,
            **settings,
        )
    if out is None:
        give_report(result, chosen[0], settings["lang"])
    tell(result, words, quiet=quiet)
    return _exit(result, words, exit_zero=exit_zero)


def _formats(out: Path | None, asked: tuple[str, ...] | None, words: Catalogue) -> tuple[str, ...]:
    """Return the formats to write; a usage error for what a console cannot take."""
    if out is not None:
        return asked or FOLDER_FORMATS
    chosen = asked or ("json",)
    if len(chosen) != 1:
        raise click.UsageError(words.text("cli.scan.one_format"))
    if chosen[0] in options.BINARY:
        raise click.UsageError(words.text("cli.scan.no_console", format=chosen[0]))
    return chosen


def give_report(result: ScanResult, name: str, lang: str) -> None:
    """Write one machine format to stdout."""
    from auditkit.report.formats import FORMATS

    out = console.payload()
    FORMATS[name].render(result.bundle, out, lang=lang)
    out.flush()


def tell(result: ScanResult, words: Catalogue, *, quiet: bool) -> None:
    """Say on stderr what the run found; a new key and copies are spoken of even when quiet."""
    from auditkit.report.summary import render_text

    if result.key_created:
        console.say(words.text("cli.key.created", path=result.key_created))
        console.say_rights(result.key_created, words)
    console.remark(result.notes, words.lang)
    if quiet:
        return
    console.say(render_text(result.bundle, words.lang, shutil.get_terminal_size((100, 24)).columns))
    if result.written:
        console.say(
            "\n".join(["", words.text("cli.scan.written"), *map(_indented, result.written)])
        )
    if result.head:
        console.say(words.text("custody.noted", head=result.head))


def _indented(path: Path) -> str:
    return f"  {path}"


def _exit(result: ScanResult, words: Catalogue, *, exit_zero: bool) -> int:
    for reason in result.reasons:
        console.say(
            f"{words.text('cli.scan.exit', code=result.exit_code)}: {reason.pick(words.lang)}"
        )
    if exit_zero and result.exit_code == 1:
        console.say(words.text("cli.scan.exit_zero", code=1))
        return 0
    return result.exit_code
