"""What the tests of the page stand on: whatever a page does that it must not do is noticed."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

FREE = {
    "<img src=http://example.invalid/a>": "request: http://example.invalid/a",
    "<img src=b.png>": "request: file:///",
    "<img src=http://127.0.0.1:9/c>": "request: http://127.0.0.1:9/c",
    "<link rel=prefetch href=http://example.invalid/d>": "request: http://example.invalid/d",
    "<style>p{background:url(http://example.invalid/e)}</style><p>": "request: http://example.invalid/e",
    "<script>new WebSocket('ws://example.invalid/f')</script>": "request: ws://example.invalid/f",
    "<script>fetch('http://example.invalid/g').catch(e => 0)</script>": "request: http://example.invalid/g",
    "<script>navigator.sendBeacon('http://example.invalid/h')</script>": "request: http://example.invalid/h",
    "<iframe src=http://example.invalid/i></iframe>": "request: http://example.invalid/i",
    "<script>console.info('here')</script>": "info: here",
    "<script>console.debug('there')</script>": "debug: there",
    "<script>nowhere()</script>": "exception: nowhere is not defined",
    "<script>Promise.reject(new Error('late'))</script>": "exception: late",
    "<script>alert(1)</script>": "alert: 1",
    "<script>confirm(2)</script>": "confirm: 2",
    "<img src=x onerror=alert(3)>": "alert: 3",
    "<script>open('about:blank')</script>": "window: about:blank",
}  # fmt: skip
UNDER_A_POLICY = {
    "<img src=http://example.invalid/j>": "request: http://example.invalid/j",
    "<script>1</script>": "error: Executing inline script violates",
    "<p style='color:red'>": "error: Applying inline style violates",
    "<a onclick='1'>": "error: Executing inline event handler violates",
}
LEAVING = {
    "<meta http-equiv=refresh content='0;url=http://example.invalid/k'>":
    "request: http://example.invalid/k",
}  # fmt: skip
POLICY = "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\">"


@pytest.mark.parametrize(("head", "planted"), [("", FREE), (POLICY, UNDER_A_POLICY), ("", LEAVING)])
def test_what_a_page_must_not_do_is_noticed(visits, tmp_path, head, planted):
    file = tmp_path / "planted.html"
    file.write_text(f"<!doctype html><title>t</title>{head}{' '.join(planted)}", "utf-8")
    visits.open(file).wait_for_timeout(100)
    said, visits.said = visits.said, []
    assert [it for it in planted.values() if not any(each.startswith(it) for each in said)] == []


def test_a_page_that_does_nothing_is_left_alone(visits, tmp_path):
    file = tmp_path / "plain.html"
    file.write_text("<!doctype html><meta charset=utf-8><title>t</title><p>贷后", "utf-8")
    assert visits.open(file, after="#there").inner_text("p") == "贷后"
    assert visits.said == []
