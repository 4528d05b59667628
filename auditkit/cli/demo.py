"""``auditkit demo``: a synthetic month, audited and held against what was planted in it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import click

from auditkit.cli import console, options
from auditkit.core.errors import BAD_INPUT


@click.command(short_help="Audit a synthetic month. 生成并审计合成的一个月数据。")
@click.option(
    "--rows",
    type=click.IntRange(1_000, 5_000_000),
    default=40_000,
    show_default=True,
    help="About how many activities.",
)
@click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="Folder to write to: logs/, mapping.yaml, answers.csv, and the report in out/.",
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes to use."
)
@options.lang_option
@options.quiet_option
def demo(rows: int, folder: Path, jobs: int, lang: str, quiet: bool) -> int:
    """Write a synthetic month of a bank's logs, audit it, and compare with what was planted.

    Everybody in it is made up. The audit never reads answers.csv; only the comparison does.
    Exits 0 when the audit ran, whatever it found.

    \b
    Examples:
      auditkit demo
      auditkit demo --rows 5000 --dir /tmp/demo --lang en
    """
    from auditkit import api
    from auditkit.api.runs.places import STORE_NAME
    from auditkit.cli.progress import Meter
    from auditkit.cli.scan import FOLDER_FORMATS, tell
    from auditkit.core.i18n import Catalogue
    from auditkit.synthetic.answers import compare, render
    from auditkit.synthetic.bank import write_bank
    from auditkit.synthetic.world import DAYS, FIRST

    words = Catalogue(lang)
    if not quiet:
        console.say(words.text("cli.demo.writing", folder=folder))
    answers = write_bank(folder, rows=rows)
    with Meter(words, silent=quiet) as meter:
        result = api.scan(
            [str(folder / "logs")],
            mapping=folder / "mapping.yaml",
            date_from=FIRST.date(),
            date_to=FIRST.date() + timedelta(days=DAYS - 1),
            out=folder / "out",
            db=str(folder / "out" / STORE_NAME),  # whatever store the environment names
            formats=FOLDER_FORMATS,
            lang=lang,
            jobs=jobs,
            progress=meter,
        )
    tell(result, words, quiet=quiet)
    console.give(render(compare(answers, map(asdict, result.bundle.findings)), lang))
    console.give(words.text("cli.demo.open", path=folder / "out" / "report.html"))
    return result.exit_code if result.exit_code >= BAD_INPUT else 0
