"""Asks whether a value is found however it is written and wherever it stands among Chinese."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from tests.labelled.fill import Filled, fill
from tests.labelled.scores import Score
from tests.labelled.values_found import found_in, names_of

AROUND: Final = (
    "{}是他自己报的",
    "核对{}无误",
    "今天又说是{}",
    "登记为（{}），未变更",
    "已录：{}。",
    "先说{}后来改口",
    "资料写着“{}”\n下次再核",
)
"""Where a value may stand; none of the words says what it is."""
FORMS: Final = {
    "CN_ID_CARD": ("plain", "x", "lower", "spaced", "dashed", "full", "circled", "cn", "zw"),
    "CN_MOBILE": (
        *("plain", "spaced", "dashed", "dotted", "middot", "full", "circled", "styled"),
        *("cn", "yao", "formal", "zw", "prefix86", "dashed86", "prefix0086", "mixed"),
    ),
    "BANK_CARD": ("plain", "spaced", "dashed", "full", "circled", "styled", "cn", "zw"),
    "EMAIL_ADDRESS": ("plain", "full", "qq"),
}
TIMES: Final = 40


def score_forms() -> dict[tuple[str, str], Score]:
    """Return the counts of each kind and form, over values and places; the language is Chinese."""
    asked = list(_texts())
    texts = [filled.text for _, filled in asked]
    found = found_in(texts, range(len(texts)), names_of(()))
    by_text = defaultdict(set)
    for value in found:
        by_text[value.text].add((value.start, value.end, value.kind))
    scores: dict[tuple[str, str], Score] = defaultdict(Score)
    for number, (name, filled) in enumerate(asked):
        labelled = frozenset((span.start, span.end, span.kind) for span in filled.spans)
        scores["zh", name].add(labelled, frozenset(by_text[number]), name)
    return dict(scores)


def _texts() -> Iterator[tuple[str, Filled]]:
    for kind, forms in FORMS.items():
        for form in forms:
            for place, around in enumerate(AROUND):
                for time in range(TIMES):
                    text = around.format(f"⟦{kind}:{form}⟧")
                    yield f"{kind} {form}", fill(text, f"{kind}.{form}.{place}.{time}")
