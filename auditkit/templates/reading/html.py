"""Reads what a page says: its text and its alternative texts, hidden or shown.

The parser of the standard library is used, not lxml: it tells the column of every piece of text,
lxml the line of an element only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import unescape
from html.parser import HTMLParser
from typing import Final

from auditkit.core.han import has_han
from auditkit.templates.drawn import Change, Drawn, Lines

_SILENT: Final = frozenset({"script", "style"})
_BLOCK: Final = re.compile(
    "address|article|aside|blockquote|body|br|caption|dd|div|dl|dt|figcaption|footer|form|h[1-6r]"
    "|head|header|html|li|main|nav|ol|option|p|pre|section|table|tbody|td|tfoot|th|thead|title|tr|ul"
)
_SAID: Final = re.compile(
    r"\s(?:alt|title|aria-label|placeholder)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))",
    re.IGNORECASE,
)
_SENT: Final = re.compile(
    r"\s(?:href|src|action|formaction|background|poster|xlink:href|data-[a-z\-]{1,30})\s*=\s*"
    r"(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))",
    re.IGNORECASE,
)
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
_SPACE: Final = re.compile(r"[ \t\n\r\f\u00a0]+")
_PAGE: Final = re.compile(
    r"</(?:p|div|span|a|b|strong|td|tr|html|body|font|h[1-6])>|<br\s{0,3}/?>", re.I
)
Telling = Callable[[str], Iterable[tuple[int, int]]]
_BREAK: Final = "\x00"  # stands for the end of a block until spaces are made even


def looks_like_html(text: str) -> bool:
    """Return whether a text from a list is a page or a part of one."""
    return bool(_PAGE.search(text))


def text_of_page(drawn: Drawn, telling: Telling = lambda _: ()) -> Drawn:
    """Return what a page says, a line for each block, spaces made even as a browser does.

    An address is no text, but ``telling`` gives the stretches of one that tell of a person; each
    is a line of its own.
    """
    page = _Page(drawn.text, telling)
    page.feed(drawn.text)
    page.close()
    return _evened(drawn.changed(page.changes()))


class _Page(HTMLParser):
    """Collects the stretches of a page that are text."""

    def __init__(self, text: str, telling: Telling) -> None:
        super().__init__(convert_charrefs=False)
        self._telling = telling
        self._text, self._lines = text, Lines(text)
        self._kept: list[tuple[int, int, str | None]] = []  # None: as it stands
        self._silent = 0

    def changes(self) -> list[Change]:
        """Return what turns the page into its text."""
        made, done = [], 0
        for start, end, new in self._kept:
            if start > done or new is not None:
                made.append(Change(done, start if new is None else end, new or ""))
            done = end
        made.append(Change(done, len(self._text)))
        return made

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        start = self._here()
        self._broken(tag, start)
        raw = self.get_starttag_text() or ""
        told = [match.span(match.lastindex or 0) for match in _SAID.finditer(raw)]
        for match in _SENT.finditer(raw):
            first = match.start(match.lastindex or 0)
            stretches = self._telling(match[match.lastindex or 0])
            told += [(first + begin, first + end) for begin, end in stretches]
        for begin, end in sorted(told):
            self._keep(start + begin, start + begin, _BREAK)
            self._with_entities(start + begin, start + end)
            self._keep(start + end, start + end, _BREAK)
        self._silent += tag in _SILENT

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._silent -= tag in _SILENT

    def handle_endtag(self, tag: str) -> None:
        self._broken(tag, self._here())
        if tag in _SILENT and self._silent:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if not self._silent:
            start = self._here()
            self._keep(start, start + len(data), None)

    def handle_entityref(self, name: str) -> None:
        self._entity(f"&{name}")

    def handle_charref(self, name: str) -> None:
        self._entity(f"&#{name}")

    def _entity(self, written: str) -> None:
        start = self._here()
        end = start + len(written)
        end += self._text[end : end + 1] == ";"
        if not self._silent:
            self._keep(start, end, unescape(self._text[start:end]))

    def _with_entities(self, start: int, end: int) -> None:
        done = start
        for match in _ENTITY.finditer(self._text, start, end):
            self._keep(done, match.start(), None)
            self._keep(match.start(), match.end(), unescape(match.group()))
            done = match.end()
        self._keep(done, end, None)

    def _broken(self, tag: str, at: int) -> None:
        if _BLOCK.fullmatch(tag):
            self._keep(at, at, _BREAK)

    def _keep(self, start: int, end: int, new: str | None) -> None:
        if start < end or new:
            self._kept.append((start, end, new))

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines.offset(line, column)


def _is_wide(char: str) -> bool:
    """Return whether a character is Chinese or a mark of its width; none is for ""."""
    return "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uffef" or has_han(char)


def _evened(drawn: Drawn) -> Drawn:
    """Return a text with every run of spaces as one, none between Chinese characters."""
    text = drawn.text
    changes = []
    for match in re.finditer(r"[ \t\n\r\f\u00a0\x00]+", text):
        start, end = match.span()
        if _BREAK in match.group():
            new = "\n"
        else:
            wide = _is_wide(text[start - 1 : start]) and _is_wide(text[end : end + 1])
            new = "" if wide and "\n" in match.group() else " "
        if match.group() != new:
            changes.append(Change(start, end, new))
    return drawn.changed(changes)
