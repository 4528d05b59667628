"""What the bank's list of events holds from long before the month, so that its silence counts."""

from __future__ import annotations

from typing import Final

from auditkit.synthetic.baseline import introduce
from auditkit.synthetic.world import AGENCY, ENDED, RESIDENT, Stage, World, moment

_LONG_AGO: Final = moment(-2_000, "10:00")
_REVIEWS: Final = (moment(-600, "15:00"), moment(-240, "15:00"))


def open_archive(world: World) -> None:
    """Add the oldest case, whose consent is years old, and the yearly reviews of the agencies."""
    case = world.open_case()
    introduce(world, case)
    stage = Stage(world, case)
    stage.step(_LONG_AGO, "credit.consent", attrs={"written": True})
    for agency in (AGENCY, RESIDENT, ENDED):
        for at in _REVIEWS:
            stage.step(at, "agency.reviewed", agency_id=agency)
