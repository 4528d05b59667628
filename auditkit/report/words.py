"""What the values of a bundle are called by people, in one language."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from auditkit.core.clock import clock_time
from auditkit.core.findings import Basis, Finding
from auditkit.core.i18n import Catalogue
from auditkit.core.vocabulary import VOCABULARIES
from auditkit.report.interface import ReportBundle
from auditkit.report.record import number

_VOCABULARIES = {vocabulary.name: vocabulary for vocabulary in VOCABULARIES}


@dataclass(frozen=True, slots=True)
class Words:
    """Labels and sentences for one bundle in one language.

    ``titles`` are the rules' titles by id, ``instruments`` the manifest's instruments by id,
    ``units`` how a check's numbers are read.
    """

    lang: str
    catalogue: Catalogue
    titles: Mapping[str, str]
    instruments: Mapping[str, Mapping[str, Any]]
    units: Mapping[str, str]

    def text(self, key: str, **args: object) -> str:
        """Return a text of the catalogue."""
        return self.catalogue.text(key, **args)

    def label(self, group: str, name: str) -> str:
        """Return the label ``group.name`` of the catalogue, the name itself when there is none."""
        return self.catalogue.find(f"{group}.{name}", name)

    def term(self, vocabulary: str, name: str) -> str:
        """Return words of a vocabulary (several joined by ``|``) as shown to people."""
        known = _VOCABULARIES[vocabulary]
        shown = [
            known.label(each, self.lang) if each in known.names else each
            for each in name.split("|")
        ]
        return self.text("comma").join(shown)

    def title(self, rule: str) -> str:
        """Return a rule's title, its id when the bundle does not hold the rule."""
        return self.titles.get(rule, rule)

    def pick(self, text: Any) -> str:  # noqa: ANN401 a manifest holds texts as mappings, plain ones too
        """Return a ``{zh, en}`` mapping of the manifest in this language."""
        if isinstance(text, Mapping):
            return str(text.get(self.lang) or text.get("en") or "")
        return "" if text is None else str(text)

    def agency(self, agency_id: str) -> str:
        """Return an agency's id; the lender itself has none."""
        return agency_id or self.text("lender")

    def place(self, file: str, row: int) -> str:
        """Return where a row stands."""
        return self.text("row", file=file, row=row) if file else ""

    def instrument(self, instrument: str) -> str:
        """Return the title of an instrument, its id when the manifest does not name it."""
        return self.pick(self.instruments.get(instrument, {}).get("title")) or instrument

    def clause(self, basis: Basis) -> str:
        """Return a clause as a reader cites it, with its date and what was not read."""
        said = self.text("clause", title=self.instrument(basis.instrument), clause=basis.clause)
        notes = [self.text("in_force_from", day=basis.in_force_from)]
        if basis.finer_unseen:
            notes.append(self.text("finer_unseen"))
        if not self.primary_read(basis):
            notes.append(self.text("primary_unread"))
        joined = self.text("separator").join(notes)
        return f"{said}（{joined}）" if self.lang == "zh" else f"{said} ({joined})"

    def clauses(self, basis: tuple[Basis, ...]) -> str:
        """Return several clauses, one per line."""
        return "\n".join(self.clause(each) for each in basis)

    def primary_read(self, basis: Basis) -> bool:
        """Return whether the primary text of a clause's instrument was read; unknown is no."""
        return bool(self.instruments.get(basis.instrument, {}).get("primary_text_read"))

    def measure(self, finding: Finding, value: float) -> str | int | float | None:
        """Return ``observed`` or ``limit`` in the unit of the check."""
        shown = number(value)
        if shown is None:
            return None
        unit = self.units.get(finding.check)
        if unit == "clock" and math.isclose(shown, int(shown)):
            return clock_time(int(shown))
        return self.text("seconds", count=shown) if unit == "seconds" else shown

    def window(self, window: tuple[str, str] | None) -> str:
        """Return the local days of a window."""
        if window is None:
            return ""
        first, last = window
        return first if first == last else self.text("window", first=first, last=last)


def words_for(bundle: ReportBundle, lang: str, units: Mapping[str, str]) -> Words:
    """Return the words of a bundle."""
    return Words(
        lang,
        Catalogue(lang),
        {rule.id: rule.title.pick(lang) for rule in bundle.rules},
        {str(each["id"]): each for each in bundle.manifest.get("instruments", ())},
        units,
    )


def moment(at: str) -> str:
    """Return an ISO time with a blank where it has a T.

    >>> moment("2026-01-30T22:01:01+08:00")
    '2026-01-30 22:01:01+08:00'
    """
    return at.replace("T", " ", 1)
