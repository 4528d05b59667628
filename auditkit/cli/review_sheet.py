"""``auditkit review export`` and ``import``: deciding by the sheet in Excel or WPS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from auditkit.cli import console, options
from auditkit.cli.review_options import decider_option, run_option, severity_option, shared_option

if TYPE_CHECKING:
    from auditkit.api.reviewing.result import Imported, Remark
    from auditkit.core.i18n import Catalogue

_SHOWN: Final = 20  # remarks before the rest is only counted
_COUNTS: Final = ("unchanged", "empty", "repeated", "refused")


@click.command("export", short_help="Write the table to decide in. 导出复核表。")
@click.argument("run")
@click.option(
    "-o", "--output", type=options.NEW_FILE, required=True, help="Table to write: .xlsx or .csv."
)
@severity_option
@click.option("--open", "only_open", is_flag=True, help="Only what is open or has lapsed.")
@click.option("--agency", "agencies", multiple=True, metavar="ID", help="Only of this agency.")
@click.option(
    "--rule", "rules", multiple=True, metavar="ID", help="Only of this rule, pack or beginning."
)
@click.option("--replace", is_flag=True, help="Replace a table that is there already.")
@options.db_option
@options.lang_option
def export_sheet(
    run: str,
    output: Path,
    only_open: bool,
    replace: bool,
    db: str | None,
    lang: str,
    **asked: Any,  # noqa: ANN401 - passed on by name
) -> None:
    """Write one row per finding, with what a person needs to decide and the cells to decide in.

    It may be sorted, filtered and cut, and saved by Excel, WPS or LibreOffice as .xlsx, .xls, .ods
    or .csv; auditkit review import reads it back.

    \b
    Examples:
      auditkit review export out/ -o review.xlsx
      auditkit review export out/ -o agency7.csv --open --severity high --agency AG-7
    """
    from auditkit.api.reviewing.deciding import Asked
    from auditkit.api.reviewing.table import export_review
    from auditkit.core.i18n import Catalogue

    chosen = Asked(statuses=("open",) if only_open else (), **asked)
    made = export_review(run, output, asked=chosen, lang=lang, db=db, replace=replace)
    said = Catalogue(lang).text(
        "review.imported.exported", count=f"{made.count:,}", path=made.file.path
    )
    console.say(said)
    console.remark(made.file.notes(), lang)


@click.command("import", short_help="Record what was decided in a table. 导入填好的复核表。")
@click.argument("file", type=options.FILE)
@run_option
@decider_option
@click.option("--dry-run", is_flag=True, help="Record nothing; say what would be.")
@click.option("--rejects", type=options.NEW_FILE, help="CSV to write with the rows not taken.")
@shared_option
@options.shape_option
@options.db_option
@options.lang_option
def import_sheet(
    file: Path,
    who: str | None,
    rejects: Path | None,
    shape: str,
    lang: str,
    **settings: Any,  # noqa: ANN401 - passed on by name
) -> int:
    """Record what one person decided in a review table, or in the findings of report.xlsx.

    Rows that cannot be taken are named with the reason, the others are recorded together. Exit
    codes: 0 all rows could be used, 1 some could not, 3 none.

    \b
    Examples:
      auditkit review import review.xlsx --run out/ --who "Li Lei" --dry-run
      auditkit review import review.csv --run out/ --who "Li Lei" --rejects problems.csv
    """
    from auditkit import api
    from auditkit.api.reviewing.taking import import_review
    from auditkit.core.i18n import Catalogue

    person = api.os_user() if who is None else who
    done, words = import_review(file, who=person, lang=lang, **settings), Catalogue(lang)
    if shape == "json":
        console.give(json.dumps(_document(done, words), ensure_ascii=False, indent=2))
    else:
        console.give("\n".join(_lines(done, words)))
    if rejects is not None:
        from auditkit.core.outputs import put
        from auditkit.report.csv_table import write_table

        rows = [_listed(done.file, each, words) for each in done.problems]
        made = put(rejects, lambda out: write_table(out, _REJECTS, rows))
        console.say(words.text("review.imported.rejects", path=made.path))
        console.remark(made.notes(), lang)
    return done.exit_code


_REJECTS: Final = ("file", "sheet", "row", "column", "reason", "meaning")


def _document(done: Imported, words: Catalogue) -> dict[str, Any]:
    said = [
        {**asdict(each), "meaning": _meaning(each, words)} for each in (*done.problems, *done.notes)
    ]
    return {
        **asdict(done),
        "problems": said[: len(done.problems)],
        "notes": said[len(done.problems) :],
        "exit_code": done.exit_code,
    }


def _listed(file: str, each: Remark, words: Catalogue) -> tuple[str | int, ...]:
    return (file, each.sheet, each.row, each.column, each.reason, _meaning(each, words))


def _meaning(each: Remark, words: Catalogue) -> str:
    for group in ("problem", "note"):
        if found := words.find(f"review.{group}.{each.reason}", ""):
            return found
    return words.text(f"review.refused.{each.reason}")


def _lines(done: Imported, words: Catalogue) -> Iterator[str]:
    from auditkit.report.review_rows import label_of

    yield words.text("review.imported.head", file=done.file, rows=f"{done.rows:,}", run=done.run)
    counts = {"would" if done.dry_run else "taken": done.taken}
    counts |= {name: getattr(done, name) for name in _COUNTS}
    yield console.table([f"  {words.text(f'review.imported.{n}')}", c] for n, c in counts.items())
    if done.missing:
        columns = words.text("comma").join(label_of(name, words) for name in done.missing)
        yield words.text("review.imported.missing", columns=columns)
    for remarks in (done.problems, done.notes):
        yield from (_line(each, words) for each in remarks[:_SHOWN])
        if len(remarks) > _SHOWN:
            yield words.text("review.imported.more", count=f"{len(remarks) - _SHOWN:,}")


def _line(each: Remark, words: Catalogue) -> str:
    from auditkit.report.review_rows import label_of

    column = label_of(each.column, words)
    where = words.text("review.imported.where", row=each.row, column=column)
    sheet = f"[{each.sheet}] " if each.sheet else ""
    return f"{sheet}{where}{words.text('colon')}{_meaning(each, words)}"
