"""How a run ends that could not do its work: what went wrong, and never on what values."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Final

from auditkit.core.errors import AuditkitError

_PACKAGE: Final = Path(__file__).resolve().parent.parent


def told(error: AuditkitError) -> str:
    """Return an error of ours as the user reads it."""
    return f"auditkit: {error}"


def of_system(error: OSError) -> str:
    """Return what the system refused; a full disk is told as such, in both languages."""
    from auditkit.core.outputs import has_no_room, no_room

    if has_no_room(error):
        return told(no_room(error))
    named = f": {error.filename}" if error.filename else ""
    return f"auditkit: {error.strerror or type(error).__name__}{named}"


def bare_traceback(error: BaseException) -> str:
    """Return the type of an unexpected error, of its causes, and the frames in our own files.

    Messages are left out: pandas, numpy and the drivers repeat the value they choke on.
    """
    lines = [f"auditkit: internal error: {_type(error)}"]
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        if current is not error:
            lines.append(f"  caused by {_type(current)}")
        lines += _frames(current)
        hidden = current.__suppress_context__
        current = current.__cause__ or (None if hidden else current.__context__)
    lines.append("  The message is withheld because it may repeat data of the input.")
    return "\n".join(lines)


def _frames(error: BaseException) -> list[str]:
    ours = (
        (Path(frame.filename).resolve(), frame.lineno or 0, frame.name)
        for frame in traceback.extract_tb(error.__traceback__)
    )
    return [
        f"    {file.relative_to(_PACKAGE.parent).as_posix()}:{line} in {name}"
        for file, line, name in ours
        if file.is_relative_to(_PACKAGE)
    ]


def _type(error: BaseException) -> str:
    kind = type(error)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
