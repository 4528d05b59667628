"""Mutates valid exports of every format and counts crashes and rows that are not accounted for.

A crash is anything but an ``InputError`` (or ``ConfigError``, ``PolicyError``) or a balanced
account; a file that takes longer than ``--seconds``, or that kills its process, is one too.
"""

# ruff: noqa: D401, E402 - what a maker gives; the tests are found beside this folder

from __future__ import annotations

import argparse
import io
import json
import random
import resource
import signal
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import awkward as make

FORMATS: Final = (
    "csv",
    "tsv",
    "xlsx",
    "xls",
    "xlsb",
    "html",
    "xml",
    "parquet",
    "jsonl",
    "json",
    "zip",
)
SUFFIX: Final = {"html": "xls", "xml": "xls"}
READ, REFUSED, CRASHED, UNBALANCED = "read", "refused", "crashed", "unbalanced"
_ODD_CELLS: Final = (
    "", " ", "合计", "小计", "Total: 3", "制表人：甲", '="1"', "'1", '"', '""', "\t", "\n", "\r\n",
    "\0", "1.38E+10", "1e309", "-1", "99999999999999999999", "NaN", "2026-02-30", "24:00:00",
    "0000-00-00", "9999-12-31 23:59:59", "９", "\u200b", "\u202e", "\ud7ff", "😀", "x" * 70_000,
    "|", ";", "activity_id", "<td>", "&#0;", "&nbsp;", "{", "[]", "null", "=1+1", "\ufeff",
)  # fmt: skip


def rows_of(chance: random.Random) -> list[list[str]]:
    """A small log with a title, totals and odd cells here and there."""
    rows = [list(make.HEADER), *make.calls("Z", chance.randint(1, 12))]
    for _ in range(chance.choice((0, 0, 1, 3, 8))):
        row = chance.choice(rows)
        row[chance.randrange(len(row))] = chance.choice(_ODD_CELLS)
    if chance.random() < 0.2:
        rows.insert(0, ["月度明细"])
    if chance.random() < 0.2:
        rows.append(["合计", str(chance.randint(0, 20)), *[""] * 6, "100"])
    if chance.random() < 0.1:
        chance.choice(rows).append(chance.choice(_ODD_CELLS))
    return rows


def _clean(rows: list[list[str]]) -> list[list[str]]:
    """Without the control characters and lengths that writers of workbooks refuse."""
    return [
        ["".join(c for c in cell if c >= " " or c in "\t\n")[:30_000] for cell in row]
        for row in rows
    ]


