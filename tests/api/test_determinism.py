"""Same input, policy and settings: the same bytes, in whatever order, process or place."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import fresh_run
import pytest
from fresh_run import audit
from hypothesis import given, settings
from hypothesis import strategies as st
from shuffling import shuffled, without_places

from auditkit.api import audit as audit_module
from auditkit.api.runs.kept import bundle_of
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.report import ALWAYS, FORMATS
from auditkit.report.interface import ReportBundle
from auditkit.store import open_store, read_part, read_run
from auditkit.synthetic.bank import write_bank

TEXTS = [
    each.filename
    for each in (*FORMATS.values(), *ALWAYS.values())
    if each.name not in ("xlsx", "docx")
]
FIRST, SECOND, THIRD, FOURTH = (f"2026-11-0{n}T0{n}:00:00+00:00" for n in (1, 2, 3, 4))
ELSEWHERE = (
    {"PYTHONHASHSEED": "0", "TZ": "America/New_York", "LC_ALL": "C.UTF-8"},
    {"PYTHONHASHSEED": "77", "TZ": "Pacific/Apia", "LC_ALL": "C"},
)


@dataclass(frozen=True)
class Audited:
    """A month audited in one piece; in other processes; with its rows in another order."""

    bundle: ReportBundle
    made: tuple[Any, ...]  # what a bundle was made of
    first: ReportBundle  # the one that was made
    plain: Path
    fresh: tuple[Path, ...]
    shuffled: Path


def september(month: Path, to: Path) -> Path:
    """Write the month's steps as those of the month before, which the audit is handed on."""
    (to / "logs").mkdir(parents=True)
    (to / "mapping.yaml").write_bytes((month / "mapping.yaml").read_bytes())
    events = (month / "logs" / "案件事件_202610.csv").read_text(encoding="utf-8-sig")
    head, *lines = events.splitlines(keepends=True)
    some = [each for each in lines if "2026-10-31" not in each][:120]
    earlier = "".join([head, *some]).replace("2026-10-", "2026-09-")
    (to / "logs" / "案件事件_202609.csv").write_text(earlier, encoding="utf-8-sig")
    return to


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    root = tmp_path_factory.mktemp("determinism")
    month = root / "month"
    write_bank(month, rows=1200)
    before = september(month, root / "before")
    history = root / "handed-on"
    audit(before, None, history, jobs=1, at=FIRST, whole=True)
    fresh = [
        (root / f"fresh{jobs}", jobs, where) for jobs, where in zip((2, 3), ELSEWHERE, strict=True)
    ]
    program = [sys.executable, fresh_run.__file__, str(month), str(history)]
    started = [
        subprocess.Popen([*program, str(out), str(jobs), SECOND], env=os.environ | where)
        for out, jobs, where in fresh
    ]
    made: list[tuple[tuple[Any, ...], ReportBundle]] = []

    def noted(*given: Any) -> ReportBundle:
        made.append((given, make(*given)))
        return made[-1][1]

    make = audit_module.make_bundle
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(audit_module, "make_bundle", noted)
        plain = audit(month, history, root / "plain", jobs=1, at=THIRD, whole=True)
    handed_on_anew, before_anew = root / "handed-on-anew", shuffled(before, root / "before-anew", 1)
    audit(before_anew, None, handed_on_anew, jobs=1, at=FIRST, whole=True)
    anew = shuffled(month, root / "anew", 2)
    audit(anew, handed_on_anew, root / "shuffled", jobs=1, at=FOURTH)
    assert [each.wait(timeout=300) for each in started] == [0, 0]
    outs = tuple(out for out, _, _ in fresh)
    return Audited(plain.bundle, *made[0], root / "plain", outs, root / "shuffled")


def unstamped(folder: Path, name: str) -> str:
    """Return a file without the one time that it states, and hashes of files that state it."""
    text = _timeless((folder / name).read_bytes())
    if name == "manifest.json":
        for each in json.loads(text)["outputs"]:
            text = text.replace(each["sha256"], f"hash of {each['file']}")
    return text


