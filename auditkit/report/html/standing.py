"""What was looked at, by which instruments, and what identifies the run."""

from __future__ import annotations

from typing import Final

from auditkit.report.citations import cited
from auditkit.report.html.view import Block, Cell, Part, count, texts
from auditkit.report.interface import ReportBundle
from auditkit.report.words import Words, moment

_COUNTS: Final = ("read", "judged", "linked", "duplicate", "rejected", "context")


def coverage(bundle: ReportBundle, rows: int, words: Words) -> Part:
    """Return the files and rules of the run, and which clauses were not read as they stand."""
    clauses = cited(bundle, words)
    sentences = (
        words.text(
            "cover.actors_said",
            agencies=len({key[0] for key in bundle.contacts}),
            collectors=len({key[1] for key in bundle.contacts if key[1]}),
        ),
        words.text(
            "html.coverage.clauses", all=clauses.all, unread=clauses.unread, finer=clauses.finer
        ),
    )
    blocks = (
        Block("text", texts(*sentences)),
        _files(bundle, rows, words),
        _instruments(bundle, words),
    )
    return Part("coverage", words.text("html.coverage.title"), blocks)


def identity(bundle: ReportBundle, words: Words) -> Part:
    """Return what the run is known by, and how to prove that nothing was altered."""
    manifest = bundle.manifest
    facts = [
        ("run_id", str(manifest.get("run_id") or "")),
        ("started_at", moment(str(manifest.get("started_at") or ""))),
        ("version", str(manifest.get("version") or "")),
        ("key_id", str(manifest.get("key_id") or "")),
    ]
    lines = tuple((Cell(words.text(f"cover.{key}")), Cell(said, "code")) for key, said in facts)
    head = tuple(Cell(words.text(key)) for key in ("cover.packs", "column.pack", "column.sha256"))
    packs = tuple(
        (
            Cell(words.pick(each.get("title")) or str(each.get("id", ""))),
            Cell(f"{each.get('id', '')} {each.get('version', '')}", "code"),
            Cell(str(each.get("sha256", "")), "code"),
        )
        for each in manifest.get("packs", ())
    )
    return Part(
        "run",
        words.text("html.run.title"),
        (
            Block("facts", lines),
            Block("table", packs, words.text("cover.packs"), head),
            Block("text", texts(words.text("html.run.verify"), look="quiet")),
        ),
    )


def _files(bundle: ReportBundle, rows: int, words: Words) -> Block:
    head = (
        Cell(words.text("column.file")),
        *(Cell(words.text(f"column.{name}"), number=True) for name in _COUNTS),
    )
    lines = tuple(
        (Cell(each.file), *(count(getattr(each, name)) for name in _COUNTS))
        for each in bundle.files[:rows]
    )
    sums = (count(sum(getattr(each, name) for each in bundle.files), "total") for name in _COUNTS)
    total = (Cell(words.text("summary.total"), "total"), *sums)
    left = len(bundle.files) - rows
    more = words.text("html.more", count=f"{left:,}") if left > 0 else ""
    return Block("table", (*lines, total), words.text("cover.inputs"), head, more)


def _instruments(bundle: ReportBundle, words: Words) -> Block:
    lines = tuple(
        (
            Cell(words.instrument(str(each["id"]))),
            Cell(words.label("force_name", str(each.get("force", "")))),
            _read(read=bool(each.get("primary_text_read")), words=words),
        )
        for each in bundle.manifest.get("instruments", ())
    )
    head = tuple(
        Cell(words.text(key))
        for key in ("column.instrument", "column.force", "cover.instrument_read")
    )
    return Block("table", lines, words.text("block.instruments"), head)


def _read(*, read: bool, words: Words) -> Cell:
    key, look = ("read_yes", "good") if read else ("read_no", "warn")
    return Cell(words.text(f"cover.{key}"), look)
