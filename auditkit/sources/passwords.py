"""Opens what is protected by a password; the password comes from the environment only."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

import msoffcrypto

from auditkit.core.errors import InputError
from auditkit.sources.hashing import FileHash
from auditkit.sources.private import private_copy

SINGLE: Final = "AUDITKIT_XLSX_PASSWORD"
SEVERAL: Final = "AUDITKIT_PASSWORDS"
_SPINS: Final = 10_000_000
"""The most rounds of hashing that the format allows; more would only keep the machine busy."""
_LARGEST: Final = 1 << 30
_MARK: Final = "EncryptedPackage".encode("utf-16-le")
_HEAD: Final = 64 << 20


def candidates() -> list[str]:
    """Return the passwords to try: the single one, then one per line, each once."""
    lines = os.environ.get(SEVERAL, "").splitlines()
    given = [os.environ.get(SINGLE, ""), *lines]
    return list(dict.fromkeys(word for word in given if word))


def unlocked(name: str, path: Path, owner: FileHash) -> Path:
    """Return a workbook that opens without a password: the file itself or a private copy.

    ``InputError`` names the file and the variables when no password fits.
    """
    with path.open("rb") as file:
        book = _locked_book(file)
        if book is None:
            if _is_marked(file):
                raise refused(name)
            return path
        if path.stat().st_size > _LARGEST:
            raise InputError(name, "is too large to be decrypted / 文件过大，无法解密")
        for word in candidates():
            plain = _decrypted(book, word)
            if plain is not None:
                return private_copy([plain], owner)[0]
    raise refused(name)


def refused(name: str) -> InputError:
    """Return the error for a file that none of the given passwords opens."""
    if candidates():
        problem = "is protected, and no password given opens it / 有密码保护，所给密码均不正确"
    else:
        problem = "is protected by a password / 有密码保护"
    return InputError(
        name,
        problem,
        f"Set {SINGLE}, or {SEVERAL} with one password a line. / "
        f"请设置环境变量 {SINGLE}，多个密码请用 {SEVERAL}，每行一个。",
    )


def _locked_book(file: BinaryIO) -> Any:  # noqa: ANN401 - the library has no types
    """Return the workbook as its library sees it; None when it is not encrypted."""
    book = _quietly(lambda: msoffcrypto.OfficeFile(file))
    if book is None or not _quietly(book.is_encrypted):
        return None
    spins = (getattr(book, "info", None) or {}).get("spinValue", 0)
    return book if not isinstance(spins, int) or spins <= _SPINS else None


def _is_marked(file: BinaryIO) -> bool:
    """Return whether a file that cannot be opened at all still shows that it was encrypted."""
    file.seek(0)
    return _MARK in file.read(_HEAD)


def _decrypted(book: Any, word: str) -> bytes | None:  # noqa: ANN401
    out = io.BytesIO()

    def decrypt() -> bytes:
        if book.format == "ooxml":
            book.load_key(password=word, verify_password=True)
        else:
            book.load_key(password=word)
        book.decrypt(out)
        return out.getvalue()

    return _quietly(decrypt) or None


def _quietly(act: Callable[[], Any]) -> Any:  # noqa: ANN401
    try:
        return act()
    except Exception:  # noqa: BLE001 - a damaged file makes the library raise whatever it meets
        return None


def words_as_bytes() -> Iterator[bytes]:
    """Yield the passwords as archives may have taken them: in UTF-8, then as Windows writes."""
    for word in candidates():
        for encoding in ("utf-8", "gb18030"):
            yield word.encode(encoding, "replace")
