"""Makes values that are valid in form and belong to nobody in particular."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

Rng = random.Random
_AREAS: Final = ("110105", "210102", "330106", "420102", "440305", "510107", "610113", "350203")
_CITIES: Final = ("010", "021", "0571", "0755", "028", "0371", "0593", "0898", "0933")
_SHORT: Final = ("0593", "0933")
_HEADS: Final = ("133", "135", "138", "139", "150", "152", "158", "159", "177", "182", "186", "198")
_BANKS: Final = ("622202", "622848", "621700", "621661", "622588", "625912", "621098")
_PLATES: Final = "京沪粤浙苏鄂川陕豫湘"
_MAILS: Final = ("example.com", "example.cn", "mail.example.net", "example.org")
_WORDS: Final = ("xiaoyu", "laowang", "sunny", "dahai", "qingfeng", "lucky", "tommy", "mumu")
_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_USCC: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_US_AREAS: Final = ("212", "415", "512", "614", "702", "808", "918")


def digits(rng: Rng, count: int) -> str:
    """Return some digits, the first not 0."""
    return str(rng.randint(1, 9)) + "".join(str(rng.randint(0, 9)) for _ in range(count - 1))


def any_digits(rng: Rng, count: int) -> str:
    """Return some digits, the first perhaps 0."""
    return "".join(str(rng.randint(0, 9)) for _ in range(count))


def some_day(rng: Rng, first: int = 1955, last: int = 2004) -> date:
    """Return a day of birth."""
    return date(first, 1, 1) + timedelta(days=rng.randrange(365 * (last - first)))


def luhn(head: str) -> str:
    """Return digits with the check digit that ISO/IEC 7812 asks for.

    >>> luhn("7992739871")
    '79927398713'
    """
    return head + next(str(last) for last in range(10) if passes_luhn(head + str(last)))


def passes_luhn(number: str) -> bool:
    """Return whether the check digit of ISO/IEC 7812 is right."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0


def check_id(head: str) -> str:
    """Return 17 digits with the check character of GB 11643."""
    total = sum(int(digit) * (1 << (17 - place)) for place, digit in enumerate(head))
    return head + "10X98765432"[total % 11]


def identity(rng: Rng, form: str) -> str:
    """Return a resident identity number."""
    area, born = rng.choice(_AREAS), some_day(rng)
    if form == "old15":
        born = some_day(rng, 1955, 1985)
        return area + born.strftime("%y%m%d") + any_digits(rng, 3)
    number = check_id(area + born.strftime("%Y%m%d") + any_digits(rng, 3))
    while form in ("x", "lower") and not number.endswith("X"):
        number = check_id(area + born.strftime("%Y%m%d") + any_digits(rng, 3))
    return number


def unchecked_identity(rng: Rng, form: str) -> str:
    """Return a number shaped as a resident identity whose check digit is wrong."""
    right = identity(rng, form)
    wrong = [digit for digit in "0123456789" if digit != right[-1]]
    return right[:-1] + rng.choice(wrong)


def residence(rng: Rng, form: str) -> str:
    """Return a residence permit number of Hong Kong, Macau or Taiwan."""
    area = rng.choice(("810000", "820000", "830000"))
    return check_id(area + some_day(rng).strftime("%Y%m%d") + any_digits(rng, 3))


def permanent_resident(rng: Rng, form: str) -> str:
    """Return a foreign permanent resident card number: of 2017 (15 places) or of 2023 (18)."""
    if form == "old":
        letters = "".join(rng.choice(_LETTERS) for _ in range(3))
        born = some_day(rng).strftime("%y%m%d")
        return letters + any_digits(rng, 4) + born + any_digits(rng, 2)
    return check_id("911" + "840" + some_day(rng).strftime("%Y%m%d") + any_digits(rng, 3))


def mobile(rng: Rng, form: str) -> str:
    """Return a mobile number of mainland China."""
    return rng.choice(_HEADS) + any_digits(rng, 8)


def landline(rng: Rng, form: str) -> str:
    """Return a fixed-line number with its area code."""
    area, number = rng.choice(_CITIES), rng.choice("2345678")
    number += any_digits(rng, 6 if area in _SHORT else 7)
    shapes = {"nodash": f"{area}{number}", "paren": f"({area}){number}"}
    return shapes.get(form, f"{area}-{number}")


