"""``auditkit runs``: what a store holds of earlier audits."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from auditkit.cli import console, options
from auditkit.cli.runs_diff import diff
from auditkit.cli.runs_hold import accesses, hold, release
from auditkit.cli.runs_pack import pack
from auditkit.cli.runs_purge import purge
from auditkit.cli.runs_verify import verify

if TYPE_CHECKING:
    from auditkit.api.runs.listing import RunShown
    from auditkit.core.i18n import Catalogue

_STATES = {
    "running": "cli.runs.running",
    "complete": "cli.runs.complete",
    "purged": "cli.runs.purged",
}
_LISTED = ("run", "status", "started_at", "profile", "from", "to", "files", "findings", "name")


@click.group(short_help="List and show earlier audits. 列出与查看以往审计。")
def runs() -> None:
    """List, show and compare earlier audits, and prove that they are unaltered.

    RUN is the folder that a run was written to, or a run of the store that --db names: its id, its
    name (run_id of manifest.json), or latest.

    \b
    Examples:
      auditkit runs list out/
      auditkit runs list --db postgresql://audit@db/audits
      auditkit runs show out/
      auditkit runs diff out/october out/november
      auditkit runs verify out/
    """


@runs.command("list", short_help="List the runs of a store. 列出审计库中的审计。")
@click.argument("place", required=False)
@options.db_option
@options.shape_option
@options.lang_option
def list_runs(place: str | None, db: str | None, shape: str, lang: str) -> None:
    """List the runs of a store, the latest first.

    PLACE is the folder of a run. A run that was interrupted is incomplete: nothing of it is kept,
    and it may simply be run again.
    """
    from auditkit.api.runs.listing import described
    from auditkit.api.runs.listing import list_runs as listed
    from auditkit.core.i18n import Catalogue

    found = [described(record) for record in listed(place, db=db)]
    if shape == "json":
        console.give(json.dumps(found, ensure_ascii=False, indent=2))
        return
    words = Catalogue(lang)
    header = [words.text(f"cli.runs.{name}") for name in _LISTED]
    console.give(console.table([header, *(_listed(run, words) for run in found)]))


def _listed(run: dict[str, Any], words: Catalogue) -> list[object]:
    shown = {**run, "status": words.text(_STATES[run["status"]])}
    shown["started_at"] = run["started_at"][:19].replace("T", " ")
    return ["" if shown[name] is None else shown[name] for name in _LISTED]


@runs.command("show", short_help="Show what is kept of a run. 查看一次审计的留存内容。")
@click.argument("run")
@options.db_option
@options.shape_option
@options.lang_option
def show(run: str, db: str | None, shape: str, lang: str) -> None:
    """Show what is kept of a run: its figures, decisions, acts and links of custody."""
    from auditkit.api.runs.listing import described, show_run
    from auditkit.core.i18n import Catalogue

    shown = show_run(run, db=db)
    if shape == "json":
        whole = {**asdict(shown), "run": {**described(shown.run), "manifest": shown.run.manifest}}
        console.give(json.dumps(whole, ensure_ascii=False, indent=2))
        return
    console.give(console.table(_told(shown, described(shown.run), Catalogue(lang))))


def _told(shown: RunShown, run: dict[str, Any], words: Catalogue) -> list[list[object]]:
    kept = {
        **run,
        "status": words.text(_STATES[run["status"]]),
        "place": shown.place,
        "accesses": shown.accesses,
    }
    rows = [[words.text(f"cli.runs.{name}"), "" if kept[name] is None else kept[name]]
            for name in (*_LISTED, "ended_at", "place", "accesses")]  # fmt: skip
    groups = (("part", shown.parts), ("decision", shown.decisions), ("link", shown.links))
    for group, counts in groups:
        rows += [[f"{words.text(f'cli.runs.{group}')} {name}", n] for name, n in counts.items()]
    return [[str(name), str(value)] for name, value in rows]


for _verb in (diff, verify, pack, hold, release, accesses, purge):
    runs.add_command(_verb)
