"""Opens the list of which debtor numbers and cases belong to."""

from __future__ import annotations

from pathlib import Path

from auditkit.core.pseudonym import Pseudonymiser
from auditkit.sources.crosswalk import Crosswalk, load_crosswalk
from auditkit.sources.mapping import Mapping
from auditkit.sources.plan import crosswalk_plan
from auditkit.sources.resolve import resolve
from auditkit.sources.rows import is_north_american


def open_crosswalk(
    path: Path | None, mapping: Mapping, pseudonyms: Pseudonymiser, zone: str
) -> Crosswalk | None:
    """Return the crosswalk of a file, every sheet of a workbook; ``None`` without a file.

    Its columns are named by an entry of ``kind: crosswalk``, else by canonical headers. Raises
    ``InputError`` for a file that cannot be read, ``ConfigError`` for one that does not say whose
    numbers or cases it lists.
    """
    if path is None:
        return None
    encodings = {
        pattern: entry.encoding
        for entry in mapping.sources
        if entry.kind == "crosswalk" and entry.encoding
        for pattern in entry.match
    }
    sources = resolve([str(path)], encodings=encodings)
    planned = [(s, crosswalk_plan(mapping, s.name, s.header())) for s in sources]
    return load_crosswalk(planned, pseudonyms, north_american=is_north_american(zone))
