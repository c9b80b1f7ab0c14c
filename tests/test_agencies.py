"""Names of units: recognised, given their region, expanded only where one full form is known."""

from __future__ import annotations

import pytest

from pipeline.agencies import (
    Places,
    agency_id,
    agency_topic,
    find_agencies,
    find_places,
    full_name,
    is_agency,
)
from pipeline.agencies.places import level_of, region_names

PLACES = Places(city="云溪市", county="望川县")


@pytest.mark.parametrize(
    ("printed", "full"),
    [
        ("县交通运输局", "望川县交通运输局"),
        ("市财政局", "云溪市财政局"),
        ("财政局", "望川县财政局"),
        ("望川县交通运输局", "望川县交通运输局"),
        ("市生态环境局望川分局", "云溪市生态环境局望川分局"),
        # one full form known
        ("县人社局", "望川县人力资源和社会保障局"),
        ("市医保局", "云溪市医疗保障局"),
        # several full forms known: stays as printed
        ("县住建局", "望川县住建局"),
        ("县编办", "望川县编办"),
        # old names stay
        ("县安监局", "望川县安监局"),
        ("中共望川县委宣传部", "望川县委宣传部"),
        ("县委宣传部", "望川县委宣传部"),
        # national bodies and companies have no region put in front
        ("教育部", "教育部"),
        ("国家发展改革委", "国家发展改革委"),
        ("央行", "央行"),
        ("最高人民法院", "最高人民法院"),
        ("云溪供电公司", "云溪供电公司"),
    ],
)
def test_full_names(printed: str, full: str) -> None:
    assert full_name(printed, PLACES) == full


def test_a_missing_region_is_not_invented() -> None:
    assert full_name("市财政局", Places(county="望川县")) == "市财政局"
    assert full_name("区住建局", PLACES) == "区住建局"


@pytest.mark.parametrize(
    ("name", "identifier", "topic"),
    [
        ("望川县应急管理局", "emergency", "R20"),
        ("咸宁市安监局", "emergency", "R20"),
        ("云溪市国土资源局", "natres", "R04"),
        ("县公安局交警大队", "traffic_police", "R09"),
        ("望川县人民政府办公室", "govoffice", "R01"),
        ("市生态环境局望川分局", "env", "R12"),
        ("望川县人民医院", "blood", "R16"),
    ],
)
def test_functional_ids_survive_the_reforms(name: str, identifier: str, topic: str) -> None:
    assert agency_id(name) == identifier
    assert agency_topic(identifier) == topic


def test_unknown_unit_has_no_id() -> None:
    assert agency_id("望川县某某协会") == ""
    assert agency_topic("nobody") == ""


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "经商市财政局、县公安局交警大队,会同望川县教育局和住房和城乡建设局研究",
            ["市财政局", "县公安局交警大队", "望川县教育局", "住房和城乡建设局"],
        ),
        ("由峨眉山市水务局牵头", ["峨眉山市水务局"]),
        ("群众反映的问题", []),
    ],
)
def test_units_in_text(text: str, names: list[str]) -> None:
    found = find_agencies(text)
    assert [a.raw for a in found] == names
    assert all(text[a.start : a.end] == a.raw for a in found)


@pytest.mark.parametrize(
    "name", ["望川县交通运输局", "人民银行梅岭市中心支行", "柳塘镇人民政府", "临泊市公安局东港分局"]
)
def test_reads_as_a_unit(name: str) -> None:
    assert is_agency(name)


@pytest.mark.parametrize(
    "name", ["我局", "有关部门", "各承办单位", "感谢您的支持", "2023年5月", "《办法》", "局"]
)
def test_reads_as_no_unit(name: str) -> None:
    assert not is_agency(name)


def test_places_by_vote() -> None:
    assert find_places(["望川县交通运输局", "望川县第十八届人民代表大会", "云溪市人民政府"]) == PLACES
    assert find_places(["高新区管委会", "城市管理局", "农业银行"]) == Places()


@pytest.mark.parametrize(
    ("name", "regions"),
    [
        ("湖北省咸宁市应急管理局", ["湖北省", "咸宁市"]),
        ("海湾区商务局", ["海湾区"]),
        ("清湖区民政局", ["清湖区"]),
        ("城市管理局", []),
        ("市场监督管理局", []),
        ("社区卫生服务中心", []),
        ("综合市工业和信息化局", []),
    ],
)
def test_regions_in_front(name: str, regions: list[str]) -> None:
    assert list(region_names(name)) == regions


@pytest.mark.parametrize(
    ("region", "level"),
    [
        ("重庆市", "省"),
        ("云溪市", "市"),
        ("滇岭州", "市"),
        ("望川县", "县"),
        ("白渡镇", "乡"),
        ("广西壮族自治区", "省"),
    ],
)
def test_levels(region: str, level: str) -> None:
    assert level_of(region) == level
