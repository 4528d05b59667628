"""Presidio recognizers, one class for each family of values; ``recognizers.yaml`` lists them."""

from __future__ import annotations

from typing import Any, ClassVar, Final
from weakref import WeakKeyDictionary

import numpy as np
from presidio_analyzer import AnalysisExplanation, LocalRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from auditkit.checks.privacy.detect import detect
from auditkit.checks.privacy.interface import Detections
from auditkit.checks.privacy.names import KnownNames, find_people
from auditkit.core.kinds import VALUES, kind_label

_shared: WeakKeyDictionary[NlpArtifacts, tuple[str, Detections]] = WeakKeyDictionary()
"""What was found in a text, for as long as Presidio keeps the artifacts of that call: its
recognizers are asked one after the other, and all of ours look at the text at once."""


class _Family(LocalRecognizer):  # type: ignore[misc]
    """Finds the values of ``KINDS`` in one text."""

    KINDS: ClassVar[tuple[str, ...]] = ()
    VERSION: ClassVar[str] = "1.0.0"

    def __init__(
        self,
        supported_language: str = "zh",
        name: str | None = None,
        context: list[str] | None = None,
        **others: Any,  # noqa: ANN401 - whatever else a registry of Presidio passes
    ) -> None:
        others.pop("supported_entities", None)
        super().__init__(
            supported_entities=list(self.KINDS),
            supported_language=supported_language,
            name=name or type(self).__name__,
            version=self.VERSION,
            context=context,
            **others,
        )

    def load(self) -> None:
        """Need nothing loaded."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Return the values of ``entities`` that stand in the text, by their place."""
        found = _found(text, nlp_artifacts)
        wanted = [VALUES.code(name) for name in self.KINDS if name in entities]
        return [
            self._result(
                VALUES.names[found.kind[at]],
                (int(found.start[at]), int(found.end[at])),
                float(found.score[at]),
            )
            for at in np.flatnonzero(np.isin(found.kind, wanted)).tolist()
        ]

    def _result(self, kind: str, span: tuple[int, int], score: float) -> RecognizerResult:
        said = AnalysisExplanation(
            recognizer=self.name,
            original_score=score,
            textual_explanation=f"{kind_label(kind, 'en')} / {kind_label(kind, 'zh')}",
        )
        named = {
            RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
        }
        return RecognizerResult(kind, *span, score, said, named)


def _found(text: str, artifacts: NlpArtifacts | None) -> Detections:
    if artifacts is None:
        return detect([text])
    known = _shared.get(artifacts)
    if known is None or known[0] != text:
        known = _shared[artifacts] = (text, detect([text]))
    return known[1]


class ResidentIdentityRecognizer(_Family):
    """Finds resident identity numbers of 18 (check digit, date, province) and 15 digits."""

    KINDS = ("CN_ID_CARD", "CN_ID_CARD_UNCHECKED")


class ResidencePermitRecognizer(_Family):
    """Finds numbers of residence permits and of permanent residents' cards."""

    KINDS = ("CN_RESIDENCE_PERMIT", "CN_FOREIGN_PR_CARD")


class TravelPermitRecognizer(_Family):
    """Finds permits for travel between the mainland, Hong Kong, Macau and Taiwan."""

    KINDS = ("CN_HK_MACAU_PERMIT", "CN_TAIWAN_PERMIT", "CN_EXIT_PERMIT")


class PassportRecognizer(_Family):
    """Finds Chinese passports and military identity cards."""

    KINDS = ("CN_PASSPORT", "CN_MILITARY_ID")


class ChinesePhoneRecognizer(_Family):
    """Finds mobile and fixed-line numbers of people; hotlines of companies are none."""

    KINDS = ("CN_MOBILE", "CN_LANDLINE")


class BankCardRecognizer(_Family):
    """Finds bank cards by issuer and Luhn digit, older ones without it by their context."""

    KINDS = ("BANK_CARD", "BANK_CARD_UNCHECKED")


class CreditCodeRecognizer(_Family):
    """Finds unified social credit codes: of organisations, and of sole traders, who are people."""

    KINDS = ("CN_USCC",)


class PlateRecognizer(_Family):
    """Finds licence plates, those of new-energy vehicles included."""

    KINDS = ("CN_PLATE",)


class MailRecognizer(_Family):
    """Finds e-mail addresses, between Chinese characters too; asks no network about domains."""

    KINDS = ("EMAIL_ADDRESS",)


class HandleRecognizer(_Family):
    """Finds WeChat ids, QQ numbers and handles of other social media."""

    KINDS = ("CN_WECHAT", "CN_QQ", "SOCIAL_HANDLE")


class NetworkAddressRecognizer(_Family):
    """Finds IP addresses."""

    KINDS = ("IP_ADDRESS",)


class SecretRecognizer(_Family):
    """Finds what opens an account: verification codes, expiry dates, passwords, one-time codes."""

    KINDS = ("CARD_CVV", "CARD_EXPIRY", "ACCOUNT_PASSWORD", "ONE_TIME_CODE")


class AddressRecognizer(_Family):
    """Finds addresses, from the province down to the door, and English street addresses."""

    KINDS = ("ADDRESS",)


class BirthDateRecognizer(_Family):
    """Finds dates of birth that are called so."""

    KINDS = ("BIRTH_DATE",)


class WesternPhoneRecognizer(_Family):
    """Finds telephone numbers outside China."""

    KINDS = ("PHONE_NUMBER",)


class WesternIdentityRecognizer(_Family):
    """Finds US and UK numbers of persons: social security, taxpayer, passport, licence."""

    KINDS = ("US_SSN", "US_ITIN", "US_PASSPORT", "US_DRIVER_LICENSE", "UK_NINO")


class WesternAccountRecognizer(_Family):
    """Finds bank accounts outside China: US account and routing numbers, IBAN."""

    KINDS = ("US_BANK_NUMBER", "US_ROUTING_NUMBER", "IBAN_CODE")


class NameRecognizer(_Family):
    """Finds names of people by the words beside them and by tags; knows nobody's in advance."""

    KINDS = ("PERSON",)

    def analyze(
        self,
        text: str,
        entities: list[str],
        nlp_artifacts: NlpArtifacts | None = None,  # noqa: ARG002 - names ask no NLP engine
    ) -> list[RecognizerResult]:
        """Return the names that stand in the text, by their place."""
        if "PERSON" not in entities:
            return []
        nobody = np.zeros(1, dtype=np.int64)
        people = find_people([text], nobody, KnownNames.of((), (), ()))
        return [
            self._result("PERSON", (start, end), score)
            for start, end, score in zip(
                people.start.tolist(), people.end.tolist(), people.score.tolist(), strict=True
            )
        ]


RECOGNIZERS: Final[tuple[type[_Family], ...]] = (
    ResidentIdentityRecognizer,
    ResidencePermitRecognizer,
    TravelPermitRecognizer,
    PassportRecognizer,
    ChinesePhoneRecognizer,
    BankCardRecognizer,
    CreditCodeRecognizer,
    PlateRecognizer,
    MailRecognizer,
    HandleRecognizer,
    NetworkAddressRecognizer,
    SecretRecognizer,
    AddressRecognizer,
    BirthDateRecognizer,
    WesternPhoneRecognizer,
    WesternIdentityRecognizer,
    WesternAccountRecognizer,
    NameRecognizer,
)
"""Every recognizer that ships; together they cover ``core.kinds.VALUES``."""
