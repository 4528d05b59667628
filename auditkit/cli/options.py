"""Options that several verbs share, and the types of what people write after them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Final

import click

FORMAT_NAMES: Final = ("xlsx", "html", "json", "jsonl", "csv", "sarif", "junit", "docx")
"""Equal to ``report.formats.FORMATS``; held here so that ``--help`` need not load it."""
BINARY: Final = ("xlsx", "html", "docx")
"""Those of them that no console bears."""

FOLDER: Final = click.Path(exists=True, file_okay=False, path_type=Path)
FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE: Final = click.Path(dir_okay=False, path_type=Path)

lang_option = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="Language of the words people read.",
)
policies_option = click.option(
    "--policies",
    type=FOLDER,
    help="Folder of packs, and of lists for packs, to use before the ones that come with auditkit.",
)
register_option = click.option(
    "--register",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where confirmations stand.  [default: MAPPING.confirmed.yaml beside the mapping, "
    "./confirmations.yaml for packs]",
)
reason_option = click.option("--reason", required=True, help="Why; kept in the access record.")
who_option = click.option(
    "--who", help="Who asks; kept in the access record.  [default: the user of the system]"
)
db_option = click.option(
    "--db",
    metavar="PLACE",
    help="Store of runs: a folder, a file, or postgresql://user@host/database.  "
    "[default: AUDITKIT_DB, else the folder of the run]",
)
shape_option = click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the result is written to stdout.",
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="No progress, no summary.")


def day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> date | None:
    """Return a date written YYYY-MM-DD; a usage error for anything else."""
    try:
        return None if value is None else date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter("not a date of the calendar, written YYYY-MM-DD") from None


def moment(_ctx: click.Context, _param: click.Parameter, value: str | None) -> datetime | None:
    """Return an instant written in ISO 8601 with its offset; a usage error for anything else."""
    try:
        instant = None if value is None else datetime.fromisoformat(value)
    except ValueError:
        instant = datetime.min  # noqa: DTZ901 - without an offset, hence refused below
    if instant is not None and instant.tzinfo is None:
        raise click.BadParameter("not an instant with offset, such as 2026-03-31T23:59:59+08:00")
    return instant


def share(_ctx: click.Context, _param: click.Parameter, value: str) -> float:
    """Return a part of the whole written ``0.05`` or ``5%``."""
    text = value.strip()
    try:
        part = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        part = -1.0
    if not 0 <= part <= 1:
        raise click.BadParameter("not a share; write 0.05 or 5%")
    return part


def formats(
    _ctx: click.Context, _param: click.Parameter, value: str | None
) -> tuple[str, ...] | None:
    """Return the formats joined by commas, each once, in the order given."""
    if value is None:
        return None
    names = tuple(dict.fromkeys(name.strip() for name in value.split(",") if name.strip()))
    if not names or set(names) - set(FORMAT_NAMES):
        raise click.BadParameter(f"known formats are {', '.join(FORMAT_NAMES)}")
    return names
