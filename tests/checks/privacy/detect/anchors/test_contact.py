"""WeChat, QQ and social accounts, e-mail and IP addresses."""

from __future__ import annotations

import itertools

import pytest

from tests.checks.privacy.detect.anchors.marked import check, found_in, unmarked

EMAIL = (
    "客户邮箱⟦EMAIL_ADDRESS:zhangsan88@163.com⟧联系不上",
    "发至⟦EMAIL_ADDRESS:li.si_2020@mail.example.com.cn⟧。",
    "邮箱⟦EMAIL_ADDRESS:ｌｉｓｉ＠ｑｑ．ｃｏｍ⟧已发",
    "邮箱⟦EMAIL_ADDRESS:li\u200bsi@q\u200bq.com⟧已发",
    "邮箱⟦EMAIL_ADDRESS:lisi(at)example.com⟧",
    "邮箱⟦EMAIL_ADDRESS:lisi[at]example.com⟧",
    "邮箱⟦EMAIL_ADDRESS:lisi @ example.com⟧",
    "邮箱是⟦EMAIL_ADDRESS:lisi@163点com⟧",
    "email ⟦EMAIL_ADDRESS:jane.doe+loan@example.co.uk⟧, sent",
    "reach her: ⟦EMAIL_ADDRESS:jane at example dot com⟧",
    "QQ邮箱⟦EMAIL_ADDRESS:123456789@qq.com⟧",
    "reach him at gmail.com",
    "@张三 请跟进",
    "单价12@元",
    "已发送a@b",
)
WECHAT = (
    "微信号：⟦CN_WECHAT:zhang_san88⟧",
    "微信⟦CN_WECHAT:zhang_san88⟧已加",
    "加她微信⟦CN_WECHAT:lisi2020⟧，通过了",
    "薇信⟦CN_WECHAT:lisi2020⟧",
    "V信：⟦CN_WECHAT:lisi-2020⟧",
    "威信号⟦CN_WECHAT:lisi_2020⟧",
    "微X：⟦CN_WECHAT:lisi_2020⟧",
    "vx:⟦CN_WECHAT:lisi_2020⟧",
    "VX⟦CN_WECHAT:lisi2020⟧",
    "wx是⟦CN_WECHAT:lisiabc⟧",
    "加v：⟦CN_WECHAT:lisiabc8⟧",
    "微信號是⟦CN_WECHAT:lisi2020abc⟧",
    "微\u200b信号⟦CN_WECHAT:lisi2020abc⟧",
    "微信号（⟦CN_WECHAT:lisi2020abc⟧）",
    "微信：⟦CN_WECHAT:ｌｉｓｉ２０２０⟧",
    "添加⟦CN_WECHAT:wxid_a8sd7f6g5h21⟧成功",
    "加微信⟦CN_WECHAT:13900000000⟧",
    "Her WeChat ID is ⟦CN_WECHAT:jane_doe88⟧.",
    "WeChat: ⟦CN_WECHAT:janedoe88⟧",
    "微 信：⟦CN_WECHAT:lisi_2020⟧",
    "V 信 ⟦CN_WECHAT:lisi2020⟧",
    "微信(WeChat)：⟦CN_WECHAT:lisi2020⟧",
    "V❤：⟦CN_WECHAT:lisi_2020⟧",
    "微信转账500元",
    "微信支付payment成功",
    "微信号是多少",
    "微信已停用",
    "WeChat payment received",
    "微信转了20000元",
    "微信号：无",
    "微信还款 200000元",
    "通过微信联系2024年",
)
QQ = (
    "QQ⟦CN_QQ:123456789⟧",
    "QQ号：⟦CN_QQ:12345⟧，已加",
    "扣扣⟦CN_QQ:1234567890⟧",
    "企鹅号：⟦CN_QQ:12345678⟧",
    "Q号 ⟦CN_QQ:123456⟧",
    "QQ号⟦CN_QQ:１２３４５６７８⟧",
    "QQ号⟦CN_QQ:①②③④⑤⑥⟧",
    "QQ：⟦CN_QQ:123 456 789⟧。",
    "QQ：⟦CN_QQ:123\u200b456789⟧",
    "QQ：⟦CN_QQ:一二三四五六七⟧",
    "QQ號碼⟦CN_QQ:123456789⟧",
    "qq⟦CN_QQ:987654321⟧",
    "Q Q：⟦CN_QQ:123456789⟧",
    "QQ转账20000元",
    "QQ 50000元未还",
    "QQ号注销",
    "QQ2024-05-06聊天",
    "QQ1234",
)
SOCIAL = (
    "抖音号：⟦SOCIAL_HANDLE:xiaoli_88⟧",
    "抖音⟦SOCIAL_HANDLE:xiaoli_88⟧",
    "快手号⟦SOCIAL_HANDLE:li1234567⟧",
    "微博@⟦SOCIAL_HANDLE:快乐的小鱼⟧ 发文",
    "小红书号：⟦SOCIAL_HANDLE:950123456⟧",
    "小紅書號：⟦SOCIAL_HANDLE:950123456⟧",
    "支付宝账号：⟦SOCIAL_HANDLE:lisi_pay01⟧",
    "钉钉号⟦SOCIAL_HANDLE:lisi_01⟧",
    "Facebook: ⟦SOCIAL_HANDLE:john.doe.77⟧",
    "found on Instagram @⟦SOCIAL_HANDLE:jane_doe⟧",
    "Telegram handle @⟦SOCIAL_HANDLE:jdoe1990⟧",
    "LINE ID: ⟦SOCIAL_HANDLE:jdoe1990⟧",
    "抖音刷了500元",
    "在抖音上看到",
    "Facebook messages were not sent",
    "the bottom line identifies it",
    "支付宝还款3000元",
    "Venmo payment of 250.00",
)
IP = (
    "登录IP⟦IP_ADDRESS:192.168.1.25⟧异常",
    "来自⟦IP_ADDRESS:10.0.0.255⟧的请求",
    "IP：⟦IP_ADDRESS:１０.２０.３０.４０⟧",
    "v6地址⟦IP_ADDRESS:2001:db8::1:5⟧，",
    "地址⟦IP_ADDRESS:fe80::1⟧。",
    "⟦IP_ADDRESS:2001:0db8:85a3:0000:0000:8a2e:0370:7334⟧",
    "版本1.2.3.4.5",
    "升级到10.20.30.40版本",
    "版本号10.20.30.40",
    "version 10.20.30.40",
    "v10.20.30.40",
    "256.1.1.1",
    "时间12:30:45",
    "比例1:2:3:4",
    "金额1.234.567.890",
)


