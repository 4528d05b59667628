"""What the page says before any program runs: the result, and how far it can be relied on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditkit.report.html.choice import Choice
from auditkit.report.html.reliance import not_evaluated, reliance
from auditkit.report.html.standing import coverage, identity
from auditkit.report.html.tables import rates
from auditkit.report.html.view import Block, Cell, Part, View, count, texts
from auditkit.report.interface import ReportBundle
from auditkit.report.record_words import has_gaps
from auditkit.report.tally import SEVERITIES, blocking, by_force_and_severity, tally
from auditkit.report.words import Words, words_for

LABELS = "html.label."


def views(bundle: ReportBundle, choice: Choice, rows: int) -> dict[str, View]:
    """Return the page in either language; a table shows at most ``rows`` rows."""
    return {lang: _view(bundle, choice, rows, words_for(bundle, lang, {})) for lang in ("zh", "en")}


def _view(bundle: ReportBundle, choice: Choice, rows: int, words: Words) -> View:
    manifest = bundle.manifest
    profile: Mapping[str, Any] = manifest.get("profile") or {}
    period: Mapping[str, Any] = manifest.get("period") or {}
    lead = words.text(
        "html.lead",
        profile=words.pick(profile.get("title")) or str(profile.get("id") or ""),
        period=words.window((str(period.get("from") or ""), str(period.get("to") or ""))),
        as_of=str(manifest.get("as_of") or ""),
    )
    parts = (
        _headline(bundle, choice, words),
        rates(bundle, rows, words),
        not_evaluated(bundle, rows, words),
        reliance(bundle, words),
        coverage(bundle, rows, words),
        identity(bundle, words),
    )
    return View(words.text("html.title"), lead, parts, words.catalogue.under(LABELS))


def _headline(bundle: ReportBundle, choice: Choice, words: Words) -> Part:
    return Part(
        "headline",
        words.text("html.headline.title"),
        (
            Block("text", texts(_verdict(bundle, words), look="verdict")),
            Block("figures", _found(bundle, words), note=words.text("overlap_note")),
            Block("figures", _severities(bundle, words), words.text("html.headline.severity")),
            Block("figures", _looked_at(bundle, words), words.text("html.headline.looked_at")),
            Block("text", texts(_left_out(choice, words), look="warn")),
            Block("text", texts(words.text("cover.limit_wording"), look="quiet")),
        ),
    )


def _verdict(bundle: ReportBundle, words: Words) -> str:
    level = str(bundle.manifest.get("fail_on", "high"))
    found = blocking(bundle, level)
    if not any(each.judged for each in bundle.files):
        return words.text("brief.nothing_judged")
    clean = "html.verdict.gaps" if has_gaps(bundle.manifest) else "html.verdict.clean"
    key = "html.verdict.found" if found else clean
    return words.text(key, count=f"{found:,}", level=words.label("severity", level))


def _found(bundle: ReportBundle, words: Words) -> tuple[tuple[Cell, ...], ...]:
    whole = tally(bundle.findings)
    rows = words.text("html.headline.rows", count=f"{whole.rows:,}")
    return (
        (Cell(words.text("html.headline.findings")), count(whole.distinct), Cell(rows)),
        (Cell(words.text("cover.incidents")), count(whole.incidents), Cell("")),
        (Cell(words.text("html.headline.open")), count(whole.open),
         Cell(words.text("html.headline.decided", count=f"{whole.rows - whole.open:,}"))),
        (Cell(words.text("cover.exemptions")), count(len(bundle.exemptions)), Cell("")),
    )  # fmt: skip


def _severities(bundle: ReportBundle, words: Words) -> tuple[tuple[Cell, ...], ...]:
    counts = by_force_and_severity(bundle.findings)
    return tuple(
        (
            Cell(words.label("severity", name), name),
            count(sum(found for (_, severity), found in counts.items() if severity == name)),
            Cell(""),
        )
        for name in SEVERITIES
    )


def _looked_at(bundle: ReportBundle, words: Words) -> tuple[tuple[Cell, ...], ...]:
    silent = {each.rule for each in bundle.not_evaluated}
    read = sum(each.read for each in bundle.files)
    rejected = sum(each.rejected for each in bundle.files)
    unjudged = sum(each.rows for each in bundle.not_evaluated)
    files = words.text("html.headline.of_files", rows=f"{read:,}", files=f"{len(bundle.files):,}")
    rules = words.text(
        "html.headline.of_rules", count=f"{len(silent):,}", rules=f"{len(bundle.rules):,}"
    )
    return (
        (Cell(words.text("html.headline.contacts")), count(sum(bundle.contacts.values())),
         Cell(files)),
        (Cell(words.text("cover.not_evaluated")), count(unjudged, "warn" if unjudged else ""),
         Cell(rules)),
        (Cell(words.text("cover.rejects")), count(rejected, "warn" if rejected else ""), Cell("")),
    )  # fmt: skip


def _left_out(choice: Choice, words: Words) -> str:
    if choice.whole:
        return ""
    counts = (
        words.text("brief.of", what=words.label("severity", name), count=f"{left:,}")
        for name, left in choice.left_out.items()
        if left
    )
    return words.text(
        "html.left_out",
        kept=f"{len(choice.findings):,}",
        left=f"{sum(choice.left_out.values()):,}",
        counts=words.text("comma").join(counts),
    )
