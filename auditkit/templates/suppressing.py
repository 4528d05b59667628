"""Applies what templates say of their own findings; what is wrong in it silences nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from auditkit.core.lint import LintFinding, Place, Suppression, Unjudged
from auditkit.templates.interface import Mistake, Template
from auditkit.templates.reading.meta import shown

OWN: Final = "lint."
"""How ids of the rules of linting itself begin; none of them can be suppressed."""
_Key = tuple[str, Place, str]
Told = tuple[str, str, Mistake]


@dataclass(frozen=True, slots=True)
class Held:
    """What suppressions are held to: the local day, the rules that ran, and those of ``never``.

    ``exists`` tells whether there is a rule of an id in any pack.
    """

    day: date
    ran: Collection[str]
    never: Collection[str]
    exists: Callable[[str], bool]

    def forbids(self, rule: str) -> bool:
        """Return whether nobody can suppress a rule, nor take it into a baseline."""
        return rule in self.never or rule.startswith(OWN)

    def wrong(self, said: Suppression) -> Mistake | None:
        """Return why a suppression silences nothing, None where it may."""
        args = {"rule": shown(said.rule)}
        if self.forbids(said.rule):
            return Mistake("suppression.forbidden", said.place, args)
        if said.rule not in self.ran and not self.exists(said.rule):
            return Mistake("suppression.unknown_rule", said.place, args)
        if said.until < self.day:
            until = said.until.isoformat()
            return Mistake("suppression.expired", said.place, {**args, "until": until})
        return None


def suppress(
    findings: Sequence[LintFinding],
    templates: Sequence[Template],
    unjudged: Sequence[Unjudged],
    held: Held,
) -> tuple[tuple[LintFinding, ...], tuple[Told, ...]]:
    """Return the findings, those that are suppressed so marked, and what is wrong with path, entry.

    One that silences nothing is told unless its rule did not run or could not judge. What is said
    once for several templates of a file is used when one of them needs it, and told once.
    """
    valid: dict[tuple[str, str, str], Suppression] = {}
    told: dict[_Key, Told] = {}
    waiting: dict[_Key, Told] = {}
    silent = {(each.path, each.entry, each.rule) for each in unjudged}
    spared: set[_Key] = set()
    for template, said in _said(templates):
        key = (template.path, said.place, said.rule)
        mistake = held.wrong(said)
        if mistake is not None:
            told.setdefault(key, (template.path, template.entry, mistake))
            continue
        place = (template.path, template.entry, said.rule)
        valid.setdefault(place, said)
        unused = Mistake("suppression.unused", said.place, {"rule": shown(said.rule)})
        waiting.setdefault(key, (template.path, template.entry, unused))
        if said.rule not in held.ran or place in silent:
            spared.add(key)
    marked = tuple(_marked(finding, valid) for finding in findings)
    spared |= {
        (each.path, each.suppression.place, each.rule) for each in marked if each.suppression
    }
    left = (waiting[key] for key in waiting if key not in spared)
    return marked, (*told.values(), *left)


def _said(templates: Sequence[Template]) -> Iterator[tuple[Template, Suppression]]:
    for template in templates:
        for said in template.suppressions:
            yield template, said


def _marked(finding: LintFinding, valid: dict[tuple[str, str, str], Suppression]) -> LintFinding:
    said = valid.get((finding.path, finding.entry, finding.rule))
    if said is None:
        return finding
    return replace(finding, standing="suppressed", suppression=said)
