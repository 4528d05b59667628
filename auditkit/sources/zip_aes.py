"""Reads entries of an archive encrypted by AES, as WinZip, WinRAR and 7-Zip write them."""

from __future__ import annotations

import hashlib
import hmac
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

AES: Final = 99
_ROUNDS: Final = 1000
_MAC: Final = 10
_EXTRA: Final = 0x9901
_CHUNK: Final = 1 << 20
_LOCAL: Final = struct.Struct("<4s5H3L2H")


@dataclass(frozen=True, slots=True)
class AesEntry:
    """An entry, its strength (1 to 3), how it was compressed, and where its bytes stand."""

    file: IO[bytes]
    entry: zipfile.ZipInfo
    strength: int
    method: int
    at: int
    salt: bytes
    check: bytes

    @staticmethod
    def of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> AesEntry:
        """Return an entry of an archive; ``BadZipFile`` when it is not what it says."""
        strength, method = _extra(entry.extra)
        file = archive.fp
        if file is None or method not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile
        file.seek(entry.header_offset)
        head = file.read(_LOCAL.size)
        if len(head) < _LOCAL.size or head[:4] != b"PK\x03\x04":
            raise zipfile.BadZipFile
        names, extras = _LOCAL.unpack(head)[-2:]
        file.seek(names + extras, 1)
        salt, check = file.read(4 + 4 * strength), file.read(2)
        return AesEntry(file, entry, strength, method, file.tell(), salt, check)

    def opens(self, word: bytes) -> bool:
        """Return whether a password fits: by its check value, and by the code over all bytes."""
        _, mac, check = self._keys(word)
        if not hmac.compare_digest(check, self.check):
            return False
        code = hmac.new(mac, digestmod="sha1")
        for chunk in self._packed():
            code.update(chunk)
        return hmac.compare_digest(code.digest()[:_MAC], self.file.read(_MAC))

    def read(self, word: bytes) -> Iterator[bytes]:
        """Yield the bytes of the entry; no more than it declares."""
        key, _, _ = self._keys(word)
        left = self.entry.file_size
        unpack = zlib.decompressobj(-15) if self.method == zipfile.ZIP_DEFLATED else None
        for chunk in _decrypted(key, self._packed()):
            while chunk:
                if unpack is None:
                    plain, chunk = chunk, b""  # noqa: PLW2901 - what is left of it
                else:
                    plain = unpack.decompress(chunk, _CHUNK)
                    chunk = unpack.unconsumed_tail  # noqa: PLW2901
                left -= len(plain)
                if left < 0:
                    raise zipfile.BadZipFile
                yield plain

    def _keys(self, word: bytes) -> tuple[bytes, bytes, bytes]:
        size = 8 + 8 * self.strength
        made = hashlib.pbkdf2_hmac("sha1", word, self.salt, _ROUNDS, 2 * size + 2)
        return made[:size], made[size : 2 * size], made[2 * size :]

    def _packed(self) -> Iterator[bytes]:
        self.file.seek(self.at)
        left = self.entry.compress_size - len(self.salt) - 2 - _MAC
        while left > 0:
            chunk = self.file.read(min(left, _CHUNK))
            if not chunk:
                raise zipfile.BadZipFile
            left -= len(chunk)
            yield chunk


def _extra(extra: bytes) -> tuple[int, int]:
    """Return strength and compression from the field that the format adds to an entry."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind == _EXTRA and size >= 7 and at + 11 <= len(extra):
            strength = extra[at + 8]
            if strength in (1, 2, 3):
                return strength, int.from_bytes(extra[at + 9 : at + 11], "little")
        at += 4 + size
    raise zipfile.BadZipFile


def _decrypted(key: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield plain bytes: AES in counter mode, whose counter is little-endian and begins at 1."""
    cipher = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - makes a key stream
    block = 1
    for chunk in chunks:
        count = (len(chunk) + 15) // 16
        counters = np.zeros((count, 2), "<u8")
        counters[:, 0] = np.arange(block, block + count, dtype=np.uint64)
        block += count
        stream = np.frombuffer(cipher.update(counters.tobytes()), np.uint8)[: len(chunk)]
        yield (np.frombuffer(chunk, np.uint8) ^ stream).tobytes()
