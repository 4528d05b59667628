"""The cover: what was audited, by which rules, with what result, and who signs for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final, get_args

from auditkit.core.findings import Decision
from auditkit.report.citations import cited
from auditkit.report.interface import ReportBundle
from auditkit.report.record_words import (
    complaints_said,
    confirmed_said,
    control_said,
    gaps_said,
    has_gaps,
)
from auditkit.report.sheets.shape import Block, Marked, Row, Sheet, Value, Wide
from auditkit.report.tally import (
    FORCES,
    SEVERITIES,
    blocking,
    by_force_and_severity,
    tally,
)
from auditkit.report.words import Words, moment

DECISIONS: Final = get_args(Decision)
_GAP = Marked(None, "gap")
_SPAN = 6  # prose runs over all columns but the first


def cover_sheet(bundle: ReportBundle, words: Words) -> Sheet:
    """Return the cover, from the facts of the run down to the blanks for signatures."""
    blocks = (
        Block((), _facts(bundle, words)),
        Block((), _figures(bundle, words), words.text("block.headline")),
        Block((), _decisions(bundle, words), words.text("block.decisions")),
        Block((), _result(bundle, words), words.text("block.result")),
        Block((), _standing(bundle, words), words.text("block.standing")),
        Block((), _force_table(bundle, words), words.text("block.by_force")),
        Block((), _scope(bundle, words), words.text("block.scope")),
        Block((), _instruments(bundle, words), words.text("block.instruments")),
        Block((), _limits(bundle, words), words.text("block.limits")),
        Block((), _sign_off(words), words.text("block.sign_off")),
    )
    return Sheet("cover", tuple(block for block in blocks if block.rows))


def _label(key: str, words: Words) -> Marked:
    return Marked(words.text(f"cover.{key}"), "label")


def _facts(bundle: ReportBundle, words: Words) -> list[Row]:
    manifest = bundle.manifest
    profile, period = manifest.get("profile", {}), manifest.get("period", {})
    window = words.window((str(period.get("from") or ""), str(period.get("to") or "")))
    entity = words.pick(manifest.get("entity"))
    facts: list[tuple[str, Value]] = [
        ("entity", entity or Wide("", _SPAN, "blank")),
        ("profile", f"{words.pick(profile.get('title'))} ({profile.get('id', '')})"),
        ("period", window),
        ("as_of", moment(str(manifest.get("as_of") or ""))),
        ("run_id", manifest.get("run_id")),
        ("started_at", moment(str(manifest.get("started_at") or ""))),
        ("version", _version(manifest)),
        ("key_id", manifest.get("key_id")),
    ]
    return [(_label(key, words), _over(value)) for key, value in facts if value not in (None, "")]


def _over(value: Value) -> Value:
    return value if isinstance(value, (Marked, Wide)) else Wide(str(value), _SPAN)


def _version(manifest: Mapping[str, Any]) -> str:
    return str(manifest.get("version") or manifest.get("auditkit_version") or "")


def _figures(bundle: ReportBundle, words: Words) -> list[Row]:
    whole = tally(bundle.findings)
    figures = (
        ("findings", whole.distinct),
        ("findings_raw", whole.rows),
        ("incidents", whole.incidents),
        ("exemptions", len(bundle.exemptions)),
        ("not_evaluated", sum(each.rows for each in bundle.not_evaluated)),
        ("rejects", sum(each.rejected for each in bundle.files)),
    )
    return [
        [_GAP, *(Marked(words.text(f"cover.{key}"), "head") for key, _ in figures)],
        [_GAP, *(Marked(count, "figure") for _, count in figures)],
        [_GAP, Wide(words.text("overlap_note"), _SPAN, "quiet")],
    ]


def _decisions(bundle: ReportBundle, words: Words) -> list[Row]:
    """Return how many findings are open and how many were decided, each status by itself."""
    counts = Counter(finding.decision for finding in bundle.findings)
    holds = [each for each in bundle.decided.values() if not each.lapsed]
    said = words.text(
        "cover.decisions_said",
        final=sum(each.final for each in holds),
        lapsed=len(bundle.decided) - len(holds),
    )
    return [
        [_GAP, *(Marked(words.label("decision", each), f"decision_{each}") for each in DECISIONS)],
        [_GAP, *(Marked(counts[each], "figure") for each in DECISIONS)],
        [_GAP, Wide(said, _SPAN, "quiet")],
    ]


def _result(bundle: ReportBundle, words: Words) -> list[Row]:
    given = bundle.manifest.get("exit")
    if given:
        label = Marked(words.text("cover.exit", code=given.get("code", "")), "label")
        reasons = [words.pick(each) for each in given.get("reasons", ())]
    else:
        label, reasons = _label("verdict", words), []
    return [(label, Wide(reason, _SPAN)) for reason in reasons or [_reason(bundle, words)]]


def _standing(bundle: ReportBundle, words: Words) -> list[Row]:
    """Return whether the record is whole and who confirmed how it was read."""
    manifest = bundle.manifest
    rows: list[tuple[str, str, str]] = []
    if told := manifest.get("completeness"):
        rows.append(("completeness", *gaps_said(told, words)))
    if control := manifest.get("control"):
        rows.append(("control", *control_said(control, words)))
    if complaints := manifest.get("complaints"):
        rows.append(("complaints", complaints_said(complaints, words), ""))
    if confirmed := manifest.get("confirmations"):
        for what, text, look in confirmed_said(confirmed, words):
            rows.append((f"confirmed_{what}", text, look))
    return [(_label(key, words), Wide(text, _SPAN, look)) for key, text, look in rows]


def _reason(bundle: ReportBundle, words: Words) -> str:
    level = str(bundle.manifest.get("fail_on", "high"))
    count = blocking(bundle, level)
    clean = "cover.exit_gaps" if has_gaps(bundle.manifest) else "cover.exit_clean"
    key = "cover.exit_found" if count else clean
    return words.text(key, count=count, level=words.label("severity", level))


def _force_table(bundle: ReportBundle, words: Words) -> list[Row]:
    counts = by_force_and_severity(bundle.findings)
    head: Row = [
        Marked(words.text("cover.force"), "head"),
        *(Marked(words.label("severity", each), each) for each in SEVERITIES),
        Marked(words.text("cover.total"), "head"),
    ]
    rows: list[Row] = [head]
    for force in FORCES:
        cells = [counts[force, each] for each in SEVERITIES]
        if any(cells):
            said = f"{words.label('force', force)}\n{words.label('force_name', force)}"
            shown = [count if count else Marked(0, "quiet") for count in cells]
            rows.append([said, *shown, Marked(sum(cells), "total")])
    sums = [sum(counts[force, each] for force in FORCES) for each in SEVERITIES]
    total = Marked(words.text("cover.total"), "total")
    return [*rows, [total, *(Marked(each, "total") for each in (*sums, sum(sums)))]]


def _scope(bundle: ReportBundle, words: Words) -> list[Row]:
    files = bundle.files
    silent = {each.rule for each in bundle.not_evaluated}
    inputs = words.text(
        "cover.inputs_said",
        files=len(files),
        read=sum(each.read for each in files),
        judged=sum(each.judged for each in files),
        rejected=sum(each.rejected for each in files),
    )
    actors = words.text(
        "cover.actors_said",
        agencies=len({key[0] for key in bundle.contacts}),
        collectors=len({key[1] for key in bundle.contacts if key[1]}),
    )
    rules = words.text("cover.rules_said", rules=len(bundle.rules), silent=len(silent))
    return [
        (_label("inputs", words), Wide(inputs, _SPAN)),
        (_label("actors", words), Wide(actors, _SPAN)),
        (_label("rules", words), Wide(rules, _SPAN)),
        *(
            (
                Marked(f"{each.get('id', '')} {each.get('version', '')}", "label"),
                Wide(words.pick(each.get("title")), _SPAN),
            )
            for each in bundle.manifest.get("packs", ())
        ),
    ]


def _instruments(bundle: ReportBundle, words: Words) -> list[Row]:
    return [
        (
            Marked(words.label("force_name", str(each.get("force", ""))), "label"),
            Wide(words.instrument(str(each["id"])), _SPAN - 1),
            _read(bool(each.get("primary_text_read")), words),
        )
        for each in bundle.manifest.get("instruments", ())
    ]


def _read(read: bool, words: Words) -> Marked:
    key, look = ("read_yes", "good") if read else ("read_no", "warn")
    return Marked(words.text(f"cover.{key}"), look)


def _limits(bundle: ReportBundle, words: Words) -> list[Row]:
    count = cited(bundle, words)
    clauses = words.text(
        "cover.limit_clauses", all=count.all, unread=count.unread, finer=count.finer
    )
    sentences = [clauses, words.text("cover.limit_wording")]
    if bundle.not_evaluated:
        sentences.insert(1, words.text("cover.limit_not_evaluated"))
    return [
        (Marked(str(place), "label"), Wide(each, _SPAN)) for place, each in enumerate(sentences, 1)
    ]


def _sign_off(words: Words) -> list[Row]:
    blank = Marked("", "blank")
    return [
        (
            _label(key, words),
            blank,
            _label("signature", words),
            blank,
            _label("date", words),
            blank,
        )
        for key in ("preparer", "reviewer")
    ]
