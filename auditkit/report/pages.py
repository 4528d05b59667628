"""Everything that is generated into the project: pages under ``docs`` and schemas for editors.

``python -m auditkit.report.pages`` writes them; a test says that they are current.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from auditkit.checks import BUILTIN
from auditkit.core.resources import data_folder
from auditkit.policy.load import load_packs
from auditkit.report.page_activity import activity_page
from auditkit.report.page_checks import checks_page
from auditkit.report.page_frames import frames_page
from auditkit.report.page_phrases import phrases_page
from auditkit.report.page_rules import rules_page
from auditkit.report.schemas import schema_files

SUFFIX = {"en": "", "zh": ".zh-CN"}


def generated(policies: Path) -> dict[str, str]:
    """Return the text of every generated file by its path below the root of the project."""
    packs = load_packs(policies)
    files = schema_files()
    for lang, suffix in SUFFIX.items():
        files[f"docs/activity{suffix}.md"] = activity_page(lang)
        files[f"docs/frames{suffix}.md"] = frames_page(lang)
        files[f"docs/rules{suffix}.md"] = rules_page(packs, lang)
        files[f"docs/phrases{suffix}.md"] = phrases_page(packs, lang)
        files[f"docs/checks{suffix}.md"] = checks_page(BUILTIN, packs, lang)
    return files


def stale(root: Path, files: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the paths of generated files that are missing below ``root`` or not current.

    ``files`` spares generating them again.
    """
    made = generated(root / "policies") if files is None else files
    return tuple(name for name, text in made.items() if _read(root / name) != text)


def write_pages(root: Path, files: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Write every generated file that is not current; return their paths."""
    made = generated(root / "policies") if files is None else files
    changed = stale(root, made)
    for name in changed:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(made[name], encoding="utf-8", newline="\n")
    return changed


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


if __name__ == "__main__":
    write_pages(data_folder("policies").parent)
