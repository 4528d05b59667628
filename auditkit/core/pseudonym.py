"""Keyed pseudonyms: HMAC-SHA256 under one secret key per institution.

An unkeyed hash of a phone number can be undone by trying all phone numbers (ENISA 2019), so no
identifier is ever hashed without the key. A key column holds the first 8 bytes of the HMAC as a
signed integer; the pseudonym people see is the same 8 bytes in base32.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from auditkit.core.errors import ConfigError
from auditkit.core.permissions import create_private, readable_by_others

KEY_ENV: Final = "AUDITKIT_KEY"
KEY_FILE_ENV: Final = "AUDITKIT_KEY_FILE"
_BYTES: Final = 32
_CACHE: Final = 1_000_000
_BLOCK: Final = 64
_PADS: Final = (0x36, 0x5C)


def key_path() -> Path:
    """Return where the institution's key file stands unless the environment says otherwise."""
    named = os.environ.get(KEY_FILE_ENV)
    if named:
        return Path(named)
    base = os.environ.get("APPDATA") or os.environ.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "auditkit" / "institution.key"


def load_key() -> bytes | None:
    """Return the key from the environment or its file; ``None`` when there is none yet.

    Raises ``ConfigError`` for a malformed key and for a file that others can read.
    """
    text = os.environ.get(KEY_ENV)
    if text:
        return _decode(text, KEY_ENV)
    path = key_path()
    if not path.exists():
        return None
    if readable_by_others(path.stat().st_mode):
        raise ConfigError(
            str(path),
            "the key file can be read by others / 密钥文件可被他人读取",
            f"chmod 600 {path}\n"
            f"  Where that changes nothing (a Windows or network drive), move it to your home "
            f"folder and name it in {KEY_FILE_ENV}. / 若不起作用（Windows 或网络盘），"
            f"请移到个人主目录并用 {KEY_FILE_ENV} 指定。",
        )
    return _decode(path.read_text(encoding="ascii", errors="replace"), str(path))


def create_key(path: Path, key: bytes | None = None) -> bytes:
    """Write a new random key (or the one given) to ``path`` for its owner only and return it.

    On Windows the folder's access list decides who can read it; see ``core.permissions``.
    """
    value = key or secrets.token_bytes(_BYTES)
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(create_private(path, os.O_WRONLY | os.O_EXCL), "wb") as out:
        out.write(base64.b64encode(value) + b"\n")
    return value


def _decode(text: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        raise ConfigError(where, "the key is not base64") from None
    if len(key) < _BYTES:
        raise ConfigError(where, f"the key is shorter than {_BYTES} bytes")
    return key


def key_id(key: bytes) -> str:
    """Return the public name of a key; it does not help to find the key."""
    return hmac.digest(key, b"auditkit key id", "sha256").hex()[:12]


def base32(raw: bytes) -> str:
    """Return bytes in base32 without padding."""
    return base64.b32encode(raw).decode("ascii").rstrip("=")


def show(prefix: str, key: int) -> str:
    """Return the pseudonym of a key column's value, empty for "not said" (0).

    >>> show("D", 1)
    'D-AAAAAAAAAAAAC'
    """
    return "" if key == 0 else f"{prefix}-{base32(int(key).to_bytes(8, 'big', signed=True))}"


@dataclass(frozen=True, slots=True)
class Pseudonymiser:
    """Turns identifiers into 64-bit keys and texts into fingerprints under one institution key."""

    key: bytes = field(repr=False)
    _known: dict[tuple[str, str], int] = field(default_factory=dict, repr=False)
    _ready: tuple[Any, Any] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def key_id(self) -> str:
        """The public name of the key."""
        return key_id(self.key)

    def derive(self, domain: str, value: str) -> int:
        """Return the key of one identifier without remembering it."""
        inner, outer = self._ready or self._get_ready()
        first, second = inner.copy(), outer.copy()
        first.update(f"{domain}\x1f{value}".encode())
        second.update(first.digest())
        return int.from_bytes(second.digest()[:8], "big", signed=True) or 1

    def _get_ready(self) -> tuple[Any, Any]:
        """Hash the padded key once (RFC 2104): copying it is several times faster than hmac."""
        padded = self.key if len(self.key) <= _BLOCK else hashlib.sha256(self.key).digest()
        padded = padded.ljust(_BLOCK, b"\0")
        ready = tuple(hashlib.sha256(bytes(byte ^ pad for byte in padded)) for pad in _PADS)
        object.__setattr__(self, "_ready", ready)
        return ready[0], ready[1]

    def __getstate__(self) -> dict[str, bytes]:
        """Keep the key alone; what is remembered is made anew."""
        return {"key": self.key}

    def __setstate__(self, state: dict[str, bytes]) -> None:
        """Begin with nothing remembered."""
        object.__setattr__(self, "key", state["key"])
        object.__setattr__(self, "_known", {})
        object.__setattr__(self, "_ready", None)

    def of(self, domain: str, value: str) -> int:
        """Return the key of one identifier; the same value in two domains has two keys."""
        known = self._known.get((domain, value))
        if known is not None:
            return known
        number = self.derive(domain, value)
        if len(self._known) < _CACHE:
            self._known[(domain, value)] = number
        return number

    def of_all(self, domain: str, values: Iterable[str | None]) -> NDArray[np.int64]:
        """Return the keys of many identifiers; null and empty give 0."""
        return np.fromiter((self.of(domain, x) if x else 0 for x in values), dtype=np.int64)

    def fingerprint(self, letter: str, *parts: str) -> str:
        """Return ``letter`` and 16 base32 characters that depend on the parts and the key."""
        text = "\x1f".join(parts).encode()
        return letter + base32(hmac.new(self.key, text, hashlib.sha256).digest()[:10])
