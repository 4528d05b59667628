"""``auditkit runs pack``: writes the evidence pack of a run."""

from __future__ import annotations

from pathlib import Path

import click

from auditkit.cli import console, options


@click.command(short_help="Write an evidence pack. 制作证据包。")
@click.argument("run")
@click.option("-o", "--output", type=options.NEW_FILE, required=True, help="Zip to write.")
@click.option("--reports", is_flag=True, help="Put in the report files of the run as well.")
@click.option("--reason", default="", help="Why or for whom; kept in the chain of custody.")
@options.db_option
@options.lang_option
@options.quiet_option
def pack(
    run: str,
    output: Path,
    reports: bool,
    reason: str,
    db: str | None,
    lang: str,
    quiet: bool,
) -> None:
    """Write an evidence pack: manifest, masked findings, decisions, rule packs, chain, verifier.

    Whoever receives it proves with nothing but Python that nothing in it was altered: python
    verify.py in the unpacked folder. Note down the head that is printed, somewhere else: with it
    even a pack that was made anew from end to end is found out. That the pack was made is recorded
    in the run's chain of custody.

    \b
    Examples:
      auditkit runs pack out/ -o evidence.zip
      auditkit runs pack latest --db audits.db -o evidence.zip --reports --reason "court, 2026-118"
      auditkit runs verify evidence.zip
    """
    from auditkit.api.custody.evidence import Packing, make_pack
    from auditkit.cli.progress import Meter
    from auditkit.core.i18n import Catalogue

    words = Catalogue(lang)
    asked = Packing(reports=reports, reason=reason)
    with Meter(words, silent=quiet) as meter:
        made = make_pack(run, out=output, db=db, asked=asked, progress=meter)
    head = "{}:{}".format(*made.head)
    console.say(words.text("custody.pack.written", path=made.file.path, head=head))
    console.remark(made.notes, lang)
