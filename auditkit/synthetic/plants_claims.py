"""Planted statements of fact that the record does not back, and the same words where it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from auditkit.synthetic import said_ids as s
from auditkit.synthetic.plants_language import Said, noted, spoken, talked, written
from auditkit.synthetic.rule_ids import Rules
from auditkit.synthetic.scenario import Play, Scenario, day_of
from auditkit.synthetic.world import AGENCY, RESIDENT, Stage, moment

_BEFORE: Final = 3
"""Days before the scenarios begin at which the steps stand that make a statement true."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What texts say happened, the rules they break where it did not, the steps that back them."""

    rules: Rules
    texts: tuple[str, ...]
    steps: Mapping[str, Mapping[str, object]]


_SUED: Final = ("suit.filed", "suit.accepted")
_WON: Final = (*_SUED, "judgment.effective")
_CASE_NO: Final[Mapping[str, object]] = {"case_no": "（2026）示0101民初2026号"}
_CLAIMS: Final[dict[str, Claim]] = {
    "a suit": Claim(
        s.claim("suit"),
        (
            "您的案件法院已立案，请尽快处理。",
            "我行已向法院起诉您。",
            "起诉状已递交法院。",
            "法院已经受理了您的案子。",
            "开庭传票已经寄给您了。",
        ),
        dict.fromkeys(_SUED, _CASE_NO),
    ),
    "a case number": Claim(
        s.claim("case-number"),
        (
            "您的案号是2026年示0101第88号。",
            "法院案件编号已生成，可凭此查询。",
            "（2026）示0101民初88号案请您关注。",
        ),
        dict.fromkeys(_SUED, _CASE_NO),
    ),
    "a judgment": Claim(
        s.claim("judgment"),
        (
            "法院已判决您偿还全部欠款。",
            "判决书已生效，请尽快履行。",
            "缺席判决已作出。",
            "法官已经判您还钱了。",
        ),
        dict.fromkeys(_WON, _CASE_NO),
    ),
    "a payment order": Claim(
        s.claim("payment-order"),
        ("法院已对您发出支付令。", "支付令已经生效，请尽快还款。", "法院的支付令已下来。"),
        dict.fromkeys(("payment_order.applied", "payment_order.issued"), _CASE_NO),
    ),
    "frozen assets": Claim(
        s.claim("preservation"),
        (
            "您名下的账户已被冻结。",
            "您的房产已经查封。",
            "财产保全已经办好。",
            "您的工资卡法院已冻结。",
        ),
        dict.fromkeys((*_SUED, "preservation.ruled"), _CASE_NO),
    ),
    "enforcement": Claim(
        s.claim("enforcement"),
        (
            "您的案件已进入强制执行。",
            "我行已申请执行。",
            "执行立案已完成，请配合。",
            "法院执行局已受理强制执行。",
        ),
        dict.fromkeys((*_WON, "enforcement.applied"), _CASE_NO),
    ),
    "a listing as dishonest": Claim(
        s.claim("dishonest"),
        (
            "您已被列入失信被执行人名单。",
            "您已被限制高消费。",
            "你上了失信名单。",
            "您已被纳入失信名单，高铁坐不了。",
        ),
        dict.fromkeys((*_WON, "enforcement.applied", "consumption.restricted"), _CASE_NO),
    ),
    "a report to the police": Claim(
        s.claim("police"),
        (
            "我们已经报案，请配合调查。",
            "材料已移交公安机关。",
            "我司已向派出所报案。",
            "经侦已经受理报案。",
        ),
        {"police.reported": {"kind": "other"}},
    ),
    "a report to the bureau": Claim(
        s.claim("credit-reported"),
        (
            "您的逾期记录已上报征信。",
            "征信已经报上去了。",
            "这笔逾期已报送人民银行征信。",
            "昨天已经把你的逾期上传征信系统。",
        ),
        {"credit.consent": {"written": True}, "credit.notice": {}, "credit.reported": {}},
    ),
    "a lawyer's letter": Claim(
        s.claim("lawyer-letter"),
        (
            "律师函已寄出，请查收。",
            "我行委托律师已向您发函。",
            "已给您发律师函。",
            "律师已经给您发函。",
        ),
        {"lawyer.letter": {"by": "lawyer", "lawyer_id": "L0003", "firm": "示例律师事务所"}},
    ),
    "mediation": Claim(
        s.claim("mediation"),
        (
            "您的案件已进入诉前调解。",
            "本案已移送调解中心。",
            "已安排调解，请准时参加。",
            "人民调解委员会已受理您的案件。",
        ),
        {"mediation.opened": {}},
    ),
    "a transfer": Claim(
        s.claim("transferred"),
        (
            "您的债权已转让给资产管理公司。",
            "这笔贷款已经打包卖给资产公司了。",
            "债权已经出让，现在债权人不是银行了。",
        ),
        {"debt.transferred": {}, "transfer.notice": {}},
    ),
}


def _backed(claim: Claim, play: Play) -> Play:
    """Return the scenario with the steps before it that make the statement true."""

    def backed(stage: Stage, n: int) -> None:
        for after, (step, attrs) in enumerate(claim.steps.items()):
            at = moment(day_of(0) - _BEFORE, "09:30") + after * 3_600
            stage.step(at, step, attrs=dict(attrs))
        play(stage, n)

    return backed


def _late(claim: Claim) -> Play:
    """Return a scenario of a message that is true a minute later only."""

    def late(stage: Stage, n: int) -> None:
        written(claim.rules, claim.texts)(stage, n)
        for after, (step, attrs) in enumerate(claim.steps.items(), 1):
            stage.step(moment(day_of(n), "10:25") + after * 60, step, attrs=dict(attrs))

    return late


