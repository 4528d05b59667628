"""The page loads nothing, runs its own program only, and takes no text for anything but text."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from report_factory import bundle
from report_hostile import VALUES, hostile_bundle
from report_page_data import data_of
from report_page_tree import page_of, parsed, tree

from auditkit.core.errors import AuditkitError
from auditkit.core.resources import data_folder
from auditkit.report.html.assets import load_assets
from auditkit.report.interface import ReportBundle
from auditkit.report.safe import visible_lines

SHORT = tuple(each for each in VALUES if len(each) < 1000)


def hostile() -> ReportBundle:
    return hostile_bundle(SHORT)


@pytest.mark.parametrize("run", [bundle, hostile])
def test_the_policy_allows_the_two_texts_of_the_page_and_nothing_else(run) -> None:
    page = tree(run(), load_assets())
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    allowed = {name: rest for name, *rest in (each.split() for each in policy.split(";"))}

    def hashes(texts: list[str]) -> list[str]:
        digests = [hashlib.sha256(each.encode("utf-8")).digest() for each in texts]
        return [f"'sha256-{base64.b64encode(each).decode()}'" for each in digests]

    assert allowed == {
        "default-src": ["'none'"],
        "script-src": hashes(page.xpath("//script[not(@type)]/text()")),
        "style-src": hashes(page.xpath("//style/text()")),
        "img-src": ["data:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    assert len(page.xpath("//script")) == 2
    # what stands before the policy is not bound by it
    assert page.xpath("//meta[@http-equiv]/preceding::*[self::script or self::style]") == []


@pytest.mark.parametrize("run", [bundle, hostile])
def test_nothing_in_the_page_loads_styles_or_runs_by_attribute(run) -> None:
    page = tree(run())
    names = {name for each in page.iter("*") for name in each.attrib}
    assert names & {"style", "src", "srcset", "action", "formaction", "data", "background"} == set()
    assert [name for name in names if name.startswith("on")] == []
    assert [each for each in page.xpath("//@href") if not each.startswith("#")] == []
    assert page.xpath("//link | //iframe | //object | //embed | //base | //form | //img") == []


def test_every_text_of_a_run_stands_apart_and_turns_nothing_around() -> None:
    written = page_of(hostile())
    assert not set(written) & set(
        "\x00\x1b\x7f\x85\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u2028"
    )
    page = parsed(written)
    names = [*SHORT, *(f"setting_{n}" for n in range(3))]
    values = {visible_lines(each) for each in names if each.strip()}
    found = [each for each in page.xpath("//main//*") if each.text in values and each.tag != "bdi"]
    assert found == []
    assert len([each for each in page.xpath("//main//bdi") if each.text in values]) > len(SHORT)


def test_what_a_log_says_cannot_end_the_data_or_begin_a_script() -> None:
    text = "</script><script>alert(1)</script><!--<script>"
    first, *rest = bundle().findings
    run = bundle(findings=(replace(first, evidence=text), *rest))
    page = tree(run)
    assert len(page.xpath("//script")) == 2
    data = json.loads(page.xpath("//script[@id='data']/text()")[0])
    assert text in data["strings"]
    assert data == data_of(run)


def written(folder: Path, script: str) -> Path:
    (folder / "app.js").write_bytes(script.encode())
    (folder / "page.css").write_bytes(b"a {}\r\n")
    (folder / "page.yaml").write_text(
        "{findings: 5, rows: 2, reviewed: 1, libraries: [], scripts: [app.js], styles: [page.css]}",
        "utf-8",
    )
    return folder


def test_ends_of_lines_of_a_checkout_do_not_change_the_page(tmp_path: Path) -> None:
    assets = load_assets(written(tmp_path, "first();\r\nsecond();\r\n"))
    assert "first();\nsecond();\n" in assets.script
    assert assets.style == "a {}\n"
    assert (assets.most, assets.rows, assets.reviewed) == (5, 2, 1)


@pytest.mark.parametrize("text", ["'</script>'", "'</SCRIPT '", "'<!-- '", "'</style>'"])
def test_a_program_that_would_end_its_own_element_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(AuditkitError) as caught:
        load_assets(written(tmp_path, text))
    assert "app.js" in str(caught.value)


def test_the_shipped_program_fetches_nothing_and_makes_no_code_of_text() -> None:
    folder = data_folder("reports") / "html"
    named = yaml.safe_load((folder / "page.yaml").read_text(encoding="utf-8"))
    ours = "\n".join((folder / each).read_text(encoding="utf-8") for each in named["scripts"])
    reaching = (
        r"\b(?:fetch|eval|Function|XMLHttpRequest|WebSocket|EventSource|import|sendBeacon)\s*\("
    )
    assert re.findall(reaching, ours) == []
    assert re.findall(r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write)\b", ours) == []
    assert re.findall(r"@import|url\((?!['\"]?data:)", load_assets().style) == []
    files = {each.relative_to(folder).as_posix() for each in folder.glob("app/*.js")}
    assert files == set(named["scripts"])
