"""Names content by what it says: equal values give equal digests however they were written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

What = Literal["mapping", "codes", "pack"]
_SHORT: Final = 12


@dataclass(frozen=True, slots=True)
class Content:
    """Something a person confirms; ``parts`` tell what changed since, by a short digest of each."""

    what: What
    name: str
    version: str
    sha256: str
    parts: Mapping[str, str]


def content(what: What, name: str, version: str, parts: Mapping[str, Any]) -> Content:
    """Return content whose digest depends on every part, on nothing of their order."""
    digests = {part: digest(value) for part, value in parts.items()}
    return Content(
        what=what,
        name=name,
        version=version,
        sha256=digest(digests),
        parts={part: value[:_SHORT] for part, value in sorted(digests.items())},
    )


def digest(value: Any) -> str:  # noqa: ANN401 - any JSON
    """Return the SHA-256 of a value that is JSON, whatever the order of its keys.

    >>> digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    True
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
