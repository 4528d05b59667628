"""Gives those whom the columns of a log name one pseudonym each: that of the reports."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa

from auditkit.core.pseudonym import Pseudonymiser, show
from auditkit.sources.copy.columns import Holds
from auditkit.sources.keys import contact_texts, id_texts

_NUMBERS: Final = frozenset({"contact", "own_line"})
_MOST: Final = 200_000


@dataclass(slots=True)
class Namer:
    """Pseudonyms of the values of columns; those met before are remembered."""

    pseudonyms: Pseudonymiser
    _known: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def prepare(self, values: Iterable[tuple[Holds, str]]) -> None:
        """Make the pseudonyms of many values at once."""
        wanted: dict[tuple[str, str], dict[str, None]] = {}
        for holds, value in values:
            if (holds.prefix, holds.domain, value) not in self._known:
                wanted.setdefault((holds.prefix, holds.domain), {})[value] = None
        if len(self._known) > _MOST:
            self._known.clear()
        for (prefix, domain), new in wanted.items():
            for value, form in zip(new, _forms(list(new), domain), strict=True):
                shown = show(prefix, self.pseudonyms.derive(domain, form))
                self._known[prefix, domain, value] = shown

    def of(self, holds: Holds, value: str) -> str:
        """Return the pseudonym of a value, the same however the value is written."""
        if (holds.prefix, holds.domain, value) not in self._known:
            self.prepare([(holds, value)])
        return self._known[holds.prefix, holds.domain, value]


def _forms(values: list[str], domain: str) -> list[str]:
    """Return values in the form they are compared in."""
    plain = pa.array([unicodedata.normalize("NFKC", value).strip() for value in values])
    forms = contact_texts(plain) if domain in _NUMBERS else id_texts(plain)
    return [str(form) for form in forms.to_pylist()]
