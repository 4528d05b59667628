"""Legal holds on runs: put on and lifted by people, each act recorded and never changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from sqlalchemy import Connection, select

from auditkit.store.acts import record
from auditkit.store.database import Store
from auditkit.store.schema import HOLD


@dataclass(frozen=True, slots=True)
class Hold:
    """One act on a run: ``held`` is whether it puts a hold on the run or lifts one.

    ``who`` is what the person said, ``os_user`` what the system says.
    """

    run_id: str
    at: str
    who: str
    os_user: str
    reason: str
    held: bool


def record_hold(store: Store, hold: Hold) -> None:
    """Append one act; ``ConfigError`` when no reason or no person is given."""
    with store.writing() as connection:
        record(connection, store, HOLD, "run.held" if hold.held else "run.released", [asdict(hold)])


def read_holds(store: Store) -> tuple[Hold, ...]:
    """Return every hold and release in the order it was recorded."""
    columns = [HOLD.c[field.name] for field in fields(Hold)]
    with store.reading() as connection:
        rows = connection.execute(select(*columns).order_by(HOLD.c.id))
        return tuple(Hold(**row) for row in rows.mappings())


def holds_on(connection: Connection) -> Mapping[str, int]:
    """Return how many holds stand on each run: every one must be lifted by itself."""
    standing: Counter[str] = Counter()
    for run, held in connection.execute(select(HOLD.c.run_id, HOLD.c.held).order_by(HOLD.c.id)):
        standing[run] = max(0, standing[run] + (1 if held else -1))
    return +standing
