"""Everything together: what wins, what does not depend on what, how well it does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.checks.mentions import OWNERS, SURE
from auditkit.checks.privacy.names import (
    EVERYWHERE,
    Elsewhere,
    KnownNames,
    NameRecognizer,
    People,
    find_people,
)
from auditkit.checks.privacy.names import find as find_module
from auditkit.checks.privacy.names.interface import people_of
from auditkit.checks.privacy.names.recognizers import default_recognizers
from auditkit.checks.privacy.names.tagger import Tagger

DEBTOR, PARTY, COLLECTOR = (OWNERS.code(name) for name in ("debtor", "party", "collector"))
KNOWN = KnownNames.of(
    ["秦朔", "秦朔风", "高峰", "赵铁柱", "Orla Quillby"],
    [1, 2, 1, EVERYWHERE, 2],
    [DEBTOR, DEBTOR, PARTY, COLLECTOR, PARTY],
    Elsewhere.of(["秦朔风", "钱伟", "罗大佑佳"]),
)
PIECES = st.sampled_from(
    ["秦朔", "风", "其母", "李秀英", "接听", "，", " ", "高峰", "期", "钱伟", "先生", "王", "、",
     "赵铁柱", "Orla Quillby", "\u200b", "Mr. ", "秦", "朔", "阿依古丽·艾山", "\n",
     "客户", "周建明", "。", "1"]
)  # fmt: skip
TEXTS = st.lists(st.lists(PIECES, max_size=8).map("".join), max_size=6)


def rows(found: People, shift: int = 0) -> list[tuple[object, ...]]:
    columns = (found.text + shift, found.start, found.end, found.score, found.owner)
    return [*zip(*(column.tolist() for column in columns), found.value, strict=True)]


@given(TEXTS, st.data())
def test_what_is_found_in_a_text_does_not_depend_on_the_other_texts(texts, data):
    groups = np.array([data.draw(st.sampled_from([1, 2, 3])) for _ in texts], dtype=np.int64)
    cut = data.draw(st.integers(0, len(texts)))
    whole = rows(find_people(texts, groups, KNOWN))
    first = find_people(texts[:cut], groups[:cut], KNOWN)
    second = find_people(texts[cut:], groups[cut:], KNOWN)
    assert rows(first) + rows(second, cut) == whole


@given(TEXTS)
def test_spans_lie_in_their_text_in_order_and_never_overlap(texts):
    found = find_people(texts, np.ones(len(texts), np.int64), KNOWN)
    last: dict[int, int] = {}
    for text, start, end in zip(found.text, found.start, found.end, strict=True):
        assert last.get(text, 0) <= start < end <= len(texts[text])
        last[text] = end
    assert found.text.tolist() == sorted(found.text.tolist())


def test_batches_join_without_a_seam(monkeypatch):
    texts = ["致电秦朔，其母李秀英接听", "", "Orla Quillby", "钱伟来电"] * 3
    groups = np.arange(len(texts)) % 3
    whole = rows(find_people(texts, groups, KNOWN))
    monkeypatch.setattr(find_module, "AT_ONCE", 5)
    assert rows(find_people(texts, groups, KNOWN)) == whole


def test_the_segmenter_and_the_models_are_loaded_when_first_asked_for():
    asked = "import sys, auditkit.checks.privacy.names as _; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True).stdout
    assert not {"rjieba", "spacy", "presidio_analyzer"} & set(loaded.decode().split())


def test_no_texts_and_empty_texts_hold_nobody():
    assert len(find_people([], np.empty(0, np.int64), KNOWN)) == 0
    assert len(find_people(["", "\u200b"], np.array([1, 1]), KNOWN)) == 0


def test_a_known_name_beats_the_longer_one_that_a_rule_sees():
    found = find_people(["其母秦朔英接听"], np.array([1]), KNOWN)
    assert found.value == ("秦朔",)


@dataclass(frozen=True)
class Fixed:
    """Finds one word wherever it stands, as a model would."""

    word: str
    name: str = "fixed"

    def find(self, texts: Sequence[str]) -> People:
        return people_of(
            (number, text.find(self.word), text.find(self.word) + len(self.word), 0.8, 4, "")
            for number, text in enumerate(texts)
            if self.word in text
        )


def test_a_recognizer_of_ones_own_can_be_plugged_in():
    assert isinstance(Fixed("x"), NameRecognizer)
    texts = ["", "催收\u200b专员小\u200b雀斑到访"]
    found = find_people(texts, np.zeros(2, np.int64), KNOWN, recognizers=[Fixed("小\u200b雀斑")])
    assert rows(found) == [(1, 5, 9, pytest.approx(0.8), OWNERS.code("unknown"), "小雀斑")]


def test_what_a_recognizer_finds_ranks_below_known_names_and_rules():
    texts, mine = ["其母李秀英接听秦朔来电"], [Fixed("母李秀英"), Fixed("秦朔来")]
    found = find_people(texts, np.array([1]), KNOWN, recognizers=mine)
    assert found.value == ("李秀英", "秦朔")


def test_packages_declare_recognizers_by_entry_point(monkeypatch):
    from importlib.metadata import EntryPoint, EntryPoints

    from auditkit.checks.privacy.names import recognizers
    from auditkit.core import installed
    from auditkit.core.errors import ConfigError

    def declare(value: str) -> None:
        points = [EntryPoint("ours", value, recognizers.GROUP), EntryPoint("b", "x:y", "others")]
        monkeypatch.setattr(installed, "_all", lambda: EntryPoints(points))

    declare(f"{Tagger.__module__}:{Tagger.__name__}")
    assert recognizers.plugged_in() == (Tagger(),)
    declare("builtins:dict")
    with pytest.raises(ConfigError, match="ours"):
        recognizers.plugged_in()


def test_the_tagger_is_the_default():
    assert default_recognizers()[0] == Tagger()


def test_the_tagger_alone_says_the_same_as_in_the_whole():
    texts = ["周杰明来电咨询", "无", "昨日秦岚说不清楚"]
    alone = Tagger().find(texts)
    none = KnownNames.of((), (), ())
    whole = find_people(texts, np.zeros(3, np.int64), none)
    inside = {(row[0], row[1], row[2]) for row in rows(whole)}
    assert {(row[0], row[1], row[2]) for row in rows(alone)} <= inside


POSITIVE = """
其母[李秀英]接听电话
配偶[王丽]接听，称不知情
联系人[赵国强]称已离职
致电[张伟]告知逾期
客户[陈晓燕]表示月底还
[周杰明]来电咨询
委托人[刘洋]代还三千
本人[孙志强]确认地址
我是[胡建华]，请问有事吗
同事[郑浩]接听，答应转告
其弟[马超]（非本人）
与[徐静]通话
找到[林淑芬]的电话
联系[何雨柱]无果
[曹雪梅]为其嫂
[邓超群]承诺代偿
[梁家辉]家属接听
[王建军]、[李淑珍]均未接
[上官婉儿]已婚
客户朋友[彭程]代接
转告[杜鹃]尽快还款
催收员[魏东明]外呼
法官[姚立新]来电
律师[陆子涵]介入
前夫[韩磊]称已离婚
女儿[高欣怡]接听
[余秀华]接听
儿子[万志鹏]在读
老公[马俊杰]说会还
[于海波]称不认识
[白雪峰]来电
机主[任静波]
爱人[路遥]接听
父亲[田福军]已去世
由[江小燕]代还五百元
第二联系人（[侯勇]）
哥哥[全国良]
[钱多多]还款
昨日[张小明]天天来电
""".strip().split("\n")
NEGATIVE = """
客户称华夏银行也有欠款
平安普惠、招联好期贷均有欠款
余额宝里没钱
马上消费金融来电催收
地址上海张江高科路
联系高新区派出所
家住王府井大街
现居黄河路某小区
客户白条、花呗、金条均逾期
何时方便接听电话
客户安排本周五还款
成功扣款三百元
任何人不得代接
客户常用手机关机
电话关机，通话中
于本周五前还清
单位电话无人接听
告知高额利息及后果
张贴告知函
万元以上大额还款
客户要求减免，方案已提交
于是客户同意还款
其母时常帮还
父亲常年在外打工
母亲高龄，不便打扰
朋友全部拒接
联系人任意拨打均无应答
姓名不详
称谓：先生
查询应还金额
客户石家庄人
江南农商行
关于还款事项已告知
客户易怒
连云港号码
柏油路施工
祝您生活愉快
宋先生来电
张某称会还
李*
小李、老王均未接
高峰期无法接通
白金卡持卡人
金美信消费金融
盛银消金逾期
安逸花逾期
海尔消金代偿
京东金条
万达广场店
阳光保险
""".strip().split("\n")


def bracketed(marked: str) -> tuple[str, set[tuple[int, int]]]:
    text, spans = "", set()
    for part in marked.split("["):
        name, closed, rest = part.partition("]")
        if closed:
            spans.add((len(text), len(text) + len(name)))
        text += name + rest
    return text, spans


def test_precision_and_recall_on_phrases_of_collection_notes():
    """37 of 40 names, and nothing else; phrases and rules are of one hand, so this is no promise.

    Missed: 全国良 (begins as 全国 does), 钱多多, 张小明 before 天天.
    """
    cases = [bracketed(marked) for marked in (*POSITIVE, *NEGATIVE)]
    texts = [text for text, _ in cases]
    found = find_people(texts, np.zeros(len(texts), np.int64), KnownNames.of((), (), ()))
    counted = [row for row in rows(found) if row[3] >= SURE]
    right = sum((row[1], row[2]) in cases[row[0]][1] for row in counted)
    names = sum(len(spans) for _, spans in cases)
    assert right / names >= 0.92
    assert right / len(counted) >= 0.97
