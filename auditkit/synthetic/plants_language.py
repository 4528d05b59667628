"""Planted threats, insults, false names and false promises."""

from __future__ import annotations

from typing import Final

from auditkit.synthetic import said_ids as s
from auditkit.synthetic.rule_ids import Rules
from auditkit.synthetic.scenario import Play, Scenario, day_of
from auditkit.synthetic.world import AGENCY, RESIDENT, Stage, moment

Said = tuple[Rules, tuple[str, ...]]
"""The rules that each of some wordings breaks, and the wordings."""
_OPENING: Final = "坐席：您好，请问是{name}本人吗？\n客户：是我，什么事？\n坐席："
_ANSWER: Final = "\n客户：知道了。"


def written(rules: Rules, texts: tuple[str, ...]) -> Play:
    """Return a scenario of a text message to the debtor, in one wording or another."""

    def play(stage: Stage, n: int) -> None:
        sent = stage.sms(moment(day_of(n), "10:25"), message=texts[n % len(texts)])
        stage.violates(sent, *rules)

    return play


def spoken(rules: Rules, texts: tuple[str, ...]) -> Play:
    """Return a scenario of a call to the debtor in which the collector says one of the texts."""
    return talked(rules, tuple(f"{_OPENING}{text}{_ANSWER}" for text in texts))


def talked(rules: Rules, talks: tuple[str, ...]) -> Play:
    """Return a scenario of a call to the debtor with one transcript or another."""

    def play(stage: Stage, n: int) -> None:
        turns = talks[n % len(talks)].format(name=stage.person.name)
        stage.violates(stage.call(moment(day_of(n), "15:35"), turns=turns), *rules)

    return play


def noted(rules: Rules, notes: tuple[str, ...]) -> Play:
    """Return a scenario of a call to the debtor with one note or another."""

    def play(stage: Stage, n: int) -> None:
        call = stage.call(moment(day_of(n), "16:15"), note=notes[n % len(notes)])
        stage.violates(call, *rules)

    return play


