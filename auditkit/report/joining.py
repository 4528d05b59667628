"""The lines about linking in the summary of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditkit.report.interface import ReportBundle
from auditkit.report.words import Words


def linking_lines(bundle: ReportBundle, words: Words) -> Iterator[str]:
    """Yield how rows were joined: pairs and clocks, rows that name no debtor, the crosswalk."""
    said = bundle.manifest.get("linking", {})
    if len(said.get("feeds", ())) > 1:
        yield _pairs(said, words)
    files = said.get("without_debtor", ())
    if any(each["rows"] for each in files):
        yield words.text(
            "brief.without",
            rows=_sum(files, "rows"),
            crosswalk=_sum(files, "by_case", "by_number"),
            log=_sum(files, "by_log"),
            left=_sum(files, "left"),
        )
    crosswalk = said.get("crosswalk")
    if crosswalk:
        names = ("read", "used", "unused", "ambiguous", "rejected")
        counts = {name: f"{crosswalk[name]:,}" for name in names}
        yield words.text("brief.crosswalk", cases=_sum(files, "unknown_cases"), **counts)


def _pairs(said: Mapping[str, Any], words: Words) -> str:
    classes = [each["classes"] for each in said["between"]]
    close = sum(each["number_close"] for each in classes)
    clocks = [each for each in said["offsets"] if each["how"] in ("fixed", "estimated")]
    shown = [
        words.text(
            "brief.offset",
            feed=each["feed"],
            seconds=f"{each['offset_s']:+g}",
            how=words.text(f"linking.{each['how']}"),
        )
        for each in clocks
    ]
    return words.text(
        "brief.linking",
        pairs=f"{said['pairs']:,}",
        share=f"{close / said['pairs']:.1%}" if said["pairs"] else "0%",
        contradicted=f"{sum(each['contradicted'] for each in classes):,}",
        offsets=words.text("comma").join(shown) or words.text("brief.no_offset"),
    )


def _sum(files: Any, *names: str) -> str:  # noqa: ANN401 a list of the manifest
    return f"{sum(each[name] for each in files for name in names):,}"