def bank_card(rng: Rng, form: str) -> str:
    """Return a card number of 19 digits, or of 16 for some banks, with its check digit."""
    head = rng.choice(_BANKS)
    return luhn(head + any_digits(rng, 9 if head.startswith(("6259", "622588")) else 12))


def western_card(rng: Rng, form: str) -> str:
    """Return a Visa or Mastercard number with its check digit."""
    return luhn(rng.choice(("41", "52")) + any_digits(rng, 13))


def unchecked_card(rng: Rng, form: str) -> str:
    """Return a number shaped as a card number whose check digit is wrong."""
    right = bank_card(rng, form)
    return right[:-1] + str((int(right[-1]) + rng.randint(1, 9)) % 10)


def credit_code(rng: Rng, form: str) -> str:
    """Return a unified social credit code with the check character of GB 32100."""
    head = rng.choice(("91", "92")) + rng.choice(_AREAS)
    head += "".join(rng.choice(_USCC) for _ in range(9))
    total = sum(_USCC.index(char) * pow(3, place, 31) for place, char in enumerate(head))
    return head + _USCC[(31 - total % 31) % 31]


def plate(rng: Rng, form: str) -> str:
    """Return a licence plate; form ``energy`` has eight places."""
    head = rng.choice(_PLATES) + rng.choice("ABCDE")
    tail = rng.choice("DF") + any_digits(rng, 5) if form == "energy" else _plate_tail(rng)
    return f"{head}·{tail}" if form == "middot" else head + tail


def _plate_tail(rng: Rng) -> str:
    return rng.choice(_LETTERS) + any_digits(rng, 2) + rng.choice(_LETTERS) + any_digits(rng, 1)


def email(rng: Rng, form: str) -> str:
    """Return an e-mail address."""
    if form == "qq":
        return digits(rng, 9) + "@qq.com"
    return f"{rng.choice(_WORDS)}{any_digits(rng, 3)}@{rng.choice(_MAILS)}"


def wechat(rng: Rng, form: str) -> str:
    """Return a WeChat id."""
    if form == "wxid":
        return "wxid_" + "".join(rng.choice("abcdefgh0123456789") for _ in range(14))
    return rng.choice(_WORDS) + rng.choice("_-") + any_digits(rng, 4)


def secret(rng: Rng, form: str) -> str:
    """Return a password or PIN."""
    if form == "alnum":
        return rng.choice(_WORDS).title() + any_digits(rng, 4)
    return digits(rng, 4 if form == "four" else 6)


def expiry(rng: Rng, form: str) -> str:
    """Return the month in which a card ends."""
    month, year = rng.randint(1, 12), rng.randint(27, 32)
    return f"20{year}年{month}月" if form == "words" else f"{month:02d}/{year}"


def birth(rng: Rng, form: str) -> str:
    """Return a day of birth as it is written."""
    day = some_day(rng)
    shapes = {"iso": f"{day:%Y-%m-%d}", "dot": f"{day:%Y.%m.%d}", "us": f"{day:%m/%d/%Y}"}
    return shapes.get(form, f"{day.year}年{day.month}月{day.day}日")


def phone(rng: Rng, form: str) -> str:
    """Return a number outside mainland China; those of North America are kept for fiction."""
    area, last = rng.choice(_US_AREAS), f"01{rng.randint(0, 99):02d}"
    shapes = {
        "dash": f"{area}-555-{last}",
        "dot": f"{area}.555.{last}",
        "paren": f"({area}) 555-{last}",
        "plus": f"+1 {area} 555 {last}",
        "plain": f"{area}555{last}",
        "canada": f"+1-604-555-{last}",
        "hk": f"+852 {rng.choice('569')}{any_digits(rng, 3)} {any_digits(rng, 4)}",
        "uk": f"+44 7700 900{any_digits(rng, 3)}",
    }
    return shapes[form]


def social_security(rng: Rng, form: str) -> str:
    """Return a US social security number."""
    area = rng.randint(1, 665)
    return f"{area:03d}{rng.randint(1, 99):02d}{rng.randint(1, 9999):04d}"


def taxpayer(rng: Rng, form: str) -> str:
    """Return a US individual taxpayer number."""
    return f"9{any_digits(rng, 2)}-{rng.randint(70, 88)}-{digits(rng, 4)}"


