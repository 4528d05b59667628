"""``auditkit confirm``: records who has checked a mapping, its codes or a pack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditkit.cli import console, options
from auditkit.core.errors import BAD_INPUT

if TYPE_CHECKING:
    from auditkit.api.register import Standing
    from auditkit.core.i18n import Catalogue


@click.command(short_help="Record who checked mapping, codes and packs. 登记映射与规则的确认人。")
@click.argument("mappings", metavar="[MAPPING]...", nargs=-1, type=options.FILE)
@click.option("--pack", "packs", multiple=True, metavar="ID", help="A pack you have checked.")
@click.option("--profile", help="All packs of a profile.")
@click.option("--by", metavar="NAME", help="Who has checked it; needed unless --list or --check.")
@click.option("--note", default="", help="What the confirmation rests on.")
@click.option("--codes-only", is_flag=True, help="Only the code tables of the mapping.")
@options.register_option
@options.policies_option
@click.option("--list", "show", is_flag=True, help="Record nothing; show how each part stands.")
@click.option(
    "--check", is_flag=True, help="Record nothing; exit 3 unless all of it is confirmed as it is."
)
@options.lang_option
def confirm(
    mappings: tuple[Path, ...],
    packs: tuple[str, ...],
    profile: str | None,
    by: str | None,
    note: str,
    lang: str,
    show: bool,
    check: bool,
    **where: Any,  # noqa: ANN401 - passed on by name
) -> int:
    """Record that a person has checked a mapping, its code tables or packs.

    What is confirmed is named by its content: written in another way or as a workbook it is still
    confirmed, with a column, a code or a rule changed it is not. The register is a text file to
    which lines are only added. A scan shows on its cover who confirmed what.

    \b
    Examples:
      auditkit confirm mapping.yaml --by "Li Lei" --note "checked against the data dictionary"
      auditkit confirm --profile cn-bank --by "Han Mei"
      auditkit confirm mapping.yaml --profile cn-bank --check
    """
    from auditkit import api
    from auditkit.core.i18n import Catalogue

    words = Catalogue(lang)
    if profile is not None:
        packs = (*packs, *api.library(where["policies"]).profile(profile).packs)
    if not mappings and not packs:
        raise click.UsageError(words.text("cli.confirm.nothing"))
    if show or check:
        stood = api.standings(mappings, packs=packs, **where)
    elif not (by or "").strip():
        raise click.UsageError(words.text("cli.confirm.by"))
    else:
        stood = api.confirm(mappings, packs=packs, by=by or "", note=note, **where)
    console.give(console.table(_rows(stood, words)))
    return BAD_INPUT if check and any(each.state != "confirmed" for each in stood) else 0


def _rows(stood: Sequence[Standing], words: Catalogue) -> Iterator[list[str]]:
    yield [words.text(f"cli.confirm.{name}") for name in ("what", "name", "state", "who", "when")]
    for each in stood:
        entry = each.entry
        state = words.text(f"confirm.state.{each.state}")
        if each.changed:
            state += words.text("colon") + words.text("comma").join(each.changed)
        yield [
            words.text(f"confirm.what.{each.content.what}"),
            " ".join(part for part in (each.content.name, each.content.version) if part),
            state,
            entry.by if entry else "",
            entry.at if entry else "",
        ]
