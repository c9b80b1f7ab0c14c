"""Regions of the table: totals, levels, parents, former names; what they decide in a letter."""

from __future__ import annotations

import csv
from collections import Counter
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.agencies import Places, find_places, full_name
from pipeline.agencies.places import level_of, region_names
from pipeline.agencies.regions import (
    ancestors,
    find_region,
    region_level,
    region_prefix,
    regions_named,
    successors,
)
from tests.letters import letter, standard, values

TABLE = resources.files("pipeline.agencies").joinpath("data/regions.csv").read_text("utf-8")
ROWS = list(csv.DictReader(TABLE.splitlines()))


def test_totals_are_the_official_ones() -> None:
    today = Counter(row["kind"] for row in ROWS if not row["until"])
    provinces = {"省": 23, "自治区": 5, "直辖市": 4, "特别行政区": 2}
    cities = {"市": 293, "自治州": 30, "地区": 7, "盟": 3}
    counties = {
        "市辖区": 976,
        "县级市": 397,
        "县": 1301,
        "自治县": 117,
        "旗": 49,
        "自治旗": 3,
        "林区": 1,
        "特区": 1,
    }
    assert today == provinces | cities | counties
    assert (sum(cities.values()), sum(counties.values())) == (333, 2845)


def test_rows_are_sound() -> None:
    today = {row["code"] for row in ROWS if not row["until"]}
    assert len(today) == sum(not row["until"] for row in ROWS)
    for row in ROWS:
        assert len(row["code"]) == 6
        assert row["code"].isdigit()
        assert set(row["into"].split()) <= today
        assert not row["until"] or 2000 <= int(row["until"]) <= 2025
        assert bool(row["until"]) or not row["into"]


def test_every_region_lies_in_one_of_the_next_level() -> None:
    for row in ROWS:
        for region in regions_named(row["name"]):
            around = [r.level for r in ancestors(region)]
            assert around == {"省": [], "市": ["省"], "县": ["市", "省"]}[region.level] or around == ["省"]


@pytest.mark.parametrize(
    ("name", "level", "parents"),
    [
        ("义乌市", "县", ["金华市", "浙江省"]),
        ("咸宁市", "市", ["湖北省"]),
        ("仙桃市", "县", ["湖北省"]),
        ("济源市", "县", ["河南省"]),
        ("重庆市", "省", []),
        ("两江新区", "县", ["重庆市"]),
        ("浦东新区", "县", ["上海市"]),
        ("恩施州", "市", ["湖北省"]),
        ("阿拉善盟", "市", ["内蒙古自治区"]),
        ("阿克苏地区", "市", ["新疆维吾尔自治区"]),
        ("神农架林区", "县", ["湖北省"]),
        ("六枝特区", "县", ["六盘水市", "贵州省"]),
        ("乌审旗", "县", ["鄂尔多斯市", "内蒙古自治区"]),
        ("芒市", "县", ["德宏傣族景颇族自治州", "云南省"]),
    ],
)
def test_level_and_parents(name: str, level: str, parents: list[str]) -> None:
    region = find_region(name)
    assert region is not None
    assert (region.level, [r.name for r in ancestors(region)]) == (level, parents)
    assert level_of(name) == level


@pytest.mark.parametrize("name", ["望川县", "清湖区", "云溪市", "义乌", "市", ""])
def test_unknown_names(name: str) -> None:
    assert regions_named(name) == ()
    assert (find_region(name), region_level(name)) == (None, "")


def test_one_name_of_several_needs_the_region_around_it() -> None:
    assert len(regions_named("鼓楼区")) == 4
    assert region_level("鼓楼区") == "县"
    assert find_region("鼓楼区") is None
    assert find_region("鼓楼区", ["云溪市"]) is None
    for around, code in (("徐州市", "320302"), ("开封", "410204"), ("福建省", "350102")):
        found = find_region("鼓楼区", [around])
        assert found is not None
        assert found.code == code
    assert find_region("鼓楼区", ["江苏省"]) is None  # 南京市, 徐州市


@pytest.mark.parametrize(
    ("name", "kind", "until", "heirs"),
    [
        ("海门市", "县级市", 2020, ["海门区"]),
        ("莱芜市", "市", 2019, ["莱芜区", "钢城区"]),
        ("长岛县", "县", 2020, ["蓬莱区"]),
        ("崇文区", "市辖区", 2010, ["东城区"]),
        ("襄樊市", "市", 2010, ["襄阳市"]),
        ("毕节地区", "地区", 2011, ["毕节市"]),
        ("渝北区", "市辖区", 2025, ["两江新区", "北碚区"]),
    ],
)
def test_former_names(name: str, kind: str, until: int, heirs: list[str]) -> None:
    (region,) = regions_named(name)
    assert (region.kind, region.until) == (kind, until)
    assert [r.name for r in successors(region)] == heirs


