"""Makes clean notes by the thousand: labelled clean texts put together with other numbers."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import Final

from tests.labelled.fill import fill
from tests.labelled.texts import Item
from tests.labelled.values import any_digits

_LONG: Final = re.compile(r"(?<![0-9A-Za-z.])[0-9]{6,}(?![0-9])")
_JOINTS: Final = {"zh": ("，", "。", "；", "\n"), "en": (". ", "; ", "\n", ", ")}
_ENDS: Final = {"zh": ("", "。", "，下次再打", "（坐席记）"), "en": ("", ".", " fu 2d", " - agt")}


def clean_notes(items: Sequence[Item], lang: str, count: int, seed: int) -> list[str]:
    """Return notes in which nothing stands: one to three clean texts with changed numbers.

    A run of six or more digits keeps its first two, so that what cannot be a phone stays so.
    """
    rng = random.Random(f"{lang}.{seed}")
    texts = [
        said.written
        for item in items
        if item.lang == lang and item.is_clean and item.place == "note"
        for said in item.said
    ]
    return [_note(rng, texts, lang) for _ in range(count)]


def _note(rng: random.Random, texts: Sequence[str], lang: str) -> str:
    chosen = rng.sample(texts, rng.randint(1, 3))
    filled = [fill(text, str(rng.random())).text for text in chosen]
    changed = [_LONG.sub(lambda run: _other(rng, run[0]), text) for text in filled]
    return rng.choice(_JOINTS[lang]).join(changed) + rng.choice(_ENDS[lang])


def _other(rng: random.Random, run: str) -> str:
    return run[:2] + any_digits(rng, len(run) - 2)
