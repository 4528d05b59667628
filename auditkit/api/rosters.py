"""Lists of who, made to meet ids that reports show as pseudonyms."""

from __future__ import annotations

from collections.abc import Iterable

from auditkit.core.pseudonym import Pseudonymiser
from auditkit.engine.bind import BoundRule, with_lists
from auditkit.policy.lists import WhoList
from auditkit.sources.people import actor_pseudonyms


def known_as_shown(rules: Iterable[BoundRule], pseudonyms: Pseudonymiser) -> tuple[BoundRule, ...]:
    """Return the rules with each id of a list of who standing under its pseudonyms as well.

    A mapping may hide ids of agencies and collectors, and an id that identifies a person is always
    hidden; a bank writes its lists with the ids of its systems.
    """
    return tuple(_known(rule, pseudonyms) for rule in rules)


def _known(rule: BoundRule, pseudonyms: Pseudonymiser) -> BoundRule:
    lists = {
        name: WhoList(tuple(_forms(found, pseudonyms)))
        for name, found in rule.lists.items()
        if isinstance(found, WhoList) and found.entries
    }
    return with_lists(rule, lists) if lists else rule


def _forms(
    found: WhoList, pseudonyms: Pseudonymiser
) -> Iterable[tuple[str, int | None, int | None]]:
    for name, first, last in found.entries:
        for form in (name, *actor_pseudonyms(name, pseudonyms)):
            yield form, first, last