_WRITTEN: Final[dict[str, Said]] = {
    "violence is threatened in a message": (
        s.VIOLENCE,
        (
            "再不还钱就叫人打断你的腿",
            "今晚不还，就砸了你家的门窗",
            "敬酒不吃，走夜路小心点",
            "不还就卸你一条胳膊",
            "我带人去你家，见一次打一次",
        ),
    ),
    "arrest is threatened in a message": (
        s.THREAT,
        (
            "最后期限今天，明天警察上门把你带走",
            "拖着不还，等着坐牢吧",
            "再不处理就拘留你",
            "不还款就让公安抓你进去",
        ),
    ),
    "the job is threatened in a message": (
        s.THREAT,
        (
            "三天内不还，我们会通知你单位领导",
            "再不还让你丢了工作",
            "不还就去你公司闹一场",
            "明天给你们公司人事发函",
            "再不处理，我去找你们老板评理",
        ),
    ),
    "the family is threatened in a message": (
        s.THREAT,
        (
            "再不接电话我们就打给你父母",
            "不还钱我们就去你丈母娘家闹",
            "让你老婆也知道知道这事",
            "再躲就去找你爸妈要钱",
            "不还我们就去骚扰你家里人",
        ),
    ),
    "exposure is threatened in a message": (
        s.PEACE,
        (
            "再不还就曝光你的照片",
            "让全村人都知道你欠钱",
            "准备爆你通讯录",
            "再不还就把你的身份证照片挂到网上",
            "再不还就去你小区门口贴大字报",
        ),
    ),
    "endless calls are threatened in a message": (
        s.PEACE,
        (
            "不还钱就天天打你电话，打到你还为止",
            "我们跟你耗到底",
            "不还款就呼死你",
            "关机也没用，我们会轰炸到你还钱",
        ),
    ),
    "a message insults": (
        s.INSULT,
        (
            "借钱不还，真不要脸",
            "你就是个人渣",
            "欠钱的时候装孙子，现在当老赖",
            "你们一家都是骗子无赖",
            "你就是个无耻之徒",
        ),
    ),
    "a message in the name of the police": (
        s.OFFICIALS,
        ("我是市公安局的王警官，收到请马上回电", "【经侦支队】请立即联系承办民警"),
    ),
    "a message in the name of a court": (
        s.OFFICIALS,
        ("这里是区人民法院，请今天回电", "我是法院书记员小刘，请速回电"),
    ),
    "a message in the name of a lawyer": (
        s.LAWYER,
        ("我是张律师，受托处理你的账户，请回电", "【正衡律师事务所】请就欠款与本所联系"),
    ),
    "a message from a courier that is none": (
        s.FALSE_NAME,
        ("我是送快递的，你现在住在哪里？", "我是社区网格员，登记一下你的新住址"),
    ),
    "a message speaks of a blacklist": (
        s.BLACKLIST,
        (
            "再不还就永久列入银行黑名单",
            "你已进入全国信贷黑名单",
            "逾期会成征信黑户",
            "你会被拉入银行业黑名单",
            "这个污点跟着你一辈子",
        ),
    ),
    "a message asks for a fee": (
        s.FEE,
        (
            "先交300元手续费，才能给你办延期",
            "需另付上门费500元",
            "请先支付保证金再谈还款",
            "办分期要交服务费",
        ),
    ),
    "a message presses to borrow": (
        s.BORROW,
        (
            "去别的平台借一笔先把我们的还上",
            "信用卡套现也要还",
            "找亲戚朋友借钱还",
            "花呗借呗先借出来还上",
        ),
    ),
}
_SPOKEN: Final[dict[str, Said]] = {
    "violence is threatened in a call": (
        s.VIOLENCE,
        (
            "你再躲，我找几个兄弟来收拾你。",
            "信不信我弄死你。",
            "出了事可别怪我们。",
            "你再不还，我让人废了你。",
            "你出门当心点，别让我碰到你。",
        ),
    ),
    "the children are threatened in a call": (
        s.THREAT,
        ("那我明天去你孩子学校找他班主任。", "看你孩子在学校抬不抬得起头，孩子抬不起头可别怪我。"),
    ),
    "jail is threatened in a call": (
        s.THREAT,
        ("你这样下去，是要进去蹲几年的。", "我让派出所把你抓进去。"),
    ),
    "a call insults": (
        s.INSULT,
        (
            "你这个废物，欠钱还有脸说。",
            "你这种人死皮赖脸的。",
            "你脑子有病吧。",
            "你还是个男人吗？",
            "穷成这样还学人家刷卡。",
        ),
    ),
    "debt is called a crime": (
        s.FALSE_FACT,
        (
            "欠钱不还就是诈骗。",
            "你这已经构成信用卡诈骗了。",
            "你这是犯罪，懂不懂？",
            "你这属于恶意透支，是要负刑事责任的。",
        ),
    ),
    "a barred debt must be paid, they say": (
        s.LIMITATION,
        (
            "银行的钱没有时效这一说。",
            "过了时效也得还。",
            "什么时效，照样要还。",
            "欠银行的钱没有诉讼时效。",
        ),
    ),
    "relatives owe it too, they say": (
        s.RELATIVES,
        ("父债子还，你懂吧。", "夫妻共同债务，你老婆也要还。", "你是他儿子，就得替你爸还。"),
    ),
    "a clean record is promised": (
        s.PROMISE,
        ("今天还了，我帮你把征信洗白。", "你先还，我内部渠道帮你消掉逾期记录。"),
    ),
    "consequences are made up": (
        s.PROMISE,
        (
            "再拖下去会影响你孩子考公务员。",
            "你的驾照会被吊销。",
            "以后你政审过不了。",
            "以后你孩子上学都受影响。",
            "社保养老金都会给你停掉。",
        ),
    ),
    "a harsher agency is held up": (
        s.HARSHER,
        (
            "再不处理就转给催收公司，他们可没我这么好说话。",
            "移交给外包以后，手段就狠多了。",
            "第三方那边有的是手段。",
        ),
    ),
}
_BY_AN_AGENCY: Final[dict[str, Said]] = {
    "an agency poses as the bank": (
        s.AS_BANK,
        (
            "我是示例银行信用卡中心的。",
            "我们这里是示例银行总行。",
            "我这边是银行的，打给你核对账户。",
        ),
    ),
    "an agency poses as a court": (
        s.OFFICIALS,
        ("我是区法院的法官，今天必须给个答复。", "我这里是司法所，你听清楚。"),
    ),
    "an agency poses as a lawyer": (
        s.LAWYER,
        ("我是律师，你这个案子归我管。", "这里是律师事务所，请配合处理。"),
    ),
}
_NOTED: Final[dict[str, Said]] = {
    "a note tells of a threat to the job": (
        s.THREAT,
        ("告知客户再不还款就给他们单位领导打电话", "已警告客户，不处理就让其丢工作"),
    ),
    "a note tells of a threat of jail": (
        s.THREAT,
        ("告知客户拖下去要坐牢", "跟客户说警察会上门抓人，客户害怕"),
    ),
    "quality control hears an insult": (
        s.INSULT,
        ("质检：催收员骂客户不要脸，扣分", "质检：坐席称客户是老赖一个，不合格"),
    ),
    "a note tells that borrowing was advised": (
        s.BORROW,
        ("建议客户去借网贷先还上", "引导客户套现还款"),
    ),
    "a note tells of a fee taken": (s.FEE, ("向客户另收手续费200元", "要求客户先交服务费")),
}


SCENARIOS: Final = (
    *(Scenario(name, written(*said), fresh=True) for name, said in _WRITTEN.items()),
    *(Scenario(name, spoken(*said), fresh=True) for name, said in _SPOKEN.items()),
    *(Scenario(name, noted(*said), fresh=True) for name, said in _NOTED.items()),
    *(Scenario(n, spoken(*said), RESIDENT, fresh=True) for n, said in _BY_AN_AGENCY.items()),
    *(
        Scenario(f"an agency: {name}", noted(*said), AGENCY, fresh=True)
        for name, said in _NOTED.items()
    ),
    *(
        Scenario(f"an agency: {name}", written(*_WRITTEN[name]), RESIDENT, fresh=True)
        for name in (
            "violence is threatened in a message",
            "exposure is threatened in a message",
            "a message in the name of the police",
        )
    ),
)
"""Every one is played on a case of its own."""
