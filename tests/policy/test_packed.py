"""A pack that is kept with a run gives its files and its digest back."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from auditkit.core.evidence.recipe import pack_digest
from auditkit.core.resources import data_folder
from auditkit.policy.load import LoadedPack, digest_of, load_folder
from auditkit.policy.packed import packed, unpacked


@pytest.fixture(scope="module", params=["bank-example", "cn-ndsr"])
def pack(request) -> LoadedPack:
    found = load_folder(data_folder("policies") / request.param, [])
    assert found is not None
    return found


def test_the_digest_of_a_pack_is_made_again_from_what_was_packed(pack) -> None:
    body = packed(pack.files)
    assert packed(unpacked(body)) == body
    assert digest_of(unpacked(body)) == pack.digest


def test_every_file_of_the_folder_is_in_it(pack) -> None:
    inside = {name.removeprefix("pack/") for name in pack.files if name.startswith("pack/")}
    there = {p.relative_to(pack.folder).as_posix() for p in pack.folder.rglob("*") if p.is_file()}
    assert inside == there


def test_a_banks_own_lists_and_the_phrases_that_are_named_are_files_of_the_pack(tmp_path) -> None:
    own = tmp_path / "lists"
    own.mkdir()
    (own / "名单.csv").write_text("day\n", encoding="utf-8")
    problems: list = []
    bare = load_folder(data_folder("policies") / "cn-nifa2024", problems)
    more = load_folder(data_folder("policies") / "cn-nifa2024", problems, own)
    assert bare is not None
    assert more is not None
    assert set(more.files) - set(bare.files) == {"lists/名单.csv"}
    assert more.digest != bare.digest
    assert digest_of(unpacked(packed(more.files))) == more.digest


@pytest.mark.parametrize("name", ["pack/a.yaml", "phrases.json", "lists/l.csv"])
def test_the_digest_changes_with_every_file(name) -> None:
    files = {"pack/a.yaml": b"a", "phrases.json": b"{}", "lists/l.csv": b"day\n"}
    sums = {each: hashlib.sha256(body).hexdigest() for each, body in files.items()}
    assert pack_digest({**sums, name: "00" * 32}) != pack_digest(sums)


def test_the_order_of_files_is_the_same_on_every_system(tmp_path: Path) -> None:
    sums = {"pack/README": "aa" * 32, "pack/rules/x": "bb" * 32, "pack/a": "cc" * 32}
    assert pack_digest(sums) == pack_digest(dict(reversed(sums.items())))
