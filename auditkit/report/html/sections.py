"""What the page says before any program runs: the result, and how far it can be relied on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditkit.core.i18n import LANGUAGES
from auditkit.report.html.numbers import Figures
from auditkit.report.html.reliance import not_evaluated, reliance
from auditkit.report.html.review import review
from auditkit.report.html.standing import coverage, identity
from auditkit.report.html.tables import rates
from auditkit.report.html.told import Told
from auditkit.report.html.view import Block, Cell, Part, View, count, texts
from auditkit.report.interface import ReportBundle
from auditkit.report.record_words import has_gaps
from auditkit.report.tally import SEVERITIES, blocking
from auditkit.report.words import Words, moment, words_for

LABELS = "html.label."


def views(told: Told, rows: int) -> dict[str, View]:
    """Return the page in either language; a table shows at most ``rows`` rows."""
    return {lang: _view(told, rows, words_for(told.bundle, lang, {})) for lang in LANGUAGES}


def _view(told: Told, rows: int, words: Words) -> View:
    bundle = told.bundle
    parts = (
        _headline(told, words),
        review(told.order, words),
        rates(told.figures, rows, words),
        not_evaluated(bundle, rows, words),
        reliance(bundle, words),
        coverage(bundle, rows, words),
        identity(bundle, words),
    )
    lead = _lead(bundle.manifest, words)
    return View(words.text("html.title"), lead, parts, words.catalogue.under(LABELS))


def _lead(manifest: Mapping[str, Any], words: Words) -> str:
    """Return who was audited by what, over which days."""
    profile, period = manifest.get("profile") or {}, manifest.get("period") or {}
    entity = words.pick(manifest.get("entity"))
    said = words.text(
        "html.lead",
        profile=words.pick(profile.get("title")) or str(profile.get("id") or ""),
        period=words.window((str(period.get("from") or ""), str(period.get("to") or ""))),
        as_of=moment(str(manifest.get("as_of") or "")),
    )
    return words.text("html.lead_of", entity=entity, lead=said) if entity else said


def _headline(told: Told, words: Words) -> Part:
    bundle = told.bundle
    return Part(
        "headline",
        words.text("html.headline.title"),
        (
            Block("text", texts(_verdict(bundle, words), look="verdict")),
            Block("figures", _found(told, words), note=words.text("overlap_note")),
            Block(
                "figures", _severities(told.figures, words), words.text("html.headline.severity")
            ),
            Block("figures", _looked_at(bundle, words), words.text("html.headline.looked_at")),
            Block("text", texts(*_left_out(told, words), look="warn")),
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


def _found(told: Told, words: Words) -> tuple[tuple[Cell, ...], ...]:
    whole = told.figures.whole
    rows = words.text("html.headline.rows", count=f"{whole.rows:,}")
    return (
        (Cell(words.text("html.headline.findings")), count(whole.distinct), Cell(rows)),
        (Cell(words.text("cover.incidents")), count(whole.incidents), Cell("")),
        (Cell(words.text("html.headline.open")), count(whole.open),
         Cell(words.text("html.headline.decided", count=f"{whole.rows - whole.open:,}"))),
        (Cell(words.text("cover.exemptions")), count(len(told.bundle.exemptions)), Cell("")),
    )  # fmt: skip


def _severities(figures: Figures, words: Words) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (Cell(words.label("severity", name), name), count(figures.severity[name]), Cell(""))
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


def _left_out(told: Told, words: Words) -> Iterator[str]:
    """Yield what is not on the page, and where it is."""
    choice = told.choice
    if not choice.whole:
        counts = (
            words.text("brief.of", what=words.label("severity", name), count=f"{left:,}")
            for name, left in choice.left_out.items()
            if left
        )
        yield words.text(
            "html.left_out.findings",
            kept=f"{len(choice.findings):,}",
            left=f"{sum(choice.left_out.values()):,}",
            counts=words.text("comma").join(counts),
        )
    exempt = len(told.bundle.exemptions)
    if exempt > choice.most:
        left = exempt - choice.most
        yield words.text("html.left_out.exemptions", kept=f"{choice.most:,}", left=f"{left:,}")
