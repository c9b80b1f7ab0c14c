"""Regions a document speaks from: the own names of its province, city, county and township."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pipeline.agencies.regions import ancestors, find_region, region_level, region_prefix

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
_GOES_ON = r"(?!级|内|域|划|情|直|属|场|民(?!政|族|宗)|长)"
_REGION = re.compile(rf"(?P<name>[一-龥]{{2,9}}?(?P<suffix>{_SUFFIX})){_GOES_ON}")
_END = re.compile(_GOES_ON)
# Real names that are words of the texts too: regions only behind the region around them (晋城市城区).
_WORDS_TOO = frozenset(
    {"城区", "郊区", "矿区", "东区", "西区", "老城区", "新城区", "南郊区", "新市区", "和县", "会同县"}
)
# Words that end in a suffix character but name no region.
_NO_REGION = re.compile(
    r"(?:我|本|全|各|该|两|某|外|郊|园|社|小|校|矿|库|灌|景|辖|市|县|老城|新城|主城|中心城|城市|农村|乡|"
    r"开发|保护|示范|工业|行政|功能|试验|度假|产业|住宅|保税|高新|经开|试点|休息|服务|生活|办公|作业|片|牧|库)区$|"
    r"(?:..|^[老新主县市旧全大中各在该我本外内古都小])城区$|(?:..|^[大高深石边老库半浅])山区$|"
    r"参考|征得|收悉|敬悉|经[与商]|走访|了[省市县区州旗]$|反馈|报送|回复|答复|抄送|转送|移交|呈报|批转|收到|征询|交办|转办|督办|承办|会办|提交|组织|配合|联合|希望|督促|要求|协调|表示|结合|通过|邀请|委托|转交|反映|咨询|投诉|恳请|报请|提请|明确|审议|"
    r"作为|依托|依靠|请求|强烈|严重|取消|违反|看到|今[天年]|每年|用于|已|"
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
    """The own names of the regions by level (省 市 县 乡), '' where the document gives none.

    `urban` is the 市 that a bare 市 means where it is not `city`: a 县级市 or a 直辖市.
    """

    province: str = ""
    city: str = ""
    county: str = ""
    town: str = ""
    urban: str = ""

    @property
    def bare_city(self) -> str:
        """The region that 市 alone stands for (市财政局, 市五届人大)."""
        if self.urban or self.city:
            return self.urban or self.city
        return next((name for name in (self.county, self.province) if name.endswith("市")), "")

    def stems(self) -> tuple[str, ...]:
        """The regions' names without their suffix (河北, 望川), as some units carry them."""
        regions = (self.province, self.city, self.county)
        return tuple(region[:-1] for region in regions if len(region) > 2)

    def at(self, level: str) -> str:
        """The region's name at a level of the contract (省 市 县 乡)."""
        return {"省": self.province, "市": self.city, "县": self.county, "乡": self.town}.get(level, "")


def level_of(region: str) -> str:
    """The level (省 市 县 乡) of a region: that of the table, else what the suffix speaks of."""
    known = region_level(region)
    if known:
        return known
    for suffix in ("自治区", "自治州", "自治县", "自治旗", "地区", "街道"):
        if region.endswith(suffix):
            return LEVEL_OF_SUFFIX[suffix]
    return LEVEL_OF_SUFFIX.get(region[-1:], "")


@lru_cache(maxsize=4096)
def region_names(text: str) -> tuple[str, ...]:
    """The regions named at the front of a unit's or congress's name, outermost first (folded text)."""
    names: list[str] = []
    rest = text
    name = _known_region(text, names)
    if not name:
        rest = _LEAD_WORDS.sub("", text)
        cut = len(rest) < len(text)
        name = (_known_region(rest, names, cut) if cut else "") or _region_by_suffix(rest)
    while name:
        names.append(name)
        rest = rest[len(name) :]
        name = _known_region(rest, names) or _region_by_suffix(rest)
    return tuple(names)


def _known_region(text: str, before: list[str], cut: bool = False) -> str:
    """The region of the table that a text begins with; after a cut none of two characters (与和县 is no 和县)."""
    name = region_prefix(text)
    if not name or not _END.match(text, len(name)) or name[-1] not in LEVEL_OF_SUFFIX:
        return ""
    if not before and (name in _WORDS_TOO or (cut and len(name) == 2)):
        return ""
    return name


def _region_by_suffix(text: str) -> str:
    match = _REGION.match(text)
    return match["name"] if match and not _NO_REGION.search(match["name"]) else ""


def find_places(names: Iterable[str]) -> Places:
    """The document's regions by vote over names of units, congresses, sites, most trusted first."""
    votes: dict[str, Counter[str]] = {level: Counter() for level in ("省", "市", "县", "乡")}
    for rank, name in enumerate(names):
        for region in region_names(name):
            level = level_of(region)
            if level:
                votes[level][region] += 100 - min(rank, 90)
    best = {level: (count.most_common(1)[0][0] if count else "") for level, count in votes.items()}
    urban = [
        (votes[level][best[level]], best[level]) for level in ("县", "市", "省") if best[level].endswith("市")
    ]
    own = max(urban, key=lambda vote: vote[0])[1] if urban else ""
    city = best["市"] or _around(best["县"], best["省"], "市")
    province = best["省"] or _around(city, "", "省") or _around(best["县"], city, "省")
    return Places(province, city, best["县"], best["乡"], "" if own == city else own)


def _around(region: str, known: str, level: str) -> str:
    """The region of a level that one of the table lies in, '' if several of its name are left."""
    found = find_region(region, (known,) if known else ()) if region else None
    return next((r.name for r in ancestors(found) if r.level == level), "") if found else ""
