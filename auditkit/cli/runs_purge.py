"""``auditkit runs purge``: takes the findings of old runs away and leaves a receipt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditkit.cli import console, options

if TYPE_CHECKING:
    from auditkit.api.custody.purging import Done, Purged
    from auditkit.core.i18n import Catalogue


@click.command(short_help="Purge old runs and leave a receipt. 清除过期审计并出具回执。")
@click.argument("named", metavar="[RUN...]", nargs=-1)
@click.option("--older-than", default="", metavar="AGE", help="3y, 18m or 90d since the run ended.")
@options.reason_option
@options.who_option
@click.option("--dry-run", "dry", is_flag=True, help="Say what would be purged, and purge nothing.")
@click.option(
    "--keep-latest/--no-keep-latest",
    "keeps_latest",
    default=True,
    show_default=True,
    help="Keep the latest run of each profile, which the next --history takes up.",
)
@click.option(
    "--receipt",
    type=options.NEW_FILE,
    help="Receipt to write, for one run.  [default: purge-RUN.json in the folder of the run]",
)
@options.db_option
@options.lang_option
def purge(  # noqa: PLR0917 - every one is an option
    named: tuple[str, ...],
    older_than: str,
    reason: str,
    who: str | None,
    dry: bool,
    keeps_latest: bool,
    receipt: Path | None,
    db: str | None,
    lang: str,
) -> int:
    """Purge runs: findings, incidents, rule packs and files that nobody else needs are removed.

    Manifest, counts, decisions, accesses and the chain of custody stay, and a receipt says what was
    removed, when, by whom and why; runs verify still passes. A run on hold is refused and ends the
    command with 3; the others are still purged. A purge that was broken off is finished by running
    it again. Files that were changed since the run wrote them are named and left.

    \b
    Examples:
      auditkit runs purge --older-than 3y --db audits.db --reason "retention, 3 years" --dry-run
      auditkit runs purge out/2023-03 --reason "retention, 3 years"
    """
    from auditkit import api
    from auditkit.api.custody.choice import Choice
    from auditkit.api.custody.purging import Why
    from auditkit.api.custody.purging import purge as purged
    from auditkit.core.i18n import Catalogue

    words = Catalogue(lang)
    if not named and not older_than:
        raise click.UsageError("name a run, or give --older-than")
    why = Why(who or api.os_user(), reason, receipt)
    result = purged(named, choice=Choice(older_than, keeps_latest), why=why, db=db, dry=dry)
    for each in result.done:
        _tell(each, words)
    return _end(result, words, named)


def _tell(done: Done, words: Catalogue) -> None:
    key = "custody.purge.would" if done.receipt is None else "custody.purge.done"
    files = len(done.files)
    console.give(
        words.text(key, run=done.run, rows=f"{done.rows:,}", files=files, receipt=done.receipt)
    )
    for file, why in done.left:
        console.give("  " + words.text(f"custody.purge.left.{why}", file=file))
    if done.head is not None:
        number, hashed = done.head
        console.give("  " + words.text("custody.purge.head", number=number, hash=hashed))


def _end(result: Purged, words: Catalogue, named: tuple[str, ...]) -> int:
    """Say what was not done; a run that was asked for by name or is on hold ends with 3."""
    from auditkit.core.errors import BAD_INPUT

    for run, why in result.refused:
        console.say(words.text(f"custody.purge.refused.{why}", run=run))
    if not result.wiped:
        console.say(words.text("custody.purge.not_wiped"))
    if not result.done and not result.refused:
        console.say(words.text("custody.purge.nothing"))
    bad = [why for _, why in result.refused if named or why == "held"]
    return BAD_INPUT if bad else 0
