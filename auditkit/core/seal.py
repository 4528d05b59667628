"""Seals rows under the institution's key, so that nobody without it can make or change one."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import Final

from auditkit.core.pseudonym import Pseudonymiser

_DOMAIN: Final = b"auditkit seal"
_BYTES: Final = 20
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_PAIRS: Final = tuple(first + second for first in _LETTERS for second in _LETTERS)
_SHIFTS: Final = tuple(range(_BYTES * 8 - 10, -1, -10))


@dataclass(frozen=True, slots=True)
class Sealer:
    """Makes seals: HMAC-SHA256 (RFC 2104) under a key derived from the institution's key.

    The derived key is no other than for seals, so a seal tells nothing of a pseudonym.
    """

    key: bytes = field(repr=False)

    @classmethod
    def of(cls, pseudonyms: Pseudonymiser) -> Sealer:
        """Return the sealer of an institution."""
        return cls(hmac.digest(pseudonyms.key, _DOMAIN, "sha256"))

    def seal(self, *parts: str) -> str:
        """Return 32 base32 characters that depend on every part and on where each ends."""
        text = "".join([f"{len(part)}:{part}" for part in parts]).encode("utf-8", "surrogatepass")
        number = int.from_bytes(hmac.digest(self.key, text, "sha256")[:_BYTES], "big")
        # base32 (RFC 4648) two letters at a time: base64.b32encode takes longer than the HMAC
        return "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])

    def fits(self, seal: str, *parts: str) -> bool:
        """Return whether a seal was made of these parts under this key."""
        return hmac.compare_digest(seal, self.seal(*parts))
