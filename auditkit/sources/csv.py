"""Reads delimited text as a stream, with exact row numbers."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv

from auditkit.core.errors import InputError
from auditkit.sources import detect
from auditkit.sources.headers import Header, text_header
from auditkit.sources.interface import RawBatch, Reject, SourceFacts
from auditkit.sources.place import Place, begin, finish, pick
from auditkit.sources.remarks import Remarks
from auditkit.sources.screen import Screen
from auditkit.sources.sift import Sieve
from auditkit.sources.survey import BLOCK, blocks, survey

_ASCII_LIKE: Final = ("utf-8", "utf-8-sig", "gb18030")
_LOST: Final = "\ufffd"


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is written.

    ``first`` is the number of the header's last record; ``binary`` leaves decoding for later;
    ``transcode`` makes UTF-8 of the stream; ``careful`` reads record by record from the start;
    ``empty`` has no record after the header; ``may_total`` and ``odd`` are those of the survey.
    """

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    first: int = 1
    binary: bool = False
    transcode: bool = False
    careful: bool = False
    may_be_blank: bool = True
    empty: bool = False
    may_total: bool = True
    odd: bool = False
    top: Header = field(default_factory=Header)


class CsvSource:
    """A file of delimited text."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._facts = SourceFacts(place.name, format="csv")
        self._known: Shape | None = None

    @property
    def name(self) -> str:
        """The name reports show."""
        return self._place.name

    @property
    def place(self) -> Place:
        """The file that is read."""
        return self._place

    @property
    def facts(self) -> SourceFacts:
        """What is known; complete once ``batches`` is exhausted."""
        return self._facts

    def header(self) -> tuple[str, ...]:
        """Return the column names; looks at all bytes once to be sure of the encoding."""
        return self._shape().header

    def batches(self, columns: frozenset[str] | None = None) -> Iterator[RawBatch]:
        """Yield the rows, read fast until something is wrong and record by record from there."""
        shape = self._shape()
        begin(self._facts, self._place)
        if not shape.empty:
            remarks = Remarks()
            asked = pick(shape.header, columns)
            yield from _Reading(self._place, shape, asked, self._facts, remarks).batches()
            remarks.tell(self._facts, shape.header, self._records)
        self._facts.notes += [n for n in shape.top.notes(self.name) if n not in self._facts.notes]
        finish(self._facts, self._place)

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the records once more, to hold totals against them."""
        shape = self._shape()
        again = _Reading(self._place, shape, list(shape.header), SourceFacts(self.name), Remarks())
        for raw in again.batches():
            for place, row in enumerate(raw.rows.tolist()):
                yield row, again.sieve.cells(raw.table, place)

    def _shape(self) -> Shape:
        if self._known is None:
            self._known = shape_of(self._place)
            self._facts.encoding = self._known.encoding
            self._facts.format = "tsv" if self._known.delimiter == "\t" else "csv"
        return self._known


def shape_of(place: Place) -> Shape:
    """Return how a file is written; ``InputError`` when it is no text that can be read."""
    seen = survey(place.path)
    if not seen.bytes:
        return Shape("utf-8", ",", (), empty=True)
    encoding = place.encoding or detect.text_encoding(place.name, place.path, seen)
    head = detect.head_of(place.path)
    text = head[len(detect.bom_of(head)[0]) :].decode(codec_of(encoding), errors="replace")
    delimiter = detect.delimiter_of(text)
    top, more = text_header(place.name, text, delimiter)
    known = encoding in _ASCII_LIKE
    late = encoding == "gb18030" and (delimiter == "|" or seen.odd)
    transcode = not known or late or (seen.odd and seen.bad_at >= 0)
    return Shape(
        encoding,
        delimiter,
        top.names,
        max(top.last, 1),
        binary=not transcode and (encoding == "gb18030" or seen.bad_at >= 0),
        transcode=transcode,
        careful=transcode or seen.quotes % 2 == 1,
        may_be_blank=transcode or seen.may_be_blank,
        empty=not more and seen.bytes <= detect.HEAD,
        may_total=transcode or seen.may_total,
        odd=transcode or seen.odd,
        top=top,
    )


def codec_of(encoding: str) -> str:
    """Return the codec of an encoding whose mark was taken off."""
    return "utf-8" if encoding == "utf-8-sig" else encoding


