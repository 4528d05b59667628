"""Prints the figures: ``python -m tests.labelled.templates [--misses | --raise]``."""

from __future__ import annotations

import sys

from tests.labelled.measure import fallen, raised
from tests.labelled.templates.measure import measure, misses, read_floors, table, write_floors


def main(asked: list[str]) -> int:
    """Print the figures; 1 when one is below its floor."""
    measured = measure()
    figures, floors = measured.figures(), read_floors()
    sys.stdout.write(misses(measured) if "--misses" in asked else table(measured))
    if "--raise" in asked:
        write_floors(raised(figures, floors))
        return 0
    worse = fallen(figures, floors)
    sys.stdout.write("".join(f"below its floor: {line}\n" for line in worse))
    return int(bool(worse))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
