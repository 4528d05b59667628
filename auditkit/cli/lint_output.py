"""Where the formats of linting go: to stdout, to files, to the summary of a GitHub step."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from auditkit.cli import console

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auditkit.report.lint.interface import LintBundle

NAMES: Final = ("text", "json", "sarif", "junit", "github", "gitlab", "markdown")
"""Equal to ``report.lint.formats.FORMATS``; held here so that ``--help`` need not load it."""
STEP_SUMMARY: Final = "GITHUB_STEP_SUMMARY"
"""Names the file to which GitHub takes the summary of a step."""


class Wanted(NamedTuple):
    """A format that is asked for, and the file it goes to where one was named."""

    name: str
    file: Path | None = None


def formats(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[Wanted, ...]:
    """Return the formats joined by commas, each with its file, in the order given."""
    wanted = {}
    for each in filter(None, map(str.strip, (value or "").split(","))):
        name, _, file = each.partition("=")
        if name not in NAMES:
            raise click.BadParameter(f"known formats are {', '.join(NAMES)}")
        wanted[name] = Wanted(name, Path(file) if file else None)
    if value is not None and not wanted:
        raise click.BadParameter(f"known formats are {', '.join(NAMES)}")
    return tuple(wanted.values())


def give(bundle: LintBundle, wanted: Sequence[Wanted], out: Path | None, lang: str) -> None:
    """Write every format to where it goes, and on GitHub the summary of the step.

    Of those that name no file one goes to stdout, or to ``out``; several go to a folder.
    """
    from auditkit.report.lint.formats import FORMATS

    for each, file in _placed(wanted, out, lang):
        if file is None:
            payload = console.payload()
            FORMATS[each.name].render(bundle, payload, lang=lang)
            payload.flush()
        else:
            _write(bundle, each.name, file, lang)
    summary = os.environ.get(STEP_SUMMARY)
    if summary and any(each.name == "github" for each in wanted):
        with Path(summary).open("ab") as file_of_step:
            FORMATS["markdown"].render(bundle, file_of_step, lang=lang)


def check(wanted: Sequence[Wanted], out: Path | None, lang: str) -> None:
    """Raise a usage error for formats that have no place to go; before anything is judged."""
    _placed(wanted, out, lang)


def _placed(
    wanted: Sequence[Wanted], out: Path | None, lang: str
) -> list[tuple[Wanted, Path | None]]:
    from auditkit.core.i18n import Catalogue
    from auditkit.report.lint.formats import FORMATS

    loose = [each for each in wanted if each.file is None]
    if out is None and len(loose) > 1:
        raise click.UsageError(Catalogue(lang).text("lint.cli.several"))
    if out is not None and not loose and wanted:
        raise click.UsageError(Catalogue(lang).text("lint.cli.all_named"))
    is_folder = out is not None and (len(loose) > 1 or out.is_dir())
    return [
        (each, each.file or (out / FORMATS[each.name].filename if out and is_folder else out))
        for each in wanted
    ]


def _write(bundle: LintBundle, name: str, file: Path, lang: str) -> None:
    from auditkit.core.outputs import SHARED, put
    from auditkit.report.lint.formats import FORMATS

    file.parent.mkdir(parents=True, exist_ok=True)
    done = put(file, lambda to: FORMATS[name].render(bundle, to, lang=lang), mode=SHARED)
    console.remark(done.notes(), lang)
