"""Markdown for a comment on a pull request: a table, and what stands behind it folded away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, Final

from auditkit.core.lint import LintFinding
from auditkit.report.lint.interface import (
    LintBundle,
    advice,
    by_place,
    clauses_of,
    judged_lines,
    standing_of,
    summary,
    unjudged_lines,
    where,
    words_of,
)
from auditkit.report.safe import scrubbed, visible
from auditkit.report.words import Words

LIMIT: Final = 65_536
"""Characters that GitHub takes in one comment."""
_SHARE: Final = 2
"""The table takes at most one part in so many; details have what it leaves."""
_ACTIVE: Final = re.compile(r"[\\`*_\[\]<>!|~&$]|^\s*(?:[-+=]|\d+(?=[.)]))")
_LINKING: Final = re.compile(r"@|#|://|www\.|(?<=mailto):|GH-", re.IGNORECASE)
_BREAK: Final = "\u200b"


def render(bundle: LintBundle, out: BinaryIO, *, lang: str) -> None:
    """Write the comment: counts, open findings, details by file, never more than ``LIMIT``.

    What there is no room for is counted.
    """
    words = words_of(bundle, lang)
    out.write(scrubbed(comment(bundle, words)).encode())


def comment(bundle: LintBundle, words: Words, limit: int = LIMIT) -> str:
    """Return the comment in at most ``limit`` UTF-16 units, which are no fewer than characters."""
    judged = "".join(f"- {safe(line)}\n" for line in judged_lines(bundle.report, words))
    head = f"### auditkit lint\n\n{safe(summary(bundle, words))}\n" + (judged and f"\n{judged}")
    unjudged = "".join(f"- {safe(line)}\n" for line in unjudged_lines(bundle.report, words))
    stale = words.text("lint.stale_count", count=len(bundle.report.stale))
    tail = (f"\n{unjudged}" if unjudged else "") + (
        f"\n{safe(stale)}\n" if bundle.report.stale else ""
    )
    told = [finding for finding in bundle.report.findings if finding.standing == "open"]
    room = limit - _size(head + tail) - 2 * _size(words.text("lint.left_out", count=10**9)) - 200
    table = _table(told, words, room // _SHARE)
    return head + table + _details(bundle, words, room - _size(table)) + tail


def _table(findings: Sequence[LintFinding], words: Words, room: int) -> str:
    if not findings:
        return ""
    names = [words.text(f"lint.column.{name}") for name in ("severity", "place", "rule", "message")]
    head = f"\n| {' | '.join(names)} |\n|---|---|---|---|\n"
    rows, left = _fitting((_row(each, words) for each in findings), room - _size(head))
    return head + rows + _left_out(left, words)


def _row(finding: LintFinding, words: Words) -> str:
    cells = (
        words.label("severity", finding.severity),
        where(finding),
        finding.rule,
        finding.message.pick(words.lang),
    )
    return "| " + " | ".join(map(safe, cells)) + " |\n"


def _details(bundle: LintBundle, words: Words, room: int) -> str:
    groups = list(by_place(bundle.report.findings))
    if not groups:
        return ""
    title = words.text("lint.details")
    head, foot = f"\n<details><summary>{safe(title)}</summary>\n\n", "\n</details>\n"
    blocks = (_block(group, words) for group in groups)
    shown, left = _fitting(blocks, room - _size(head + foot))
    return head + shown + _left_out(left, words) + foot


def _block(group: Sequence[LintFinding], words: Words) -> str:
    lines = [f"**{safe(where(group[0]))}**  ", safe(group[0].evidence), ""]
    for finding in group:
        lines.append(f"- {safe(words.label('severity', finding.severity))} {safe(finding.rule)}")
        lines += (f"  - {safe(line)}" for line in _said(finding, words) if line)
    return "\n".join(lines) + "\n\n"


def _said(finding: LintFinding, words: Words) -> Iterator[str]:
    yield finding.message.pick(words.lang)
    yield clauses_of(finding, words)
    yield standing_of(finding, words)
    if finding.standing == "open":
        yield from advice(finding, words)


def _fitting(pieces: Iterable[str], room: int) -> tuple[str, int]:
    """Return the first pieces that there is room for, and how many are left out."""
    kept: list[str] = []
    left = 0
    for piece in pieces:
        size = _size(piece)
        if left or size > room:
            left += 1
            continue
        kept.append(piece)
        room -= size
    return "".join(kept), left


def _left_out(count: int, words: Words) -> str:
    return f"\n{safe(words.text('lint.left_out', count=count))}\n" if count else ""


def _size(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2


def safe(text: str) -> str:
    r"""Return text that is nothing but text in Markdown: no mark, no tag, no mention, no link.

    >>> safe("a|b `c` <d> @e")
    'a&#124;b &#96;c&#96; &#60;d&#62; @\u200be'
    """
    # GitHub links what it reads after all marks are read, so an entity would not keep it from it
    shown = _LINKING.sub(lambda found: found[0][0] + _BREAK + found[0][1:], visible(text))
    return _ACTIVE.sub(lambda found: "".join(f"&#{ord(char)};" for char in found[0]), shown)
