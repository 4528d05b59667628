"""English names through Presidio's NLP engines, when a model for English is installed.

Nothing is ever downloaded: Presidio fetches a model that it does not find, so only one that is
there is ever named to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from auditkit.checks.mentions import OWNERS
from auditkit.checks.privacy.names.interface import People, people_of
from auditkit.core.errors import ConfigError
from auditkit.core.installed import declared

LANGUAGE: Final = "en"
PERSON: Final = "PERSON"
_SIZES: Final = ("trf", "lg", "md", "sm")
"""Endings of the names of spaCy's models, the best first."""
_WORTH: Final = re.compile("[A-Za-z]{2,20}[ ,.'-]{1,3}[A-Za-z]{2,20}")
"""Two Latin words in a row; other texts are not given to the model."""
_EASTERN: Final = re.compile("[^\x00-\u2e7f]")
"""What an English tokenizer would glue to the Latin word beside it."""
_UNKNOWN: Final = OWNERS.code("unknown")
_AT_ONCE: Final = 64


@dataclass(frozen=True, slots=True)
class EngineRecognizer:
    """Names that a loaded Presidio ``NlpEngine`` finds, whatever it runs on.

    A bank's stanza or transformers engine is plugged in with
    ``find_people(..., recognizers=[EngineRecognizer(engine)])``.
    """

    engine: Any
    language: str = LANGUAGE
    name: str = "presidio"

    def find(self, texts: Sequence[str]) -> People:
        """Return the names in those texts that have Latin words in a row."""
        numbers = [number for number, text in enumerate(texts) if _WORTH.search(text)]
        return people_of(self._rows(texts, numbers))

    def _rows(
        self, texts: Sequence[str], numbers: Sequence[int]
    ) -> Iterator[tuple[int, int, int, float, int, str]]:
        from presidio_analyzer.predefined_recognizers import (  # noqa: PLC0415 - takes two seconds
            SpacyRecognizer,
        )

        reader = SpacyRecognizer(supported_language=self.language, supported_entities=[PERSON])
        chosen = [_EASTERN.sub(" ", texts[number]) for number in numbers]
        read = self.engine.process_batch(chosen, language=self.language, batch_size=_AT_ONCE)
        for number, (text, artifacts) in zip(numbers, read, strict=True):
            found = reader.analyze(text, [PERSON], artifacts)
            for hit in sorted(found, key=lambda hit: (hit.start, hit.end)):
                yield number, hit.start, hit.end, hit.score, _UNKNOWN, text[hit.start : hit.end]


def english_recognizer(model: Path | None = None) -> EngineRecognizer | None:
    """Return a recognizer of English names, ``None`` when no model for English is installed.

    Without ``model``, the folder of a spaCy pipeline, the best installed one is taken. ``None``
    means that names of people in English texts are not evaluated beyond those that the log knows.
    """
    if model is not None and not (model / "meta.json").is_file():
        raise ConfigError(model.name, "is no spaCy pipeline", "name the folder with its meta.json")
    chosen = str(model) if model else best_of(installed_models())
    return EngineRecognizer(_engine(chosen)) if chosen else None


def installed_models() -> tuple[str, ...]:
    """Return the names of the spaCy models that are installed as packages."""
    return tuple(point.name for point in declared("spacy_models"))


def best_of(models: Iterable[str]) -> str:
    """Return the best English model by name, "" when there is none.

    >>> best_of(["de_core_news_lg", "en_core_web_sm", "en_core_web_lg"])
    'en_core_web_lg'
    """
    english = [name for name in models if name.startswith(f"{LANGUAGE}_")]
    return min(english, key=_order, default="")


def _order(name: str) -> tuple[int, str]:
    ending = name.rpartition("_")[2]
    return (_SIZES.index(ending) if ending in _SIZES else len(_SIZES), name)


def _engine(model: str) -> Any:  # noqa: ANN401 - Presidio is not typed
    from presidio_analyzer.nlp_engine import NlpEngineProvider  # noqa: PLC0415 - two seconds

    models = [{"lang_code": LANGUAGE, "model_name": model}]
    chosen = {"nlp_engine_name": "spacy", "models": models}
    return NlpEngineProvider(nlp_configuration=chosen).create_engine()
