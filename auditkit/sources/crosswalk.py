"""A list of which debtor a number or a case belongs to, in the keys that activities are told by.

Raw values leave this module as keys only, except case ids, which stay readable as they do in logs.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from auditkit.core.errors import ConfigError
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.sources.batch import Batch
from auditkit.sources.identifiers import cut_by_excel
from auditkit.sources.interface import Reject, Source, SourceFacts
from auditkit.sources.keys import KeyRing, contact_texts, id_texts, mix
from auditkit.sources.plan import Plan
from auditkit.sources.texts import Coded
from auditkit.sources.times import DAY, EMPTY, parse_times

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
KEYS: Final = ("number", "agency_case", "case_id")
"""One of these canonical headers must be there, besides ``debtor_id``."""
ALWAYS: Final = 2**31 - 1
OWN, BY_CASE, BY_NUMBER, LEFT = 0, 1, 2, 3
"""How a row of a log comes by its debtor."""


@dataclass(frozen=True, slots=True)
class Entries:
    """Keys of one kind, sorted: which debtor, from and until which local day, on which row."""

    key: Ints
    debtor: Ints
    first: Ints
    last: Ints
    row: Ints

    def clashes(self) -> Flags:
        """Return the entries whose key another entry gives to somebody else at the same time."""
        clash = np.zeros(len(self.key), dtype=bool)
        for step in range(1, len(self.key)):
            same = self.key[step:] == self.key[:-step]
            if not same.any():
                break
            other = self.debtor[step:] != self.debtor[:-step]
            meet = (self.first[step:] <= self.last[:-step]) & (
                self.first[:-step] <= self.last[step:]
            )
            bad = same & other & meet
            clash[step:] |= bad
            clash[:-step] |= bad
        return clash

    def find(self, keys: Ints, days: Ints) -> tuple[Ints, Ints]:
        """Return per key the debtor (0 for none or several) and the first entry that says so."""
        debtor, place = np.zeros(len(keys), np.int64), np.full(len(keys), -1, np.int64)
        asked = np.flatnonzero(keys != 0)
        low = np.searchsorted(self.key, keys[asked], side="left")
        count = np.searchsorted(self.key, keys[asked], side="right") - low
        at = np.repeat(asked, count)
        nth = np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
        entry = np.repeat(low, count) + nth
        valid = (self.first[entry] <= days[at]) & (days[at] <= self.last[entry])
        at, entry = at[valid], entry[valid]
        said = self.debtor[entry]
        lowest = np.full(len(keys), np.iinfo(np.int64).max)
        highest = np.full(len(keys), np.iinfo(np.int64).min)
        np.minimum.at(lowest, at, said)
        np.maximum.at(highest, at, said)
        one = lowest == highest
        debtor[one] = lowest[one]
        place[at[::-1]] = entry[::-1]
        place[~one] = -1
        return debtor, place


@dataclass(slots=True)
class CrosswalkFacts:
    """What became of the rows of a crosswalk; ``rejects`` say why some could not be used."""

    facts: list[SourceFacts] = field(default_factory=list)
    rejects: list[tuple[str, Reject]] = field(default_factory=list)


@dataclass(slots=True)
class Crosswalk:
    """Numbers and cases with their debtors; ``used`` marks the rows that gave some row its debtor.

    ``case_texts`` is the bank's case by row, null where none is said.
    """

    cases: Entries
    numbers: Entries
    case_texts: pa.Array
    used: Flags
    read: CrosswalkFacts

    def join(self, agency: Ints, case: Ints, number: Ints, days: Ints) -> tuple[Ints, Ints, Ints]:
        """Return per row (debtor, how, row of the crosswalk): by agency and case, case, number."""
        debtor = np.zeros(len(case), np.int64)
        how, row = np.full(len(case), LEFT, np.int64), np.full(len(case), -1, np.int64)
        tries = (
            (np.where((case != 0) & (agency != 0), _of_agency(agency, case), 0), BY_CASE),
            (np.where(case != 0, _of_agency(np.zeros_like(case), case), 0), BY_CASE),
            (number, BY_NUMBER),
        )
        for keys, kind in tries:
            entries = self.cases if kind == BY_CASE else self.numbers
            found, place = entries.find(np.where(debtor == 0, keys, 0), days)
            hit = found != 0
            debtor[hit], how[hit], row[hit] = found[hit], kind, entries.row[place[hit]]
        return debtor, how, row

    def given(self) -> Ints:
        """Return the numbers that it speaks of, sorted; the log is not asked about these."""
        numbers: Ints = np.unique(self.numbers.key)
        return numbers

    def account(self) -> dict[str, int]:
        """Return what became of its rows: read is the sum of the others."""
        clash = np.zeros(len(self.used), dtype=bool)
        for entries in (self.cases, self.numbers):
            clash[entries.row[entries.clashes()]] = True
        read = sum(facts.read for facts in self.read.facts)
        used, ambiguous = int(self.used.sum()), int((clash & ~self.used).sum())
        rejected = len(self.read.rejects)
        unused = read - used - ambiguous - rejected
        return {
            "read": read,
            "used": used,
            "unused": unused,
            "ambiguous": ambiguous,
            "rejected": rejected,
        }


def refuse_unless_whole(source: Source, bound: Collection[str]) -> None:
    """Raise ``ConfigError`` when the columns do not say whose number or case each row is."""
    if "debtor_id" not in bound or not set(KEYS) & set(bound):
        raise ConfigError(
            source.name,
            "a crosswalk needs debtor_id and one of number, agency_case and case_id / "
            "对照表需要 debtor_id，以及 number、agency_case、case_id 之一",
            "Rename the columns, or add an entry with kind: crosswalk to the mapping. / "
            "请更改列名，或在映射中加入 kind: crosswalk 的条目。",
        )


def load_crosswalk(
    sources: Sequence[tuple[Source, Plan]], pseudonyms: Pseudonymiser, *, north_american: bool
) -> Crosswalk:
    """Return the crosswalk of some files (sheets); a row that cannot be used is rejected."""
    ring, read = KeyRing(pseudonyms), CrosswalkFacts()
    parts: list[_Part] = []
    for source, plan in sources:
        refuse_unless_whole(source, plan.bound)
        for raw in source.batches():
            batch = Batch(plan, raw)
            parts.append(_part(batch, ring, north_american=north_american))
            read.rejects += [(source.name, each) for _, each in batch.causes(~batch.accepted)]
        read.facts.append(source.facts)
        read.rejects += [(source.name, reject) for reject in source.facts.unread]
    return _built(parts, read)


@dataclass(frozen=True, slots=True)
class _Part:
    """The accepted rows of one batch."""

    debtor: Ints
    number: Ints
    cases: tuple[Ints, ...]
    first: Ints
    last: Ints
    text: pa.Array


def _part(batch: Batch, ring: KeyRing, *, north_american: bool) -> _Part:
    debtor = _debtors(batch, ring)
    agency = _keys(batch, ring, "agency_id", "agency")
    theirs = _keys(batch, ring, "agency_case", "case")
    own = _keys(batch, ring, "case_id", "case")
    number = np.zeros(batch.rows, np.int64)
    if (coded := batch.coded("number")) is not None:
        texts = contact_texts(coded.values, north_american=north_american)
        number = ring.keys(Coded(coded.indices, texts), "contact")
    first = _days(batch, "from", -ALWAYS)
    last = _days(batch, "until", ALWAYS)
    batch.reject((number == 0) & (theirs == 0) & (own == 0), "number", "no_number_or_case")
    batch.reject(last < first, "until", "ends_before_start")
    kept = batch.accepted
    cases = (
        np.where(theirs != 0, _of_agency(agency, theirs), 0),
        np.where(own != 0, _of_agency(np.zeros_like(own), own), 0),
    )
    said = batch.coded("case_id")
    text = pa.nulls(batch.rows, pa.string()) if said is None else said.dictionary()
    return _Part(
        debtor[kept],
        number[kept],
        tuple(case[kept] for case in cases),
        first[kept],
        last[kept],
        text.cast(pa.string()).filter(pa.array(kept)),
    )


def _debtors(batch: Batch, ring: KeyRing) -> Ints:
    coded = batch.coded("debtor_id")
    if coded is None:
        raise RuntimeError
    values = id_texts(coded.values)
    cut = pc.fill_null(cut_by_excel(values, workbook=batch.plan.workbook), False)
    batch.reject_values(coded, cut.to_numpy(zero_copy_only=False), "debtor_id", "id_cut_by_excel")
    keys = ring.keys(Coded(coded.indices, values), "debtor")
    batch.reject(keys == 0, "debtor_id", "missing_debtor")
    return keys


def _keys(batch: Batch, ring: KeyRing, column: str, domain: str) -> Ints:
    coded = batch.coded(column)
    if coded is None:
        return np.zeros(batch.rows, np.int64)
    return ring.keys(Coded(coded.indices, id_texts(coded.values)), domain)


def _days(batch: Batch, column: str, unsaid: int) -> Ints:
    coded = batch.coded(column)
    if coded is None:
        return np.full(batch.rows, unsaid, np.int64)
    wall = parse_times(coded.dictionary().cast(pa.string()), batch.plan.time_order)
    batch.reject(wall.problem > EMPTY, column, "not_a_date")
    return np.where(wall.problem == 0, wall.seconds // DAY, unsaid)


def _of_agency(agency: Ints, case: Ints) -> Ints:
    return mix(agency, case)


def _built(parts: list[_Part], read: CrosswalkFacts) -> Crosswalk:
    none = np.empty(0, np.int64)
    debtor = np.concatenate([none, *(p.debtor for p in parts)])
    first = np.concatenate([none, *(p.first for p in parts)])
    last = np.concatenate([none, *(p.last for p in parts)])
    number = np.concatenate([none, *(p.number for p in parts)])
    theirs = np.concatenate([none, *(p.cases[0] for p in parts)])
    own = np.concatenate([none, *(p.cases[1] for p in parts)])
    rows = np.arange(len(debtor))
    texts = pa.concat_arrays([pa.array([], pa.string()), *(p.text for p in parts)])

    def entries(*keys: Ints) -> Entries:
        key, row = np.concatenate(keys), np.tile(rows, len(keys))
        key, row = key[key != 0], row[key != 0]
        order = np.lexsort((row, key))
        row = row[order]
        return Entries(key[order], debtor[row], first[row], last[row], row)

    return Crosswalk(entries(theirs, own), entries(number), texts, np.zeros(len(rows), bool), read)
