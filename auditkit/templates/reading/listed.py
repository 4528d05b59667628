"""Reads YAML and JSON files that hold a template or a list of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from auditkit.core.lint import Place, Suppression
from auditkit.templates.drawn import Lines
from auditkit.templates.interface import Mistake, Template
from auditkit.templates.reading.assemble import Ask, Found, template_of
from auditkit.templates.reading.items import Item, Tree
from auditkit.templates.reading.meta import KEYS, Layer, entry_of, layer_of_name, shown
from auditkit.templates.reading.suppressions import suppressions_of
from auditkit.templates.reading.words import is_of_answer, key_of, resembles_key, terms_of

_SAID: Final = "file"
_BRIEF: Final = 12
"""No template is as short as what a system says of its own answer."""
_SHARED: Final = frozenset({*KEYS, "placeholders", "suppress"})
"""What a mapping of templates may say of all of them."""


@dataclass(slots=True)
class Listing:
    """One reading of a file: what it is called, and what is wrong with it as a whole."""

    path: str
    lines: Lines
    mistakes: list[Mistake]

    @property
    def by_hand(self) -> bool:
        """Return whether people write such files; an export of JSON has keys of its system."""
        return not self.path.lower().endswith(".json")

    def place(self, item: Item) -> Place:
        """Return where an item begins."""
        return self.lines.place(item.offset)

    def tell(self, kind: str, item: Item, **args: str) -> None:
        """Note a mistake at an item."""
        self.mistakes.append(Mistake(kind, self.place(item), args))


def read_tree(path: str, tree: Tree, ask: Ask) -> tuple[tuple[Template, ...], tuple[Mistake, ...]]:
    """Return the templates of a file, and what is wrong with it beside them."""
    problems = [
        Mistake("file.broken", Place(max(each.line, 1), 1), {"what": each.text})
        for each in (*tree.problems, *(tree.slips if tree.problems else ()))
    ]
    if tree.root is None:
        return (), tuple(problems)
    listing = Listing(path, Lines(tree.source), problems)
    found = tuple(_texts(listing, tree.root, "", ()))
    texts = {n for each in found for n in _lines_of(each)}
    listing.mistakes += [
        Mistake("file.broken", Place(slip.line, 1), {"what": slip.text})
        for slip in tree.slips
        if slip.line not in texts
    ]
    if not found and not listing.mistakes:
        listing.tell("file.nothing", tree.root)
    return tuple(template_of(each, ask) for each in found), tuple(listing.mistakes)


def _lines_of(found: Found) -> range:
    """Return the lines that a text takes in its file; what is typed there is the text's own."""
    first = found.lines.place(found.drawn.source(0)).line
    last = found.lines.place(found.drawn.source(max(len(found.drawn.text) - 1, 0))).line
    return range(first - 1, last + 1)


def _texts(listing: Listing, item: Item, name: str, layers: Sequence[Layer]) -> Iterator[Found]:
    """Yield the texts of an item that is called ``name``; ``layers`` hold for all of them."""
    if item.drawn is not None:
        if item.drawn.text.strip():
            yield _found(listing, item, name, layers)
        else:
            listing.tell("file.no_text", item)
    elif item.items is not None:
        for number, each in enumerate(item.items, start=1):
            yield from _texts(listing, each, f"{name}#{number}", layers)
    elif item.pairs is not None:
        yield from _of_mapping(listing, item, name, layers)
    elif item.value is not None:
        listing.tell("file.not_a_text", item)


def _of_mapping(
    listing: Listing, item: Item, name: str, layers: Sequence[Layer]
) -> Iterator[Found]:
    item = _unwrapped(item)
    pairs = item.pairs or ()
    keys = [key_of(key) for key, _ in pairs]
    if "text" in keys:
        yield from _one(listing, item, name, layers)
    elif "templates" in keys:
        layer = _layer(listing, item, unknown=True)
        for (_, each), key in zip(pairs, keys, strict=True):
            if key == "templates":
                yield from _texts(listing, each, name, (layer, *layers))
    elif pairs and all(terms_of("language", key) and each.drawn for key, each in pairs):
        yield from _variants(listing, item, name, layers)
    else:
        shared = _layer(listing, item, unknown=False)
        for (key, each), known in zip(pairs, keys, strict=True):
            if known not in _SHARED or (each.pairs is not None and known != "placeholders"):
                called = f"{name}.{key}" if name else key
                yield from _texts(listing, each, called, (shared, *layers))


