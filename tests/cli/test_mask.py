"""``auditkit mask`` as people type it."""

from __future__ import annotations

import pytest

from auditkit.cli.main import main

MOBILE = "139" + "1234" + "5678"
LOG = f"姓名,电话,备注\n欧阳锦绣,{MOBILE},改打{MOBILE}\n"


@pytest.fixture(autouse=True)
def key(tmp_path, monkeypatch):
    monkeypatch.setenv("AUDITKIT_KEY_FILE", str(tmp_path / "institution.key"))
    monkeypatch.delenv("AUDITKIT_KEY", raising=False)


@pytest.fixture
def log(tmp_path):
    (tmp_path / "log.csv").write_text(LOG, encoding="utf-8")
    return tmp_path / "log.csv"


@pytest.mark.parametrize(("lang", "said"), [("zh", "手机号"), ("en", "mobile number")])
def test_a_copy_is_written_and_what_was_masked_is_counted(lang, said, log, capfd):
    assert main(["mask", str(log), "--lang", lang]) == 0
    out, err = capfd.readouterr()
    assert out == ""
    assert said in err
    assert "institution.key" in err
    assert MOBILE not in err
    assert log.with_name("log.masked.csv").is_file()


def test_several_logs_go_to_a_folder_under_their_names(log, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text(LOG, encoding="utf-8")
    assert main(["mask", str(log), str(other), "-o", str(tmp_path / "out"), "-q"]) == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["log.csv", "other.csv"]


def test_several_logs_cannot_go_to_one_file(log, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text(LOG, encoding="utf-8")
    assert main(["mask", str(log), str(other), "-o", str(other)]) == 2
    assert other.read_text(encoding="utf-8") == LOG


def test_files_of_one_name_do_not_overwrite_each_other_in_a_folder(log, tmp_path):
    other = tmp_path / "other" / log.name
    other.parent.mkdir()
    other.write_text(LOG, encoding="utf-8")
    assert main(["mask", str(log), str(other), "-o", str(tmp_path / "out")]) == 2


def test_quiet_says_nothing_but_what_must_be_said(log, capfd):
    assert main(["mask", str(log), "--mask-all", "-q"]) == 0
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("more", "code"),
    [(["--keep", "没有的列"], 3), (["--widths", "WIDTHS"], 3), (["--mapping", "WIDTHS"], 3)],
)
def test_mistakes_end_with_3_and_leave_no_copy(more, code, log, tmp_path, capfd):
    bad = tmp_path / "bad.yaml"
    bad.write_text("shown:\n  CN_ID_CARD: {first: 6}\n", encoding="utf-8")
    assert (
        main(["mask", str(log), *(str(bad) if each == "WIDTHS" else each for each in more)]) == code
    )
    assert capfd.readouterr().err
    assert not log.with_name("log.masked.csv").exists()


def test_the_library_has_the_same_verb():
    import auditkit
    from auditkit import api

    assert auditkit.mask is api.mask
