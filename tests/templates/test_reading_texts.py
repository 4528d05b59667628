"""A text file becomes a template: metadata, comments and markup out, every character placed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.core.lint import Place, Span, Suppression
from auditkit.templates.interface import Mistake
from tests.templates.reading import misplaced, mistakes, read_one

FRONT = """---
渠道: 短信
audience: [本人, 担保人]
language: zh
stage: early
sender: 委外
institution: 示例银行
signature: 【示例银行】
send_window: 9:00至20：00
---
"""


def test_front_matter_says_what_is_known_of_a_template():
    read = read_one("a.txt", FRONT + "您好\n")
    meta = read.meta
    assert read.text == "您好"
    assert (meta.channel, meta.audience, meta.language) == ("sms", ("debtor", "guarantor"), "zh")
    assert (meta.stage, meta.sender, meta.institution) == ("early", "agency", "示例银行")
    assert (meta.signature, meta.send_window) == ("示例银行", "09:00-20:00")
    assert set(meta.said.values()) == {"front matter"}
    assert read.span(0, 2) == Span(Place(11, 1), Place(11, 3))


def test_nothing_is_known_where_nothing_is_said():
    read = read_one("a.txt", "您好")
    assert (read.meta.channel, read.meta.audience, dict(read.meta.said)) == ("", (), {})


@pytest.mark.parametrize(
    ("name", "channel", "language", "group"),
    [
        ("sms/due.sms.zh.j2", "sms", "zh", "sms/due.sms"),
        ("sms/due.sms.en.j2", "sms", "en", "sms/due.sms"),
        ("due_zh.txt", "", "zh", "due"),
        ("due-en.letter.md", "letter", "en", "due.letter"),
        ("page.html", "email", "", ""),
        ("page.html.j2", "email", "", ""),
        ("page.letter.html", "letter", "", ""),
        ("plain.txt", "", "", ""),
        ("zh.txt", "", "", ""),
    ],
)
def test_the_name_of_a_file_tells_channel_and_language(name, channel, language, group):
    meta = read_one(name, "text").meta
    assert (meta.channel, meta.language, meta.group) == (channel, language, group)


def test_front_matter_counts_before_the_name_of_the_file():
    read = read_one("a.sms.txt", "---\nchannel: letter\n---\nx")
    assert (read.meta.channel, read.meta.said["channel"]) == ("letter", "front matter")


@pytest.mark.parametrize(
    "source",
    [
        "{# ---\nchannel: sms\n--- #}\n您好",
        "{#-\n---\nchannel: sms\n---\n-#}\n您好",
        "<!-- ---\nchannel: sms\n--- -->\n您好",
        "\ufeff---\r\nchannel: sms\r\n---\r\n您好",
        "---\nchannel: sms\n...\n您好",
    ],
)
def test_front_matter_may_stand_in_a_leading_comment(source):
    read = read_one("a.j2", source)
    assert (read.meta.channel, read.text) == ("sms", "您好")
    assert misplaced(read, source) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("---\nchanel: sms\n---\nx", [("meta.unknown_key", 2)]),
        ("---\n\nchannel: 传真\n---\nx", [("meta.unknown_value", 3)]),
        ("---\nsend_window: morning\n---\nx", [("meta.not_so_written", 2)]),
        ("---\nsend_window: 08:00-25:00\n---\nx", [("meta.not_so_written", 2)]),
        ("---\nchannel: sms\nx", [("meta.not_closed", 1)]),
        ("---\n- a\n---\nx", [("meta.not_mapping", 2)]),
        ("---\nchannel: [sms\n---\nx", [("meta.broken", 3)]),
        ("---\nchannel：sms\n---\nx", [("meta.broken", 2), ("meta.not_mapping", 2)]),
        ("---\nplaceholders: {x: nothing}\n---\n{x}", [("meta.unknown_kind", 1)]),
        ("---\n---\nx", []),
        ("---\n\nA rule across the page, no metadata\n", []),
    ],
)
def test_what_is_wrong_with_metadata_is_told_with_its_line(source, expected):
    assert mistakes("a.txt", source) == expected


def test_blanks_without_names_are_named_by_the_front_matter():
    read = read_one("a.txt", "---\nplaceholders: [name, amount]\n---\n%s欠%s元")
    assert [each.holds for each in read.placeholders] == ["person.name", "amount"]


def test_a_name_of_the_bank_is_told_by_the_front_matter():
    read = read_one("a.txt", "---\nplaceholders: {f1: card.last4}\n---\n卡{f1}")
    assert [each.holds for each in read.placeholders] == ["card.last4"]


KEPT = Suppression("cn-x.y", "法务 已核", "王五", date(2027, 1, 31), Place(1, 1))


@pytest.mark.parametrize(
    ("name", "comment"),
    [
        ("a.j2", '{# auditkit: allow cn-x.y reason="法务 已核" owner=王五 until=2027-01-31 #}'),
        (
            "a.txt",
            "{# auditkit: allow cn-x.y reason='法务 已核' owner=\"王五\" until=2027-01-31 #}",
        ),
        ("a.md", '<!-- auditkit: allow cn-x.y reason="法务 已核" owner=王五 until=2027-01-31 -->'),
        ("a.html", "<!-- auditkit：allow cn-x.y 理由=“法务 已核” 责任人=王五 截止=2027-01-31 -->"),
        (
            "a.txt",
            "<!--auditkit: allow rule=cn-x.y reason='法务 已核' owner=王五 until=2027-01-31-->",
        ),
        (
            "a.j2",
            "{#- auditkit: allow cn-x.y\n reason='法务 已核'\n owner=王五 until=2027-01-31 -#}",
        ),
    ],
)
def test_a_comment_lets_a_finding_stand_with_reason_owner_and_last_day(name, comment):
    read = read_one(name, comment + "\n您好")
    assert (read.suppressions, read.mistakes, read.text) == ((KEPT,), (), "您好")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("allow", "no_rule"),
        ("", "no_allow"),
        ("ignore r", "no_allow"),
        ("allow r owner=o until=2027-01-01", "no_reason"),
        ("allow r reason='' owner=o until=2027-01-01", "no_reason"),
        ("allow r reason=x until=2027-01-01", "no_owner"),
        ("allow r reason=x owner=o", "no_until"),
        ("allow r reason=x owner=o until=2027-1-1", "not_a_day"),
        ("allow r reason=x owner=o until=2027-02-30", "not_a_day"),
        ("allow r reason=two words owner=o until=2027-01-01", "unknown_part"),
        ("allow r reason=x owner=o owner=p until=2027-01-01", "twice"),
    ],
)
def test_a_suppression_that_says_too_little_is_a_mistake_and_silences_nothing(words, kind):
    read = read_one("a.txt", f"您好\n{{# auditkit: {words} #}}\n再见")
    assert read.suppressions == ()
    assert [(each.kind, each.place) for each in read.mistakes] == [
        (f"suppression.{kind}", Place(2, 1))
    ]
    assert read.text == "您好\n再见"


def test_front_matter_lists_suppressions():
    source = (
        "---\nsuppress:\n  - {rule: cn-x.y, reason: 法务 已核, owner: 王五, until: 2027-01-31}\n"
        "  - {rule: b, reason: x}\n---\n您好"
    )
    read = read_one("a.txt", source)
    assert read.suppressions == (Suppression(*KEPT_WORDS, Place(2, 1)),)
    assert read.mistakes == (Mistake("suppression.no_owner", Place(2, 1)),)


KEPT_WORDS = (KEPT.rule, KEPT.reason, KEPT.owner, KEPT.until)


@pytest.mark.parametrize(
    ("name", "source", "text"),
    [
        ("a.j2", "{# 说明 #}\n您好{# 内 #}！", "您好！"),
        ("a.j2", "您好\n{# 一\n二 #}\n再见", "您好\n再见"),
        ("a.txt", "您好{#name#}", "您好{#name#}"),
        ("a.txt", "您好{# 给 同事 看 #}", "您好"),
        ("a.md", "您好<!-- x -->！", "您好！"),
        ("a.txt", "您好<!-- x -->！", "您好<!-- x -->！"),
        ("a.txt", "您好{{! note }}！", "您好！"),
        ("a.j2", "{% if m %}先生{% else %}女士{% endif %}好", "先生\n女士好"),
        ("a.j2", "{% if x %}\n甲\n{%- elif y -%}\n乙\n{% endif %}\n丙", "甲\n\n乙\n丙"),
        ("a.j2", "{% set x = '10%' %}\n甲", "甲"),
        ("a.txt", "{{#if m}}先生{{else}}女士{{/if}}好", "先生\n女士好"),
        ("a.txt", "<#if m>先生<#else>女士</#if>好", "先生\n女士好"),
        ("a.md", "请**立即**还款 ~~不~~ 2*3*4", "请立即还款 不 2*3*4"),
        ("a.md", "# 标题\n正文", "# 标题\n正文"),
        ("a.txt", "  \n您好\n\n", "您好"),
    ],
)
def test_comments_tags_and_marks_are_taken_out_and_every_branch_is_judged(name, source, text):
    assert read_one(name, source).text == text


def test_a_page_says_its_text_its_alternative_texts_and_what_it_hides():
    source = (
        "<html><head><title>还款&amp;提醒</title><style>p{color:red}</style>\n"
        "<script>var a = '起诉';</script></head>\n"
        "<body><p>尊敬的&nbsp;{name}：</p><p style='display:none'>您的<b>欠款</b>\n   金额"
        '{amount}</p><img alt="二维码&quot;A&quot;" title=扫码><br>a\n  b<!-- x --></body></html>'
    )
    read = read_one("a.html", source)
    assert read.text == '还款&提醒\n尊敬的 {name}：\n您的欠款金额{amount}\n二维码"A"\n扫码\na b'
    assert read.place(read.text.index("{amount}")) == Place(4, 6)
    assert read.place(read.text.index("二")) == Place(4, 28)
    kept = [o for o, _ in misplaced(read, source) if read.text[o] not in '\n&" ']
    assert kept == []


def test_an_address_in_a_page_says_what_it_tells_of_a_person():
    source = (
        '<p><a href="https://example.com/r?t={token}&card={card_no}#x">还款</a>\n'
        "<a href='tel:138-0013-8000'>电话</a><a href=\"tel:95588\">热线</a>"
        '<img alt="图" src="/p/{{ mobile }}.gif">'
        '<a href="/{% if a %}b{% endif %}?n={{link}}">官网</a></p>'
    )
    read = read_one("a.html", source)
    assert read.text == "card={card_no}\n还款\n138-0013-8000\n电话热线\n图\n/{{ mobile }}\n官网"
    assert read.place(read.text.index("{card_no}")) == Place(1, 50)


def test_the_lines_of_a_script_are_turns_without_directions():
    source = (
        "# 首次联系\n坐席：您好（停顿），请问是{name}吗？\n客户：**我是**\n"
        "[确认身份后继续]\n坐席1: [语气平稳] 您有欠款。\n请尽快还款。\n客户: 好\n"
    )
    read = read_one("a.md", source)
    assert [(who, read.text[start:end]) for start, end, who in read.turns] == [
        ("collector", "您好（停顿），请问是{name}吗？"),
        ("party", "我是"),
        ("collector", "您有欠款。\n请尽快还款。"),
        ("party", "好"),
    ]
    assert (read.meta.channel, read.meta.said["channel"]) == ("call", "text")
    assert misplaced(read, source) == []


def test_an_english_script_has_turns_too():
    read = read_one("a.txt", "---\nchannel: call\n---\nAgent: Hello (pause)\nCustomer: Yes\n")
    assert [who for _, _, who in read.turns] == ["collector", "party"]


def test_a_letter_with_colons_is_no_script():
    assert read_one("a.txt", "客户：张三\n合同：1\n客服：95XXX").turns != ()
    assert read_one("a.letter.txt", "客户：张三\n客服：电话").turns == ()
    assert read_one("a.txt", "客户：张三\n合同：1").turns == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_text_is_read_in_the_encodings_of_editors(encoding, end):
    source = f"---{end}channel: sms{end}---{end}尊敬的客户{{name}}：{end}\t您好，请还款。"
    read = read_one("a.txt", source.encode(encoding))
    assert read.text == "尊敬的客户{name}：\n\t您好，请还款。"
    assert read.place(read.text.index("您")) == Place(5, 2)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", b"", "file.no_text"),
        ("a.txt", b"---\nchannel: sms\n---\n", "file.no_text"),
        ("a.txt", b"\x00\x01\x02\xff\xfe\x00\x9f", "file.unknown_kind"),
        ("a.docx", b"PK\x03\x04 a document", "file.unknown_kind"),
        ("a.txt", b"\xff\xfe\xfd\xfc\xfb\xfa\xf9", "file.undecodable"),
    ],
)
def test_a_file_that_is_no_template_is_told(name, content, kind):
    assert mistakes(name, content) == [(kind, 1)]


LINES = st.lists(
    st.one_of(
        st.text(alphabet="还款ab 😀\t{}%#【】[]", max_size=8),
        st.sampled_from(
            ["{name}", "{# c #}", "{% if x %}", "{% else %}", "坐席：好", "<!-- x -->", "**重**"]
        ),
    ),
    max_size=8,
)


@given(LINES, st.sampled_from(["a.txt", "a.md", "a.j2"]), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_every_character_stands_in_the_file_where_the_template_says(lines, name, end):
    source = end.join(lines)
    read = read_one(name, source + "\n尾")
    wrong = misplaced(read, source + "\n尾")
    assert [each for each in wrong if each[1] != "\n"] == []  # between branches


@given(
    st.text(alphabet="{}%#<>!-/=\"'&;abp \n坐席：auditkit:", max_size=80),
    st.sampled_from(["a.txt", "a.md", "a.j2", "a.html", "a.html.j2"]),
)
def test_any_text_is_read_without_a_crash_and_places_go_forward(text, name):
    read = read_one(name, f"x{text}")
    places = [read.place(offset) for offset in range(len(read.text))]
    assert places == sorted(places)
