"""Matches paths against patterns as ``.gitignore`` writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_PART: Final = re.compile(r"\*\*/|/\*\*$|\*\*|\*|\?|\[!?[^\]/]+\]|.", re.DOTALL)


def matches(path: str, pattern: str) -> bool:
    """Return whether a relative path, or a folder that it lies in, is what a pattern says.

    ``*`` stays within a folder, ``**`` does not; a pattern without a slash is a name at any depth.

    >>> matches("sms/third/a.txt", "sms/**"), matches("sms/a.txt", "*.txt"), matches("a/b", "b/*")
    (True, True, False)
    """
    return _compiled(pattern).match(path) is not None


def any_matches(path: str, patterns: Iterable[str]) -> bool:
    """Return whether one of the patterns matches."""
    return any(matches(path, pattern) for pattern in patterns)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    plain = pattern.replace("\\", "/").removeprefix("./")
    anywhere = "" if "/" in plain.rstrip("/") else "(?:.*/)?"
    body = "".join(_translated(part) for part in _PART.findall(plain.strip("/")))
    return re.compile(f"{anywhere}{body}(?:/.*)?\\Z", re.DOTALL)


def _translated(part: str) -> str:
    known = {"**/": "(?:.*/)?", "/**": "/.*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    if part in known:
        return known[part]
    if part.startswith("[") and len(part) > 1:
        inside = re.sub(r"([\\\[\]^&|~])", r"\\\1", part[1:-1].removeprefix("!"))
        return f"[^{inside}]" if part[1] == "!" else f"[{inside}]"
    return re.escape(part)
