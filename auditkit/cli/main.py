"""The command ``auditkit``: its verbs, and what becomes of every way they can end."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import warnings
from collections.abc import Sequence

import click

import auditkit
from auditkit.cli import console, failure
from auditkit.cli.allowance import allowance
from auditkit.cli.confirm import confirm
from auditkit.cli.demo import demo
from auditkit.cli.explain import explain
from auditkit.cli.identify import identify
from auditkit.cli.key import key
from auditkit.cli.lint import lint
from auditkit.cli.map import map_columns
from auditkit.cli.mask import mask
from auditkit.cli.memo import memo
from auditkit.cli.policy import policy
from auditkit.cli.rank import rank
from auditkit.cli.report import report
from auditkit.cli.reveal import reveal
from auditkit.cli.review import review
from auditkit.cli.runs import runs
from auditkit.cli.sample import sample
from auditkit.cli.scan import scan
from auditkit.core.errors import INTERNAL, USAGE, AuditkitError

_INTERRUPTED = 130
_COLLECT_AFTER = 100_000
"""New objects before garbage is looked for: imports and rules make a million and leave none."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(auditkit.__version__, prog_name="auditkit")
def cli() -> None:
    """Audit debt-collection work: contact limits, with the clause beside every finding.

    \b
    First steps:
      auditkit demo                                   a synthetic month, audited
      auditkit map exports/ -o mapping.yaml           how your columns and codes map
      auditkit scan exports/ --mapping mapping.yaml --out out/

    \b
    Exit codes: 0 clean, 1 findings at --fail-on, 2 usage, 3 bad input or policy,
    4 internal or incomplete.
    退出码：0 无发现，1 有发现，2 用法错误，3 输入或规则有误，4 内部错误或未完成。
    """


for _verb in (
    demo, scan, map_columns, confirm, policy, explain, runs, report, memo, rank, sample, review,
    identify, reveal, mask, key, allowance, lint,
):  # fmt: skip
    cli.add_command(_verb)


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; nothing is raised past this line."""
    console.prepare()
    # a plug-in of pydantic would be shown all that is validated
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    _spare_the_collector()
    try:
        with warnings.catch_warnings():
            if not sys.warnoptions:
                # A library's warning may repeat the cell it dislikes.
                warnings.simplefilter("ignore")
            return _run(args)
    except (KeyboardInterrupt, click.Abort):
        console.say("\nauditkit: interrupted")
        return _INTERRUPTED
    except AuditkitError as error:
        console.say(failure.told(error))
        return error.exit_code
    except BrokenPipeError:
        console.abandon_stdout()
        return INTERNAL
    except OSError as error:
        console.say(failure.of_system(error))
        return INTERNAL
    except Exception as error:  # noqa: BLE001 - the last door: no traceback with values leaves
        console.say(failure.bare_traceback(error))
        return INTERNAL


def _spare_the_collector() -> None:
    """Look for garbage seldom, and not in what the process leaves behind when it ends."""
    gc.set_threshold(_COLLECT_AFTER)
    atexit.register(gc.freeze)


def _run(args: Sequence[str] | None) -> int:
    try:
        code = cli.main(args, prog_name="auditkit", standalone_mode=False)
    except click.exceptions.Exit as done:
        return done.exit_code
    except SystemExit:
        # click's answer to a reader who left: the payload is incomplete, whatever was found
        return INTERNAL
    except click.ClickException as error:
        error.show()
        return USAGE
    sys.stdout.flush()
    return code if isinstance(code, int) else 0


if __name__ == "__main__":
    sys.exit(main())