def _excerpt(claim: Claim) -> Play:
    """Return a scenario of a call of which only a part was written down."""

    def excerpt(stage: Stage, n: int) -> None:
        turns = f"坐席：{claim.texts[n % len(claim.texts)]}"
        stage.call(moment(day_of(n), "15:35"), turns=turns, attrs={"excerpt": True})

    return excerpt


def _of_claims() -> Iterator[Scenario]:
    for what, claim in _CLAIMS.items():
        rules, texts = claim.rules, claim.texts
        yield Scenario(f"a message claims {what}", written(rules, texts), fresh=True)
        yield Scenario(f"an agency claims {what}", spoken(rules, texts), RESIDENT, fresh=True)
        yield Scenario(f"{what}, written and true", _backed(claim, written((), texts)), fresh=True)
        yield Scenario(f"{what}, spoken and true", _backed(claim, spoken((), texts)), fresh=True)
    for what in ("a suit", "a judgment", "a report to the bureau"):
        claim = _CLAIMS[what]
        yield Scenario(f"{what}, true a minute later", _late(claim), fresh=True)
        yield Scenario(f"{what} in an excerpt of a call", _excerpt(claim), fresh=True)


_NOTED: Final[dict[str, Said]] = {
    "a note tells of a suit claimed": (
        s.claim("suit"),
        ("告知客户已向法院起诉", "告知客户法院已立案"),
    ),
    "a note tells of a report claimed": (
        s.claim("credit-reported"),
        ("告知客户逾期已上报征信", "提醒客户征信已报送人行"),
    ),
}
_FINE_TALKS: Final[dict[str, tuple[str, ...]]] = {
    "the customer asks about a suit": (
        "坐席：您好，请问是{name}吗？\n客户：你们起诉我了吗？\n坐席：目前还没有。",
        "坐席：您好，请问是{name}吗？\n客户：是不是已经上报征信了？\n坐席：这个我帮您核实。",
    ),
    "the customer tells of another lender's suit": (
        "坐席：您好，请问是{name}吗？\n客户：别的银行已经把我起诉了。\n坐席：您的情况我记下了。",
    ),
    "the customer's own report to the police": (
        "坐席：您好，请问是{name}吗？\n客户：我已经报警了，你们等着。\n坐席：好的，我们配合。",
    ),
}
_FINE: Final[dict[str, tuple[str, ...]]] = {
    "a message denies what was not done": (
        "【示例银行】您的贷款目前尚未起诉，请与我们协商还款。",
        "【示例银行】您的逾期暂未报送征信，请尽快还款。",
    ),
    "a message names steps that may follow": (
        "【示例银行】如协商不成，我行可能依法提起诉讼，请回电95500。",
        "【示例银行】逾期可能影响您的征信，请尽快还款。",
    ),
}
_REFUSED: Final = ("没有分期政策，只能一次性还清。", "我们不接受延期。", "分期办不了，别想了。")


def _offered(play: Play, step: str = "plan.offered") -> Play:
    def offered(stage: Stage, n: int) -> None:
        stage.step(moment(day_of(0) - _BEFORE, "11:00"), step)
        play(stage, n)

    return offered


def _offered_and_broken(stage: Stage, n: int) -> None:
    stage.step(moment(1 - 20, "11:00"), "plan.signed")
    stage.step(moment(day_of(0) - _BEFORE, "11:00"), "plan.breached")
    spoken((), _REFUSED)(stage, n)


def _amount(named: int, recorded: int, rules: Rules) -> Play:
    """Return a scenario of a message that names an amount beside the system's own."""

    def amount(stage: Stage, n: int) -> None:
        text = (
            f"【示例银行】您的贷款已逾期，欠款{named}元，请尽快还款，客服95500。",
            f"【示例银行】您本期逾期金额为{named}元，请登录手机银行还款。",
        )[n % 2]
        sent = stage.sms(moment(day_of(n), "10:25"), message=text, attrs={"amount": recorded})
        stage.violates(sent, *rules)

    return amount


SCENARIOS: Final = (
    *_of_claims(),
    *(Scenario(name, noted(*said), fresh=True) for name, said in _NOTED.items()),
    *(Scenario(f"an agency: {n}", noted(*said), AGENCY, fresh=True) for n, said in _NOTED.items()),
    *(Scenario(name, talked((), talks), fresh=True) for name, talks in _FINE_TALKS.items()),
    *(Scenario(name, written((), texts), fresh=True) for name, texts in _FINE.items()),
    Scenario(
        "instalments refused although offered",
        _offered(spoken(s.PLAN_REFUSED, _REFUSED)),
        fresh=True,
    ),
    Scenario(
        "instalments refused in a message although agreed",
        _offered(written(s.PLAN_REFUSED, _REFUSED), "plan.signed"),
        fresh=True,
    ),
    Scenario("instalments refused that nobody offered", spoken((), _REFUSED), fresh=True),
    Scenario("instalments refused after a broken plan", _offered_and_broken, fresh=True),
    Scenario("a message names more than is owed", _amount(12_860, 8_600, s.AMOUNT), fresh=True),
    Scenario("a message names what is owed", _amount(8_600, 8_600, ()), fresh=True),
    Scenario("a message names less than is owed", _amount(3_200, 8_600, ()), fresh=True),
)
"""Every one is played on a case of its own; those without rules must not be found."""