def test_the_year_chooses_between_namesakes() -> None:
    assert region_level("毕节市") == region_level("毕节市", 2015) == "市"
    assert region_level("毕节市", 2009) == "县"
    assert region_level("巢湖市", 2009) == "市"
    assert region_level("巢湖市", 2011) == region_level("巢湖市") == "县"
    assert [r.code for r in regions_named("海门市", 2024)] == ["320684"]


@pytest.mark.parametrize(
    ("text", "prefix"),
    [
        ("沙县区财政局", "沙县区"),
        ("沙县财政局", "沙县"),
        ("积石山保安族东乡族撒拉族自治县教育局", "积石山保安族东乡族撒拉族自治县"),
        ("望川县财政局", ""),
        ("财政局", ""),
        ("", ""),
    ],
)
def test_prefix(text: str, prefix: str) -> None:
    assert region_prefix(text) == prefix


@given(st.text(alphabet="市县区州北京海门义乌南沙自治", max_size=12))
@settings(deadline=None)
def test_a_prefix_is_a_name_in_front(text: str) -> None:
    prefix = region_prefix(text)
    assert text.startswith(prefix)
    assert not prefix or regions_named(prefix)


@pytest.mark.parametrize(
    ("name", "regions"),
    [
        ("厦门市教育局", ["厦门市"]),
        ("成都市武侯区水务局", ["成都市", "武侯区"]),
        ("晋城市城区民政局", ["晋城市", "城区"]),
        ("市中区教育局", ["市中区"]),
        ("商丘市财政局", ["商丘市"]),
        ("赵县民政局", ["赵县"]),
        # invented ones go by their suffix
        ("浩山区民政局", ["浩山区"]),
        ("澜城区民政局", ["澜城区"]),
        ("中心城区建设局", []),
        ("主城区建设局", []),
        ("大山区教育局", []),
        ("偏远山区教育局", []),
        ("反馈区财政局", []),
        ("双江拉祜族佤族布朗族傣族自治县水务局", ["双江拉祜族佤族布朗族傣族自治县"]),
        # real names that are words here
        ("城区建设局", []),
        ("会同县教育局", []),
        ("和县教育局", []),
        ("中山市场监督管理局", []),
        ("江北区域发展中心", []),
    ],
)
def test_real_names_in_front_of_units(name: str, regions: list[str]) -> None:
    assert list(region_names(name)) == regions


def test_places_of_a_county_city() -> None:
    places = find_places(["义乌市教育局", "义乌市第十五届人民代表大会"])
    assert places == Places("浙江省", "金华市", "义乌市", "", "义乌市")
    assert full_name("市财政局", places) == "义乌市财政局"
    assert full_name("教育局", places) == "义乌市教育局"
    assert full_name("市生态环境局义乌分局", places) == "金华市生态环境局义乌分局"
    assert find_places(["泗水县教育局"]).city == "济宁市"
    assert find_places(["朝阳区教育局"]) == Places(county="朝阳区")
    assert find_places(["望川县教育局"]) == Places(county="望川县")
    assert find_places(["长春市教育局", "朝阳区教育局"]).bare_city == "长春市"
    assert find_places(["重庆市教育委员会"]).bare_city == "重庆市"


@pytest.mark.parametrize(
    ("title", "signed", "level", "region"),
    [
        ("对义乌市第十五届人大三次会议第12号建议的答复", "义乌市水务局", "县", "义乌市"),
        ("对市第十五届人大三次会议第12号建议的答复", "义乌市水务局", "县", "义乌市"),
        ("对市政协十五届三次会议第12号提案的答复", "江阴市水务局", "县", "江阴市"),
        ("对金华市第八届人大三次会议第12号建议的答复", "义乌市水务局", "市", "金华市"),
        ("对省第十四届人大三次会议第12号建议的答复", "义乌市水务局", "省", "浙江省"),
        ("对省第十四届人大三次会议第12号建议的答复", "云溪市水务局", "省", ""),
        ("对市第六届人大三次会议第12号建议的答复", "重庆市水利局", "省", "重庆市"),
        ("对区第六届人大三次会议第12号建议的答复", "重庆市渝中区水利局", "县", "渝中区"),
        ("对市第五届人大三次会议第12号建议的答复", "咸宁市水利局", "市", "咸宁市"),
        ("对市第五届人大三次会议第12号建议的答复", "云溪市水利局", "市", "云溪市"),
        ("对州第五届人大三次会议第12号建议的答复", "恩施州水利局", "市", "恩施州"),
        ("对海门市第五届人大三次会议第12号建议的答复", "海门市水利局", "县", "海门市"),
        (
            "对双江拉祜族佤族布朗族傣族自治县第五届人大三次会议第12号建议的答复",
            "双江拉祜族佤族布朗族傣族自治县水务局",
            "县",
            "双江拉祜族佤族布朗族傣族自治县",
        ),
    ],
)
def test_level_and_region_of_a_congress(title: str, signed: str, level: str, region: str) -> None:
    doc = letter(standard(title=title, opening="所提问题收悉，现答复如下：", tail=f"{signed}\n2022年5月27日"))
    assert values(doc, "level") == [level]
    assert values(doc, "region") == ([region] if region else [])
