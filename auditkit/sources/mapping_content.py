"""What of a mapping a person confirms: per kind of export its columns, and apart its codes."""

from __future__ import annotations

from auditkit.core.content import Content, content
from auditkit.sources.mapping import Mapping, SourceMapping


def contents_of(mapping: Mapping, *, codes_only: bool = False) -> tuple[Content, ...]:
    """Return what of a mapping is confirmed, in its order; an entry without codes has no codes."""
    found: list[Content] = []
    for source in mapping.sources:
        codes = code_content(source)
        found += [] if codes_only else [column_content(source)]
        found += [codes] if codes.parts else []
    return tuple(found)


def column_content(source: SourceMapping) -> Content:
    """Return how an export is recognised and what its columns are; codes have their own."""
    settings = source.model_dump(mode="json", exclude={"fields", "constants", "codes", "name"})
    parts = {"(settings)": settings}
    parts |= {f"{name}": field.model_dump(mode="json") for name, field in source.fields.items()}
    parts |= {f"{name}": {"constant": value} for name, value in source.constants.items()}
    return content("mapping", source.name, "", parts)


def code_content(source: SourceMapping) -> Content:
    """Return what the codes of an export mean, by table; tables without codes say nothing."""
    used = {field.codes: name for name, field in source.fields.items() if field.codes}
    parts = {}
    for table, codes in source.codes.tables.items():
        own = used.get(table, table)
        if codes:
            parts[table] = {code: effect.words(own) for code, effect in codes.items()}
    return content("codes", source.name, source.codes.version, parts)
