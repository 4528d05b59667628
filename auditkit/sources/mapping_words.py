"""Finds what is wrong in a mapping that is well-formed: names, words and tables it speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from auditkit.core.activity import COLUMNS
from auditkit.core.vocabulary import Vocabulary
from auditkit.sources.lines import PathTo
from auditkit.sources.mapping import (
    CROSSWALK,
    ActivityMap,
    FieldMap,
    SourceMapping,
    is_canonical_name,
)

OF_THE_ROW: Final = frozenset({"debtor_id", "debtor_ids", "case_id", "activity_id"})
"""What all activities of one row share, so that a row belongs to one debtor."""


def problems_of(source: SourceMapping) -> Iterator[tuple[PathTo, str]]:
    """Yield what is wrong in a source that is well-formed: names, words and tables it speaks of."""
    yield from _names(source, ())
    for number, activity in enumerate(source.activities):
        yield from _activity(source, activity, ("activities", number))
    if source.activities:
        for part, names in (("fields", source.fields), ("constants", source.constants)):
            if "at" in names:
                yield (part, "at"), "at is not used: each of the activities says its own"
    yield from _tables(source)


def _names(said: SourceMapping | ActivityMap, path: PathTo) -> Iterator[tuple[PathTo, str]]:
    crosswalk = isinstance(said, SourceMapping) and said.kind == "crosswalk"
    table = "a crosswalk" if crosswalk else "the activity table"
    for part, names in (("fields", said.fields), ("constants", said.constants)):
        for name in names:
            if not (name in CROSSWALK if crosswalk else is_canonical_name(name)):
                yield (*path, part, name), f"{name} is not a column of {table}"
    for name, value in said.constants.items():
        if name in said.fields:
            yield (*path, "constants", name), f"{name} is also mapped from a column"
        yield from _word(name, value, (*path, "constants", name))


def _activity(
    source: SourceMapping, said: ActivityMap, path: PathTo
) -> Iterator[tuple[PathTo, str]]:
    yield from _names(said, path)
    for part, names in (("fields", said.fields), ("constants", said.constants)):
        for name in names:
            if name in OF_THE_ROW:
                yield (*path, part, name), f"{name} is that of the row: say it for the source"
            if name == "at" or (name == "step" and said.step is not None):
                yield (*path, part, name), f"{name} stands beside {part} already"
    if said.step is not None:
        yield from _word("step", said.step, (*path, "step"))
    if said.when is not None and said.when.codes is not None:
        if said.when.codes not in source.codes.tables:
            yield (*path, "when", "codes"), f"there is no code table {said.when.codes}"
        if said.step is None or said.when.is_:
            yield (*path, "when", "codes"), "codes needs a step to look for, and no is beside it"


def _tables(source: SourceMapping) -> Iterator[tuple[PathTo, str]]:
    used: dict[str, str] = {
        said.when.codes: "step" for said in source.activities if said.when and said.when.codes
    }
    holders: list[tuple[PathTo, dict[str, FieldMap]]] = [
        ((), source.fields),
        *((("activities", n), said.fields) for n, said in enumerate(source.activities)),
    ]
    for path, fields in holders:
        for name, field in fields.items():
            if field.codes is not None:
                used.setdefault(field.codes, name)
                if field.codes not in source.codes.tables:
                    yield (*path, "fields", name, "codes"), f"there is no code table {field.codes}"
            if field.default is not None:
                yield from _word(name, field.default, (*path, "fields", name, "default"))
    for table, codes in source.codes.tables.items():
        own = used.get(table, table)
        if own not in COLUMNS or COLUMNS[own].vocabulary is None:
            yield ("codes", "tables", table), f"no column of words uses the code table {table}"
            continue
        for code, effect in codes.items():
            for column, word in effect.words(own).items():
                yield from _word(column, word, ("codes", "tables", table, code))


def _word(column: str, word: str, path: PathTo) -> Iterator[tuple[PathTo, str]]:
    vocabulary: Vocabulary | None = COLUMNS[column].vocabulary if column in COLUMNS else None
    if vocabulary is None:
        return
    words = word.split("|") if column == "step" else [word]
    if any(part not in vocabulary.names for part in words):
        yield path, f"not a word of {vocabulary.name}: one of {', '.join(vocabulary.names)}"
