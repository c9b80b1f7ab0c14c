"""Recognise units in text and give them their full name and functional id."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pipeline.agencies.places import Places, region_names
from pipeline.errors import RuleError
from pipeline.lexicon import longest_of
from pipeline.rules import load_toml

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
_REGION_ENDS = frozenset("省市州盟县区旗乡镇道")
_NATIONAL = re.compile(
    r"^(?:国家|中国|国务院|中华|全国|国网|中央|海关总署|审计署|央行|[证银保]监会|银保监会|最高|团中央|(?![市县区省州])[^委\s]{2,8}部$)"
)
_LONGEST_REGION = 16
_UP_TO_BREAK = re.compile(r".*[^一-龥]", re.DOTALL)
_BOUNDARY = re.compile(r"会同|经商|协同|联合|[商由与和及对向请经在到为给将让是同从被把]")
_ENTERPRISE = re.compile(r"(?:公司|集团|医院|学校|大学|学院|银行)$")
_BRANCH = (
    r"(?<=[局会司行署部院团])[一-龥]{1,6}"
    r"(?:分局|支局|监管局|分公司|支行|分行|分署|中队|大队|支队|管理所|监管所|服务站|检测院|[省市县区州]委员会)"
)
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
    ended: dict[str, int]  # former name -> year
    regional: frozenset[str]  # names that speak of a unit only behind a region (县政府)
    lookalikes: dict[str, list[tuple[str, int]]]
    longest: int


@cache
def _table() -> _Table:
    ids: dict[str, str] = {}
    full: dict[str, tuple[str, ...]] = {}
    topics: dict[str, str] = {}
    ended: dict[str, int] = {}
    regional: set[str] = set()
    with resources.files("pipeline.agencies").joinpath("data/agencies.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            topics[row["id"]] = row["topic"]
            for name in (row["name"], *_forms(row, regional), *_shorts(row, full), *_former(row, ended)):
                ids.setdefault(name, row["id"])
    longest = max(map(len, ids))
    return _Table(ids, full, tuple(full), topics, ended, frozenset(regional), _lookalikes(ids), longest)


@cache
def _unit() -> re.Pattern[str]:
    """The names as one pattern; it is made late, since an id alone needs none."""
    return longest_of(sorted(_table().ids, key=lambda name: (-len(name), name)))


def _lookalikes(ids: dict[str, str]) -> dict[str, list[tuple[str, int]]]:
    """Short names -> the words that hold them, with the name's place in the word."""
    words: dict[str, list[tuple[str, int]]] = {}
    for name, holders in load_toml("pipeline.agencies", "data/lookalikes.toml")["in"].items():
        if name not in ids:
            raise RuleError(f"lookalikes.toml: {name} is no name of agencies.csv")
        words[name] = [(word, word.index(name)) for word in holders.split()]
    return words


def _forms(row: dict[str, str], regional: set[str]) -> list[str]:
    forms = [form for form in row["forms"].split("|") if form]
    regional.update(form[1:] for form in forms if form[0] == "~")
    return [form.lstrip("~") for form in forms]


def _shorts(row: dict[str, str], full: dict[str, tuple[str, ...]]) -> list[str]:
    names = []
    for short in filter(None, row["short"].split("|")):
        name, _, expansions = short.partition("=")
        if expansions:
            full.setdefault(name, tuple(expansions.split("/")))
        names.append(name)
    return names


def _former(row: dict[str, str], ended: dict[str, int]) -> list[str]:
    names = []
    for former in filter(None, row["former"].split("|")):
        name, _, year = former.partition("=")
        if year:
            ended[name] = int(year)
        names.append(name)
    return names


def _known_ending(name: str) -> str:
    """The longest name of the table that a unit's name ends in, '' if none."""
    table = _table()
    base = re.sub(rf"{_BRANCH}$", "", name)
    for candidate in (name, base):
        for start in range(max(0, len(candidate) - table.longest), len(candidate) - 1):
            if candidate[start:] in table.ids:
                return candidate[start:]
    return ""


def agency_id(name: str) -> str:
    """The functional id of a unit's name (longest known ending), '' if the table knows none."""
    return _table().ids.get(_known_ending(name), "")


def name_ended(name: str) -> int | None:
    """The year in which a reform ended a unit's name (安监局: 2018; later locally), None if it is in use."""
    return _table().ended.get(_known_ending(name))


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
    for match in _unit().finditer(text, start, len(text) if end is None else end):
        position, name = match.start(), match.group()
        if text[match.end() : match.end() + 1] in _WORD_GOES_ON:
            continue
        left = _extend_left(text, position, floor)
        if (left == position and name in table.regional) or (
            name in table.lookalikes and _looks_alike(text, position, table.lookalikes[name])
        ):
            continue
        found.append(AgencyName(left, match.end(), text[left : match.end()], table.ids[name]))
        floor = match.end()
    return found


def _looks_alike(text: str, position: int, words: list[tuple[str, int]]) -> bool:
    """Whether a short name is a part of one of the words (人行 of 人行道)."""
    return any(position >= before and text.startswith(word, position - before) for word, before in words)


def _extend_left(text: str, position: int, floor: int) -> int:
    """Start of the region in front of a unit, or `position` itself."""
    last = text[position - 1 : position]
    if last not in _REGION_ENDS or position == floor:
        return position
    window = text[max(floor, position - _LONGEST_REGION) : position]
    broken = _UP_TO_BREAK.match(window)
    window = window[broken.end() :] if broken else window
    if len(window) > 1:
        for start in (0, *(m.end() for m in _BOUNDARY.finditer(window))):
            piece = window[start:]
            if len(piece) > 1 and "".join(region_names(piece)) == piece:
                return position - len(piece)
    return position - 1 if last in _PREFIX_LEVEL else position


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
        own = _own_region(name, level, places)
        return _expand((own or name[:1]) + name[1:])
    if _ENTERPRISE.search(name) or _named_after(name, places):
        return name
    return _expand(_nearest(places) + name)


def _named_after(name: str, places: Places) -> bool:
    """Whether a name begins with the stem of the document's own region (菱川高新区管委会 in 菱川市)."""
    return name.startswith(places.stems()) if places.stems() else False


def _own_region(name: str, level: str, places: Places) -> str:
    """The region that a name's first character stands for; a county's branch belongs to the city above it."""
    prefix = name[:1]
    if prefix == "市":
        branch = places.county[:-1] and f"局{places.county[:-1]}"
        return places.city if branch and branch in name else places.bare_city
    own = places.at(level)
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
