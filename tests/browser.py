"""A Chromium that lives as long as the tests, and pages of which every word and request is held."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
    # the browser itself asks its maker for news; here no name leads anywhere
    "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip

ALIVE = """
() => [...document.querySelectorAll('*')].filter((it) =>
  it.matches('img, iframe, object, embed, base, link, form[action], video, audio, source, applet')
  || it.matches('meta[http-equiv=refresh], script[src], frame, portal, svg')
  || [...it.attributes].some(({ name }) => /^on|^(src|srcset|ping|formaction|action)$/.test(name))
  || (it.hasAttribute('href') && !it.getAttribute('href').startsWith('#'))
).map((it) => it.outerHTML.slice(0, 80))
"""
"""Finds what on a page could ask for something, run something or lead away."""


@dataclass
class Visits:
    """Opens files as somebody would who clicks on them, without a network.

    ``said`` is what must not happen and did: messages of the console (a breach of the content
    policy is one), exceptions, dialogs, new windows, and what was asked for beside the file.
    """

    browser: Browser
    said: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, file: Path, *, after: str = "", **how: Any) -> Page:
        """Open a file, ``after`` being what follows its name; ``how`` is that of a context."""
        settings = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB"} | how
        context = self.browser.new_context(offline=True, **settings)
        context.set_default_timeout(10_000)
        self._contexts.append(context)
        asked_for = file.as_uri()
        context.on("request", lambda it: self._hear("request", it.url, asked_for))
        context.on("page", self._listen)
        page = context.new_page()
        page.goto(asked_for + after)
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()
        self._contexts.clear()

    def _listen(self, page: Page) -> None:
        if len(page.context.pages) > 1:
            self.said.append(f"window: {page.url}")
        page.on("console", lambda it: self.said.append(f"{it.type}: {it.text}"))
        page.on("pageerror", lambda it: self.said.append(f"exception: {it}"))
        page.on("websocket", lambda it: self.said.append(f"request: {it.url}"))
        page.on("dialog", self._refuse)

    def _refuse(self, dialog: Any) -> None:
        self.said.append(f"{dialog.type}: {dialog.message}")
        dialog.dismiss()

    def _hear(self, kind: str, url: str, asked_for: str) -> None:
        if url.partition("#")[0] != asked_for:
            self.said.append(f"{kind}: {url}")


def binary() -> str | None:
    """Return where Chromium is, None where it is not."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def started() -> Iterator[Browser]:
    """Give a new Chromium with an empty profile."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=binary(), args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Give the browser that tests share."""
    if binary() is None:
        pytest.skip("NO CHROMIUM FOUND: install chromium to run these tests")
    with started() as browser:
        yield browser


@pytest.fixture
def visits(chromium: Browser) -> Iterator[Visits]:
    """Give a way to open pages; the test fails when one of them said or asked for anything."""
    opened = Visits(chromium)
    yield opened
    opened.close()
    assert opened.said == []
