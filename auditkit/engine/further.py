"""Brings together what grains other than the debtor must see together."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pyarrow as pa

from auditkit.core.frame import FIELDS, frame_schema
from auditkit.engine.bind import BoundRule
from auditkit.engine.columns import SHOWN, read_by
from auditkit.engine.frames import LINK_SLOTS, in_order, to_frame
from auditkit.engine.spool import Spool, stored_schema


class FurtherSpools:
    """Spools for the rules whose grain is not the debtor, when rows come in several frames.

    When the rows come ``whole``, in one frame, that frame serves every grain and none is needed.
    """

    def __init__(self, keyed: dict[str, tuple[BoundRule, ...]], *, whole: bool) -> None:
        self.rules = {key: rules for key, rules in keyed.items() if key != "debtor_key"}
        self.needed = bool(self.rules) and not whole
        self.spools: dict[str, Spool] = {}

    def __enter__(self) -> FurtherSpools:
        for key, rules in self.rules.items() if self.needed else ():
            self.spools[key] = Spool(_narrow_schema(rules), key, fallback="debtor_key").__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        for spool in self.spools.values():
            spool.__exit__(None, None, None)

    def add(self, frame: pd.DataFrame) -> None:
        """Put the rows of a judged frame into every further spool."""
        for spool in self.spools.values():
            table = pa.Table.from_pandas(
                frame[spool.schema.names], schema=spool.schema, preserve_index=False
            )
            spool.add(table)

    def frames(self) -> Iterator[tuple[tuple[BoundRule, ...], pd.DataFrame]]:
        """Yield the frames of every further spool with the rules that judge them."""
        for key, spool in self.spools.items():
            for table in spool.frames():
                yield self.rules[key], in_order(to_frame(table))


def _narrow_schema(rules: tuple[BoundRule, ...]) -> pa.Schema:
    read = {name for rule in rules for name in read_by(rule)} | set(SHOWN) | {"content_key"}
    fields = list(frame_schema(tuple(name for name in FIELDS if name in read)))
    fields.append(pa.field("judged", pa.bool_()))
    for number in range(LINK_SLOTS):
        fields.append(pa.field(f"linked_source_{number}", pa.int16()))
        fields.append(pa.field(f"linked_row_{number}", pa.int64()))
    return stored_schema(pa.schema(fields))
