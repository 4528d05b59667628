"""Measures how large the HTML report is, how soon it can be seen and used, and how fast it filters.

Beside it, in the same run and the same Chromium, stands the plainest page that says the same: the
findings as a table of ``pandas.DataFrame.to_html``, without style. For filtering it is given the
plainest program, which shows or hides each row by the text of its cell.
"""

from __future__ import annotations

import io
import statistics
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from tests.browser import started  # noqa: E402 - the folder above must be known first

OURS, PEER = "auditkit", "pandas"
AT = {OURS: "#view=findings", PEER: ""}
ROW = {OURS: "table.findings tbody tr[data-place]", PEER: "tbody tr"}

# notes the frame in which the first finding can be seen
WATCH = """
(() => {
  const look = () => {
    const row = document.querySelector(%r);
    if (row && row.getClientRects().length) globalThis.usableAfter = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()
"""
# what is measured is no first look at a folded group
UNFOLD = """
() => {
  for (const box of document.querySelectorAll('form.panel details')) box.open = true;
  return document.querySelectorAll('form.panel input[type=checkbox]').length;
}
"""
# from the press of a box until the frame after it has been drawn
PRESS = """
async (place) => {
  const box = document.querySelectorAll('form.panel input[type=checkbox]')[place];
  const before = performance.now();
  box.click();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - before;
}
"""
# a box for each severity above the table, as somebody would write it in ten minutes
PLAIN_FILTER = """
() => {
  const rows = [...document.querySelectorAll('tbody tr')];
  const heads = [...document.querySelectorAll('thead th')].map((head) => head.textContent);
  const word = (row) => row.cells[heads.indexOf('severity')].textContent;
  const form = Object.assign(document.createElement('form'), { className: 'panel' });
  const hide = () => {
    const chosen = [...form.elements].filter((it) => it.checked).map((it) => it.value);
    for (const row of rows) row.hidden = chosen.length > 0 && !chosen.includes(word(row));
  };
  for (const value of new Set(rows.map(word))) {
    const box = Object.assign(document.createElement('input'), { type: 'checkbox', value });
    box.addEventListener('change', hide);
    form.append(box);
  }
  document.body.prepend(form);
}
"""
PAINT = "performance.getEntriesByName('first-contentful-paint')"


def pages(count: int, home: Path) -> dict[str, Path]:
    """Write both pages of a run with as many findings."""
    import pandas as pd
    from findings import made

    from auditkit.report.formats import FORMATS

    bundle = made(count)
    files = {name: home / f"{name}-{count}.html" for name in (OURS, PEER)}
    with files[OURS].open("wb") as out:
        FORMATS["html"].render(bundle, out, lang="zh")
    rows = io.BytesIO()
    FORMATS["csv"].render(bundle, rows, lang="zh")
    rows.seek(0)
    table = pd.read_csv(rows, dtype=str, keep_default_na=False)
    pd.set_option("display.max_colwidth", None)
    head = "<!doctype html><meta charset=utf-8><title>findings</title>"
    files[PEER].write_text(head + table.to_html(index=False), encoding="utf-8")
    return files


def opened(chromium: Browser, name: str, file: Path) -> tuple[Page, dict[str, float]]:
    """Open a page anew and return it with the milliseconds to its first paint and until usable."""
    page = chromium.new_context(offline=True, viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(300_000)
    page.add_init_script(WATCH % ROW[name])
    page.goto(file.as_uri() + AT[name])
    page.wait_for_function("globalThis.usableAfter")
    page.wait_for_function(f"{PAINT}.length > 0")
    paint, usable = page.evaluate(f"[{PAINT}[0].startTime, usableAfter]")
    return page, {"first paint, ms": paint, "usable, ms": usable}


def pressed(page: Page, name: str, times: int) -> list[float]:
    """Return the milliseconds of as many filters, each set and lifted again."""
    if name == PEER:
        page.evaluate(PLAIN_FILTER)
    boxes = page.evaluate(UNFOLD)
    return [page.evaluate(PRESS, press // 2 % boxes) for press in range(2 * times)]


def measured(chromium: Browser, files: dict[str, Path], args: Namespace) -> list[dict[str, float]]:
    """Return what each round says of our page and, by the same names, of the other."""
    rounds = []
    for number in range(args.rounds):
        told: dict[str, float] = {}
        for name in (OURS, PEER) if number % 2 == 0 else (PEER, OURS):
            page, times = opened(chromium, name, files[name])
            if number == 0:
                # the whole table is laid out anew at each press, which takes seconds
                times_pressed = args.presses if name == OURS else max(1, args.presses // 10)
                took = sorted(pressed(page, name, times_pressed))
                times["filter, median ms"] = statistics.median(took)
                times["filter, p95 ms"] = took[int(len(took) * 0.95)]
            page.context.close()
            told |= {f"{name} {what}": value for what, value in times.items()}
        rounds.append(told)
    return rounds


def main() -> None:
    """Print a table for each number of findings."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, action="append", help="findings (1000 and 20000)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--presses", type=int, default=40, help="filters set and lifted")
    args = parser.parse_args()
    with TemporaryDirectory() as home, started() as chromium:
        for count in args.count or (1_000, 20_000):
            files = pages(count, Path(home))
            rounds = measured(chromium, files, args)
            print(f"\n{count:,} findings{OURS:>22}{PEER:>12}{'ratio':>9}")
            sizes = {name: file.stat().st_size / 2**20 for name, file in files.items()}
            line("size, MiB", sizes[OURS], sizes[PEER])
            for what in ("first paint, ms", "usable, ms", "filter, median ms", "filter, p95 ms"):
                line(what, *(middle(rounds, f"{name} {what}") for name in (OURS, PEER)))


def middle(rounds: list[dict[str, float]], what: str) -> float:
    """Return the median of the rounds in which something was measured."""
    return statistics.median(each[what] for each in rounds if what in each)


def line(what: str, ours: float, peer: float) -> None:
    """Print one figure of both pages and their ratio."""
    print(f"  {what:<22}{ours:>16,.1f}{peer:>12,.1f}{ours / peer:>9.2f}", flush=True)


if __name__ == "__main__":
    main()
