"""``auditkit reveal``: leads one finding back to the person, on the record."""

from __future__ import annotations

import json

import click

from auditkit.cli import console, options


@click.command(short_help="Show the person behind one finding. 还原一项发现所涉的个人。")
@click.argument("fingerprint")
@click.option("--run", required=True, help="Folder the run was written to, or a run of --db.")
@options.reason_option
@options.who_option
@options.db_option
@options.lang_option
def reveal(
    fingerprint: str, run: str, reason: str, who: str | None, db: str | None, lang: str
) -> None:
    """Show the person behind one finding, as JSON on stdout.

    The sources are read again with the institution's key. The act is recorded in the run's
    store (who, when, why, which finding) before anything is shown.

    \b
    Examples:
      auditkit reveal FABCDEFGHIJKLMNOP --run out/ --reason "complaint 2026-118"
    """
    from auditkit.api import identity
    from auditkit.core.i18n import Catalogue
    from auditkit.store.access import os_user

    found = identity.reveal(run, fingerprint, reason=reason, who=who or os_user(), db=db)
    console.give(json.dumps(found, ensure_ascii=False, indent=2))
    console.say(Catalogue(lang).text("cli.reveal.recorded"))