@pytest.mark.parametrize("marked", EMAIL + WECHAT + QQ + SOCIAL + IP)
def test_accounts_and_addresses_are_found_where_they_stand(marked: str) -> None:
    check(marked)


LOCALS = ("zhangsan", "li.si", "wang_wu88", "a1", "zhao-liu", "13800000000")
DOMAINS = ("163.com", "qq.com", "example.com.cn", "mail.bank-example.cn")
SIGNS = ("@", "＠", "(at)", " @ ")
BEFORE = ("", "邮箱", "邮箱：", "发至", "，", "（", "e-mail ", "電郵")
BEHIND = ("", "联系", "，已发", "。", "）", " then", "\n备注")


def test_an_email_is_found_in_every_form_at_every_place() -> None:
    marked = [
        f"{before}⟦EMAIL_ADDRESS:{local}{sign}{form(domain)}⟧{behind}"
        for local, domain, sign, before, behind in itertools.product(
            LOCALS, DOMAINS, SIGNS, BEFORE, BEHIND
        )
        for form in (str, wide)
    ]
    texts, values = zip(*map(unmarked, marked), strict=True)
    hit = sum(want <= got for want, got in zip(values, found_in(list(texts)), strict=True))
    assert hit / len(marked) >= 0.99


def wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) for char in text)
