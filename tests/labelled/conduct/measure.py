"""The figures of the labelled texts of conduct: precision and recall of each phrase."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import yaml

from auditkit.policy.phrases import Phrases
from tests.labelled.conduct.found import CLAIM, FACT, found_in
from tests.labelled.conduct.texts import HERE, Item, read_items, read_phrases
from tests.labelled.scores import Score, often, together

FLOORS: Final = HERE / "floors.yaml"
AS_SAID: Final = "claims, as said"
"""Asks besides whether a claim is made of what has happened or of what is to come."""
_ALL: Final = "all"
Scores = Mapping[tuple[str, str], Score]


@dataclass(frozen=True, slots=True)
class Measured:
    """The counts by language and phrase; ``unseen``: of the texts whose misses nobody was told."""

    seen: Scores
    unseen: Scores

    def figures(self) -> dict[str, float]:
        """Return every figure that has a floor, by name."""
        found: dict[str, float] = {}
        for (lang, name), score in self.seen.items():
            if score.labelled:
                found |= _figures(f"{lang}/{name}", score)
        for (lang, name), score in self.unseen.items():
            if name in (_ALL, AS_SAID):
                found |= _figures(f"unseen/{lang}/{name}", score)
        return found


def _figures(name: str, score: Score) -> dict[str, float]:
    shares = {"precision": score.precision, "recall": score.recall}
    return {f"{name}/{share}": round(figure, 3) for share, figure in shares.items()}


def measure(items: Sequence[Item] | None = None, phrases: Phrases | None = None) -> Measured:
    """Return what rules made of the phrases find in the labelled texts."""
    items = read_items() if items is None else items
    found = found_in(items, read_phrases() if phrases is None else phrases)
    parts = ([each for each in items if each.unseen is unseen] for unseen in (False, True))
    return Measured(*(_scores(part, found) for part in parts))


def _scores(items: Sequence[Item], found: Mapping[str, frozenset[str]]) -> Scores:
    scores: dict[tuple[str, str], Score] = defaultdict(Score)
    for item in items:
        here = frozenset(name for name in found[item.id] if not name.startswith(FACT))
        here -= item.review - item.expect
        for name in sorted(here | item.expect):
            only = frozenset({name})
            scores[item.lang, name].add(only & item.expect, only & here, item.id)
        claims = frozenset(name for name in here if name.startswith(CLAIM))
        if claims or any(name.startswith(CLAIM) for name in item.expect):
            read = frozenset((name, FACT + name in found[item.id]) for name in claims)
            scores[item.lang, AS_SAID].add(_labelled(item), read, item.id)
    for lang in sorted({lang for lang, _ in scores}):
        own = [score for (at, name), score in scores.items() if at == lang and name != AS_SAID]
        scores[lang, _ALL] = together(own)
    return {key: scores[key] for key in sorted(scores, key=_place)}


def _place(key: tuple[str, str]) -> tuple[str, bool, str]:
    return key[0], key[1] in (_ALL, AS_SAID), key[1]


def _labelled(item: Item) -> frozenset[tuple[str, bool]]:
    claims = (name for name in item.expect if name.startswith(CLAIM))
    return frozenset((name, name not in item.to_come) for name in claims)


def read_floors() -> dict[str, float]:
    """Return the figures that must be kept."""
    written = yaml.safe_load(FLOORS.read_text(encoding="utf-8")) or {}
    return {str(name): float(figure) for name, figure in written.items()}


def write_floors(floors: Mapping[str, float]) -> None:
    """Write the floors, one a line."""
    lines = [f"{name}: {figure:g}" for name, figure in floors.items()]
    FLOORS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def table(measured: Measured) -> str:
    """Return the figures as lines of text; of unseen texts nothing else is ever told."""
    lines = []
    for head, scores in (("seen", measured.seen), ("unseen", measured.unseen)):
        lines.append(f"== {head:<36}{'labelled':>9}{'found':>7}{'right':>7}{'P':>7}{'R':>7}")
        lines += [_line(f"{lang} {name}", score) for (lang, name), score in scores.items()]
    return "\n".join(lines) + "\n"


def _line(name: str, score: Score) -> str:
    shares = "".join(f"{share * 100:>7.1f}" for share in (score.precision, score.recall))
    return f"{name:<39}{score.labelled:>9}{score.found:>7}{score.right:>7}{shares}"


def misses(measured: Measured) -> str:
    """Return which seen texts were missed or found wrongly, by phrase."""
    return "".join(_gone(measured.seen))


def _gone(scores: Scores) -> Iterator[str]:
    for (lang, name), score in scores.items():
        for word, ids in (("missed", score.missed), ("wrong", score.wrong)):
            if ids:
                yield f"{lang}/{name} {word}: {often(ids)}\n"
