"""The page of the checks: what each does, the parameters it takes, the rules that use it."""

from __future__ import annotations

import inspect
import types
from collections.abc import Iterator, Sequence
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from auditkit.checks.interface import Check, Params
from auditkit.checks.ways import Way, ways_of
from auditkit.core.i18n import Catalogue
from auditkit.policy.load import LoadedPack
from auditkit.report.markdown import code, page, table

_KEY = "pages.checks."


def checks_page(checks: Sequence[Check], packs: Sequence[LoadedPack], lang: str) -> str:
    """Return the page in ``zh`` or ``en``; what parameters mean is said in English."""
    words = Catalogue(lang)
    shared: dict[str, type[Params]] = {}
    sections = [_check(check, packs, words, shared) for check in checks]
    return page(
        f"# {words.text(_KEY + 'title')}",
        words.text("pages.generated"),
        words.text(_KEY + "about"),
        *sections,
        f"## {words.text(_KEY + 'shared')}",
        *(_params(shared[name], words, "###") for name in sorted(shared)),
    )


def _check(
    check: Check, packs: Sequence[LoadedPack], words: Catalogue, shared: dict[str, type[Params]]
) -> str:
    for model in _nested(check.params):
        shared[model.__name__] = model
    users = [r.rule.id for p in packs for r in p.rules if r.rule.check == check.id]
    colon = words.text("colon")
    facts = [f"{words.text(_KEY + 'grain')}{colon}{code(check.grain.value)}"]
    facts += [words.text(_KEY + "absence")] if check.absence else []
    used = f"{words.text(_KEY + 'rules')}{colon}" + words.text("comma").join(map(code, users))
    return page(
        f"## {check.id}",
        f"**{check.title_zh if words.lang == 'zh' else check.title_en}**",
        " · ".join(facts),
        _params(check.params, words, ""),
        used if users else "",
    ).rstrip()


def _params(model: type[Params], words: Catalogue, mark: str) -> str:
    head = [words.text(_KEY + name) for name in ("parameter", "type", "default", "more")]
    ways = ways_of(model)
    rows = [
        [code(name), shown_type(field.annotation), _default(field, words), _way(ways[name], words)]
        for name, field in model.model_fields.items()
    ]
    title = f"{mark} {model.__name__}" if mark else ""
    return page(title, inspect.getdoc(model) or "", table(head, rows)).rstrip()


def _way(way: Way, words: Catalogue) -> str:
    return words.text(_KEY + ("neither", "widens", "narrows")[way.more])


def _default(field: FieldInfo, words: Catalogue) -> str:
    if field.is_required():
        return words.text(_KEY + "required")
    value = field.get_default(call_default_factory=True)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value in (None, {}) else str(value).lower()


def shown_type(annotation: Any) -> str:  # noqa: ANN401 - annotations have no common type
    """Return a type as a writer of YAML reads it.

    >>> shown_type(tuple[int, ...] | None)
    'list of int'
    """
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return ", ".join(code(each) for each in args)
    if origin in (Union, types.UnionType):
        return " / ".join(shown_type(each) for each in args if each is not type(None))
    if origin is tuple:
        return f"list of {shown_type(args[0])}"
    if origin is dict:
        return f"{shown_type(args[0])}: {shown_type(args[1])}"
    plain = {str: "text", bool: "true / false", float: "number"}
    return plain.get(annotation) or str(annotation.__name__)


def _nested(model: type[BaseModel]) -> Iterator[type[Params]]:
    for field in model.model_fields.values():
        for kind in _models(field.annotation):
            yield kind
            yield from _nested(kind)


def _models(annotation: Any) -> Iterator[type[Params]]:  # noqa: ANN401 - annotations have no common type
    if inspect.isclass(annotation) and issubclass(annotation, Params):
        yield annotation
    for each in get_args(annotation):
        yield from _models(each)
