"""Audits a month in a process of its own, in several buckets: MONTH EARLIER OUT JOBS INSTANT."""

from __future__ import annotations

import sys
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from auditkit import api
from auditkit.core import clock
from auditkit.engine import gather, run, spool

KEY = b"synthetic key for tests, 32 byte"
PACKS = "cn-gbt45251, cn-pipl, cn-criminal, cn-civil"
FORMATS = ("json", "jsonl", "csv", "sarif", "junit", "xlsx", "html", "docx")


def audit(
    month: Path, history: Path | None, out: Path, *, jobs: int, at: str, whole: bool = False
) -> api.ScanResult:
    """Audit a month at an instant: as one piece, or in buckets that do not fit into memory."""
    with pytest.MonkeyPatch.context() as patch:
        if not whole:
            patch.setattr(spool, "SMALL", 0)
            patch.setattr(spool, "BUDGET", 200_000)
            for module in (gather, run):
                patch.setattr(module, "Spool", partial(spool.Spool, buckets=4))
        patch.setattr(clock, "now", lambda: datetime.fromisoformat(at))
        return api.scan(
            [str(month / "logs")],
            profile="some",
            policies=_policies(month),
            mapping=month / "mapping.yaml",
            history=[str(history)] if history else [],
            out=out,
            formats=FORMATS,
            key=KEY,
            jobs=jobs,
        )


def _policies(month: Path) -> Path:
    """Return a folder with a profile of some packs, so that a run is over soon."""
    file = month / "policies" / "profiles" / "some.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    title, zone = "title: {zh: 部分, en: some}", "zone: Asia/Shanghai"
    text = f"id: some\n{title}\npacks: [{PACKS}]\n{zone}\nlink_tolerance_s: 90\n"
    if not file.exists():
        file.write_text(text, encoding="utf-8")
    return month / "policies"


if __name__ == "__main__":
    given, earlier, folder = (Path(each) for each in sys.argv[1:4])
    audit(given, earlier, folder, jobs=int(sys.argv[4]), at=sys.argv[5])
