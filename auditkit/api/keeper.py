"""Keeps a run in its folder: the store, and every format that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from auditkit.api.bundle import Asked
from auditkit.api.history import STORE_NAME
from auditkit.core.findings import Bilingual
from auditkit.core.outputs import Put, put
from auditkit.engine.state import State
from auditkit.report.formats import ALWAYS, FORMATS, Format
from auditkit.report.interface import ReportBundle

MANIFEST: Final = "manifest"


class Keeper:
    """Writes a run into its folder: the store first, so that a killed run leaves a trace."""

    def __init__(
        self,
        out: Path,
        asked: Asked,
        sources: Sequence[str],
        mapping: Path | None,
        history: Sequence[str],
    ) -> None:
        from auditkit.store.database import open_store  # noqa: PLC0415 - sqlalchemy loads when needed
        from auditkit.store.runs import begin_run  # noqa: PLC0415

        out.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.out, self.asked = out, asked
        self.inputs = {
            "sources": [_remembered(source) for source in sources],
            "mapping": str(mapping.resolve()) if mapping else None,
            "history": [_remembered(source) for source in history],
        }
        self.token = asked.started_at.strftime("R%Y%m%dT%H%M%S%fZ")
        with open_store(out / STORE_NAME, asked.key_id) as store:
            begin_run(
                store, self.token, started_at=asked.started_at, manifest={"inputs": self.inputs}
            )

    def keep(
        self, bundle: ReportBundle, formats: Sequence[str], state: State | None
    ) -> tuple[tuple[Path, ...], tuple[Bilingual, ...]]:
        """Write every format to its file; the findings and what is handed on to the store.

        Returns files and notes. The manifest comes last, for it names the files that were really
        written.
        """
        from auditkit.store.database import open_store  # noqa: PLC0415
        from auditkit.store.runs import complete_run, write_findings  # noqa: PLC0415
        from auditkit.store.states import write_state  # noqa: PLC0415

        chosen = [*ALWAYS.values(), *(FORMATS[name] for name in formats)]
        chosen.sort(key=lambda each: each.name == MANIFEST)
        made: dict[str, Put] = {}
        for each in chosen:
            named = {**bundle.manifest, "outputs": {name: p.path.name for name, p in made.items()}}
            whole = replace(bundle, manifest=named) if each.name == MANIFEST else bundle
            made[each.name] = _write(each, whole, self.out, self.asked.lang)
        with open_store(self.out / STORE_NAME, self.asked.key_id) as store:
            write_findings(store, self.token, bundle.findings)
            if state is not None:
                handed = state.named(self.token)
                write_state(store, self.token, handed.described(), handed.parts)
            complete_run(store, self.token, manifest={**named, "inputs": self.inputs})
            notes = (*(note for p in made.values() for note in p.notes()), *store.notes)
        return (*(p.path for p in made.values()), self.out / STORE_NAME), notes


def _remembered(source: str) -> str:
    """Return a source as the store remembers it; a database URL without what opens it."""
    if source == "-" or "://" in source:
        return source.partition("://")[0] + "://" if "://" in source else source
    return str(Path(source).absolute())


def _write(form: Format, bundle: ReportBundle, out: Path, lang: str) -> Put:
    """Write one format whole, readable by its owner."""
    return put(out / form.filename, lambda file: form.render(bundle, file, lang=lang))
