"""What people write in a pack, as typed models."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from auditkit.core.findings import Certainty, Confidence, Force, Severity

RuleId = Annotated[
    str, StringConstraints(pattern=r"^[a-z]{2,}[a-z0-9]*(-[a-z0-9]+)*(\.[a-z0-9-]+)+$")
]
PackId = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,}[a-z0-9]*(-[a-z0-9]+)*$")]
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
MESSAGE_FIELDS = frozenset(
    {
        "observed",  # number counted or found
        "limit",
        "over",  # observed - limit
        "days",  # length of the window in local days
        "day",  # local day of the activity
        "time",  # local clock of the activity
        "due_day",  # local day on which a duty was breached
        "first_day",
        "last_day",
        "trigger_day",  # local day of the record that opened the state
        "trigger_step",
        "channel",
        "outcome",
        "party_role",
        "observed_clock",  # observed and limit read as seconds of the day
        "limit_clock",
        "what",  # what stands in the texts, or what they say was done
        "where",  # note, message or transcript
        "whom",  # the person told, else the person reached
    }
)


class Written(BaseModel):
    """Base of what people write: closed, and silent about the values it refuses."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Text(Written):
    """A text in both languages."""

    zh: Annotated[str, StringConstraints(min_length=1)]
    en: Annotated[str, StringConstraints(min_length=1)]


class Cite(Written):
    """A clause: the instrument's id, the clause as the instrument writes it, how sure we are.

    ``finer_unseen`` says that the clause was seen at this level only; the number of the article
    or sub-clause below it has not been read.
    """

    instrument: str
    clause: str
    source_confidence: Confidence
    finer_unseen: bool = False
    note: str = ""


class Instrument(Written):
    """A law, standard or policy document."""

    id: str
    title: Text
    issuer: Text
    force: Force
    in_force_from: date
    in_force_to: date | None = None
    published: date | None = None
    source_confidence: Confidence
    primary_text_read: bool
    url: str = ""


class Instruments(Written):
    """The instruments that the rules of a pack cite."""

    instruments: tuple[Instrument, ...]


class Unshipped(Written):
    """A row of the source material that is not a rule, and why."""

    topic: str
    reason: Text


class Pack(Written):
    """One instrument or one bank's own policy."""

    id: PackId
    version: str
    title: Text
    about: Text
    jurisdiction: str
    unshipped: tuple[Unshipped, ...] = ()


class Profile(Written):
    """The packs that bind one kind of lender, and the settings that go with them.

    Rows of two systems are one event when they start within ``link_tolerance_s``, once clocks are
    corrected that differ by no more than ``link_window_s``. ``hand_on_days``: for how many local
    days a run hands its acts of contact to the next, besides every step. ``templates`` are further
    packs by which templates are judged before they are sent, and logs never are.
    """

    id: PackId
    title: Text
    packs: tuple[PackId, ...]
    templates: tuple[PackId, ...] = ()
    zone: str
    link_tolerance_s: int
    link_window_s: int = 900
    hand_on_days: int = Field(default=366, ge=1)


class RuleFile(Written):
    """One rule: a check, dated parameters with the clause for each date, wording."""

    id: RuleId
    status: Literal["preview", "stable", "deprecated", "removed"]
    check: str
    title: Text
    severity: Severity
    certainty: Certainty
    values: dict[date, dict[str, Any] | None] = Field(min_length=1)
    cites: dict[date, tuple[Cite, ...]]
    message: Text
    remedy: Text
    wording: Text | None = None
    why: Text | None = None
    verified_on: date

    def problems(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Yield what is wrong across keys, each with the path where it stands."""
        for day, params in self.values.items():
            if params is not None and not self.cites.get(day):
                yield ("values", day.isoformat()), "no clause is given for this date"
        for day in self.cites:
            if day not in self.values:
                yield ("cites", day.isoformat()), "there is no value for this date"
        if self.values[min(self.values)] is None:
            yield ("values",), "the first value is a repeal"
        yield from self._placeholders()

    def _placeholders(self) -> Iterator[tuple[tuple[str, ...], str]]:
        used = {
            lang: set(PLACEHOLDER.findall(getattr(self.message, lang))) for lang in ("zh", "en")
        }
        for lang, names in used.items():
            for name in sorted(names - MESSAGE_FIELDS):
                known = ", ".join(sorted(MESSAGE_FIELDS))
                yield ("message", lang), f"there is no placeholder {{{name}}}; known are {known}"
        if used["zh"] != used["en"]:
            yield ("message",), "zh and en use different placeholders"
