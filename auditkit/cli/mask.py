"""``auditkit mask``: writes copies of logs in which nobody can be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from auditkit.cli import console, options

if TYPE_CHECKING:
    from auditkit.api.masking import Masked
    from auditkit.core.i18n import Catalogue

_OWN: Final = ("pseudonym", "number", "id")
"""Ways of masking that are no kind of value."""


@click.command(short_help="Write a masked copy of a log. 生成日志的脱敏副本。")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=options.FILE)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    help="File to write, or a folder for several.  [default: FILE.masked beside each FILE]",
)
@click.option(
    "--mapping", type=options.FILE, help="Mapping (YAML, XLSX) that says what the columns are."
)
@click.option(
    "--pseudonyms/--mask-all",
    default=True,
    show_default=True,
    help="Give those whom columns name one pseudonym each, as in reports, so that rows of one "
    "person still join; or only mask them.",
)
@click.option(
    "--keep", multiple=True, metavar="COLUMN", help="Leave a column as it is; may be repeated."
)
@click.option(
    "--widths",
    type=options.FILE,
    help="How much of a value stays readable (YAML).  [default: reports/masking.yaml]",
)
@options.lang_option
@options.quiet_option
def mask(
    files: tuple[Path, ...],
    out: Path | None,
    mapping: Path | None,
    pseudonyms: bool,
    keep: tuple[str, ...],
    widths: Path | None,
    lang: str,
    quiet: bool,
) -> None:
    """Write a masked copy of each log, for those who may work with it but not know the people.

    CSV, TSV, JSONL, JSON, Parquet and transcripts keep their format, encoding and all that is
    not masked; workbooks and web pages become .xlsx. Columns of names, numbers and ids are
    replaced whole; notes, messages and every column that nobody mapped are searched for values
    and names, and long numbers go whether or not they were recognised. Rows keep their number
    and order. FILE is never overwritten; copies have mode 0600.

    \b
    Examples:
      auditkit mask calls.csv
      auditkit mask crm.xlsx --mapping mapping.yaml -o crm-for-vendor.xlsx
      auditkit mask exports/*.csv -o masked/ --mask-all --keep batch_no
    """
    from auditkit import api
    from auditkit.cli.progress import Meter
    from auditkit.core.i18n import Catalogue

    words = Catalogue(lang)
    place = _prepared(files, out)
    for file in files:
        with Meter(words, silent=quiet) as meter:
            made = api.mask(
                file,
                out=place,
                mapping=mapping,
                widths=widths,
                keep=keep,
                pseudonyms=pseudonyms,
                progress=meter,
            )
        if made.new_key is not None:
            console.say(words.text("cli.mask.key", path=made.new_key))
            console.say_rights(made.new_key, words)
        console.remark(made.notes, lang)
        if not quiet:
            console.say(words.text("cli.mask.written", path=made.file.path, rows=f"{made.rows:,}"))
            console.say(console.table(_counted(made, words)))


def _prepared(files: tuple[Path, ...], out: Path | None) -> Path | None:
    """Return where copies go; several need a folder, which is made."""
    if out is not None and len(files) > 1:
        if len({file.name for file in files}) < len(files):
            raise click.UsageError("files of one name cannot go to one folder")
        if out.exists() and not out.is_dir():
            raise click.UsageError("-o names a file; several copies need a folder")
        out.mkdir(parents=True, exist_ok=True, mode=0o700)
    return out


def _counted(made: Masked, words: Catalogue) -> Iterator[list[object]]:
    from auditkit.core.kinds import kind_label
    from auditkit.sources.copy.interface import ASTRAY

    yield [words.text(f"cli.mask.{name}") for name in ("column", "kind", "cells")]
    for (column, kind), cells in made.counts.items():
        own = kind in _OWN
        shown = words.text(f"cli.mask.{kind}") if own else kind_label(kind, words.lang)
        places = {"": "cli.mask.no_column", ASTRAY: "cli.mask.astray"}
        yield [words.text(places[column]) if column in places else column, shown, cells]
