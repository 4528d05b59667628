"""Loads packs and profiles from a folder of policies, with every problem at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from auditkit.core.contents import Contents, contents_of
from auditkit.core.errors import PolicyError, Problem
from auditkit.core.evidence.recipe import pack_digest
from auditkit.core.findings import Bilingual
from auditkit.policy.cases import REQUIRED_KINDS, CaseFile
from auditkit.policy.lists import DatedList, read_list
from auditkit.policy.model import Instrument, Instruments, Pack, Profile, RuleFile
from auditkit.policy.phrases import Phrases, load_phrases, named_phrases, written
from auditkit.policy.yaml import Document, read

M = TypeVar("M", bound=BaseModel)
_HEADS: Final = ("pack.yaml", "instruments.yaml")
_CASES: Final = "*.cases.yaml"
_CHECK: Final = re.compile(rb"^check:[ ]*([\w.]+)[ ]*(?:#.*)?\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class LoadedRule:
    """A rule with the file it came from and its cases."""

    rule: RuleFile
    document: Document
    cases: CaseFile | None
    pack: str

    @property
    def file(self) -> Path:
        """The file the rule stands in."""
        return self.document.file


@dataclass(frozen=True, slots=True)
class LoadedPack:
    """A pack with its instruments, rules, dated lists and the phrases it may name.

    ``files`` are those it was read from, as ``core.evidence.recipe.pack_digest`` names them, the
    phrases that its rules do name among them; ``digest`` is made of them. ``notes`` say which
    files were read in another encoding than UTF-8.
    """

    pack: Pack
    folder: Path
    instruments: dict[str, Instrument]
    rules: tuple[LoadedRule, ...]
    lists: dict[str, DatedList]
    digest: str
    notes: tuple[Bilingual, ...] = ()
    phrases: Phrases = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def pack_folders(policies: Path) -> dict[str, Path]:
    """Return the packs of a policies folder by id."""
    return {p.parent.name: p.parent for p in sorted(policies.glob("*/pack.yaml"))}


def list_folders(policies: Path) -> dict[str, Path]:
    """Return by pack the folders that hold a bank's own lists for a pack and not the pack."""
    found = sorted(p for p in policies.glob("*/lists") if p.is_dir())
    return {p.parent.name: p for p in found if not (p.parent / "pack.yaml").exists()}


def no_such_packs(own_lists: Mapping[str, Path], folders: Mapping[str, Path]) -> list[Problem]:
    """Return a problem for each folder of lists whose pack is not among ``folders``."""
    text = "there is no such pack; name the folder after a pack, or put a pack.yaml into it"
    return [Problem(own_lists[name], 0, text) for name in own_lists if name not in folders]


def load_profiles(policies: Path) -> dict[str, Profile]:
    """Return the profiles of a policies folder by id; ``PolicyError`` lists what is wrong."""
    problems: list[Problem] = []
    profiles = [
        profile
        for file in sorted((policies / "profiles").glob("*.yaml"))
        if (profile := _parse(Profile, read(file), problems)) is not None
    ]
    if problems:
        raise PolicyError(tuple(problems))
    return {profile.id: profile for profile in profiles}


def load_packs(policies: Path) -> tuple[LoadedPack, ...]:
    """Return every pack of a folder; ``PolicyError`` lists every problem of all of them."""
    return load_folders(pack_folders(policies))


def load_folders(
    folders: Mapping[str, Path],
    ids: Sequence[str] | None = None,
    own_lists: Mapping[str, Path] | None = None,
    roots: Sequence[Path] = (),
    checks: frozenset[str] | None = None,
) -> tuple[LoadedPack, ...]:
    """Return packs in the order asked for; ``PolicyError`` lists every problem of all of them.

    ``own_lists``: by pack the folder of lists that a bank gives in place of those of the pack.
    ``checks``: only rules of these checks are read, and without their cases, so that packs are
    ready sooner; such a pack has no digest.
    ``roots``: the policies folders whose phrases may be named, the first of a name wins; those
    that the packs stand in when none is given.
    """
    own = own_lists or {}
    problems = no_such_packs(own, folders)
    phrases = load_phrases(roots or _parents(folders), problems)
    packs: list[LoadedPack] = []
    for pack_id in ids if ids is not None else folders:
        folder = folders.get(pack_id)
        if folder is None:
            problems.append(Problem(Path(pack_id), 0, "there is no such pack"))
            continue
        pack = load_folder(folder, problems, own.get(pack_id), phrases, checks)
        packs += [pack] if pack is not None else []
    if problems:
        raise PolicyError(tuple(problems))
    return tuple(packs)


