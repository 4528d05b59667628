"""Says why one run has a finding that another has not, as far as what is kept of both tells."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol

from auditkit.store.database import Store
from auditkit.store.kept import read_part
from auditkit.store.runs import RunRecord

Name = Literal[
    "data.file",
    "data.bytes",
    "data.day",
    "data.rejected",
    "data.context",
    "data.other_files",
    "data.history",
    "rule.new",
    "rule.version",
    "rule.pack",
    "mapping",
    "settings",
    "version",
    "decision",
    "unexplained",
]
_JUDGING: Final = ("from", "to")
"""The settings that decide what is judged; the others say how a run ends or what it shows."""
_OF_RULE: Final = ("severity", "certainty", "check")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why findings differ; ``what`` names files, parts of a rule, settings or decisions."""

    name: Name
    what: tuple[str, ...] = ()


class Found(Protocol):
    """What must be known of a finding."""

    @property
    def rule(self) -> str: ...  # noqa: D102
    @property
    def day(self) -> str: ...  # noqa: D102
    @property
    def source_file(self) -> str: ...  # noqa: D102
    @property
    def source_row(self) -> int: ...  # noqa: D102
    @property
    def incident(self) -> str: ...  # noqa: D102
    @property
    def linked(self) -> tuple[str, ...]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Side:
    """What is known of one run: its inputs by name and content, what it rejected, its rules.

    ``files`` holds the SHA-256 of judged files by name, ``context`` of those that were only
    context; ``rejected`` are rows by SHA-256 of their file; ``counted`` the files of an incident.
    """

    run: str
    manifest: Mapping[str, Any]
    files: Mapping[str, str]
    context: frozenset[str]
    rejected: frozenset[tuple[str, int]]
    rules: Mapping[str, Mapping[str, Any]]
    counted: Mapping[str, frozenset[str]]
    known: dict[tuple[str, str], tuple[Reason, ...]] = field(default_factory=dict)

    @property
    def contents(self) -> frozenset[str]:
        """The SHA-256 of every file that was judged."""
        return frozenset(self.files.values())

    def rule_reasons(self, rule: str, day: str, other: Side) -> tuple[Reason, ...]:
        """Return how a rule as it judged a day differs in another run, () where it does not."""
        if (rule, day) not in self.known:
            self.known[rule, day] = tuple(_rule_reasons(rule, day, self, other))
        return self.known[rule, day]


def side_of(store: Store, record: RunRecord) -> Side:
    """Return what is known of a run."""
    manifest = record.manifest
    earlier = frozenset((manifest.get("history") or {}).get("files", ()))
    every = {each["file"]: each["sha256"] for each in manifest["files"]}
    rejects = (json.loads(item.body) for item in read_part(store, record.id, "reject"))
    rules = (json.loads(item.body) for item in read_part(store, record.id, "rule_version"))
    return Side(
        run=record.id,
        manifest=manifest,
        files={name: digest for name, digest in every.items() if name not in earlier},
        context=frozenset(digest for name, digest in every.items() if name in earlier),
        rejected=frozenset((every.get(each["file"], ""), int(each["row"])) for each in rejects),
        rules={each["id"]: each for each in rules},
        counted=dict(_counted(store, record.id)),
    )


