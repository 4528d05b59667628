r"""Makes text such that every database can hold it: no NUL, no half of a surrogate pair.

Halves come from names and arguments that are no UTF-8 (PEP 383), NUL from anywhere.
"""

from __future__ import annotations

import re
from typing import Final

_HALF: Final = re.compile("[\ud800-\udfff]")
_NOT_HELD: Final = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    r"""Return text with a picture in the place of each character that no database holds.

    >>> storable("a\0b\udcff")
    'a␀b�'
    """
    return _NOT_HELD.sub(lambda found: "\u2400" if found[0] == "\0" else "\ufffd", text)


def storable_json(text: str) -> str:
    r"""Return JSON with halves of surrogate pairs escaped, which is read back as what it was.

    >>> storable_json('{"file": "\udcff"}')
    '{"file": "\\udcff"}'
    """
    return _HALF.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