class _Reading:
    """One pass over a file; ``next`` is the number of the next record."""

    def __init__(
        self,
        place: Place,
        shape: Shape,
        columns: list[str],
        facts: SourceFacts,
        remarks: Remarks,
    ) -> None:
        self._place, self._shape, self._columns, self._facts = place, shape, columns, facts
        # blank lines and totals can only be told from rows by looking at every cell
        whole = shape.may_be_blank or shape.may_total
        self._read = list(shape.header) if whole else columns
        passed = "utf-8" if shape.transcode else codec_of(shape.encoding)
        self.sieve = Sieve(self._read, passed, shape.delimiter, remarks)
        self._judge = Sieve(shape.header, passed, shape.delimiter, remarks)
        self._next = shape.first + 1
        self._lost = False

    def batches(self) -> Iterator[RawBatch]:
        if not self._shape.careful:
            try:
                yield from self._rows(self._open(), {})
                return
            except pa.ArrowInvalid:
                pass  # its text holds cells; what is wrong is found below, record by record
        done, self._next = self._next, self._shape.first + 1
        screen = Screen(
            self._shape.delimiter,
            len(self._shape.header),
            first=self._shape.first + 1,
            why=self._judge.why,
        )
        try:
            yield from self._rows(self._screened(screen), screen.bad, done)
        except pa.ArrowInvalid:
            raise InputError(
                self._place.name,
                f"cannot be read after row {self._next - 1} / 第 {self._next - 1} 行之后无法读取",
            ) from None
        self._count_bad(screen.bad)

    def _count_bad(self, bad: dict[int, str]) -> None:
        rejects = [Reject(row, "", why) for row, why in bad.items() if row > self._shape.first]
        self._facts.unread += rejects
        self._facts.read += len(rejects)

    def _open(self) -> Any:  # noqa: ANN401 - pyarrow has no types
        options = self._options(BLOCK, self._shape.first)
        return arrow_csv.open_csv(pa.OSFile(str(self._place.path)), **options)

    def _options(self, block: int, skip: int) -> dict[str, Any]:
        shape = self._shape
        kind = pa.binary() if shape.binary else pa.string()
        return {
            "read_options": arrow_csv.ReadOptions(
                use_threads=False,  # a streaming reader gains little, and its order is certain
                block_size=block,
                column_names=list(shape.header),
                skip_rows_after_names=skip,
            ),
            "parse_options": arrow_csv.ParseOptions(
                delimiter=shape.delimiter, newlines_in_values=True, ignore_empty_lines=False
            ),
            "convert_options": arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(shape.header, kind),
                check_utf8=False,  # the survey did
                strings_can_be_null=False,
                include_columns=self._read,
            ),
        }

    def _screened(self, screen: Screen) -> Iterator[Any]:
        """Yield batches of whole records; Python is never called from a thread of pyarrow's."""
        chunks = blocks(self._place.path)
        chunks = self._transcoded(chunks) if self._shape.transcode else _unmarked(chunks)
        passed, begun = b"", False
        for text in screen.pass_through(chunks):
            passed += text
            if passed and (begun or screen.number >= self._shape.first):
                yield from self._parsed(passed, 0 if begun else self._shape.first)
                passed, begun = b"", True

    def _parsed(self, text: bytes, skip: int) -> Iterator[Any]:
        whole = text if text.endswith((b"\n", b"\r")) else text + b"\n"
        options = self._options(len(whole) + 1, skip)
        yield from arrow_csv.read_csv(pa.BufferReader(whole), **options).to_batches()

    def _transcoded(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder(codec_of(self._shape.encoding))("replace")
        first = True
        for chunk in chunks:
            text = decoder.decode(chunk)
            text, first = (text.removeprefix("\ufeff") if first else text), False
            self._lost = self._lost or _LOST in text
            yield text.encode("utf-8", "replace")
        rest = decoder.decode(b"", final=True)
        self._lost = self._lost or bool(rest)
        yield rest.encode("utf-8", "replace")

    def _rows(self, reader: Any, bad: dict[int, str], done: int = 0) -> Iterator[RawBatch]:  # noqa: ANN401
        for batch in reader:
            table = pa.Table.from_batches([batch])
            rows = np.arange(self._next, self._next + table.num_rows, dtype=np.int64)
            self._next += table.num_rows
            keep = (rows >= done) & ~np.isin(rows, list(bad))
            table, rows = _kept(table, rows, keep)
            if self._shape.may_be_blank and table.num_columns > 1:
                table, rows = _kept(table, rows, ~_blank(table))
            if self._lost:
                table, rows = self._decoded(table, rows)
            if self._shape.odd and not self._shape.binary:
                table = self.sieve.cleaned(table)
            table, rows = self.sieve.sifted(table, rows, self._facts, totals=self._shape.may_total)
            self._facts.read += len(rows)
            if len(rows):
                yield RawBatch(table.select(self._columns), rows, codec_of(self._late))

    @property
    def _late(self) -> str:
        return self._shape.encoding if self._shape.binary else "utf-8"

    def _decoded(
        self, table: pa.Table, rows: NDArray[np.int64]
    ) -> tuple[pa.Table, NDArray[np.int64]]:
        """Take out the rows that hold bytes which are no text."""
        fine = np.ones(len(rows), dtype=bool)
        for name in self._columns:
            lost = pc.match_substring(table.column(name), _LOST).to_numpy() & fine
            rejects = [Reject(int(row), name, "undecodable") for row in rows[lost]]
            self._facts.unread += rejects
            self._facts.read += len(rejects)
            fine &= ~lost
        return _kept(table, rows, fine)


def _kept(
    table: pa.Table, rows: NDArray[np.int64], keep: NDArray[np.bool_]
) -> tuple[pa.Table, NDArray[np.int64]]:
    return (table, rows) if keep.all() else (table.filter(pa.array(keep)), rows[keep])


def _blank(table: pa.Table) -> NDArray[np.bool_]:
    """Return which rows have no cell with anything in it."""
    blank = np.ones(table.num_rows, dtype=bool)
    for column in table.columns:
        if not blank.any():
            break
        blank &= pc.equal(pc.binary_length(column), 0).to_numpy()
    return blank


def _unmarked(chunks: Iterator[bytes]) -> Iterator[bytes]:
    for place, chunk in enumerate(chunks):
        yield chunk.removeprefix(codecs.BOM_UTF8) if place == 0 else chunk
