"""What is generated into the project of all packs: pages under ``docs``, schemas for editors.

``python -m auditkit.cli.pages`` writes them; a test says that they are current.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from auditkit.checks import BUILTIN
from auditkit.policy.load import LoadedPack, load_packs
from auditkit.report.interface import RuleView
from auditkit.report.page_activity import activity_page
from auditkit.report.page_checks import checks_page
from auditkit.report.page_frames import frames_page
from auditkit.report.page_phrases import phrases_page
from auditkit.report.page_rules import rules_page
from auditkit.report.schemas import schema_files

RULES = "docs/rules"
"""The folder in which nothing else stands than the pages of rules."""
SUFFIX = {"en": "", "zh": ".zh-CN"}


def generated(
    policies: Path, loaded: Sequence[LoadedPack] | None = None, own: Sequence[RuleView] = ()
) -> dict[str, str]:
    """Return the text of generated files by their paths below the root of the project.

    ``loaded`` spares reading the packs again; ``own`` are the rules of linting itself. The pages of
    single rules are made in ``api``.
    """
    packs = load_packs(policies) if loaded is None else loaded
    files = schema_files()
    for lang, suffix in SUFFIX.items():
        files[f"docs/activity{suffix}.md"] = activity_page(lang)
        files[f"docs/frames{suffix}.md"] = frames_page(lang)
        files[f"docs/rules{suffix}.md"] = rules_page(packs, lang, own)
        files[f"docs/phrases{suffix}.md"] = phrases_page(packs, lang)
        files[f"docs/checks{suffix}.md"] = checks_page(BUILTIN, packs, lang)
    return files


def stale(root: Path, files: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the paths of generated files that are missing below ``root`` or not current.

    ``files`` spares generating them again.
    """
    made = generated(root / "policies") if files is None else files
    old = (name for name, text in made.items() if _read(root / name) != text)
    return (*old, *(left_behind(root, made) if files else ()))


def write_pages(root: Path, files: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Write every generated file that is not current; return their paths."""
    made = generated(root / "policies") if files is None else files
    changed = tuple(name for name in stale(root, made) if name in made)
    for name in changed:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(made[name], encoding="utf-8", newline="\n")
    for name in left_behind(root, made):
        (root / name).unlink()
    return changed


def left_behind(root: Path, made: Collection[str]) -> tuple[str, ...]:
    """Return the pages of rules that are no more."""
    there = (file.relative_to(root).as_posix() for file in (root / RULES).rglob("*.md"))
    return tuple(sorted(set(there) - set(made)))


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""
