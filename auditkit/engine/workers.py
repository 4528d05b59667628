"""Judges buckets in this process, or in others that are started afresh once for a whole run."""

from __future__ import annotations

import multiprocessing
import pickle
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from auditkit.core.errors import WorkerError
from auditkit.engine.judge import Bench, judge, judge_further

_seat: list[Any] = []
"""The bench of a worker process, as it travelled and as it is used."""


@dataclass(frozen=True, slots=True)
class Workers:
    """Whoever judges buckets at a bench: this process, or ``jobs`` processes of a pool.

    ``packed`` is the bench as it travels to them.
    """

    bench: Bench
    jobs: int = 1
    pool: ProcessPoolExecutor | None = None
    packed: bytes = b""

    def each(self, tables: Iterable[pa.Table], key: str | None = None) -> Iterator[Any]:
        """Yield ``Judged`` of each bucket (or the ``Ledger`` of a further ``key``) in their order.

        No more than two buckets per process wait in memory. Raises ``WorkerError`` when a process
        dies.
        """
        if self.pool is None:
            yield from (_step(self.bench, table, key) for table in tables)
            return
        try:
            yield from _apart(self.pool, self.packed, tables, self.jobs, key)
        except BrokenProcessPool:
            raise WorkerError from None


@contextmanager
def workers(bench: Bench, jobs: int) -> Iterator[Workers]:
    """Open what judges at a bench; with more than one job, processes that end with the block."""
    if jobs == 1:
        yield Workers(bench)
        return
    others = {child.pid for child in multiprocessing.active_children()}
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        # all at once: a pool that starts one later trips over itself when another has just died
        for _ in range(jobs):
            pool.submit(_sit_down)
        try:
            yield Workers(bench, jobs, pool, pickle.dumps(bench))
        except WorkerError:
            # one that was started while the pool broke waits for ever, and the pool for it
            for child in multiprocessing.active_children():
                if child.pid not in others:
                    child.kill()
            raise


def refuse_unguarded(jobs: int) -> None:
    """Raise ``WorkerError`` in a process that is only just loading the script that started it.

    A fresh process loads the script anew. Without a guard the script would scan again in there,
    into the same folder, and end in a maze of tracebacks.
    """
    if jobs > 1 and getattr(multiprocessing.current_process(), "_inheriting", False):
        raise WorkerError


def _apart(
    pool: ProcessPoolExecutor,
    packed: bytes,
    tables: Iterable[pa.Table],
    jobs: int,
    key: str | None,
) -> Iterator[Any]:
    waiting: deque[Future[Any]] = deque()
    for table in tables:
        waiting.append(pool.submit(_judge_seated, packed, table, key))
        if len(waiting) >= 2 * jobs:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _sit_down() -> None:
    """Do nothing; a pool starts a process for it."""


def _judge_seated(packed: bytes, table: pa.Table, key: str | None) -> Any:  # noqa: ANN401 - Judged or Ledger
    """Judge at a bench that travels with each bucket and is unpacked once per process.

    Given to the process at its start it could not be refused: a process that dies before it has
    read more than a pipe holds leaves the one that wrote waiting for ever.
    """
    if not _seat or _seat[0] != packed:
        _seat[:] = packed, pickle.loads(packed)  # noqa: S301 - from the process that started us
    return _step(_seat[1], table, key)


def _step(bench: Bench, table: pa.Table, key: str | None) -> Any:  # noqa: ANN401
    return judge(bench, table) if key is None else judge_further(bench, table, key)
