"""Measures every way to write findings against the fastest well-kept writer of the same kind.

Each round writes a run of made-up findings in a format, and then the same rows and columns with
other libraries, to which they are given ready-made: what stands in a cell is made by our side
alone. Each is a process of its own; the figure is the median of the rounds' ratios.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import pickle
import re
import resource
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from auditkit.report.interface import ReportBundle

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

OURS = "auditkit"
PEERS = {
    "json": ("orjson", "json"),
    "jsonl": ("orjson", "json"),
    "csv": ("pyarrow", "csv"),
    "sarif": ("orjson", "json"),
    "junit": ("lxml",),
    "xlsx": ("xlsxwriter", "openpyxl"),
    "sqlite": ("sqlite3",),
    "postgres": ("copy",),
}
"""What each format is held against: the stated library, given the same rows."""
Write = Callable[[], object]


def file_of(form: str, home: Path) -> Path:
    """Return the file that our side writes a format to."""
    from auditkit.report import FORMATS

    return home / FORMATS[form].filename


def run_of(home: Path, count: int) -> ReportBundle:
    """Return a run of made-up findings, made once for all processes."""
    from findings import made

    file = home / "run.pickle"
    if not file.exists():
        file.write_bytes(pickle.dumps(made(count)))
    bundle: ReportBundle = pickle.loads(file.read_bytes())
    return bundle


def ours(form: str, home: Path, count: int) -> Write:
    """Return what writes a run of made-up findings in a format."""
    from auditkit.report import FORMATS

    bundle = run_of(home, count)

    def write() -> None:
        with file_of(form, home).open("wb") as out:
            FORMATS[form].render(bundle, out, lang="zh")

    return write


def dump_json(library: str) -> Callable[[Any], bytes]:
    """Return what turns a value into JSON."""
    if library == "orjson":
        import orjson

        return orjson.dumps
    return lambda value: json.dumps(value, ensure_ascii=False).encode()


def peer_json(form: str, library: str, home: Path) -> Write:
    """Return what writes the same document, or the same lines, with another library."""
    raw, dumped = file_of(form, home).read_bytes(), dump_json(library)
    out = home / f"peer.{form}"
    if form != "jsonl":
        document = json.loads(raw)
        return lambda: out.write_bytes(dumped(document))
    records = [json.loads(line) for line in raw.splitlines()]

    def write() -> None:
        with out.open("wb") as file:
            file.writelines(dumped(each) + b"\n" for each in records)

    return write


def peer_csv(library: str, home: Path) -> Write:
    """Return what writes the same table with another library."""
    with file_of("csv", home).open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    out = home / "peer.csv"
    if library == "pyarrow":
        import pyarrow as pa
        import pyarrow.csv

        columns = zip(*rows, strict=True)
        table = pa.table({n: pa.array(c) for n, c in zip(header, columns, strict=True)})
        return lambda: pyarrow.csv.write_csv(table, out)

    def write() -> None:
        with out.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])

    return write


def peer_xlsx(library: str, home: Path) -> Write:
    """Return what writes the same cells, without any style, with another library."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(file_of("xlsx", home))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    out = home / "peer.xlsx"
    return partial(_xlsxwriter if library == "xlsxwriter" else _openpyxl, sheets, out)


def _xlsxwriter(sheets: dict[str, list[list[Any]]], out: Path) -> None:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(out), options) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)


