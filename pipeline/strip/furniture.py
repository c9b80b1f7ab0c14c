"""Furniture of portal pages: judges a line by its words, from rules kept as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

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
    pattern, table = _key_table()
    return pattern.sub(lambda m: table[m.group()], text)


@cache
def _rules() -> tuple[re.Pattern[str], dict[str, Verdict]]:
    data = load_toml("pipeline.strip", "data/furniture.toml")
    verdicts, parts = {}, []
    words = sorted(map(key_of, data["widgets"]["words"]), key=len, reverse=True)
    separators = r"[\[\]【】()<>《》「」|/·:;,.、。!?>»«+\-_→↑↓※*#…]"
    parts.append(
        f"(?P<widgets>{separators}{{0,12}}+(?:(?>{'|'.join(map(re.escape, words))}){separators}{{0,8}}+"
        rf"|[大中小](?=[\[\]【】()|/·:;,大中小]|\Z){separators}{{0,4}}+)++\Z)"
    )
    verdicts["widgets"] = Verdict("widgets", "widget", True, False, False)
    for rule in data["rule"]:
        verdicts[rule["id"]] = Verdict(
            rule["id"], rule["kind"], rule["zone"] == "any", rule.get("cut", False), rule.get("weak", False)
        )
        parts.append(rf"(?P<{rule['id']}>(?:{rule['pattern']})\Z)")
    return re.compile("|".join(parts)), verdicts


def judge(key: str) -> Verdict | None:
    """The rule that a line's key (see `key_of`) falls under as a whole, None for a line of a document."""
    if len(key) > _LONGEST:
        if not key.startswith(_RESIDUE_STARTS):
            return None
        key = key[:_LONGEST]
    pattern, verdicts = _rules()
    match = pattern.match(key)
    return verdicts[match.lastgroup or ""] if match else None


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
