"""Ranks the cases, collectors and agencies of a kept run for review."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, Final, cast

from auditkit.api.runs.reporting import Reported, load_run, note_files
from auditkit.api.runs.where import opened
from auditkit.core.errors import ConfigError
from auditkit.core.outputs import put
from auditkit.report.ranking.interface import KINDS, Kind, Ranking
from auditkit.report.ranking.plan import load_ranking_plan
from auditkit.report.ranking.rank import Order, order_of

_WRITERS: Final[Mapping[str, tuple[str, str]]] = {
    "text": ("auditkit.report.ranking.text", "write_text"),
    "json": ("auditkit.report.ranking.table", "write_json"),
    "csv": ("auditkit.report.ranking.table", "write_csv"),
    "xlsx": ("auditkit.report.ranking.book", "write_book"),
}
FORMS: Final = {".txt": "text", ".json": "json", ".csv": "csv", ".xlsx": "xlsx"}
"""What an order of review is written as, by the ending of the file."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """An order of review, and the run that it is of, as it was named."""

    run: Path | str
    db: str | None
    order: Order

    @property
    def rankings(self) -> tuple[Ranking, ...]:
        """The rankings in the order asked for."""
        return self.order.rankings


def rank(
    run: Path | str,
    *,
    of: Sequence[Kind] = KINDS,
    top: int | None = None,
    weights: Path | None = None,
    db: str | None = None,
) -> Ranked:
    """Return in which order the cases, collectors and agencies of a run are best reviewed.

    Decisions count as they stand today. ``top`` limits how many of each kind are told, ``weights``
    is a file like ``reports/ranking.yaml``. Raises ``InputError`` for a run that is incomplete or
    purged, ``ConfigError`` for weights that cannot be used; else as ``where.opened`` does.
    """
    plan = load_ranking_plan(weights)
    return Ranked(run, db, order_of(load_run(run, db=db), plan, kinds=of, top=top))


def render_ranked(ranked: Ranked, out: BinaryIO, *, form: str, lang: str = "zh") -> None:
    """Write an order of review to a stream as one of the values of ``FORMS``."""
    module, function = _WRITERS[form]
    write = cast(Callable[[Order, BinaryIO, str], None], getattr(import_module(module), function))
    write(ranked.order, out, lang)


def form_of(file: Path) -> str:
    """Return what a file is written as by its ending; ``ConfigError`` for another ending."""
    form = FORMS.get(file.suffix.lower())
    if form is None:
        endings = ", ".join(FORMS)
        raise ConfigError(file.name, f"is none of {endings} / 不是 {endings}", "-o order.xlsx")
    return form


def write_ranked(
    ranked: Ranked, out: Path, *, form: str | None = None, lang: str = "zh"
) -> Reported:
    """Write an order of review to a file, and note it in the chain of custody.

    It is written as one of the values of ``FORMS``, by default as the ending says.
    """
    chosen = form or form_of(out)
    with opened(ranked.run, ranked.db) as (store, record, place):
        made = put(out, lambda file: render_ranked(ranked, file, form=chosen, lang=lang))
        note_files(store, record, {"rank": made}, place)
        notes = (*made.notes(), *store.notes)
    return Reported((made.path,), notes)
