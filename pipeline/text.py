"""Length-preserving folding, Chinese numerals and line cleaning shared by all stages.

Folding maps one code point to one code point, so that a span found in the folded text is valid in the text.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

_FOLD = {chr(cp): chr(cp - 0xFEE0) for cp in range(0xFF01, 0xFF5F)}
_FOLD |= dict.fromkeys("\u3000\u00a0\t\u2002\u2003\u2009\u202f", " ")
_FOLD |= dict.fromkeys("〔［【﹝", "[") | dict.fromkeys("〕］】﹞", "]")
_FOLD |= dict.fromkeys("○◯", "〇") | dict.fromkeys("—–―－~～", "-") | dict.fromkeys("•・‧●", "·")
_FOLDED = re.compile(f"[{''.join(map(re.escape, _FOLD))}]")

_INVISIBLE = re.compile("[\u0000\u00ad\u2060\ufeff\u200b-\u200f\u202a-\u202e]")
_BLANKS = re.compile(r"[ \t\u00a0\u3000\u2000-\u200a\u202f\r\f\v\x85\u2028\u2029\n]+")

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")}
_DIGITS |= {"零": 0, "○": 0, "O": 0, "o": 0, "0": 0, "两": 2}
_DIGITS |= {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
_DIGITS |= {str(i): i for i in range(10)}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_DECIMAL = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?$")


def fold(text: str) -> str:
    """Full-width ASCII, odd blanks, bracket, dash and dot variants to one form each; the length is kept."""
    return _fold_page(text) if _SHORT < len(text) < _LONG else _fold(text)


def _fold(text: str) -> str:
    # A replace per variant present is several times faster than str.translate on Chinese text.
    for variant in set(_FOLDED.findall(text)):
        text = text.replace(variant, _FOLD[variant])
    return text


_SHORT, _LONG = 300, 50_000
_fold_page = lru_cache(maxsize=256)(_fold)  # every stage folds the texts of a batch of pages once more


def clean_line(text: str) -> str:
    """One line of clean text: invisible characters deleted, runs of blanks to one space, edges stripped."""
    return _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()


def parse_number(raw: str) -> Decimal | None:
    """The value of an Arabic, Chinese or capital numeral (12, 1,200.5, 十四, 二〇一九, 贰佰万), None if it is none."""
    raw = fold(raw).strip().replace(" ", "")
    if not raw or len(raw) > 30:
        return None
    if _DECIMAL.match(raw):
        return Decimal(raw.replace(",", ""))
    if all(c in _DIGITS for c in raw):
        return Decimal(int("".join(str(_DIGITS[c]) for c in raw)))
    return _spelled(raw)


def _spelled(raw: str) -> Decimal | None:
    """十四, 三百二十, 一亿三千万: positional numerals with units."""
    total = section = digit = 0
    for c in raw:
        if c == "廿":
            section, digit = section + 20, 0
        elif c in _DIGITS:
            digit = _DIGITS[c]
        elif c == "万":
            total, section, digit = total + (section + digit) * 10_000, 0, 0
        elif c == "亿":
            total, section, digit = (total + section + digit) * 100_000_000, 0, 0
        elif c in _UNITS:
            section += (digit or 1) * _UNITS[c]
            digit = 0
        else:
            return None
    return Decimal(total + section + digit)


def parse_int(raw: str) -> int | None:
    """Like `parse_number`, for whole numbers."""
    value = parse_number(raw)
    return int(value) if value is not None and value == int(value) else None
