"""Joins the modules that verify a pack to one file that needs no other: its ``verify.py``."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

_MODULES: Final = ("recipe", "links", "container", "pack", "telling")
_TEXTS: Final = "TEXTS: dict[str, dict[str, str]] = {}"
_HEAD: Final = '''\
"""Verifies the evidence pack it stands in, with Python 3.8 or later and nothing else.

python verify.py                 in the unpacked folder
python verify.py evidence.zip    a pack as it was handed over
"""

from __future__ import annotations

'''


def joined(texts: Mapping[str, Mapping[str, str]]) -> str:
    """Return the program; ``texts`` are its words by key and language."""
    sources = [
        (Path(__file__).with_name(f"{name}.py")).read_text(encoding="utf-8") for name in _MODULES
    ]
    imports: dict[str, None] = {}
    bodies = [_apart(source, imports) for source in sources]
    whole = _HEAD + "\n".join(_sorted(imports)) + "\n\n" + "\n\n".join(bodies) + "\n"
    said = json.dumps({key: dict(each) for key, each in texts.items()}, ensure_ascii=True, indent=1)
    if whole.count(_TEXTS) != 1:
        raise ValueError
    return whole.replace(_TEXTS, _TEXTS[:-2] + said)


def _sorted(imports: Iterable[str]) -> list[str]:
    return sorted(imports, key=lambda line: (line.startswith("if "), line))


def _apart(source: str, imports: dict[str, None]) -> str:
    """Return a module without its docstring and imports; the imports that stay go apart."""
    lines = source.splitlines()
    left = set(range(len(lines)))
    for index, node in enumerate(ast.parse(source).body):
        is_docstring = index == 0 and isinstance(node, ast.Expr)
        is_import = isinstance(node, ast.Import | ast.ImportFrom)
        if is_docstring or is_import or _is_typing(node):
            left -= set(range(node.lineno - 1, node.end_lineno or node.lineno))
        if is_import and not _is_ours(node):
            imports[ast.unparse(node)] = None
    return "\n".join(lines[at] for at in sorted(left)).strip("\n")


def _is_ours(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in (
        "auditkit",
        "__future__",
    )


def _is_typing(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
