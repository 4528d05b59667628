"""The rules that a log is held against instead of those that bind: another pack, limit or date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from auditkit.api.policy_sides import PolicySide, side
from auditkit.core.errors import ConfigError
from auditkit.engine.bind import BoundRule
from auditkit.engine.variants import as_on, with_parameter
from auditkit.policy.yaml import read

_SET: Final = "--set"
Rules = dict[str, BoundRule]


@dataclass(frozen=True, slots=True)
class Instead:
    """What a log is held against besides the policy of its profile.

    ``policy`` is a pack, folder, rule, profile or kept run (see ``policy_sides.side``): its packs
    replace those of the same ids, others are added; a profile or a run replaces all. ``sets`` are
    written ``RULE.PARAM=VALUE``. ``as_if`` is the day whose versions judge every activity.
    """

    policy: str | None = None
    sets: Sequence[str] = ()
    as_if: date | None = None


def rules_instead(
    before: PolicySide, instead: Instead, policies: Path | None, db: str | None
) -> tuple[Rules, PolicySide]:
    """Return the rules after the change, and the side that was put in (``before`` without one)."""
    if instead.policy is None and not instead.sets and instead.as_if is None:
        raise ConfigError(
            "policy impact", "there is nothing to compare with", "Give --with, --set or --as-if."
        )
    other = before if instead.policy is None else side(instead.policy, policies, db)
    rules = dict(other.rules if other.whole else _replaced(before, other))
    if other.day is not None:
        rules = _as_on(rules, other.day, frozenset(other.rules))
    for each in instead.sets:
        _set(rules, each)
    if instead.as_if is not None:
        rules = _as_on(rules, instead.as_if, frozenset(rules))
    return rules, other


def _replaced(before: PolicySide, other: PolicySide) -> Rules:
    gone = () if other.one else other.packs
    kept = {name: rule for name, rule in before.rules.items() if rule.pack not in gone}
    return {**kept, **other.rules}


def _as_on(rules: Rules, day: date, which: frozenset[str]) -> Rules:
    return {name: as_on(rule, day) if name in which else rule for name, rule in rules.items()}


def _set(rules: Rules, text: str) -> None:
    """Change one parameter of one rule as ``RULE.PARAM=VALUE`` says; VALUE is YAML."""
    target, equals, value = text.partition("=")
    owner = max((name for name in rules if target.startswith(f"{name}.")), key=len, default="")
    if not equals or not owner:
        raise ConfigError(
            f"{_SET} {target}",
            "this names no parameter of a rule that applies",
            "Write RULE.PARAM=VALUE, such as cn-gbt45251.frequency.interactive.max=2; "
            "auditkit explain RULE shows the parameters.",
        )
    path = target.removeprefix(f"{owner}.").split(".")
    document = read(Path(_SET), f"value: {value}".encode())
    if document.problems or set(document.data) != {"value"}:
        raise ConfigError(f"{_SET} {target}", "the value is not YAML, such as 2 or [call, sms]")
    try:
        rules[owner] = with_parameter(rules[owner], path, document.data["value"])
    except ValidationError as error:
        raise ConfigError(f"{_SET} {target}", _told(error)) from None
    except KeyError:
        raise ConfigError(f"{_SET} {target}", "the name leads into no parameter") from None


def _told(error: ValidationError) -> str:
    said = (
        f"{'.'.join(map(str, each['loc'])) or 'parameters'}: "
        + ("is not a known key" if each["type"] == "extra_forbidden" else each["msg"])
        for each in error.errors(include_input=False, include_url=False)
    )
    return "; ".join(said)
