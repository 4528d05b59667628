"""Chinese and English addresses."""

from __future__ import annotations

import itertools

import pytest

from tests.checks.privacy.detect.anchors.marked import check, found_in, unmarked

CHINESE = (
    "家住⟦ADDRESS:江苏省南京市玄武区中山路12号3幢502室⟧，",
    "住址：⟦ADDRESS:上海市浦东新区张江镇祖冲之路899弄12号1203室⟧",
    "户籍地址⟦ADDRESS:广东省广州市天河区体育西路１０３号⟧",
    "地址：⟦ADDRESS:北京市朝阳区建国路88号院3号楼2单元1501⟧",
    "地址是⟦ADDRESS:江蘇省南京市玄武區中山路12號3棟502室⟧",
    "住在⟦ADDRESS:红星小区8栋1单元301⟧",
    "⟦ADDRESS:红星小区8栋1单元301⟧无人",
    "老家在⟦ADDRESS:李家村三组12号⟧",
    "上门走访⟦ADDRESS:幸福花园3号楼502室⟧，无人应门",
    "⟦ADDRESS:中山路12号⟧",
    "搬到⟦ADDRESS:和平路18号⟧了",
    "住⟦ADDRESS:南京市中山路 12 号⟧",
    "住⟦ADDRESS:中山\u200b路12号⟧",
    "单位在⟦ADDRESS:科技大厦12层1203室⟧",
    "寄到⟦ADDRESS:河南省周口市沈丘县刘庄店镇王楼村5组⟧",
    "客户现居住于⟦ADDRESS:阳光花园B座1201⟧",
    "位于⟦ADDRESS:人民大道中段123号⟧",
    "⟦ADDRESS:石家庄市裕华区槐安路136号⟧",
    "外访⟦ADDRESS:成都市武侯区天府二街138号⟧",
    "⟦ADDRESS:朝阳门外大街甲6号⟧",
    "⟦ADDRESS:3栋2单元501⟧",
    "住⟦ADDRESS:西湖区文三路东方公寓2-1-302⟧",
    "家住⟦ADDRESS:翠湖苑12-3-402⟧",
    "住址：⟦ADDRESS:四川省成都市锦江区春熙路步行街三段8号附2号⟧",
    "⟦ADDRESS:浙江省杭州市余杭区五常街道文一西路969号3号楼5层⟧",
    "⟦ADDRESS:香港九龙弥敦道100号⟧",
    "⟦ADDRESS:湖南省长沙市岳麓区麓谷街道 麓云路 100 号 兴工科技园 2 栋⟧",
    "⟦ADDRESS:甘肃省定西市临洮县八里铺镇王家大庄村三社15号⟧",
    "⟦ADDRESS:万达广场写字楼A座1203⟧",
    "河南省周口市沈丘县刘庄店镇王楼村",
    "住⟦ADDRESS:民权路28号英利国际41楼⟧写字楼里",
    "⟦ADDRESS:石潭西路自编6号⟧",
    "⟦ADDRESS:广达路68号金源广场东区2座11D⟧",
    "⟦ADDRESS:天生路2号9-6⟧",
    "老家李家村",
    "公司在中山路，12号还款",
    "高新区2024-05-06",
    "地址为江苏省南京市中山路",
    "小区门口3号保安亭",
    "让他去人民路派出所12号窗口",
    "南京市",
    "住在南京市玄武区",
    "中山路附近",
    "催收3组",
    "外访组2号催收员",
    "本月15号还款",
    "这里3号楼",
    "知道12号要还",
    "通道2号",
    "分3期",
    "小区3栋",
    "渠道2号",
    "农村3户",
    "工作组3号",
    "法院2号庭",
    "去村里3次",
    "路口2号",
    "镇上15号有集",
    "客户12月15号到村里",
    "他在家里15号等",
)
ENGLISH = (
    "mail to ⟦ADDRESS:PO Box 318, Cheyenne WY 82003⟧",
    "⟦ADDRESS:880 County Road 12, Ozark, AL 36360⟧",
    "lives at ⟦ADDRESS:123 Main Street, Springfield, IL 62704⟧ since",
    "⟦ADDRESS:45 W. Oak Ave⟧; no answer",
    "at ⟦ADDRESS:10 Downing Street, London SW1A 2AA⟧",
    "⟦ADDRESS:1600 Pennsylvania Avenue NW, Washington, DC 20500⟧",
    "⟦ADDRESS:742 Evergreen Terrace Apt 3B, Springfield, OR 97403⟧",
    "letter sent to ⟦ADDRESS:88 5th Avenue, Suite 200, New York, NY 10011⟧.",
    "paid 250 in Main Street branch",
    "drive to court",
    "the road ahead",
    "3 payments placed",
)


@pytest.mark.parametrize("marked", CHINESE + ENGLISH)
def test_an_address_has_a_named_place_and_a_door(marked: str) -> None:
    check(marked)


TOWNS = ("", "江苏省南京市玄武区", "成都市金牛区", "呼和浩特市赛罕区", "深圳市龙岗区布吉街道")
ROADS = ("中山路12号", "北京东路甲6号", "天府大道中段108号", "文一西路12弄3号", "和平里５-８号")
ESTATES = ("", "红星小区3幢502室", "翠湖苑3-2-501", "万科城B座1201", "王家庄三号楼二单元401室")
BEFORE = ("", "客户住", "住址：", "经核实地址为", "已搬到", "其老家在")
BEHIND = ("", "，无人", "门口", "上门未果")


def test_an_address_is_found_from_its_town_down_to_its_door() -> None:
    marked = [
        f"{before}⟦ADDRESS:{town}{road}{estate}⟧{behind}"
        for before, town, road, estate, behind in itertools.product(
            BEFORE, TOWNS, ROADS, ESTATES, BEHIND
        )
    ]
    texts, values = zip(*map(unmarked, marked), strict=True)
    hit = sum(want == got for want, got in zip(values, found_in(list(texts)), strict=True))
    assert hit / len(marked) >= 0.99
