"""Holds the links of a made-up month against what is known of it: which rows are one call.

Each line writes the month anew with other clocks, gathers and links it as a scan does, and compares
the pairs. The second table shows what linking does to the findings of each rule.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402 - the folder above must be known first
import pandas as pd  # noqa: E402

from auditkit import api  # noqa: E402
from auditkit.api.inputs import open_inputs  # noqa: E402
from auditkit.core import vocabulary as v  # noqa: E402
from auditkit.core.pseudonym import Pseudonymiser  # noqa: E402
from auditkit.engine.columns import carried  # noqa: E402
from auditkit.engine.feeds import corrected  # noqa: E402
from auditkit.engine.frames import LINK_SLOTS, Feed, prepare  # noqa: E402
from auditkit.engine.gather import gathered  # noqa: E402
from auditkit.engine.link import link  # noqa: E402
from auditkit.engine.offsets import estimate  # noqa: E402
from auditkit.engine.outcome import Outcome, Settings  # noqa: E402
from auditkit.engine.roster import Input, Roster  # noqa: E402
from auditkit.engine.run import run  # noqa: E402
from auditkit.engine.verdicts import Ledger  # noqa: E402
from auditkit.synthetic import exports  # noqa: E402
from auditkit.synthetic.answers import read_answers  # noqa: E402
from auditkit.synthetic.bank import make_bank, write_bank  # noqa: E402
from auditkit.synthetic.mapping import bank_sources, write_mapping  # noqa: E402
from auditkit.synthetic.world import DAYS, FIRST  # noqa: E402

KEY = bytes(range(32))
SEED = 20261001
FOREVER = (-(2**31), 2**31 - 1)
Pair = tuple[tuple[str, int], tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Clocks:
    """How the collection system's clock differs, how late it writes, who the dialler names."""

    offset: int
    jitter: int
    named: bool = True


LINES = (
    Clocks(0, 3),
    Clocks(-37, 3),
    Clocks(-137, 3),
    Clocks(-137, 60),
    Clocks(600, 3),
    Clocks(-37, 3, named=False),
    Clocks(-137, 60, named=False),
)


def write_month(folder: Path, clocks: Clocks, rows: int) -> set[Pair]:
    """Write the month and return the true pairs, dialler first."""
    exports.CLOCK_OFFSET, exports.JITTER = clocks.offset, clocks.jitter  # type: ignore[misc]
    write_bank(folder, rows=rows, seed=SEED)
    if not clocks.named:
        strip_debtors(folder)
    pairs = exports.call_pairs(make_bank(rows=rows, seed=SEED))
    return {((a.file, a.row), (b.file, b.row)) for a, b in pairs}