def parts_of_workbook(folder: Path) -> dict[str, str]:
    """Return the parts of the workbook, every cell of it, without the one time it states."""
    with zipfile.ZipFile(folder / "report.xlsx") as book:
        return {name: _timeless(book.read(name)) for name in book.namelist()}


def _timeless(raw: bytes) -> str:
    return re.sub(r"2026-11-0(\d)[T ]0\1:00:00(\+00:00|Z)", "THEN", raw.decode())


def test_the_month_has_links_repeats_notes_history_and_ties(audited: Audited) -> None:
    whole = audited.bundle
    for part in ("linked", "duplicate", "judged"):
        assert sum(getattr(each, part) for each in whole.files), part
    assert whole.manifest["history"]["runs"][0]["rows"]
    assert len(whole.files) > 5
    assert len(whole.findings) > 100
    assert whole.exemptions
    assert any("“" in each.evidence for each in whole.findings)
    assert len({each.at for each in whole.findings}) < len(whole.findings)


@pytest.mark.slow
@pytest.mark.parametrize("name", TEXTS)
def test_processes_buckets_hash_seeds_zones_and_locales_change_no_byte(
    audited: Audited, name: str
) -> None:
    expected = unstamped(audited.plain, name)
    for folder in audited.fresh:
        assert unstamped(folder, name) == expected


@pytest.mark.slow
def test_processes_buckets_hash_seeds_zones_and_locales_change_no_cell(audited: Audited) -> None:
    expected = parts_of_workbook(audited.plain)
    assert len(expected) > 10
    for folder in audited.fresh:
        assert parts_of_workbook(folder) == expected


def test_a_text_states_the_time_of_the_run_once_and_only_where_it_is_said(
    audited: Audited,
) -> None:
    told = {name: unstamped(audited.plain, name).count("THEN") for name in TEXTS}
    assert told == {
        "findings.json": 1,
        "findings.jsonl": 0,
        "findings.csv": 0,
        "findings.sarif": 1,
        "junit.xml": 0,
        "report.html": 3,  # in either language, and in the data
        "manifest.json": 1,
        "rejects.csv": 0,
    }


@pytest.mark.slow
def test_the_order_of_rows_changes_nothing_but_row_numbers_and_hashes_of_files(
    audited: Audited,
) -> None:
    plain, anew = (
        without_places(json.loads((folder / "findings.json").read_text(encoding="utf-8")))
        for folder in (audited.plain, audited.shuffled)
    )
    for part in plain:
        assert anew[part] == plain[part], part


def test_contacts_are_counted_alike_in_any_process_bucket_and_order(audited: Audited) -> None:
    whole = audited.bundle
    assert sum(whole.hours.values()) == sum(whole.contacts.values()) > 500
    assert whole.workload.cases
    assert whole.workload.others
    for folder in (*audited.fresh, audited.shuffled):
        with open_store(folder / "audit.db", Pseudonymiser(fresh_run.KEY)) as store:
            kept = bundle_of({}, partial(read_part, store, read_run(store).id))
        for part in ("contacts", "hours", "workload"):
            assert getattr(kept, part) == getattr(whole, part), (folder.name, part)


def test_a_bundle_does_not_depend_on_the_order_in_which_things_were_found(
    audited: Audited,
) -> None:
    outcome, rules, asked = audited.made
    ledger = outcome.ledger

    @given(st.randoms(use_true_random=False))
    @settings(max_examples=5)
    def holds(order: Random) -> None:
        for found in (ledger.findings, ledger.exemptions):
            order.shuffle(found)
        for counted in (ledger.incidents, ledger._unknown, ledger._counts, outcome.acts.contacts):
            pairs = list(counted.items())
            order.shuffle(pairs)
            counted.clear()
            for key, value in pairs:
                counted[key] = value
        again = audit_module.make_bundle(outcome, rules, asked)
        assert again == audited.first
        assert list(again.contacts) == list(audited.first.contacts)

    holds()
