"""Furniture of portal pages: judges a line by its words, from rules kept as data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.rules import load_toml

_LONGEST = 320


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a line is: its `removed` kind, and where the rule holds (see the data file)."""

    id: str
    kind: str
    anywhere: bool
    cut: bool
    weak: bool


@cache
def _key_table() -> tuple[re.Pattern[str], dict[str, str]]:
    characters = load_toml("pipeline.strip", "data/furniture.toml")["characters"]
    table = {chr(cp): chr(cp - 0xFEE0) for cp in range(0xFF01, 0xFF5F)} | {" ": "", "“": "", "”": ""}
    table |= {a: b for a, b in zip(characters["from"], characters["to"], strict=True) if a != b}
    return re.compile("[" + "".join(map(re.escape, table)) + "]"), table


def key_of(text: str) -> str:
    """The form of a line in which rules see it: no blanks or quotes, half-width, portal words simplified."""
    # What every line has goes by plain replacement; one pattern finds the rest, which few lines have.
    text = text.replace(" ", "").replace("，", ",").replace("：", ":").replace("（", "(").replace("）", ")")
    pattern, table = _key_table()
    return pattern.sub(lambda m: table[m.group()], text)


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules in their order; those of `starting` by the characters with which their matches may begin.

    The others, `free`, match nothing without one of the words of `needs`. Widgets come before all rules.
    """

    rules: dict[str, str]
    starting: dict[str, frozenset[str]]
    free: frozenset[str]
    needs: re.Pattern[str]
    widgets: re.Pattern[str]
    verdicts: dict[str, Verdict]


@cache
def _rules() -> _Rules:
    data = load_toml("pipeline.strip", "data/furniture.toml")
    verdicts = {"widgets": Verdict("widgets", "widget", True, False, False)}
    rules: dict[str, str] = {}
    starting: dict[str, frozenset[str]] = {}
    needs: list[str] = []
    for rule in data["rule"]:
        name = rule["id"]
        cut, weak = rule.get("cut", False), rule.get("weak", False)
        verdicts[name] = Verdict(name, rule["kind"], rule["zone"] == "any", cut, weak)
        rules[name] = rf"(?P<{name}>(?:{rule['pattern']})\Z)"
        needs += rule.get("needs", ())
        for character in rule.get("starts", ""):
            starting[character] = starting.get(character, frozenset()) | {name}
    free = frozenset(rule["id"] for rule in data["rule"] if "needs" in rule)
    widgets = _widgets(data["widgets"]["words"], data["widgets"]["counted"])
    need = re.compile("|".join(map(re.escape, needs)))
    return _Rules(rules, starting, free, need, re.compile(widgets), verdicts)


@cache
def _starting(character: str) -> re.Pattern[str] | None:
    """The rules for keys that begin with a character, None if there are none."""
    names = _rules().starting.get(character)
    return _joined(names) if names else None


@cache
def _free() -> re.Pattern[str]:
    """The rules for keys with a word of `needs`; apart from the others, which are many small patterns."""
    return _joined(_rules().free)


@cache
def _order() -> dict[str, int]:
    return {name: i for i, name in enumerate(_rules().rules)}


@cache
def _joined(names: frozenset[str]) -> re.Pattern[str]:
    return re.compile("|".join(rule for name, rule in _rules().rules.items() if name in names))


def _widgets(listed: Sequence[str], counted: Sequence[str]) -> str:
    """The pattern of a line that is made of widget words and separators; its first character rules most lines out."""
    words = sorted(map(key_of, listed), key=len, reverse=True)
    numbered = rf"(?:{'|'.join(map(key_of, counted))})\(?\d{{1,7}}\)?"
    marks = r"\[\]【】()<>《》「」|/·:;,.、。!?>»«+\-_→↑↓※*#…"
    starts = "".join(re.escape(c) for c in sorted({word[0] for word in words}))
    return (
        rf"(?P<widgets>(?=[{marks}{starts}大中小])[{marks}]{{0,12}}+"
        rf"(?:(?>{numbered}|{'|'.join(map(re.escape, words))})[{marks}]{{0,8}}+"
        rf"|[大中小](?=[\[\]【】()|/·:;,大中小]|\Z)[{marks}]{{0,4}}+)++\Z)"
    )


def judge(key: str) -> Verdict | None:
    """The rule that a line's key (see `key_of`) falls under as a whole, None for a line of a document."""
    if len(key) > _LONGEST:
        if not key.startswith(_RESIDUE_STARTS):
            return None
        key = key[:_LONGEST]
    return _first_rule(key)


@lru_cache(maxsize=32_768)
def _first_rule(key: str) -> Verdict | None:
    rules = _rules()
    if rules.widgets.match(key):
        return rules.verdicts["widgets"]
    pattern = _starting(key[:1])
    found = [pattern.match(key) if pattern else None, _free().match(key) if rules.needs.search(key) else None]
    names = [match.lastgroup or "" for match in found if match]
    return rules.verdicts[min(names, key=_order().__getitem__)] if names else None


_RESIDUE_STARTS = (
    "$(",
    "var",
    "function",
    "document.",
    "window.",
    "<!--",
    "@font-face",
    "p.Mso",
    "/*Style",
    "Normal0",
    "if(",
)
