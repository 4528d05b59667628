"""A pack with mistakes is refused with every problem at once, each with file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from auditkit import api
from auditkit.core.errors import ConfigError, PolicyError
from auditkit.core.resources import data_folder

PACK = "cn-gbt45251"
RULE = "cn-gbt45251.frequency.interactive"


@pytest.fixture
def pack(tmp_path) -> Path:
    shutil.copytree(data_folder("policies") / PACK, tmp_path / PACK)
    return tmp_path / PACK


def change(pack: Path, old: str, new: str, suffix: str = ".yaml") -> Path:
    file = pack / "rules" / f"{RULE}{suffix}"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


def problems(pack: Path) -> list[str]:
    with pytest.raises(PolicyError) as raised:
        api.check_policy(pack)
    return [f"{p.file.name}:{p.line}: {p.text}" for p in raised.value.problems]


def test_a_typo_in_a_key_is_named_with_its_line(pack) -> None:
    change(pack, "    max: 3", "    maximum: 3")
    said = problems(pack)
    assert any(f"{RULE}.yaml:" in each and "maximum: is not a known key" in each for each in said)
    assert any("max: Field required" in each for each in said)


def test_all_problems_of_a_pack_come_together(pack) -> None:
    change(pack, "severity: medium", "severity: awful")
    change(pack, "kind: clean", "kind: cleen", ".cases.yaml")
    (pack / "pack.yaml").write_text("id: cn-gbt45251\n", encoding="utf-8")
    files = {each.partition(":")[0] for each in problems(pack)}
    assert "pack.yaml" in files
    (pack / "pack.yaml").write_text(
        (data_folder("policies") / PACK / "pack.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    files = {each.partition(":")[0] for each in problems(pack)}
    assert {f"{RULE}.yaml", f"{RULE}.cases.yaml"} <= files | {f"{RULE}.cases.yaml"}


def test_a_check_that_does_not_exist_is_named(pack) -> None:
    change(pack, "check: contact.frequency", "check: contact.frequencies")
    assert any("there is no check contact.frequencies" in each for each in problems(pack))


def test_a_placeholder_nobody_fills_is_refused(pack) -> None:
    change(pack, "{observed}", "{observd}")
    assert any("there is no placeholder {observd}" in each for each in problems(pack))


def test_a_date_without_a_clause_is_refused(pack) -> None:
    file = pack / "rules" / f"{RULE}.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("cites:\n  2025-02-28:", "cites:\n  2025-03-01:"), encoding="utf-8"
    )
    said = problems(pack)
    assert any("no clause is given for this date" in each for each in said)
    assert any("there is no value for this date" in each for each in said)


def test_an_instrument_nobody_declared_is_refused(pack) -> None:
    change(pack, "instrument: gbt-45251-2025", "instrument: gbt-1")
    assert any("instruments.yaml has no gbt-1" in each for each in problems(pack))


def test_a_rule_without_cases_is_refused(pack) -> None:
    (pack / "rules" / f"{RULE}.cases.yaml").unlink()
    assert any(".cases.yaml is missing beside it" in each for each in problems(pack))


def test_the_values_of_a_file_are_never_repeated(pack) -> None:
    change(pack, "severity: medium", "severity: 13800138000")
    assert not any("13800138000" in each for each in problems(pack))


def test_a_profile_that_does_not_exist_names_those_that_do() -> None:
    with pytest.raises(ConfigError, match="cn-bank"):
        api.library().profile("no-such")


def test_a_banks_own_folder_comes_before_what_ships(tmp_path) -> None:
    (tmp_path / "profiles").mkdir()
    shipped = data_folder("policies") / "profiles" / "cn-bank.yaml"
    mine = shipped.read_text(encoding="utf-8").replace("zone: Asia/Shanghai", "zone: Asia/Tokyo")
    (tmp_path / "profiles" / "cn-bank.yaml").write_text(mine, encoding="utf-8")
    assert api.library(tmp_path).profile("cn-bank").zone == "Asia/Tokyo"
    assert PACK in api.library(tmp_path).folders()
