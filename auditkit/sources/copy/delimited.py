"""Copies delimited text byte for byte, but for the cells that change."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from auditkit.core.errors import InputError
from auditkit.sources.asides import aside
from auditkit.sources.cells import clean
from auditkit.sources.copy.interface import ASTRAY, Cell, Change, batched
from auditkit.sources.csv import Shape, codec_of, shape_of
from auditkit.sources.place import Place

_LONGEST: Final = 1_000
"""Lines of one record; a quote that opens more was never closed."""
_ENDS: Final = ("\n", "\r", "\r\n")
_MARKS: Final = re.compile(r'["\r\n]')


@dataclass(frozen=True, slots=True)
class Field:
    """A cell as it is written, without the delimiter or line end ``after`` it."""

    raw: str
    after: str

    @property
    def text(self) -> str:
        """What the cell holds."""
        if not self.raw.startswith('"'):
            return self.raw
        inner, _, rest = self.raw[1:].rpartition('"')
        return inner.replace('""', '"') + rest


class DelimitedCopier:
    """A file of delimited text in its encoding, with its marks, quotes and line ends."""

    suffix = ""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._shape: Shape = shape_of(place)

    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return self._shape.header

    def copy(self, change: Change, out: BinaryIO) -> None:
        """Write the copy; titles above the header and totals are changed as text."""
        codec = codec_of(self._shape.encoding)
        names, first = self._shape.header, self._shape.first
        errors = bytes_kept(codec)
        read = records(lines_of(self._place, codec), self._shape.delimiter)
        for batch in batched(enumerate(read, start=1)):
            cells = [_cells(fields, names if number > first else ()) for number, fields in batch]
            for (_, fields), row, texts in zip(batch, cells, change(cells), strict=True):
                out.write(self._written(fields, row, texts).encode(codec, errors))

    def _written(self, fields: list[Field], row: list[Cell], texts: list[str]) -> str:
        return "".join(
            (each.raw if text == before else self._quoted(text, each.raw)) + each.after
            for each, (_, before), text in zip(fields, row, texts, strict=True)
        )

    def _quoted(self, text: str, raw: str) -> str:
        if raw.startswith('"') or self._shape.delimiter in text or _MARKS.search(text):
            doubled = text.replace('"', '""')
            return f'"{doubled}"'
        return text


def bytes_kept(codec: str) -> str:
    """Return how bytes that are no text are read so that they are written as they were."""
    return "surrogatepass" if codec.startswith("utf-16") else "surrogateescape"


def lines_of(place: Place, codec: str) -> Iterator[str]:
    """Yield the lines of a text file with their ends."""
    with place.path.open("rb") as raw:
        text = io.TextIOWrapper(raw, encoding=codec, errors=bytes_kept(codec), newline="")
        try:
            yield from text
        except UnicodeError:
            raise InputError(
                place.name,
                f"is not {codec} to its end / 编码并非 {codec}",
                "Export it again; it may be cut short. / 请重新导出，文件可能不完整。",
            ) from None


def records(lines: Iterator[str], delimiter: str) -> Iterator[list[Field]]:
    """Yield the records of a text whose lines keep their ends; joined again they are the text."""
    ends = re.escape(delimiter)
    pattern = re.compile(
        rf'("(?:[^"]|"")*"(?!")[^{ends}\r\n]*|[^"{ends}\r\n][^{ends}\r\n]*|)({ends}|\r\n|\r|\n|\Z)'
    )
    loose = re.compile(rf"([^{ends}\r\n]*)({ends}|\r\n|\r|\n|\Z)")
    kept: list[str] = []
    for line in lines:
        kept.append(line)
        fields = _split("".join(kept), pattern) if _may_close(kept) else None
        if fields is not None:
            yield fields
            kept = []
        elif len(kept) > _LONGEST:
            yield _split(kept[0], loose) or []
            yield from records(iter(kept[1:]), delimiter)
            kept = []
    for line in kept:
        yield _split(line, loose) or []


def _may_close(kept: list[str]) -> bool:
    return len(kept) == 1 or '"' in kept[-1]


def _split(text: str, pattern: re.Pattern[str]) -> list[Field] | None:
    """Return the fields of a record, None when a quote is still open."""
    fields: list[Field] = []
    at = 0
    while (found := pattern.match(text, at)) is not None:
        fields.append(Field(found[1], found[2]))
        at = found.end()
        if not found[2] or found[2] in _ENDS:
            return fields if at == len(text) else None
    return None


def _cells(fields: list[Field], names: tuple[str, ...]) -> list[Cell]:
    texts = [field.text for field in fields]
    plain = [clean(text).strip() for text in texts]
    if names and not all(plain) and aside(plain, names):
        names = ()
    elif names and any(plain) and (len(fields) < len(names) or any(plain[len(names) :])):
        return [(ASTRAY, text) for text in texts]
    return [(names[at] if at < len(names) else "", text) for at, text in enumerate(texts)]