def _parents(folders: Mapping[str, Path]) -> tuple[Path, ...]:
    return tuple(dict.fromkeys(folder.parent for folder in folders.values()))


def load_folder(
    folder: Path,
    problems: list[Problem],
    own_lists: Path | None = None,
    phrases: Phrases | None = None,
    checks: frozenset[str] | None = None,
) -> LoadedPack | None:
    """Return the pack of a folder, or None; what is wrong is appended to ``problems``.

    The lists in ``own_lists`` stand in place of those of the pack; ``phrases`` are those that its
    rules may name, by default those beside the folder; ``checks`` as in ``load_folders``.
    """
    if phrases is None:
        phrases = load_phrases((folder.parent,), problems)
    held = contents_of(folder, but="" if checks is None else _CASES)
    if checks is not None:
        held = tuple((file, raw) for file, raw in held if _may_be_of(file, raw, checks))
    pack, wrong = _read_pack(folder, held, with_cases=checks is None)
    problems += wrong
    if pack is None:
        return None
    # what is read in part has no digest, and so no need for the phrases that it names
    named = _named(pack.rules, phrases) if checks is None else {}
    lists, files = pack.lists, {**pack.files, **named}
    if own_lists is not None:
        given = contents_of(own_lists)
        lists = lists | _own_lists(own_lists, given, lists, problems)
        files |= _files(own_lists, given, "lists")
    digest = digest_of(files) if checks is None else ""
    return replace(pack, lists=lists, digest=digest, phrases=phrases, files=files)


def _may_be_of(file: Path, raw: bytes | None, checks: frozenset[str]) -> bool:
    """Return whether a file is no rule of another check, so far as its text tells."""
    if file.parent.name != "rules" or raw is None:
        return True
    named = _CHECK.findall(raw)
    return len(named) != 1 or named[0].decode() in checks


@lru_cache(maxsize=64)
def _read_pack(
    folder: Path, files: Contents, *, with_cases: bool = True
) -> tuple[LoadedPack | None, tuple[Problem, ...]]:
    """Return what stands in the folder of a pack, without phrases, and what is wrong with it."""
    held = dict(files)
    problems = _unopened(files)
    if problems:
        return None, tuple(problems)
    heads = [read(folder / name, held.get(folder / name)) for name in _HEADS]
    pack, listed = _parse(Pack, heads[0], problems), _parse(Instruments, heads[1], problems)
    if pack is None or listed is None:
        return None, tuple(problems)
    if pack.id != folder.name:
        problems.append(Problem(folder / "pack.yaml", 0, f"the folder is not named {pack.id}"))
    instruments = {instrument.id: instrument for instrument in listed.instruments}
    rules = tuple(
        rule
        for file in held
        if file.parent == folder / "rules"
        and file.match("*.yaml")
        and not file.match(_CASES)
        and (rule := _load_rule(file, held, pack.id, instruments, problems)) is not None
    )
    if with_cases:
        rules = tuple(_with_cases(rule, held, problems) for rule in rules)
    lists = _load_lists(folder / "lists", files, problems)
    read_as = [*heads, *(rule.document for rule in rules)]
    notes = tuple(note for document in read_as for note in document.notes)
    kept = _files(folder, files, "pack")
    loaded = LoadedPack(pack, folder, instruments, rules, lists, "", notes, files=kept)
    return loaded, tuple(problems)


def digest_of(files: Mapping[str, bytes]) -> str:
    """Return the digest of a pack, given its files as ``LoadedPack.files`` names them."""
    return pack_digest({name: hashlib.sha256(body).hexdigest() for name, body in files.items()})


def _files(folder: Path, held: Contents, name: str) -> dict[str, bytes]:
    return {f"{name}/{path.relative_to(folder).as_posix()}": raw or b"" for path, raw in held}


