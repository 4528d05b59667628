"""Which kinds of contact can be asked about, and what each may come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from auditkit.core.vocabulary import CHANNELS, OUTCOMES, ROLES

TALK: Final = "talk"
"""Stands for the outcome of words exchanged with whoever is reached."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A channel, the medium whose addresses it uses, and the outcomes that a contact may have.

    Who makes a contact does not know what comes of it: it is lawful when none of ``outcomes``
    would be found. They are the one that counts most (words exchanged, a message that arrived)
    and, where some rules count what stayed without answer, that.
    """

    channel: str
    medium: str
    outcomes: tuple[str, ...]

    def outcome(self, number: int, role: int) -> int:
        """Return the code of an outcome when a person of this role is reached."""
        name = self.outcomes[number]
        if name == TALK:
            name = "talked_debtor" if role in _DEBTORS else "third_talk"
        return OUTCOMES.code(name)


_DEBTORS: Final = frozenset({-1, ROLES.code("debtor"), ROLES.code("unknown")})
KINDS: Final = {
    kind.channel: kind
    for kind in (
        Kind("call", "phone", (TALK, "no_answer")),
        Kind("robot_call", "phone", (TALK, "no_answer")),
        Kind("sms", "phone", ("delivered",)),
        Kind("im", "im", ("delivered",)),
        Kind("email", "email", ("delivered",)),
        Kind("app", "app", ("delivered",)),
        Kind("letter", "place", ("received",)),
        Kind("visit", "place", ("visit_met", "visit_absent")),
    )
}
MEDIA: Final = tuple(dict.fromkeys(kind.medium for kind in KINDS.values()))


def media_codes() -> dict[int, int]:
    """Return the number of the medium of each channel code."""
    return {CHANNELS.code(k.channel): MEDIA.index(k.medium) for k in KINDS.values()}
