"""Names the files of findings as somebody sees them from where a run was started."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from auditkit.core.lint import LintReport


def seen_from(report: LintReport, folder: Path, here: Path) -> LintReport:
    """Return a report whose paths lead from ``here`` to the files, not from ``folder``.

    Fingerprints and baselines know files by their place below the configuration, so that they hold
    wherever a run starts; an editor and a code host want the place below the working folder. What
    lies outside of that keeps its name.
    """
    top, here = folder.absolute(), here.absolute()
    if top == here:
        return report

    def seen(path: str) -> str:
        file = top / path
        return file.relative_to(here).as_posix() if file.is_relative_to(here) else path

    return replace(
        report,
        findings=tuple(replace(each, path=seen(each.path)) for each in report.findings),
        unjudged=tuple(replace(each, path=seen(each.path)) for each in report.unjudged),
        stale=tuple(replace(each, path=seen(each.path)) for each in report.stale),
    )
