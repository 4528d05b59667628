"""Binds rules to the checks they name: parameters typed, versions dated, problems all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

from pydantic import ValidationError

from auditkit.checks import Shipped
from auditkit.checks.interface import Check, Params
from auditkit.checks.mentions import Lexicon
from auditkit.core.clock import day_number
from auditkit.core.errors import PolicyError, Problem
from auditkit.core.findings import Basis, Bilingual, Certainty, Force, Severity
from auditkit.policy.lists import DatedList, WhoList
from auditkit.policy.load import LoadedPack, LoadedRule, explain
from auditkit.policy.model import RuleFile, Text
from auditkit.policy.phrases import FOLDER as PHRASES
from auditkit.policy.phrases import Phrase, Phrases, lexicon, named_phrases

FOREVER: Final = 2**31 - 1
_FORCES: Final[tuple[Force, ...]] = (
    "law",
    "ministry_rule",
    "notice",
    "standard",
    "self_discipline",
    "bank_policy",
)


@dataclass(frozen=True, slots=True)
class Version:
    """A rule's parameters for local days ``from_day`` to ``to_day`` (the last not included)."""

    from_day: int
    to_day: int
    params: Params | None
    written: dict[str, Any] | None
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class BoundRule:
    """A rule ready to be applied; ``lists`` and ``phrases`` are those that its parameters name."""

    id: str
    pack: str
    check: Check
    versions: tuple[Version, ...]
    title: Bilingual
    force: Force
    severity: Severity
    certainty: Certainty
    message: Bilingual
    remedy: Bilingual
    wording: Bilingual | None
    why: Bilingual | None
    primary_text_read: bool
    cases: int
    lists: Mapping[str, DatedList] = field(default_factory=dict)
    phrases: Phrases = field(default_factory=dict)

    @property
    def family(self) -> str:
        """The family of the check: contact, privacy, conduct or record."""
        return self.check.id.partition(".")[0]

    def instead_of(self, names: Iterable[str]) -> Bilingual | None:
        """Return what may be said instead: the rule's wording, else that of the phrases named."""
        said = [self.phrases[name].wording for name in names if name in self.phrases]
        if self.wording is not None or not said:
            return self.wording
        zh, en = dict.fromkeys(each.zh for each in said), dict.fromkeys(each.en for each in said)
        return Bilingual("\n".join(zh), "\n".join(en))

    def in_force(self, day: int) -> Version | None:
        """Return the version that judges a local day."""
        return next((v for v in self.versions if v.from_day <= day < v.to_day and v.params), None)


def bind(packs: Iterable[LoadedPack], checks: Sequence[Check]) -> tuple[BoundRule, ...]:
    """Return the rules of packs bound to checks; ``PolicyError`` lists every problem."""
    problems: list[Problem] = []
    bound = bind_into(packs, checks, problems)
    if problems:
        raise PolicyError(tuple(problems))
    return bound


def bind_into(
    packs: Iterable[LoadedPack], checks: Sequence[Check], problems: list[Problem]
) -> tuple[BoundRule, ...]:
    """Return the rules that can be bound; what is wrong with the others goes to ``problems``."""
    find = checks.find if isinstance(checks, Shipped) else {each.id: each for each in checks}.get
    bound: list[BoundRule] = []
    for pack in packs:
        for loaded in pack.rules:
            if loaded.rule.status == "removed":
                continue
            check = find(loaded.rule.check)
            if check is None:
                problems.append(_no_check(loaded, checks))
                continue
            rule = _bind_rule(pack, loaded, check, problems)
            if rule is not None:
                bound.append(rule)
    seen: set[str] = set()
    for rule in bound:
        if rule.id in seen:
            problems.append(
                Problem(packs_file(packs, rule.id), 0, f"the id {rule.id} stands twice")
            )
        seen.add(rule.id)
    return tuple(rule for rule in bound)


def _no_check(loaded: LoadedRule, checks: Iterable[Check]) -> Problem:
    known = ", ".join(sorted(check.id for check in checks))
    text = f"there is no check {loaded.rule.check}; known are {known}"
    return loaded.document.problem(("check",), text)


def packs_file(packs: Iterable[LoadedPack], rule_id: str) -> Any:  # noqa: ANN401 - a Path
    """Return the file of a rule."""
    return next(r.file for pack in packs for r in pack.rules if r.rule.id == rule_id)


