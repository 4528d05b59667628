"""Writes copies of logs in which nobody can be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow.compute as pc

from auditkit.api.inputs import head, with_headers
from auditkit.core.errors import ConfigError, InputError
from auditkit.core.findings import Bilingual
from auditkit.core.i18n import both
from auditkit.core.masking import Widths, mask_text
from auditkit.core.outputs import Put, put
from auditkit.core.pseudonym import Pseudonymiser, create_key, key_path, load_key
from auditkit.engine.masker import Masker
from auditkit.engine.naming import Namer
from auditkit.engine.spotting import Spotter
from auditkit.policy.masking import load_widths
from auditkit.sources import mapping as mappings
from auditkit.sources.copy.choose import open_copier
from auditkit.sources.copy.columns import Holds, holdings
from auditkit.sources.copy.interface import Copier
from auditkit.sources.interface import Source
from auditkit.sources.plan import Plan, is_canonical, plan_for
from auditkit.sources.propose import propose
from auditkit.sources.texts import decode

Progress = Callable[[str, int, int], None]
_SUFFIX: Final = ".masked"


@dataclass(frozen=True, slots=True)
class Masked:
    """One copy: where it stands, its rows, cells masked by (column, kind), what must be said.

    ``new_key`` is the key file that was made for the pseudonyms, None when there was one.
    """

    file: Put
    rows: int
    counts: Mapping[tuple[str, str], int]
    notes: tuple[Bilingual, ...] = ()
    new_key: Path | None = None


def mask(
    file: Path,
    *,
    out: Path | None = None,
    mapping: Path | None = None,
    widths: Path | None = None,
    keep: Sequence[str] = (),
    pseudonyms: bool = True,
    progress: Progress | None = None,
) -> Masked:
    """Write a copy of a log without the persons in it, mode 0600.

    It stands beside the log as ``NAME.masked``, at ``out``, or in the folder ``out``. Columns
    are known by ``mapping``, else by what would be proposed; all others are read as text, but
    for those in ``keep``. Who is named in a column has one pseudonym, that of the reports, in
    all its rows; without ``pseudonyms`` what may be seen of the value. Raises ``InputError`` for
    a file that cannot be read or copied and ``ConfigError`` for one that would be overwritten.
    """
    given = mappings.read_mapping(mapping)[0] if mapping is not None else None
    allowed = load_widths(widths)
    copier, sources = open_copier(file, _encodings(given))
    place = _place(file, out, copier.suffix or file.suffix)
    _refuse(file, place, copier)
    columns = copier.columns()
    if unknown := sorted(set(keep) - set(columns)):
        raise ConfigError(str(file), f"has no column {', '.join(unknown)} / 没有该列")
    plans = _plans(given, sources)
    ring, made = _key() if pseudonyms else (None, None)
    holds = holdings(plans, columns)
    spotter = Spotter.of(_names(sources, holds, progress))
    order = next((plan.time_order for plan in plans if plan.time_order), None)
    namer = None if ring is None else Namer(ring)
    masker = Masker(holds, spotter, allowed, namer, frozenset(keep), order)
    if progress is not None:
        masker.progress = lambda rows: progress("mask", rows, 0)
    place.parent.mkdir(parents=True, exist_ok=True)
    written = put(place, lambda target: copier.copy(masker, target))
    counts = _by_name(masker.counts, lambda name: _shown(name, spotter, allowed))
    return Masked(written, masker.rows, counts, _notes(file, copier, written), made)


def _place(file: Path, out: Path | None, suffix: str) -> Path:
    """Return where a copy goes: a folder takes it under the file's own name."""
    if out is None:
        return file.with_name(f"{file.stem}{_SUFFIX}{suffix}")
    return out / f"{file.stem}{suffix}" if out.is_dir() else out


def _names(
    sources: Sequence[Source], holds: Mapping[str, Holds], progress: Progress | None
) -> set[str]:
    """Return the names that a log gives in its columns: they are looked for in every text."""
    columns = frozenset(name for name, held in holds.items() if held.way == "name")
    names: set[str] = set()
    rows = 0
    for source in sources:
        if not columns & set(source.header()):
            continue
        for batch in source.batches(columns):
            for column in batch.table.columns:
                texts, _ = decode(column.combine_chunks(), batch.encoding)
                names.update(str(name) for name in pc.unique(texts).to_pylist() if name)
            rows += len(batch.rows)
            if progress is not None:
                progress("read", rows, 0)
    return names


def _encodings(given: mappings.Mapping | None) -> dict[str, str]:
    entries = given.sources if given is not None else ()
    return {pattern: e.encoding for e in entries if e.encoding for pattern in e.match}


def _refuse(file: Path, place: Path, copier: Copier) -> None:
    if place.exists() and place.samefile(file):
        raise ConfigError(
            str(place),
            "is the log itself, which is never overwritten / 输出与原文件相同，不会覆盖原文件",
            "Name another file with -o. / 请用 -o 指定其他文件。",
        )
    if copier.suffix and place.suffix.lower() != copier.suffix:
        raise InputError(
            str(place),
            f"a copy of this file is written as {copier.suffix}"
            f" / 此类文件的副本只能写成 {copier.suffix}",
            f"Name a file that ends in {copier.suffix}. / 请使用 {copier.suffix} 扩展名。",
        )


def _key() -> tuple[Pseudonymiser, Path | None]:
    known = load_key()
    if known is not None:
        return Pseudonymiser(known), None
    path = key_path()
    return Pseudonymiser(create_key(path)), path


def _plans(given: mappings.Mapping | None, sources: Sequence[Source]) -> list[Plan]:
    """Return the plans of the sources: the mapping's first, then what a proposal adds to it."""
    plans: list[Plan] = []
    for source in with_headers(sources):
        header = source.header()
        if given is not None:
            plans.append(plan_for(given, source.name, header))
        if not is_canonical(header):
            proposed = propose([head(source)]).mapping
            plans.append(plan_for(proposed, source.name, header))
        elif given is None:
            plans.append(plan_for(mappings.Mapping(), source.name, header))
    return plans


def _shown(column: str, spotter: Spotter, widths: Widths) -> str:
    """Return a column's name; of a file without a header it may be a person's."""
    return mask_text(column, spotter([column], [()])[0], widths)


def _by_name(
    counts: Counter[tuple[str, str]], shown: Callable[[str], str]
) -> dict[tuple[str, str], int]:
    named: Counter[tuple[str, str]] = Counter()
    for (column, kind), cells in counts.items():
        named[shown(column), kind] += cells
    return dict(sorted(named.items()))


def _notes(file: Path, copier: Copier, made: Put) -> tuple[Bilingual, ...]:
    notes = made.notes()
    if copier.suffix:
        notes = (*notes, both("mask.as_workbook", file=file.name, copy=made.path.name))
    return notes
