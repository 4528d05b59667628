"""Finds what a Chinese input method leaves in YAML: full-width marks where plain ones belong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import yaml

_KINDS: Final = {
    "：": ("colon", "colon_instead", ": "),
    "，": ("comma", "comma_instead", ", "),
    **dict.fromkeys("“”", ("quote", "quote_instead", '"')),
    **dict.fromkeys("‘’", ("quote", "quote_instead", "'")),
    "\u3000": ("space", "space_instead", " "),
    "\u00a0": ("nbsp", "space_instead", " "),
    "\t": ("tab", "space_instead", " "),
    **{
        wide: ("bracket", "bracket_instead", plain)
        for wide, plain in zip("［］｛｝", "[]{}", strict=True)
    },
}
_QUOTABLE: Final = frozenset({"colon", "comma", "quote", "bracket"})
_SUSPECT: Final = re.compile("[" + "".join(_KINDS) + "]")
_ANY_SPACE: Final = "\u3000\u00a0\t"
_MOST: Final = 20

# In a tree: where a mark can only be a slip, by the part the text plays.
_IN_KEY: Final = re.compile(f"[：，{_ANY_SPACE}]|^[“‘［｛]|[”’］｝]$")
_IN_ITEM: Final = re.compile(f"，|^[“‘{_ANY_SPACE}]|[”’{_ANY_SPACE}]$")
_IN_VALUE: Final = re.compile(
    f"(?<=:)[{_ANY_SPACE}]|^[{_ANY_SPACE}]|^[“‘](?=[^“”‘’]*[\"'”’]$)|^[［｛]|(?<=^-)\u3000"
    r"|(?<![^\n])(?:[ ]*)[A-Za-z_][\w.]*(：)"
    f"|(?<=\n)[ ]*[{_ANY_SPACE}]|(?<=\n)[ ]*[^\\s：]{{1,40}}(：)"
)

# In a text that is no YAML: by what stands beside the mark on its line.
_IN_LINE: Final = (
    re.compile(f"^[ -]*([{_ANY_SPACE}])"),
    re.compile(f"[:,-]([{_ANY_SPACE}])"),
    re.compile(r"^[ ]*(?:- +)*[^\s:：]+(?: [^\s:：]+)*(：)"),
    re.compile(r"[\[{［｛][^\[\]{}［］｛｝]*?([：，])"),
    re.compile(r"[:：,，\[{-] *([“‘])"),
    re.compile(r"([”’])(?= *(?:[,，\]}:：]|$))"),
    re.compile(r"[:：-] *([［｛])"),
    re.compile(r"([］｝])(?= *$)"),
)
_QUOTED: Final = re.compile(r"""(?<![^\s:,\[{-])(?:"(?:\\.|[^"\\])*"|'(?:''|[^'])*')""")
_COMMENT: Final = re.compile(r"(?:^|(?<=\s))#.*$")
_BLOCK: Final = re.compile(r"(?:^|[:\s-])[|>][+-]?\d?[+-]?\s*$")


@dataclass(frozen=True, slots=True, order=True)
class Slip:
    """One mark typed for another; ``line`` and ``column`` are 1-based.

    ``certain``: no free text can hold it where it stands.
    """

    line: int
    column: int
    mark: str
    certain: bool = True

    @property
    def kind(self) -> str:
        """The name of what was typed."""
        return _KINDS[self.mark][0]

    @property
    def instead(self) -> str:
        """The name of what was meant."""
        return _KINDS[self.mark][1]

    @property
    def plain(self) -> str:
        """What was meant."""
        return _KINDS[self.mark][2]

    @property
    def quotable(self) -> bool:
        """Whether the mark may belong to the text, which then needs quotes."""
        return self.kind in _QUOTABLE


def in_node(root: yaml.Node, text: str) -> Iterator[Slip]:
    """Yield the slips in the keys, items and values that stand without quotes."""
    for node, role in _plain(root):
        pattern = {"key": _IN_KEY, "item": _IN_ITEM}.get(role, _IN_VALUE)
        first = node.start_mark
        written = text[first.index : node.end_mark.index].rstrip("\n ")
        seen: set[tuple[int, str]] = set()
        for found in pattern.finditer(written):
            at = _mark_at(found)
            line = written.count("\n", 0, at)
            begin = written.rfind("\n", 0, at) + 1
            column = at - begin + 1 + (0 if line else first.column)
            if (line, written[at]) not in seen:
                seen.add((line, written[at]))
                yield Slip(first.line + line + 1, column, written[at], role != "value")


def _mark_at(found: re.Match[str]) -> int:
    """Return where the mark stands: a group that was found, else the last character."""
    at = next((n for n in range(1, (found.re.groups or 0) + 1) if found.group(n)), 0)
    return found.start(at) if at else found.end() - 1


def _plain(root: yaml.Node) -> Iterator[tuple[yaml.ScalarNode, str]]:
    waiting: list[tuple[yaml.Node, str]] = [(root, "value")]
    seen: set[int] = set()  # an alias may lead to what was looked at, or back to itself
    while waiting:
        node, role = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            waiting += [(key, "key") for key, _ in node.value if _may_hold(key)]
            waiting += [(value, "value") for _, value in node.value if _may_hold(value)]
        elif isinstance(node, yaml.SequenceNode):
            role = "item" if node.flow_style else "value"
            waiting += [(item, role) for item in node.value if _may_hold(item)]
        elif isinstance(node, yaml.ScalarNode) and _may_hold(node):
            yield node, role


def _may_hold(node: yaml.Node) -> bool:
    """Return whether a node is no text, or one without quotes that holds a full-width mark."""
    if type(node) is not yaml.ScalarNode:
        return True
    return not node.style and _SUSPECT.search(node.value) is not None


def in_broken_text(text: str) -> tuple[Slip, ...]:
    """Return the slips in a text that is no YAML, the first ones if there are many."""
    found = {
        Slip(number, match.start(1) + 1, match.group(1))
        for number, line in _bare(text)
        for pattern in _IN_LINE
        for match in pattern.finditer(line)
    }
    first: dict[tuple[int, str], Slip] = {}
    for slip in sorted(found):
        first.setdefault((slip.line, slip.mark), slip)
    return tuple(first.values())[:_MOST]


def _bare(text: str) -> Iterator[tuple[int, str]]:
    """Yield the numbered lines with quotes, comments and blocks of free text blanked."""
    block = -1
    for number, line in enumerate(text.split("\n"), start=1):
        indent = len(line) - len(line.lstrip(" "))
        if block >= 0 and (not line.strip() or indent > block):
            continue
        block = -1
        bare = _COMMENT.sub("", _QUOTED.sub(lambda found: "x" * len(found.group()), line))
        if _BLOCK.search(bare):
            block = indent
        if bare.strip():
            yield number, bare.rstrip(" ")
