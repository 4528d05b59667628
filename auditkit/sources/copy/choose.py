"""Chooses how a file is copied: in its own format where that can be written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from auditkit.core.errors import InputError
from auditkit.sources.content import sniffed
from auditkit.sources.copy.columnar import ParquetCopier
from auditkit.sources.copy.delimited import DelimitedCopier
from auditkit.sources.copy.grid import GridCopier
from auditkit.sources.copy.interface import Copier
from auditkit.sources.copy.objects import JsonCopier
from auditkit.sources.csv import CsvSource
from auditkit.sources.grid import GridSource
from auditkit.sources.interface import Source
from auditkit.sources.jsonl import JsonSource
from auditkit.sources.parquet import ParquetSource
from auditkit.sources.resolve import resolve


def open_copier(
    path: Path, encodings: Mapping[str, str] | None = None
) -> tuple[Copier, list[Source]]:
    """Return what copies a file, and the sources that it holds.

    Raises ``InputError`` for a folder, an archive and a file that cannot be read.
    """
    if path.is_dir() or (path.is_file() and sniffed(path) == "zip"):
        raise InputError(
            str(path),
            "is no single log / 不是单个日志文件",
            "Unpack it and name its files. / 请解压后指定其中的文件。",
        )
    sources = resolve([str(path)], encodings=encodings)
    return _copier(path, sources), sources


def _copier(path: Path, sources: Sequence[Source]) -> Copier:
    sheets = [source for source in sources if isinstance(source, GridSource)]
    if sheets:
        return GridCopier(sheets)
    for source in sources:
        if isinstance(source, CsvSource):
            return DelimitedCopier(source.place)
        if isinstance(source, JsonSource):
            return JsonCopier(source.place, source.facts.format)
        if isinstance(source, ParquetSource):
            return ParquetCopier(source.place)
    raise InputError(str(path), "holds no rows / 没有数据行")
