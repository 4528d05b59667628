"""The figures of the labelled texts: precision and recall, and false hits among clean notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import yaml

from tests.labelled.forms import score_forms
from tests.labelled.leaks_found import score_leaks
from tests.labelled.noise import clean_notes
from tests.labelled.scores import Score, often, together
from tests.labelled.statements_found import AS_SAID, score_statements
from tests.labelled.texts import HERE, Item, read_items
from tests.labelled.values_found import found_in, names_of, score_values

FLOORS: Final = HERE / "floors.yaml"
NOTES: Final = 10_000
SEED: Final = 20261124
_CEILING: Final = "false_hits"
_ALL: Final = "all"
_SUMS: Final = (_ALL, AS_SAID)
Scores = Mapping[tuple[str, str, str], Score]


@dataclass(frozen=True, slots=True)
class Measured:
    """What was counted: scores by section, language and name; false hits by set and language.

    ``unseen`` are those of the texts whose misses nobody was told.
    """

    scores: Scores
    unseen: Scores
    false_hits: Mapping[tuple[str, str], tuple[int, Mapping[str, float]]]

    def figures(self) -> dict[str, float]:
        """Return every figure that has a floor, by name; false hits have a ceiling.

        What no text is labelled with has none of its own: it counts in the precision of all.
        """
        found: dict[str, float] = {}
        for (section, lang, name), score in self.scores.items():
            if not score.labelled:
                continue
            shares = {"precision": score.precision, "recall": score.recall}
            if section == "value":
                shares |= {"near_recall": score.near_recall}
            for share, figure in shares.items():
                found[f"{section}/{lang}/{name}/{share}"] = round(figure, 3)
        for (section, lang, name), score in self.unseen.items():
            if name in _SUMS:
                found[f"unseen/{section}/{lang}/{name}/precision"] = round(score.precision, 3)
                found[f"unseen/{section}/{lang}/{name}/recall"] = round(score.recall, 3)
        for (which, lang), (_, kinds) in self.false_hits.items():
            found[f"{_CEILING}/{lang}/{which}"] = round(sum(kinds.values()), 1)
        return found


def measure(items: Sequence[Item] | None = None) -> Measured:
    """Return what detectors and rules find in the labelled texts and in clean notes."""
    items = read_items() if items is None else items
    seen = _scores([item for item in items if not item.unseen])
    unseen = _scores([item for item in items if item.unseen])
    forms = _by_section({"form": score_forms()})
    return Measured({**seen, **forms}, unseen, _false_hits(items))


def _scores(items: Sequence[Item]) -> Scores:
    return _by_section(
        {
            "value": score_values(items),
            "statement": score_statements(items),
            "leak": score_leaks(items),
        }
    )


def _by_section(sections: Mapping[str, Mapping[tuple[str, str], Score]]) -> Scores:
    scores: dict[tuple[str, str, str], Score] = {}
    for section, found in sections.items():
        for lang in sorted({lang for lang, _ in found}):
            own = {name: found[lang, name] for at, name in sorted(found) if at == lang}
            summed = [score for name, score in own.items() if name != AS_SAID]
            for name, score in {**own, _ALL: together(summed)}.items():
                scores[section, lang, name] = score
    return scores


def _false_hits(items: Sequence[Item]) -> dict[tuple[str, str], tuple[int, Mapping[str, float]]]:
    hits: dict[tuple[str, str], tuple[int, Mapping[str, float]]] = {}
    for lang in ("zh", "en"):
        labelled = [
            said.filled.text
            for item in items
            if item.lang == lang and item.is_clean
            for said in item.said
        ]
        for which, texts in (
            ("labelled", labelled),
            ("made", clean_notes(items, lang, NOTES, SEED)),
        ):
            hits[which, lang] = (len(texts), _per_10_000(texts))
    return hits


def _per_10_000(texts: Sequence[str]) -> dict[str, float]:
    found = Counter(value.kind for value in found_in(texts, range(len(texts)), names_of(())))
    return {kind: count * 10_000 / len(texts) for kind, count in found.most_common()}


def read_floors() -> dict[str, float]:
    """Return the figures that must be kept."""
    written: dict[str, Any] = yaml.safe_load(FLOORS.read_text(encoding="utf-8")) or {}
    return {name: float(figure) for name, figure in written.items()}


def fallen(figures: Mapping[str, float], floors: Mapping[str, float]) -> tuple[str, ...]:
    """Return the figures that are worse than their floors, or are gone.

    >>> fallen({"value/zh/X/recall": 0.9, "false_hits/zh/made": 3}, {"value/zh/X/recall": 0.95})
    ('value/zh/X/recall: 0.9, was 0.95',)
    """
    return tuple(
        f"{name}: {figures.get(name, 'gone')}, was {floor:g}"
        for name, floor in floors.items()
        if name not in figures or _worse(name, figures[name], floor)
    )


def raised(figures: Mapping[str, float], floors: Mapping[str, float]) -> dict[str, float]:
    """Return the floors with every figure that is better than its own, and with new ones."""
    better = {
        name: figure
        for name, figure in figures.items()
        if name not in floors or _worse(name, floors[name], figure)
    }
    return {name: {**floors, **better}[name] for name in sorted({*floors, *better})}


def _worse(name: str, figure: float, than: float) -> bool:
    return figure > than if name.startswith(_CEILING) else figure < than


def write_floors(floors: Mapping[str, float]) -> None:
    """Write the floors, one a line."""
    lines = [f"{name}: {figure:g}" for name, figure in floors.items()]
    FLOORS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def table(measured: Measured) -> str:
    """Return the figures as lines of text."""
    head = f"{'':<40}{'labelled':>9}{'found':>7}{'right':>7}{'P':>7}{'R':>7}{'F1':>7}{'R near':>8}"
    lines: list[str] = []
    for section, lang in dict.fromkeys((key[0], key[1]) for key in measured.scores):
        lines += [f"== {section}s, {lang}", head]
        lines += _lines(measured.scores, section, lang)
    lines += ["== texts whose misses nobody was told", head]
    for section, lang in dict.fromkeys((key[0], key[1]) for key in measured.unseen):
        sums = {key: score for key, score in measured.unseen.items() if key[2] in _SUMS}
        lines += _lines(sums, section, lang, f"{section}s, {lang}: ")
    lines.append("== false hits per 10,000 clean notes")
    for (which, lang), (count, kinds) in measured.false_hits.items():
        said = ", ".join(f"{kind} {figure:.1f}" for kind, figure in kinds.items())
        total = sum(kinds.values())
        lines.append(f"{lang} {which:<9}{count:>7} notes{total:>9.1f}  {said}".rstrip())
    return "\n".join(lines) + "\n"


def _lines(scores: Scores, section: str, lang: str, before: str = "") -> list[str]:
    return [
        _line(before + name, score)
        for (of, at, name), score in scores.items()
        if (of, at) == (section, lang)
    ]


def _line(name: str, score: Score) -> str:
    shares = (score.precision, score.recall, score.f1, score.near_recall)
    return (
        f"{name:<40}{score.labelled:>9}{score.found:>7}{score.right:>7}"
        + "".join(f"{share * 100:>7.1f}" for share in shares[:3])
        + f"{shares[3] * 100:>8.1f}"
    )


def misses(measured: Measured) -> str:
    """Return which texts were missed or found wrongly, by kind, without what stands in them."""
    return "".join(_gone(key, score) for key, score in measured.scores.items())


def _gone(key: tuple[str, str, str], score: Score) -> str:
    kept: Iterable[tuple[str, list[str]]] = (("missed", score.missed), ("wrong", score.wrong))
    return "".join(f"{'/'.join(key)} {word}: {often(ids)}\n" for word, ids in kept if ids)
