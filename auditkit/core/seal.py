"""Seals rows under the institution's key, so that nobody without it can make or change one."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import Final

from auditkit.core.pseudonym import Pseudonymiser, base32

_DOMAIN: Final = b"auditkit seal"
_BYTES: Final = 20


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
        text = "".join(f"{len(part)}:{part}" for part in parts).encode("utf-8", "surrogatepass")
        return base32(hmac.digest(self.key, text, "sha256")[:_BYTES])

    def fits(self, seal: str, *parts: str) -> bool:
        """Return whether a seal was made of these parts under this key."""
        return hmac.compare_digest(seal, self.seal(*parts))
