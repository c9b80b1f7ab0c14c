"""Injected advertising: whole lines are recognised by brand, subject and lure together, never by one word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.rules import load_toml
from pipeline.strip.furniture import key_of

_PINYIN = re.compile(r"(?<=[\u3400-\u9fff])\s?[(（]\s?([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ]{1,6})\s?[)）]")
_TONE = re.compile(r"[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]")
_DOUBLED = re.compile(r"[,，]{2}|[,，、][。；]|。。")
_SENTENCE_END = ("。", "；", "！", "？", ";", "!", "?")
_LONGEST_LINE = 300


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The word groups of the data file as patterns; without a `stem` nothing else can match."""

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
        re.compile("|".join(map(re.escape, data["stems"]))),
        re.compile(data["brand"]),
        re.compile(data["enforcement"]),
        re.compile(data["protect"]),
        re.compile(data["lure"]),
        tuple(map(re.compile, topics)),
        re.compile("|".join([data["brand"], *topics])),
    )


def score(text: str) -> int:
    """How much a text looks like injected advertising: 0 for none, 2 and more for an advertisement."""
    key = key_of(text).lower()
    words = lexicon()
    if not words.stem.search(key):
        return 0
    brand = 2 * bool(words.brand.search(key))
    hits = [len(pattern.findall(key)) for pattern in words.topics]
    topics = sum(map(bool, hits)) + any(n > 1 for n in hits)
    lure = bool(words.lure.search(key))
    return brand + topics + lure


def may_be_spam(text: str) -> bool:
    """Whether a text holds any stem of the word groups: a quick test before the scoring of its lines."""
    return bool(lexicon().stem.search(text.lower()))


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
    if not words.stem.search(lowered):
        return False
    for match in words.any.finditer(lowered):
        around = lowered[max(0, match.start() - 30) : match.end() + 30]
        if words.enforcement.search(around):
            continue
        if words.brand.search(match.group()) or (score(around) >= 3 and not words.protect.search(around)):
            return True
    return False


def doubled_punctuation(text: str) -> int:
    """How often punctuation stands doubled, a trace of machine rewriting."""
    return len(_DOUBLED.findall(text))


def without_pinyin(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Lines without pinyin put in brackets after characters, and what was taken out.

    One reading without tone marks may be the author's own; three of them, or one with a tone mark, are a cover.
    """
    text = "\n".join(lines)
    found = [m.group().strip() for m in _PINYIN.finditer(text)]
    if not found or (len(found) < 3 and not any(_TONE.search(piece) for piece in found)):
        return list(lines), []
    return _PINYIN.sub("", text).split("\n"), found
