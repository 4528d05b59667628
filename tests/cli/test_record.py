"""A missing file never looks clean, and an unconfirmed mapping never looks confirmed."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from auditkit.cli.main import main

HEADER = "debtor_id,case_id,contact,at,channel,direction,party_role,outcome,agency_id,step"
CLEAN = {
    "zh": "未发现问题，但记录有缺口：不等于合规",
    "en": "but the record has gaps: this is no pass",
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUDITKIT_KEY_FILE", str(tmp_path / "institution.key"))
    monkeypatch.delenv("AUDITKIT_KEY", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def log(folder: Path, name: str, days: range, agency: str = "AG-1", step: str = "") -> Path:
    """Write twelve calls a day, each to a debtor of its own, without any violation."""
    folder.mkdir(exist_ok=True)
    rows = [
        f"D{agency}{day}-{n},K{day}-{n},C{day}-{n},2026-10-{day:02d} 10:{n:02d}:00,call,outbound,"
        f"debtor,no_answer,{agency},{step}"
        for day in days
        for n in range(12)
    ]
    path = folder / name
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def manifest(out: Path) -> dict:
    return json.loads((out / "manifest.json").read_text(encoding="utf-8"))


def cells(out: Path, sheet: str) -> list[str]:
    book = openpyxl.load_workbook(out / "report.xlsx", read_only=True)
    return [str(c) for row in book[sheet].iter_rows(values_only=True) for c in row if c is not None]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_agency_that_stops_is_said_everywhere_and_clean_is_not(
    lang: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log(home / "logs", "a.csv", range(1, 32), "AG-1")
    log(home / "logs", "b.csv", range(1, 15), "AG-2")
    assert main(["scan", "logs", "--out", "out", "--lang", lang]) == 0
    err = capsys.readouterr().err
    assert CLEAN[lang] in err
    assert "AG-2" in err
    told = manifest(home / "out")["completeness"]
    (gap,) = next(line for line in told["lines"] if line["name"] == "AG-2")["gaps"]
    assert (gap["kind"], gap["from"], gap["to"]) == ("stop", "2026-10-15", "2026-10-31")
    cover = cells(home / "out", {"zh": "封面", "en": "Cover"}[lang])
    assert any({"zh": "不能视为合规", "en": "so this is no pass"}[lang] in cell for cell in cover)
    assert any("AG-2" in a[lang] for a in manifest(home / "out")["alarms"])


def test_a_record_without_gaps_is_clean(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log(home / "logs", "a.csv", range(1, 32))
    assert main(["scan", "logs", "--out", "out", "--lang", "en"]) == 0
    assert "Nothing was found\n" in capsys.readouterr().err
    assert "No gap was seen by agency, source and day" in cells(home / "out", "Cover")


def test_files_that_give_nothing_stand_in_the_sheet(home: Path) -> None:
    log(home / "logs", "a.csv", range(1, 32))
    log(home / "logs", "empty.csv", range(0))
    (home / "logs" / "scan.pdf").write_bytes(b"x")
    log(home / "logs", "old.csv", range(1, 3), "AG-1").rename(home / "logs" / "z.csv")
    assert main(["scan", "logs", "--out", "out", "--lang", "en", "--from", "2026-10-05", "-q"]) == 0
    assert manifest(home / "out")["completeness"]["files"] == [
        {"file": "empty.csv", "state": "empty"},
        {"file": "scan.pdf", "state": "passed"},
    ]
    sheet = cells(home / "out", "Completeness")
    assert {"empty.csv", "scan.pdf", "passed over in a folder"} <= set(sheet)


def test_a_long_period_is_shown_by_week_and_fits_a_sheet(home: Path) -> None:
    log(home / "logs", "a.csv", range(1, 32))
    assert main(
        ["scan", "logs", "--out", "out", "--from", "2026-01-01", "--to", "2026-12-31", "-q"]
    ) == 0  # fmt: skip
    told = manifest(home / "out")["completeness"]
    assert (told["unit"], len(told["columns"]), told["columns"][0]) == ("week", 53, "2025-12-29")
    assert sum(told["lines"][0]["cells"]) == 31 * 12


CONTROL = "文件名,行数\na.csv,{rows}\n{more}"


@pytest.mark.parametrize(
    ("rows", "more", "code", "said"),
    [
        (372, "", 0, ""),
        (373, "", 3, "a.csv differs from row 2 of control.csv: rows: expected 373, found 372"),
        (372, "b*.csv,\n", 3, "b*.csv, row 3 of control.csv, is missing"),
    ],
)
def test_a_control_file_in_the_folder_is_no_log_and_decides_the_exit_code(
    rows: int, more: str, code: int, said: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log(home / "logs", "a.csv", range(1, 32))
    control = home / "logs" / "control.csv"
    control.write_text(CONTROL.format(rows=rows, more=more), encoding="gb18030")
    assert main(
        ["scan", "logs", "--expect", str(control), "--out", "out", "--lang", "en"]
    ) == code  # fmt: skip
    assert said in capsys.readouterr().err.replace("\n", " ")
    told = manifest(home / "out")
    assert [each["file"] for each in told["files"]] == ["a.csv"]
    assert told["control"]["lines"][0]["state"] == ("differing" if rows == 373 else "matched")
    assert any("control.csv: matched" in cell for cell in cells(home / "out", "Cover"))


def test_a_file_that_was_not_announced_is_an_alarm(home: Path) -> None:
    log(home / "logs", "a.csv", range(1, 32))
    log(home / "logs", "b.csv", range(1, 32), "AG-2")
    (home / "control.csv").write_text("file,rows\na.csv,372\n", encoding="utf-8")
    assert main(["scan", "logs", "--expect", "control.csv", "--out", "out", "-q"]) == 0
    told = manifest(home / "out")
    assert told["control"]["unexpected"] == ["b.csv"]
    assert any("does not name: 1" in alarm["en"] for alarm in told["alarms"])


def test_a_bad_control_file_stops_the_run_before_it_begins(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log(home / "logs", "a.csv", range(1, 3))
    (home / "control.csv").write_text("file,rows\na.csv,secret\n", encoding="utf-8")
    assert main(["scan", "logs", "--expect", "control.csv"]) == 3
    out, err = capsys.readouterr()
    assert "control.csv:2: column rows" in err
    assert "secret" not in out + err
    assert not (home / "institution.key").exists()


def test_a_complaint_without_a_finding_is_listed_for_a_person(home: Path) -> None:
    log(home / "logs", "a.csv", range(1, 32))
    log(home / "logs", "c.csv", range(7, 8), "AG-1", "complaint.opened").rename(
        home / "logs" / "complaints.csv"
    )
    main(["scan", "logs", "--out", "out", "--lang", "en", "-q"])
    told = manifest(home / "out")["complaints"]
    assert (told["cases"], told["before"], len(told["without"])) == (12, 0, 12)
    assert "K7-3" in cells(home / "out", "Complaints")
    assert any("Cases with a complaint: 12" in cell for cell in cells(home / "out", "Cover"))


STRANGE = "客户号,被叫号码,通话时间,呼叫结果\n" + "".join(
    f"KH{n},{n},2026-10-05 10:{n:02d}:00,未接通\n" for n in range(30)
)


@pytest.fixture
def strange(home: Path) -> Path:
    path = home / "calls_1.csv"
    path.write_text(STRANGE, encoding="utf-8")
    return path


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_proposed_mapping_is_said_on_the_cover(lang: str, strange: Path, home: Path) -> None:
    main(["scan", str(strange), "--out", "out", "--lang", lang, "-q"])
    told = manifest(home / "out")
    assert (told["confirmations"]["mapping"], told["mapping"]["confirmed"]) == ("proposed", False)
    words = {"zh": "由程序推定，未经人工确认", "en": "proposed, not confirmed"}[lang]
    assert any(words in cell for cell in cells(home / "out", {"zh": "封面", "en": "Cover"}[lang]))


def test_a_scan_can_require_that_all_is_confirmed(
    strange: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["map", str(strange), "-o", "mapping.yaml"]) == 0
    command = ["scan", str(strange), "--mapping", "mapping.yaml", "--require-confirmed",
               "--out", "out", "--lang", "en", "-q"]  # fmt: skip
    assert main(command) == 3
    assert "not confirmed" in capsys.readouterr().err
    before = manifest(home / "out")
    assert main(["confirm", "mapping.yaml", "--profile", "cn-bank", "--by", "Li Lei"]) == 0
    assert main(command) == 0
    after = manifest(home / "out")
    assert after["mapping"]["confirmed"] is True
    assert {item["by"] for item in after["confirmations"]["items"]} == {"Li Lei"}
    assert after["run_id"] == before["run_id"]
    assert any("confirmed by Li Lei" in cell for cell in cells(home / "out", "Cover"))
    mapping = home / "mapping.yaml"
    mapping.write_text(
        mapping.read_text(encoding="utf-8").replace('"未接通": ', '"未接通 ": ', 1),
        encoding="utf-8",
    )
    assert main(command) == 3
    assert "changed since" in capsys.readouterr().err


def test_a_confirmation_does_not_make_it_another_run(strange: Path, home: Path) -> None:
    main(["map", str(strange), "-o", "mapping.yaml"])
    names = []
    for _ in range(2):
        main(["scan", str(strange), "--mapping", "mapping.yaml", "--out", "out", "-q"])
        names.append(manifest(home / "out")["run_id"])
        main(["confirm", "mapping.yaml", "--by", "Li Lei"])
    assert names[0] == names[1]


def test_check_exits_with_3_until_all_is_confirmed_and_list_never_does(
    strange: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["map", str(strange), "-o", "mapping.yaml"])
    assert main(["confirm", "mapping.yaml", "--list"]) == 0
    assert main(["confirm", "mapping.yaml", "--check"]) == 3
    assert not (home / "mapping.yaml.confirmed.yaml").exists()
    assert main(["confirm", "mapping.yaml", "--by", "李雷", "--register", "r.yaml"]) == 0
    assert main(["confirm", "mapping.yaml", "--check"]) == 3
    assert main(["confirm", "mapping.yaml", "--check", "--register", "r.yaml"]) == 0
    assert "李雷" in capsys.readouterr().out


@pytest.mark.parametrize("args", [[], ["m.yaml"], ["m.yaml", "--by", " "]])
def test_confirming_nothing_or_by_nobody_is_a_usage_error(
    args: list[str], home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "m.yaml").write_text("version: 1\n", encoding="utf-8")
    assert main(["confirm", *args]) == 2


def test_a_wrong_year_does_not_make_every_agency_late(home: Path) -> None:
    path = log(home / "logs", "a.csv", range(1, 32))
    log(home / "logs", "b.csv", range(1, 32), "AG-2")
    rows = path.read_text(encoding="utf-8")
    (home / "logs" / "many.csv").write_text(
        HEADER + "\n" + rows.partition("\n")[2].replace(",C", ",9").replace(" 10:", " 11:") * 2,
        encoding="utf-8",
    )
    path.write_text(
        rows + "D1,K1,C1,1905-03-01 10:00:00,call,outbound,debtor,no_answer,AG-1,\n",
        encoding="utf-8",
    )
    main(["scan", "logs", "--out", "out", "--lang", "en", "-q"])
    told = manifest(home / "out")["completeness"]
    assert (told["from"], told["to"], told["outside"]) == ("2026-10-01", "2026-10-31", 1)
    assert [line["name"] for line in told["lines"] if line["gaps"]] == []
    assert any("Please check their dates" in cell for cell in cells(home / "out", "Completeness"))
