"""Which rules, or which stated reason, answer each row of the facts on law outside mainland China.

``python -m tests.policies.intl_rows`` prints the count of each pack.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from auditkit.policy.load import load_packs
from tests.policies import rows

ROWS = Path(__file__).with_suffix(".yaml")
FACTS = rows.FACTS / "intl_rules.md"
SECTIONS = (1, 2, 3)
LETTERS = re.compile(r"\b[ABC]\b")


def read_facts(text: str) -> tuple[tuple[int, str, str, str], ...]:
    """Return section, first cell, second cell and last cell of each row of the tables."""
    lines = ((int(line.section.partition(".")[0] or 0), line) for line in rows.table_lines(text))
    return tuple(
        (section, line.cells[0], line.cells[1], line.cells[-1])
        for section, line in lines
        if section in SECTIONS
    )


def main() -> int:
    """Print the counts; 1 when a part is missing."""
    read, packs = rows.read_rows(ROWS), load_packs(rows.ROOT / "policies")
    missing = rows.missing_of(read, packs)
    sys.stdout.write(rows.summary(rows.counts(read, packs), read, missing))
    return int(bool(missing))


if __name__ == "__main__":
    sys.exit(main())
