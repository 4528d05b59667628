"""What is said of a ranking and of each unit in it, in one language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from auditkit.core.findings import Certainty
from auditkit.report.ranking.interface import Comparison, Kind, Ranking, Reason, Unit
from auditkit.report.ranking.plan import WHOLE, RankingPlan
from auditkit.report.ranking.rank import Order
from auditkit.report.words import Words

_CERTAINTIES: tuple[Certainty, ...] = ("definite", "presumptive", "review", "advisory")


def many(kind: Kind, count: int, words: Words) -> str:
    """Return a number of units with the noun that counts them."""
    if count == 1:
        return words.text(f"rank.one.{kind}")
    return words.text(f"rank.many.{kind}", count=f"{count:,}")


def name_of(unit: Unit, words: Words) -> str:
    """Return what a unit is called: with its agency, for ids of collectors repeat between these."""
    if unit.kind == "agencies":
        return words.agency(unit.key.agency_id)
    agencies = words.text("comma").join(map(words.agency, unit.agencies))
    return words.text("rank.name", name=unit.key.name, agency=agencies)


def read_me(order: Order, words: Words) -> Iterator[str]:
    """Yield how every ranking is to be read: what it is not, how it was made, what chance does."""
    plan = order.plan
    yield words.text("rank.caveat")
    yield words.text("rank.method", confidence=f"{plan.confidence:.0%}", file=plan.file)
    if not all(each.why for each in order.rankings):
        yield words.text("rank.chance", share=f"{(1 - plan.confidence) / 2:.1%}")


def about(ranking: Ranking, plan: RankingPlan, words: Words) -> Iterator[str]:
    """Yield how many are shown and left out of one ranking, and what is to be known of it."""
    kind = words.text(f"rank.kind.{ranking.kind}")
    if ranking.total:
        key = "rank.shown" if len(ranking.ranked) < ranking.total else "rank.all_shown"
        total = many(ranking.kind, ranking.total, words)
        yield words.text(key, total=total, shown=len(ranking.ranked))
    else:
        yield words.text("rank.none", kind=kind)
    if ranking.clean:
        yield words.text("rank.clean", total=many(ranking.kind, ranking.clean, words))
    if ranking.unnamed:
        yield words.text("rank.unnamed", count=f"{ranking.unnamed:,}", kind=kind)
    if ranking.why and ranking.total:
        yield words.text(f"rank.why.{ranking.why}", least=plan.peers[ranking.kind])
    if ranking.spread > plan.typical / WHOLE and not ranking.why:
        spread = f"{ranking.spread * WHOLE:.0f}"
        yield words.text("rank.spread", spread=spread, typical=plan.typical)


def apart_said(ranking: Ranking, plan: RankingPlan, words: Words) -> str:
    """Return who is listed apart and why; "" where nobody is."""
    if not ranking.total_apart:
        return ""
    total = many(ranking.kind, ranking.total_apart, words)
    least = plan.workload[ranking.kind]
    return words.text("rank.apart", least=least, total=total, shown=len(ranking.apart))


def standing(unit: Unit) -> str:
    """Return how a unit stands against its peers, as a key of ``rank.standing``."""
    if unit.compared is None:
        return "alone"
    if unit.compared.low > 1:
        return "above"
    return "perhaps" if unit.compared.estimate > 1 else "within"


def held_said(unit: Unit, plan: RankingPlan, words: Words) -> str:
    """Return what was seen beside what the peers let expect, with the interval."""
    key = "rank.seen.one" if unit.events == 1 else "rank.seen.many"
    seen = words.text(key, events=f"{unit.events:,}", points=f"{unit.points:.2f}")
    if unit.workload is None:
        return seen
    workload = f"{unit.workload:,}"
    held = unit.compared
    if held is None:
        return words.text("rank.alone", seen=seen, workload=workload)
    times = words.text("rank.never")
    if held.ratio is not None:
        times = words.text("rank.times", ratio=f"{held.ratio:.1f}")
    return words.text(
        "rank.held",
        seen=seen,
        workload=workload,
        peers=_peers(held, unit.kind, words),
        expected_events=_expected(held.expected_events),
        expected=f"{held.expected:.2f}",
        times=times,
        estimate=f"{held.estimate:.1f}",
        confidence=f"{plan.confidence:.0%}",
        low=f"{held.low:.1f}",
        high=f"{held.high:.1f}",
    )


def _expected(events: float) -> str:
    return f"{events:.1f}" if events >= 1 else f"{events:.2f}"


def _peers(held: Comparison, kind: Kind, words: Words) -> str:
    peers = held.peers
    others = words.text(f"rank.others.{kind}", count=f"{peers.units:,}")
    key = "rank.peers.all" if peers.band is None else "rank.peers.band"
    return words.text(key, others=others, fewest=f"{peers.fewest:,}", most=f"{peers.most:,}")


def sure_said(unit: Unit, words: Words) -> str:
    """Return how many findings there are, how sure, how many open, and the latest day."""
    said = words.text(
        "rank.sure",
        findings=f"{unit.findings:,}",
        certainty=_certainties(unit.certainty, words),
        open=f"{unit.open:,}",
        newest=unit.newest,
    )
    if not unit.false_alarms:
        return said
    alarms = words.text("rank.alarms", count=f"{unit.false_alarms:,}")
    return said + words.text("separator") + alarms


def reasons_said(unit: Unit, most: int, words: Words) -> Iterator[str]:
    """Yield what makes up a score: the rules that add most, and the families where more do."""
    adding = [each for each in unit.reasons if each.points]
    for reason in adding[:most]:
        yield _reason(reason, words)
    rest = adding[most:]
    if rest:
        share = f"{sum(each.share for each in rest):.0%}"
        yield words.text("rank.more", count=len(rest), share=share)
        yield words.text("rank.families", families=_families(unit.reasons, words))
    same = len(unit.reasons) - len(adding)
    if same:
        yield words.text("rank.same", count=same)


def _reason(reason: Reason, words: Words) -> str:
    return words.text(
        "rank.reason",
        share=f"{reason.share:.0%}",
        title=words.title(reason.rule),
        rule=reason.rule,
        certainty=_certainties(reason.certainty, words),
        severity=words.label("severity", reason.severity),
        force=words.label("force", reason.force),
    )


def _families(reasons: Iterable[Reason], words: Words) -> str:
    shares: defaultdict[str, float] = defaultdict(float)
    for each in reasons:
        shares[each.family] += each.share
    order = sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))
    said = [f"{words.label('family', name)} {share:.0%}" for name, share in order]
    return words.text("comma").join(said)


def _certainties(counts: Mapping[str, int], words: Words) -> str:
    said = [
        words.text("rank.count", what=words.label("certainty", name), count=f"{counts[name]:,}")
        for name in _CERTAINTIES
        if counts.get(name)
    ]
    return words.text("comma").join(said)


def notable_said(unit: Unit, words: Words) -> Iterator[str]:
    """Yield the gravest finding and what the rules of a unit are marked with."""
    yield worst_said(unit, words)
    yield from flags_said(unit, words)


def worst_said(unit: Unit, words: Words) -> str:
    """Return which finding of a unit is the gravest."""
    worst = unit.worst
    return words.text(
        "rank.worst",
        title=words.title(worst.rule),
        severity=words.label("severity", worst.severity),
        certainty=words.label("certainty", worst.certainty),
        day=worst.day,
    )


def flags_said(unit: Unit, words: Words) -> Iterator[str]:
    """Yield what the rules of a unit are marked with."""
    yield from (words.label("rank.flag", flag) for flag in unit.flags)


def outlook_said(unit: Unit, words: Words) -> str:
    """Return what would change the place of a unit; "" for one without a place."""
    outlook = unit.outlook
    if outlook is None:
        return ""
    if not outlook.unsure:
        return words.text("rank.outlook.fixed")
    if outlook.none_stands == outlook.all_stand:
        return words.text("rank.outlook.stays", unsure=outlook.unsure, all=outlook.all_stand)
    if outlook.none_stands is None:
        return words.text("rank.outlook.leaves", unsure=outlook.unsure, all=outlook.all_stand)
    return words.text(
        "rank.outlook.moves",
        unsure=outlook.unsure,
        none=outlook.none_stands,
        all=outlook.all_stand,
    )
