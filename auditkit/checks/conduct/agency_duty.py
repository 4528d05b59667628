"""A duty towards agencies: something must follow for the agency, whoever the debtors are."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from pydantic import model_validator

from auditkit.checks.conduct import follow_up
from auditkit.checks.conduct.concerned import judge_debtors
from auditkit.checks.groups import Key
from auditkit.checks.interface import Grain, Hits
from auditkit.checks.text import has_step


class AgencyDutyParams(follow_up.FollowUpParams):
    """As ``conduct.follow_up`` by steps alone, in groups of all rows of one agency.

    The agency stands in the debtor's place: rows of different debtors, and rows that name none
    (an agency that was reviewed), are seen together. Rows of the lender itself open nothing.
    """

    per: tuple[Key, ...] = ("agency",)

    @model_validator(mode="after")
    def _by_steps(self) -> AgencyDutyParams:
        if self.said or self.opened_by_activity is not None or self.activity is not None:
            raise ValueError("a duty towards an agency opens and ends with steps alone")
        return self


def run(frame: pd.DataFrame, params: AgencyDutyParams) -> Hits:
    """Return the openings that nothing followed in time for their agency."""
    by_agency = frame.assign(debtor_key=frame["agency_key"])
    opens = has_step(frame, params.opened_by) & (frame["agency_key"].to_numpy() != 0)
    return judge_debtors(by_agency, opens, lambda rows: follow_up.run(rows, params))


CHECK = replace(
    follow_up.CHECK,
    id="conduct.agency_duty",
    grain=Grain.AGENCY,
    params=AgencyDutyParams,
    run=run,
    title_zh="限期内对机构应当跟进的事项",
    title_en="What must follow for an agency within a term",
)
