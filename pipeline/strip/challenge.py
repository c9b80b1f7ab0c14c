"""Marks of challenge pages (人机验证页): pages of scripts that a firewall sends in place of a document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipeline.rules import load_toml

_MOST_LINKS = 4
_LOOKED_AT = 400_000


@dataclass(frozen=True, slots=True)
class _Sign:
    words: tuple[str, ...]
    beside: tuple[str, ...]
    most: int


@cache
def _signs() -> tuple[_Sign, ...]:
    rows = load_toml("pipeline.strip", "data/challenge.toml")["sign"]
    return tuple(_Sign(tuple(row["words"]), tuple(row.get("with", ())), row["most"]) for row in rows)


@cache
def _longest() -> int:
    return max(sign.most for sign in _signs())


def challenge_mark(markup: str, visible: int, links: int) -> str:
    """The mark by which a page is known as a challenge, '' if it is none.

    `visible` is the number of code points a reader sees, `links` the number of lines with a link.
    """
    if visible > _longest() or links > _MOST_LINKS:
        return ""
    lowered = markup[:_LOOKED_AT].lower()
    for sign in _signs():
        if visible > sign.most or (sign.beside and not any(word in lowered for word in sign.beside)):
            continue
        found = next((word for word in sign.words if word in lowered), "")
        if found:
            return found
    return "scripts alone" if not visible and _scripts_alone(lowered) else ""


def _scripts_alone(lowered: str) -> bool:
    without = load_toml("pipeline.strip", "data/challenge.toml")["scripts_alone"]["without"]
    return "<script" in lowered and not any(tag in lowered for tag in without)
