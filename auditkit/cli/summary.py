"""What a person reads on stderr when a run has ended: rows accounted for, findings, files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from auditkit.cli.console import table
from auditkit.core.i18n import Catalogue
from auditkit.report.interface import ReportBundle

_TOTALS: Final = ("read", "judged", "linked", "duplicate", "rejected", "context")
_RANK: Final = ("critical", "high", "medium", "low")
_SHOWN: Final = 20


def summary(bundle: ReportBundle, words: Catalogue) -> str:
    """Return the summary of a run in the language of ``words``."""
    return "\n".join(
        part
        for part in (
            _files(bundle, words),
            "",
            *_notes(bundle.manifest, words),
            _headline(bundle, words),
            _rules(bundle, words),
            *_caveats(bundle, words),
        )
        if part is not None
    )


def outputs(written: tuple[Path, ...], words: Catalogue) -> str:
    """Return the files a run wrote, one a line."""
    return "\n".join([words.text("cli.scan.written") + ":", *(f"  {path}" for path in written)])


def _files(bundle: ReportBundle, words: Catalogue) -> str:
    header = [words.text(f"cli.scan.{name}") for name in ("file", *_TOTALS)]
    rows = [[each.file, *(getattr(each, name) for name in _TOTALS)] for each in bundle.files]
    return table([header, *rows])


def _notes(manifest: Mapping[str, Any], words: Catalogue) -> Iterator[str]:
    for key, label in (("assumptions", "assumed"), ("alarms", "alarm")):
        for note in manifest.get(key, ()):
            yield f"{words.text(f'cli.scan.{label}')}: {note[words.lang]}"


def _headline(bundle: ReportBundle, words: Catalogue) -> str:
    if not bundle.findings:
        return words.text("cli.scan.none")
    headline = bundle.manifest["headline"]
    return words.text("cli.scan.found", **{name: f"{headline[name]:,}" for name in headline})


def _rules(bundle: ReportBundle, words: Catalogue) -> str | None:
    counts = Counter(finding.rule for finding in bundle.findings)
    views = sorted(
        (rule for rule in bundle.rules if counts[rule.id]),
        key=lambda rule: (_RANK.index(rule.severity), -counts[rule.id], rule.id),
    )
    if not views:
        return None
    header = [words.text(f"cli.scan.{name}") for name in ("count", "severity", "rule", "title")]
    rows = [
        [
            counts[rule.id],
            words.find(f"severity.{rule.severity}", rule.severity),
            rule.id,
            rule.title.pick(words.lang),
        ]
        for rule in views[:_SHOWN]
    ]
    rest = len(views) - _SHOWN
    more = [words.text("cli.scan.more_rules", count=rest)] if rest > 0 else []
    return "\n".join([table([header, *rows]), *more])


def _caveats(bundle: ReportBundle, words: Catalogue) -> Iterator[str]:
    if bundle.exemptions:
        yield words.text("cli.scan.exempt", count=f"{len(bundle.exemptions):,}")
    silent = {each.rule for each in bundle.not_evaluated}
    if silent:
        yield words.text("cli.scan.not_evaluated", rules=len(silent))
    if bundle.unknown_codes:
        yield words.text("cli.scan.unknown_codes", codes=len(bundle.unknown_codes))
