"""A tiny audited bank that the tests of custody share: seconds to make, copied for every test."""

from __future__ import annotations

import shutil
from pathlib import Path

from auditkit import api
from auditkit.core.pseudonym import KEY_FILE_ENV, create_key

PROFILE = """
id: tiny
title: {zh: 小型测试, en: a tiny test}
packs: [bank-example]
zone: Asia/Shanghai
link_tolerance_s: 90
"""
HEADER = "debtor_id,debtor_name,case_id,contact,at,channel,party_role,outcome,note"


def make_bank(root: Path) -> Path:
    """Write a key, a profile of one small pack and two months of calls; return the folder.

    Three cases are called too often, a fourth only once.
    """
    (root / "policies" / "profiles").mkdir(parents=True)
    (root / "policies" / "profiles" / "tiny.yaml").write_text(PROFILE, encoding="utf-8")
    for month in (10, 11):
        logs = root / f"logs-{month}"
        logs.mkdir()
        rows = [
            f"D{debtor},葛若泓,K{debtor},C{debtor},2026-{month}-12 1{hour}:00:00,call,debtor,"
            "talked_debtor,ok"
            for debtor in range(4)
            for hour in range(6 if debtor < 3 else 1)
        ]
        (logs / "calls.csv").write_text("\n".join([HEADER, *rows, ",,,,,,,,\n"]), encoding="utf-8")
    create_key(root / "institution.key")
    return root


def scan(root: Path, month: int = 10, out: str = "out", **more: object) -> Path:
    """Audit a month into a folder and return that; the key must be named in the environment."""
    given = {"formats": ("json", "csv"), "max_rejects": 0.5, "fail_on": "critical"} | more
    api.scan(
        [str(root / f"logs-{month}")],
        profile="tiny",
        policies=root / "policies",
        out=root / out,
        **given,  # type: ignore[arg-type]
    )
    return root / out


def use_key(root: Path, monkeypatch) -> None:
    monkeypatch.setenv(KEY_FILE_ENV, str(root / "institution.key"))
    monkeypatch.delenv("AUDITKIT_KEY", raising=False)
    monkeypatch.delenv("AUDITKIT_DB", raising=False)


def copied(root: Path, to: Path) -> Path:
    """Copy a bank with all that was audited; paths in its record still lead to the first."""
    shutil.copytree(root, to)
    return to