def _counted(store: Store, run: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield for every incident the files that its activities stand in."""
    same: dict[frozenset[str], frozenset[str]] = {}
    for item in read_part(store, run, "incident"):
        files = frozenset(each["source_file"] for each in json.loads(item.body)["activities"])
        yield item.name, same.setdefault(files, files)


def specific(finding: Found, here: Side, there: Side) -> Iterator[Reason]:
    """Yield why a finding of one run is not in another, from what belongs to the finding."""
    yield from _data_reasons(finding, here, there)
    yield from here.rule_reasons(finding.rule, finding.day, there)


def _data_reasons(finding: Found, here: Side, there: Side) -> Iterator[Reason]:
    read, contents = (finding.source_file, *finding.linked), there.contents
    counted = here.counted.get(finding.incident, frozenset())
    files = sorted({name for name in (*read, *counted) if here.files.get(name) not in contents})
    # a file that an earlier run handed on is none of this run, and tells nothing
    lacking = [name for name in files if name in here.files]
    context = [name for name in lacking if here.files[name] in there.context]
    changed = [name for name in lacking if name in there.files and name not in context]
    absent = [name for name in lacking if name not in there.files and name not in context]
    for reason, names in (
        ("data.file", absent), ("data.bytes", changed), ("data.context", context),
    ):  # fmt: skip
        if names:
            yield Reason(reason, tuple(names))  # type: ignore[arg-type]
    period = there.manifest.get("period") or {}
    first, last = period.get("from") or "", period.get("to") or "9999"
    if not first <= finding.day <= last:
        yield Reason("data.day", (finding.day,))
    place = (here.files.get(finding.source_file, ""), finding.source_row)
    if place in there.rejected:
        yield Reason("data.rejected", (finding.source_file,))


def _rule_reasons(rule: str, day: str, here: Side, there: Side) -> Iterator[Reason]:
    mine, other = here.rules.get(rule), there.rules.get(rule)
    if mine is None or other is None:
        if other is None:
            yield Reason("rule.new")
        return
    one, two = _in_force(mine, day), _in_force(other, day)
    differs = {
        "parameters": (one or {}).get("params") != (two or {}).get("params"),
        "dates": _dates(one) != _dates(two),
        **{name: mine[name] != other[name] for name in _OF_RULE},
    }
    if what := tuple(name for name, differ in differs.items() if differ):
        yield Reason("rule.version", what)


def _in_force(rule: Mapping[str, Any], day: str) -> Mapping[str, Any] | None:
    """Return the version of a rule that judges a day."""
    for version in rule["versions"]:
        if version["in_force_from"] <= day <= (version["in_force_to"] or "9999"):
            return dict(version)
    return None


def _dates(version: Mapping[str, Any] | None) -> tuple[str, str] | None:
    return (version["in_force_from"], version["in_force_to"]) if version is not None else None


def run_wide(a: Side, b: Side) -> dict[str, tuple[Reason, ...]]:
    """Return what differs between two runs as wholes, under ""; and by pack, what its files do.

    These explain a finding only where nothing of its own does.
    """
    found: list[Reason] = []
    one, two = a.manifest, b.manifest
    if files := sorted(_names(a, b) | _names(b, a)):
        found.append(Reason("data.other_files", tuple(files)))
    if _history(one) != _history(two) or a.context != b.context:
        found.append(Reason("data.history"))
    if (one.get("mapping") or {}).get("sha256") != (two.get("mapping") or {}).get("sha256"):
        found.append(Reason("mapping"))
    if settings := _settings(one, two):
        found.append(Reason("settings", settings))
    if one.get("version") != two.get("version"):
        found.append(Reason("version", (str(one.get("version")), str(two.get("version")))))
    packs = {each["id"]: each["sha256"] for each in one.get("packs", ())}
    others = {each["id"]: each["sha256"] for each in two.get("packs", ())}
    wide = {name: (Reason("rule.pack", (name,)),)
            for name in {*packs, *others} if packs.get(name) != others.get(name)}  # fmt: skip
    return {"": tuple(found), **wide}


def _names(here: Side, there: Side) -> set[str]:
    return {name for name, digest in here.files.items() if digest not in there.contents}


def _history(manifest: Mapping[str, Any]) -> list[str]:
    return sorted(str(each["run"]) for each in (manifest.get("history") or {}).get("runs", ()))


def _settings(one: Mapping[str, Any], two: Mapping[str, Any]) -> tuple[str, ...]:
    settings = [each.get("settings") or {} for each in (one, two)]
    names = [name for name in _JUDGING if settings[0].get(name) != settings[1].get(name)]
    profiles = [(each.get("profile") or {}).get("id") for each in (one, two)]
    if profiles[0] != profiles[1]:
        names.append("profile")
    if one.get("as_of") != two.get("as_of"):
        names.append("as_of")
    return tuple(names)
