"""Which system each source belongs to, and what is known of that system's clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from auditkit.engine.frames import Feed
from auditkit.engine.offsets import COLUMNS, Offset, estimate, sampled
from auditkit.engine.spool import Spool
from auditkit.sources.plan import Plan


def names_of(plans: Sequence[Plan]) -> tuple[str, ...]:
    """Return the systems: files of one mapped source are one feed."""
    return tuple(dict.fromkeys(plan.name for plan in plans))


def feeds_of(plans: Sequence[Plan]) -> tuple[Feed, ...]:
    """Return the system of every source."""
    names = names_of(plans)
    return tuple(Feed(names.index(plan.name), plan.rank) for plan in plans)


def compared(spool: Spool, plans: Sequence[Plan], *, window_ms: int) -> tuple[Offset, ...]:
    """Return what the rows of a spool say of the clocks; nothing where there is one system."""
    names = names_of(plans)
    if len(names) < 2:
        return ()
    fixed = {
        names.index(plan.name): plan.clock_offset_s * 1000
        for plan in plans
        if plan.clock_offset_s is not None
    }
    rows = sampled(spool.look(COLUMNS), spool.rows)
    return estimate(rows, feeds_of(plans), window_ms=window_ms, fixed=fixed)


def corrected(plans: Sequence[Plan], offsets: Iterable[Offset]) -> tuple[Feed, ...]:
    """Return the system of every source with how far its clock is ahead."""
    known = {offset.feed: offset.offset_ms for offset in offsets}
    return tuple(replace(feed, offset_ms=known.get(feed.feed, 0)) for feed in feeds_of(plans))
