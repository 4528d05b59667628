"""``auditkit lint``: judges templates before they are sent."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from auditkit.cli import console, options
from auditkit.cli.lint_output import NAMES, Wanted, check, formats, give

if TYPE_CHECKING:
    from auditkit.core.findings import Bilingual

_STDIN: Final = "-"
SEVERITIES: Final = ("critical", "high", "medium", "low")
META: Final = ("channel", "language", "stage", "sender", "send_window")
"""Options that say of every template what its file may say of itself."""


@click.command(short_help="Judge templates before they are sent. 在发送前检查模板。")
@click.argument("paths", metavar="PATH...", nargs=-1)
@click.option(
    "--profile",
    help="Which packs judge every file.  [default: of its nearest configuration, else cn-bank]",
)
@click.option(
    "--audience",
    multiple=True,
    metavar="ROLE",
    help="Whom the templates are for: debtor, third_party or a role; may be repeated.",
)
@click.option("--channel", default="", help="sms, letter, im, email, app, call, visit …")
@click.option("--language", type=click.Choice(["zh", "en"]), help="Language of the templates.")
@click.option("--stage", default="", help="Stage of the case, as in policies/lint/stages.yaml.")
@click.option("--sender", type=click.Choice(["bank", "agency"]), help="Who sends them.")
@click.option("--send-window", default="", metavar="HH:MM-HH:MM", help="When they are sent.")
@click.option(
    "--format",
    "formats",
    metavar="NAME[=FILE],…",
    callback=formats,
    help=f"{', '.join(NAMES)}, joined by commas, each with the file it goes to; one without goes "
    "to stdout.  [default: of the configuration, else text]",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    help="File for the format that names none; a folder for several.",
)
@click.option(
    "--as-of",
    callback=options.day,
    metavar="YYYY-MM-DD",
    help="Judge by the rules in force on this day.  [default: today]",
)
@click.option(
    "--fail-on",
    type=click.Choice([*SEVERITIES, "never"]),
    help="Exit 1 from this severity on; advisories and matters for review never count.  "
    "[default: of a file's nearest configuration, else medium]",
)
@click.option(
    "--baseline",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Findings in this file do not count.  [default: of the configuration]",
)
@click.option(
    "--write-baseline",
    "keep",
    flag_value="write",
    help="Take all open findings into the baseline; without a name, auditkit-lint-baseline.json.",
)
@click.option(
    "--prune-baseline", "keep", flag_value="prune", help="Take out of it what is found no more."
)
@click.option(
    "--fix",
    is_flag=True,
    help="Put right what cannot change what is said: mask a full number, add the hotline, the "
    "opt-out line or the signature of the configuration.  Then judge again.",
)
@click.option(
    "--diff", is_flag=True, help="Print what --fix would change to stdout, and change nothing."
)
@click.option(
    "--stdin-filename",
    metavar="NAME",
    help="Read one more template from standard input, as if it stood in a file of this name.",
)
@click.option(
    "--show-config",
    is_flag=True,
    help="Print the settings in effect and where each comes from, and judge nothing.",
)
@options.policies_option
@options.lang_option
def lint(
    paths: tuple[str, ...],
    lang: str,
    formats: tuple[Wanted, ...],
    out: Path | None,
    stdin_filename: str | None,
    show_config: bool,
    fix: bool,
    diff: bool,
    **settings: Any,  # noqa: ANN401 - passed on by name
) -> int:
    """Judge SMS, letters, scripts and other templates with the rules of the audit.

    \b
    Examples:
      auditkit lint templates/
      auditkit lint sms/overdue.txt --channel sms --audience debtor --sender bank
      auditkit lint templates/ --format github,sarif=lint.sarif
    """
    from auditkit import api
    from auditkit.core.i18n import Catalogue
    from auditkit.report.safe import visible_lines
    from auditkit.templates.interface import Meta

    paths = _files(paths, stdin_filename)
    if show_config:
        console.give(api.lint_settings(paths, _named(settings, formats), lang))
        return 0
    if not paths and not stdin_filename:
        raise click.UsageError("name a file or folder, or --stdin-filename / 请指定文件或文件夹")
    check(formats, out, lang)
    if (fix and (diff or settings["keep"])) or ((fix or diff) and stdin_filename):
        raise click.UsageError(Catalogue(lang).text("lint.cli.fix"))
    said: dict[str, Any] = {name: settings.pop(name) or "" for name in META}
    settings["keep"] = settings["keep"] or "hold"
    given = Meta(**said, audience=settings.pop("audience"))
    stdin = (stdin_filename, sys.stdin.buffer.read()) if stdin_filename else None
    result = api.lint(paths, stdin=stdin, given=given, **settings)
    notes: tuple[Bilingual, ...] = ()
    if fix or diff:
        from auditkit.api.lint_fixing import repair, write

        repaired = repair(result.fixes, result.folder)
        notes = repaired.notes(done=fix)
        if diff:
            console.give_raw(visible_lines(repaired.diff))
            formats = tuple(each for each in formats if each.file or out)
        else:
            write(repaired)
            result = api.lint(paths, given=given, **settings)
    if formats or not diff:
        give(result.bundle, formats or (Wanted(result.format or "text"),), out, lang)
    console.remark((*notes, *result.notes, *result.reasons), lang)
    return result.exit_code


def _files(paths: tuple[str, ...], stdin_filename: str | None) -> tuple[str, ...]:
    """Return the files and folders among the paths; a dash is standard input, which has a name."""
    if _STDIN in paths and not stdin_filename:
        raise click.UsageError(
            "- is standard input: say with --stdin-filename NAME what kind of file it would be"
            " / - 是标准输入：请用 --stdin-filename 给出文件名，以便识别文件类型"
        )
    return tuple(path for path in paths if path != _STDIN)


def _named(settings: Mapping[str, Any], formats: Sequence[Wanted]) -> dict[str, Any]:
    """Return what options set, by the names that a configuration has for it."""
    return {
        "profile": settings["profile"],
        "fail-on": settings["fail_on"],
        "format": ",".join(each.name for each in formats),
        "baseline": _path(settings["baseline"]),
        "policies": _path(settings["policies"]),
    }


def _path(path: Path | None) -> str:
    return "" if path is None else path.as_posix()
