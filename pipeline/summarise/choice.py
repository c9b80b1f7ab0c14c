"""Which measures are quoted: concrete ones whose words are those of the topic, without saying a thing twice.

Greedy choice by maximal marginal relevance (Carbonell and Goldstein 1998); ties go by date and page id.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from pipeline.rules import load_toml
from pipeline.summarise.replies import Act, Reply
from pipeline.summarise.terms import cut

_DATA: dict[str, Any] = load_toml("pipeline.summarise", "data/choice.toml")
_WEIGHTS: dict[str, float] = _DATA["weights"]
_SCORE: dict[str, float] = _DATA["score"]
# So many of the most concrete measures are looked at closely.
_POOL = 200

Candidate = tuple[Act, Reply]


def concreteness(act: Act) -> float:
    """The sum of the weights of what the measure names: date, money, quantity, document, unit."""
    return sum(weight for mark, weight in _WEIGHTS.items() if getattr(act, mark))


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """How far the smaller of two sets lies in the other, in [0, 1]."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a text."""
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def choose(
    candidates: Iterable[Candidate],
    words: Counter[str],
    limit: int,
    bonus: Callable[[Act], float] | None = None,
) -> list[Candidate]:
    """Up to `limit` measures, best first; `words` counts the topic's letters that hold a word."""
    pool = heapq.nsmallest(_POOL, candidates, key=lambda one: (-_plain(one, bonus), *_order(one)))
    top = max(words.values(), default=1)
    scored = [(_plain(one, bonus) + _SCORE["central"] * _central(one[0], words, top), one) for one in pool]
    grams = {id(one): pairs(one[0].text) for one in pool}
    chosen: list[Candidate] = []
    while scored and len(chosen) < limit:
        best = min(scored, key=lambda row: (_cost(row[1], chosen, grams) - row[0], *_order(row[1])))
        if chosen and best[0] - _cost(best[1], chosen, grams) <= 0:
            break
        scored.remove(best)
        chosen.append(best[1])
    return chosen


def _order(one: Candidate) -> tuple[str, str, int]:
    return one[1].date, one[1].sha256, one[0].start


def _plain(one: Candidate, bonus: Callable[[Act], float] | None) -> float:
    act, reply = one
    size = len(act.text)
    fit = min(1.0, size / _SCORE["shortest"], _SCORE["longest"] / size) if size else 0.0
    sound = _SCORE["damaged"] if "damaged" in reply.flags else 1.0
    return (concreteness(act) + (bonus(act) if bonus else 0.0)) * act.confidence * fit * sound


def _central(act: Act, words: Counter[str], top: int) -> float:
    """The mean share, among the topic's letters, of the words of a measure; its commonest word is 1."""
    own = cut(act.text)
    return sum(words[word] for word in own) / (len(own) * top) if own else 0.0


def _cost(one: Candidate, chosen: list[Candidate], grams: dict[int, frozenset[str]]) -> float:
    """What a further quote loses for repeating one already chosen or its letter."""
    act_grams = grams[id(one)]
    repeat = max((overlap(act_grams, grams[id(other)]) for other in chosen), default=0.0)
    same = any(other[1].sha256 == one[1].sha256 for other in chosen)
    return _SCORE["repeat"] * repeat * repeat + (_SCORE["same_letter"] if same else 0.0)
