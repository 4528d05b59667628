"""Finds what a person means by the sources they name."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import BinaryIO, Final

from auditkit.core.errors import InputError
from auditkit.sources import detect
from auditkit.sources.content import book_form, is_disguised, sniffed
from auditkit.sources.csv import CsvSource
from auditkit.sources.hashing import FileHash
from auditkit.sources.interface import Source
from auditkit.sources.jsonl import JsonSource
from auditkit.sources.parquet import ParquetSource
from auditkit.sources.place import Place, add_note
from auditkit.sources.private import private_copy
from auditkit.sources.transcript import turns_of_text

KINDS: Final = {
    ".csv": "csv", ".tsv": "csv", ".tab": "csv", ".txt": "txt",
    ".xlsx": "excel", ".xlsm": "excel", ".xlsb": "excel", ".xls": "excel",
    ".parquet": "parquet", ".pq": "parquet",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json",
    ".zip": "zip",
}  # fmt: skip
_OWN_MARK: Final = b'"key_id"'


@dataclass(frozen=True, slots=True)
class Found:
    """A file that a spec leads to, under the name that reports show."""

    name: str
    path: Path
    kind: str = ""
    hash: FileHash | None = None


def resolve(
    specs: Sequence[str],
    *,
    query: str | None = None,
    stdin: BinaryIO | None = None,
    encodings: Mapping[str, str] | None = None,
    besides: Sequence[Path] = (),
) -> list[Source]:
    """Return the sources named by files, folders, globs, ``-`` and SQLAlchemy URLs, in order.

    A file that is named twice is read once. ``encodings`` gives the encoding of files whose name
    fits a pattern, ``besides`` are files of the run that are no source though a folder may hold
    them. What else a folder holds is noted on its first source. Raises
    ``InputError`` for a name that leads to nothing.
    """
    passed: list[str] = []
    sources: list[Source] = []
    found: list[Found] = []
    for spec in specs:
        if "://" in spec:
            sources.append(_database(spec, query))
        elif spec == "-":
            found.append(_spooled(stdin))
        else:
            found += _expanded(spec, passed)
    apart = {path.resolve() for path in besides}
    for item in _named_apart([each for each in found if each.path.resolve() not in apart]):
        for each in unpacked(item, passed):
            sources += _opened(each, encodings or {})
    _note_passed(sources, passed)
    return sources


def found_by(specs: Sequence[str]) -> list[Found]:
    """Return the files that files, folders and globs lead to, each once under a name of its own.

    Raises ``InputError`` for a name that leads to nothing.
    """
    passed: list[str] = []
    return _named_apart([found for spec in specs for found in _expanded(spec, passed)])


def _database(url: str, query: str | None) -> Source:
    from auditkit.sources.sql import SqlSource  # noqa: PLC0415 - sqlalchemy loads when needed

    if not query or not query.strip():
        raise InputError(
            url.partition("://")[0],
            "a database needs a query / 数据库需要查询语句",
            "Add --query 'SELECT …'. / 请加上 --query 'SELECT …'。",
        )
    return SqlSource(url, query)


def _spooled(stdin: BinaryIO | None) -> Found:
    """Keep standard input in a private file, so that it can be read twice."""
    if stdin is None:
        raise InputError("-", "there is no standard input / 没有标准输入")
    # every sheet of a workbook holds this hash: the file goes with the last of them, or on failure
    path, kept = private_copy(iter(lambda: stdin.read(1 << 20), b""))
    return Found("stdin", path, sniffed(path), kept)


def _expanded(spec: str, passed: list[str]) -> list[Found]:
    path = Path(spec)
    if path.is_dir():
        return _folder(path, spec, passed)
    if path.exists():
        return [Found(path.name, path, KINDS.get(path.suffix.lower(), "") or sniffed(path))]
    if glob.has_magic(spec):
        return _glob(spec, passed)
    raise InputError(
        spec,
        "there is no such file or folder / 没有这个文件或文件夹",
        "Check the path. / 请检查路径。",
    )


def _folder(folder: Path, spec: str, passed: list[str]) -> list[Found]:
    found = []
    for path in _walk(folder):
        name = path.relative_to(folder).as_posix()
        kind = KINDS.get(path.suffix.lower())
        if kind is None or path.name.startswith("~$"):
            passed.append(name)
        else:
            found.append(Found(name, path, kind))
    if not found:
        raise InputError(
            spec,
            "the folder holds no logs / 文件夹中没有日志文件",
            f"Read are {', '.join(sorted(KINDS))}. / 可读取以上类型的文件。",
        )
    return found


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder in order, but no hidden ones and none that a run wrote."""
    if _is_ours(folder):
        return
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            yield from _walk(path)
        elif path.is_file():
            yield path


