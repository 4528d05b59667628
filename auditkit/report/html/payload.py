"""What the page's own program reads: one run as JSON, small because whatever repeats stands once.

This is the contract with ``reports/html/app``; ``reports/schema/html.schema.json`` holds it to the
letter. The document stands in ``<script type="application/json" id="data">``.

How things are written
    table     {column: [value, …]}, all columns equally long; a row is known by its place
    → X       a place in X, which is a table, a list or a vocabulary below; -1 is "none"
    → strings a place in ``strings``, whose first is ""
    → texts   a place in ``texts.zh`` and ``texts.en``, two lists of equal length; -1 is "none"
    both      {"zh": text, "en": text}
    day       days since 1970-01-01 by the local calendar, so day + 3 modulo 7 is the weekday
              (Monday 0); null where the record names no day
    second    second of the local day; -1 where the record gives a day and no time
    offset    minutes east of UTC; null where unknown
Every text is plain, never markup, and shows control and direction marks as visible signs.

The document
    shape     1; another number is another contract
    lang      "zh" or "en": what is shown first
    words     both, each {key: text}: the entries ``html.app`` of reports/locale
    run       {run_id, started_at, version, key_id, as_of, fail_on, period {from, to}, profile
              {id, title both}, zone}
    strings   [text]
    texts     {"zh": [text], "en": [text]}
    vocab     {name: {"keys": [key], "zh": [text], "en": [text]}} for severity (gravest first),
              certainty, force (how a finding is characterised), force_name (what the instrument
              is; its keys are those of force), decision, family, confidence, channel, direction,
              outcome, party_role, step, why_not, reject
    totals    of the whole run, whatever the page holds: {findings, distinct (an overlap counts
              once), incidents, open, contacts (activities judged), exemptions}
    bound     {findings (how many the page holds), left_out table: severity → , findings;
              exemptions_left_out}. Above a bound the page holds the gravest findings, and what is
              left out must be said wherever findings are listed or counted
    findings  table, by time:
              fingerprint, rule → rules, severity → , certainty → , force → , decision → ,
              incident → incidents, overlap → strings, case → cases, debtor → strings,
              party → strings, party_role → , collector → strings, agency → strings ("" is the
              lender), org → strings, day, second, offset, anchor → activities (the one that
              offends), counted [→ activities] (those counted or read, in time order), observed
              and limit (number or null, in the rule's ``unit``), window_from and window_to →
              strings (local days), message → texts, evidence → strings (masked), basis → bases,
              remedy → texts, wording → texts (what may be said instead)
    activities table, by time: those of incidents and those that offend; the run knows more
              id, day, second, offset, channel → , direction → , outcome → , party_role → ,
              step [→ vocab.step], party → strings, contact → strings, collector → strings,
              agency → strings, duration (s of talk, -1 unknown), file → strings, row,
              linked [→ strings, row, → strings, row, …]: further rows that record the same
    incidents table: id, rule → rules, debtor → strings, findings [→ findings], activities
              [→ activities], of (its findings in the run; more than ``findings`` where some are
              left out)
    cases     table: id (text; "" where no case is recorded), debtor → strings, rank (place in the
              review order of all cases of the run, 1 first; null where a case is not ordered). A
              case's findings are those that point at it; its activities are their anchors and
              those of their incidents
    rules     [{id, pack, family → , check, title both, force → , severity → , certainty → ,
              unit ("", "clock": seconds of a day, "seconds"), remedy both, wording both or null,
              why both or null, read (primary text), cases (tests), versions [{from, to ("" without
              end), params both or null (a repeal; lines), basis → bases}], coverage {judged, found,
              exempt, not_evaluated} or null, lookback {needs (days, null all), has, since, cut} or
              null, not_evaluated [{reason → vocab.why_not, file → strings, rows}]}]
    bases     [[→ clauses]]
    clauses   [{instrument → instruments, clause, from, confidence → , finer_unseen, read,
              said both (as a reader cites it)}]
    instruments [{id, title both, force → , read, confidence → }]
    exemptions table: rule → rules, day, second, offset, case (text), debtor → strings, anchor
              (activity id), relied_on (activity id), relied_on_at (text), file → strings, row
    decided   table, one row per decision on a finding of the page: finding → findings, status →
              vocab.decision, who, at, reason, until, owner, due (texts), final, lapsed (booleans)
    files     table: file, format, sha256 (texts), read, judged, linked, duplicate, rejected,
              context
    rejects   table: file → strings, reason → vocab.reject, rows
    codes     table: file → strings, column, canonical, code (texts), rows
    rates     {confidence, least (contacts below which no rate is told), per (1000), and one table
              for each of severity, force, family, agency, org, collector, rule, month, day}:
              key (text), findings, open, distinct, incidents, offending (activities, false alarms
              left out), contacts, rate, rate_low, rate_high (null where it would say too little),
              critical, high, medium, low. Of all findings of the run
    hours     {known, cells table of 168: weekday, hour, findings, offending, contacts, rate,
              rate_low, rate_high}; where ``known`` is false contacts by hour were not kept and
              only counts can be told. Of all findings that have a time of day
"""