def _bind_rule(
    pack: LoadedPack, loaded: LoadedRule, check: Check, problems: list[Problem]
) -> BoundRule | None:
    rule = loaded.rule
    versions = _versions(pack, loaded, check, problems)
    cited = [
        pack.instruments[c.instrument]
        for cs in rule.cites.values()
        for c in cs
        if c.instrument in pack.instruments
    ]
    if versions is None or not cited:
        return None
    return BoundRule(
        id=rule.id,
        pack=pack.pack.id,
        check=check,
        versions=versions,
        title=_text(rule.title),
        force=min((i.force for i in cited), key=_FORCES.index),
        severity=rule.severity,
        certainty=rule.certainty,
        message=_text(rule.message),
        remedy=_text(rule.remedy),
        wording=_text(rule.wording) if rule.wording else None,
        why=_text(rule.why) if rule.why else None,
        primary_text_read=all(i.primary_text_read for i in cited),
        cases=len(loaded.cases.cases) if loaded.cases else 0,
        lists={name: pack.lists[name] for name in _named(list(rule.values.values()))},
        phrases={n: pack.phrases[n] for n in named_phrases(list(rule.values.values()))},
    )


def _text(text: Text) -> Bilingual:
    return Bilingual(text.zh, text.en)


def _versions(
    pack: LoadedPack, loaded: LoadedRule, check: Check, problems: list[Problem]
) -> tuple[Version, ...] | None:
    rule = loaded.rule
    days = sorted(rule.values)
    ends = [*days[1:], None]
    versions: list[Version] = []
    for day, end in zip(days, ends, strict=True):
        written = rule.values[day]
        params = None
        if written is not None:
            params = _params(pack, loaded, check, day, problems)
            if params is None:
                continue
        versions.append(
            Version(
                day_number(day),
                day_number(end) if end else FOREVER,
                params,
                written,
                _basis(rule, day),
            )
        )
    return tuple(versions) if len(versions) == len(days) else None


def _params(
    pack: LoadedPack, loaded: LoadedRule, check: Check, day: date, problems: list[Problem]
) -> Params | None:
    path = ("values", day.isoformat())
    unknown: list[str] = []
    written = _with_lists(loaded.rule.values[day], pack.lists, pack.phrases, unknown)
    problems += [loaded.document.problem(path, text) for text in unknown]
    if unknown:
        return None
    try:
        return check.params.model_validate(written)
    except ValidationError as error:
        problems += explain(error, loaded.document, path)
        return None


def _with_lists(
    written: Any,  # noqa: ANN401
    lists: Mapping[str, DatedList],
    phrases: Phrases,
    unknown: list[str],
) -> Any:  # noqa: ANN401
    """Put what is meant where the rule says ``{list: name}`` or ``{phrases: name}``."""
    if isinstance(written, dict):
        if set(written) == {"list"}:
            name = str(written["list"])
            if name not in lists:
                unknown.append(f"the pack has no list {name} (lists/{name}.csv)")
            found = lists.get(name, ())
            return found.params() if isinstance(found, WhoList) else found
        if set(written) == {PHRASES}:
            name = str(written[PHRASES])
            if name not in phrases:
                unknown.append(f"there is no phrase {name} ({PHRASES}/*.yaml)")
                return None
            return _lexicon(name, phrases[name])
        return {key: _with_lists(each, lists, phrases, unknown) for key, each in written.items()}
    if isinstance(written, list):
        return [_with_lists(value, lists, phrases, unknown) for value in written]
    return written


@lru_cache(maxsize=256)
def _lexicon(name: str, phrase: Phrase) -> Lexicon:
    """Return a phrase as checks take it, validated once however many rules name it."""
    return Lexicon.model_validate(lexicon(name, phrase))


def _named(written: Any) -> Iterator[str]:  # noqa: ANN401 - parameters as written
    """Yield the names of the dated lists that parameters name."""
    if isinstance(written, dict) and set(written) == {"list"}:
        yield str(written["list"])
    elif isinstance(written, (dict, list)):
        for value in written.values() if isinstance(written, dict) else written:
            yield from _named(value)


def with_lists(rule: BoundRule, lists: Mapping[str, DatedList]) -> BoundRule:
    """Return a rule whose parameters hold these lists in place of those of the same names."""
    held = {**rule.lists, **lists}
    versions = (
        replace(
            v,
            params=rule.check.params.model_validate(_with_lists(v.written, held, rule.phrases, [])),
        )
        if v.written is not None
        else v
        for v in rule.versions
    )
    return replace(rule, versions=tuple(versions), lists=held)


def _basis(rule: RuleFile, day: date) -> tuple[Basis, ...]:
    return tuple(
        Basis(c.instrument, c.clause, day.isoformat(), c.source_confidence, c.finer_unseen)
        for c in rule.cites.get(day, ())
    )
