"""Characteristic words (特征词): log-odds with an informative prior over the number of letters that hold a word.

Monroe, Colaresi and Quinn (2008), Fightin' Words, eq. 16-22; the prior is the whole collection.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from math import log, sqrt
from typing import Any

from pipeline.rules import load_toml
from pipeline.summarise.report import Term

_DATA: dict[str, Any] = load_toml("pipeline.summarise", "data/stop.toml")
_STOP = frozenset(_DATA["words"].split())
_WORD = re.compile("[一-龥]{2,8}" + "".join(f"(?<!{ending})" for ending in _DATA["endings"]))
_NAMED = ("lead_agency", "co_agency", "region", "sponsor", "contact_person", "place", "leader")
# A measure must be this much commoner than chance to be called characteristic (two-sided 5 %).
_LEAST = 1.96


@cache
def _cutter() -> Callable[[str], list[str]]:
    import rjieba

    engine = rjieba.Jieba()
    return lambda text: list(engine.cut(text, False))


def cut(text: str) -> set[str]:
    """The Chinese words of two to eight characters in a text, without those of the genre and units."""
    return _telling(_cutter()(text))


def words_of(record: Mapping[str, Any]) -> frozenset[str]:
    """The words of a record's text (its own `tokens` if it has them) without its names of people and units.

    A word that is not in the (masked) text is left out: tokens may come from before the masking.
    """
    text = str(record.get("text", ""))
    tokens = record.get("tokens")
    words = cut(text) if tokens is None else _telling(tokens)
    fields = record.get("fields", {})
    names = " ".join(str(item["value"]) for name in _NAMED for item in fields.get(name, ()))
    return frozenset(word for word in words if word not in names and word in text)


def _telling(tokens: Iterable[str]) -> set[str]:
    return {word for word in set(tokens) if word not in _STOP and _WORD.fullmatch(word)}


def characteristic(
    own: Counter[str], others: Counter[str], *, letters: int, limit: int = 12
) -> tuple[Term, ...]:
    """The words most over-represented in `own` against `others`, both counts of letters, by z-score.

    From three letters on, a word must stand in two of them: a name in one letter is no trait of a topic.
    """
    least = 2 if letters >= 3 else 1
    total_own, total_others = sum(own.values()), sum(others.values())
    if not total_others:
        top = sorted(own.items(), key=lambda item: (-item[1], item[0]))
        return tuple(Term(word, 0.0, n) for word, n in top[:limit] if n >= least)
    terms = [
        Term(word, _z(n, total_own, others[word], total_others), n) for word, n in own.items() if n >= least
    ]
    terms = [term for term in terms if term.score >= _LEAST]
    return tuple(sorted(terms, key=lambda term: (-term.score, -term.letters, term.word))[:limit])


def _z(own: int, total_own: int, other: int, total_other: int) -> float:
    """The z-score of a word's log-odds; the prior has the weight of one hundredth of the collection."""
    prior = 0.01 * (own + other)
    weight = 0.01 * (total_own + total_other)
    here = log((own + prior) / (total_own + weight - own - prior))
    there = log((other + prior) / (total_other + weight - other - prior))
    return (here - there) / sqrt(1 / (own + prior) + 1 / (other + prior))
