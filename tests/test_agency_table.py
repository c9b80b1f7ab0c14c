"""The table of units: sound rows, ids that stay, names of before and after the reforms, words that look alike."""

from __future__ import annotations

import csv
import re
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.agencies import agency_id, agency_topic, find_agencies, name_ended

DATA = resources.files("pipeline.agencies").joinpath("data")
ROWS = list(csv.DictReader(DATA.joinpath("agencies.csv").read_text("utf-8").splitlines()))
# Ids that stores and users' queries hold already.
IDS = frozenset(
    re.findall(
        r"\w+",
        """
govoffice ndrc grain edu sci miit ethnic police traffic_police civil justice finance hrss social_ins employ staffing
natres env housing estate transport highway road_transport water agri rural_revital forest livestock commerce invest
culture_tour sport heritage radio health cdc medins drug veteran emergency fire audit sasac market stats finreg nfra
pboc tax petition govaffairs data urbanmgmt sanitation parks municipal airdef foreign taiwan renewal provfund coop
archive power energy tobacco weather quake post telecom port court procuracy discipline org_dept prop_dept
united_front politics_law social_work party_office supervision union youth women disabled redcross cast ficc
federation writers town zone bus_co water_co gas_co city_invest rail airport reservoir cyber_police training research
npc cppcc consumer insurance ip migration blood univ state_council
""",
    )
)


def names(row: dict[str, str], *columns: str) -> list[str]:
    cells = [part for column in columns for part in row[column].split("|")]
    return [cell.partition("=")[0].lstrip("~") for cell in cells if cell]


def test_rows_are_sound() -> None:
    sources = set(re.findall(r"^\| (\w+) \|", DATA.joinpath("README.txt").read_text("utf-8"), re.MULTILINE))
    ids = [row["id"] for row in ROWS]
    assert len(ids) == len(set(ids)) >= 130
    for row in ROWS:
        assert re.fullmatch(r"R(?:0\d|1\d|2[0-2])", row["topic"]), row["id"]
        assert set(row["source"].split()) <= sources, row["id"]
        assert row["source"], row["id"]
        assert all(
            re.fullmatch(r"[一-龥]{2,20}", name) for name in names(row, "name", "forms", "short", "former")
        )


def test_no_id_was_lost() -> None:
    assert {row["id"] for row in ROWS} >= IDS


def test_each_name_gives_the_id_of_its_row() -> None:
    owners: dict[str, set[str]] = {}
    for row in ROWS:
        for name in names(row, "name", "forms", "short", "former"):
            owners.setdefault(name, set()).add(row["id"])
    for name, ids in owners.items():
        assert agency_id(name) in ids, name


def test_years_of_former_names() -> None:
    years = [int(y) for row in ROWS for y in re.findall(r"=(\d+)", row["former"])]
    assert len(years) > 150
    assert 1998 <= min(years) <= max(years) <= 2024


@pytest.mark.parametrize(
    ("name", "identifier", "topic", "until"),
    [
        ("国家数据局", "data", "R01", None),
        ("望川县金融监管支局", "nfra", "R03", None),
        ("云溪银监分局", "nfra", "R03", 2018),
        ("云溪银保监分局", "nfra", "R03", 2023),
        ("云溪市委社会工作部", "social_work", "R22", None),
        ("望川县信访局", "petition", "R01", None),
        ("望川县乡村振兴局", "rural_revital", "R05", None),
        ("望川县扶贫办", "rural_revital", "R05", 2021),
        ("望川县安监局", "emergency", "R20", 2018),
        ("卫生部", "health", "R16", 2013),
        ("建设部", "housing", "R10", 2008),
        ("望川县文广新局", "culture_tour", "R14", 2018),
        ("望川县行政审批局", "data", "R01", None),
        ("望川县地方志办公室", "archive", "R01", None),
        ("望川县消防救援大队", "fire", "R20", None),
        ("国网望川县供电公司", "power", "R08", None),
        ("云溪市住房公积金管理中心", "provfund", "R10", None),
        ("望川县不动产登记中心", "realestate_reg", "R04", None),
        ("望川县人武部", "military", "R22", None),
        ("云溪市贸促会", "ccpit", "R13", None),
        ("望川县森林公安局", "forest_police", "R21", None),
        ("望川县公共资源交易中心", "public_trade", "R03", None),
        ("云溪海事局", "port", "R13", None),
        # a branch behind the unit's name
        ("市生态环境局望川分局", "env", "R12", None),
        ("人民银行云溪市分行", "pboc", "R03", None),
        ("云溪市特种设备检测研究院望川检测院", "quality_inst", "R19", None),
        ("中国国际贸易促进委员会云溪市委员会", "ccpit", "R13", None),
    ],
)
def test_names_of_both_sides_of_a_reform(name: str, identifier: str, topic: str, until: int | None) -> None:
    assert agency_id(name) == identifier
    assert agency_topic(identifier) == topic
    assert name_ended(name) == until


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("丰台区政府发布通告", ["丰台区政府"]),
        ("经市政府同意,由区法院、县检察院执行", ["市政府", "区法院", "县检察院"]),
        ("央行和银监会要求", ["央行", "银监会"]),
        ("厦门市教育局、商丘市财政局", ["厦门市教育局", "商丘市财政局"]),
        ("赵县民政局与盂县水利局", ["赵县民政局", "盂县水利局"]),
        ("市财政局和县教育局", ["市财政局", "县教育局"]),
        ("省厅配合县生态环境分局", ["县生态环境分局"]),
        ("朝天门派出所", ["派出所"]),
        # a word that looks alike, a thing that is no unit, a word that goes on
        ("拓宽人行道,新建人行天桥", []),
        ("依托云平台办理业务,对外办公", []),
        ("中央行政单位", []),
        ("法人行为规范", []),
        ("企业集团委托经营", []),
        ("召开职工会议", []),
        ("政府采购与政府性基金", []),
        ("城市政府责任", []),
        ("新建图书馆、文化馆", []),
        ("公安部门与司法部门", []),
        ("地方政府", []),
    ],
)
def test_units_in_running_text(text: str, found: list[str]) -> None:
    assert [unit.raw for unit in find_agencies(text)] == found


@given(st.text(alphabet="市县区政府办局委人行道平台央行公安部门法院、, ", max_size=40))
@settings(deadline=None)
def test_units_stand_in_order_and_where_they_say(text: str) -> None:
    end = 0
    for unit in find_agencies(text):
        assert end <= unit.start < unit.end
        assert text[unit.start : unit.end] == unit.raw
        end = unit.end


def test_long_runs_are_read_in_linear_time() -> None:
    for run in ("县" * 60_000, "市县区" * 20_000, "平台办" * 20_000, "政府" * 30_000, "北京市" * 20_000):
        assert len(find_agencies(run)) <= len(run)
