"""How a bank's columns and codes become those of the activity table, as a person writes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from auditkit.core.activity import ATTRIBUTE_KINDS, COLUMNS
from auditkit.core.errors import PolicyError
from auditkit.core.findings import Bilingual
from auditkit.core.vocabulary import Vocabulary
from auditkit.sources.lines import Document, PathTo, read_yaml

SourceKind = Literal["dialler", "collection_system", "agency", "case_list", "other"]
Unit = Literal["s", "ms", "min", "mm:ss", "hh:mm:ss"]
TimeOrder = Literal["ymd", "mdy", "dmy"]
RANKS: Final[dict[str, int]] = {
    "dialler": 1,
    "collection_system": 2,
    "agency": 3,
    "case_list": 4,
    "other": 5,
}
EFFECTS: Final = (
    "outcome",
    "step",
    "party_role",
    "channel",
    "direction",
    "purpose",
    "contact_kind",
    "contact_source",
    "line_type",
    "entry_mode",
)
"""What a code may say besides the column it stands in, in the order of the workbook."""


class Written(BaseModel):
    """Base of what people write: closed, and silent about the values it refuses."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, populate_by_name=True
    )


def _tuple(value: Any) -> Any:  # noqa: ANN401 - anything a file holds
    return (value,) if isinstance(value, str) else value


def _field(value: Any) -> Any:  # noqa: ANN401
    return {"from": value} if isinstance(value, str | list | tuple) else value


def _effect(value: Any) -> Any:  # noqa: ANN401
    if value is None:
        return {}
    return {"term": value} if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_tuple)]


class FieldMap(Written):
    """Where a canonical column comes from: one header, or several joined by ``join``."""

    from_: Names = Field(alias="from", min_length=1)
    join: str = " "
    unit: Unit | None = None
    codes: str | None = None
    default: str | None = None
    pseudonym: bool = False


class Effect(Written):
    """What a code means: ``term`` of its own column, or several columns by name.

    Nothing at all means that nobody has decided yet; such a code is treated as unknown.
    """

    term: str | None = None
    outcome: str | None = None
    step: str | None = None
    party_role: str | None = None
    channel: str | None = None
    direction: str | None = None
    purpose: str | None = None
    contact_kind: str | None = None
    contact_source: str | None = None
    line_type: str | None = None
    entry_mode: str | None = None

    def words(self, own: str) -> dict[str, str]:
        """Return the words this code gives, by canonical column; ``own`` is its column."""
        given = {name: getattr(self, name) for name in EFFECTS}
        if self.term is not None:
            given[own] = self.term
        return {name: word for name, word in given.items() if word}


class Codes(Written):
    """The code tables of one source; ``version`` is the bank's own name for this state of them."""

    version: str = ""
    tables: dict[str, dict[str, Annotated[Effect, BeforeValidator(_effect)]]] = Field(
        default_factory=dict
    )


class SourceMapping(Written):
    """One kind of export: how it is recognised, what its columns and codes mean.

    ``match`` are patterns on the name of the source, ``header`` are column names that it must
    have. ``rank`` 1 comes first when rows of several sources are linked.
    """

    name: str = Field(min_length=1)
    kind: SourceKind = "other"
    rank: int = 0
    match: Names = ()
    header: Names = ()
    encoding: str | None = None
    zone: str | None = None
    time_order: TimeOrder | None = None
    fields: dict[str, Annotated[FieldMap, BeforeValidator(_field)]] = Field(default_factory=dict)
    constants: dict[str, str] = Field(default_factory=dict)
    codes: Codes = Codes()

    @model_validator(mode="before")
    @classmethod
    def _default_rank(cls, data: Any) -> Any:  # noqa: ANN401
        if isinstance(data, dict) and not data.get("rank"):
            return {**data, "rank": RANKS.get(str(data.get("kind", "other")), RANKS["other"])}
        return data


class Mapping(Written):
    """The mapping of all exports of a bank."""

    version: Literal[1] = 1
    sources: tuple[SourceMapping, ...] = ()


def load_mapping(path: Path) -> Mapping:
    """Return a mapping from YAML or a workbook; ``PolicyError`` lists every problem."""
    return read_mapping(path)[0]


def read_mapping(path: Path) -> tuple[Mapping, tuple[Bilingual, ...]]:
    """Return a mapping and what must be said of how its file was read."""
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        from auditkit.sources.mapping_book import read_book  # noqa: PLC0415 - rarely needed

        document = read_book(path)
    else:
        document = read_yaml(path)
    mapping = validate(document)
    if mapping is None or document.problems:
        raise PolicyError(tuple(document.problems))
    return mapping, document.notes


def validate(document: Document) -> Mapping | None:
    """Return the mapping of a document; problems are added to it, with the lines it knows."""
    if document.data is None:
        return None
    data = document.data
    if isinstance(data, dict) and data.get("version") == "1":
        data = {**data, "version": 1}
    try:
        mapping = Mapping.model_validate(data)
    except ValidationError as error:
        for item in error.errors(include_input=False, include_url=False):
            path = tuple(part for part in item["loc"] if part != "function-before")
            said = item["msg"].removeprefix("Value error, ")
            text = "is not a known key" if item["type"] == "extra_forbidden" else said
            where = ".".join(str(part) for part in path)
            document.complain(path, f"{where}: {text}" if where else text)
        return None
    for index, source in enumerate(mapping.sources):
        for path, text in problems_of(source):
            document.complain(("sources", index, *path), f"{source.name}: {text}")
    return mapping


def is_canonical_name(name: str) -> bool:
    """Return whether a name is a column of the activity table or a known attribute."""
    return name in COLUMNS or (name.startswith("attrs.") and name[6:] in ATTRIBUTE_KINDS)


def problems_of(source: SourceMapping) -> Iterator[tuple[PathTo, str]]:
    """Yield what is wrong in a source that is well-formed: names, words and tables it speaks of."""
    for part, names in (("fields", source.fields), ("constants", source.constants)):
        for name in names:
            if not is_canonical_name(name):
                yield (part, name), f"{name} is not a column of the activity table"
    for name in source.constants:
        if name in source.fields:
            yield ("constants", name), f"{name} is also mapped from a column"
        yield from _word(name, source.constants[name], ("constants", name))
    yield from _tables(source)


def _tables(source: SourceMapping) -> Iterator[tuple[PathTo, str]]:
    used: dict[str, str] = {}
    for name, field in source.fields.items():
        if field.codes is not None:
            used.setdefault(field.codes, name)
            if field.codes not in source.codes.tables:
                yield ("fields", name, "codes"), f"there is no code table {field.codes}"
        if field.default is not None:
            yield from _word(name, field.default, ("fields", name, "default"))
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
