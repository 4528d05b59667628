"""Presidio's own recognizers and ours, on values that stand alone and between Chinese characters.

``python -m tests.checks.privacy.presidio.boundary`` prints the table. ``\\b`` is none between
a digit or a letter and a Han character, so a pattern that begins or ends with it finds a value
that stands alone and loses it in a Chinese sentence.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from presidio_analyzer import EntityRecognizer
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    EmailRecognizer,
    IbanRecognizer,
    IpRecognizer,
    PhoneRecognizer,
)
from stdnum import luhn
from stdnum.iso7064 import mod_97_10

from auditkit.checks.privacy.presidio import RECOGNIZERS

VALUES = 50
BESIDE = (("已登记", "请核对"), ("卡号", "已核实"), ("回拨", "无人接"))
OURS = {name: cls for cls in RECOGNIZERS for name in cls.KINDS}


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of value: how many of ``values`` each side found alone and between characters."""

    kind: str
    values: int
    stock_alone: int
    stock_between: int
    ours_alone: int
    ours_between: int


def cards(rng: random.Random) -> str:
    """Return a card number with a valid check digit."""
    body = "62220" + "".join(str(rng.randrange(10)) for _ in range(10))
    body = rng.choice(("4012", "5105", "4556")) + body[4:]
    return body + luhn.calc_check_digit(body)


def mails(rng: random.Random) -> str:
    """Return an address under a name that is reserved for examples."""
    return f"user{rng.randrange(1000)}.{rng.choice('abc')}@example.com"


def addresses(rng: random.Random) -> str:
    """Return an address of a private network."""
    return f"10.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(1, 255)}"


def mobiles(rng: random.Random) -> str:
    """Return a number of the Chinese mobile plan."""
    return f"13{rng.choice('56789')}{rng.randrange(10**8):08d}"


def accounts(rng: random.Random) -> str:
    """Return an IBAN with valid check digits."""
    body = f"{rng.randrange(10**18):018d}"
    return f"DE{mod_97_10.calc_check_digits(body + 'DE')}{body}"


def _stock_phone() -> EntityRecognizer:
    return PhoneRecognizer(supported_regions=("CN",))


ROWS: Sequence[tuple[str, Callable[[random.Random], str], Callable[[], EntityRecognizer], str]] = (
    ("card", cards, CreditCardRecognizer, "BANK_CARD"),
    ("e-mail", mails, EmailRecognizer, "EMAIL_ADDRESS"),
    ("IP", addresses, IpRecognizer, "IP_ADDRESS"),
    ("mobile", mobiles, _stock_phone, "CN_MOBILE"),
    ("IBAN", accounts, IbanRecognizer, "IBAN_CODE"),
)


def table() -> list[Line]:
    """Return what was found of generated values, alone and between Chinese characters."""
    # the suffix list would be fetched from the network; none is needed to tell an address
    import tldextract

    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())  # type: ignore[assignment]
    rng = random.Random(20260101)
    lines = []
    for kind, make, stock, entity in ROWS:
        given = [make(rng) for _ in range(VALUES)]
        between = [f"{a}{value}{b}" for n, value in enumerate(given) for a, b in [BESIDE[n % 3]]]
        theirs, ours = stock(), OURS[entity]()
        lines.append(
            Line(
                kind,
                VALUES,
                *(found(theirs, texts, given) for texts in (given, between)),
                *(found(ours, texts, given, entity) for texts in (given, between)),
            )
        )
    return lines


def found(
    recognizer: EntityRecognizer, texts: Sequence[str], values: Sequence[str], entity: str = ""
) -> int:
    """Return in how many texts the whole value was found."""
    wanted = [entity] if entity else recognizer.supported_entities
    return sum(
        any(text[r.start : r.end] == value for r in recognizer.analyze(text, wanted, None))
        for text, value in zip(texts, values, strict=True)
    )


def main() -> int:
    """Print the table."""
    lines = [
        f"{'value':<8}{'of':>5}{'stock alone':>13}{'between':>9}{'ours alone':>12}{'between':>9}"
    ]
    lines += [
        f"{x.kind:<8}{x.values:>5}{x.stock_alone:>13}{x.stock_between:>9}"
        f"{x.ours_alone:>12}{x.ours_between:>9}"
        for x in table()
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