def _is_ours(folder: Path) -> bool:
    manifest = folder / "manifest.json"
    return manifest.is_file() and _OWN_MARK in detect.head_of(manifest)


def _glob(spec: str, passed: list[str]) -> list[Found]:
    fixed = Path(*_fixed_parts(Path(spec)))
    found = []
    for text in sorted(glob.glob(spec, recursive=True)):  # noqa: PTH207 - the pattern may be absolute
        path = Path(text)
        if path.is_file() and not path.name.startswith("~$"):
            name = path.relative_to(fixed).as_posix()
            found.append(Found(name, path, KINDS.get(path.suffix.lower(), "") or sniffed(path)))
        elif path.is_file():
            passed.append(path.name)
    if not found:
        raise InputError(
            spec, "no file fits the pattern / 没有文件符合该模式", "Check the path. / 请检查路径。"
        )
    return found


def _fixed_parts(pattern: Path) -> Iterator[str]:
    for part in pattern.parts[:-1]:
        if glob.has_magic(part):
            return
        yield part


def _named_apart(found: Sequence[Found]) -> list[Found]:
    """Return each file once, under a name that no other has."""
    once = list({item.path.resolve(): item for item in reversed(found)}.values())[::-1]
    taken: set[str] = set()
    named = []
    for item in once:
        name, count = item.name, 1
        if name in taken and item.path.parent.name:
            name = f"{item.path.parent.name}/{item.path.name}"
        base = name
        while name in taken:
            count += 1
            name = f"{base}#{count}"
        taken.add(name)
        named.append(replace(item, name=name))
    return named


def unpacked(item: Found, passed: list[str]) -> Iterator[Found]:
    """Yield a file, or the files within an archive; a workbook under that name is none."""
    if item.kind != "zip" or book_form(item.path):
        yield replace(item, kind="excel") if item.kind == "zip" else item
        return
    from auditkit.sources.archive import members  # noqa: PLC0415 - loads when needed

    count = 0
    for each in members(item.name, item.path, _is_log, passed):
        count += 1
        kind = KINDS[Path(each.name.rpartition("#")[0] or each.name).suffix.lower()]
        yield Found(each.name, each.path, kind, each.hash)
    if not count:
        raise InputError(
            item.name,
            "the archive holds no logs / 压缩包中没有日志文件",
            f"Read are {', '.join(sorted(KINDS))}. / 可读取以上类型的文件。",
        )


def _is_log(name: str) -> bool:
    suffix = Path(name.rpartition("#")[0] or name).suffix.lower()
    return suffix in KINDS and suffix != ".zip"


def _opened(item: Found, encodings: Mapping[str, str]) -> list[Source]:
    base = item.name.rpartition("/")[2]
    fits = (e for p, e in encodings.items() if fnmatch(item.name, p) or fnmatch(base, p))
    place = Place(item.name, item.path, item.hash or FileHash(item.path), next(fits, None))
    is_text = item.kind in ("csv", "txt") and place.encoding is None
    if item.kind == "excel" or (is_text and is_disguised(item.path)):
        from auditkit.sources.sheets import open_sheets  # noqa: PLC0415 - loads when needed

        return open_sheets(place, item.kind)
    return [_single(place, item.kind)]


def _single(place: Place, kind: str) -> Source:
    if kind == "parquet":
        return ParquetSource(place)
    if kind in ("json", "jsonl"):
        return JsonSource(place, kind=kind)
    if kind == "txt" and _is_transcript(place.path):
        return JsonSource(place, kind="transcript")
    return CsvSource(place)


def _is_transcript(path: Path) -> bool:
    head = detect.head_of(path, 4096).removeprefix(b"\xef\xbb\xbf")
    return any(turns_of_text(head.decode(encoding, "replace")) for encoding in ("utf-8", "gb18030"))


def _note_passed(sources: Sequence[Source], passed: Sequence[str]) -> None:
    if passed and sources:
        sources[0].facts.passed = tuple(passed)
        shown = ", ".join(passed[:20]) + (" …" if len(passed) > 20 else "")
        add_note(
            sources[0].facts,
            f"未读取 {len(passed)} 个文件：{shown}",
            f"{len(passed)} files were passed over: {shown}",
        )
