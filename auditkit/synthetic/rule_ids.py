"""The rules that scenarios break, named once."""

from __future__ import annotations

from typing import Final

Rules = tuple[str, ...]
_GBT: Final = "cn-gbt45251"
_CBA: Final = "cn-cba2026"

QUIET: Final[Rules] = (f"{_GBT}.time.quiet", f"{_CBA}.time.quiet")
INTERACTIVE: Final = f"{_GBT}.frequency.interactive"
NOTICE: Final = f"{_GBT}.frequency.notice"
VISITS_PER_DAY: Final = f"{_GBT}.frequency.visit"
ATTEMPTS: Final = f"{_CBA}.frequency.attempts"
TEAM: Final[Rules] = (f"{_GBT}.visit.team", f"{_CBA}.visit.team")
ENTERED: Final[Rules] = (f"{_GBT}.visit.place", f"{_CBA}.visit.place")
ENTERED_DESPITE_CONSENT: Final[Rules] = (f"{_GBT}.visit.place",)
ID_SHOWN: Final[Rules] = (f"{_CBA}.visit.identity",)
AV: Final[Rules] = (f"{_CBA}.visit.recording.missing",)
RECORDING: Final[Rules] = (f"{_CBA}.call.recording.missing",)
VERIFIED: Final[Rules] = (f"{_CBA}.call.identity-verified",)
STATED: Final[Rules] = (f"{_GBT}.identity.stated", f"{_CBA}.identity.stated")
LINE: Final[Rules] = (f"{_GBT}.line.registered",)
PRIVATE: Final[Rules] = (*LINE, f"{_CBA}.channel.private")
POSTED: Final[Rules] = (f"{_CBA}.letter.public",)
SOURCE: Final[Rules] = (f"{_CBA}.contact.source",)
THIRD_LOST: Final[Rules] = (f"{_CBA}.third.lost-contact",)
THIRD: Final[Rules] = (f"{_GBT}.third.precondition", *THIRD_LOST)
THIRD_PURPOSE: Final[Rules] = (f"{_CBA}.third.purpose",)
THIRD_COLLECT: Final[Rules] = (f"{_GBT}.third.target", f"{_CBA}.third.collect", *THIRD_PURPOSE)
REFUSED: Final[Rules] = (f"{_GBT}.third.refusal", f"{_CBA}.third.refusal")
MANDATE: Final[Rules] = (f"{_GBT}.agency.mandate.missing",)
WITHDRAWN: Final[Rules] = (f"{_GBT}.agency.withdrawn",)
AGENCY_NOTICE: Final[Rules] = ("cn-consumer2023.agency.notice.missing",)
_PIPL: Final = "cn-pipl"
IDENTIFIER: Final[Rules] = (f"{_PIPL}.note.identifier", "cn-pfi.note.identifier")
SECRET: Final[Rules] = ("cn-pfi.secret",)
OTHERS_DATA: Final[Rules] = (f"{_PIPL}.note.other-person", f"{_PIPL}.note.contact")
TOLD: Final[Rules] = tuple(f"{p}.third.disclosure" for p in (_GBT, _CBA, "cn-civil"))
MESSAGE_TO_THIRD: Final[Rules] = (*TOLD, f"{_PIPL}.third.lender-named")
FULL_NUMBER: Final[Rules] = (f"{_PIPL}.message.identifier", f"{_PIPL}.sensitive.account")
PRIVATE_TOLD: Final[Rules] = tuple(f"{p}.channel.private-told" for p in (_GBT, _CBA))
SENT: Final[Rules] = (
    f"{_GBT}.privacy.sent",
    f"{_CBA}.pii.sent",
    f"{_PIPL}.share.community",
    "cn-civil.third.sent",
)
POSTED_TOLD: Final[Rules] = (
    f"{_GBT}.privacy.posted",
    f"{_CBA}.notice.posted",
    f"{_PIPL}.publish.posted",
)
UNLAWFUL: Final[Rules] = tuple(f"{p}.source.unlawful" for p in (_CBA, _PIPL, "cn-criminal"))
HEALTH: Final[Rules] = (f"{_PIPL}.sensitive.health",)
WRONG_NUMBER: Final[Rules] = (f"{_PIPL}.accuracy.wrong-number",)
BY_THE_LENDER: Final = "cn-criminal.export.agency"
EXPORTED: Final[Rules] = ("cn-criminal.export.serious", BY_THE_LENDER)
HALF_EXPORTED: Final[Rules] = ("cn-criminal.export.half", BY_THE_LENDER)
FAITH: Final[Rules] = (f"{_PIPL}.sensitive.religion",)
BODY: Final[Rules] = (f"{_PIPL}.sensitive.biometrics",)
WHEREABOUTS: Final[Rules] = (f"{_PIPL}.sensitive.whereabouts",)
IDENTITY_TOLD: Final[Rules] = (f"{_PIPL}.sensitive.identity",)
BALANCE: Final[Rules] = (f"{_PIPL}.sensitive.balance",)
CHILD: Final[Rules] = (f"{_PIPL}.minor.child",)
NEEDLESS: Final[Rules] = (f"{_PIPL}.note.minimum",)
STRANGER: Final[Rules] = (f"{_PIPL}.note.stranger",)
OTHER_DEBTOR: Final[Rules] = (f"{_PIPL}.note.other-debtor",)
PRIVATE_LIFE: Final[Rules] = ("cn-civil.private-life",)
CODE: Final[Rules] = ("cn-pfi.one-time-code",)
_SENT: Final[Rules] = (f"{_GBT}.privacy.sent", f"{_CBA}.pii.sent", "cn-civil.third.sent")
GROUP: Final[Rules] = (*_SENT, f"{_PIPL}.publish.group")
EMPLOYER: Final[Rules] = (*_SENT, f"{_PIPL}.share.employer")
EMPLOYER_TOLD: Final[Rules] = (*TOLD, f"{_PIPL}.share.employer-told")
GROUP_TOLD: Final[Rules] = (*TOLD, f"{_PIPL}.publish.group-told")
VILLAGE_TOLD: Final[Rules] = (*TOLD, f"{_PIPL}.share.community-told")
PUBLIC_TOLD: Final[Rules] = (*TOLD, *POSTED_TOLD, f"{_PIPL}.publish.public-told")
ACCOUNT_GIVEN: Final[Rules] = (f"{_GBT}.channel.account-given",)
LABEL: Final[Rules] = (*TOLD, "cn-civil.third.label")
DEBT_FIRST: Final[Rules] = (f"{_CBA}.call.verify-first",)
AFTER_SETTLEMENT: Final[Rules] = (f"{_PIPL}.deletion.contact",)
EXPORT_AFTER_SETTLEMENT: Final[Rules] = (f"{_PIPL}.deletion.export",)
AFTER_CONTRACT: Final[Rules] = (f"{_PIPL}.agency.contact-after-contract",)
EXPORT_AFTER_CONTRACT: Final[Rules] = (f"{_PIPL}.agency.export-after-contract",)
EXPORT_AFTER_WITHDRAWAL: Final[Rules] = (f"{_PIPL}.agency.export-after-withdrawal",)
EXPORT_BELOW_HALF: Final[Rules] = (BY_THE_LENDER,)
EXPORT_IN_PROPORTION: Final[Rules] = ("cn-criminal.export.proportion", BY_THE_LENDER)
EXPORT_TENFOLD: Final[Rules] = ("cn-criminal.export.very-serious", BY_THE_LENDER)
FIRST_REVIEW: Final[Rules] = tuple(f"{p}.agency.review.missing" for p in (_GBT, _CBA))
YEARLY_REVIEW: Final[Rules] = tuple(f"{p}.agency.review-yearly.missing" for p in (_GBT, _CBA))
DESTRUCTION: Final[Rules] = (f"{_PIPL}.agency.destruction.missing",)
RECORD_KEPT: Final[Rules] = (f"{_GBT}.record.kept",)
DATA_RECORD_KEPT: Final[Rules] = ("cn-ndsr.record.kept",)
CREDIT_NOTICE: Final[Rules] = ("cn-credit.report.notice.missing",)
CREDIT_CONSENT: Final[Rules] = ("cn-credit.consent.missing",)
CREDIT_CONSENT_WRITTEN: Final[Rules] = ("cn-credit.consent.written",)
OBJECTION: Final[Rules] = ("cn-credit.objection.answer.missing",)
_FRAUD: Final = "cn-criminal.card-fraud"
FRAUD_PRINCIPAL: Final[Rules] = (f"{_FRAUD}.principal",)
FRAUD_PRODUCT: Final[Rules] = (f"{_FRAUD}.product",)
FRAUD_REPAID: Final[Rules] = (f"{_FRAUD}.repaid",)
FRAUD_UNPAID: Final[Rules] = (f"{_FRAUD}.unpaid.missing",)
FRAUD_DEMANDS: Final[Rules] = (f"{_FRAUD}.demands.missing", *FRAUD_UNPAID)
LIMITATION_WARNING: Final[Rules] = ("cn-civil.limitation.warning",)
LIMITATION_EXPIRED: Final[Rules] = ("cn-civil.limitation.expired",)
LIMITATION_SUIT: Final[Rules] = ("cn-civil.limitation.suit",)
GUARANTEE_WARNING: Final[Rules] = ("cn-civil.guarantee.warning",)
GUARANTEE_EXPIRED: Final[Rules] = ("cn-civil.guarantee.expired",)
GUARANTEE_CONTACT: Final[Rules] = ("cn-civil.guarantee.contact",)
DECEASED: Final[Rules] = ("cn-civil.deceased.contact",)
HEIR_DEATH: Final[Rules] = ("cn-civil.heir.death.missing",)
THIRD_TARGET: Final[Rules] = (f"{_GBT}.third.target",)
SPOUSE_BASIS: Final[Rules] = ("cn-civil.spouse.basis",)
TRANSFER_NOTICE: Final[Rules] = ("cn-civil.transfer.notice.missing",)
REFUSED_AGAIN: Final[Rules] = (*REFUSED, "cn-psap2026.third.pestering")
_CPL: Final = "cn-cpl"
SUIT_FILED: Final[Rules] = (f"{_CPL}.suit.filed.missing",)
CASE_NUMBER: Final[Rules] = (f"{_CPL}.suit.case-number.missing",)
JUDGMENT_SUIT: Final[Rules] = (f"{_CPL}.judgment.suit.missing",)
PRESERVATION_FILED: Final[Rules] = (f"{_CPL}.preservation.filed.missing",)
PRESERVATION_SUIT: Final[Rules] = (f"{_CPL}.preservation.suit.missing",)
ORDER_APPLIED: Final[Rules] = (f"{_CPL}.payment-order.applied.missing",)
ORDER_CONDITIONS: Final[Rules] = (f"{_CPL}.payment-order.conditions",)
ORDER_OBJECTED: Final[Rules] = (f"{_CPL}.payment-order.objected",)
ORDER_WAIT: Final[Rules] = (f"{_CPL}.payment-order.wait",)
MEDIATION_LATE: Final[Rules] = (f"{_CPL}.mediation.confirmation.late",)
MEDIATION_OPENED: Final[Rules] = (f"{_CPL}.mediation.opened.missing",)
ENFORCEMENT_BASIS: Final[Rules] = (f"{_CPL}.enforcement.basis.missing",)
ENFORCEMENT_LATE: Final[Rules] = (f"{_CPL}.enforcement.late",)
ENFORCEMENT_LAPSED: Final[Rules] = (f"{_CPL}.enforcement.window.lapsed",)
ENFORCEMENT_WARNING: Final[Rules] = (f"{_CPL}.enforcement.window.warning",)
DISHONEST_ENFORCEMENT: Final[Rules] = (f"{_CPL}.dishonest.enforcement.missing",)
CONSUMPTION_ENFORCEMENT: Final[Rules] = (f"{_CPL}.consumption.enforcement.missing",)
SANCTION_COURT: Final[Rules] = (f"{_CPL}.sanction.court",)
LETTER_AGENCY: Final[Rules] = ("cn-lawyers.letter.agency",)
LETTER_FIRM: Final[Rules] = ("cn-lawyers.letter.firm.missing",)
LETTER_LAWYER: Final[Rules] = ("cn-lawyers.letter.lawyer.missing",)
