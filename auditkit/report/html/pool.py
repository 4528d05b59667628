"""What repeats in a run, each kept once and known by its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar, get_args

from auditkit.core.findings import Basis, Bilingual, Certainty, Confidence
from auditkit.core.vocabulary import VOCABULARIES
from auditkit.report.interface import ReportBundle, RuleView
from auditkit.report.safe import visible_lines as shown
from auditkit.report.sheets.shape import load_layout
from auditkit.report.tally import DECISIONS, FORCES, SEVERITIES
from auditkit.report.words import Words, words_for

NONE: Final = -1
_CLOSED: Final[Mapping[str, tuple[str, ...]]] = {
    "severity": SEVERITIES,
    "certainty": get_args(Certainty),
    "force": FORCES,
    "force_name": FORCES,
    "decision": DECISIONS,
    "confidence": get_args(Confidence),
    "family": (),
    "channel": (),
    "direction": (),
    "outcome": (),
    "party_role": (),
    "step": (),
    "why_not": (),
    "reject": (),
}
"""The vocabularies of the page; those that are open hold what the run names, as it comes up."""
_TERMS: Final = frozenset(each.name for each in VOCABULARIES)
_T = TypeVar("_T")
Places = dict[str, int]


def _vocabularies() -> dict[str, Places]:
    return {
        group: {name: place for place, name in enumerate(names)} for group, names in _CLOSED.items()
    }


@dataclass(slots=True)
class Pool:
    """Gives every text, word, rule and clause its place; ``tables`` tells what stands where."""

    zh: Words
    en: Words
    _rules: Places
    _strings: Places = field(default_factory=lambda: {"": 0})
    _texts: dict[tuple[str, str], int] = field(default_factory=dict)
    _vocab: dict[str, Places] = field(default_factory=_vocabularies)
    _bases: dict[tuple[Basis, ...], int] = field(default_factory=dict)
    _clauses: dict[Basis, int] = field(default_factory=dict)
    _instruments: Places = field(default_factory=dict)

    @classmethod
    def of(cls, bundle: ReportBundle, rules: Sequence[RuleView]) -> Pool:
        """Return a pool that knows the rules and instruments of a run."""
        units = load_layout().units
        zh, en = (words_for(bundle, lang, units) for lang in ("zh", "en"))
        pool = cls(zh, en, {rule.id: place for place, rule in enumerate(rules)})
        for each in bundle.manifest.get("instruments", ()):
            _place(pool._instruments, str(each["id"]))
        return pool

    def string(self, text: str) -> int:
        """Return the place of a text that is the same in every language."""
        places = self._strings  # asked for more often than anything else
        return places.setdefault(text, len(places))

    def text(self, text: Bilingual | None) -> int:
        """Return the place of a bilingual text, ``NONE`` for none."""
        return NONE if text is None else _place(self._texts, (text.zh, text.en))

    def word(self, group: str, name: str) -> int:
        """Return the place of a word in its vocabulary, ``NONE`` where nothing is said."""
        return _place(self._vocab[group], name) if name else NONE

    def rule(self, rule_id: str) -> int:
        """Return the place of a rule, ``NONE`` for one that neither run nor findings describe."""
        return self._rules.get(rule_id, NONE)

    def basis(self, basis: tuple[Basis, ...]) -> int:
        """Return the place of a list of clauses."""
        return _place(self._bases, basis)

    def both(self, said: Callable[[Words], str]) -> dict[str, str]:
        """Return what is said in either language."""
        return {"zh": shown(said(self.zh)), "en": shown(said(self.en))}

    def tables(self) -> dict[str, Any]:
        """Return what stands where; to be asked for last."""
        bases = [[_place(self._clauses, each) for each in basis] for basis in self._bases]
        clauses = [self._clause(each) for each in self._clauses]
        return {
            "bases": bases,
            "clauses": clauses,
            "instruments": [self._instrument(each) for each in self._instruments],
            "strings": [shown(each) for each in self._strings],
            "texts": {
                "zh": [shown(each) for each, _ in self._texts],
                "en": [shown(each) for _, each in self._texts],
            },
            "vocab": {group: self._words(group, names) for group, names in self._vocab.items()},
        }

    def _clause(self, basis: Basis) -> dict[str, Any]:
        return {
            "instrument": _place(self._instruments, basis.instrument),
            "clause": shown(basis.clause),
            "from": shown(basis.in_force_from),
            "confidence": self.word("confidence", basis.source_confidence),
            "finer_unseen": basis.finer_unseen,
            "read": self.en.primary_read(basis),
            "said": self.both(lambda words: words.clause(basis)),
        }

    def _instrument(self, instrument: str) -> dict[str, Any]:
        known = self.en.instruments.get(instrument, {})
        return {
            "id": shown(instrument),
            "title": self.both(lambda words: words.instrument(instrument)),
            "force": self.word("force", str(known.get("force") or "")),
            "read": bool(known.get("primary_text_read")),
            "confidence": self.word("confidence", str(known.get("source_confidence") or "")),
        }

    def _words(self, group: str, names: Places) -> dict[str, list[str]]:
        def said(words: Words, name: str) -> str:
            return words.term(group, name) if group in _TERMS else words.label(group, name)

        return {
            "keys": [shown(each) for each in names],
            "zh": [shown(said(self.zh, each)) for each in names],
            "en": [shown(said(self.en, each)) for each in names],
        }


def _place(places: dict[_T, int], what: _T) -> int:
    return places.setdefault(what, len(places))
