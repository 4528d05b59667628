"""Pseudonyms are keyed, stable and never lead back without the key."""

from __future__ import annotations

import base64
import hmac
import os
import pickle
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.core.errors import ConfigError
from auditkit.core.pseudonym import (
    KEY_ENV,
    KEY_FILE_ENV,
    Pseudonymiser,
    create_key,
    key_id,
    load_key,
    show,
)

KEY = b"a synthetic key of 32 bytes only"


@given(st.binary(min_size=32, max_size=100), st.text(max_size=30))
def test_a_key_is_the_head_of_the_standard_hmac(key, value) -> None:
    digest = hmac.digest(key, f"contact\x1f{value}".encode(errors="surrogatepass"), "sha256")
    assert Pseudonymiser(key).derive("contact", value) == int.from_bytes(
        digest[:8], "big", signed=True
    )


def test_one_value_has_another_key_in_another_domain_and_under_another_key() -> None:
    one = Pseudonymiser(KEY)
    assert (
        len(
            {
                one.of("debtor", "1"),
                one.of("contact", "1"),
                Pseudonymiser(KEY * 2).of("debtor", "1"),
            }
        )
        == 3
    )
    assert one.of_all("debtor", ["1", None, ""]).tolist() == [one.of("debtor", "1"), 0, 0]


def test_a_pseudonymiser_travels_to_another_process_and_shows_no_key() -> None:
    one = Pseudonymiser(KEY)
    assert pickle.loads(pickle.dumps(one)).of("debtor", "1") == one.of("debtor", "1")
    assert "synthetic" not in repr(one)
    assert "synthetic" not in key_id(KEY)


def test_nothing_said_has_no_pseudonym() -> None:
    assert show("D", 0) == ""
    assert show("D", 5) != show("D", -5)


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.delenv(KEY_ENV, raising=False)
    monkeypatch.setenv(KEY_FILE_ENV, str(tmp_path / "deep" / "institution.key"))
    return tmp_path / "deep" / "institution.key"


def test_a_key_is_made_once_and_only_its_owner_reads_it(place) -> None:
    assert load_key() is None
    made = create_key(place)
    assert load_key() == made
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        create_key(place)


@pytest.mark.skipif(os.name != "posix", reason="modes of files are a matter of POSIX")
def test_a_key_that_others_can_read_is_refused(place) -> None:
    create_key(place)
    place.chmod(0o644)
    with pytest.raises(ConfigError, match="can be read by others"):
        load_key()


@pytest.mark.parametrize("text", ["not base64!", base64.b64encode(b"short").decode()])
def test_a_key_that_is_none_is_refused_without_being_shown(place, monkeypatch, text) -> None:
    monkeypatch.setenv(KEY_ENV, text)
    with pytest.raises(ConfigError) as raised:
        load_key()
    assert text not in str(raised.value)
