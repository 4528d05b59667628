"""Reads a configuration file: every key known, every value checked, all problems at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from auditkit.core.errors import PolicyError, Problem
from auditkit.core.i18n import both
from auditkit.core.typed import decoded
from auditkit.templates.reading.meta import CODED, value_of
from auditkit.templates.reading.meta import KEYS as META
from auditkit.templates.reading.words import key_of, known_terms, terms_of
from auditkit.templates.settings.model import KEYS, ByPath, Settings
from auditkit.templates.settings.toml import KeyPath, line_of, lines_of

OWN: Final = "auditkit.toml"
SHARED: Final = "pyproject.toml"
_TABLES: Final[dict[str, tuple[str, ...]]] = {OWN: ("lint",), SHARED: ("tool", "auditkit", "lint")}
_TEXTS: Final = (
    *("profile", "fail-on", "format", "rules-url"),
    *("institution", "hotline", "signature"),
)
_FILES: Final = ("policies", "baseline")
_LISTS: Final = ("include", "exclude")
_AT: Final = re.compile(r"\(at line (\d+)")
Known = Mapping[str, Sequence[str]]
"""By key the values that it may have, where they are few: fail-on, format."""


@dataclass(slots=True)
class _Reading:
    """One reading of a file: where its keys stand and what is wrong so far."""

    file: Path
    top: tuple[str, ...]
    lines: Mapping[KeyPath, int]
    problems: list[Problem] = field(default_factory=list)

    def line(self, *path: str | int) -> int:
        return line_of(self.lines, (*self.top, *path))

    def tell(self, kind: str, *path: str | int, **args: str) -> None:
        said = both(f"setting.{kind}", name=".".join(map(str, path)), **args)
        self.problems.append(Problem(self.file, self.line(*path), f"{said.en} / {said.zh}"))


def read_settings(file: Path, known: Known | None = None) -> Settings | None:
    """Return what a file sets, None where it has no table for linting.

    Raises ``PolicyError`` with everything that is wrong, each with its line.
    """
    text = _text(file)
    try:
        data: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT.search(str(error))
        raise PolicyError((Problem(file, int(at[1]) if at else 0, _broken(str(error))),)) from None
    top = _TABLES.get(file.name, _TABLES[OWN])
    for part in top:
        data = data.get(part) if isinstance(data, dict) else None
    if data is None:
        return None
    reading = _Reading(file, top, lines_of(text))
    if not isinstance(data, dict):
        reading.tell("not_so_written", form="[" + ".".join(top) + "]")
        raise PolicyError(tuple(reading.problems))
    settings = _settings(reading, data, known or {})
    if reading.problems:
        raise PolicyError(tuple(reading.problems))
    return settings


def _text(file: Path) -> str:
    try:
        text = decoded(file.read_bytes())
    except OSError:
        text = None
    if text is None:
        raise PolicyError((Problem(file, 0, "cannot be read as text / 无法作为文本读取"),))
    return text


def _broken(said: str) -> str:
    return (
        f"is not TOML: {said}; a key that is not in Latin letters stands in quotes"
        " / 不是有效的 TOML；中文键名须加引号"
    )


def _settings(reading: _Reading, data: Mapping[str, Any], known: Known) -> Settings:
    for key in data:
        if key not in KEYS:
            reading.tell("unknown_key", key, known=", ".join(KEYS))
    texts = {key: _word(reading, data, key, known) for key in _TEXTS}
    folder = reading.file.parent
    files = {key: _word(reading, data, key, {}) for key in _FILES}
    return Settings(
        file=reading.file,
        folder=folder,
        profile=texts["profile"],
        policies=folder / files["policies"] if files["policies"] else None,
        include=_words(reading, data, "include"),
        exclude=_words(reading, data, "exclude"),
        fail_on=texts["fail-on"],
        format=texts["format"],
        baseline=folder / files["baseline"] if files["baseline"] else None,
        rules_url=texts["rules-url"],
        institution=texts["institution"],
        hotline=texts["hotline"],
        signature=texts["signature"].strip("【】"),
        opt_out=dict(_opt_out(reading, data.get("opt-out"))),
        masked=dict(_named(reading, data, "masked", '{"id.full" = "{idcard_last4}"}')),
        placeholders=dict(_named(reading, data, "placeholders", '{cust_no = "reference"}')),
        paths=tuple(_paths(reading, data.get("paths"))),
        lines={key: reading.line(key) for key in data},
    )


def _word(reading: _Reading, data: Mapping[str, Any], key: str, known: Known) -> str:
    value = data.get(key, "")
    if not isinstance(value, str) or (key in data and not value.strip()):
        reading.tell("not_so_written", key, form='"…"')
        return ""
    if value and key in known and value not in known[key]:
        reading.tell("unknown_value", key, known=", ".join(known[key]))
    return value.strip()


def _words(reading: _Reading, data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        reading.tell("not_so_written", key, form='["…", "…"]')
        return ()
    return tuple(value)


def _opt_out(reading: _Reading, written: Any) -> Iterator[tuple[tuple[str, str], str]]:  # noqa: ANN401
    """Yield lines by channel and language: {zh = "…"} or {sms = {zh = "…"}}."""
    if written is None:
        return
    if not isinstance(written, dict):
        reading.tell("not_so_written", "opt-out", form='{sms = {zh = "…", en = "…"}}')
        return
    for key, value in written.items():
        if isinstance(value, dict):
            channel = terms_of("channel", key)
            if not channel:
                _unknown(reading, "channel", "opt-out", key)
                continue
            yield from _by_language(reading, channel[0], value, ("opt-out", key))
        else:
            yield from _by_language(reading, "", {key: value}, ("opt-out",))


def _by_language(
    reading: _Reading, channel: str, lines: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, str], str]]:
    for key, line in lines.items():
        language = terms_of("language", key)
        if not language:
            _unknown(reading, "language", *path, key)
        elif not isinstance(line, str) or not line.strip():
            reading.tell("not_so_written", *path, key, form='"…"')
        else:
            yield (channel, language[0]), line.strip()


def _unknown(reading: _Reading, key: str, *path: str | int) -> None:
    reading.tell("unknown_value", *path, known=", ".join(known_terms(key)))


def _named(
    reading: _Reading, data: Mapping[str, Any], key: str, form: str
) -> Iterator[tuple[str, str]]:
    """Yield the texts of a table of texts."""
    written = data.get(key, {})
    if not isinstance(written, dict):
        reading.tell("not_so_written", key, form=form)
        return
    for name, value in written.items():
        if isinstance(value, str) and value:
            yield name, value
        else:
            reading.tell("not_so_written", key, name, form='"…"')


def _paths(reading: _Reading, written: Any) -> Iterator[ByPath]:  # noqa: ANN401
    if written is None:
        return
    if not isinstance(written, list):
        reading.tell("not_so_written", "paths", form='[{match = "sms/**", channel = "sms"}]')
        return
    for number, each in enumerate(written):
        if not isinstance(each, dict) or not isinstance(each.get("match"), str):
            reading.tell("not_so_written", "paths", number, form='{match = "sms/**", …}')
            continue
        yield ByPath(each["match"], _meta(reading, each, number), reading.line("paths", number))


def _meta(reading: _Reading, each: Mapping[str, Any], number: int) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for written, value in each.items():
        if written == "match":
            continue
        key = key_of(written)
        where = ("paths", number, written)
        if key not in META:
            reading.tell("unknown_key", *where, known=", ".join(("match", *META)))
        elif not isinstance(value, str | list) or value_of(key, value) is None:
            if key in CODED:
                _unknown(reading, key, *where)
            else:
                reading.tell("not_so_written", *where, form='"…"')
        else:
            values[key] = value
    return values
