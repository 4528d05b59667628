"""The sources of a run in their order: what is audited, then history, then what was handed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from auditkit.engine.frames import Feed
from auditkit.engine.state import Origin, State
from auditkit.sources.interface import Source
from auditkit.sources.plan import Plan

HISTORY: Final = "history/"


@dataclass(frozen=True, slots=True)
class Input:
    """A source and how its columns map; rows of ``history`` are context, judged before."""

    source: Source
    plan: Plan
    history: bool = False

    @property
    def name(self) -> str:
        """The name reports show; history is told apart from files of the same name."""
        return f"{HISTORY}{self.source.name}" if self.history else self.source.name


@dataclass(frozen=True, slots=True)
class Roster:
    """All sources by number; those below ``current`` are audited, the others are context.

    Files of one mapped source, whenever they were exported, are one feed.
    """

    names: tuple[str, ...]
    systems: tuple[str, ...]
    ranks: tuple[int, ...]
    several: tuple[bool, ...]
    current: int
    first_of_states: tuple[int, ...]

    @classmethod
    def of(cls, inputs: Sequence[Input], states: Sequence[State]) -> Roster:
        """Return the sources of inputs and states; inputs of history stand after the others."""
        origins = [origin for state in states for origin in state.origins]
        sizes = accumulate((len(state.origins) for state in states), initial=len(inputs))
        return cls(
            names=(*(i.name for i in inputs), *(o.name for o in origins)),
            systems=(*(i.plan.name for i in inputs), *(o.feed for o in origins)),
            ranks=(*(i.plan.rank for i in inputs), *(o.rank for o in origins)),
            several=(*(bool(i.plan.parts) for i in inputs), *(o.several for o in origins)),
            current=sum(not item.history for item in inputs),
            first_of_states=tuple(sizes)[: len(states)],
        )

    @property
    def known(self) -> tuple[str, ...]:
        """The systems, each once; the number of a feed is its place here."""
        return tuple(dict.fromkeys(self.systems))

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """The system of every source."""
        known = self.known
        return tuple(
            Feed(known.index(system), rank, several=several)
            for system, rank, several in zip(self.systems, self.ranks, self.several, strict=True)
        )

    def origins(self, speaks: Sequence[frozenset[str]]) -> tuple[Origin, ...]:
        """Return the sources as a state names them, with what each says anything in."""
        return tuple(
            Origin(*each)
            for each in zip(self.names, self.systems, self.ranks, speaks, self.several, strict=True)
        )
