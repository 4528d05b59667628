"""The stages that templates are written for, and what a case has behind it in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field, ValidationError, model_validator

from auditkit.core.activity import COLUMNS
from auditkit.core.errors import PolicyError, Problem
from auditkit.core.vocabulary import STEPS
from auditkit.policy.load import explain
from auditkit.policy.model import Text, Written
from auditkit.policy.yaml import read
from auditkit.templates.reading.words import plain

FILE: Final = Path("lint") / "stages.yaml"


def _known(row: dict[str, Any]) -> dict[str, Any]:
    """Return columns of the activity table as they are; raise where one or a step is none."""
    strange = sorted(set(row) - set(COLUMNS))
    if strange:
        raise ValueError(f"not a column of the activity table: {', '.join(strange)}")
    steps = str(row.get("step", "")).split("|")
    unknown = sorted(set(steps) - {"", *STEPS.names})
    if unknown:
        raise ValueError(f"not a step: {', '.join(unknown)}")
    return row


Row = Annotated[dict[str, Any], AfterValidator(_known)]


class Earlier(Written):
    """A row that a case has behind it, ``days`` local days before the template is sent."""

    days: int = Field(ge=1)
    row: Row

    @model_validator(mode="before")
    @classmethod
    def _split(cls, written: object) -> object:
        if not isinstance(written, dict) or "row" in written:
            return written
        row = {name: value for name, value in written.items() if name != "days"}
        return {"days": written.get("days"), "row": row}


class Stage(Written):
    """A stage of a case as templates name it; ``own`` is what their own row is besides.

    ``also`` are other names that exports have for it: M1, 早期.
    """

    title: Text
    also: tuple[str, ...] = ()
    own: Row = Field(default_factory=dict)
    behind: tuple[Earlier, ...] = ()


def load_stages(roots: Sequence[Path]) -> Mapping[str, Stage]:
    """Return the stages of policies folders by name, those of the first folder first.

    ``PolicyError`` lists everything that is wrong in them.
    """
    found: dict[str, Stage] = {}
    problems: list[Problem] = []
    for root in reversed(roots):
        if (root / FILE).exists():
            found |= _stages(root / FILE, problems)
    if problems:
        raise PolicyError(tuple(problems))
    return found


def called(stages: Mapping[str, Stage]) -> dict[str, str]:
    """Return the names of stages by what people may call them: name, title or another name.

    All are ``plain``; of one word for two stages a name counts before a title, this before others.
    """
    others = {plain(word): name for name, stage in stages.items() for word in stage.also}
    titles = {plain(word): name for name, s in stages.items() for word in (s.title.zh, s.title.en)}
    return others | titles | {plain(name): name for name in stages}


def _stages(file: Path, problems: list[Problem]) -> dict[str, Stage]:
    document = read(file)
    problems += document.problems
    stages: dict[str, Stage] = {}
    written = document.data if isinstance(document.data, dict) else {}
    for name, each in written.items():
        try:
            stages[name] = Stage.model_validate(each)
        except ValidationError as error:
            problems += explain(error, document, (name,))
    return stages
