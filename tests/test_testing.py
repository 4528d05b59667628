"""The helper for authors of packs: cases become tests, mistakes become errors."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from auditkit import testing
from auditkit.core.errors import InputError, PolicyError

RULE = {
    "id": "my-bank.calls.daily",
    "status": "stable",
    "check": "contact.frequency",
    "title": {"zh": "每日外呼", "en": "Calls per day"},
    "severity": "medium",
    "certainty": "definite",
    "values": {
        "2026-01-01": {
            "select": {"channels": ["call"], "directions": ["outbound"], "roles": ["debtor"]},
            "per": ["debtor"],
            "max": 1,
            "days": 1,
        }
    },
    "cites": {
        "2026-01-01": [{"instrument": "manual", "clause": "4.2", "source_confidence": "own"}]
    },
    "message": {"zh": "第 {observed} 次", "en": "call {observed}"},
    "remedy": {"zh": "停止", "en": "stop"},
    "verified_on": "2026-01-01",
}
PACK = {
    "id": "my-bank",
    "version": "1",
    "title": {"zh": "本行", "en": "My bank"},
    "about": {"zh": "本行", "en": "My bank"},
    "jurisdiction": "cn",
}
MANUAL = {
    "id": "manual",
    "title": {"zh": "手册", "en": "Manual"},
    "issuer": {"zh": "本行", "en": "My bank"},
    "force": "bank_policy",
    "in_force_from": "2026-01-01",
    "source_confidence": "own",
    "primary_text_read": True,
}
FIRST = {"at": "2026-03-02 09:00:00"}
SECOND = {"at": "2026-03-02 10:00:00"}


def case(name: str, kind: str, *rows: dict) -> dict:
    return {"name": name, "kind": kind, "rows": list(rows)}


def write_pack(folder: Path, hit: dict) -> Path:
    cases = {
        "rule": RULE["id"],
        "defaults": {
            "debtor_id": "D1",
            "channel": "call",
            "party_role": "debtor",
            "outcome": "talked_debtor",
        },
        "cases": [
            case("two calls", "violation", FIRST, {**SECOND, "hit": hit}),
            case("one call", "clean", FIRST),
            case("midnight", "boundary", FIRST, {"at": "2026-03-03 00:00:00"}),
            case("before", "not_in_force", {"at": "2025-03-02 09:00:00"}),
        ],
    }
    pack = folder / "my-bank"
    for path, content in {
        "pack.yaml": PACK,
        "instruments.yaml": {"instruments": [MANUAL]},
        "rules/my-bank.calls.daily.yaml": RULE,
        "rules/my-bank.calls.daily.cases.yaml": cases,
    }.items():
        (pack / path).parent.mkdir(parents=True, exist_ok=True)
        (pack / path).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return pack


def parameters(test) -> list:
    return test.pytestmark[0].args[1]


@pytest.mark.parametrize(
    "part", [".", "rules/my-bank.calls.daily.yaml", "rules/my-bank.calls.daily.cases.yaml", ".."]
)
def test_every_case_of_a_pack_becomes_a_test_that_passes(tmp_path, part):
    found = testing.cases(write_pack(tmp_path, {"observed": 2, "limit": 1}) / part)
    names = [each.id for each in parameters(found)]
    assert names[0] == "my-bank.calls.daily: two calls"
    assert len(names) == 4
    for each in parameters(found):
        found(*each.values)


def test_a_case_that_expects_something_else_fails_and_says_what(tmp_path):
    found = testing.cases(write_pack(tmp_path, {"observed": 7, "limit": 1}))
    with pytest.raises(AssertionError, match="observed is 2, not 7"):
        found(*parameters(found)[0].values)


def test_a_pack_with_mistakes_is_refused_with_all_of_them(tmp_path):
    pack = write_pack(tmp_path, {})
    rule = pack / "rules" / "my-bank.calls.daily.yaml"
    text = rule.read_text(encoding="utf-8")
    rule.write_text(text.replace("severity:", "sevrity:"), encoding="utf-8")
    with pytest.raises(PolicyError, match="sevrity"):
        testing.cases(pack)


def test_a_place_without_a_pack_is_refused(tmp_path):
    with pytest.raises(InputError, match="no such pack"):
        testing.cases(tmp_path / "nowhere")
    with pytest.raises(InputError, match=r"no pack\.yaml"):
        testing.cases(tmp_path)