def strip_debtors(folder: Path) -> None:
    """Take the debtor and the case out of the dialler's file and out of the mapping."""
    path, gone = folder / "logs" / exports.DIALLER_FILE, ("客户案件号", "客户号")
    reader = csv.DictReader(io.StringIO(path.read_bytes().decode("gb18030")))
    names = [name for name in reader.fieldnames or () if name not in gone]
    out = io.StringIO()
    writer = csv.DictWriter(out, names, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(reader)
    path.write_bytes(out.getvalue().encode("gb18030"))
    sources: list[dict[str, Any]] = bank_sources()
    for name in ("debtor_id", "case_id"):
        sources[0]["fields"].pop(name)
    write_mapping(folder / "mapping.yaml", sources)


def inputs_of(folder: Path) -> tuple[Input, ...]:
    """Return the month as a scan opens it."""
    return open_inputs([str(folder / "logs")], mapping=folder / "mapping.yaml").inputs


def rules_and_settings() -> tuple[Any, Settings]:
    """Return the rules of the profile and its settings over the whole month."""
    shelf = api.library()
    profile = shelf.profile("cn-bank")
    settings = Settings(
        profile.zone,
        profile.link_tolerance_s,
        FIRST.date(),
        FIRST.date().replace(day=DAYS),
        window_s=profile.link_window_s,
    )
    return shelf.rules(shelf.packs(profile.packs)), settings


def found_pairs(folder: Path) -> tuple[set[Pair], Outcome]:
    """Return the pairs that linking makes, and what was met on the way."""
    rules, settings = rules_and_settings()
    inputs = inputs_of(folder)
    names = tuple(item.source.name.partition("[")[0] for item in inputs)
    outcome = Outcome(Ledger(Pseudonymiser(KEY), names), [])
    pairs: set[Pair] = set()
    with gathered(inputs, (), carried(rules), settings, outcome) as spool:
        feeds = corrected(Roster.of(inputs, ()), outcome.offsets)
        for table in spool.frames():
            ready = prepare(table, feeds, tolerance_ms=settings.tolerance_s * 1000, period=FOREVER)
            for slot in range(LINK_SLOTS):
                linked = ready.frame[ready.frame[f"linked_source_{slot}"] >= 0]
                columns = ("source", "source_row", f"linked_source_{slot}", f"linked_row_{slot}")
                for a, row, b, other in zip(*(linked[c].tolist() for c in columns), strict=True):
                    pairs.add(((names[a], row), (names[b], other)))
    return pairs, outcome


def findings(folder: Path, *, linked: bool = True, corrected: bool = True) -> Counter[str]:
    """Return the findings per rule, linked or each row by itself, clocks corrected or not."""
    rules, settings = rules_and_settings()
    inputs = inputs_of(folder)
    if not linked:
        settings = replace(settings, tolerance_s=-1)
    if not corrected:
        inputs = tuple(Input(i.source, replace(i.plan, clock_offset_s=0)) for i in inputs)
    outcome = run(inputs, rules, settings, Pseudonymiser(KEY))
    return Counter(found.rule for found in outcome.ledger.findings)


def compare_pairs(clocks: Clocks, rows: int) -> str:
    """Return a line of the first table."""
    with tempfile.TemporaryDirectory() as name:
        true = write_month(Path(name), clocks, rows)
        found, outcome = found_pairs(Path(name))
    offset = next(o for o in outcome.offsets if outcome.feeds[o.feed] == "collection-system")
    right, wrong = len(true & found), len(found - true)
    left = sum(account.attribution.left for account in outcome.accounts)
    cells = (
        f"{clocks.offset:+d}",
        f"0-{clocks.jitter - 1}",
        "yes" if clocks.named else f"no ({left:,} rows left)",
        f"{offset.offset_ms / 1000:+g} ({offset.how})",
        f"{len(true):,}",
        f"{right:,}",
        f"{wrong:,}",
        f"{right / len(found):.4f}" if found else "-",
        f"{right / len(true):.4f}",
    )
    return "| " + " | ".join(cells) + " |"


def compare_findings(clocks: Clocks, rows: int) -> list[str]:
    """Return the lines of the second table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_month(folder, clocks, rows)
        planted = Counter(a.rule for a in read_answers(folder / "answers.csv").planted)
        ways = (
            planted,
            findings(folder),
            findings(folder, corrected=False),
            findings(folder, linked=False),
        )
    rules = sorted(set().union(*ways))
    lines = [f"| {rule} | " + " | ".join(f"{way[rule]:,}" for way in ways) + " |" for rule in rules]
    return [*lines, "| total | " + " | ".join(f"{way.total():,}" for way in ways) + " |"]


def crowded(offset: int, delay: int, *, seed: int = SEED) -> str:
    """Return a line of the harder table: redials within seconds, rows and numbers left out.

    Nine of ten calls stand in the dialler and six of ten in the collection system, which leaves
    the number out of every fifth.
    """
    random = np.random.default_rng(seed)
    debtor = np.repeat(np.arange(1, 2001), 4)
    gap = random.integers(15, 120, len(debtor))
    start = (
        np.repeat(random.integers(0, 20 * 86_400, 2000), 4)
        + np.cumsum(gap.reshape(-1, 4), 1).ravel()
    )
    in_first, in_second = random.random(len(debtor)) < 0.9, random.random(len(debtor)) < 0.6
    late = random.integers(0, delay + 1, len(debtor))
    silent = random.random(len(debtor)) < 0.2
    call = np.concatenate([np.flatnonzero(in_first), np.flatnonzero(in_second)])
    feed = np.repeat([0, 1], [in_first.sum(), in_second.sum()]).astype(np.int64)
    seconds = start[call] + np.where(feed == 1, offset + late[call], 0)
    frame = pd.DataFrame(
        {
            "source": feed.astype(np.int16),
            "debtor_key": debtor[call].astype(np.int64),
            "contact_key": np.where((feed == 1) & silent[call], 0, debtor[call]).astype(np.int64),
            "channel": np.full(len(call), v.CHANNELS.code("call"), np.int8),
            "direction": np.full(len(call), v.DIRECTIONS.code("outbound"), np.int8),
            "epoch_ms": (seconds * 1000).astype(np.int64),
            "content_key": np.arange(len(call), dtype=np.int64),
        }
    )
    known = estimate(frame, (Feed(0, 1), Feed(1, 2)), window_ms=900_000)[1]
    ahead = np.where(feed == 1, known.offset_ms, 0)
    links = link(frame, feed, feed, tolerance_ms=90_000, offsets_ms=ahead)
    second = np.flatnonzero(links.absorbed)
    fits = call[links.head[second]] == call[second]
    right = int(fits.sum())
    moments = frame["epoch_ms"].to_numpy() - ahead
    close = np.abs(moments[second] - moments[links.head[second]]) <= 15_000
    true = int((in_first & in_second).sum())
    cells = (
        f"{offset:+d}",
        f"0-{delay}",
        f"{known.offset_ms / 1000:+g} ({known.how})",
        f"{true:,}",
        f"{right:,}",
        f"{len(second) - right:,}",
        f"{right / max(len(second), 1):.4f}",
        f"{right / true:.4f}",
        f"{fits[close].mean():.4f}",
    )
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--offset", type=int, default=-137, help="seconds, of the second table")
    parser.add_argument("--crowded", action="store_true", help="print the harder table alone")
    args = parser.parse_args()
    if args.crowded:
        print("Redials within seconds, rows and numbers left out\n")
        print(
            "| clock, s | late by, s | found offset, s | true | found | wrong "
            "| precision | recall | precision of close pairs |"
        )
        print("|---|---|---|---|---|---|---|---|---|")
        print("\n".join(crowded(*line) for line in ((0, 2), (-137, 2), (-137, 20), (600, 40))))
        return
    print(f"A synthetic month of about {args.rows:,} activities\n")
    print(
        "| clock of the collection system, s | late by, s | dialler names the debtor "
        "| found offset, s | true pairs | found | wrong | precision | recall |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for clocks in LINES:
        print(compare_pairs(clocks, args.rows), flush=True)
    print(f"\nFindings with the clock {args.offset:+d} s off\n")
    print("| rule | planted | linked | clock not corrected | each row judged |")
    print("|---|---|---|---|---|")
    print("\n".join(compare_findings(Clocks(args.offset, 3), args.rows)))


if __name__ == "__main__":
    main()
