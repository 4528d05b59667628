"""Puts templates right where that cannot change what they say, or shows what would change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditkit.core.findings import Bilingual
from auditkit.core.i18n import both
from auditkit.core.lint import Edit
from auditkit.templates.fixing.apply import Fixed, fixed
from auditkit.templates.fixing.files import diff, replace_content
from auditkit.templates.fixing.make import Fix


@dataclass(frozen=True, slots=True)
class Repaired:
    """What fixing would do: the new content of files, their diff, and what it cannot do.

    ``edits`` counts what would change; ``hides`` is whether a number is masked in the diff.
    """

    files: tuple[tuple[Path, bytes], ...] = ()
    diff: str = ""
    refused: tuple[Bilingual, ...] = ()
    edits: int = 0
    hides: bool = False

    def notes(self, *, done: bool) -> tuple[Bilingual, ...]:
        """Return what must be said once the files are written, or once the diff is shown."""
        if not self.files:
            return (*self.refused, both("fix.nothing"))
        said = both("fix.done" if done else "fix.shown", count=self.edits, files=len(self.files))
        hidden = (both("fix.hidden"),) if self.hides and not done else ()
        return (*self.refused, *hidden, said)


def repair(fixes: Sequence[Fix], folder: Path) -> Repaired:
    """Return the files of a folder as they are once they are put right; nothing is written."""
    by_path: dict[str, list[Edit]] = defaultdict(list)
    for each in fixes:
        if each.edit not in by_path[each.path]:
            by_path[each.path].append(each.edit)
    files: list[tuple[Path, bytes]] = []
    diffs: list[str] = []
    refused: list[Bilingual] = []
    hidden = {each.edit.old for each in fixes if each.private}
    count = 0
    for path, edits in sorted(by_path.items()):
        file = folder / path if (folder / path).is_file() else Path(path)
        before = file.read_bytes()
        after = fixed(path, before, edits)
        refused += _refusals(path, after)
        if after.done:
            count += len(after.done)
            files.append((file, after.content))
            diffs.append(diff(path, before, after.content, hidden))
    return Repaired(tuple(files), "".join(diffs), tuple(refused), count, bool(hidden))


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
