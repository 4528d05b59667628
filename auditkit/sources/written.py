"""Writes a proposed mapping as a file that a person reads, corrects and confirms."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from auditkit.core.outputs import SHARED, Put, put
from auditkit.sources.guesses import CodeGuess
from auditkit.sources.mapping import EFFECTS, ActivityMap, Effect, FieldMap, When
from auditkit.sources.propose import Proposal, SourceProposal

_HEAD: Final = (
    "# auditkit: how the columns and codes of these exports map to the activity table.",
    "# 本文件由 auditkit map 提出，请逐行核对后用于 auditkit scan --mapping。",
    "# Check every line before you use it: auditkit scan SRC --mapping THIS_FILE",
    "# A code without a word is unknown: rules that need it do not judge its rows.",
)


def write_mapping(proposal: Proposal, path: Path) -> Put:
    """Write a proposal to ``.yaml`` or ``.xlsx``; either loads back as the mapping proposed.

    Returns where it stands: beside ``path`` when that is open in Excel or WPS.
    """
    is_book = path.suffix.lower() in (".xlsx", ".xlsm")
    return put(path, lambda out: _write(proposal, out, is_book=is_book), mode=SHARED)


def _write(proposal: Proposal, out: BinaryIO, *, is_book: bool) -> None:
    if is_book:
        from auditkit.sources.mapping_book import write_book  # noqa: PLC0415 - rarely needed

        write_book(proposal, out)
    else:
        out.write(("\n".join(_lines(proposal)) + "\n").encode())


def _lines(proposal: Proposal) -> Iterator[str]:
    yield from _HEAD
    yield "version: 1"
    yield "sources:" if proposal.sources else "sources: []"
    for source in proposal.sources:
        yield ""
        yield from _source(source)


def _source(source: SourceProposal) -> Iterator[str]:
    mapping = source.mapping
    for alarm in source.alarms:
        yield f"  # please decide: {_flat(alarm.zh)}"
        yield f"  #   {_flat(alarm.en)}"
    yield f"  - name: {_quote(mapping.name)}"
    yield f"    kind: {mapping.kind}"
    yield f"    rank: {mapping.rank}  # 1 is first when rows of several sources are one event"
    yield f"    match: [{', '.join(map(_quote, mapping.match))}]"
    for key in ("encoding", "zone", "time_order"):
        if getattr(mapping, key) is not None:
            yield f"    {key}: {_quote(getattr(mapping, key))}"
    yield "    fields:" if mapping.fields else "    fields: {}"
    yield from _fields(source, mapping.fields, 0, "      ")
    used = set(mapping.headers)
    for guess in source.columns:
        if guess.header not in used:
            yield f"      # not used: {_flat(guess.header)} ({guess.reason.zh} / {guess.reason.en})"
    yield from _constants(mapping.constants, "    ")
    if mapping.activities:
        yield "    activities:  # one row makes each of these whose date it has"
    for number, said in enumerate(mapping.activities, 1):
        yield from _activity(source, said, number)
    yield from _codes(source)


def _fields(
    source: SourceProposal, fields: dict[str, FieldMap], activity: int, indent: str
) -> Iterator[str]:
    guesses = {(g.activity, g.canonical, g.header): g for g in source.columns}
    for name, field in fields.items():
        known = (guesses.get((activity, name, header)) for header in field.from_)
        guess = next((each for each in known if each is not None), None)
        note = f"  # {guess.confidence:.0%} {guess.reason.zh} / {guess.reason.en}" if guess else ""
        yield f"{indent}{name}: {_field(field)}{note}"


def _constants(constants: dict[str, str], indent: str) -> Iterator[str]:
    if constants:
        yield f"{indent}constants:"
        yield from (f"{indent}  {name}: {_quote(v)}" for name, v in constants.items())


def _activity(source: SourceProposal, said: ActivityMap, number: int) -> Iterator[str]:
    mark = "      - "
    if said.step is not None:
        yield f"{mark}step: {_quote(said.step)}"
        mark = "        "
    yield from _fields(source, {"at": said.at}, number, mark)
    if said.when is not None:
        yield f"        when: {_when(said.when)}"
    if said.fields:
        yield "        fields:"
        yield from _fields(source, said.fields, number, "          ")
    yield from _constants(said.constants, "        ")


def _when(when: When) -> str:
    among = [f"is: [{', '.join(map(_quote, when.is_))}]"] if when.is_ else []
    codes = [f"codes: {_quote(when.codes)}"] if when.codes is not None else []
    return "{" + ", ".join([f"from: {_quote(when.from_)}", *among, *codes]) + "}"


def _codes(source: SourceProposal) -> Iterator[str]:
    codes = source.mapping.codes
    if not codes.tables:
        return
    yield "    codes:"
    yield f"      version: {_quote(codes.version)}"
    yield "      tables:"
    guesses = {(guess.table, guess.code): guess for guess in source.codes}
    for name, table in codes.tables.items():
        yield f"        {name}:"
        for code, effect in table.items():
            yield f"          {_quote(code)}: {_effect(effect)}{_note(guesses.get((name, code)))}"


def _note(guess: CodeGuess | None) -> str:
    if guess is None:
        return ""
    decide = "please decide, " if guess.term is None else ""
    said = f"{guess.confidence:.0%}, " if guess.term is not None else ""
    return f"  # {decide}{said}{guess.rows} rows, {guess.reason.zh} / {guess.reason.en}"


def _field(field: FieldMap) -> str:
    headers = [_quote(header) for header in field.from_]
    parts = [f"from: {headers[0] if len(headers) == 1 else '[' + ', '.join(headers) + ']'}"]
    if len(headers) > 1:
        parts.append(f"join: {_quote(field.join)}")
    more = ((key, getattr(field, key)) for key in ("unit", "codes", "default"))
    parts += [f"{key}: {_quote(text)}" for key, text in more if text is not None]
    if field.pseudonym:
        parts.append("pseudonym: true")
    return "{" + ", ".join(parts) + "}"


def _effect(effect: Effect) -> str:
    if effect.term is not None:
        return _quote(effect.term)
    given = [(name, getattr(effect, name)) for name in EFFECTS]
    parts = [f"{name}: {_quote(word)}" for name, word in given if word is not None]
    return "{" + ", ".join(parts) + "}" if parts else ""


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _flat(text: str) -> str:
    return " ".join(text.splitlines()) if text.strip() else ""
