"""Opens what came before the period under audit: files, or what an earlier run handed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from auditkit.api.inputs import open_inputs
from auditkit.api.runs.places import LATEST, STORE_NAME
from auditkit.core.errors import InputError
from auditkit.core.findings import Bilingual
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.engine.roster import Input
from auditkit.engine.state import State, state_of


@dataclass(frozen=True, slots=True)
class History:
    """Earlier rows, none of them judged again: as files, and as states of earlier runs."""

    inputs: tuple[Input, ...] = ()
    states: tuple[State, ...] = ()
    assumptions: tuple[Bilingual, ...] = ()
    alarms: tuple[Bilingual, ...] = ()


def open_history(
    specs: Sequence[str],
    *,
    mapping: Path | None,
    own: Path | str | None,
    key: Pseudonymiser,
) -> History:
    """Return what ``--history`` names.

    Each is a file, folder or glob of earlier exports (mapped like the others), the folder of an
    earlier run or its ``audit.db``, or the id of a run (or ``latest``) in ``own``, the store
    of the present run. Raises ``InputError`` for a name that leads to nothing and for a run that
    hands on nothing, ``KeyMismatchError`` for a run under another key.
    """
    states: list[State] = []
    files: list[str] = []
    for spec in specs:
        store, run = _store_of(spec, own)
        if store is None:
            files.append(spec)
        else:
            states.append(_state(store, run, key))
    if not files:
        return History(states=tuple(states))
    opened = open_inputs(files, mapping=mapping)
    inputs = tuple(replace(item, history=True) for item in opened.inputs)
    return History(inputs, tuple(states), opened.assumptions, opened.alarms)


def files_of(specs: Sequence[str]) -> list[str]:
    """Return which of the remembered names of a history are files and folders of exports."""
    return [spec for spec in specs if Path(spec).exists() and _store_of(spec, None)[0] is None]


def stores_of(specs: Sequence[str], own: Path | str | None) -> list[Path | str]:
    """Return the stores of earlier runs that ``--history`` names, without ``own``, each once."""
    here = own.resolve() if isinstance(own, Path) else own
    found: dict[Path | str, None] = {}
    for spec in specs:
        store, _ = _store_of(spec, own)
        where = store.resolve() if isinstance(store, Path) else store
        if store is not None and where != here:
            found[store] = None
    return list(found)


def _store_of(spec: str, own: Path | str | None) -> tuple[Path | str | None, str]:
    """Return the store and the run that a name means; no store when it names files."""
    path = Path(spec)
    if path.is_dir() and (path / STORE_NAME).is_file():
        return path / STORE_NAME, LATEST
    if path.name == STORE_NAME and path.is_file():
        return path, LATEST
    if path.exists() or own is None or (isinstance(own, Path) and not own.is_file()):
        return None, LATEST
    return (own, spec) if spec == LATEST or _is_run_id(spec) else (None, LATEST)


def _is_run_id(spec: str) -> bool:
    return spec[:1] == "R" and spec[1:].isalnum()


def _state(where: Path | str, run: str, key: Pseudonymiser) -> State:
    from auditkit.store.database import open_store  # noqa: PLC0415 - sqlalchemy loads when needed
    from auditkit.store.runs import read_runs  # noqa: PLC0415
    from auditkit.store.states import read_state  # noqa: PLC0415

    with open_store(where, key, create=False) as store:
        whole = [record for record in read_runs(store) if record.is_complete]
        chosen = next((r for r in whole if run in (LATEST, r.id, r.name)), None)
        if chosen is None:
            raise InputError(
                store.place.shown,
                "holds no complete run of that name / 没有这一次已完成的审计",
                "The run_id stands in manifest.json. / 编号见 manifest.json 的 run_id。",
            )
        kept = read_state(store, chosen.id)
        if kept is None:
            raise InputError(
                store.place.shown,
                "hands on no state: it was written by an earlier version / 未留存可供接续的状态",
                "Name the earlier exports instead. / 请改为指定此前的导出文件。",
            )
    return state_of(*kept)
