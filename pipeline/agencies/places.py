"""Regions a document speaks from: the own names of its province, city, county and township."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

MUNICIPALITIES = frozenset({"北京市", "上海市", "天津市", "重庆市"})
AUTONOMOUS = frozenset({"内蒙古自治区", "广西壮族自治区", "西藏自治区", "宁夏回族自治区", "新疆维吾尔自治区"})
LEVEL_OF_SUFFIX = {
    "省": "省",
    "自治区": "省",
    "市": "市",
    "自治州": "市",
    "州": "市",
    "盟": "市",
    "地区": "市",
    "县": "县",
    "自治县": "县",
    "区": "县",
    "旗": "县",
    "自治旗": "县",
    "林区": "县",
    "乡": "乡",
    "镇": "乡",
    "街道": "乡",
}
_SUFFIX = "自治区|自治州|自治县|自治旗|地区|省|市|州|盟|县|区|旗|乡|镇|街道"
_REGION = re.compile(
    rf"(?P<name>[一-龥]{{2,9}}?(?P<suffix>{_SUFFIX}))(?!级|内|域|划|情|直|属|场|民(?!政|族|宗)|长)"
)
# Words that end in a suffix character but name no region.
_NO_REGION = re.compile(
    r"(?:我|本|全|各|该|两|某|外|城|郊|园|社|小|校|山|矿|库|灌|景|辖|市|县|老城|新城|主城|中心城|城市|农村|乡|"
    r"开发|保护|示范|工业|行政|功能|试验|度假|产业|住宅|保税|高新|经开|试点|休息|服务|生活|办公|作业|片|牧|库)区$|"
    r"综合|汇总|按照|征求|确定|责成|听取|先后|分别|^[并又与再还由被把]|协办|单位|政府|协助|会同[一-龥]+.$|局|关于|[的委提们在]|分管|建议|政协|人大|会议|代表|现场|公司|"
    r"(?:城|都|超|门|股|集|菜|夜|上|楼|房|全|我|本|各|该|地级|县级|直辖)市$|(?:我|全|本|各|该|贫困|山区)县$|"
    r"(?:我|全|本|各)(?:省|州|镇|乡|旗|街道)$|(?:家|回|返|下|老|城|美丽)乡$|(?:城|集|重|特色小|小城|中心|建制)镇$|"
    r"(?:红|锦|党|国|五星红)旗$|反省$|加盟$|联盟$|同盟$|民盟$|台盟$"
)
_LEAD_WORDS = re.compile(
    r"^(?:关于|对于|对|在|由|经|商|会同|以及|及|和|与|向|到|从|是|为|请|按|按照|根据|中共|政协|中国人民政治协商会议|"
    r"出席|当前|目前|现|将|您|你|的|该|各|全|我|本|市|省|县)+"
)


@dataclass(frozen=True, slots=True)
class Places:
    """The own names of the regions by level (省 市 县 乡), '' where the document gives none."""

    province: str = ""
    city: str = ""
    county: str = ""
    town: str = ""

    def stems(self) -> tuple[str, ...]:
        """The regions' names without their suffix (河北, 望川), as some units carry them."""
        regions = (self.province, self.city, self.county)
        return tuple(region[:-1] for region in regions if len(region) > 2)

    def at(self, level: str) -> str:
        """The region's name at a level of the contract (省 市 县 乡)."""
        return {"省": self.province, "市": self.city, "县": self.county, "乡": self.town}.get(level, "")


def level_of(region: str) -> str:
    """The level (省 市 县 乡) that a region's name speaks of; 直辖市 count as 省."""
    if region in MUNICIPALITIES or region in AUTONOMOUS:
        return "省"
    for suffix in ("自治区", "自治州", "自治县", "自治旗", "地区", "街道"):
        if region.endswith(suffix):
            return LEVEL_OF_SUFFIX[suffix]
    return LEVEL_OF_SUFFIX.get(region[-1:], "")


@lru_cache(maxsize=4096)
def region_names(text: str) -> tuple[str, ...]:
    """The regions named at the front of a unit's or congress's name, outermost first (folded text)."""
    names: list[str] = []
    rest = _LEAD_WORDS.sub("", text)
    while match := _REGION.match(rest):
        name = match["name"]
        if _NO_REGION.search(name):
            break
        names.append(name)
        rest = rest[match.end() :]
    return tuple(names)


def find_places(names: Iterable[str]) -> Places:
    """The document's regions by vote over names of units, congresses, sites, most trusted first."""
    votes: dict[str, Counter[str]] = {level: Counter() for level in ("省", "市", "县", "乡")}
    for rank, name in enumerate(names):
        for region in region_names(name):
            level = level_of(region)
            if level:
                votes[level][region] += 100 - min(rank, 90)
    best = {level: (count.most_common(1)[0][0] if count else "") for level, count in votes.items()}
    return Places(best["省"], best["市"], best["县"], best["乡"])
