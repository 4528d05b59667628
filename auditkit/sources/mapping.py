"""How a bank's columns and codes become those of the activity table, as a person writes it."""

from __future__ import annotations

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
from auditkit.sources.lines import Document, read_yaml

SourceKind = Literal["dialler", "collection_system", "agency", "case_list", "crosswalk", "other"]
Unit = Literal["s", "ms", "min", "mm:ss", "hh:mm:ss"]
TimeOrder = Literal["ymd", "mdy", "dmy"]
RANKS: Final[dict[str, int]] = {
    "dialler": 1,
    "collection_system": 2,
    "agency": 3,
    "case_list": 4,
    "other": 5,
}
CROSSWALK: Final = frozenset(
    ("number", "agency_case", "case_id", "debtor_id", "agency_id", "from", "until")
)
"""What the columns of a crosswalk may be, instead of those of the activity table."""
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


class When(Written):
    """Which rows make an activity: those with a cell under the header ``from``.

    ``is`` asks for one of some codes, ``codes`` for a code whose table gives the activity's step.
    """

    from_: str = Field(alias="from", min_length=1)
    is_: Names = Field(default=(), alias="is")
    codes: str | None = None


class ActivityMap(Written):
    """One of several activities that each row makes: its step, its time, what it says itself.

    ``fields`` and ``constants`` stand over those of the source. A row whose ``at`` is empty, or
    that ``when`` leaves out, does not make it. Without ``step`` it is the row itself.
    """

    at: Annotated[FieldMap, BeforeValidator(_field)]
    step: str | None = None
    when: Annotated[When | None, BeforeValidator(_field)] = None
    fields: dict[str, Annotated[FieldMap, BeforeValidator(_field)]] = Field(default_factory=dict)
    constants: dict[str, str] = Field(default_factory=dict)


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
    have. ``rank`` 1 comes first when rows of several sources are linked; ``clock_offset_s`` is how
    far the clock of this system is ahead of the first one's, instead of what would be estimated.
    ``activities`` are those of one row where it makes several.
    """

    name: str = Field(min_length=1)
    kind: SourceKind = "other"
    rank: int = 0
    match: Names = ()
    header: Names = ()
    encoding: str | None = None
    zone: str | None = None
    time_order: TimeOrder | None = None
    clock_offset_s: int | None = None
    fields: dict[str, Annotated[FieldMap, BeforeValidator(_field)]] = Field(default_factory=dict)
    constants: dict[str, str] = Field(default_factory=dict)
    activities: tuple[ActivityMap, ...] = ()
    codes: Codes = Codes()

    @property
    def headers(self) -> tuple[str, ...]:
        """The bank's columns that this source speaks of, each once."""
        said = [*self.fields.values()]
        for each in self.activities:
            said += [each.at, *each.fields.values()]
        asked = [each.when.from_ for each in self.activities if each.when is not None]
        names = [name for field in said for name in field.from_]
        return tuple(dict.fromkeys([*names, *asked]))

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
    from auditkit.sources.mapping_words import problems_of  # noqa: PLC0415 - it needs the models

    for index, source in enumerate(mapping.sources):
        for path, text in problems_of(source):
            document.complain(("sources", index, *path), f"{source.name}: {text}")
    return mapping


def is_canonical_name(name: str) -> bool:
    """Return whether a name is a column of the activity table or a known attribute."""
    return name in COLUMNS or (name.startswith("attrs.") and name[6:] in ATTRIBUTE_KINDS)