from __future__ import annotations

import json
from typing import Any, Final

from auditkit.core.i18n import LANGUAGES, Catalogue
from auditkit.report.html.choice import Choice
from auditkit.report.html.lookup import known_rules, rejects_table, rule_records, source_tables
from auditkit.report.html.numbers import hours, rate_tables, totals
from auditkit.report.html.pool import Pool
from auditkit.report.html.rows import Rows, decided_table, exemptions_table, incident_table
from auditkit.report.html.told import Told
from auditkit.report.interface import ReportBundle
from auditkit.report.safe import visible_lines as shown

SHAPE: Final = 1
"""The number of the contract; it grows when a reader of the old one would go wrong."""
_APP: Final = "html.app."
# what could close the element, begin a comment in it, or end a line for some readers
_UNSAFE: Final = {each: f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"}


def payload(told: Told, lang: str) -> dict[str, Any]:
    """Return the document for what is told of a run."""
    bundle, choice, figures = told.bundle, told.choice, told.figures
    rules = known_rules(bundle)
    pool = Pool.of(bundle, rules)
    rows = Rows.of(choice, pool)
    body: dict[str, Any] = {
        "shape": SHAPE,
        "lang": lang,
        "words": _words(),
        "run": _run(bundle),
        "totals": totals(bundle, figures),
        "bound": _bound(choice, bundle, pool),
        "findings": rows.findings(),
        "activities": rows.activities(),
        "incidents": incident_table(choice, rows),
        "cases": rows.cases(_ranks(told)),
        "rules": rule_records(bundle, rules, pool),
        "exemptions": exemptions_table(bundle.exemptions[: choice.most], pool),
        "decided": decided_table(bundle, rows),
        "rejects": rejects_table(bundle, pool),
        **source_tables(bundle, pool),
        "rates": rate_tables(figures),
        "hours": hours(bundle, figures.rates),
    }
    return body | pool.tables()


def script_safe(document: object) -> str:
    """Return JSON on one line that no HTML reader can take for the end of its element.

    >>> script_safe({"a": "</script>&"})
    '{"a":"\\\\u003c/script\\\\u003e\\\\u0026"}'
    """
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign, escaped in _UNSAFE.items():
        text = text.replace(sign, escaped)
    return text


def _words() -> dict[str, dict[str, str]]:
    return {lang: Catalogue(lang).under(_APP) for lang in LANGUAGES}


def _ranks(told: Told) -> dict[str, int]:
    cases = next(each for each in told.order.rankings if each.kind == "cases")
    return {key.name: place for place, key in enumerate(cases.order, 1)}


def _run(bundle: ReportBundle) -> dict[str, Any]:
    manifest = bundle.manifest
    profile, period = manifest.get("profile") or {}, manifest.get("period") or {}
    names = ("run_id", "started_at", "version", "key_id", "as_of", "fail_on")
    title = profile.get("title") or {}
    return {
        **{name: shown(str(manifest.get(name) or "")) for name in names},
        "period": {name: shown(str(period.get(name) or "")) for name in ("from", "to")},
        "profile": {
            "id": shown(str(profile.get("id") or "")),
            "title": {lang: shown(str(title.get(lang) or "")) for lang in LANGUAGES},
        },
        "zone": shown(str(profile.get("zone") or "")),
    }


def _bound(choice: Choice, bundle: ReportBundle, pool: Pool) -> dict[str, Any]:
    return {
        "findings": len(choice.findings),
        "left_out": {
            "severity": [pool.word("severity", each) for each in choice.left_out],
            "findings": list(choice.left_out.values()),
        },
        "exemptions_left_out": max(len(bundle.exemptions) - choice.most, 0),
    }
