"""Whose the numbers and names in a text are, as far as the log itself tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from auditkit.checks.mentions import OWNERS
from auditkit.checks.privacy.detect import plain_values
from auditkit.checks.privacy.interface import Detections
from auditkit.checks.privacy.names import EVERYWHERE, Elsewhere, KnownNames
from auditkit.core import vocabulary as v
from auditkit.core.kinds import VALUES
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.sources.keys import contact_texts, id_texts, mix
from auditkit.sources.people import IDENTIFIER

Ints = NDArray[np.int64]
_DEBTOR, _PARTY, _COLLECTOR = (OWNERS.code(name) for name in ("debtor", "party", "collector"))
_NUMBERS: Final = frozenset(
    {"CN_MOBILE", "CN_LANDLINE", "PHONE_NUMBER", "EMAIL_ADDRESS", "CN_WECHAT", "CN_QQ"}
)
_IDENTIFIERS: Final = frozenset(
    {"CN_ID_CARD", "CN_RESIDENCE_PERMIT", "CN_FOREIGN_PR_CARD", "CN_PASSPORT", "BANK_CARD"}
)


def value_keys(
    texts: Sequence[str], found: Detections, pseudonyms: Pseudonymiser, american: bool
) -> Ints:
    """Return the keys of values in texts: numbers as contacts have them, identifiers as debtors.

    0 for kinds that the log has no column for.
    """
    keys = np.zeros(len(found), dtype=np.int64)
    names = np.array(VALUES.names)[found.kind]
    for wanted, domain in ((_NUMBERS, "contact"), (_IDENTIFIERS, IDENTIFIER)):
        at = np.flatnonzero(np.isin(names, sorted(wanted)))
        if len(at):
            some = Detections(*(getattr(found, f.name)[at] for f in fields(Detections)))
            plain = pa.array(plain_values(texts, some), pa.string())
            number = domain == "contact"
            form = contact_texts(plain, north_american=american) if number else id_texts(plain)
            keys[at] = pseudonyms.of_all(domain, form.to_pylist())
    return keys


@dataclass(frozen=True, slots=True)
class Owners:
    """Who has which number: sorted hashes of (debtor, key) and the owner of each."""

    hashes: Ints
    owner: NDArray[np.int8]

    @classmethod
    def of(cls, table: pa.Table) -> Owners:
        """Return whose the numbers and identifiers of the rows of a bucket are.

        A number of the debtor stays the debtor's, whoever else answered it once.
        """
        parts = [(mix(debtor, key), owner) for debtor, key, owner in _known(table)]
        hashes = np.concatenate([np.empty(0, np.int64), *(part[0] for part in parts)])
        owner = np.concatenate(
            [np.empty(0, np.int8), *(np.full(len(p[0]), p[1], np.int8) for p in parts)]
        )
        order = np.lexsort((owner, hashes))
        distinct, first = np.unique(hashes[order], return_index=True)
        return cls(distinct, owner[order][first])

    def find(self, debtor: Ints, key: Ints) -> NDArray[np.int8]:
        """Return the owner of each key among what is known of each debtor; 0 is unknown."""
        found = np.zeros(len(key), dtype=np.int8)
        if not len(self.hashes) or not len(key):
            return found
        asked = mix(debtor, key)
        place = np.minimum(np.searchsorted(self.hashes, asked), len(self.hashes) - 1)
        hit = (self.hashes[place] == asked) & (key != 0)
        found[hit] = self.owner[place[hit]]
        return found


def _known(table: pa.Table) -> Iterator[tuple[Ints, Ints, int]]:
    """Yield debtors, keys and whose they are."""
    debtor, role, contact = (
        table.column(name).to_numpy() for name in ("debtor_key", "party_role", "contact_key")
    )
    itself = role == v.ROLES.code("debtor")
    others = (role != v.NONE) & (role != v.ROLES.code("unknown")) & ~itself
    for whose, owner in ((itself, _DEBTOR), (others, _PARTY)):
        rows = whose & (contact != 0)
        yield debtor[rows], contact[rows], owner
    lines = table.column("own_line_key").to_numpy()
    yield debtor[lines != 0], lines[lines != 0], _COLLECTOR
    listed = table.column("ids")
    if listed.null_count < len(listed):
        frame = pd.DataFrame({"debtor": debtor, "ids": listed.to_pandas()}).dropna()
        frame = frame.drop_duplicates().assign(ids=lambda f: f["ids"].str.split("|")).explode("ids")
        yield frame["debtor"].to_numpy(), frame["ids"].to_numpy().astype(np.int64), _DEBTOR


def known_names(table: pa.Table, elsewhere: Elsewhere) -> KnownNames:
    """Return the names that the rows of a bucket give: of debtors, parties and collectors."""
    debtor = table.column("debtor_key").to_numpy()
    itself = table.column("party_role").to_numpy() == v.ROLES.code("debtor")
    everywhere = np.full(table.num_rows, EVERYWHERE, dtype=np.int64)
    columns = (
        ("debtor_name", debtor, np.full(table.num_rows, _DEBTOR)),
        ("party_name", debtor, np.where(itself, _DEBTOR, _PARTY)),
        ("collector_name", everywhere, np.full(table.num_rows, _COLLECTOR)),
    )
    parts = [
        pd.DataFrame({"name": table.column(name).to_pandas(), "group": group, "owner": owner})
        for name, group, owner in columns
        if table.column(name).null_count < table.num_rows
    ]
    if not parts:
        return KnownNames.of([], np.empty(0, np.int64), np.empty(0, np.int8), elsewhere)
    known = pd.concat(parts).dropna().drop_duplicates()
    known = known.sort_values(["name", "group", "owner"], ignore_index=True)
    return KnownNames.of(
        known["name"].tolist(),
        known["group"].to_numpy().astype(np.int64),
        known["owner"].to_numpy().astype(np.int8),
        elsewhere,
    )


def debtor_names(table: pa.Table) -> set[str]:
    """Return the names of debtors in a table of rows."""
    if "debtor_name" not in table.column_names:
        return set()
    return {str(name) for name in pc.unique(table.column("debtor_name")).to_pylist() if name}
