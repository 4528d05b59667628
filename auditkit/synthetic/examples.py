"""The small committed set of made-up exports under ``examples/``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from auditkit.synthetic.bank import write_bank
from auditkit.synthetic.us import write_us

SEED: Final = 7
BANK_ROWS, US_ROWS = 2_400, 400


def write_examples(folder: Path) -> None:
    """Write the bank's month into ``bank`` and the US month into ``us``."""
    write_bank(folder / "bank", rows=BANK_ROWS, seed=SEED)
    write_us(folder / "us", rows=US_ROWS, seed=SEED)
