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
    """All rules as one pattern, those alone that begin with their own words, and what the others need to match."""

    full: re.Pattern[str]
    anchored: re.Pattern[str]
    needs: re.Pattern[str]
    verdicts: dict[str, Verdict]


@cache
def _rules() -> _Rules:
    data = load_toml("pipeline.strip", "data/furniture.toml")
    verdicts = {"widgets": Verdict("widgets", "widget", True, False, False)}
    full = [_widgets(data["widgets"]["words"])]
    anchored = list(full)
    needs: list[str] = []
    for rule in data["rule"]:
        verdicts[rule["id"]] = Verdict(
            rule["id"], rule["kind"], rule["zone"] == "any", rule.get("cut", False), rule.get("weak", False)
        )
        full.append(rf"(?P<{rule['id']}>(?:{rule['pattern']})\Z)")
        if "needs" in rule:
            needs += rule["needs"]
        else:
            anchored.append(full[-1])
    need = "|".join(map(re.escape, needs))
    return _Rules(re.compile("|".join(full)), re.compile("|".join(anchored)), re.compile(need), verdicts)


def _widgets(listed: Sequence[str]) -> str:
    """The pattern of a line that is made of widget words and separators; its first character rules most lines out."""
    words = sorted(map(key_of, listed), key=len, reverse=True)
    marks = r"\[\]【】()<>《》「」|/·:;,.、。!?>»«+\-_→↑↓※*#…"
    starts = "".join(re.escape(c) for c in sorted({word[0] for word in words}))
    return (
        rf"(?P<widgets>(?=[{marks}{starts}大中小])[{marks}]{{0,12}}+"
        rf"(?:(?>{'|'.join(map(re.escape, words))})[{marks}]{{0,8}}+"
        rf"|[大中小](?=[\[\]【】()|/·:;,大中小]|\Z)[{marks}]{{0,4}}+)++\Z)"
    )


def judge(key: str) -> Verdict | None:
    """The rule that a line's key (see `key_of`) falls under as a whole, None for a line of a document."""
    if len(key) > _LONGEST:
        if not key.startswith(_RESIDUE_STARTS):
            return None
        key = key[:_LONGEST]
    return _first_rule(key)


@lru_cache(maxsize=8192)
def _first_rule(key: str) -> Verdict | None:
    rules = _rules()
    match = (rules.full if rules.needs.search(key) else rules.anchored).match(key)
    return rules.verdicts[match.lastgroup or ""] if match else None


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
