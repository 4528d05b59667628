"""The end of a run in plain text, for a console of any width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from auditkit.core.findings import NotEvaluated
from auditkit.report.interface import FileTotals, ReportBundle
from auditkit.report.joining import linking_lines
from auditkit.report.record_words import (
    complaints_said,
    confirmed_said,
    control_said,
    gaps_said,
    has_gaps,
)
from auditkit.report.safe import visible
from auditkit.report.tally import DECISIONS, SEVERITIES, tally, tally_by
from auditkit.report.width import shown_width, wrapped
from auditkit.report.words import Words, words_for

_COUNTS: Final = ("read", "judged", "linked", "duplicate", "rejected", "context")
_NARROWEST: Final = 60
_LONGEST_LIST: Final = 20  # lines before the rest is only counted
_NAME: Final = 24  # half-width characters that a name keeps at least


def render_text(bundle: ReportBundle, lang: str, width: int) -> str:
    """Return what a person reads when a run has ended, without a trailing line end.

    Files with control totals, findings per rule, exemptions, what was not evaluated, alarms and
    what to do next. No line is wider than ``width`` half-width characters (at least 60).
    """
    words, room = words_for(bundle, lang, {}), max(width, _NARROWEST)
    parts = (
        _heading(bundle, words, room),
        [*_files(bundle.files, words, room), *linking_lines(bundle, words)],
        _findings(bundle, words, room),
        _record(bundle, words),
        _not_evaluated(bundle, words),
        _alarms(bundle, words),
        _next(bundle, words),
    )
    lines = [line for part in parts for line in (*part, "")]
    return "\n".join(row for line in lines for row in wrapped(visible(line), room)).rstrip()


def _heading(bundle: ReportBundle, words: Words, room: int) -> Iterator[str]:
    manifest = bundle.manifest
    period = manifest.get("period", {})
    yield words.text("brief.title")
    yield words.text(
        "brief.line",
        profile=manifest.get("profile", {}).get("id", ""),
        period=words.window((str(period.get("from") or ""), str(period.get("to") or ""))),
        as_of=manifest.get("as_of") or "",
    )
    yield "─" * room


def _files(files: tuple[FileTotals, ...], words: Words, room: int) -> list[str]:
    names = ("file", "encoding", *_COUNTS)
    head = [words.text(f"brief.{name}") for name in names]
    counts = [[getattr(each, name) for name in _COUNTS] for each in files]
    rows = [
        [each.file, each.encoding, *map(_grouped, numbers)]
        for each, numbers in zip(files, counts, strict=True)
    ]
    sums = [sum(column) for column in zip(*counts, strict=True)] if counts else [0] * len(_COUNTS)
    rows.append([words.text("brief.total"), "", *map(_grouped, sums)])
    return _table([head, *rows], room, left=2)


def _findings(bundle: ReportBundle, words: Words, room: int) -> list[str]:
    if not any(each.judged for each in bundle.files):
        return [words.text("brief.nothing_judged")]
    if not bundle.findings:
        key = "brief.no_findings_gaps" if has_gaps(bundle.manifest) else "brief.no_findings"
        return [words.text(key), _exemptions(bundle, words)]
    whole = tally(bundle.findings)
    headline = words.text(
        "brief.headline",
        rows=_grouped(whole.rows),
        distinct=_grouped(whole.distinct),
        incidents=_grouped(whole.incidents),
    )
    head = [words.text(f"brief.{name}") for name in ("rule", "severity", "certainty", "count")]
    rows = _rule_rows(bundle, words)
    more = len(rows) - _LONGEST_LIST
    rest = [words.text("brief.more", count=more)] if more > 0 else []
    table = _table([head, *rows[:_LONGEST_LIST]], room, left=3)
    return [headline, *_decided(bundle, words), *table, *rest, _exemptions(bundle, words)]


def _decided(bundle: ReportBundle, words: Words) -> Iterator[str]:
    """Yield how many findings people have decided on; they stay in the table all the same."""
    counts = bundle.manifest.get("decisions", {})
    statuses = [name for name in DECISIONS if counts.get(name)]
    if not bundle.decided or not statuses:
        return
    said = [
        words.text("brief.of", what=words.label("decision", name), count=_grouped(counts[name]))
        for name in statuses
    ]
    yield words.text("brief.decided", counts=words.text("comma").join(said))
    if counts.get("carried"):
        yield words.text("brief.carried", count=_grouped(counts["carried"]))
    if counts.get("lapsed"):
        yield words.text("brief.lapsed", count=_grouped(counts["lapsed"]))


def _rule_rows(bundle: ReportBundle, words: Words) -> list[list[str]]:
    kinds = tally_by(bundle.findings, lambda f: f"{f.severity}\t{f.rule}\t{f.certainty}")
    order = sorted(
        kinds, key=lambda kind: (SEVERITIES.index(kind.split("\t")[0]), -kinds[kind].rows, kind)
    )
    rows = []
    for kind in order:
        severity, rule, certainty = kind.split("\t")
        rows.append(
            [
                f"{rule}  {words.title(rule)}",
                words.label("severity", severity),
                words.label("certainty", certainty),
                _grouped(kinds[kind].rows),
            ]
        )
    return rows


def _exemptions(bundle: ReportBundle, words: Words) -> str:
    return words.text("brief.exemptions", count=_grouped(len(bundle.exemptions)))


def _record(bundle: ReportBundle, words: Words) -> Iterator[str]:
    """Yield what is known to be missing, and who confirmed how the record was read."""
    manifest = bundle.manifest
    told, control = manifest.get("completeness"), manifest.get("control")
    if told and has_gaps({"completeness": told}):
        yield words.text("cover.completeness") + words.text("colon") + gaps_said(told, words)[0]
    if control:
        yield words.text("cover.control") + words.text("colon") + control_said(control, words)[0]
    complaints = manifest.get("complaints")
    if complaints and complaints["cases"]:
        label = words.text("cover.complaints") + words.text("colon")
        yield label + complaints_said(complaints, words)
    for what, said, _ in (
        confirmed_said(manifest["confirmations"], words) if ("confirmations" in manifest) else ()
    ):
        yield words.text(f"cover.confirmed_{what}") + words.text("colon") + said


def _not_evaluated(bundle: ReportBundle, words: Words) -> Iterator[str]:
    silent = {each.rule for each in bundle.not_evaluated}
    idle = sum(not each.judged and each.rule not in silent for each in bundle.coverage)
    if not (silent or bundle.unknown_codes or idle):
        yield words.text("brief.all_evaluated")
        return
    yield words.text("brief.not_evaluated")
    if idle:
        yield "  " + words.text("brief.idle", rules=idle)
    reasons = _by_reason(bundle.not_evaluated, words)
    yield from reasons[:_LONGEST_LIST]
    if len(reasons) > _LONGEST_LIST:
        yield "  " + words.text("brief.more", count=len(reasons) - _LONGEST_LIST)
    if any(each.cut for each in bundle.lookbacks):
        yield "  " + words.text("brief.history", since=_since(bundle))
    if bundle.unknown_codes:
        rows = sum(each.rows for each in bundle.unknown_codes)
        count = _grouped(len(bundle.unknown_codes))
        yield "  " + words.text("brief.codes", count=count, rows=_grouped(rows))


def _since(bundle: ReportBundle) -> str:
    return min(each.since for each in bundle.lookbacks if each.cut)


def _by_reason(silent: tuple[NotEvaluated, ...], words: Words) -> list[str]:
    def key(each: NotEvaluated) -> tuple[str, str]:
        return each.rule, each.reason

    lines = []
    for (rule, reason), group in groupby(sorted(silent, key=key), key=key):
        rows = words.text("brief.rows", rows=_grouped(sum(each.rows for each in group)))
        lines.append(f"  {rule}{words.text('colon')}{words.label('why_not', reason)}  {rows}")
    return lines


def _alarms(bundle: ReportBundle, words: Words) -> Iterator[str]:
    for key in ("assumptions", "alarms"):
        notes = bundle.manifest.get(key, ())
        if notes:
            yield words.text(f"brief.{key}")
            yield from (f"  {words.pick(each)}" for each in notes)


def _next(bundle: ReportBundle, words: Words) -> Iterator[str]:
    steps = []
    if bundle.findings:
        gravest = min(bundle.findings, key=lambda f: (SEVERITIES.index(f.severity), f.rule))
        steps += [
            words.text("brief.next_read"),
            words.text("brief.next_explain", rule=gravest.rule),
        ]
    if bundle.unknown_codes:
        steps.append(words.text("brief.next_codes"))
    if any(each.rejected for each in bundle.files):
        steps.append(words.text("brief.next_rejects"))
    if not set(_open_states(bundle)) <= {"confirmed", "not_needed"}:
        steps.append(words.text("confirm.next"))
    if steps:
        yield words.text("brief.next")
        yield from (f"  {number}. {step}" for number, step in enumerate(steps, 1))


def _open_states(bundle: ReportBundle) -> Iterator[str]:
    told = bundle.manifest.get("confirmations", {})
    return (told[name] for name in ("mapping", "codes", "packs") if name in told)


def _grouped(count: int) -> str:
    return f"{count:,}"


def _table(rows: Sequence[Sequence[str]], room: int, *, left: int) -> list[str]:
    """Return rows as aligned lines; the first column gives way when the table is too wide."""
    widths = [max(shown_width(row[at]) for row in rows) for at in range(len(rows[0]))]
    spare = room - sum(widths[1:]) - 2 * (len(widths) - 1)
    widths[0] = min(widths[0], max(spare, _NAME))
    return [
        "  ".join(
            _padded(_clipped(text, widths[at]), widths[at], left=at < left)
            for at, text in enumerate(row)
        )
        for row in rows
    ]


def _padded(text: str, width: int, *, left: bool) -> str:
    blank = " " * (width - shown_width(text))
    return text + blank if left else blank + text


def _clipped(text: str, width: int) -> str:
    if shown_width(text) <= width:
        return text
    while shown_width(text) > width - 1:
        text = text[:-1]
    return text + "…"