def _parquet(rows: list[list[str]]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    body = [[*row, *[""] * len(make.HEADER)][: len(make.HEADER)] for row in rows[1:]]
    columns = zip(*body, strict=True) if body else [[]] * len(make.HEADER)
    table = pa.table(dict(zip(make.HEADER, map(list, columns), strict=True)))
    pq.write_table(table, out, row_group_size=4)
    return out.getvalue()


def _objects(rows: list[list[str]]) -> list[dict[str, str]]:
    return [dict(zip(make.HEADER, row, strict=False)) for row in rows[1:]]


def _text(rows: list[list[str]], mark: str, chance: random.Random) -> bytes:
    text = make.delimited(rows, mark, chance.choice(("\n", "\r\n", "\r")))
    code = chance.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be", "cp1252"))
    return text.encode(code, "replace")


def _json(rows: list[list[str]]) -> bytes:
    return json.dumps(_objects(rows), ensure_ascii=False).encode()


def _lines(rows: list[list[str]]) -> bytes:
    return "\n".join(json.dumps(each, ensure_ascii=False) for each in _objects(rows)).encode()


def _zip(rows: list[list[str]], chance: random.Random) -> bytes:
    text = make.delimited(rows).encode()
    kinds: tuple[Callable[[], bytes], ...] = (
        lambda: make.packed({"a.csv": text, "../b.csv": text, "c.jsonl": _lines(rows)}),
        lambda: make.packed_in_gbk("三月.csv", text),
        lambda: make.packed({"d.zip": make.packed({"e.csv": text})}),
        lambda: make.locked_zip("f.csv", text[:3000], b"secret"),
        lambda: make.aes_zip("g.csv", text, b"secret", b"0123456789abcdef"),
    )
    return chance.choice(kinds)()


def valid(form: str, chance: random.Random) -> bytes:
    """A valid file of a format, with odd cells."""
    rows = rows_of(chance)
    makers: dict[str, Callable[[], bytes]] = {
        "csv": lambda: _text(rows, chance.choice(",;|"), chance),
        "tsv": lambda: _text(rows, "\t", chance),
        "xlsx": lambda: _locked(make.xlsx(_clean(rows)), chance),
        "xls": lambda: make.xls(_clean(rows)),
        "xlsb": lambda: make.xlsb(_clean(rows), at=chance.choice((0, 2))),
        "html": lambda: make.page(_clean(rows), chance.choice(("utf-8", "gb18030", "unicode"))),
        "xml": lambda: make.xml_book(_clean(rows)),
        "parquet": lambda: _parquet(rows),
        "jsonl": lambda: _lines(rows),
        "json": lambda: _json(rows),
        "zip": lambda: _zip(rows, chance),
    }
    return makers[form]()


def _locked(plain: bytes, chance: random.Random) -> bytes:
    """One in twenty is encrypted, which takes a moment."""
    return make.locked_xlsx(plain, "secret") if chance.random() < 0.05 else plain


def _damage(data: bytes, chance: random.Random) -> bytes:
    """Cut, flip, insert, repeat or overwrite some bytes."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(len(made) + 1) if made else 0
        kind = chance.randrange(7)
        if kind == 0 and chance.random() < 0.4:
            del made[at:]
        elif kind == 1 and at < len(made):
            made[at] ^= 1 << chance.randrange(8)
        elif kind == 2:
            made[at:at] = chance.randbytes(chance.choice((1, 2, 4, 300)))
        elif kind == 3:
            made[at:at] = made[at : at + chance.randint(1, 200)]
        elif kind == 4:
            del made[at : at + chance.randint(1, 40)]
        elif kind == 5 and at < len(made):
            made[at] = chance.choice((0, 0x7F, 0x80, 0xFF, 0x22, 0x0A, 0x0D))
        elif kind == 6 and at + 4 <= len(made):
            made[at : at + 4] = chance.choice(
                (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f")
            )
    return bytes(made)


def _damage_inside(data: bytes, chance: random.Random) -> bytes:
    """Damage one part of an archive and pack it anew, so that its sums are right."""
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return _damage(data, chance)
    name = chance.choice([name for name in sorted(parts) if parts[name]] or [""])
    if name:
        parts[name] = _damage(parts[name], chance)
    return make.packed(parts)


def mutated(form: str, seed: int) -> bytes:
    """The file of a format and a seed: one in ten is left whole, the others are damaged."""
    chance = random.Random(f"{form} {seed}")
    data = valid(form, chance)
    how = chance.random()
    if how < 0.1:
        return data
    if form in ("xlsx", "xlsb", "zip") and how < 0.7:
        return _damage_inside(data, chance)
    if form in ("csv", "tsv", "html", "xml", "json", "jsonl") and how < 0.25:
        return data.decode("utf-8", "replace").encode(
            chance.choice(("utf-16", "utf-32", "gb18030", "big5", "cp037", "utf-7")), "replace"
        )
    return _damage(data, chance)


class _TooSlowError(BaseException):
    """A file took longer than it may."""


@contextmanager
def _limited(seconds: int) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise _TooSlowError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def outcome(path: Path, seconds: int = 20) -> tuple[str, str]:
    """What became of a file: how it ended, and the kind of a crash."""
    from auditkit.api.inputs import open_inputs
    from auditkit.core.errors import EngineError, InputError, PolicyError
    from auditkit.core.pseudonym import Pseudonymiser
    from auditkit.engine.run import Settings, run

    settings = Settings("Asia/Shanghai", 60)
    try:
        with _limited(seconds):
            opened = open_inputs([str(path)])
            done = run(opened.inputs, (), settings, Pseudonymiser(b"k" * 32))
    except (InputError, PolicyError):
        return REFUSED, ""
    except EngineError:
        return UNBALANCED, "EngineError"
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - everything else is what is counted
        return CRASHED, f"{type(error).__name__}: {_place(error)}"
    return (READ, "") if all(a.balanced for a in done.accounts) else (UNBALANCED, "")


def _place(error: BaseException) -> str:
    trace, last = error.__traceback__, ""
    while trace is not None:
        last = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return last


def fuzz(
    form: str, seeds: range, folder: Path, seconds: int = 20
) -> Iterator[tuple[int, str, str]]:
    """Yield seed, ending and detail for every mutated file."""
    path = folder / f"log.{SUFFIX.get(form, form)}"
    for seed in seeds:
        path.write_bytes(mutated(form, seed))
        yield (seed, *outcome(path, seconds))


def _work(form: str, first: int, last: int, seconds: int) -> None:
    """Print the ending of every seed; a process of its own, so that its death is seen."""
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
    with tempfile.TemporaryDirectory() as name:
        for found in fuzz(form, range(first, last), Path(name), seconds):
            print(json.dumps(found), flush=True)


def _counted(form: str, count: int, seconds: int) -> tuple[Counter[str], list[Any]]:
    ends: Counter[str] = Counter()
    bad: list[Any] = []
    seed = 0
    while seed < count:
        command = [sys.executable, __file__, "--worker", form, str(seed), str(count)]
        child = subprocess.Popen(
            [*command, "--seconds", str(seconds)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={
                "PYTHONPATH": str(ROOT),
                "AUDITKIT_XLSX_PASSWORD": "secret",
                "PATH": "/usr/bin",
                "TMPDIR": tempfile.gettempdir(),
            },
        )
        for line in child.stdout or ():
            at, end, detail = json.loads(line)
            ends[end] += 1
            seed = at + 1
            if end in (CRASHED, UNBALANCED):
                bad.append((form, at, end, detail))
        if child.wait() and seed < count:
            ends[CRASHED] += 1
            bad.append((form, seed, CRASHED, f"the process ended with {child.returncode}"))
            seed += 1
    return ends, bad


def main() -> int:
    """Print a table; end with 1 when anything crashed or a row is not accounted for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000, help="files per format")
    parser.add_argument("--formats", default=",".join(FORMATS))
    parser.add_argument("--seconds", type=int, default=20, help="a file may take")
    parser.add_argument("--worker", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.worker:
        form, first, last = given.worker
        _work(form, int(first), int(last), given.seconds)
        return 0
    everything: list[Any] = []
    print(f"{'format':8} {'files':>6} {READ:>6} {REFUSED:>8} {CRASHED:>8} {UNBALANCED:>11}")
    for form in given.formats.split(","):
        ends, bad = _counted(form, given.count, given.seconds)
        numbers = (ends[READ], ends[REFUSED], ends[CRASHED], ends[UNBALANCED])
        total = sum(ends.values())
        print("{:8} {:6} {:6} {:8} {:8} {:11}".format(form, total, *numbers), flush=True)
        everything += bad
    for each in everything:
        print(*each)
    return 1 if everything else 0


if __name__ == "__main__":
    sys.exit(main())
