"""Writes a blank as another blank is written: ``{card_last4}`` in place of ``${card_no}``."""

from __future__ import annotations

from auditkit.templates.blanks.find import written_in


def in_notation_of(raw: str, name: str, form: str) -> str:
    """Return what stands in the place of the blank ``raw`` where ``form`` is configured for it.

    The template system fills blanks of one notation only, so that a name is put in that of
    ``raw``, its filters and spaces kept. "" where that cannot be told: a blank without a name, a
    field of an object for which no field is given, filters that are written for another notation.

    >>> in_notation_of("${card_no}", "card_no", "{card_last4}")
    '${card_last4}'
    >>> in_notation_of("{{ card_no | upper }}", "card_no", "{card_last4}")
    '{{ card_last4 | upper }}'
    >>> in_notation_of("{{ user.card_no }}", "user.card_no", "{card_last4}")
    ''
    """
    here, _ = written_in(raw)
    there, new = written_in(form)
    if not there:
        return form
    field = new.partition("|")[0].strip()
    if not name or name not in raw or ("." in name) != ("." in field):
        return ""
    if here == there:
        return form
    plain = new.replace(".", "").isidentifier()
    return raw.replace(name, new) if plain and raw.count(name) == 1 else ""
