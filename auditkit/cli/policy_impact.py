"""``auditkit policy impact``: which findings appear or vanish under another policy."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from auditkit.cli import console, options

if TYPE_CHECKING:
    from auditkit.api.impact import Impact
    from auditkit.report.words import Words


@click.command("impact", short_help="Say which findings appear or vanish. 测算规则变化的影响。")
@click.argument("sources", metavar="SRC...", nargs=-1, required=True)
@click.option(
    "--with",
    "policy",
    metavar="PACK|FOLDER",
    help="Packs to use instead of those of the same ids; a profile or run:RUN replaces all.",
)
@click.option("--profile", default="cn-bank", show_default=True, help="Which packs bind you.")
@options.policies_option
@click.option(
    "--set",
    "sets",
    multiple=True,
    metavar="RULE.PARAM=VALUE",
    help="Another value of one parameter of a rule.",
)
@click.option(
    "--as-if",
    metavar="DATE",
    callback=options.day,
    help="Judge every row by the versions in force on this local day.",
)
@click.option("--mapping", type=options.FILE, help="How your columns and codes map.")
@click.option("--crosswalk", type=options.FILE, help="Whose numbers and cases are; see scan.")
@click.option("--query", help="SQL to read when SRC is a database URL; only SELECT is taken.")
@click.option(
    "--history", multiple=True, metavar="PATH|RUN", help="Earlier rows as context; see scan."
)
@click.option(
    "--from", "date_from", metavar="DATE", callback=options.day, help="First local day to judge."
)
@click.option(
    "--to", "date_to", metavar="DATE", callback=options.day, help="Last local day to judge."
)
@click.option(
    "--as-of", metavar="TIME", callback=options.moment, help="Last instant known, with its offset."
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes to use."
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="How the result is written to stdout.",
)
@options.db_option
@options.lang_option
@options.quiet_option
def impact(
    sources: tuple[str, ...],
    policy: str | None,
    sets: tuple[str, ...],
    as_if: date | None,
    shape: str,
    lang: str,
    quiet: bool,
    **asked: Any,  # noqa: ANN401 - passed on by name
) -> None:
    """Say which findings over a real log appear or vanish under another pack, limit or date.

    The rows are read once and judged by the rules that differ, as they bind now and as they would;
    findings are the same where rule, group and activity are. Each rule is told with the parameter
    that differs, in words, the clauses of both sides, and its findings. Nothing is kept in a store.

    \b
    用实际数据测算：换规则包、改限值或按另一日期的版本，哪些问题新增或消失、原因何在；不留存。
    \b
    Examples:
      auditkit policy impact exports/ --set cn-gbt45251.frequency.interactive.max=2
      auditkit policy impact exports/ --with policies/cn-gbt45251 --mapping mapping.yaml
      auditkit policy impact exports/ --as-if 2027-01-01 --format csv > impact.csv
    """
    from auditkit.api.impact import Log, policy_impact
    from auditkit.api.policy_instead import Instead
    from auditkit.cli.progress import Meter
    from auditkit.core.i18n import Catalogue

    words = Catalogue(lang)
    where = {name: asked.pop(name) for name in ("profile", "policies", "db")}
    log = Log(sources, stdin=sys.stdin.buffer if "-" in sources else None, **asked)
    with Meter(words, silent=quiet) as meter:
        found = policy_impact(log, Instead(policy, sets, as_if), progress=meter, **where)
    _give(found, shape, lang)


def _give(found: Impact, shape: str, lang: str) -> None:
    from auditkit.report.csv_table import write_table
    from auditkit.report.policy_effects import COLUMNS, effect_lines, effect_rows

    words = _words(lang, found)
    if shape == "json":
        _give_json(found)
        return
    head = [
        words.text("impact.counts", **found.counts),
        words.text("impact.method", unlike=len(found.rules), same=found.same),
    ]
    head += [] if found.keyed else [words.text("impact.unkeyed")]
    if shape == "csv":
        console.say("\n".join(head))
        write_table(console.payload(), COLUMNS, effect_rows(found.rules, words))
        return
    console.give("\n".join([*head, *effect_lines(found.rules, words)]))


def _words(lang: str, found: Impact) -> Words:
    from auditkit.core.i18n import Catalogue
    from auditkit.report.words import Words

    return Words(lang, Catalogue(lang), {}, found.instruments, {})


def _give_json(found: Impact) -> None:
    from auditkit.core.i18n import LANGUAGES
    from auditkit.report.policy_effects import effect_document

    both = [_words(lang, found) for lang in LANGUAGES]
    body = {
        "counts": found.counts,
        "same": found.same,
        "keyed": found.keyed,
        "rules": [effect_document(each, both) for each in found.rules],
    }
    console.give(json.dumps(body, ensure_ascii=False, indent=2))
