"""Writes the findings of a run as a table in which people decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from auditkit.api.reviewing.deciding import EVERYTHING, Asked, listed_as, local_day, whole_run
from auditkit.api.runs.kept import bundle_of, finding_of
from auditkit.core import clock
from auditkit.core.errors import InputError
from auditkit.core.i18n import both
from auditkit.core.outputs import Put, put
from auditkit.report.review_rows import FIXED, ReviewRow, check_of, fixed_cells, stands_cells
from auditkit.report.words import Words, words_for
from auditkit.store.database import Store
from auditkit.store.deciding import decisions_on
from auditkit.store.kept import read_part
from auditkit.store.runs import RunRecord, read_findings


@dataclass(frozen=True, slots=True)
class Exported:
    """Where the table stands and how many findings are in it."""

    count: int
    file: Put


def export_review(
    run: Path | str,
    out: Path,
    *,
    asked: Asked = EVERYTHING,
    lang: str = "zh",
    db: str | None = None,
    replace: bool = False,
) -> Exported:
    """Write the findings of a run that ``asked`` wants: as CSV if ``out`` ends so, else as xlsx.

    Raises ``InputError`` for a file that is there already, in which somebody may have filled in
    decisions, unless it is to be replaced; else as ``review.whole_run`` does.
    """
    from auditkit.report import review_book  # noqa: PLC0415 - openpyxl loads when needed

    if out.exists() and not replace:
        said = both("review.exists")
        raise InputError(str(out), f"{said.en} / {said.zh}")
    with whole_run(run, db) as (store, record):
        words, counted = words_of(store, record, lang), _Counted()
        rows = counted.through(_rows(store, record, words, asked))
        if out.suffix.lower() == ".csv":
            made = put(out, lambda file: review_book.write_review_csv(rows, file, words))
        else:
            name = record.name or record.id
            made = put(out, lambda file: review_book.write_review_book(rows, file, words, name))
    return Exported(counted.count, made)


def words_of(store: Store, record: RunRecord, lang: str) -> Words:
    """Return the words of a kept run: the titles of its rules and of what they cite."""
    needed = ("rule_version",)
    whole = bundle_of(
        record.manifest, lambda kind: read_part(store, record.id, kind) if kind in needed else ()
    )
    return words_for(whole, lang, {})


@dataclass(slots=True)
class _Counted:
    """Counts rows on their way."""

    count: int = 0

    def through(self, rows: Iterator[ReviewRow]) -> Iterator[ReviewRow]:
        for row in rows:
            self.count += 1
            yield row


def _rows(store: Store, record: RunRecord, words: Words, asked: Asked) -> Iterator[ReviewRow]:
    past, day = decisions_on(store), local_day(record, clock.now())
    for kept in read_findings(store, record.id):
        listed = listed_as(kept, past, day)
        if asked.wants(listed):
            finding = finding_of(kept)
            cells = fixed_cells(finding, words)
            yield ReviewRow(
                fixed=tuple(cells[name] for name in FIXED),
                stands=stands_cells(listed.status, listed.decided, words),
                fingerprint=finding.fingerprint,
                check=check_of(finding.fingerprint, cells),
            )
