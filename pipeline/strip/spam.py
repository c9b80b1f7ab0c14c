"""Injected advertising: whole lines are recognised by brand, subject and lure together, never by one word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.rules import load_toml
from pipeline.strip.furniture import key_of

_PINYIN = re.compile(r"(?<=[\u3400-\u9fff])\s?[(（]\s?([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ]{1,6})\s?[)）]")
_TONE = re.compile(r"[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]")
_DOUBLED = re.compile(r"[,，]{2}|[,，、][。；]|。。")
_DOUBLED_PAIRS = (",,", ",，", "，,", "，，", ",。", "，。", "、。", ",；", "，；", "、；", "。。")
_READING = re.compile(r"[(（]\s?[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ]")
_SENTENCE_END = ("。", "；", "！", "？", ";", "!", "?")
_LONGEST_LINE = 300
_REACH = 24


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The word groups of the data file as patterns; without a stem nothing else can match.

    `stem` finds the places where a stem stands.
    """

    stem: re.Pattern[str]
    brand: re.Pattern[str]
    enforcement: re.Pattern[str]
    protect: re.Pattern[str]
    lure: re.Pattern[str]
    topics: tuple[re.Pattern[str], ...]
    any: re.Pattern[str]


@cache
def lexicon() -> Lexicon:
    """The word groups, read once."""
    data = load_toml("pipeline.strip", "data/spam.toml")
    topics = tuple(data["topics"].values())
    return Lexicon(
        _any_stem(data["stems"]),
        re.compile(data["brand"]),
        re.compile(data["enforcement"]),
        re.compile(data["protect"]),
        re.compile(data["lure"]),
        tuple(map(re.compile, topics)),
        re.compile("|".join([data["brand"], *topics])),
    )


def _any_stem(stems: Sequence[str]) -> re.Pattern[str]:
    """The first character of a stem; two sets of characters rule most places out before the stems are tried."""
    first, second = ("".join(sorted({re.escape(stem[i]) for stem in stems})) for i in (0, 1))
    return re.compile(f"[{first}](?=[{second}])(?<=(?={'|'.join(map(re.escape, stems))}).)")


def score(text: str) -> int:
    """How much a text looks like injected advertising: 0 for none, 2 and more for an advertisement."""
    key = key_of(text).lower()
    words = lexicon()
    if not stem_places(key):
        return 0
    brand = 2 * bool(words.brand.search(key))
    hits = [len(pattern.findall(key)) for pattern in words.topics]
    topics = sum(map(bool, hits)) + any(n > 1 for n in hits)
    lure = bool(words.lure.search(key))
    return brand + topics + lure


def stem_places(text: str) -> list[int]:
    """Where stems of the word groups stand in a text, in order: a quick test before anything else is looked at."""
    return [m.start() for m in lexicon().stem.finditer(text.lower())]


@lru_cache(maxsize=4096)
def is_injected(text: str) -> bool:
    """Whether a line that stands alone is an advertisement and no line of a document or portal."""
    if len(text) > _LONGEST_LINE:
        return False
    points = score(text)
    if points < 2:
        return False
    key = key_of(text).lower()
    if lexicon().protect.search(key):
        return points >= 4 and not text.endswith(_SENTENCE_END) and bool(lexicon().brand.search(key))
    return points >= 3 or not text.endswith(_SENTENCE_END)


def is_worked_in(text: str) -> bool:
    """Whether advertising words stand inside the sentences of a document (replaced names, added phrases)."""
    words = lexicon()
    lowered = text.lower()
    for start, end in _windows(stem_places(lowered)):
        for match in words.any.finditer(lowered, start, end):
            around = lowered[max(0, match.start() - 30) : match.end() + 30]
            if words.enforcement.search(around):
                continue
            if words.brand.search(match.group()) or (score(around) >= 3 and not words.protect.search(around)):
                return True
    return False


def _windows(places: list[int]) -> Iterator[tuple[int, int]]:
    """The surroundings of places, neighbours as one."""
    start = end = -1
    for place in places:
        if place - _REACH > end:
            if end >= 0:
                yield start, end
            start = max(place - _REACH, 0)
        end = place + _REACH
    if end >= 0:
        yield start, end


def doubled_punctuation(text: str) -> int:
    """How often punctuation stands doubled, a trace of machine rewriting."""
    return len(_DOUBLED.findall(text)) if any(pair in text for pair in _DOUBLED_PAIRS) else 0


def without_pinyin(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Lines without pinyin put in brackets after characters, and what was taken out.

    One reading without tone marks may be the author's own; three of them, or one with a tone mark, are a cover.
    """
    text = "\n".join(lines)
    if not _READING.search(text):
        return list(lines), []
    found = [m.group().strip() for m in _PINYIN.finditer(text)]
    if not found or (len(found) < 3 and not any(_TONE.search(piece) for piece in found)):
        return list(lines), []
    return _PINYIN.sub("", text).split("\n"), found
