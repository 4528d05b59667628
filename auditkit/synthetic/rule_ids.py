"""The rules that scenarios break, named once."""

from __future__ import annotations

from typing import Final

QUIET: Final = ("cn-gbt45251.time.quiet", "cn-cba2026.time.quiet")
INTERACTIVE: Final = "cn-gbt45251.frequency.interactive"
NOTICE: Final = "cn-gbt45251.frequency.notice"
VISITS_PER_DAY: Final = "cn-gbt45251.frequency.visit"
ATTEMPTS: Final = "cn-cba2026.frequency.attempts"
TEAM: Final = ("cn-gbt45251.visit.team", "cn-cba2026.visit.team")
ENTERED: Final = ("cn-gbt45251.visit.place", "cn-cba2026.visit.place")
ID_SHOWN: Final = ("cn-cba2026.visit.identity",)
AV: Final = ("cn-cba2026.visit.recording.missing",)
RECORDING: Final = ("cn-cba2026.call.recording.missing",)
VERIFIED: Final = ("cn-cba2026.call.identity-verified",)
STATED: Final = ("cn-gbt45251.identity.stated", "cn-cba2026.identity.stated")
PRIVATE: Final = ("cn-cba2026.channel.private",)
POSTED: Final = ("cn-cba2026.letter.public",)
THIRD: Final = ("cn-gbt45251.third.precondition", "cn-cba2026.third.lost-contact")
THIRD_PURPOSE: Final = ("cn-cba2026.third.purpose",)
REFUSED: Final = ("cn-gbt45251.third.refusal", "cn-cba2026.third.refusal")
AGENCY_NOTICE: Final = ("cn-consumer2023.agency.notice.missing",)
THIRD_SAME_DAY: Final = ("cn-cba2026.third.lost-contact",)
ENTERED_DESPITE_CONSENT: Final[tuple[str, ...]] = ("cn-gbt45251.visit.place",)
