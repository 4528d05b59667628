"""``auditkit runs hold``, ``release`` and ``accesses``: what people did to and with a run."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from auditkit.cli import console, options

_SHOWN = ("at", "verb", "who", "os_user", "count", "what", "reason")


@click.command(short_help="Put a legal hold on a run. 对一次审计实施保全。")
@click.argument("run")
@options.reason_option
@options.who_option
@options.db_option
@options.lang_option
def hold(run: str, reason: str, who: str | None, db: str | None, lang: str) -> None:
    """Put a legal hold on a run: it cannot be purged while one stands.

    A run may have several, one for each matter; each is lifted by itself. Who, when and why is
    recorded in the chain of custody.

    \b
    Examples:
      auditkit runs hold out/ --reason "complaint 2026-118"
    """
    from auditkit import api
    from auditkit.api.custody import holds

    _tell(lang, holds.hold(run, reason=reason, who=who or api.os_user(), db=db))


@click.command(short_help="Lift a legal hold from a run. 解除一次审计的保全。")
@click.argument("run")
@options.reason_option
@options.who_option
@options.db_option
@options.lang_option
def release(run: str, reason: str, who: str | None, db: str | None, lang: str) -> None:
    """Lift one legal hold from a run; the others stay.

    \b
    Examples:
      auditkit runs release out/ --reason "complaint 2026-118 settled"
    """
    from auditkit import api
    from auditkit.api.custody import holds

    _tell(lang, holds.release(run, reason=reason, who=who or api.os_user(), db=db))


@click.command(short_help="List who led findings back to persons. 列出还原个人身份的访问记录。")
@click.argument("run")
@options.db_option
@options.shape_option
@options.lang_option
def accesses(run: str, db: str | None, shape: str, lang: str) -> None:
    """List every identify and reveal on a run: when, who, how many, which and why.

    \b
    Examples:
      auditkit runs accesses out/
    """
    from auditkit.api.custody import holds
    from auditkit.core.i18n import Catalogue

    found = [asdict(each) for each in holds.accesses(run, db=db)]
    if shape == "json":
        console.give(json.dumps(found, ensure_ascii=False, indent=2))
        return
    words = Catalogue(lang)
    header = [words.text(f"custody.access.{name}") for name in _SHOWN]
    console.give(console.table([header, *([each[name] for name in _SHOWN] for each in found)]))


def _tell(lang: str, count: int) -> None:
    from auditkit.core.i18n import Catalogue

    console.say(Catalogue(lang).text("custody.held" if count else "custody.free", count=count))
