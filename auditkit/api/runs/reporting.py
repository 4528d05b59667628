"""Writes the report of a kept run again, with what people decided since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final
from zoneinfo import ZoneInfo

from auditkit.api.reviewing.decided import with_decisions
from auditkit.api.runs.kept import bundle_of
from auditkit.api.runs.where import Where, opened
from auditkit.api.runs.written import output_of
from auditkit.core import clock
from auditkit.core.errors import ConfigError, InputError
from auditkit.core.findings import Bilingual
from auditkit.core.outputs import Put, put
from auditkit.report.formats import FORMATS, Format
from auditkit.report.interface import ReportBundle
from auditkit.report.memo_choice import Choice, load_memo_plan, missing, sections_of
from auditkit.report.sampling import default_seed
from auditkit.store.access import os_user
from auditkit.store.chain import append, read_chain
from auditkit.store.database import Store
from auditkit.store.decisions import read_decisions
from auditkit.store.kept import read_part
from auditkit.store.runs import RunRecord

_COMPLETED: Final = "run.completed"
_NO_FILE: Final = (
    "no file to write to / 未指定输出文件",
    "Name one with -o. / 请用 -o 指定。",
)


@dataclass(frozen=True, slots=True)
class Reported:
    """The files of a report, and notes on what went otherwise than asked."""

    files: tuple[Path, ...]
    notes: tuple[Bilingual, ...]


def report(
    run: Path | str,
    *,
    formats: Sequence[str],
    out: Path | None = None,
    lang: str = "zh",
    db: str | None = None,
) -> Reported:
    """Write the report of a kept run as it stands today, and note it in the chain of custody.

    ``out`` is a folder, by default that of the run. Raises ``InputError`` for a run that is
    incomplete or purged and where no folder is known; else as ``where.opened`` does.
    """
    with opened(run, db) as (store, record, place):
        folder = out or place.folder
        if folder is None:
            raise InputError(
                record.id,
                "no folder to write to / 未指定输出文件夹",
                "Name one with --out. / 请用 --out 指定。",
            )
        bundle = read_bundle(store, record, clock.now())
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = {name: _put(FORMATS[name], bundle, folder, lang) for name in formats}
        note_files(store, record, made, place)
        notes = (*(note for each in made.values() for note in each.notes()), *store.notes)
    return Reported(tuple(each.path for each in made.values()), notes)


def report_to(
    run: Path | str, out: BinaryIO, *, form: str, lang: str = "zh", db: str | None = None
) -> None:
    """Write one format of a kept run to a stream; raises as ``report`` does."""
    with opened(run, db) as (store, record, _):
        bundle = read_bundle(store, record, clock.now())
    FORMATS[form].render(bundle, out, lang=lang)


def load_run(run: Path | str, *, db: str | None = None) -> ReportBundle:
    """Return a kept run as it stands today, as ``scan`` gives it; raises as ``report`` does."""
    with opened(run, db) as (store, record, _):
        return read_bundle(store, record, clock.now())


def sample(
    run: Path | str, out: Path, *, seed: str = "", lang: str = "zh", db: str | None = None
) -> Reported:
    """Write a sample of a run's findings for testers, as a workbook or as CSV by its ending.

    Equal seeds draw equal findings; without one the run gives it. The drawing is noted in the chain
    of custody with its seed. Raises as ``report`` does, and ``ConfigError`` for another ending.
    """
    from auditkit.report import sample_book  # noqa: PLC0415 - openpyxl loads when needed

    writers = {".xlsx": sample_book.write_sample, ".csv": sample_book.write_sample_csv}
    write = writers.get(out.suffix.lower())
    if write is None:
        raise ConfigError(
            out.name, "is neither .xlsx nor .csv / 既不是 .xlsx 也不是 .csv", "-o sample.xlsx"
        )
    with opened(run, db) as (store, record, place):
        bundle = read_bundle(store, record, clock.now())
        made = put(out, lambda file: write(bundle, file, lang=lang, seed=seed))
        said = seed or default_seed(bundle.manifest)
        note_files(store, record, {"sample": made}, place, seed=said)
    return Reported((made.path,), made.notes())


def memo(
    run: Path | str,
    out: Path | None = None,
    *,
    cases: Sequence[str] = (),
    rules: Sequence[str] = (),
    lang: str = "zh",
    db: str | None = None,
) -> Reported:
    """Write the memo of a run for the legal team, a section per case or per rule that is named.

    ``out`` is a file, by default ``memo.docx`` in the folder of the run. The memo is noted in the
    chain of custody. Raises as ``report`` does, and ``InputError`` where a case or rule that was
    named has no finding.
    """
    from auditkit.report.memo import render  # noqa: PLC0415 - docx loads when needed

    choice = Choice(tuple(dict.fromkeys(cases)), tuple(dict.fromkeys(rules)))
    with opened(run, db) as (store, record, place):
        file = out or (place.folder / FORMATS["docx"].filename if place.folder else None)
        if file is None:
            raise InputError(record.id, *_NO_FILE)
        bundle = read_bundle(store, record, clock.now())
        _all_found(record, bundle, choice)
        head = _head_of(store, record)
        made = put(file, lambda to: render(bundle, to, lang=lang, choice=choice, head=head))
        note_files(store, record, {"docx": made}, place)
        notes = (*made.notes(), *store.notes)
    return Reported((made.path,), notes)


def _all_found(record: RunRecord, bundle: ReportBundle, choice: Choice) -> None:
    absent = missing(sections_of(bundle, choice, load_memo_plan()), choice)
    if absent:
        raise InputError(
            record.id,
            f"has no finding for {absent} of the cases and rules named / "
            f"所指定的案件或规则中有 {absent} 个没有问题",
            "See auditkit review list. / 可用 auditkit review list 查看。",
        )


def _head_of(store: Store, record: RunRecord) -> str:
    """Return the link with which a run was completed, as people note it down."""
    with store.reading() as connection:
        links = [each for each in read_chain(connection, record.id) if each.kind == _COMPLETED]
    return links[-1].short if links else ""


def read_bundle(store: Store, record: RunRecord, at: datetime) -> ReportBundle:
    """Return a kept run as a bundle, its findings as decided on the local day of an instant.

    The manifest gets ``reported_at``. Raises ``InputError`` for a run that is not whole.
    """
    if not record.is_complete:
        purged = record.status == "purged"
        raise InputError(
            record.id,
            "was purged / 已清除" if purged else "is incomplete / 未完成",
            "" if purged else "Run the audit again. / 请重新审计。",
        )
    manifest = {name: value for name, value in record.manifest.items() if name != "inputs"}
    whole = bundle_of(manifest, lambda kind: read_part(store, record.id, kind))
    day = at.astimezone(ZoneInfo(manifest["profile"]["zone"])).date()
    stands = with_decisions(whole, read_decisions(store), day)
    said = {**stands.manifest, "reported_at": at.isoformat(timespec="seconds")}
    return replace(stands, manifest=said)


def _put(form: Format, bundle: ReportBundle, folder: Path, lang: str) -> Put:
    return put(folder / form.filename, lambda file: form.render(bundle, file, lang=lang))


def note_files(
    store: Store, record: RunRecord, made: dict[str, Put], place: Where, **more: str
) -> None:
    """Note files in the chain; ``elsewhere`` are those that do not stand in the run's folder."""
    home = place.folder.resolve() if place.folder else None
    elsewhere = [each.path.name for each in made.values() if each.path.parent.resolve() != home]
    body = {
        **more,
        "os_user": os_user(),
        "outputs": [asdict(output_of(name, each)) for name, each in made.items()],
        "elsewhere": elsewhere,
    }
    at = clock.now().isoformat(timespec="seconds")
    with store.writing() as connection:
        append(connection, store.sealer, "report", at=at, run_id=record.id, body=body)
