"""``auditkit identify``: leads all findings of a run back to persons, on the record."""

from __future__ import annotations

from pathlib import Path

import click

from auditkit.cli import console, options


@click.command(short_help="Write the persons behind a run's findings. 将一次审计的发现还原到个人。")
@click.argument("run")
@options.reason_option
@click.option(
    "-o", "--output", type=options.NEW_FILE, required=True, help="Workbook to write, mode 0600."
)
@options.who_option
@options.db_option
@options.lang_option
def identify(
    run: str, reason: str, output: Path, who: str | None, db: str | None, lang: str
) -> None:
    """Write a workbook that leads every finding of a run back to the person, to act on.

    The sources are read again with the institution's key. The act is recorded in the run's
    store (who, when, why, how many) before anything is written.

    \b
    Examples:
      auditkit identify out/ --reason "March remediation, ticket 481" -o work.xlsx
    """
    from auditkit import api
    from auditkit.core.i18n import Catalogue

    made = api.identify(run, reason=reason, who=who or api.os_user(), out=output, db=db)
    words = Catalogue(lang)
    console.say(words.text("cli.identify.written", count=f"{made.count:,}", path=made.file.path))
    console.remark(made.file.notes(), lang)
