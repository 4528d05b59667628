"""What reports say of the record itself, in one place for the cover, the sheets and the console."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from auditkit.report.words import Words

Said = tuple[str, str]
"""A sentence and the look that marks it, "" for none."""
_NAMED: Final = 6


def line_name(line: Mapping[str, Any], words: Words) -> str:
    """Return what an agency or a kind of export is called."""
    return words.text(
        f"completeness.line.{line['kind']}", name=line["name"] or words.text("lender")
    )


def has_gaps(manifest: Mapping[str, Any]) -> bool:
    """Return whether something is known to be missing, so that nothing found is no pass."""
    told, control = manifest.get("completeness") or {}, manifest.get("control") or {}
    return (
        bool(told.get("files"))
        or any(line["gaps"] for line in told.get("lines", ()))
        or any(line["state"] != "matched" for line in control.get("lines", ()))
    )


def gaps_said(told: Mapping[str, Any], words: Words) -> Said:
    """Return whether the record shows gaps."""
    lines = [line for line in told["lines"] if line["gaps"]]
    if not lines and not told["files"]:
        return words.text("completeness.seen_none"), "good"
    gaps = sum(len(line["gaps"]) for line in lines)
    files = len(told["files"])
    return words.text("completeness.seen_gaps", lines=len(lines), gaps=gaps, files=files), "warn"


def control_said(control: Mapping[str, Any], words: Words) -> Said:
    """Return how a control file came out."""
    states = Counter(line["state"] for line in control["lines"])
    counts = {state: states[state] for state in ("matched", "differing", "missing")}
    unexpected = len(control["unexpected"])
    text = words.text("control.said", control=control["file"], **counts, unexpected=unexpected)
    bad = counts["differing"] + counts["missing"]
    return text, "high" if bad else "warn" if unexpected else "good"


def difference_said(each: Mapping[str, str], words: Words) -> str:
    """Return one measure that differs."""
    return words.text(
        "control.difference",
        measure=words.text(f"control.measure.{each['measure']}"),
        expected=each["expected"],
        actual=each["actual"] or words.text("none"),
    )


def complaints_said(told: Mapping[str, Any], words: Words) -> str:
    """Return how complained cases stand to findings."""
    if not told["cases"]:
        return words.text("complaints.none")
    counts = {name: told[name] for name in ("cases", "before", "after_only")}
    return words.text("complaints.said", **counts, without=len(told["without"]))


def confirmed_said(told: Mapping[str, Any], words: Words) -> Iterator[tuple[str, str, str]]:
    """Yield ``mapping``, ``codes`` or ``pack``, who confirmed it or what is open, and its look."""
    for what, group in (("mapping", "mapping"), ("codes", "codes"), ("pack", "packs")):
        items = [item for item in told["items"] if item["what"] == what]
        if not items:
            if what == "mapping":
                yield what, words.text(f"confirm.state.{told[group]}"), ""
            continue
        good = told[group] == "confirmed"
        said = dict.fromkeys(_item_said(items, words))
        yield what, words.text("separator").join(said), "good" if good else "warn"


def _item_said(items: list[Mapping[str, Any]], words: Words) -> Iterator[str]:
    for state in ("proposed", "changed", "unconfirmed"):
        names = [item["name"] for item in items if item["state"] == state]
        if names:
            shown = words.text("comma").join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
            label = words.text(f"confirm.state.{state}")
            yield words.text("confirm.open", state=label, names=shown)
    for item in items:
        if item["state"] == "confirmed":
            label = words.text("confirm.state.confirmed")
            yield words.text("confirm.by", state=label, who=item["by"], day=item["at"][:10])
