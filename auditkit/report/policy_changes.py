"""How two sets of rules differ, as lines for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from auditkit.core.clock import day_of
from auditkit.engine.bind import FOREVER, Version
from auditkit.engine.compare import Change
from auditkit.engine.differ import KINDS, Kind, RuleDiff, Span
from auditkit.report.params import param_label, params_in_words, value_in_words
from auditkit.report.words import Words

_SINGLE: Final = ("only_a", "only_b")


class Line(NamedTuple):
    """A line: 0 a heading of a kind, 1 a rule, 2 and more what is said of it."""

    level: int
    text: str


def lines_of(rules: Sequence[RuleDiff], words: Words, *, dated: bool) -> Iterator[Line]:
    """Yield the rules that differ under the kind of their difference."""
    for kind in KINDS:
        found = [each for each in rules if each.kind == kind]
        if found:
            yield Line(0, f"{words.text(f'policydiff.kind.{kind}')} ({len(found)})")
        for each in found:
            yield from _rule(each, words, dated=dated)


def counted(counts: Mapping[str, int], same: int, words: Words) -> str:
    """Return how many rules differ in which way, and how many do not."""
    told = {f"policydiff.kind.{kind}": count for kind, count in counts.items() if count}
    shown = [f"{words.text(key)} {count}" for key, count in told.items()]
    return words.text("separator").join([*shown, f"{words.text('policydiff.same')} {same}"])


def as_text(lines: Iterable[Line]) -> Iterator[str]:
    """Yield lines for a screen, indented by what they belong to."""
    for line in lines:
        if not line.level:
            yield ""
        yield from (f"{'  ' * line.level}{part}" for part in line.text.splitlines())


def as_markdown(lines: Iterable[Line]) -> Iterator[str]:
    """Yield lines of Markdown: kinds and rules as headings, the rest as lists."""
    for line in lines:
        if not line.level:
            yield from ("", f"## {_escaped(line.text)}")
        elif line.level == 1:
            yield from ("", f"### {_escaped(line.text)}", "")
        else:
            yield f"{'  ' * (line.level - 2)}- {_escaped(' '.join(line.text.split()))}"


def change_in_words(change: Change, words: Words) -> str:
    """Return a change of a parameter: its name, what it was, what it is, and which way that goes.

    Of lists that share members only those that come and go are named.
    """
    label = words.text("policydiff.check") if change.path == ("check",) else ""
    label = label or param_label(change.path, words)
    said = f"{label}{words.text('colon')}{_moved(change, words)}"
    return words.text(
        "policydiff.directed", said=said, way=words.text(f"policydiff.way.{change.direction}")
    )


def span_lines(span: Span, words: Words) -> Iterator[Line]:
    """Yield how a rule differs in a span of days, with the clauses of both sides."""
    yield Line(2, why_in_words(span, span.kind, words))
    yield from _both_clauses(span.before, span.after, words)


def why_in_words(span: Span | None, fallback: Kind, words: Words) -> str:
    """Return in one line how a rule differs in a span of days; ``fallback`` without one."""
    if span is None or not span.changes:
        return words.text(f"impact.none.{span.kind if span else fallback}")
    told = (change_in_words(each, words) for each in span.changes)
    return words.text("separator").join(told)


def document(unlike: RuleDiff, words: Sequence[Words]) -> dict[str, Any]:
    """Return a rule that differs as JSON; changes also as words, one for each of ``words``."""
    titled = {each.lang: unlike.rule.title.pick(each.lang) for each in words}
    return {
        "rule": unlike.rule.id,
        "a": unlike.before.id if unlike.before else None,
        "b": unlike.after.id if unlike.after else None,
        "title": titled,
        "kind": unlike.kind,
        "aspects": list(unlike.aspects),
        "spans": [_span_document(span, words) for span in unlike.spans],
        "steps": [_span_document(span, words) for span in unlike.steps],
    }


def _rule(unlike: RuleDiff, words: Words, *, dated: bool) -> Iterator[Line]:
    one, two = unlike.before, unlike.after
    ids = " → ".join(dict.fromkeys(rule.id for rule in (one, two) if rule))
    yield Line(1, f"{ids}  {unlike.rule.title.pick(words.lang)}")
    if unlike.kind in _SINGLE:
        yield from _clauses("", unlike.rule.versions[-1:], words)
        return
    for span in unlike.spans:
        yield from _span(span, words, dated=dated)
    if unlike.aspects:
        names = [words.text(f"policydiff.aspect.{name}") for name in unlike.aspects]
        joined = words.text("comma").join(names)
        yield Line(2, f"{words.text('policydiff.aspects')}{words.text('colon')}{joined}")
        yield from _graded(unlike, words)
    if not unlike.spans and "clauses" in unlike.aspects and one and two:
        yield from _both_clauses(one.versions[-1], two.versions[-1], words)
    yield from _timeline(unlike, words)


def _graded(unlike: RuleDiff, words: Words) -> Iterator[Line]:
    for name in ("severity", "certainty", "force"):
        if name in unlike.aspects:
            group = "force_name" if name == "force" else name
            was, now = (
                words.label(group, getattr(rule, name)) for rule in (unlike.before, unlike.after)
            )
            label = words.text(f"policydiff.aspect.{name}")
            yield Line(3, f"{label}{words.text('colon')}{was} → {now}")


def _timeline(unlike: RuleDiff, words: Words) -> Iterator[Line]:
    if len(unlike.steps) == 1:
        yield Line(2, words.text("policydiff.from", first=_day(unlike.steps[0].first)))
        return
    if unlike.steps:
        yield Line(2, words.text("policydiff.timeline"))
    for step in unlike.steps:
        told = [change_in_words(each, words) for each in step.changes]
        said = words.text("separator").join(told or [words.text(f"policydiff.kind.{step.kind}")])
        yield Line(3, f"{_day(step.first)}{words.text('colon')}{said}")


def _span(span: Span, words: Words, *, dated: bool) -> Iterator[Line]:
    if not dated:
        key = "from" if span.end == FOREVER else "between"
        last = {} if span.end == FOREVER else {"last": _day(span.end - 1)}
        yield Line(2, words.text(f"policydiff.{key}", first=_day(span.first), **last))
    yield from (Line(2 if dated else 3, change_in_words(each, words)) for each in span.changes)
    if span.kind == "new" and span.after:
        for said in params_in_words(span.after.written, words).splitlines():
            yield Line(3, said)
    yield from _both_clauses(span.before, span.after, words)


def _both_clauses(before: Version | None, after: Version | None, words: Words) -> Iterator[Line]:
    if before and after and before.basis == after.basis:
        yield from _clauses("A = B ", (after,), words)
        return
    yield from _clauses("A ", (before,), words)
    yield from _clauses("B ", (after,), words)


def _clauses(side: str, versions: Iterable[Version | None], words: Words) -> Iterator[Line]:
    for version in versions:
        for basis in version.basis if version else ():
            yield Line(3, f"{side}{words.clause(basis)}")


def _moved(change: Change, words: Words) -> str:
    name, before, after = change.path[-1], change.before, change.after
    if _shared(before, after):
        parts = [
            f"{words.text(f'policydiff.{key}')} {_said(name, members, words)}"
            for key, members in (
                ("added", [each for each in after if each not in before]),
                ("removed", [each for each in before if each not in after]),
            )
            if members
        ]
        return words.text("separator").join(parts)
    return f"{_said(name, before, words)} → {_said(name, after, words)}"


def _shared(before: object, after: object) -> bool:
    both = isinstance(before, list) and isinstance(after, list)
    return both and any(each in after for each in before) and before != after  # type: ignore[attr-defined,operator]


def _said(name: str, value: object, words: Words) -> str:
    if name == "holidays" and isinstance(value, list):
        value = [_day(each) for each in value]
    return value_in_words(name, value, words) or words.text("policydiff.unsaid")


def _span_document(span: Span, words: Sequence[Words]) -> dict[str, Any]:
    return {
        "from": _day(span.first),
        "to": "" if span.end == FOREVER else _day(span.end - 1),
        "kind": span.kind,
        "a": _version(span.before),
        "b": _version(span.after),
        "changes": [
            {
                "parameter": ".".join(each.path),
                "a": each.before,
                "b": each.after,
                "direction": each.direction,
                "words": {lang.lang: change_in_words(each, lang) for lang in words},
            }
            for each in span.changes
        ],
    }


def _version(version: Version | None) -> dict[str, Any] | None:
    if version is None:
        return None
    clauses = [
        {"instrument": b.instrument, "clause": b.clause, "source_confidence": b.source_confidence}
        for b in version.basis
    ]
    return {"in_force_from": _day(version.from_day), "params": version.written, "basis": clauses}


def _day(number: int) -> str:
    return day_of(number).isoformat()


def _escaped(text: str) -> str:
    return "".join(f"\\{mark}" if mark in "\\`*_{}[]<>#|" else mark for mark in text)
