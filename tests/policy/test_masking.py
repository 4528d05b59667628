"""A bank may change what stays readable, within limits, and is told what is wrong and where."""

from __future__ import annotations

import pytest

from auditkit.core.errors import PolicyError
from auditkit.core.kinds import VALUES
from auditkit.core.masking import Width, most_shown
from auditkit.core.resources import data_folder
from auditkit.policy.masking import load_widths


def problems(tmp_path, text: str) -> list[str]:
    file = tmp_path / "masking.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as raised:
        load_widths(file)
    return [f"{each.line}: {each.text}" for each in raised.value.problems]


def test_what_ships_leaves_no_region_and_no_birthday():
    widths = load_widths()
    assert widths.of("BANK_CARD") == Width(0, 4)
    assert widths.of("CN_MOBILE") == Width(0, 2)
    assert all(widths.of(kind).first == 0 for kind in VALUES.names
               if kind not in ("PERSON", "EMAIL_ADDRESS"))  # fmt: skip
    for kind in ("CN_ID_CARD", "ADDRESS", "BIRTH_DATE", "CARD_CVV", "ACCOUNT_PASSWORD", "CN_PLATE"):
        assert widths.of(kind) == Width()


def test_the_file_says_what_it_may_hold_in_both_languages():
    text = (data_folder("reports") / "masking.yaml").read_text(encoding="utf-8")
    assert "A bank may edit this file" in text
    assert "银行可自行调整" in text


def test_a_file_of_a_bank_stands_instead_of_ours(tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text("shown:\n  CN_MOBILE: {first: 3, last: 4}\n", encoding="gb18030")
    widths = load_widths(file)
    assert widths.of("CN_MOBILE") == Width(3, 4)
    assert widths.of("BANK_CARD") == Width()
    assert widths.dates_from == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("showm: {}\n", "1: showm: is not a known key"),
        ("shown:\n  CN_MOBIL: {last: 2}\n", "2: CN_MOBIL: is no kind of value"),
        ("shown:\n  CN_ID_CARD: {first: 6}\n", "2: CN_ID_CARD: shows too much, at most first: 0"),
        ("shown:\n  ONE_TIME_CODE: {last: 1}\n", "2: ONE_TIME_CODE: shows too much"),
        ("shown:\n  CN_MOBILE: {last: -1}\n", "2: shown.CN_MOBILE.last: Input should be greater"),
        ("shown:\n  CN_MOBILE: {last: true}\n", "2: shown.CN_MOBILE.last: Input should be a valid"),
        ("email_domain: maybe\n", "1: email_domain: Input should be a valid boolean"),
        ("dates_from: 20\n", "1: dates_from is a year"),
        ("shown： {}\n", "1: column 6"),
        ("- a\n", "1: Input should be"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path, text, said):
    assert any(each.startswith(said) for each in problems(tmp_path, text)), problems(tmp_path, text)


def test_all_that_is_wrong_is_named_at_once(tmp_path):
    said = problems(tmp_path, "shown:\n  CN_ID_CARD: {first: 6}\n  X: {last: 1}\n")
    assert [each.split(":")[0] for each in said] == ["2", "3"]


@pytest.mark.parametrize("kind", VALUES.names)
def test_every_kind_has_a_limit(kind):
    assert most_shown(kind).first <= 3
    assert most_shown(kind).last <= 4
