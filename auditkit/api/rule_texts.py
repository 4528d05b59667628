"""Says of a rule all that there is to say: for its page, and for who asks on the command line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from auditkit.api.policies import library, rule
from auditkit.api.rule_views import own_view, rule_view
from auditkit.checks import BUILTIN
from auditkit.core.findings import Bilingual
from auditkit.core.i18n import Catalogue
from auditkit.engine.bind import BoundRule, bind
from auditkit.engine.templates import speaks_of_templates, speaks_only_of_templates
from auditkit.policy.load import LoadedPack, LoadedRule
from auditkit.report.interface import RuleView
from auditkit.report.page_rule import page_name, rule_page
from auditkit.report.rule_text import Judging, RuleText, Suppressing
from auditkit.report.words import Words
from auditkit.templates.never import never
from auditkit.templates.own import OwnRule, own_rules


def explained(rule_id: str, policies: Path | None = None) -> RuleText:
    """Return what there is to say of a rule; ``ConfigError`` names rules that are called alike."""
    own = next((each for each in own_rules() if each.id == rule_id), None)
    if own is not None:
        return _own_text(own)
    bound, loaded, pack = rule(rule_id, policies)
    return _text(bound, loaded, pack, never([bound], library(policies).roots))


def rule_pages(packs: Sequence[LoadedPack], policies: Path) -> dict[str, str]:
    """Return the page of every rule in zh and en by its path below the root of the project."""
    bound = {each.id: each for each in bind(packs, BUILTIN)}
    unsuppressed = never(bound.values(), (policies,))
    texts = [
        _text(bound[loaded.rule.id], loaded, pack, unsuppressed)
        for pack in packs
        for loaded in pack.rules
        if loaded.rule.id in bound
    ]
    texts += [_own_text(each) for each in own_rules()]
    return {
        page_name(text.view.id, lang): rule_page(text, words_of(text, lang))
        for lang in ("en", "zh")
        for text in texts
    }


def own_views() -> tuple[RuleView, ...]:
    """Return the rules of linting itself as the index shows them."""
    return tuple(map(own_view, own_rules()))


def words_of(rule: RuleText, lang: str) -> Words:
    """Return the words in which a rule is told."""
    return Words(lang, Catalogue(lang), {}, rule.instruments, {})


def _text(
    bound: BoundRule, loaded: LoadedRule, pack: LoadedPack, unsuppressed: Collection[str]
) -> RuleText:
    file = loaded.rule
    judges: Judging = "both" if speaks_of_templates(bound) else "logs"
    judges = "templates" if speaks_only_of_templates(bound) else judges
    suppressing: Suppressing = "never" if file.id in unsuppressed else "allowed"
    return RuleText(
        view=rule_view(bound),
        asks=Bilingual(file.message.zh, file.message.en),
        cases=loaded.cases,
        status=file.status,
        verified_on=file.verified_on.isoformat(),
        judges=judges,
        suppressing="decided" if judges == "logs" else suppressing,
        instruments={name: each.model_dump() for name, each in pack.instruments.items()},
    )


def _own_text(rule: OwnRule) -> RuleText:
    return RuleText(view=own_view(rule), judges="templates", suppressing="never_own")
