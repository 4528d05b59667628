"""Rules find the names that words announce, and leave everyday words alone."""

from __future__ import annotations

import numpy as np
import pytest
import yaml

from auditkit.checks.mentions import OWNERS, SURE
from auditkit.checks.privacy.names import KnownNames, find_people
from auditkit.checks.privacy.names.lexicon import FILE

NOBODY = KnownNames.of((), (), ())


def ruled(text: str) -> list[tuple[str, float]]:
    found = find_people([text], np.zeros(1, np.int64), NOBODY, recognizers=())
    assert set(found.owner.tolist()) <= {OWNERS.code("unknown")}
    spans = zip(found.start, found.end, found.score, strict=True)
    return [(text[low:high], round(float(score), 2)) for low, high, score in spans]


@pytest.mark.parametrize(
    ("text", "name", "score"),
    [
        ("其母李秀英接听", "李秀英", 0.85),
        ("配偶王丽，称不知情", "王丽", 0.85),
        ("父亲：张建国", "张建国", 0.9),
        ("父親：張建國", "張建國", 0.9),
        ("姓名：黄金荣", "黄金荣", 0.9),
        ("称谓：刘晓燕", "刘晓燕", 0.9),
        ("户名 贾玉兰", "贾玉兰", 0.85),
        ("其妻子名叫谢婷婷", "谢婷婷", 0.9),
        ("联系人1：龚建平", "龚建平", 0.9),
        ("联系人欧阳娜娜不在家", "欧阳娜娜", 0.85),
        ("李红（母亲）未接", "李红", 0.9),
        ("客户陈晓燕表示月底还", "陈晓燕", 0.65),
        ("请问是吴桂兰本人吗", "吴桂兰", 0.8),
        ("罗志强先生称打错", "罗志强", 0.8),
        ("与司马光明女士通话", "司马光明", 0.8),
        ("委托由江小燕代还五百元", "江小燕", 0.65),
        ("其夫于海涛接听", "于海涛", 0.85),
        ("阿依古丽·麦提江来电", "阿依古丽·麦提江", 0.85),
        ("古丽娜•艾山拒接", "古丽娜•艾山", 0.85),
        ("努尔·买买提·艾山", "努尔·买买提·艾山", 0.85),
    ],
)
def test_a_name_beside_a_sign_is_found(text, name, score):
    assert ruled(text) == [(name, pytest.approx(score))]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("配偶王丽接听电话", "王丽"),
        ("配偶王丽明天还", "王丽"),
        ("配偶王丽家里有事", "王丽"),
        ("配偶王丽英明天还", "王丽英"),
        ("配偶王丽（电话关机）", "王丽"),
        ("配偶王丽13", "王丽"),
    ],
)
def test_the_words_after_a_name_tell_how_long_it_is(text, name):
    assert [words for words, _ in ruled(text)] == [name]


def test_a_list_of_names_is_read_to_its_end():
    assert [words for words, _ in ruled("联系人：王建军、李淑珍、周敏，均未接")] == [
        "王建军",
        "李淑珍",
        "周敏",
    ]


@pytest.mark.parametrize("words", ["王经理", "李主任", "张先生", "陈女士", "万先生", "欧阳女士"])
def test_a_surname_with_a_title_is_no_full_name(words):
    (found,) = ruled(f"{words}来电，称客户不在")
    assert found == (words, 0.3)
    assert found[1] < SURE


@pytest.mark.parametrize(
    "words", ["客户经理", "部门主管", "区域经理", "村主任", "小李", "老王", "张某"]
)
def test_a_role_and_a_nickname_are_no_names(words):
    assert ruled(f"{words}来电，称客户不在") == []


WORDS = [
    "高额", "马上", "张贴", "黄金", "余额", "成功", "钱款", "方案", "万元", "于是", "任何",
    "常用", "安排", "方便", "关机", "单位", "单独", "平安", "华夏银行", "招联", "余额宝",
    "马上消费", "张江", "高新区", "王府井", "黄河路", "白条", "花呗", "金条", "成功扣款",
    "安排还款", "通话中", "于本周五", "全部", "全额", "连续", "包括", "应还", "时间", "解释",
    "查询", "何时", "向银行", "文明", "石家庄", "江苏", "安徽", "苏宁", "平台", "车辆", "房贷",
    "明细", "强制", "和解", "温馨", "严重", "高利贷",
]  # fmt: skip
SIGNS = ("客户", "其母", "联系人", "配偶：", "姓名：", "致电", "本人", "叫", "告知", "")


@pytest.mark.parametrize("word", WORDS)
def test_everyday_words_are_no_names(word):
    found = [ruled(f"{sign}{word}{end}") for sign in SIGNS for end in ("，", "处理", "称")]
    assert [name for names in found for name in names if name[1] >= SURE] == []


def test_the_vocabulary_holds_words_alone():
    """YAML takes no, on and null for something else than words."""
    said = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    western = said.pop("western")
    lists = [*said.values(), *western.values()]
    assert [word for words in lists for word in words if not isinstance(word, str)] == []
    assert {len(word) for word in (*said["follows"], *said["compounds"])} == {2}
