"""Measures the contact rules of a profile against merely reading the same file.

Each round runs, one after the other and each in a process of its own, pyarrow's streaming reader
and the whole audit; the figure is the median of the rounds' ratios, so that a busy machine slows
both sides alike.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

READ_CSV = """
import pyarrow as pa, pyarrow.csv as c
options = c.ReadOptions(block_size=8 << 20)
binary = {name: pa.binary() for name in COLUMNS} if ENCODING != "utf-8" else None
convert = c.ConvertOptions(check_utf8=ENCODING == "utf-8", column_types=binary)
rows = sum(len(batch) for batch in c.open_csv(PATH, read_options=options, convert_options=convert))
"""
READ_PARQUET = """
import pyarrow.parquet as p
rows = sum(len(batch) for batch in p.ParquetFile(PATH).iter_batches())
"""
SCAN = """
from pathlib import Path
from auditkit.api import scan
result = scan([PATH], profile=PROFILE, out=Path(OUT), formats=FORMATS)
rows = ROWS
"""
FRAME = """
import json, resource, time
started = time.monotonic()
{body}
who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
usage = [resource.getrusage(one).ru_maxrss for one in who]
print(json.dumps({{"seconds": time.monotonic() - started, "mib": max(usage) / 1024, "rows": rows}}))
"""


@dataclass(frozen=True, slots=True)
class Variant:
    """One way the same activities are stored."""

    label: str
    name: str
    encoding: str = "utf-8"
    format: str = "csv"


VARIANTS = {
    "csv": Variant("CSV, UTF-8", "activities.csv"),
    "gb18030": Variant("CSV, GB18030", "activities_gb.csv", encoding="gb18030"),
    "parquet": Variant("Parquet", "activities.parquet", format="parquet"),
}


def measure(body: str, names: dict[str, object], home: Path) -> dict[str, float]:
    """Run one program in a fresh process and return its seconds, peak MiB and rows."""
    setup = "\n".join(f"{name} = {value!r}" for name, value in names.items())
    program = setup + FRAME.format(body=body)
    key = {"AUDITKIT_KEY_FILE": str(home / "key")}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, **key, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def compare(variant: Variant, home: Path, args: argparse.Namespace) -> str:
    """Write one variant, measure both sides in turn, return a line of the table."""
    from auditkit.core.activity import COLUMNS
    from auditkit.synthetic.bulk import write_canonical

    path = home / variant.name
    write_canonical(path, args.rows, encoding=variant.encoding, format=variant.format)
    names = {"PATH": str(path), "ENCODING": variant.encoding, "COLUMNS": list(COLUMNS)}
    more = {"PROFILE": args.profile, "FORMATS": args.format, "ROWS": args.rows}
    reader = READ_PARQUET if variant.format == "parquet" else READ_CSV
    reads, scans = [], []
    for turn in range(args.rounds):
        reads.append(measure(reader, names, home))
        out = Path(home / f"out-{variant.name}-{turn}")
        scans.append(measure(SCAN, {**names, **more, "OUT": out.__fspath__()}, home))
    return line(variant.label, reads, scans)


def line(label: str, reads: list[dict[str, float]], scans: list[dict[str, float]]) -> str:
    """Return a row of the table."""
    ratio = statistics.median(
        s["seconds"] / r["seconds"] for r, s in zip(reads, scans, strict=True)
    )
    read, scan = (statistics.median(x["seconds"] for x in side) for side in (reads, scans))
    peaks = (max(x["mib"] for x in side) for side in (reads, scans))
    cells = (f"{read:.2f}", f"{scan:.2f}", f"{ratio:.1f}", *(f"{peak:.0f}" for peak in peaks))
    return f"| {label} | " + " | ".join(cells) + " |"


def main() -> None:
    """Print a table of the variants asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profile", default="cn-bank")
    parser.add_argument("--variant", choices=VARIANTS, action="append")
    parser.add_argument("--format", action="append", default=[], help="also write this report")
    args = parser.parse_args()
    print(f"{args.rows:,} activities, profile {args.profile}, medians of {args.rounds} rounds\n")
    print("| input | read, s | scan, s | scan / read | read, peak MiB | scan, peak MiB |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name in args.variant or list(VARIANTS):
            print(compare(VARIANTS[name], Path(folder), args), flush=True)


if __name__ == "__main__":
    main()
