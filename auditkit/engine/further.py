"""Brings together what grains other than the debtor must see together."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from auditkit.core.frame import FIELDS, frame_schema
from auditkit.engine.bind import BoundRule
from auditkit.engine.columns import SHOWN, read_by
from auditkit.engine.frames import LINK_SLOTS
from auditkit.engine.spool import stored_schema


def narrow_schema(rules: Iterable[BoundRule]) -> pa.Schema:
    """Return the columns that these rules, and findings made from them, need of a judged frame."""
    read = {name for rule in rules for name in read_by(rule)} | set(SHOWN) | {"content_key"}
    fields = list(frame_schema(tuple(name for name in FIELDS if name in read)))
    fields.append(pa.field("judged", pa.bool_()))
    for number in range(LINK_SLOTS):
        fields.append(pa.field(f"linked_source_{number}", pa.int16()))
        fields.append(pa.field(f"linked_row_{number}", pa.int64()))
    return stored_schema(pa.schema(fields))
