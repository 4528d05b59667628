"""The parameters of a rule in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from auditkit.checks.mentions import OWNERS, PLACES, SPEAKERS, STANCES
from auditkit.core.activity import ATTRIBUTES
from auditkit.core.kinds import STATEMENTS, VALUES, kind_label
from auditkit.core.vocabulary import ROLES
from auditkit.report.words import Words

_TERMS: Final = {
    "channels": "channel",
    "directions": "direction",
    "purposes": "purpose",
    "roles": "party_role",
    "contact_kinds": "contact_kind",
    "line_types": "line_type",
    "outcomes": "outcome",
    "outcomes_except": "outcome",
    "steps": "step",
    "undone_by": "step",
    "released_by": "step",
    "from_steps": "step",
    "starts": "step",
    "interrupted_by": "step",
    "stopped_by": "step",
    "resumed_by": "step",
    "ended_by": "step",
    "barred_by": "step",
    "opened_by": "step",
    "closed_by": "step",
}
_OF_TEXTS: Final = {
    "places": PLACES,
    "speakers": SPEAKERS,
    "stances": STANCES,
    "said_stances": STANCES,
    "owners": OWNERS,
    "holders": ROLES,
    "recipients": ROLES,
    "coded": ROLES,
    "noted": ROLES,
}
_KINDS: Final = frozenset((*VALUES.names, *STATEMENTS.names))
_ATTRIBUTES: Final = {each.name: each for each in ATTRIBUTES}
_OF_ATTRIBUTES: Final = {
    "where": "=",
    "unless": "=",
    "unless_above": ">",
    "followed_where": "=",
    "start_where": "=",
    "interrupted_where": "=",
}
_ATTRIBUTE_LISTS: Final = (
    "attribute",
    "attributes",
    "evidence",
    "start_attr",
    "own",
    "sum_of",
    "band_of",
)
_LONGEST: Final = 24


def params_in_words(params: Mapping[str, Any] | None, words: Words) -> str:
    """Return one line per parameter that says something; a repeal says so."""
    if params is None:
        return words.text("params.repealed")
    return "\n".join(_said(name, value, words) for name, value in params.items() if _says(value))


def param_label(path: Sequence[str], words: Words) -> str:
    """Return the name of a parameter inside others, from the outermost in."""
    return " › ".join(words.label("param", name) for name in path)


def value_in_words(name: str, value: object, words: Words) -> str:
    """Return the value of a parameter; "" for one that says nothing."""
    if isinstance(value, bool):
        return words.text("yes" if value else "no")
    return _value(name, value, words) if _says(value) else ""


def _says(value: object) -> bool:
    return value is not None and value is not False and value not in ((), [], {}, "")


def _said(name: str, value: object, words: Words) -> str:
    label = words.label("param", name)
    if value is True:
        return label
    return f"{label}{words.text('colon')}{_value(name, value, words)}"


def _value(name: str, value: object, words: Words) -> str:
    if isinstance(value, Mapping):
        return _mapping(name, value, words)
    if isinstance(value, (list, tuple)):
        if len(value) > _LONGEST:
            return words.text("params.list_size", count=len(value))
        return words.text("comma").join(_value(name, each, words) for each in value)
    if isinstance(value, bool):
        return words.text("yes" if value else "no")
    return _word(name, str(value), words)


def _mapping(name: str, value: Mapping[str, Any], words: Words) -> str:
    if name in _OF_ATTRIBUTES:
        pairs = (
            f"{_attribute(key, words)} {_OF_ATTRIBUTES[name]} {_value(key, each, words)}"
            for key, each in value.items()
        )
        return words.text("comma").join(pairs)
    inner = words.text("separator").join(
        _said(key, each, words) for key, each in value.items() if _says(each)
    )
    return f"〔{inner}〕" if words.lang == "zh" else f"[{inner}]"


def _word(name: str, value: str, words: Words) -> str:
    if name in _TERMS:
        return words.term(_TERMS[name], value)
    if name in _OF_TEXTS and value in _OF_TEXTS[name].names:
        return _OF_TEXTS[name].label(value, words.lang)
    spoken = f"topic.{value}" if name == "topics" else value
    if spoken in _KINDS:
        return kind_label(spoken, words.lang)
    return _attribute(value, words) if name in _ATTRIBUTE_LISTS else words.label("value", value)


def _attribute(name: str, words: Words) -> str:
    known = _ATTRIBUTES.get(name)
    if known is None:
        return name
    return known.zh if words.lang == "zh" else known.en
