"""Writes the HTML report of a run with as many findings as asked for, and says size and time.

python benchmarks/sample_page.py 20000 page.html
"""

from __future__ import annotations

import sys
import time
from io import BytesIO
from pathlib import Path

from findings import made

from auditkit.report.html import render


def main() -> None:
    """Write the page."""
    count, file = int(sys.argv[1]), Path(sys.argv[2])
    bundle, out = made(count), BytesIO()
    start = time.perf_counter()
    render(bundle, out, lang=sys.argv[3] if len(sys.argv) > 3 else "zh")
    seconds = time.perf_counter() - start
    file.write_bytes(out.getvalue())
    print(f"{count:,} findings: {seconds:.2f} s, {len(out.getvalue()) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
