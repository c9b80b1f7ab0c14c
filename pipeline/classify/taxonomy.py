"""R22: 22 topics of proposals and their roll-up to the State Council's 主题分类, as data in `data/r22.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipeline.errors import RuleError
from pipeline.rules import load_toml

NOTHING = "R00"


@dataclass(frozen=True, slots=True)
class Label:
    """A topic: code, name, its State Council class, words that decide for another class, typical terms."""

    code: str
    name: str
    state_council: str
    roll_up: tuple[tuple[str, tuple[str, ...]], ...] = ()
    seeds: tuple[str, ...] = ()


@cache
def r22() -> dict[str, Label]:
    """The topics by code, R00 first; RuleError if a code or a seed stands twice."""
    labels = {NOTHING: Label(NOTHING, "其他/无法判定", "其他")}
    owner: dict[str, str] = {}
    for row in load_toml("pipeline.classify", "data/r22.toml")["topic"]:
        seeds = tuple(row["seeds"].split())
        roll_up = tuple((name, tuple(words)) for name, words in row.get("roll_up", {}).items())
        code = row["code"]
        doubled = [seed for seed in seeds if owner.setdefault(seed, code) != code]
        if code in labels or doubled or len(set(seeds)) != len(seeds):
            raise RuleError(f"r22.toml: {code} or its seeds stand twice: {doubled}")
        labels[code] = Label(code, row["name"], row["state_council"], roll_up, seeds)
    return labels


def state_council(code: str, request: str) -> str:
    """The State Council class of a topic: that of a sub-class word in the request, else the usual one."""
    label = r22().get(code)
    if label is None:
        return ""
    for name, words in label.roll_up:
        if any(word in request for word in words):
            return name
    return label.state_council
