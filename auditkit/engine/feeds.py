"""What is known of the clocks of the systems that a run reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from auditkit.engine.frames import Feed
from auditkit.engine.offsets import COLUMNS, Offset, estimate, sampled
from auditkit.engine.roster import Roster
from auditkit.engine.spool import Spool
from auditkit.sources.plan import Plan


def compared(
    spool: Spool, sources: Roster, plans: Sequence[Plan], *, window_ms: int
) -> tuple[Offset, ...]:
    """Return what the rows of a spool say of the clocks; nothing where there is one system.

    An offset that a plan gives is not estimated.
    """
    names = sources.known
    if len(names) < 2:
        return ()
    fixed = {
        names.index(plan.name): plan.clock_offset_s * 1000
        for plan in plans
        if plan.clock_offset_s is not None
    }
    rows = sampled(spool.look(COLUMNS), spool.rows)
    return estimate(rows, sources.feeds, window_ms=window_ms, fixed=fixed)


def corrected(sources: Roster, offsets: Iterable[Offset]) -> tuple[Feed, ...]:
    """Return the system of every source with how far its clock is ahead."""
    known = {offset.feed: offset.offset_ms for offset in offsets}
    return tuple(replace(feed, offset_ms=known.get(feed.feed, 0)) for feed in sources.feeds)
