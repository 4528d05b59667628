"""Texts that only look like a threat, an insult or a false name: none of them must be found."""

from __future__ import annotations

from typing import Final

from auditkit.synthetic.plants_language import noted, talked, written
from auditkit.synthetic.scenario import Scenario

_MESSAGES: Final[dict[str, tuple[str, ...]]] = {
    "a message warns of fraud": (
        "【示例银行】谨防自称公安、法院的诈骗电话，我行不会要求您转账到个人账户。",
        "【示例银行】请警惕征信修复骗局，征信异议可免费向我行提出。",
        "【示例银行】谨防冒充律师的来电，切勿缴纳保证金、手续费。",
    ),
    "a message says what may follow by law": (
        "【示例银行】如仍未还款，我行保留依法通过诉讼解决的权利，请与我们协商。",
        "【示例银行】逾期信息会按规定报送征信系统，如有困难可申请延期或分期。",
        "【示例银行】我们只与您本人沟通，请您合理安排还款，勿另行借贷。",
    ),
    "a message tells of the agency as it should": (
        "【示例银行】如仍未还款，我行可能委托催收机构跟进，其行为标准与我行一致。",
    ),
    "a message that offers help": (
        "【示例银行】您可申请延期或分期，以审批结果为准，我行不收取手续费。",
        "【示例银行】如遇催收人员威胁、辱骂，请拨打95500投诉。",
    ),
    "a message names the bank as it should": (
        "【示例银行】我是您的客户经理小周，请回电95500协商还款。",
        "【示例银行】我行催收不收取任何费用，请通过手机银行还款。",
    ),
}
_TALKS: Final[dict[str, tuple[str, ...]]] = {
    "the customer tells of a threat": (
        "坐席：您好，请问是{name}吗？\n客户：上次你们说要打断我的腿，我要投诉。\n坐席：非常抱歉。",
        "坐席：您好，请问是{name}吗？\n客户：别家说要抓我坐牢，吓死人了。\n坐席：请您放心。",
        "坐席：您好，请问是{name}吗？\n客户：你们不会去我单位闹吧？\n坐席：不会，我们只联系您本人。",
    ),
    "the customer insults the collector": (
        "坐席：您好，请问是{name}吗？\n客户：你们这帮骗子，不要脸！\n坐席：请您冷静一下。",
        "坐席：您好，请问是{name}吗？\n客户：神经病吧，滚蛋！\n坐席：那我们改天再联系。",
    ),
    "the customer fears for the family": (
        "坐席：您好，请问是{name}吗？\n客户：你们会不会找我父母要钱？\n坐席：不会的，您放心。",
    ),
    "the customer says that it is no court": (
        "坐席：您好，请问是{name}吗？\n客户：你是法院的吗？\n坐席：我不是法院的，是银行的催收人员。",
    ),
}
_NOTES: Final[dict[str, tuple[str, ...]]] = {
    "a note of what the customer shouted": ("客户辱骂坐席不要脸，挂断", "客户称要砸了我们公司"),
    "a note of training": (
        "班前培训：严禁威胁、恐吓、辱骂客户",
        "复习规范：不得冒充公安、法院人员",
    ),
    "a note that nothing was threatened": (
        "语气平和，未威胁客户，客户认可",
        "没有提及其单位和家人",
    ),
}
SCENARIOS: Final = (
    *(Scenario(name, written((), texts), fresh=True) for name, texts in _MESSAGES.items()),
    *(Scenario(name, talked((), talks), fresh=True) for name, talks in _TALKS.items()),
    *(Scenario(name, noted((), notes), fresh=True) for name, notes in _NOTES.items()),
)
"""Every one is played on a case of its own."""
