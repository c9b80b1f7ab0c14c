"""Recognise units in text and give them their full name and functional id."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pipeline.agencies.places import Places, level_of, region_names
from pipeline.lexicon import longest_of

_PREFIX_LEVEL = {
    "省": "省",
    "自治区": "省",
    "市": "市",
    "州": "市",
    "盟": "市",
    "县": "县",
    "区": "县",
    "旗": "县",
    "乡": "乡",
    "镇": "乡",
}
_NATIONAL = re.compile(
    r"^(?:国家|中国|国务院|中华|全国|国网|中央|海关总署|审计署|证监会|银保监会|(?![市县区省州])[^委\s]{2,8}部$)"
)
_BOUNDARY = re.compile(r"[^一-龥]|会同|经商|协同|联合|[商由与和及对向请经在到为给将让是同从被把]")
_ENTERPRISE = re.compile(r"(?:公司|集团|医院|学校|大学|学院|银行)$")
_BRANCH = r"(?<=[局会司])(?:[一-龥]{1,6}(?:分局|支局|分公司|支行|中队|大队|支队|管理所|监管所|服务站))"
_GENERIC = re.compile(
    r"(?:局|委员会|厅|部|办公室|办公厅|中心|人民政府|政府|管委会|办事处|公司|大队|支队|分局|支行|分行|法院|检察院|总队|"
    r"联合会|协会|总工会|学社|管理处|管理所|院|署|办|委|集团|站|馆|校|社)$"
)
_WORD_GOES_ON = ("门", "长", "员")  # 部门, 局长, 委员
_NOT_A_NAME = re.compile(r"^(?:我|本|该|各|贵|你|您|其|有关|相关|上级|主管|承办|会办|协办)|部门$|单位$")


@dataclass(frozen=True, slots=True)
class AgencyName:
    """A unit found in text: [start, end), as printed, with its functional id."""

    start: int
    end: int
    raw: str
    id: str


@dataclass(frozen=True, slots=True)
class _Table:
    ids: dict[str, str]
    full: dict[str, tuple[str, ...]]
    shorts: tuple[str, ...]
    topics: dict[str, str]
    unit: re.Pattern[str]
    longest: int


@cache
def _table() -> _Table:
    ids: dict[str, str] = {}
    full: dict[str, tuple[str, ...]] = {}
    topics: dict[str, str] = {}
    with resources.files("pipeline.agencies").joinpath("data/agencies.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            topics[row["id"]] = row["topic"]
            for name in _names(row, full):
                ids.setdefault(name, row["id"])
    ordered = sorted(ids, key=lambda name: (-len(name), name))
    return _Table(ids, full, tuple(full), topics, longest_of(ordered), len(ordered[0]))


def _names(row: dict[str, str], full: dict[str, tuple[str, ...]]) -> list[str]:
    names = [row["name"], *filter(None, row["forms"].split("|")), *filter(None, row["former"].split("|"))]
    for short in filter(None, row["short"].split("|")):
        name, _, expansions = short.partition("=")
        if expansions:
            full.setdefault(name, tuple(expansions.split("/")))
        names.append(name)
    return names


def agency_id(name: str) -> str:
    """The functional id of a unit's name (longest known ending), '' if the table knows none."""
    table = _table()
    base = re.sub(rf"{_BRANCH}$", "", name)
    for candidate in (name, base):
        for start in range(max(0, len(candidate) - table.longest), len(candidate) - 1):
            if candidate[start:] in table.ids:
                return table.ids[candidate[start:]]
    return ""


def agency_topic(identifier: str) -> str:
    """The R22 topic a functional unit usually answers for, '' if unknown."""
    return _table().topics.get(identifier, "")


def is_agency(name: str) -> bool:
    """Whether a whole string reads as the name of one unit (folded, no blanks)."""
    if not 3 <= len(name) <= 34 or _NOT_A_NAME.search(name) or re.search(r"[,。;:!?()《》、\d\s]", name):
        return False
    return bool(_GENERIC.search(name)) or bool(agency_id(name))


def find_agencies(text: str, start: int = 0, end: int | None = None) -> list[AgencyName]:
    """Units named in folded text, extended left by their region, left to right without overlap."""
    found: list[AgencyName] = []
    table = _table()
    floor = start
    for match in table.unit.finditer(text, start, len(text) if end is None else end):
        if text[match.end() : match.end() + 1] in _WORD_GOES_ON:
            continue
        left = _extend_left(text, match.start(), floor)
        found.append(AgencyName(left, match.end(), text[left : match.end()], table.ids[match.group()]))
        floor = match.end()
    return found


def _extend_left(text: str, position: int, floor: int) -> int:
    """Start of the region in front of a unit, or `position` itself."""
    window = text[max(floor, position - 16) : position]
    for start in (0, *(m.end() for m in _BOUNDARY.finditer(window))):
        piece = window[start:]
        if piece and "".join(region_names(piece)) == piece:
            return position - len(piece)
    return position - 1 if window[-1:] in _PREFIX_LEVEL else position


def full_name(raw: str, places: Places) -> str:
    """The unit's name with its region in front, short forms expanded where exactly one full form is known."""
    name = re.sub(r"\s+", "", raw).removeprefix("中共")
    if _NATIONAL.match(name):
        return _expand(name)
    if region_names(name):
        return _expand(name)
    if name.startswith("自治区"):
        return _expand((places.province or "自治区") + name[3:])
    level = _PREFIX_LEVEL.get(name[:1])
    if level and len(name) > 2 and not agency_id(name[:3]).startswith("zone"):
        own = _own_region(name[:1], level, places)
        return _expand((own or name[:1]) + name[1:])
    if _ENTERPRISE.search(name) or _named_after(name, places):
        return name
    return _expand(_nearest(places) + name)


def _named_after(name: str, places: Places) -> bool:
    """Whether a name begins with the stem of the document's own region (菱川高新区管委会 in 菱川市)."""
    return name.startswith(places.stems()) if places.stems() else False


def _own_region(prefix: str, level: str, places: Places) -> str:
    own = places.at(level)
    if prefix == "市" and not own and level_of(places.province) == "省" and places.province.endswith("市"):
        return places.province
    return own if own.endswith(prefix) or prefix in ("州", "旗") else ""


def _nearest(places: Places) -> str:
    return places.county or places.city or places.province


def _expand(name: str) -> str:
    table = _table()
    if not name.endswith(table.shorts):
        return name
    for short, forms in table.full.items():
        if name.endswith(short) and len(forms) == 1 and not name.endswith(forms[0]):
            return name[: -len(short)] + forms[0]
    return name
