"""``auditkit lint``: judges templates before they are sent."""

from __future__ import annotations

from typing import Any, Final

import click

from auditkit.cli import console, options

SEVERITIES: Final = ("critical", "high", "medium", "low")
META: Final = ("channel", "language", "stage", "sender", "send_window")
"""Options that say of every template what its file may say of itself."""


@click.command(short_help="Judge templates before they are sent. 在发送前检查模板。")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--profile", default="cn-bank", show_default=True, help="Which packs judge.")
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
    "shape",
    type=click.Choice(["text"]),
    default="text",
    show_default=True,
    help="How the result is written.",
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
    default="medium",
    show_default=True,
    help="Exit 1 from this severity on; advisories and matters for review never count.",
)
@options.policies_option
@options.lang_option
def lint(
    paths: tuple[str, ...],
    lang: str,
    shape: str,  # noqa: ARG001 - text is the only one so far
    **settings: Any,  # noqa: ANN401 - passed on by name
) -> int:
    """Judge SMS, letters, scripts and other templates with the rules of the audit.

    \b
    Examples:
      auditkit lint templates/
      auditkit lint sms/overdue.txt --channel sms --audience debtor --sender bank
    """
    from auditkit import api
    from auditkit.lint.interface import Meta
    from auditkit.report.lint.text import lint_text

    said: dict[str, Any] = {name: settings.pop(name) or "" for name in META}
    result = api.lint(paths, given=Meta(**said, audience=settings.pop("audience")), **settings)
    console.give(lint_text(result.report, lang))
    console.remark(result.reasons, lang)
    return result.exit_code
