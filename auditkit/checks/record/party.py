"""Notes that name another person than the code of the call does."""

from __future__ import annotations

from typing import ClassVar, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field

from auditkit.checks.groups import keyed
from auditkit.checks.interface import UNKNOWN, Check, Grain, Hits, Params, Unknown
from auditkit.checks.mentions import PLACES, Asks, Mentions
from auditkit.checks.privacy.choices import TEXTS, Roles, among, has_text, stands
from auditkit.checks.privacy.offences import Asked, Offences, hits
from auditkit.checks.selection import READS, Selection, codes, flag_lut, lut, select
from auditkit.checks.ways import NEITHER, WIDENS, Ways
from auditkit.core.vocabulary import NONE, ROLES

_REACHED: Final = "reached.person"
_DEBTOR: Final = "debtor"
_SAID: Final = ("asserted", "reported")
"""Stances in which a note says whom it reached; a quoted call is one that others had."""


class PartyParams(Params):
    """The person that the note says was reached must be the one that the row says.

    ``coded``: roles that the row may say (``party_role``, and an outcome that says so: right party
    is the debtor); ``noted``: the roles of a person that the note says was reached (statement
    ``reached.person``) which contradict it. A note that also says that one of ``coded``, or the
    debtor himself, was reached contradicts nothing. Rows without a note, or that say another role,
    are out of scope; those whose role and outcome name nobody are not evaluated. ``observed``: the
    mentions; ``limit`` 0.
    """

    select: Selection = Selection()
    coded: Roles = Field(min_length=1)
    noted: Roles = Field(min_length=1)
    ways: ClassVar[Ways] = {"select": WIDENS, "noted": WIDENS, "coded": NEITHER}


def run(frame: pd.DataFrame, params: PartyParams, mentions: Mentions) -> Hits:
    """Return the activities whose note names another person than their code."""
    said, unsaid = _coded(frame, params)
    shown = has_text(frame, ("note",)) & (said | unsaid)
    chosen, unknown = select(frame, params.select)
    chosen, unknown = keyed(frame, chosen & shown, np.where(shown, unknown, 0).astype(np.int8))
    unknown[chosen & unsaid] = UNKNOWN.index(Unknown.ROLE)
    chosen &= unknown == 0
    asked = Asked(chosen, unknown, np.zeros(len(frame), dtype=bool))
    bad = _against(params, mentions)
    return hits(frame, mentions, Offences(bad, np.zeros(len(bad), dtype=bool)), asked)


def _coded(frame: pd.DataFrame, params: PartyParams) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which rows say one of the coded roles, and which say nobody's."""
    role = codes(frame, "party_role")
    right_party = flag_lut("right_party")[codes(frame, "outcome")]
    unsaid = ((role == NONE) | (role == ROLES.code("unknown"))) & ~right_party
    said = lut(ROLES, params.coded)[role] | (right_party & (_DEBTOR in params.coded))
    return said, unsaid & ~said


def _against(params: PartyParams, mentions: Mentions) -> NDArray[np.bool_]:
    """Return the persons reached that contradict the code, in notes that name no other."""
    reached = mentions.is_a((_REACHED,)) & among(PLACES, ("note",), mentions.place)
    reached &= stands(mentions, _SAID)
    agrees = reached & lut(ROLES, (*params.coded, _DEBTOR))[mentions.recipient]
    bad = reached & lut(ROLES, params.noted)[mentions.recipient]
    bad &= ~np.isin(mentions.text, mentions.text[agrees])
    return bad


def lookback(_: PartyParams) -> int:
    """Return 0: a note is judged by itself."""
    return 0


def asks(_: PartyParams) -> Asks:
    """Return whom notes say that they reached."""
    return Asks(frozenset({_REACHED}))


CHECK = Check(
    id="record.party",
    grain=Grain.ROW,
    reads=tuple(dict.fromkeys((*READS, "debtor_key", TEXTS))),
    params=PartyParams,
    run=run,
    lookback=lookback,
    asks=asks,
    title_zh="催记与代码不符",
    title_en="Note against code",
)
