"""Forms in which gold and record are compared: white space and character width do not count."""

from __future__ import annotations

import re

from pipeline.text import parse_int

Value = str | int | float | None

_WIDTH = {cp: cp - 0xFEE0 for cp in range(0xFF01, 0xFF5F)}
_INVISIBLE = dict.fromkeys([0xAD, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F)])
_COMPARED = str.maketrans(_WIDTH | _INVISIBLE)

_DOCUMENT = re.compile(
    r"(?P<organ>[一-\u9fff]{2,14})[〔\[【(（﹝［](?P<year>(?:19|20)\d{2})[〕\]】)）﹞］]"
    r"第?0*(?P<number>\d[\d-]*|[×X]+)"
)
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})|(\d{4})(\d{2})(\d{2})$")
_SERIAL = re.compile(r"[A-Za-z]?\d[\d-]*")
_DIGITS = re.compile(r"\d+")
_NUMERAL = re.compile(r"[〇○零一二三四五六七八九十百两]+")
_MARK = re.compile(r"[(]?([A-F]\d?|[甲乙丙丁])类?[)]?")
_NO_WORD = re.compile(r"[\W_]+")
_REGION = re.compile(
    r"(?:中共)?(?:[一-\u9fff]{2,7}?(?:自治[区州县]|[省州市县区旗镇乡])|[省市县区州镇乡](?![场政]))(?=[一-\u9fff]{2})"
)


def comparable(text: object) -> str:
    """A text without white space and invisible characters, full-width ASCII folded; '' for None."""
    return "" if text is None else "".join(str(text).translate(_COMPARED).split())


def field_value(name: str, value: object) -> Value:
    """The form in which a value of this field is compared; None if it has none."""
    if value is None:
        return None
    form = _FORMS.get(name, comparable)
    return form(value)


def same_agency(a: str, b: str) -> bool:
    """Lenient equality of agencies: the region in front may be missing or of another level."""
    a, b = without_region(a), without_region(b)
    return a == b or (min(len(a), len(b)) >= 3 and (a.endswith(b) or b.endswith(a)))


def without_region(name: str) -> str:
    """An agency's name without up to three leading places, as long as three characters stay."""
    name = comparable(name)
    for _ in range(3):
        place = _REGION.match(name)
        rest = name[place.end() :] if place else name
        if rest == name or len(rest) < 3:
            break
        name = rest
    return name


def _whole(value: object) -> int | None:
    text = comparable(value)
    digits = _DIGITS.search(text)
    if digits:
        return int(digits.group())
    return parse_int("".join(_NUMERAL.findall(text)))


def _document(value: object) -> str:
    text = comparable(value).replace("年", "")
    found = _DOCUMENT.search(text)
    return "{organ}〔{year}〕{number}号".format(**found.groupdict()) if found else text


def _date(value: object) -> str:
    text = comparable(value)
    found = _DATE.match(text)
    if not found:
        return text
    year, month, day = (int(part) for part in found.groups() if part)
    return f"{year:04d}-{month:02d}-{day:02d}"


def _money(value: object) -> float | None:
    try:
        return round(float(str(value).replace(",", "")), 2)
    except ValueError:
        return None


def _serial(value: object) -> str:
    text = comparable(value)
    found = _SERIAL.search(text)
    return (found.group().lstrip("0") or "0") if found else text


def _title(value: object) -> str:
    return _NO_WORD.sub("", comparable(value)).lower()


def _phone(value: object) -> str:
    return "".join(_DIGITS.findall(str(value)))


def _mark(value: object) -> str:
    text = comparable(value).upper()
    found = _MARK.fullmatch(text)
    return found[1] if found else text


def _disclosure(value: object) -> str:
    text = comparable(value)
    if "不予" in text or "不公开" in text:
        return "不予公开"
    if "依申请" in text:
        return "依申请公开"
    return "主动公开" if "公开" in text or "公布" in text else text


_FORMS = {
    "term": _whole,
    "session": _whole,
    "document_number": _document,
    "cited_document": _document,
    "publish_date": _date,
    "issue_date": _date,
    "money": _money,
    "proposal_number": _serial,
    "proposal_title": _title,
    "contact_phone": _phone,
    "result_mark": _mark,
    "disclosure": _disclosure,
}