def _unwrapped(item: Item) -> Item:
    """Return a mapping without what an answer of a system says beside the lists that it holds.

    ``{"code": 0, "message": "success", "data": […]}``: numbers, and brief words under a key of such
    answers. A mapping that holds no list or mapping of its own is left as it is.
    """
    pairs = item.pairs or ()
    if not any(_holds(each) and not key_of(key) for key, each in pairs):
        return item
    kept = tuple((key, each) for key, each in pairs if _holds(each) or not _is_answer(key, each))
    return replace(item, pairs=kept)


def _holds(item: Item) -> bool:
    return bool(item.items or item.pairs)


def _has_texts(item: Item) -> bool:
    """Return whether what stands under a key that nobody knows holds templates of its own."""
    if item.pairs is not None:
        named = any(key_of(key) in ("text", "templates") for key, _ in item.pairs)
        return named or any(_has_texts(each) for _, each in item.pairs)
    return any(map(_has_texts, item.items or ()))


def _is_answer(key: str, item: Item) -> bool:
    """Return whether what stands beside lists is no template: a number, or "success"."""
    if item.drawn is None:
        return key_of(key) not in _SHARED
    return is_of_answer(key) and len(item.drawn.text) <= _BRIEF


def _one(listing: Listing, item: Item, name: str, layers: Sequence[Layer]) -> Iterator[Found]:
    """Yield the text of a mapping that has one, in each language where it has several."""
    layer = _layer(listing, item, unknown=True)
    entry = entry_of(layer.values, name)
    for key, each in item.pairs or ():
        if key_of(key) != "text":
            continue
        if each.pairs is not None:
            yield from _variants(listing, each, entry, (layer, *layers))
        elif each.drawn is None or not each.drawn.text.strip():
            listing.tell(
                "file.no_text" if each.value in (None, "") or each.drawn else "file.not_a_text",
                each,
            )
        else:
            yield _found(listing, each, entry, (layer, *layers))


def _variants(listing: Listing, item: Item, name: str, layers: Sequence[Layer]) -> Iterator[Found]:
    """Yield one text for each language; they are of one group."""
    group = f"{listing.path}#{name}" if name else listing.path
    for key, each in item.pairs or ():
        language = terms_of("language", key)
        if not language or each.drawn is None:
            listing.tell("file.not_a_text", each)
            continue
        values = {"language": language[0], "group": group}
        layer = Layer(_SAID, values, listing.place(each))
        called = f"{name}.{key}" if name else key
        yield _found(listing, each, called, (*layers, layer))


def _found(listing: Listing, item: Item, name: str, layers: Sequence[Layer]) -> Found:
    kept: list[Suppression] = []
    wrong: list[Mistake] = []
    for layer in layers:
        said = suppressions_of(
            layer.values.get("suppress"), layer.places.get("suppress", layer.place)
        )
        kept += said[0]
        wrong += said[1]
    assert item.drawn is not None  # noqa: S101 - callers look
    return Found(
        path=listing.path,
        entry=name,
        drawn=item.drawn,
        lines=listing.lines,
        form="jinja" if "{%" in item.drawn.text else "text",
        layers=layers,
        late=(layer_of_name(listing.path),),
        suppressions=tuple(kept),
        mistakes=tuple(wrong),
    )


def _layer(listing: Listing, item: Item, *, unknown: bool) -> Layer:
    """Return what a mapping says; ``unknown`` keys are told where it can hold no names."""
    values: dict[str, object] = {}
    places: dict[str, Place] = {}
    for written, each in item.pairs or ():
        key = key_of(written)
        meant = listing.by_hand or resembles_key(written) or _has_texts(each)
        if not key and unknown and meant:
            listing.tell("meta.unknown_key", each, name=shown(written))
        if not key or key in values or (not unknown and key not in _SHARED):
            continue
        if not unknown and each.pairs is not None and key != "placeholders":
            continue
        values[key], places[key] = each.value, listing.place(each)
    return Layer(_SAID, values, listing.place(item), places)
