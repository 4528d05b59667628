"""The figures of the labelled templates: precision and recall of each rule, seen and unseen."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import yaml

from auditkit import api
from tests.labelled.scores import Score, often
from tests.labelled.templates.texts import HERE, Item, read_items

FLOORS: Final = HERE / "floors.yaml"
AS_OF: Final = date(2026, 12, 1)
_PARTS: Final = {False: "seen", True: "unseen"}
_ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class Measured:
    """Counts by part, language and rule, those of all rules as ``all``.

    ``clean`` counts by part and language the templates without fault and those of them in which
    nothing was found; ``rules`` is how many rules of each profile a template can break.
    """

    scores: Mapping[tuple[str, str, str], Score]
    clean: Mapping[tuple[str, str], tuple[int, int]]
    rules: Mapping[str, int]

    def figures(self) -> dict[str, float]:
        """Return every figure that has a floor, by name."""
        found: dict[str, float] = {}
        for (part, lang, rule), score in self.scores.items():
            if rule == _ALL:
                found[f"{part}/{lang}/precision"] = round(score.precision, 3)
                found[f"{part}/{lang}/recall"] = round(score.recall, 3)
        return found


def measure(items: Sequence[Item] | None = None) -> Measured:
    """Return what linting finds in the labelled templates against what is labelled."""
    items = read_items() if items is None else items
    scores: dict[tuple[str, str, str], Score] = defaultdict(Score)
    clean: dict[tuple[str, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    found, rules = _found(items)
    for item in items:
        part, here = _PARTS[item.unseen], found[item.id]
        scores[part, item.lang, _ALL].add(item.rules, here, item.id)
        for rule in here | item.rules:
            only = frozenset({rule})
            scores[part, item.lang, rule].add(only & item.rules, only & here, item.id)
        if not item.rules:
            count, silent = clean[part, item.lang]
            clean[part, item.lang] = count + 1, silent + (not here)
    return Measured(scores, clean, rules)


def _found(items: Iterable[Item]) -> tuple[dict[str, frozenset[str]], dict[str, int]]:
    """Return the rules that each template breaks, and how many rules each profile has for them."""
    found: dict[str, set[str]] = {}
    rules: dict[str, int] = {}
    by_profile: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        found[item.id] = set()
        by_profile[item.profile].append(item)
    for profile, some in by_profile.items():
        with tempfile.TemporaryDirectory() as folder:
            for item in some:
                Path(folder, f"{item.id}.txt").write_text(item.content, encoding="utf-8")
            result = api.lint([folder], profile=profile, as_of=AS_OF, fail_on="never")
        for finding in result.report.findings:
            found[Path(finding.path).stem].add(finding.rule)
        rules[profile] = sum(not rule.id.startswith("lint.") for rule in result.rules)
    return {name: frozenset(some) for name, some in found.items()}, rules


def table(measured: Measured) -> str:
    """Return the figures as text, a line for each rule of the templates that were looked at."""
    lines = [f"rules that a template can break: {_counts(measured.rules)}"]
    for (part, lang, rule), score in sorted(measured.scores.items()):
        if rule == _ALL:
            count, silent = measured.clean[part, lang]
            lines.append(f"{_line(f'{part} {lang}', score)}   clean {silent} of {count} silent")
    for (part, lang, rule), score in sorted(measured.scores.items()):
        if part == _PARTS[False] and rule != _ALL:
            lines.append(_line(f"{lang} {rule}", score))
    return "\n".join(lines) + "\n"


def _counts(rules: Mapping[str, int]) -> str:
    return ", ".join(f"{profile} {count}" for profile, count in rules.items())


def _line(name: str, score: Score) -> str:
    shares = f"P {score.precision:6.1%}  R {score.recall:6.1%}"
    return f"{name:60} {shares}  labelled {score.labelled:3} found {score.found:3}"


def misses(measured: Measured) -> str:
    """Return what was missed and found wrongly, by id; of unseen templates nothing."""
    lines = []
    for (part, lang, rule), score in sorted(measured.scores.items()):
        if part == _PARTS[False] and rule != _ALL and (score.missed or score.wrong):
            lines.append(f"{lang} {rule}: missed {often(score.missed) or '-'}; "
                         f"wrong {often(score.wrong) or '-'}")  # fmt: skip
    return "".join(f"{line}\n" for line in lines)


def read_floors() -> dict[str, float]:
    """Return the figures that must be kept."""
    floors: dict[str, float] = yaml.safe_load(FLOORS.read_text(encoding="utf-8"))
    return floors


def write_floors(figures: Mapping[str, float]) -> None:
    """Write the figures that must be kept."""
    lines = (f"{name}: {figure:g}\n" for name, figure in sorted(figures.items()))
    FLOORS.write_text("".join(lines), encoding="utf-8")
