"""The regions of China down to the counties: levels, parents, and names that ended.

`data/regions.csv` (sources and date in `data/README.txt`) holds the code of GB/T 2260, name, kind, short form
where it is no mere cut (恩施州), the year in which a former name ended and the codes that took its place.
A code says its parent: 330782 lies in 330700, or in 330000 where that code is not given out.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Region:
    """A region: `code` of six digits; `until` the year in which a former name ended; `into` its heirs' codes."""

    code: str
    name: str
    kind: str
    short: str
    until: int | None
    into: tuple[str, ...]

    @property
    def level(self) -> str:
        """省, 市 or 县: a 直辖市 is 省, a 自治州 or 盟 市, a 市辖区 or 县级市 县."""
        return _level(self.code)

    @property
    def parent(self) -> str:
        """The code of the region around it, '' for a province."""
        if self.code.endswith("0000"):
            return ""
        city = self.code[:4] + "00"
        return city if city != self.code and city in _by_code() else self.code[:2] + "0000"


@dataclass(frozen=True, slots=True)
class _Table:
    rows: dict[str, list[str]]  # name or short form -> lines, parsed when asked for
    sizes: dict[str, int]  # first two characters -> lengths of names, as bits


@cache
def _lines() -> list[str]:
    file = resources.files("pipeline.agencies").joinpath("data/regions.csv")
    return file.read_text(encoding="utf-8").splitlines()[1:]


@cache
def _table() -> _Table:
    rows: dict[str, list[str]] = {}
    sizes: dict[str, int] = {}
    for line in _lines():
        _, name, _, short, _ = line.split(",", 4)
        for form in (name, short) if short else (name,):
            if form in rows:
                rows[form].append(line)
            else:
                rows[form] = [line]
                sizes[form[:2]] = sizes.get(form[:2], 0) | 1 << len(form)
    return _Table(rows, sizes)


@cache
def _by_code() -> dict[str, str]:
    return {line[:6]: line for line in _lines()}


def _level(code: str) -> str:
    return "省" if code.endswith("0000") else "市" if code.endswith("00") else "县"


@cache
def _region(line: str) -> Region:
    code, name, kind, short, until, into = line.split(",")
    return Region(code, name, kind, short or _stem(name), int(until) if until else None, tuple(into.split()))


def _stem(name: str) -> str:
    for suffix in ("地区", "林区", "特区", "省", "市", "区", "县", "旗", "盟"):
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name[: -len(suffix)]
    return name


def regions_named(name: str, year: int | None = None) -> tuple[Region, ...]:
    """All regions of a name or short form; those of today, or those that bore it in `year`.

    A name that no region bears today gives the former ones. 鼓楼区 gives four, 义乌 none: a stem is no name.
    """
    regions = [_region(line) for line in _table().rows.get(name, ())]
    then = [r for r in regions if year is not None and r.until and year < r.until]
    now = [r for r in regions if r.until is None and not any(r.code[:2] == old.code[:2] for old in then)]
    return tuple(then + now or regions)


def find_region(name: str, within: Collection[str] = (), year: int | None = None) -> Region | None:
    """The one region of a name, `within` naming regions around it; None if unknown or still one of several."""
    found = regions_named(name, year)
    if len(found) > 1 and within:
        found = tuple(r for r in found if any(a.name in within or a.short in within for a in ancestors(r)))
    return found[0] if len(found) == 1 else None


def region_level(name: str, year: int | None = None) -> str:
    """The level (省 市 县) that all regions of a name share, '' for a name that the table does not know."""
    levels = {region.level for region in regions_named(name, year)}
    return levels.pop() if len(levels) == 1 else ""


def ancestors(region: Region) -> tuple[Region, ...]:
    """The regions around a region, nearest first: 金华市, 浙江省 for 义乌市."""
    around: list[Region] = []
    while region.parent:
        region = _region(_by_code()[region.parent])
        around.append(region)
    return tuple(around)


def successors(region: Region) -> tuple[Region, ...]:
    """The regions of today that took a former one's place (莱芜市 → 莱芜区, 钢城区), none for one of today."""
    return tuple(_region(_by_code()[code]) for code in region.into)


def region_prefix(text: str) -> str:
    """The longest name or short form of the table that a text begins with, '' if none."""
    table = _table()
    sizes = table.sizes.get(text[:2], 0)
    for length in range(min(sizes.bit_length(), len(text)), 1, -1):
        if sizes >> length & 1 and text[:length] in table.rows:
            return text[:length]
    return ""
