"""Normal forms of field values (contract table); input is folded text."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from pipeline.readings import month_days
from pipeline.text import parse_int

_DOC = re.compile(
    r"(?P<code>[一-龥]+)\s*[\[(]\s*(?P<year>\d{4})\s*年?\s*[\])]\s*年?(?:第\s*)?(?P<serial>\S+?)\s*号?$"
)
_CODE_LEAD = re.compile(
    r"^.*(?:根据|依据|按照?|落实|贯彻|遵照|参照|印发了?|下发了?|出台了?|制定了?|转发了?|文件|通知|意见|办法|方案|规定|以及|关于|文号|字号|编号|见|由|以|据|照|执行|[我本][局委办厅市县区省]|《|》|[和及与](?=[一-龥]{3}))(?=[一-龥]{2,})"
)
_NO_CODE = frozenset(("根据", "依据", "按照", "遵照", "参照", "执行", "落实", "贯彻", "文件"))
_DATE_ARABIC = re.compile(r"((?:19|20)\s*\d\s*\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})")
_DATE_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_DATE_CHINESE = re.compile(
    r"([一二][〇零Oo0一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十廿卅]{1,4})日?"
)
_DAMAGED_DOC = re.compile(r"(?P<code>[一-龥]{2,16})\[?(?P<year>20[0-3]\d)\]?(?P<serial>\d{1,5})号?")
_DAMAGED_DATE = re.compile(r"(?P<year>20[0-3]\d)年?(?P<digits>\d{2,4})日?(?:\s.*)?")
_NUMBER_PART = re.compile(r"[A-Za-z]{0,3}\d+(?:-\d+){0,3}|[〇零一二三四五六七八九十百]+")
_RANGE = re.compile(r"^\s*(\d{1,5})\s*号?\s*(?:-|至)\s*(?:第\s*)?(\d{1,5})\s*$")


# Terms, sessions, months: the same few numerals on every page.
small_int = lru_cache(maxsize=512)(parse_int)


def iso_date(raw: str) -> str | None:
    """The first full date in folded text as ISO, None if there is none or it is no day of the calendar."""
    compact = raw.replace(" ", "")
    match = _DATE_ARABIC.search(raw) or _DATE_ARABIC.search(compact) or _DATE_COMPACT.search(compact)
    if match:
        return _iso(*(int(part.replace(" ", "")) for part in match.groups()))
    match = _DATE_CHINESE.search(compact)
    if match:
        parts = [small_int(part.replace("卅", "三十")) for part in match.groups()]
        return _iso(*(part or 0 for part in parts))
    return None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        value = date(year, month, day)
    except ValueError:
        return None
    return value.isoformat() if 1978 <= year <= 2100 else None


def document_number(raw: str) -> str | None:
    """望交函〔2024〕8号 from any bracket form, without the words before the 代字 (GB/T 9704-2012 7.2.5)."""
    match = _DOC.search(re.sub(r"\s+", "", raw))
    if not match:
        return None
    code = _CODE_LEAD.sub("", match["code"])
    if code in _NO_CODE:
        return None
    serial = match["serial"].lstrip("0") if match["serial"].isdigit() else match["serial"]
    chinese = small_int(serial) if not serial.isdigit() and "-" not in serial else None
    return f"{code}〔{match['year']}〕{chinese or serial}号"


def damaged_number(raw: str) -> str | None:
    """The number of a portal's table that lost its marks (望交函[20248), None if it is no such thing."""
    match = _DAMAGED_DOC.fullmatch(re.sub(r"\s+", "", raw))
    return document_number(f"{match['code']}[{match['year']}]{match['serial']}号") if match else None


def damaged_date(raw: str) -> str | None:
    """The one date that a run of digits of a portal's line can mean (2013621日), as ISO."""
    match = _DAMAGED_DATE.fullmatch(raw.strip())
    readings = month_days(match["digits"], int(match["year"])) if match else []
    return readings[0].isoformat() if len(readings) == 1 else None


def proposal_numbers(raw: str) -> list[str]:
    """The numbers of a printed list or range, leading zeros kept, Chinese numerals as digits."""
    ranged = _RANGE.match(raw)
    if ranged and 0 < int(ranged[2]) - int(ranged[1]) <= 20:
        width = len(ranged[1])
        return [str(n).zfill(width) for n in range(int(ranged[1]), int(ranged[2]) + 1)]
    numbers = []
    for part in _NUMBER_PART.findall(raw):
        value = part if part[-1].isdigit() else small_int(part)
        if value is not None:
            numbers.append(str(value))
    return numbers
