"""Shows long work on stderr: one line that moves on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Self, TextIO

from auditkit.cli.console import pad, width
from auditkit.core import clock
from auditkit.core.i18n import Catalogue

_LIVE_S: Final = 0.1
_QUIET_S: Final = 5.0


@dataclass(slots=True)
class Meter:
    """What ``progress`` of the library is given; a context manager that ends its line.

    ``live``: the stream is a terminal whose line may be written over. ``silent``: nothing is
    shown.
    """

    words: Catalogue
    out: TextIO = field(default_factory=lambda: sys.stderr)
    silent: bool = False
    clock: Callable[[], float] = clock.monotonic
    _phase: str = ""
    _began: float = 0.0
    _from: int = 0
    _shown: float = 0.0
    _columns: int = 0

    def __call__(self, phase: str, done: int, total: int) -> None:
        """Take ``done`` of ``total`` (0 when not known) rows of a phase."""
        if self.silent:
            return
        now = self.clock()
        is_new = phase != self._phase
        if is_new:
            self._phase, self._began, self._from = phase, now, done
        wait = _LIVE_S if self.out.isatty() else _QUIET_S
        if is_new or now - self._shown >= wait or (total and done >= total):
            self._shown = now
            self._show(self._line(done, total, now - self._began))

    def _line(self, done: int, total: int, seconds: float) -> str:
        phase = self.words.find(f"cli.phase.{self._phase}", self._phase)
        if not done and not total:
            return phase
        counted = f"{done:,}" + (f" / {total:,} ({done * 100 // total} %)" if total else "")
        rate = f"{(done - self._from) / seconds:,.0f}" if seconds > _LIVE_S else "…"
        return self.words.text("cli.progress", phase=phase, counted=counted, rate=rate)

    def _show(self, line: str) -> None:
        if not self.out.isatty():
            print(line, file=self.out, flush=True)
            return
        print("\r" + pad(line, self._columns), end="", file=self.out, flush=True)
        self._columns = width(line)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._columns:
            print("\r" + " " * self._columns + "\r", end="", file=self.out, flush=True)
            self._columns = 0