def _named(rules: Iterable[LoadedRule], phrases: Phrases) -> dict[str, bytes]:
    """Return the phrases that rules name as a file of the pack; no file when none is named."""
    named = (name for loaded in rules for name in named_phrases(list(loaded.rule.values.values())))
    used = written(phrases, named)
    return {"phrases.json": used} if used else {}


def _load_lists(folder: Path, files: Contents, problems: list[Problem]) -> dict[str, DatedList]:
    return {
        file.stem: read_list(file, problems, raw)
        for file, raw in files
        if raw is not None and file.parent == folder and file.match("*.csv")
    }


def _own_lists(
    folder: Path, files: Contents, shipped: Mapping[str, DatedList], problems: list[Problem]
) -> dict[str, DatedList]:
    """Return a bank's own lists; each must be one that the pack has, of the same kind."""
    problems += _unopened(files)
    given = _load_lists(folder, files, problems)
    for name, found in given.items():
        if name not in shipped:
            known = ", ".join(sorted(shipped)) or "none"
            text = f"the pack has no list of this name; its lists: {known}"
            problems.append(Problem(folder / f"{name}.csv", 0, text))
        elif type(found) is not type(shipped[name]):
            kind = "day" if isinstance(shipped[name], tuple) else "id, from, until"
            text = f"the list of the pack has other columns: {kind}"
            problems.append(Problem(folder / f"{name}.csv", 1, text))
    return given


def _load_rule(
    file: Path,
    held: Mapping[Path, bytes | None],
    pack: str,
    instruments: dict[str, Instrument],
    problems: list[Problem],
) -> LoadedRule | None:
    document = read(file, held[file])
    rule = _parse(RuleFile, document, problems)
    if rule is None:
        return None
    problems += [document.problem(path, text) for path, text in rule.problems()]
    if file.stem != rule.id:
        problems.append(document.problem(("id",), "the file is not named after the rule"))
    if not rule.id.startswith(pack + "."):
        problems.append(document.problem(("id",), f"the id does not start with {pack}."))
    for day, cites in rule.cites.items():
        problems += [
            document.problem(("cites", str(day), i), f"instruments.yaml has no {cite.instrument}")
            for i, cite in enumerate(cites)
            if cite.instrument not in instruments
        ]
    return LoadedRule(rule, document, None, pack)


def _with_cases(
    loaded: LoadedRule, held: Mapping[Path, bytes | None], problems: list[Problem]
) -> LoadedRule:
    return replace(loaded, cases=_load_cases(loaded.file, held, loaded.rule.id, problems))


def _load_cases(
    rule_file: Path, held: Mapping[Path, bytes | None], rule_id: str, problems: list[Problem]
) -> CaseFile | None:
    file = rule_file.with_name(f"{rule_file.stem}.cases.yaml")
    if file not in held:
        problems.append(Problem(rule_file, 0, f"{file.name} is missing beside it"))
        return None
    document = read(file, held[file])
    cases = _parse(CaseFile, document, problems)
    if cases is None:
        return None
    if cases.rule != rule_id:
        problems.append(document.problem(("rule",), f"these are not cases of {rule_id}"))
    absent = [kind for kind in REQUIRED_KINDS if kind not in {case.kind for case in cases.cases}]
    problems += [document.problem(("cases",), f"no case of kind {kind}") for kind in absent]
    return cases


def _parse(model: type[M], document: Document, problems: list[Problem]) -> M | None:
    problems += document.problems
    if document.problems:
        return None
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        problems += [*explain(error, document, ()), *document.doubts]
        return None


def explain(
    error: ValidationError, document: Document, prefix: tuple[str | int, ...]
) -> Iterable[Problem]:
    """Yield the problems of a validation error with their lines; values are never repeated."""
    for item in error.errors(include_input=False, include_url=False):
        path = (*prefix, *item["loc"])
        where = ".".join(str(part) for part in path)
        said = item["msg"].removeprefix("Value error, ")
        text = "is not a known key" if item["type"] == "extra_forbidden" else said
        yield document.problem(path, f"{where}: {text}" if where else text)


def _unopened(files: Contents) -> list[Problem]:
    return [Problem(file, 0, "cannot be opened") for file, raw in files if raw is None]
