"""What the collecting side must not say: threats, insults, false names, false consequences."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from auditkit.checks.interface import Hits
from auditkit.checks.mentions import STANCES, Mentions
from auditkit.checks.privacy.choices import Stances, by_collector
from auditkit.checks.privacy.mention import CHECK as MENTION
from auditkit.checks.privacy.mention import MentionParams, judged, offences
from auditkit.checks.privacy.offences import Offences

SAID = ("asserted", "asked", "planned", "reported")
"""A threat is a plan or a supposition as a rule: only what is denied or quoted is none."""


class LanguageParams(MentionParams):
    """No activity of ``select`` may hold phrases that the collecting side says.

    As ``privacy.mention``, but what is planned, supposed or asked counts as said unless
    ``stances`` says otherwise, and only what the collecting side says or writes counts (on a robot
    call the machine speaks for it), nothing that the other side is quoted with, unless
    ``speakers`` says otherwise. A remark of quality control is for review.
    """

    stances: Stances = SAID


def run(frame: pd.DataFrame, params: LanguageParams, mentions: Mentions) -> Hits:
    """Return the activities in which the collecting side says what it must not."""
    return judged(frame, params, mentions, said(frame, params, mentions))


def said(frame: pd.DataFrame, params: LanguageParams, mentions: Mentions) -> Offences:
    """Return which mentions are the collecting side's own, or of the speakers that are asked."""
    found = offences(frame, params, mentions)
    if params.speakers is not None:
        return found
    own = by_collector(frame, mentions) & (mentions.stance != STANCES.code("quoted"))
    return Offences(found.sure & own, found.possible & own)


CHECK = replace(
    MENTION,
    id="conduct.language",
    params=LanguageParams,
    run=run,
    title_zh="不当言辞",
    title_en="What the collecting side must not say",
)
