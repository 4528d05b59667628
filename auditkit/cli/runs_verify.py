"""``auditkit runs verify``: proves a run or an evidence pack unaltered, or names what is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditkit.cli import console, options

if TYPE_CHECKING:
    from auditkit.core.evidence.links import Verdict
    from auditkit.core.i18n import Catalogue

_WORDS = "custody.verify."


@click.command(short_help="Verify that a run is unaltered. 核验一次审计是否被更改。")
@click.argument("run", metavar="RUN|DIR|PACK.zip")
@click.option(
    "--head",
    default="",
    metavar="NUMBER:HASH",
    help="Last link of the chain as it was noted elsewhere (at least 8 digits of its hash).",
)
@click.option(
    "--no-inputs", "skips_inputs", is_flag=True, help="Leave the exports and the mapping out."
)
@options.policies_option
@options.db_option
@options.shape_option
@options.lang_option
@options.quiet_option
def verify(
    run: str,
    head: str,
    skips_inputs: bool,
    policies: Path | None,
    db: str | None,
    shape: str,
    lang: str,
    quiet: bool,
) -> int:
    """Verify that a run is what its chain of custody says, and name what is not.

    Chain, rows, decisions, accesses, rule packs, report files, inputs and mapping are all checked
    again; nothing is changed. A folder is verified with every run in its store, a RUN of --db by
    itself; PACK.zip is an evidence pack (see auditkit runs pack). Without the institution's key
    hashes are checked and seals are not. Ends with 0 when all fits, 1 when something differs, 3
    when there is nothing to verify.

    \b
    Examples:
      auditkit runs verify out/
      auditkit runs verify out/ --head 12:3fa9c1d27be04c55 --no-inputs
      auditkit runs verify latest --db postgresql://audit@db/audits --format json
      auditkit runs verify evidence.zip
    """
    from auditkit.api.custody.verifying import Verifying
    from auditkit.api.custody.verifying import verify as verified
    from auditkit.cli.progress import Meter
    from auditkit.core.errors import FOUND
    from auditkit.core.i18n import Catalogue

    if head and not is_head(head):
        raise click.BadParameter("not NUMBER:HASH with at least 8 digits", param_hint="--head")
    asked = Verifying(head=head, inputs=not skips_inputs, policies=policies)
    words = Catalogue(lang)
    with Meter(words, silent=quiet) as meter:
        verdict = verified(run, db=db, asked=asked, progress=meter)
    console.give(_json(verdict) if shape == "json" else _text(verdict, words))
    return FOUND if verdict.differences else 0


def is_head(text: str) -> bool:
    """Return whether a text is a hash, or its start, with or without the number of its link.

    >>> is_head("12:3fa9c1d27be04c55"), is_head("12")
    (True, False)
    """
    number, _, start = text.strip().lower().rpartition(":")
    digits = "0123456789abcdef"
    return len(start) >= 8 and set(start) <= set(digits) and (not number or number.isdigit())


def _text(verdict: Verdict, words: Catalogue) -> str:
    from auditkit.core.evidence.telling import lines_of

    def text(key: str, **values: Any) -> str:  # noqa: ANN401 - whatever is shown
        return words.text(_WORDS + key, **values)

    return "\n".join(lines_of(verdict, text))


def _json(verdict: Verdict) -> str:
    told = {
        "fits": not verdict.differences,
        "run": verdict.run,
        "differences": [each._asdict() for each in verdict.differences],
        "notes": [{"note": key, **values} for key, values in verdict.notes],
        "head": {"seq": verdict.head[0], "hash": verdict.head[1], "noted": verdict.noted},
        "seals": verdict.seals,
        "checked": verdict.checked,
    }
    return json.dumps(told, ensure_ascii=False, indent=2)