def routing(rng: Rng, form: str) -> str:
    """Return a US routing number with its check digit."""
    head = "0" + rng.choice("123") + any_digits(rng, 6)
    total = sum(int(d) * weight for d, weight in zip(head, (3, 7, 1, 3, 7, 1, 3, 7), strict=True))
    return head + str(-total % 10)


def iban(rng: Rng, form: str) -> str:
    """Return an Irish IBAN with its check digits."""
    account = "AIBK" + any_digits(rng, 14)
    as_digits = "".join(str(int(char, 36)) for char in account + "IE00")
    return f"IE{98 - int(as_digits) % 97:02d}{account}"


def address(rng: Rng, form: str) -> str:
    """Return an IP address of a range kept for documentation."""
    if form == "six":
        return f"2001:db8::{rng.randint(16, 255):x}:{rng.randint(256, 4095):x}"
    return f"203.0.113.{rng.randint(2, 254)}"


def insurance(rng: Rng, form: str) -> str:
    """Return a UK national insurance number."""
    letters = rng.choice("ABCEGHJ") + rng.choice("ABCEGHJ")
    return letters + any_digits(rng, 6) + rng.choice("ABCD")


def no_value(rng: Rng, form: str) -> str:
    """Return a number that looks like a value and is none.

    ``d12`` has twelve digits, ``b12`` begins as no mobile number does, ``luhn16`` passes the check
    of cards and begins with a day, ``badid`` has the length of an identity and no day in it.
    """
    kind, size = form.rstrip("0123456789"), int("0" + form.lstrip("abcdefghijklmnopqrstuvwxyz"))
    if kind == "luhn":
        return luhn(
            f"2026{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}" + any_digits(rng, size - 9)
        )
    if kind == "badid":
        return digits(rng, 6) + "2026" + "1399" + any_digits(rng, 4)
    if kind == "b":
        return rng.choice("2345678") + any_digits(rng, size - 1)
    if kind == "plate":
        return rng.choice("5678") + "".join(rng.choice(_LETTERS) for _ in range(3)) + digits(rng, 3)
    return digits(rng, size)


MAKERS: Final[dict[str, Callable[[Rng, str], str]]] = {
    "CN_ID_CARD": identity,
    "CN_ID_CARD_UNCHECKED": unchecked_identity,
    "CN_RESIDENCE_PERMIT": residence,
    "CN_FOREIGN_PR_CARD": permanent_resident,
    "CN_HK_MACAU_PERMIT": lambda rng, form: rng.choice("HM") + any_digits(rng, 8),
    "CN_TAIWAN_PERMIT": lambda rng, form: any_digits(rng, 8),
    "CN_EXIT_PERMIT": lambda rng, form: "C" + any_digits(rng, 8),
    "CN_PASSPORT": lambda rng, form: rng.choice(("E8", "EA", "EJ")) + any_digits(rng, 7),
    "CN_MILITARY_ID": lambda rng, form: f"军字第{any_digits(rng, 8)}号",
    "CN_MOBILE": mobile,
    "CN_LANDLINE": landline,
    "BANK_CARD": lambda rng, form: (western_card if form.startswith("visa") else bank_card)(
        rng, form
    ),
    "BANK_CARD_UNCHECKED": unchecked_card,
    "CN_USCC": credit_code,
    "CN_PLATE": plate,
    "EMAIL_ADDRESS": email,
    "CN_WECHAT": wechat,
    "CN_QQ": lambda rng, form: digits(rng, 9),
    "SOCIAL_HANDLE": lambda rng, form: f"{rng.choice(_WORDS)}{any_digits(rng, 4)}",
    "IP_ADDRESS": address,
    "CARD_CVV": lambda rng, form: any_digits(rng, 3),
    "CARD_EXPIRY": expiry,
    "ACCOUNT_PASSWORD": secret,
    "ONE_TIME_CODE": lambda rng, form: digits(rng, 6),
    "BIRTH_DATE": birth,
    "PHONE_NUMBER": phone,
    "US_SSN": social_security,
    "US_ITIN": taxpayer,
    "US_PASSPORT": lambda rng, form: rng.choice("ABCY") + any_digits(rng, 8),
    "US_DRIVER_LICENSE": lambda rng, form: any_digits(rng, 8),
    "US_BANK_NUMBER": lambda rng, form: digits(rng, 10),
    "US_ROUTING_NUMBER": routing,
    "IBAN_CODE": iban,
    "UK_NINO": insurance,
    "NOT": no_value,
}
"""How a value of each kind is made, in the plain form."""
