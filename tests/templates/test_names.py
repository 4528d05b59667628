"""What a blank holds is told by its name; a bank adds names of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from auditkit.core.errors import PolicyError
from auditkit.templates.blanks.lexicon import Lexicon, load_lexicon
from auditkit.templates.blanks.names import Parts, fold

TABLE = Path(__file__).with_name("placeholder_names.yaml")
LEXICON = load_lexicon()
KIND = "title: {zh: 一, en: x}, personal: none, fill: {zh: 一, en: x}"


def held(name: str, lexicon: Lexicon = LEXICON) -> str:
    return lexicon.holds(Parts(name))


def test_every_name_of_the_labelled_table_is_told_right():
    labelled = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    names = [(str(name), kind) for kind, names in labelled.items() for name in names]
    wrong = [(name, kind, held(name)) for name, kind in names if held(name) != kind]
    assert wrong == []
    assert len(names) >= 600


@pytest.mark.parametrize("name", ["idCardLast4", "id_card_last_4", "ID-CARD-LAST-4", "idcardlast4"])
def test_a_name_is_the_same_however_it_is_spelled(name):
    assert (fold(name).text, held(name)) == ("idcardlast4", "id.last4")


@pytest.mark.parametrize(
    ("longer", "shorter"),
    [
        ("证件号码后四位", "证件号码"),
        ("card_no_tail", "card_no"),
        ("masked_mobile", "mobile"),
        ("联系人姓名", "姓名"),
        ("collector_phone", "phone"),
        ("principal_amount", "amount"),
    ],
)
def test_the_longest_meaning_of_a_name_is_taken(longer, shorter):
    assert "" != held(longer) != held(shorter) != ""


@pytest.mark.parametrize("name", ["paid_flag", "idea", "cardinal_rule", "panel", "noise", "", "…"])
def test_short_words_within_others_say_nothing(name):
    assert held(name) == ""


def test_every_kind_has_a_name_in_the_table():
    labelled = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    assert set(LEXICON.kinds) <= set(labelled)


def own(tmp_path: Path, text: str) -> Lexicon:
    file = tmp_path / "lint" / "placeholders.yaml"
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    return load_lexicon([tmp_path])


def test_a_bank_adds_words_and_kinds_of_its_own(tmp_path):
    lexicon = own(
        tmp_path,
        "words: {court: [衙门], points: [积分]}\n"
        "kinds:\n"
        "  points: {title: {zh: 积分, en: points}, means: [points], personal: none,"
        " fill: {zh: 100分, en: 100 points}}\n",
    )
    assert held("衙门", lexicon) == "court"
    assert held("customer_积分", lexicon) == "points"
    assert held("姓名", lexicon) == "person.name"


def test_a_name_of_the_configuration_wins_over_all_words():
    lexicon = load_lexicon(own={"f_07": "card.last4", "Name": "product"})
    assert (held("F07", lexicon), held("name", lexicon)) == ("card.last4", "product")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"kinds:\n  x: {{{KIND}, means: [nowhere]}}\n", 2),
        (f"kinds:\n  x: {{{KIND}, shorter: y}}\n", 2),
        ("nameless:\n  - {before: {zh: [卡]}, holds: nowhere}\n", 2),
        ("nameless:\n  - {holds: card.full}\n", 2),
        ("words: {}\nkind: {}\n", 2),
        ("kinds:\n  x:\n    title: {zh: 一}\n", 3),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_banks_list_is_refused_with_its_line(tmp_path, text, line):
    with pytest.raises(PolicyError) as refused:
        own(tmp_path, text)
    assert {each.line for each in refused.value.problems} >= {line}
