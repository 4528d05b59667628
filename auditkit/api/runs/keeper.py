"""Keeps a run: in its store, and in its folder in every format that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from secrets import token_hex
from typing import Any, Final
from zoneinfo import ZoneInfo

from auditkit.api.bundle import Asked
from auditkit.api.reviewing.carrying import carry
from auditkit.api.reviewing.decided import with_decisions
from auditkit.api.runs.kept import packs_of, parts_of
from auditkit.api.runs.written import output_of
from auditkit.core import clock
from auditkit.core.findings import Bilingual
from auditkit.core.i18n import both
from auditkit.core.outputs import Put, put
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.engine.outcome import Progress
from auditkit.engine.state import State
from auditkit.report.formats import ALWAYS, FORMATS, Format
from auditkit.report.interface import ReportBundle
from auditkit.report.record import plain
from auditkit.store.database import open_store
from auditkit.store.decisions import read_decisions
from auditkit.store.kept import Ended, keep_run
from auditkit.store.runs import begin_run

MANIFEST: Final = "manifest"


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a run: its files, notes on what went otherwise than asked, and its head.

    ``head`` is number and hash of the link of the chain of custody that the run ended with.
    """

    files: tuple[Path, ...]
    notes: tuple[Bilingual, ...]
    head: str


class Keeper:
    """Keeps a run: the store hears of it first, so that a killed run leaves a trace."""

    def __init__(
        self,
        where: Path | str,
        out: Path | None,
        asked: Asked,
        key: Pseudonymiser,
        inputs: dict[str, Any],
        history: Sequence[str] = (),
    ) -> None:
        if out is not None:
            out.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.where, self.out, self.asked, self.key, self.inputs = where, out, asked, key, inputs
        self.history, self.notes = history, list[Bilingual]()
        # two audits may begin at one tick of the clock
        self.token = asked.started_at.strftime("R%Y%m%dT%H%M%SZ") + token_hex(4).upper()
        with open_store(where, key) as store:
            begin_run(store, self.token, started_at=asked.started_at, manifest={"inputs": inputs})

    def decided(self, bundle: ReportBundle) -> ReportBundle:
        """Return the bundle with what people decided on its findings, here or in earlier runs."""
        here = {each.fingerprint for each in bundle.findings}
        with open_store(self.where, self.key) as store:
            carried = carry(store, self.token, here, self.history, self.key)
            if carried.barred:
                self.notes.append(both("review.barred", count=carried.barred))
            events = read_decisions(store)
        day = self.asked.started_at.astimezone(ZoneInfo(self.asked.profile.zone)).date()
        return with_decisions(bundle, events, day)

    def keep(
        self, bundle: ReportBundle, formats: Sequence[str], state: State | None, progress: Progress
    ) -> Kept:
        """Write every format to its file, then everything to the store in one transaction.

        The manifest comes last of the files, for it names those that were really written.
        """
        made = self._write(bundle, formats, progress) if self.out is not None else {}
        manifest = {**_named(bundle, made).manifest, "inputs": self.inputs}
        handed = state.named(self.token) if state is not None else None
        ended = Ended(
            name=str(bundle.manifest["run_id"]),
            at=clock.now().isoformat(timespec="seconds"),
            manifest=plain(manifest),  # type: ignore[arg-type]
            parts=parts_of(bundle),
            outputs=tuple(output_of(name, each) for name, each in made.items()),
            packs=packs_of(self.asked.packs),
            state=(handed.described(), handed.parts) if handed is not None else None,
            rules={each.fingerprint: each.rule for each in bundle.findings},
        )
        progress("keep", 0, 0)
        with open_store(self.where, self.key) as store:
            link = keep_run(store, self.token, ended)
            notes = (
                *self.notes,
                *(note for each in made.values() for note in each.notes()),
                *store.notes,
            )
        kept = (self.where,) if isinstance(self.where, Path) else ()
        files = (*(each.path for each in made.values()), *kept)
        return Kept(files, notes, f"{link.seq}:{link.hash}")

    def _write(
        self, bundle: ReportBundle, formats: Sequence[str], progress: Progress
    ) -> dict[str, Put]:
        chosen = [*ALWAYS.values(), *(FORMATS[name] for name in formats)]
        chosen.sort(key=lambda each: each.name == MANIFEST)
        made: dict[str, Put] = {}
        for each in chosen:
            progress("write", 0, 0)
            whole = _named(bundle, made) if each.name == MANIFEST else bundle
            made[each.name] = self._put(each, whole)
        return made

    def _put(self, form: Format, bundle: ReportBundle) -> Put:
        """Write one format whole, readable by its owner."""
        assert self.out is not None  # noqa: S101 - only called with a folder
        lang = self.asked.lang
        return put(self.out / form.filename, lambda file: form.render(bundle, file, lang=lang))


def remembered(
    sources: Sequence[str], mapping: Path | None, history: Sequence[str], out: Path | None
) -> dict[str, Any]:
    """Return what a run read, as its store remembers it for ``identify`` and ``verify``."""
    return {
        "sources": [_remembered(source) for source in sources],
        "mapping": str(mapping.resolve()) if mapping else None,
        "history": [_remembered(source) for source in history],
        "out": str(out.resolve()) if out else None,
    }


def _remembered(source: str) -> str:
    """Return a source as the store remembers it; a database URL without what opens it."""
    if source == "-" or "://" in source:
        return source.partition("://")[0] + "://" if "://" in source else source
    return str(Path(source).absolute())


def _named(bundle: ReportBundle, made: dict[str, Put]) -> ReportBundle:
    outputs = [asdict(output_of(name, each)) for name, each in made.items()]
    return replace(bundle, manifest={**bundle.manifest, "outputs": outputs})
