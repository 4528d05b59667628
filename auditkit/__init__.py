"""auditkit audits a bank's debt-collection work, with the clause beside every finding."""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"
__all__ = ["__version__", "confirm", "frames", "lint", "mask", "rank", "scan"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the module protocol says Any
    """Load the library on first use, so that ``auditkit --help`` answers at once."""
    if name in __all__:
        from auditkit import api

        return getattr(api, name)
    raise AttributeError(name)