def _openpyxl(sheets: dict[str, list[list[Any]]], out: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(out)


def peer_xml(home: Path) -> Write:
    """Return what makes and writes the same elements."""
    from lxml import etree

    def said(element: etree._Element) -> tuple[str, dict[str, str], str | None, list[Any]]:
        return (element.tag, dict(element.attrib), element.text, [said(each) for each in element])

    def add(
        parent: etree._Element, given: tuple[str, dict[str, str], str | None, list[Any]]
    ) -> None:
        tag, attributes, text, members = given
        element = etree.SubElement(parent, tag, attributes)
        element.text = text
        for each in members:
            add(element, each)

    root = said(etree.parse(file_of("junit", home), etree.XMLParser(huge_tree=True)).getroot())

    def write() -> None:
        top = etree.Element(root[0], root[1])
        for each in root[3]:
            add(top, each)
        etree.ElementTree(top).write(home / "peer.xml", encoding="UTF-8", xml_declaration=True)

    return write


# Databases


def store_of(form: str, home: Path, url: str) -> Path | str:
    """Return where the store of a database is kept."""
    return url if form == "postgres" else home / "audit.db"


def databases(form: str, home: Path, count: int, url: str) -> Write:
    """Return what keeps a run of made-up findings in the store, with everything it seals."""
    from findings import KEY, START

    from auditkit.api.runs.kept import parts_of
    from auditkit.core.pseudonym import Pseudonymiser
    from auditkit.store import open_store
    from auditkit.store.kept import Ended, keep_run
    from auditkit.store.runs import begin_run

    bundle = run_of(home, count)
    store = open_store(store_of(form, home, url), Pseudonymiser(KEY))
    begin_run(store, "R1", started_at=START, manifest={})
    rules = {each.fingerprint: each.rule for each in bundle.findings}
    at = START.isoformat()

    def write() -> None:
        ended = Ended("R1", at, bundle.manifest, parts_of(bundle), rules=rules)
        keep_run(store, "R1", ended)
        store.close()

    return write


def kept_rows(form: str, home: Path, url: str) -> list[tuple[Any, ...]]:
    """Return the rows that our side wrote: run, position, name, body and seal of every part."""
    from findings import KEY
    from sqlalchemy import select

    from auditkit.core.pseudonym import Pseudonymiser
    from auditkit.store import open_store
    from auditkit.store.schema import PARTS

    with (
        open_store(store_of(form, home, url), Pseudonymiser(KEY)) as store,
        store.reading() as connection,
    ):
        return [tuple(row) for part in PARTS.values() for row in connection.execute(select(part))]


COLUMNS = ("run_id", "position", "name", "body", "seal")


def peer_database(form: str, home: Path, url: str) -> Write:
    """Return what writes the same rows into one table without keys, in one transaction."""
    rows = kept_rows(form, home, url)
    return partial(_copied if form == "postgres" else _executed, rows, home, url)


def _executed(rows: list[tuple[Any, ...]], home: Path, _url: str) -> None:
    with closing(sqlite3.connect(home / "peer.db")) as connection, connection:
        connection.execute(f"CREATE TABLE part ({', '.join(COLUMNS)})")
        connection.executemany("INSERT INTO part VALUES (?, ?, ?, ?, ?)", rows)


def _copied(rows: list[tuple[Any, ...]], _home: Path, url: str) -> None:
    import psycopg

    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS peer_part")
        cursor.execute("CREATE TABLE peer_part (a text, b integer, c text, d text, e text)")
        with cursor.copy("COPY peer_part FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


@contextmanager
def server() -> Iterator[str]:
    """Give the URL of a PostgreSQL server that lives as long as the benchmark."""
    found = shutil.which("initdb")
    places = [Path(found)] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    user = "postgres" if hasattr(os, "geteuid") and os.geteuid() == 0 else None
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    if user:
        shutil.chown(home, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data, control = str(home / "data"), places[-1].with_name("pg_ctl")

    def call(*command: str | Path) -> None:
        subprocess.run(command, check=True, user=user, cwd=home, stdout=subprocess.DEVNULL)

    call(places[-1], "-D", data, "-A", "trust", "-U", "auditor", "-E", "UTF8")
    options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1"
    call(control, "-D", data, "-o", options, "-l", home / "log", "-w", "start")
    try:
        yield f"postgresql://auditor@127.0.0.1:{port}/postgres"
    finally:
        call(control, "-D", data, "-m", "fast", "-w", "stop")
        shutil.rmtree(home, ignore_errors=True)


# Measuring


def writer_of(form: str, by: str, args: argparse.Namespace) -> Write:
    """Return what one side writes, once all that it writes is at hand."""
    home = Path(args.home)
    if form in ("sqlite", "postgres"):
        given = (home, args.count, args.url) if by == OURS else (home, args.url)
        return (databases if by == OURS else peer_database)(form, *given)
    if by == OURS:
        return ours(form, home, args.count)
    if form in ("json", "jsonl", "sarif"):
        return peer_json(form, by, home)
    if form == "junit":
        return peer_xml(home)
    return peer_csv(by, home) if form == "csv" else peer_xlsx(by, home)


def peak_mib() -> float:
    """Return the largest resident set of this process, since ``forget_peak`` where Linux can."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+)", status.read_text())
        if found:
            return int(found[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def forget_peak() -> None:
    """Begin anew to note the largest resident set: what was needed before writing is over."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def measure_here(form: str, by: str, args: argparse.Namespace) -> None:
    """Write once in this process and print what it took."""
    write = writer_of(form, by, args)
    forget_peak()
    before, started, worked = peak_mib(), time.monotonic(), time.process_time()
    write()
    took = {"seconds": time.monotonic() - started, "cpu": time.process_time() - worked}
    print(json.dumps({**took, "mib": peak_mib(), "more": peak_mib() - before}))


def measure(form: str, by: str, args: argparse.Namespace) -> dict[str, float]:
    """Write once in a fresh process and return its seconds, peak MiB and what writing added."""
    command = [sys.executable, __file__, "--count", str(args.count), "--home", args.home]
    command += ["--url", args.url, "--one", form, by]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def compare(form: str, args: argparse.Namespace) -> Iterator[str]:
    """Measure all sides in turn and yield a line of the table for each other library."""
    sides: dict[str, list[dict[str, float]]] = {by: [] for by in (OURS, *PEERS[form])}
    for _ in range(args.rounds):
        for old in Path(args.home).glob("*.db*"):
            old.unlink()
        with server() if form == "postgres" else nullcontext("") as args.url:
            for by, found in sides.items():
                found.append(measure(form, by, args))
    mine = sides.pop(OURS)
    for by, others in sides.items():
        pairs = list(zip(mine, others, strict=True))
        seconds = (statistics.median(x["seconds"] for x in side) for side in (mine, others))
        ratios = (statistics.median(a[n] / b[n] for a, b in pairs) for n in ("seconds", "cpu"))
        peaks = (max(x["mib"] for x in mine), max(x["more"] for x in mine))
        cells = [f"{n:.2f}" for n in (*seconds, *ratios)]
        yield "| " + " | ".join([form, by, *cells, *(f"{n:.0f}" for n in peaks)]) + " |"


def main() -> None:
    """Print a table of the formats asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="findings")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--format", choices=PEERS, action="append")
    for hidden in ("--home", "--url"):
        parser.add_argument(hidden, default="", help=argparse.SUPPRESS)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        measure_here(*args.one, args)
        return
    print(f"{args.count:,} findings, medians of {args.rounds} rounds\n")
    print("| to | beside | auditkit, s | other, s | ratio | of processor time | peak MiB | added |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as args.home:
        for form in args.format or PEERS:
            for line in compare(form, args):
                print(line, flush=True)


if __name__ == "__main__":
    main()
