"""The sampling sheet: why so many, how many of each stratum, and cells for who tests them."""

from __future__ import annotations

from auditkit.core.findings import Finding
from auditkit.report.interface import ReportBundle
from auditkit.report.sampling import Sample, default_seed, draw, load_sampling_plan
from auditkit.report.sheets.findings import severity
from auditkit.report.sheets.shape import Block, Marked, Row, Sheet, Wide, relooked
from auditkit.report.words import Words, moment

DRAWN = (
    "agency_id",
    "severity",
    "no",
    "at",
    "what",
    "clause",
    "case_id",
    "collector_id",
    "source",
    "fingerprint",
    "tester",
    "tested_at",
    "tested",
    "remark",
)
STRATA = ("agency_id", "severity", "population", "drawn")
_SPAN = 5
_FIELD = Marked("", "field")


def sample_of(bundle: ReportBundle, seed: str = "") -> Sample:
    """Return the sample of a run, of the seed that belongs to it unless another is given."""
    return draw(bundle.findings, seed or default_seed(bundle.manifest), load_sampling_plan())


def sampling_sheet(bundle: ReportBundle, words: Words, seed: str = "") -> Sheet:
    """Return the sample of a run with all that is needed to draw it again."""
    sample = sample_of(bundle, seed)
    return Sheet(
        "sampling",
        (
            Block((), _reasons(sample, words), words.text("block.sampling_plan")),
            Block(STRATA, _strata(sample, words), words.text("block.strata")),
            Block(DRAWN, drawn_rows(sample, words), words.text("block.drawn")),
        ),
    )


def drawn_rows(sample: Sample, words: Words) -> list[Row]:
    """Return one row per finding drawn, the last four cells for the tester."""
    return [_drawn(number, each, words) for number, each in enumerate(sample.drawn, 1)]


def _drawn(number: int, finding: Finding, words: Words) -> Row:
    return (
        words.agency(finding.agency_id),
        severity(finding.severity, words),
        number,
        moment(finding.at),
        finding.message.pick(words.lang),
        words.clauses(finding.basis),
        finding.case_id,
        finding.collector_id,
        words.place(finding.source_file, finding.source_row),
        finding.fingerprint,
        *(_FIELD,) * 4,
    )


def _reasons(sample: Sample, words: Words) -> list[Row]:
    plan, count = sample.plan, len(sample.drawn)
    key = "sampling.size_said" if not sample.allowed else "sampling.size_expected_said"
    size = words.text(
        key,
        confidence=f"{plan.confidence:.0%}",
        tolerable=f"{plan.tolerable:.1%}",
        expected=f"{plan.expected:.1%}",
        allowed=sample.allowed,
        base=sample.base,
        population=f"{sample.population:,}",
        size=sample.size,
        drawn=count,
    )
    facts = {
        "seed": sample.seed,
        "population": f"{sample.population:,}",
        "drawn": f"{count:,}",
        "reason": size,
        "strata": words.text("sampling.strata_said", least=plan.least),
        "method": words.text("sampling.method_said"),
        "sources": "\n".join(plan.sources),
        "limit": words.text("sampling.limit_said"),
    }
    return [
        (Marked(words.text(f"sampling.{name}"), "label"), Wide(said, _SPAN))
        for name, said in facts.items()
    ]


def _strata(sample: Sample, words: Words) -> list[Row]:
    rows: list[Row] = [
        (
            words.agency(each.agency_id),
            severity(each.severity, words),
            each.population,
            each.drawn,
        )
        for each in sample.strata
    ]
    sums = (words.text("summary.total"), "", sample.population, len(sample.drawn))
    return [*rows, [relooked(each, "total") for each in sums]] if rows else rows
