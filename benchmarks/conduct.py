"""Measures the rules on the order of steps and on stop states against merely reading the file.

A fifth of the activities are steps of cases. Each round runs, one after the other and each in a
process of its own, pyarrow's streaming reader and an audit with these rules alone; the figure is
the median of the rounds' ratios.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from contact import READ_CSV, line, measure  # noqa: E402 - beside this file

CHECKS = (
    "conduct.sequence",
    "conduct.too_soon",
    "conduct.follow_up",
    "conduct.facts",
    "conduct.limitation",
    "conduct.stop_state",
    "contact.after_state",
    "contact.prerequisite",
    "contact.precondition",
)
SCAN = """
from pathlib import Path
from auditkit.api import scan
result = scan([PATH], profile=PROFILE, policies=Path(POLICIES), out=Path(OUT), formats=[])
rows = ROWS
"""


def only_steps(home: Path, profile: str, checks: tuple[str, ...]) -> tuple[Path, int]:
    """Copy the policies without the rules of other checks; return the folder and the rules left."""
    from auditkit.core.resources import data_folder
    from auditkit.policy.load import load_profiles
    from auditkit.policy.yaml import read

    shipped, own = data_folder("policies"), home / "policies"
    shutil.copytree(shipped, own)
    kept = 0
    for pack in load_profiles(shipped)[profile].packs:
        for file in (own / pack / "rules").glob("*.yaml"):
            rule = file.name.removesuffix(".yaml").removesuffix(".cases")
            if read(file.with_name(f"{rule}.yaml")).data["check"] in checks:
                kept += file.name == f"{rule}.yaml"
        for file in sorted((own / pack / "rules").glob("*.cases.yaml")):
            written = file.with_name(file.name.replace(".cases.yaml", ".yaml"))
            if read(written).data["check"] not in checks:
                written.unlink()
                file.unlink()
    return own, kept


def main() -> None:
    """Print a line for all rules on steps and states, and one for each check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profile", default="cn-bank")
    parser.add_argument("--each", action="store_true", help="also measure check by check")
    args = parser.parse_args()
    print(f"{args.rows:,} activities, profile {args.profile}, medians of {args.rounds} rounds\n")
    print("| rules | read, s | scan, s | scan / read | read, peak MiB | scan, peak MiB |")
    print("|---|---|---|---|---|---|")
    sets = {"all on steps and states": CHECKS, "none": ()}
    sets |= {check: (check,) for check in CHECKS} if args.each else {}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        path = home / "activities.csv"
        from auditkit.core.activity import COLUMNS
        from auditkit.synthetic.bulk import write_canonical

        write_canonical(path, args.rows, steps=0.2)
        names = {"PATH": str(path), "ENCODING": "utf-8", "COLUMNS": list(COLUMNS)}
        for label, checks in sets.items():
            place = home / label.replace(" ", "-")
            place.mkdir()
            policies, kept = only_steps(place, args.profile, checks)
            more = {"PROFILE": args.profile, "POLICIES": str(policies), "ROWS": args.rows}
            reads, scans = [], []
            for turn in range(args.rounds):
                reads.append(measure(READ_CSV, names, home))
                out = {"OUT": str(place / f"out-{turn}")}
                scans.append(measure(SCAN, {**names, **more, **out}, home))
            print(line(f"{label} ({kept} rules)", reads, scans), flush=True)


if __name__ == "__main__":
    main()
