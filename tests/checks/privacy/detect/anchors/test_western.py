"""Telephone numbers outside China and western numbers of people and accounts."""

from __future__ import annotations

import pytest
from stdnum import iban

from tests.checks.privacy.detect.anchors.marked import check

NUMBERS = (
    "call ⟦PHONE_NUMBER:(212) 555-0143⟧ now",
    "call ⟦PHONE_NUMBER:212-555-0143⟧.",
    "⟦PHONE_NUMBER:+1 212 555 0143⟧",
    "⟦PHONE_NUMBER:1-212-555-0143⟧",
    "tel ⟦PHONE_NUMBER:212.555.0143⟧",
    "phone: ⟦PHONE_NUMBER:2125550143⟧",
    "电话⟦PHONE_NUMBER:+44 20 7946 0958⟧联系",
    "电话⟦PHONE_NUMBER:＋44 20 7946 0958⟧联系",
    "香港电话⟦PHONE_NUMBER:+852 9123 4567⟧",
    "⟦PHONE_NUMBER:+49 (0)30 901820⟧",
    "⟦PHONE_NUMBER:0044 20 7946 0958⟧",
    "+86 138 0000 0000",
    "called ⟦PHONE_NUMBER:212.555.0143⟧ x2",
    "客服400-820-1234",
    "case 2125550143",
    "amount 1,212,555.0143",
    "2024-05-06 10:30",
    "ref 12-345-6789",
    "合同编号212-555-01430",
    "SSN ⟦US_SSN:219-09-9999⟧",
    "社保号⟦US_SSN:219-09-9999⟧，",
    "SSN: ⟦US_SSN:219099999⟧",
    "social security number is ⟦US_SSN:219 09 9999⟧",
    "000-12-3456",
    "666-12-3456",
    "219-00-9999",
    "219-09-0000",
    "912-33-1234",
    "order 219-09-99991",
    "⟦US_ITIN:912-70-1234⟧",
    "ITIN ⟦US_ITIN:912701234⟧",
    "driver's license ⟦US_DRIVER_LICENSE:A1234567⟧",
    "DL# ⟦US_DRIVER_LICENSE:D123-4567-8901⟧",
    "driver's license ⟦US_DRIVER_LICENSE:12345678⟧ copied to file",
    "driver's license expired",
    "account number ⟦US_BANK_NUMBER:12345678901⟧",
    "checking account: ⟦US_BANK_NUMBER:000123456789⟧",
    "account 62 days past due",
    "routing number ⟦US_ROUTING_NUMBER:021000021⟧",
    "ABA ⟦US_ROUTING_NUMBER:021000021⟧",
    "routing 021000022",
    "NINO ⟦UK_NINO:AB 12 34 56 C⟧",
    "⟦UK_NINO:AB123456C⟧",
    "BG123456C",
    "AB123456E",
)


@pytest.mark.parametrize("marked", NUMBERS)
def test_western_numbers_are_found_where_they_stand(marked: str) -> None:
    check(marked)


def made(country: str, account: str) -> str:
    return country + iban.calc_check_digits(f"{country}00{account}") + account


@pytest.mark.parametrize("spaced", [False, True])
@pytest.mark.parametrize(
    "value", [made("DE", "370400440532013000"), made("GB", "WEST12345698765432")]
)
def test_an_iban_with_right_check_digits_is_found(value: str, *, spaced: bool) -> None:
    shown = " ".join(value[nth : nth + 4] for nth in range(0, len(value), 4)) if spaced else value
    check(f"账户⟦IBAN_CODE:{shown}⟧已关闭")


def test_an_iban_with_wrong_check_digits_is_none() -> None:
    value = made("DE", "370400440532013000")
    check(f"账户{value[:-1]}{(int(value[-1]) + 1) % 10}")
