"""Builds a Presidio analyzer from the registry, and analyzes many texts as fast as an audit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
from presidio_analyzer import (
    AnalyzerEngine,
    BatchAnalyzerEngine,
    RecognizerRegistry,
    RecognizerResult,
)
from presidio_analyzer.nlp_engine import NlpEngine, NoOpNlpEngine
from presidio_analyzer.recognizer_registry import RecognizerRegistryProvider

from auditkit.checks.privacy.detect import detect
from auditkit.checks.privacy.names import KnownNames, find_people
from auditkit.core.kinds import VALUES

REGISTRY: Final = Path(__file__).parent / "recognizers.yaml"
LANGUAGES: Final = ("zh", "en")
_TOGETHER: Final = 10_000


def registry(conf_file: Path = REGISTRY) -> RecognizerRegistry:
    """Return the recognizers of a registry file; more may be added to it."""
    return RecognizerRegistryProvider(conf_file=conf_file).create_recognizer_registry()


def analyzer(nlp_engine: NlpEngine | None = None) -> AnalyzerEngine:
    """Return an analyzer with our recognizers alone; it needs no model and no network.

    With an ``nlp_engine`` of yours (an installed spaCy model, say), its own recognizer of names
    may be added to ``analyzer().registry``.
    """
    engine = nlp_engine or NoOpNlpEngine(
        models=[{"lang_code": language, "model_name": "no_op"} for language in LANGUAGES]
    )
    if not engine.is_loaded():
        engine.load()
    return AnalyzerEngine(
        registry=registry(), nlp_engine=engine, supported_languages=list(LANGUAGES)
    )


class BulkAnalyzer(BatchAnalyzerEngine):  # type: ignore[misc]
    """Analyzes texts in batches; each gets what ``AnalyzerEngine.analyze`` gives with ours.

    ``analyze_iterator`` runs our detectors on thousands of texts at once. Whatever else is given
    (further recognizers, thresholds, allow lists, explanations) goes Presidio's own way, text by
    text.
    """

    def analyze_iterator(
        self,
        texts: Iterable[str],
        language: str,
        batch_size: int = _TOGETHER,
        n_process: int = 1,
        **others: Any,  # noqa: ANN401 - what Presidio takes
    ) -> list[list[RecognizerResult]]:
        """Return the results of each text, by place."""
        entities = others.pop("entities", None)
        if others or not self._ours(language):
            return super().analyze_iterator(  # type: ignore[no-any-return]
                texts, language, 1, n_process, entities=entities, **others
            )
        wanted = None if entities is None else frozenset(entities)
        return [result for part in _parts(texts, batch_size) for result in _analyzed(part, wanted)]

    def _ours(self, language: str) -> bool:
        here = __name__.rpartition(".")[0]
        recognizers = self.analyzer_engine.get_recognizers(language)
        return all(type(each).__module__.startswith(here) for each in recognizers)


def _parts(texts: Iterable[str], size: int) -> Iterator[list[str]]:
    waiting = iter(texts)
    while part := list(islice(waiting, max(size, 1))):
        yield part


def _analyzed(texts: Sequence[str], wanted: frozenset[str] | None) -> list[list[RecognizerResult]]:
    results: list[list[RecognizerResult]] = [[] for _ in texts]
    found = detect(texts, wanted)
    columns = (found.text, found.start, found.end, found.kind, found.score)
    for text, start, end, kind, score in zip(*(c.tolist() for c in columns), strict=True):
        results[text].append(RecognizerResult(VALUES.names[kind], start, end, score))
    if wanted is None or "PERSON" in wanted:
        people = find_people(texts, np.zeros(len(texts), np.int64), KnownNames.of((), (), ()))
        spans = zip(people.text, people.start, people.end, people.score, strict=True)
        for text, start, end, score in spans:
            results[text].append(RecognizerResult("PERSON", int(start), int(end), float(score)))
    return [sorted(each, key=lambda r: (r.start, r.end, r.entity_type)) for each in results]
