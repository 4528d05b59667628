"""Tells what verifying found, in words; run by itself it verifies a pack, in zh and en."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditkit.core.evidence.container import open_pack
from auditkit.core.evidence.links import UNREADABLE, Difference, Verdict
from auditkit.core.evidence.pack import verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

TEXTS: dict[str, dict[str, str]] = {}
"""The words, where there is no catalogue to take them from: filled in when a pack is made."""

FITS, DIFFERS, NOTHING = 0, 1, 3
_LINES = 200


def lines_of(verdict: Verdict, text: Callable[..., str]) -> Iterator[str]:
    """Yield the verdict, a line for each difference, then notes, the head and what is not known."""
    count = len(verdict.differences)
    checked = text("separator").join(
        f"{number} {text('checked.' + what)}" for what, number in sorted(verdict.checked.items())
    )
    yield text("differs" if count else "fits", run=verdict.run, count=count, checked=checked)
    for each in verdict.differences[:_LINES]:
        yield "  " + text(
            "line", kind=text(f"kind.{each.kind}"), place=each.place, why=text(f"why.{each.why}")
        )
    if count > _LINES:
        yield "  " + text("more", count=count - _LINES)
    for key, values in verdict.notes:
        yield text(f"note.{key}", **values)
    yield text("stands" if count else "head", number=verdict.head[0], hash=verdict.head[1])
    yield text(f"seals.{verdict.seals}")
    if not verdict.noted:
        yield text("cannot.noted" if verdict.seals == "checked" else "cannot.key")


def main(args: Sequence[str] | None = None) -> int:
    """Verify a pack: 0 when all fits, 1 when something differs, 3 when there is no pack."""
    parser = argparse.ArgumentParser(description=_both("about"))
    parser.add_argument("pack", nargs="?", type=Path, help=_both("help.pack"))
    parser.add_argument("--head", default="", metavar="NUMBER:HASH", help=_both("help.head"))
    parser.add_argument("--lang", choices=("zh", "en", "both"), default="both")
    asked = parser.parse_args(args)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    path = asked.pack or Path(__file__).resolve().parent
    if not path.exists() or (path.is_dir() and not (path / "chain.jsonl").is_file()
                             and not (path / "SHA256SUMS").is_file()):  # fmt: skip
        sys.stderr.write(_both("none") + "\n")
        return NOTHING
    verdict = verified(path, asked.head)
    for lang in ("zh", "en") if asked.lang == "both" else (asked.lang,):
        sys.stdout.write("\n".join(lines_of(verdict, _words(lang))) + "\n")
    return DIFFERS if verdict.differences else FITS


def verified(
    path: Path, head: str = "", fits: Callable[..., bool] | None = None, seals: str = "no_key"
) -> Verdict:
    """Return what verifying a pack finds; a file that is no whole archive is a difference."""
    try:
        with open_pack(path) as pack:
            return verify(pack, head, fits, seals)
    except UNREADABLE:
        damaged = [Difference("changed", path.name, "damaged")]
        return Verdict("", damaged, [], (0, ""), seals, bool(head), {})


def _words(lang: str) -> Callable[..., str]:
    def text(key: str, **values: Any) -> str:  # noqa: ANN401 - whatever is shown
        found = TEXTS[key][lang]
        for name, value in values.items():
            found = found.replace("{" + name + "}", str(value))
        return found

    return text


def _both(key: str) -> str:
    return " / ".join(_words(lang)(key) for lang in ("zh", "en"))


if __name__ == "__main__":
    sys.exit(main())
