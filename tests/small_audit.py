"""Audits that take a moment: calls of one debtor after another, judged by one small pack."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from auditkit import api
from auditkit.core.pseudonym import Pseudonymiser

KEY = b"synthetic key for tests, 32 byte"
KEY_TEXT = base64.b64encode(KEY).decode()
PSEUDONYMS = Pseudonymiser(KEY)
ROOT = Path(__file__).resolve().parent.parent
HEAD = "activity_id,debtor_id,case_id,contact,at,channel,direction,outcome,party_role,agency_id"
RULE = "bank-example.calls.daily"


def policies(
    folder: Path, name: str = "policies", *, more: tuple[str, ...] = (), **changes: Any
) -> Path:
    """Make a folder with one pack of one rule and a profile; ``changes`` are fields of the rule.

    ``more`` are further rules of the pack.
    """
    made = folder / name
    pack = made / "bank-example"
    shutil.copytree(ROOT / "policies" / "bank-example", pack)
    for file in (pack / "rules").iterdir():
        if not file.name.startswith((RULE, *more)):
            file.unlink()
    rule = pack / "rules" / f"{RULE}.yaml"
    told = yaml.safe_load(rule.read_text(encoding="utf-8"))
    told.update(changes)
    rule.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), encoding="utf-8")
    (made / "profiles").mkdir()
    profile = {
        "id": "small",
        "title": {"zh": "小", "en": "small"},
        "packs": ["bank-example"],
        "zone": "Asia/Shanghai",
        "link_tolerance_s": 90,
    }
    (made / "profiles" / "small.yaml").write_text(yaml.safe_dump(profile), encoding="utf-8")
    return made


def calls(debtors: Iterable[int], day: str = "2026-10-12", agency: str = "001") -> list[str]:
    """Return five answered calls of a day per debtor, of which the rule finds the last three."""
    return [
        f"A{day}-{debtor}-{n},D{debtor},{202610120000010000 + debtor},13900000{debtor:03d},"
        f"{day}T1{n}:0{n}:0{n}+08:00,call,outbound,talked_debtor,debtor,{agency}"
        for debtor in debtors
        for n in range(5)
    ]


def log(folder: Path, name: str, rows: Iterable[str]) -> Path:
    """Write a file of canonical rows."""
    path = folder / name
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return path


def scan(*sources: Path, out: Path | None, policies: Path, **more: Any) -> api.ScanResult:
    """Audit files into a folder, without any report but the manifest."""
    return api.scan(
        [str(each) for each in sources],
        profile="small",
        policies=policies,
        out=out,
        formats=more.pop("formats", ()),
        key=KEY,
        **more,
    )
