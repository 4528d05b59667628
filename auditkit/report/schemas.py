"""JSON Schemas of what people write, for editors; made from the models that load the files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from auditkit.checks import BUILTIN
from auditkit.checks.interface import UNKNOWN, Check
from auditkit.core import vocabulary as v
from auditkit.core.activity import ACTIVITY, Column, Kind
from auditkit.core.vocabulary import Vocabulary
from auditkit.policy.cases import CaseFile, ExpectedHit
from auditkit.policy.model import Instruments, Pack, Profile, RuleFile
from auditkit.policy.phrases import PhraseFile
from auditkit.sources.mapping import EFFECTS, Mapping

Schema = dict[str, Any]
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_WORDS: Final[dict[str, Vocabulary]] = {
    "channels": v.CHANNELS,
    "directions": v.DIRECTIONS,
    "purposes": v.PURPOSES,
    "roles": v.ROLES,
    "contact_kinds": v.CONTACT_KINDS,
    "line_types": v.LINE_TYPES,
    "outcomes": v.OUTCOMES,
    "outcomes_except": v.OUTCOMES,
    "opened_by": v.STEPS,
    "closed_by": v.STEPS,
    "steps": v.STEPS,
    "undone_by": v.STEPS,
    "released_by": v.STEPS,
    "from_steps": v.STEPS,
    "starts": v.STEPS,
    "interrupted_by": v.STEPS,
    "stopped_by": v.STEPS,
    "resumed_by": v.STEPS,
    "ended_by": v.STEPS,
    "barred_by": v.STEPS,
}
"""Parameters that hold words of a vocabulary."""


def rule_schema(checks: Iterable[Check] = BUILTIN) -> Schema:
    """Return the schema of a rule; the check it names decides which parameters it may have."""
    known = tuple(checks)
    params = list(dict.fromkeys(check.params for check in known))
    refs, shared = models_json_schema([(p, "validation") for p in params])
    schema = _schema(RuleFile, "A rule: a check, dated parameters with their clauses, wording")
    definitions = (
        schema.setdefault("$defs", {})
        | shared["$defs"]
        | {
            "ListReference": _reference("list", "A dated list of the pack: lists/<name>.csv"),
            "PhraseReference": _reference("phrases", "A phrase of the phrase book: phrases/*.yaml"),
        }
    )
    schema["$defs"] = {name: _with_words(definitions[name]) for name in sorted(definitions)}
    schema["properties"]["check"] = {"anyOf": [{"enum": sorted(c.id for c in known)}, _string()]}
    schema["allOf"] = [_alternative(c, refs[c.params, "validation"]) for c in known]
    return schema


def _alternative(check: Check, params: Schema) -> Schema:
    dated = {"additionalProperties": {"anyOf": [params, {"type": "null"}]}}
    return {
        "if": {"properties": {"check": {"const": check.id}}, "required": ["check"]},
        "then": {"properties": {"values": dated}},
    }


def _reference(name: str, description: str) -> Schema:
    return {
        "type": "object",
        "description": description,
        "properties": {name: _string()},
        "required": [name],
        "additionalProperties": False,
    }


def _with_words(definition: Schema) -> Schema:
    """Offer the words of a vocabulary, and references where days, a roster or words are asked."""
    properties = definition.get("properties", {})
    for name, written in properties.items():
        if written.get("$ref") == "#/$defs/Roster":
            properties[name] = {"anyOf": [written, {"$ref": "#/$defs/ListReference"}]}
        for array in _arrays(written):
            if array.get("items") == {"$ref": "#/$defs/Lexicon"}:
                array["items"] = {"anyOf": [array["items"], {"$ref": "#/$defs/PhraseReference"}]}
            elif array.get("items") == {"type": "integer"}:
                properties[name] = {"anyOf": [written, {"$ref": "#/$defs/ListReference"}]}
            elif name in _WORDS and array.get("items") == _string():
                array["items"] = {"enum": list(_WORDS[name].names)}
    return definition


def _arrays(written: Schema) -> Iterator[Schema]:
    yield from (
        part for part in (written, *written.get("anyOf", ())) if part.get("type") == "array"
    )


def cases_schema() -> Schema:
    """Return the schema of a cases file: rows have the columns of the activity table."""
    schema = _schema(CaseFile, "The cases of one rule")
    columns = {column.name: _column(column) for column in ACTIVITY}
    said = {
        "hit": {"$ref": "#/$defs/ExpectedHit"},
        "exempt": {"type": "boolean"},
        "not_evaluated": {"enum": [reason.value for reason in UNKNOWN if reason.value]},
        "recorded_in": {"type": "array", "items": {"enum": ["dialler", "system"]}},
    }
    schema["$defs"]["CaseRow"] = {
        "type": "object",
        "description": "One activity and what the rule says of it; without hit: nothing",
        "properties": columns | said,
        "additionalProperties": False,
    }
    schema["$defs"].setdefault("ExpectedHit", ExpectedHit.model_json_schema())
    schema["properties"]["defaults"] = {
        "type": "object",
        "properties": columns,
        "additionalProperties": False,
    }
    return schema


def _column(column: Column) -> Schema:
    written: Schema = {"description": column.en}
    if column.kind is Kind.TERM and column.vocabulary is not None:
        return written | {"enum": [*column.vocabulary.names, None]}
    if column.kind is Kind.JSON:
        return written | {"type": ["object", "array", "string", "null"]}
    return written | {"type": ["string", "number", "null"]}


def pack_schema() -> Schema:
    """Return the schema of ``pack.yaml``."""
    return _schema(Pack, "One instrument, or one bank's own policy")


def instruments_schema() -> Schema:
    """Return the schema of ``instruments.yaml``."""
    return _schema(Instruments, "The instruments that the rules of a pack cite")


def phrases_schema() -> Schema:
    """Return the schema of a file of phrases."""
    return _schema(PhraseFile, "Phrases that rules look for, by name")


def profile_schema() -> Schema:
    """Return the schema of a profile."""
    return _schema(Profile, "The packs that bind one kind of lender")


def mapping_schema() -> Schema:
    """Return the schema of a mapping, with the short forms that a person may write."""
    schema = _schema(Mapping, "How a bank's columns and codes become those of the activity table")
    source = schema["$defs"]["SourceMapping"]["properties"]
    activity, when = (schema["$defs"][name]["properties"] for name in ("ActivityMap", "When"))
    codes = schema["$defs"]["Codes"]["properties"]["tables"]
    short = [_string(), {"type": "array", "items": _string()}]
    for fields in (source["fields"], activity["fields"]):
        fields["additionalProperties"] = {"anyOf": [fields["additionalProperties"], *short]}
    activity["at"] = {"anyOf": [activity["at"], *short]}
    activity["when"]["anyOf"].append(_string())
    table = codes["additionalProperties"]
    empty = [_string(), {"type": "null"}]
    table["additionalProperties"] = {"anyOf": [table["additionalProperties"], *empty]}
    for holder, name in (
        (source, "match"),
        (source, "header"),
        (_field(schema), "from"),
        (when, "is"),
    ):
        holder[name] = {"anyOf": [holder[name], _string()]}
    columns = {column.name: column for column in ACTIVITY}
    for name in EFFECTS:
        vocabulary = columns[name].vocabulary
        if vocabulary is not None and columns[name].kind is Kind.TERM:
            effect = {"enum": [*vocabulary.names, None], "default": None}
            schema["$defs"]["Effect"]["properties"][name] = effect
    return schema


def _field(schema: Schema) -> Schema:
    properties: Schema = schema["$defs"]["FieldMap"]["properties"]
    return properties


def _schema(model: type[BaseModel], title: str) -> Schema:
    made = model.model_json_schema()
    made.pop("description", None)
    return {"$schema": DIALECT, "title": title, **{k: x for k, x in made.items() if k != "title"}}


def _string() -> Schema:
    return {"type": "string"}


SCHEMAS: Final[dict[str, Callable[[], Schema]]] = {
    "cases": cases_schema,
    "instruments": instruments_schema,
    "mapping": mapping_schema,
    "pack": pack_schema,
    "phrases": phrases_schema,
    "profile": profile_schema,
    "rule": rule_schema,
}
"""Each kind of file that people write, by the name of its schema."""


def schema_files() -> dict[str, str]:
    """Return the text of every schema by its path below the root of the project."""
    return {
        Path("reports", "schema", f"{name}.schema.json").as_posix(): _dumped(make())
        for name, make in SCHEMAS.items()
    }


def _dumped(schema: Schema) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
