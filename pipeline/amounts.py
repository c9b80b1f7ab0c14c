"""Sums of money (金额) and counted quantities (数量) in folded text, with the exactness the text gives them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pipeline.document import Amount
from pipeline.rules import load_toml
from pipeline.text import parse_number

Found = tuple[int, int, Amount]

_DATA: dict[str, Any] = load_toml("pipeline", "data/amounts.toml")
_BOUNDS: dict[str, list[str]] = _DATA["bounds"]
_HAN_DIGITS = "〇○零一二三四五六七八九两壹贰叁肆伍陆柒捌玖"
_SCALES = "十百千万亿拾佰仟"
_LEAD = f"0-9{_HAN_DIGITS}{_SCALES}余多来几数"
_BODY = f"{_LEAD}.,"
_WINDOW = 24
_SCALE_VALUE = {
    "十": 10,
    "拾": 10,
    "百": 100,
    "佰": 100,
    "千": 1000,
    "仟": 1000,
    "万": 10_000,
    "亿": 100_000_000,
}


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(set(words), key=len, reverse=True)))


def _after(name: str) -> list[str]:
    return _BOUNDS[f"{name}_after"]


_BEFORE = re.compile(
    "(?:"
    + "|".join(f"(?P<{n}>{_any(_BOUNDS[f'{n}_before'])})" for n in ("at_most", "at_least", "about"))
    + r")(?:为|达|到)? ?$"
)
_BEHIND = re.compile(
    " ?(?:" + "|".join(f"(?P<{n}>{_any(_after(n))})" for n in ("at_least", "at_most", "about")) + ")"
)
_INSIDE = re.compile(
    f"(?P<at_least>[{''.join(_BOUNDS['at_least_inside'])}])|(?P<about>[{''.join(_BOUNDS['about_inside'])}])"
)

_SIGNS_BEFORE = frozenset(w[-1] for name, words in _BOUNDS.items() if name.endswith("_before") for w in words)
_SIGNS_BEFORE |= frozenset("为达到 ")
_SIGNS_BEHIND = frozenset(w[0] for name in ("at_least", "at_most", "about") for w in _after(name)) | {" "}

# The set of first characters stands first and looks back from there: the search then skips all other text.
_MONEY = re.compile(
    rf"(?P<body>[{_LEAD}](?<![{_LEAD}].)(?<![0-9][.,].)[{_BODY}]{{0,{_WINDOW}}})"
    rf"(?: (?P<scale>[{_SCALES}余多]{{1,3}}))? ?"
    rf"(?:(?P<unit>{_any(_DATA['money']['units'])})(?![{_DATA['money']['not_after']}])"
    rf"|(?<=[万亿余多])(?={_any(_DATA['money']['stop_after'])}|$))"
)
_TERM_AFTER = frozenset(_DATA["money"]["term_after"])
_MONEY_CONTEXT = re.compile(_any(_DATA["money"]["context"]))
_CLAUSE_START = re.compile(r"[,;。:\n]")
_ARABIC_TAIL = re.compile(rf"(?:^|(?<=[^0-9.,]))[0-9][0-9.,{_SCALES}余多来]*$")
_COMMA = re.compile(r",(?![0-9]{3}(?![0-9]))")
_PIECE = re.compile(rf"(?P<number>[0-9][0-9.,]*|[{_HAN_DIGITS}]+)?(?P<scale>[{_SCALES}]+)?")
_RANGE = re.compile(
    rf"(?<![{_BODY}])(?P<body>[0-9][0-9.,]{{0,12}}|[{_HAN_DIGITS}十]{{1,4}})(?P<scale>[万亿千百]{{0,2}})元?(?:-|至|到)$"
)
_PER = re.compile(
    rf"每(?:一)?(?P<unit>(?:[{_DATA['per']['classifiers']}](?=[一-龥]))?[一-龥]{{1,8}}?)(?={_any(_DATA['per']['stop'])}|[0-9{_HAN_DIGITS},;。]|$)"
)
_PER_BEHIND = re.compile(
    r" ?/ ?(?P<unit>[一-龥]{1,4}(?:[·/.][一-龥]{1,2})?)|(?P<each>每[一-龥]{1,3})(?=[,;。、)])"
)
_PER_SIGNS = frozenset(" /每")
_AVERAGE = re.compile(_any(_DATA["per"]["averages"]))
_CLASSIFIER = re.compile(rf"[{_DATA['per']['classifiers']}](?=[一-龥])")

_UNITS = _any(_DATA["quantity"]["units"])
_UNIT_NOT_AFTER: dict[str, str] = _DATA["quantity"]["not_after"]
_UNIT_STARTS = "".join({unit[0] for unit in _DATA["quantity"]["units"]})
_QUANTITY = re.compile(
    rf"(?P<body>[{_LEAD}](?<![{_LEAD}A-Za-z第].)(?<![0-9][.,].)[{_BODY}]{{0,{_WINDOW}}})"
    rf"(?: (?P<scale>[万亿余多]{{1,2}}))? ?(?=[{_UNIT_STARTS}])(?P<unit>{_UNITS})"
)
_SLOGAN = re.compile(_any(_DATA["quantity"]["slogan_nouns"]))
_NOUN_STOP = re.compile(_any(_DATA["quantity"]["stop"]))
_NOUN_AFTER = re.compile(r"[一-龥]{1,14}")
_NOUN_BEFORE = re.compile(r"[一-龥]{1,12}$")


@lru_cache(maxsize=16)
def find_money(text: str) -> tuple[Found, ...]:
    """Sums in yuan in folded text, as (start, end, amount), left to right; foreign money is left out.

    Words of exactness belong to the span (约80万元, 1亿元以上); a range gives its two limits. The last texts
    are remembered: several stages ask for the sums of the same part of a letter.
    """
    if "元" not in text and "万" not in text and "亿" not in text:
        return ()
    found: list[Found] = []
    for match in _MONEY.finditer(text):
        cut = _body_start(match["body"])
        body, start, end = match["body"][cut:] + (match["scale"] or ""), match.start() + cut, match.end()
        value = _value(body)
        if value is None or not _is_money(text, match, body):
            continue
        per = _per(text, start, end)
        low = _range_low(text, start, _scale_of(body), per)
        if low:
            found += [low, (start, end, Amount(value, "at_most", "元", None, per))]
        else:
            found.append(_bounded(text, start, end, body, value, per))
    return tuple(found)


def find_quantities(text: str) -> tuple[Found, ...]:
    """Counted quantities in folded text (69个乡镇, 2100余处, 40%), as (start, end, amount), left to right.

    `of` is the noun behind the unit or in front of the number, None if there is none.
    """
    found: list[Found] = []
    for match in _QUANTITY.finditer(text):
        cut = _body_start(match["body"])
        body = match["body"][cut:] + (match["scale"] or "")
        value = _value(body)
        if value is None or not _counts(text, match, body, value):
            continue
        begin, end, bound = _bounds(text, match.start() + cut, match.end(), body)
        noun = _noun(text, match.end(), end, begin)
        found.append((begin, end, Amount(value, bound, match["unit"], noun)))
    return tuple(found)


def _is_money(text: str, match: re.Match[str], body: str) -> bool:
    """Whether 元 is the unit, or 万/亿 stands in a clause that speaks of money."""
    after = text[match.end() : match.end() + 1]
    if match["unit"]:
        return not (len(body) == 1 and body in _HAN_DIGITS and after in _TERM_AFTER)
    window = text[max(0, match.start() - 40) : match.start()]
    clause = window[_last_end(_CLAUSE_START, window) :]
    behind = text[match.end() : match.end() + 30].split("。", 1)[0]
    fine = after in ("以", "罚", "的") and ("罚" in behind or "罚" in window)
    return fine or bool(_MONEY_CONTEXT.search(clause))


def _last_end(pattern: re.Pattern[str], text: str) -> int:
    return max((m.end() for m in pattern.finditer(text)), default=0)


def _body_start(body: str) -> int:
    """Where the number begins in a run of number characters: after a list comma, after 一 of 统一600."""
    if body.isdecimal():
        return 0
    cut = _last_end(_COMMA, body) if "," in body else 0
    while cut < len(body) and body[cut] in ".,余多来":
        cut += 1
    tail = _ARABIC_TAIL.search(body, cut)
    if tail and tail.start() > cut and body[tail.start() - 1] not in _SCALES:
        cut = tail.start()
    return cut


@lru_cache(maxsize=1024)
def _value(body: str) -> Decimal | None:
    """The value of 5亿3000万, 三千五百万, 120余万, 千万; None for vague (数百万) or malformed numbers."""
    if body.isdecimal() and len(body) <= _WINDOW:
        return Decimal(body)
    plain = _INSIDE.sub("", body)
    if not plain or "几" in plain or "数" in plain or plain[-1] in ".,":
        return None
    if not any(c in "0123456789" for c in plain):
        return parse_number(("一" + plain) if plain[0] in "百千万亿" else plain)
    total = Decimal(0)
    for piece in _PIECE.finditer(plain):
        if not piece.group():
            continue
        number = parse_number(piece["number"]) if piece["number"] else Decimal(1)
        if number is None:
            return None
        for scale in piece["scale"] or "":
            number *= _SCALE_VALUE[scale]
        total += number
    return total


def _scale_of(body: str) -> Decimal:
    """The multiplier that the last digit of a number has: 80万 → 10000."""
    value = Decimal(1)
    for c in reversed(_INSIDE.sub("", body)):
        if c not in _SCALE_VALUE:
            break
        value *= _SCALE_VALUE[c]
    return value


def _range_low(text: str, start: int, scale: Decimal, per: str | None) -> Found | None:
    """The lower limit in front of `start` in 50-80万元, 3万至5万元."""
    window = text[max(0, start - 20) : start]
    match = _RANGE.search(window)
    number = parse_number(match["body"]) if match else None
    if not match or number is None:
        return None
    own = _scale_of(match["scale"]) if match["scale"] else scale
    begin = start - len(window) + match.start()
    end = begin + len(match["body"]) + len(match["scale"])
    return begin, end, Amount(number * own, "at_least", "元", None, per)


def _bounded(text: str, start: int, end: int, body: str, value: Decimal, per: str | None) -> Found:
    start, end, bound = _bounds(text, start, end, body)
    return start, end, Amount(value, bound, "元", None, per)


def _bounds(text: str, start: int, end: int, body: str) -> tuple[int, int, str]:
    """A span widened over its words of exactness and its 每…, and the bound they give."""
    end = _per_end(text, end)
    before = behind = None
    if text[start - 1 : start] in _SIGNS_BEFORE:
        before = _BEFORE.search(text, max(0, start - 8), start)
    if text[end : end + 1] in _SIGNS_BEHIND:
        behind = _BEHIND.match(text, end)
    inside = None if body.isdecimal() else _INSIDE.search(body)
    bound = next((m.lastgroup for m in (before, behind, inside) if m and m.lastgroup), "exact")
    return before.start() if before else start, behind.end() if behind else end, bound


def _per_end(text: str, end: int) -> int:
    if text[end : end + 1] not in _PER_SIGNS:
        return end
    match = _PER_BEHIND.match(text, end)
    return match.end() if match else end


def _per(text: str, start: int, end: int) -> str | None:
    """What an amount is given for: 每个乡镇 … 3万元, 600元/人, 户均3万元."""
    behind = _PER_BEHIND.match(text, end)
    if behind:
        return behind["unit"] or behind["each"][1:]
    window = text[max(0, start - 30) : start]
    clause = window[_last_end(_CLAUSE_START, window) :]
    units = [
        _CLASSIFIER.sub("", m["unit"], count=1) if len(m["unit"]) > 1 else m["unit"]
        for m in _PER.finditer(clause)
    ]
    if units:
        return "·".join(units)
    average = _AVERAGE.search(clause)
    return str(_DATA["per"]["averages"][average.group()]) if average else None


def _counts(text: str, match: re.Match[str], body: str, value: Decimal) -> bool:
    """Whether a number with a unit counts something: no other word, no slogan, no ordinal."""
    unit, after = match["unit"], text[match.end() : match.end() + 4]
    if after[:1] and after[:1] in _UNIT_NOT_AFTER.get(unit, ""):
        return False
    if body[0].isdigit():
        return value > 0
    return (
        value >= 2
        and not _SLOGAN.search(after)
        and unit not in ("期", "次", "级", "部", "本", "对", "道", "天")
    )


def _noun(text: str, unit_end: int, end: int, start: int) -> str | None:
    """The counted noun: directly behind the unit, else directly in front of the number."""
    behind = _NOUN_AFTER.match(text, unit_end) if unit_end == end else None
    if behind:
        stop = _NOUN_STOP.search(behind.group())
        noun = behind.group()[: stop.start()] if stop else behind.group()
        if noun:
            return noun
    before = _NOUN_BEFORE.search(text, max(0, start - 12), start)
    if not before:
        return None
    noun = before.group()[_last_end(_NOUN_STOP, before.group()) :]
    return noun or None
