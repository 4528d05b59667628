"""Puts templates right where that cannot change what they say, or shows what would change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditkit.core.findings import Bilingual
from auditkit.core.i18n import both
from auditkit.core.lint import Edit
from auditkit.lint.fixing.apply import Fixed, fixed
from auditkit.lint.fixing.files import diff, replace_content
from auditkit.lint.fixing.make import Fix


@dataclass(frozen=True, slots=True)
class Repaired:
    """What fixing would do: the new content of files, their diff, and what must be said."""

    files: tuple[tuple[Path, bytes], ...] = ()
    diff: str = ""
    notes: tuple[Bilingual, ...] = ()


def repair(fixes: Sequence[Fix], folder: Path) -> Repaired:
    """Return the files of a folder as they are once they are put right; nothing is written."""
    by_path: dict[str, list[Edit]] = defaultdict(list)
    for each in fixes:
        if each.edit not in by_path[each.path]:
            by_path[each.path].append(each.edit)
    files: list[tuple[Path, bytes]] = []
    diffs: list[str] = []
    notes: list[Bilingual] = []
    hidden = {each.edit.old for each in fixes if each.private}
    count = 0
    for path, edits in sorted(by_path.items()):
        file = folder / path if (folder / path).is_file() else Path(path)
        before = file.read_bytes()
        after = fixed(path, before, edits)
        notes += _refusals(path, after)
        if after.done:
            count += len(after.done)
            files.append((file, after.content))
            diffs.append(diff(path, before, after.content, hidden))
    if hidden and any(diffs):
        notes.append(both("fix.hidden"))
    notes.append(both("fix.done", count=count, files=len(files)) if files else both("fix.nothing"))
    return Repaired(tuple(files), "".join(diffs), tuple(notes))


def write(repaired: Repaired) -> None:
    """Write the files; raises ``OutputError``."""
    for file, content in repaired.files:
        replace_content(file, content)


def _refusals(path: str, after: Fixed) -> Iterable[Bilingual]:
    for edit, reason in after.refused:
        why, start = both(f"refused.{reason}"), edit.span.start
        place = f"{path}:{start.line}:{start.column}"
        told = (both("fix.refused", place=place, why=text) for text in (why.zh, why.en))
        zh, en = told
        yield Bilingual(zh.zh, en.en)
