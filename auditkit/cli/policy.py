"""``auditkit policy``: what the packs hold, whether they are sound, whether their cases pass."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditkit.cli import console, options
from auditkit.cli.policy_diff import diff
from auditkit.cli.policy_impact import impact

if TYPE_CHECKING:
    from auditkit.core.findings import Bilingual
    from auditkit.core.i18n import Catalogue
    from auditkit.policy.load import LoadedPack


@click.group(short_help="List, show, test and check packs. 查看、测试与检查规则包。")
def policy() -> None:
    """List, show, test and check packs of rules.

    \b
    Examples:
      auditkit policy list
      auditkit policy show cn-gbt45251.frequency.interactive
      auditkit policy test cn-gbt45251
      auditkit policy check policies/my-bank
      auditkit policy diff cn-bank@2024-01-01 cn-bank@2026-12-01
      auditkit policy impact exports/ --set cn-gbt45251.frequency.interactive.max=2
    """


@policy.command("list", short_help="List packs and profiles. 列出规则包与适用方案。")
@options.policies_option
@options.lang_option
def list_packs(policies: Path | None, lang: str) -> None:
    """List packs with their number of rules and cases, and the profiles that name them."""
    from auditkit import api
    from auditkit.core.i18n import Catalogue

    words = Catalogue(lang)
    packs, profiles = api.packs(policies), api.profiles(policies)
    console.give(console.table(_packs(packs, words)))
    header = [words.text(f"cli.policy.{name}") for name in ("profile", "packs", "title")]
    rows = [
        [profile.id, " ".join(profile.packs), getattr(profile.title, lang)]
        for profile in profiles.values()
    ]
    console.give("\n" + console.table([header, *rows]))


def _packs(packs: tuple[LoadedPack, ...], words: Catalogue) -> Iterator[list[object]]:
    yield [
        words.text(f"cli.policy.{name}") for name in ("pack", "version", "rules", "cases", "title")
    ]
    for pack in packs:
        cases = sum(len(rule.cases.cases) for rule in pack.rules if rule.cases)
        title = getattr(pack.pack.title, words.lang)
        yield [pack.pack.id, pack.pack.version, len(pack.rules), cases, title]


@policy.command(short_help="Print a rule as it is written. 打印规则原文。")
@click.argument("rule")
@options.policies_option
def show(rule: str, policies: Path | None) -> None:
    """Print the file of a rule; auditkit explain says it in words."""
    from auditkit import api
    from auditkit.core.typed import decoded

    _, loaded, _ = api.rule(rule, policies)
    console.give((decoded(loaded.file.read_bytes()) or "").rstrip())


@policy.command(short_help="Run the cases beside the rules. 运行规则旁的案例。")
@click.argument("pack", required=False)
@options.policies_option
@options.lang_option
@click.option("-v", "--verbose", is_flag=True, help="Name the cases that pass, too.")
def test(pack: str | None, policies: Path | None, lang: str, verbose: bool) -> int:
    """Run the cases of PACK, or of all packs; exit 1 when one says something else."""
    from auditkit import api
    from auditkit.core.i18n import Catalogue

    words = Catalogue(lang)
    results = api.run_cases(pack, policies)
    for result in results:
        if verbose or not result.passed:
            mark = "ok" if result.passed else words.text("cli.policy.failed")
            console.give(f"{mark}  {result.rule}: {result.name}")
        for problem in result.problems:
            console.give(f"    {problem}")
    failed = sum(not result.passed for result in results)
    console.give(words.text("cli.policy.tested", passed=len(results) - failed, failed=failed))
    return int(failed > 0)


@policy.command(short_help="Report every problem of a pack. 一次列出规则包的全部问题。")
@click.argument("path", type=options.FOLDER)
@options.lang_option
def check(path: Path, lang: str) -> None:
    """Check a pack, or a folder of packs: every problem at once, with file and line; exit 3."""
    from auditkit import api
    from auditkit.core.i18n import Catalogue

    notes: list[Bilingual] = []
    rules = api.check_policy(path, notes)
    console.remark(notes, lang)
    console.give(Catalogue(lang).text("cli.policy.sound", path=path, rules=rules))


policy.add_command(diff)
policy.add_command(impact)
