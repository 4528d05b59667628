"""What can stand in a text: values that identify people, and what is said of a debt or done.

Names of values are Presidio entity types; a rule names them, reports show their labels.
"""

from __future__ import annotations

from typing import Final

from auditkit.core.vocabulary import Vocabulary, vocabulary

VALUES: Final = vocabulary(
    "value",
    ("CN_ID_CARD", "身份证号", "resident identity number"),
    ("CN_ID_CARD_UNCHECKED", "疑似身份证号（校验不符）", "number shaped as a resident identity"),
    ("CN_RESIDENCE_PERMIT", "港澳台居民居住证号", "residence permit number (HK, Macau, Taiwan)"),
    ("CN_FOREIGN_PR_CARD", "外国人永久居留身份证号", "foreign permanent resident card number"),
    ("CN_HK_MACAU_PERMIT", "港澳居民来往内地通行证号", "HK or Macau travel permit number"),
    ("CN_TAIWAN_PERMIT", "台湾居民来往大陆通行证号", "Taiwan travel permit number"),
    ("CN_EXIT_PERMIT", "往来港澳台通行证号", "exit permit number (HK, Macau, Taiwan)"),
    ("CN_PASSPORT", "护照号", "passport number"),
    ("CN_MILITARY_ID", "军官证号", "military identity number"),
    ("CN_MOBILE", "手机号", "mobile number"),
    ("CN_LANDLINE", "固定电话", "fixed-line number"),
    ("BANK_CARD", "银行卡号", "bank card number"),
    ("BANK_CARD_UNCHECKED", "疑似银行卡号（校验不符）", "number shaped as a bank card number"),
    ("CN_USCC", "统一社会信用代码", "unified social credit code"),
    ("CN_PLATE", "车牌号", "licence plate"),
    ("EMAIL_ADDRESS", "电子邮箱", "e-mail address"),
    ("CN_WECHAT", "微信号", "WeChat id"),
    ("CN_QQ", "QQ号", "QQ number"),
    ("SOCIAL_HANDLE", "社交账号", "social media handle"),
    ("IP_ADDRESS", "IP地址", "IP address"),
    ("CARD_CVV", "卡片验证码", "card verification code"),
    ("CARD_EXPIRY", "卡片有效期", "card expiry date"),
    ("ACCOUNT_PASSWORD", "密码", "password or PIN"),
    ("ONE_TIME_CODE", "动态验证码", "one-time code"),
    ("ADDRESS", "地址", "address"),
    ("BIRTH_DATE", "出生日期", "date of birth"),
    ("PERSON", "姓名", "name of a person"),
    ("PHONE_NUMBER", "境外电话号码", "telephone number (outside China)"),
    ("US_SSN", "美国社会安全号", "US social security number"),
    ("US_ITIN", "美国个人纳税号", "US individual taxpayer number"),
    ("US_PASSPORT", "美国护照号", "US passport number"),
    ("US_DRIVER_LICENSE", "美国驾照号", "US driver's licence number"),
    ("US_BANK_NUMBER", "美国银行账号", "US bank account number"),
    ("US_ROUTING_NUMBER", "美国银行路由号", "US bank routing number"),
    ("IBAN_CODE", "国际银行账号", "IBAN"),
    ("UK_NINO", "英国国民保险号", "UK national insurance number"),
)
"""Values that identify a person or open an account; append only."""

STATEMENTS: Final = vocabulary(
    "statement",
    # what a text speaks of, whoever says it
    ("topic.amount", "欠款金额", "an amount owed"),
    ("topic.overdue", "逾期", "that a payment is overdue"),
    ("topic.debt", "欠款", "that there is a debt"),
    ("topic.product", "贷款或信用卡", "the loan or card"),
    ("topic.lender", "债权机构名称", "the lender's name"),
    ("topic.collection", "催收", "collection"),
    # what the text says was told to somebody (``Mentions.recipient``)
    ("told.amount", "告知欠款金额", "told the amount owed"),
    ("told.overdue", "告知逾期", "told that a payment is overdue"),
    ("told.debt", "告知欠款", "told that there is a debt"),
    ("told.product", "告知贷款或信用卡", "told of the loan or card"),
    ("told.lender", "告知债权机构", "told the lender's name"),
    ("told.collection", "告知催收", "told of the collection"),
    # what the text says was done
    ("sent.data", "发送个人信息", "sent personal data"),
    ("posted", "张贴或公开发布", "posted or published"),
    ("used.private_channel", "使用私人微信、手机", "used a private account or phone"),
    ("used.contact_list", "使用通讯录联系人", "used the contact list"),
    ("got.unlawful", "以非正当渠道取得信息", "got data from an unlawful source"),
    # what was said on a call
    ("said.wrong_number", "称打错了、无此人", "said that the number is wrong"),
    ("asked.identity", "核实身份", "asked who is speaking"),
    ("confirmed.identity", "确认本人", "confirmed to be the debtor"),
    # what the other side said of itself or asked for, in its words or as a note tells it
    ("said.cease", "要求停止联系", "asked not to be contacted"),
    ("said.represented", "称已委托律师", "said to have a lawyer"),
    ("said.deceased", "称债务人已去世", "said that the debtor has died"),
    ("said.bankrupt", "称已破产", "said to be bankrupt"),
    ("said.minor", "称未成年", "said to be a minor"),
    ("said.incapacitated", "称无民事行为能力", "said to lack legal capacity"),
    ("said.dispute", "否认或质疑债务", "disputed the debt"),
    ("said.hardship", "称还款困难", "said to be in hardship"),
    ("said.paid", "称已还清", "said to have paid"),
    ("said.complaint", "称要投诉", "complained or said to complain"),
    ("said.plan", "请求延期或分期", "asked for an extension or a plan"),
    # whom a note says was spoken with or met (``Mentions.recipient``)
    ("reached.person", "载明联系到的人", "the person who was reached"),
)
"""What a text speaks of, tells of, or says was done; append only."""

KINDS: Final[tuple[Vocabulary, ...]] = (VALUES, STATEMENTS)


def kind_label(name: str, lang: str) -> str:
    """Return a value or statement as people read it; a term of a rule's own is shown as it is.

    >>> kind_label("CN_MOBILE", "en"), kind_label("told.amount", "zh"), kind_label("health", "en")
    ('mobile number', '告知欠款金额', 'health')
    """
    for words in KINDS:
        if name in words.names:
            return words.label(name, lang)
    return name
