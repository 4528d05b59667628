"""The register of confirmations: a file to which lines are added and in which none is changed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from auditkit.core.content import Content, What
from auditkit.core.errors import ConfigError, PolicyError, Problem
from auditkit.sources.lines import read_yaml

State = Literal["confirmed", "changed", "unconfirmed"]
DEFAULT: Final = Path("confirmations.yaml")
_HEAD: Final = (
    "# auditkit: who confirmed what. Lines are only ever added, by: auditkit confirm",
    "# 谁确认了什么；只追加，不修改。",
)


class Entry(BaseModel):
    """One confirmation as it stands in the register."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    what: What
    name: str = Field(min_length=1)
    version: str = ""
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    by: str = Field(min_length=1)
    os_user: str = ""
    at: str = Field(min_length=10)
    note: str = ""
    parts: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a thing stands: ``entry`` is its confirmation, or the last one of what it was before.

    ``changed`` names the parts that differ since.
    """

    content: Content
    state: State
    entry: Entry | None = None
    changed: tuple[str, ...] = ()


def beside(mapping: Path) -> Path:
    """Return the register that belongs to a mapping.

    >>> beside(Path("a/mapping.yaml")).name
    'mapping.yaml.confirmed.yaml'
    """
    return mapping.with_name(f"{mapping.name}.confirmed.yaml")


def read_register(files: Iterable[Path]) -> tuple[Entry, ...]:
    """Return the entries of the registers that are there, in the order they were added."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    for file in files:
        if not file.exists():
            continue
        document = read_yaml(file)
        problems += document.problems
        if document.problems:
            continue
        if not isinstance(document.data, list):
            problems.append(Problem(file, 1, "is not a list of confirmations"))
            continue
        for place, data in enumerate(document.data):
            try:
                entries.append(Entry.model_validate(_spoken(data)))
            except ValidationError as error:
                names = sorted({".".join(map(str, e["loc"])) or "entry" for e in error.errors()})
                line = document.lines.get((place,), 0)
                problems.append(Problem(file, line, f"no valid {', '.join(names)}"))
    if problems:
        raise PolicyError(tuple(problems))
    return tuple(entries)


def _spoken(data: object) -> object:
    """Return an entry without what is left empty."""
    return {k: v for k, v in data.items() if v is not None} if isinstance(data, dict) else data


def append(file: Path, entries: Sequence[Entry]) -> None:
    """Add entries at the end of a register; what stands in it is never touched."""
    is_new = not file.exists() or not file.stat().st_size
    lines = list(_HEAD) if is_new else []
    for entry in entries:
        lines += _lines(entry)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8", newline="\n") as out:
            if not is_new and not file.read_bytes().endswith(b"\n"):
                out.write("\n")
            out.write("\n".join(lines) + "\n")
            out.flush()
            os.fsync(out.fileno())
    except OSError:
        raise ConfigError(str(file), "cannot be written / 无法写入") from None


def _lines(entry: Entry) -> list[str]:
    given = {k: v for k, v in entry.model_dump().items() if v and k != "parts"}
    lines = [f"{'- ' if not at else '  '}{key}: {_quoted(value)}"
             for at, (key, value) in enumerate(given.items())]  # fmt: skip
    if entry.parts:
        lines.append("  parts:")
        lines += [f"    {_quoted(k)}: {_quoted(v)}" for k, v in entry.parts.items()]
    return lines


def _quoted(text: str) -> str:
    return (
        json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f").replace("\x85", "\\u0085")
    )


def standing(content: Content, entries: Sequence[Entry]) -> Standing:
    """Return how a thing stands by a register; the last confirmation of what it says now counts."""
    mine = [e for e in entries if (e.what, e.name) == (content.what, content.name)]
    same = [e for e in mine if e.sha256 == content.sha256]
    if same:
        return Standing(content, "confirmed", same[-1])
    if not mine:
        return Standing(content, "unconfirmed")
    known = mine[-1].parts
    changed = [name for name in sorted({*known, *content.parts})
               if known.get(name) != content.parts.get(name)]  # fmt: skip
    return Standing(content, "changed", mine[-1], tuple(changed))
