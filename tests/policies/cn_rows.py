"""Which rules, or which stated reason, answer each row of the facts on the law of mainland China.

``python -m tests.policies.cn_rows`` prints the count of each pack.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from auditkit.policy.load import load_packs
from tests.policies import rows

ROWS = Path(__file__).with_suffix(".yaml")
FACTS = rows.FACTS / "cn_rules.md"
SECTIONS = ("1", "2.1", "2.2", "2.3", "2.4", "3", "4", "5", "6", "7", "8", "8.2")
# told in sentences, not in a table
PROSE = ("1 bans", "8 order", "8.1", "8.3")
LETTERS = re.compile(r"\b[HML]\b")
# of tables without a column of ratings the facts say: H
RATED = "H"


def read_facts(text: str) -> tuple[tuple[str, str, str, str], ...]:
    """Return section, first cell, second cell and rating of each row of the tables."""
    return tuple(
        (line.section, line.cells[0], line.cells[1], _rating(line))
        for line in rows.table_lines(text)
        if line.section in SECTIONS
    )


def _rating(line: rows.Line) -> str:
    return line.cells[line.heads.index("conf")] if "conf" in line.heads else RATED


def main() -> int:
    """Print the counts; 1 when a part is missing."""
    read, packs = rows.read_rows(ROWS), load_packs(rows.ROOT / "policies")
    missing = rows.missing_of(read, packs)
    sys.stdout.write(rows.summary(rows.counts(read, packs), read, missing))
    return int(bool(missing))


if __name__ == "__main__":
    sys.exit(main())
