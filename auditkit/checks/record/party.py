"""Notes that name another person than the code of the call does."""

from __future__ import annotations

import pandas as pd

from auditkit.checks.interface import Check, Grain, Hits, Params
from auditkit.checks.mentions import Asks, Mentions
from auditkit.checks.privacy.choices import TEXTS, Roles
from auditkit.checks.selection import READS, Selection


class PartyParams(Params):
    """The person that the note says was reached must be the one that the row says.

    ``coded``: roles that the row may say (``party_role``, and an outcome that says so: right party
    is the debtor); ``noted``: the roles of a person that the note says was reached (statement
    ``reached.person``) which contradict it. A note that also says that the debtor himself was
    reached contradicts nothing. ``observed``: the mentions; ``limit`` 0.
    """

    select: Selection = Selection()
    coded: Roles
    noted: Roles


def run(frame: pd.DataFrame, params: PartyParams, mentions: Mentions) -> Hits:
    """Return the activities whose note names another person than their code."""
    raise NotImplementedError


def lookback(_: PartyParams) -> int:
    """Return 0: a note is judged by itself."""
    return 0


def asks(_: PartyParams) -> Asks:
    """Return whom notes say that they reached."""
    return Asks(frozenset({"reached.person"}))


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
