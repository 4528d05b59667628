"""The manifest sheet: inputs with control totals, versions, settings, assumptions, alarms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from auditkit.report.interface import FileTotals, ReportBundle
from auditkit.report.record import dumped
from auditkit.report.safe import CellText
from auditkit.report.sheets.shape import Block, Marked, Row, Sheet, Value, Wide, marked
from auditkit.report.words import Words

FILES = (
    "file",
    "read",
    "judged",
    "linked",
    "duplicate",
    "rejected",
    "context",
    "sum_ok",
    "in_part",
    "activities",
    "duration_s",
    "amount",
    "format",
    "encoding",
    "bytes",
    "sha256",
)
_COUNTS = ("read", "judged", "linked", "duplicate", "rejected", "context")
_SPAN = 6
_RUN = ("run_id", "started_at", "version", "key_id", "as_of", "lang", "fail_on")
_ELSEWHERE = {"headline", "instruments", "files", "exit", "entity"} | {
    "completeness",
    "complaints",
    "control",
    "confirmations",
    "decisions",
}
_OWN_BLOCK = ("packs", "settings", "linking", "assumptions", "alarms", "profile", "period")


def manifest_sheet(bundle: ReportBundle, words: Words, cells: CellText) -> Sheet:
    """Return the manifest; rendered last, since it counts what ``cells`` changed elsewhere."""
    manifest = bundle.manifest
    blocks = [
        Block(FILES, _files(bundle.files, words), words.text("block.files")),
        _pairs("run", _run(manifest, words), words),
        Block((), _packs(manifest, words), words.text("block.packs")),
        Block((), _confirmed(manifest, words), words.text("block.confirmations")),
        _pairs("settings", _flat(manifest.get("settings", {})), words),
        _pairs("linking", _flat(_plain(manifest.get("linking", {}))), words),
        _list("assumptions", manifest.get("assumptions", ()), words),
        _list("alarms", manifest.get("alarms", ()), words, look="warn"),
        _pairs("more", _flat(_rest(manifest)), words),
        _pairs("workbook", (("replaced", cells.replaced), ("cut", cells.cut)), words),
    ]
    return Sheet("manifest", tuple(block for block in blocks if block.rows))


def _files(files: tuple[FileTotals, ...], words: Words) -> list[Row]:
    rows = [_file(each, words) for each in files]
    sums = [sum(getattr(each, name) for each in files) for name in _COUNTS]
    total: Row = (
        words.text("manifest.sum"),
        *sums,
        _balanced(sums[0] == sum(sums[1:]), words),
        sum(each.in_part for each in files),
        sum(each.activities for each in files),
        sum(each.duration_s for each in files),
        _exact_sum(each.amount for each in files),
        "",
        "",
        sum(each.bytes for each in files),
        "",
    )
    return [*rows, [marked(value, "total") for value in total]]


def _file(each: FileTotals, words: Words) -> Row:
    counts = [getattr(each, name) for name in _COUNTS]
    return (
        each.file,
        *counts,
        _balanced(counts[0] == sum(counts[1:]), words),
        each.in_part,
        each.activities,
        each.duration_s,
        _exact_sum([each.amount]),
        each.format,
        each.encoding,
        each.bytes,
        each.sha256,
    )


def _balanced(holds: bool, words: Words) -> Marked:
    return Marked(words.text("yes"), "good") if holds else Marked(words.text("no"), "critical")


def _exact_sum(amounts: Iterable[str]) -> str:
    """Return the sum with its thousands told apart; text, so that no digit is lost."""
    try:
        return f"{sum((Decimal(each) for each in amounts if each), Decimal(0)):,}"
    except InvalidOperation:
        return ""


def _run(manifest: Mapping[str, Any], words: Words) -> list[tuple[str, Value]]:
    profile, period = manifest.get("profile", {}), manifest.get("period", {})
    rows: list[tuple[str, Value]] = [(key, _shown(manifest.get(key))) for key in _RUN]
    rows.append(("profile", f"{words.pick(profile.get('title'))} ({profile.get('id', '')})"))
    rows.append(("zone", profile.get("zone")))
    window = (str(period.get("from") or ""), str(period.get("to") or ""))
    rows.append(("period", words.window(window)))
    return [(key, value) for key, value in rows if value not in (None, "")]


def _packs(manifest: Mapping[str, Any], words: Words) -> list[Row]:
    return [
        (
            Marked(f"{each.get('id', '')} {each.get('version', '')}", "label"),
            Wide(f"{words.pick(each.get('title'))}\nSHA-256 {each.get('sha256', '')}", _SPAN),
        )
        for each in manifest.get("packs", ())
    ]


def _confirmed(manifest: Mapping[str, Any], words: Words) -> list[Row]:
    rows: list[Row] = []
    for item in manifest.get("confirmations", {}).get("items", ()):
        state = words.text(f"confirm.state.{item['state']}")
        who = " ".join(item[key] for key in ("by", "at", "note") if item.get(key))
        changed = words.text("comma").join(item.get("changed", ()))
        said = words.text("separator").join(part for part in (state, changed, who) if part)
        name = f"{words.text('confirm.what.' + item['what'])} {item['name']} {item['version']}"
        look = "" if item["state"] == "confirmed" else "warn"
        text = f"{said}\nSHA-256 {item['sha256']}"
        rows.append((Marked(name.strip(), "label"), Wide(text, _SPAN, look)))
    return rows


def _pairs(block: str, pairs: Iterable[tuple[str, Value]], words: Words) -> Block:
    rows = [
        (Marked(words.label("manifest", key), "label"), Wide(str(value), _SPAN))
        for key, value in pairs
    ]
    return Block((), rows, words.text(f"block.{block}"))


def _list(block: str, texts: Iterable[Any], words: Words, look: str = "label") -> Block:
    rows = [
        (Marked(str(place), look), Wide(words.pick(each), _SPAN))
        for place, each in enumerate(texts, 1)
    ]
    return Block((), rows, words.text(f"block.{block}"))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the single values; lists have a sheet of their own."""
    return {k: v for k, v in values.items() if isinstance(v, (str, int, float))}


def _rest(manifest: Mapping[str, Any]) -> dict[str, Any]:
    known = {*_RUN, *_ELSEWHERE, *_OWN_BLOCK}
    return {key: value for key, value in manifest.items() if key not in known}


def _flat(values: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Value]]:
    pairs: list[tuple[str, Value]] = []
    for key, value in values.items():
        if isinstance(value, Mapping):
            pairs += _flat(value, f"{prefix}{key}.")
        else:
            pairs.append((f"{prefix}{key}", _shown(value)))
    return pairs


def _shown(value: Any) -> str | int | float | None:  # noqa: ANN401 a value of the manifest may be any JSON
    if value is None or (isinstance(value, (str, int, float)) and not isinstance(value, bool)):
        return value
    return dumped(value)
