r"""Makes text such that every database can hold it: no NUL, no half of a surrogate pair.

Halves come from names and arguments that are no UTF-8 (PEP 383), NUL from anywhere.
"""

from __future__ import annotations

import re
from typing import Final

from auditkit.core.evidence.recipe import canonical

_HALF: Final = re.compile("[\ud800-\udfff]")
_PAIR: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_NOT_HELD: Final = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    r"""Return text with a picture in the place of each character that no database holds.

    >>> storable("a\0b\udcff")
    'a␀b�'
    """
    return _NOT_HELD.sub(lambda found: "\u2400" if found[0] == "\0" else "\ufffd", text)


def hashable_json(value: object) -> str:
    """Return canonical JSON in which two halves that stand together are the character they mean.

    JSON cannot tell the two apart, so what is read back would not be what was hashed.
    """
    return _PAIR.sub(_joined, canonical(value))


def _joined(found: re.Match[str]) -> str:
    return found[0].encode("utf-16", "surrogatepass").decode("utf-16")


def storable_json(text: str) -> str:
    r"""Return JSON with halves of surrogate pairs escaped, which is read back as what it was.

    It is what ``hashable_json`` returns.

    >>> storable_json('{"file": "\udcff"}')
    '{"file": "\\udcff"}'
    """
    return _HALF.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
