"""Is the record whole: gaps, files that gave nothing, the control file, and rows day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from auditkit.report.interface import ReportBundle
from auditkit.report.record_words import control_said, difference_said, gaps_said, line_name
from auditkit.report.sheets.shape import Block, Marked, Row, Sheet, Wide
from auditkit.report.words import Words

GAPS: Final = ("line", "status", "from", "to", "days", "rows", "usual_rows")
FILES: Final = ("file", "status")
CONTROL: Final = ("file", "status", "control_said")
LINES: Final = ("line", "status", "rows", "days")
_SPAN: Final = 5
_LOOKS: Final = {
    "none": "high",
    "silence": "high",
    "few": "medium",
    "start": "warn",
    "stop": "warn",
    "holiday": "low",
    "whole": "good",
    "gaps": "high",
    "too_little": "warn",
    "list": "quiet",
    "passed": "warn",
    "empty": "high",
    "nothing_judged": "high",
    "matched": "good",
    "differing": "high",
    "missing": "critical",
    "unexpected": "warn",
}


def completeness_sheet(bundle: ReportBundle, words: Words) -> Sheet:
    """Return what is missing from the record, so far as the record itself can show it."""
    told = bundle.manifest.get("completeness", {})
    control = bundle.manifest.get("control")
    blocks = [
        Block((), _verdict(bundle.manifest, words)),
        Block(GAPS, list(_gaps(told, words)), words.text("block.gaps")),
        Block(FILES, list(_files(told, words)), words.text("block.useless_files")),
    ]
    if control:
        title = words.text("block.control", file=control["file"])
        blocks.append(Block(CONTROL, list(_control(control, words)), title))
    return Sheet("completeness", tuple(blocks))


def _verdict(manifest: Mapping[str, Any], words: Words) -> list[Row]:
    told, control = manifest.get("completeness"), manifest.get("control")
    if not told:
        return []
    text, look = gaps_said(told, words)
    sentences = [(text, look)]
    little = sum(line["state"] == "too_little" for line in told["lines"])
    if little:
        sentences.append((words.text("completeness.little", lines=little), "warn"))
    if told.get("outside"):
        sentences.append((words.text("completeness.outside", rows=told["outside"]), "warn"))
    if not told["holidays_known"]:
        sentences.append((words.text("completeness.holidays_unknown"), ""))
    sent = control_said(control, words) if control else None
    about = {"completeness": sentences}
    about["control"] = [sent or (words.text("completeness.expected_none"), "")]
    return [
        (Marked(words.text(f"cover.{key}"), "label"), Wide(each, _SPAN + 1, look))
        for key, said in about.items()
        for each, look in said
    ]


def _gaps(told: Mapping[str, Any], words: Words) -> Iterator[Row]:
    for line in told.get("lines", ()):
        for gap in line["gaps"]:
            yield (
                line_name(line, words),
                _marked("completeness.kind", gap["kind"], words),
                gap["from"],
                gap["to"],
                gap["days"],
                gap["rows"],
                gap["usual"],
            )


def _files(told: Mapping[str, Any], words: Words) -> Iterator[Row]:
    for each in told.get("files", ()):
        yield each["file"], _marked("completeness.state", each["state"], words)


def _control(control: Mapping[str, Any], words: Words) -> Iterator[Row]:
    for line in control["lines"]:
        state = _marked("control.state", line["state"], words)
        if line["differences"]:
            said = "\n".join(difference_said(each, words) for each in line["differences"])
        else:
            measures = [words.text(f"control.measure.{name}") for name in line["compared"]]
            said = words.text("comma").join(measures) or words.text("control.presence")
        yield line["file"], state, Wide(said, _SPAN)
    for name in control["unexpected"]:
        yield name, _marked("control.state", "unexpected", words), Wide("", _SPAN)


def _marked(group: str, name: str, words: Words) -> Marked:
    return Marked(words.text(f"{group}.{name}"), _LOOKS[name])


def matrix_sheet(bundle: ReportBundle, words: Words) -> Sheet:
    """Return rows by line and day, or week, month, year where there are too many days."""
    told = bundle.manifest.get("completeness", {})
    names = told.get("columns", ())
    headers = tuple(_header(name, told["unit"], words) for name in names)
    blocks = tuple(
        Block(
            (*LINES, *headers),
            [_cells(line, words) for line in told.get("lines", ()) if line["kind"] == kind],
            words.text(f"block.matrix_{kind}"),
        )
        for kind in ("agency", "source")
    )
    return Sheet("matrix", (*blocks, _legend(words)), repeat=len(names))


def _header(name: str, unit: str, words: Words) -> str:
    if unit == "day":
        day = date.fromisoformat(name)
        return f"{name[5:]}\n{words.text(f'weekday.d{day.weekday()}')}"
    return f"{name[:4]}\n{name[5:]}" if unit == "week" else name


def _cells(line: Mapping[str, Any], words: Words) -> Row:
    cells = [
        Marked(rows, _LOOKS[mark]) if mark else rows or Marked(0, "quiet")
        for rows, mark in zip(line["cells"], line["marks"], strict=True)
    ]
    name = line["name"] or words.text("lender") if line["kind"] == "agency" else line["name"]
    return (name, _marked("completeness.state", line["state"], words), line["rows"], line["days"],
            *cells)  # fmt: skip


def _legend(words: Words) -> Block:
    kinds = ("none", "few", "silence", "start", "stop", "holiday")
    rows = [(_marked("completeness.kind", kind, words),) for kind in kinds]
    return Block((), rows, words.text("block.legend"))


def complaints_sheet(bundle: ReportBundle, words: Words) -> Sheet:
    """Return cases with a complaint held against findings, and those that have none to look at."""
    told = bundle.manifest.get("complaints", {})
    rows = [
        (each["case_id"], each["at"].replace("T", " "), each["debtor"],
         each["agency_id"], words.place(each["source_file"], each["source_row"]))
        for each in told.get("without", ())
    ]  # fmt: skip
    return Sheet(
        "complaints",
        (
            Block((), _counts(told, words), words.text("block.complaints")),
            Block(
                ("case_id", "complained_at", "debtor", "agency_id", "source"),
                rows,
                words.text("block.complaints_without"),
            ),
        ),
    )


def _counts(told: Mapping[str, Any], words: Words) -> list[Row]:
    if not told.get("cases"):
        return [(Wide(words.text("complaints.none"), 5),)]
    without = len(told["without"])
    pairs: list[tuple[str, int | str]] = [
        (words.text("complaints.cases"), told["cases"]),
        (words.text("complaints.before"), told["before"]),
    ]
    for family, cases in Counter(told["families"]).most_common():
        pairs.append(("  " + words.label("family", family), cases))
    pairs += [
        (words.text("complaints.after_only"), told["after_only"]),
        (words.text("complaints.without"), without),
        (words.text("complaints.complained"),
         share(told["cases"] - without, told["cases"], told["share_from"], words)),
        (words.text("complaints.others"),
         share(told["others"]["with_findings"], told["others"]["cases"], told["share_from"],
               words)),
    ]  # fmt: skip
    return [(Marked(label, "label"), Marked(value, "")) for label, value in pairs]


def share(part: int, whole: int, least: int, words: Words) -> str:
    """Return a part of a whole in numbers, with whole per cent where there are cases enough."""
    counts = {"with": f"{part:,}", "cases": f"{whole:,}"}
    if not whole or whole < least:
        return words.text("complaints.plain", **counts)
    return words.text("complaints.rate", **counts, share=f"{part / whole:.0%}")
