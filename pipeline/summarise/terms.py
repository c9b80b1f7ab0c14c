"""Characteristic words (特征词): log-likelihood ratio (Dunning 1993) over the number of letters that hold a word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from math import log, sqrt
from typing import Any

from pipeline.rules import load_toml
from pipeline.summarise.report import Term

_DATA: dict[str, Any] = load_toml("pipeline.summarise", "data/stop.toml")
_STOP = frozenset(_DATA["words"].split())
_WORD = re.compile(
    f"(?![{_DATA['numerals']}][一-龥]{{1,2}}$)[一-龥]{{2,8}}"
    + "".join(f"(?<!{ending})" for ending in _DATA["endings"])
)
_NAMED = ("lead_agency", "co_agency", "region", "sponsor", "contact_person", "place", "leader")
# So much commoner than by chance must a word be to be called characteristic (5 %, two-sided).
_LEAST = 1.96


@dataclass(slots=True)
class Words:
    """The words of a group of letters: how many letters hold each, and how often it is used in all."""

    letters: int = 0
    holders: Counter[str] = field(default_factory=Counter)
    uses: Counter[str] = field(default_factory=Counter)

    def add(self, words: Counter[str]) -> None:
        """Count one more letter."""
        self.letters += 1
        self.holders.update(words.keys())
        self.uses.update(words)

    def without(self, part: Words) -> Words:
        """The words of the letters that are not in `part`."""
        return Words(self.letters - part.letters, self.holders - part.holders, self.uses - part.uses)


@cache
def _cutter() -> Callable[[str], list[str]]:
    import rjieba

    engine = rjieba.Jieba()
    return lambda text: list(engine.cut(text, False))


def cut(text: str) -> Counter[str]:
    """The Chinese words of two to eight characters in a text with their numbers, without genre and units."""
    return _telling(_cutter()(text))


def words_of(record: Mapping[str, Any]) -> Counter[str]:
    """The words of a record's text (its own `tokens` if it has them) without its names of people and units.

    A word that is not in the (masked) text is left out: tokens may come from before the masking.
    """
    text = str(record.get("text", ""))
    tokens = record.get("tokens")
    words = cut(text) if tokens is None else _telling(tokens)
    fields = record.get("fields", {})
    names = " ".join(str(item["value"]) for name in _NAMED for item in fields.get(name, ()))
    return Counter({word: n for word, n in words.items() if word not in names and word in text})


def _telling(tokens: Iterable[str]) -> Counter[str]:
    counts = Counter(tokens)
    return Counter({word: n for word, n in counts.items() if word not in _STOP and _WORD.fullmatch(word)})


def characteristic(own: Words, rest: Words, *, limit: int = 12) -> tuple[Term, ...]:
    """The words of letters `own` that are most over-represented against `rest`; equal ones by use.

    From three letters on, a word must stand in two of them: a name in one letter is no trait of a topic.
    """
    least = 2 if own.letters >= 3 else 1
    terms = [
        Term(word, signed_root(n, own.letters, rest.holders[word], rest.letters), n)
        for word, n in own.holders.items()
        if n >= least
    ]
    terms = [term for term in terms if term.score >= _LEAST or not rest.letters]
    terms.sort(key=lambda term: (-round(term.score, 6), -own.uses[term.word], term.word))
    return tuple(terms[:limit])


def signed_root(own: int, of_own: int, other: int, of_other: int) -> float:
    """The root of Dunning's G² for `own` of `of_own` letters against `other` of `of_other`, below 0 if rarer."""
    share = (own + other) / (of_own + of_other)
    observed = (own, of_own - own, other, of_other - other)
    expected = (of_own * share, of_own * (1 - share), of_other * share, of_other * (1 - share))
    g2 = 2 * sum(seen * log(seen / due) for seen, due in zip(observed, expected, strict=True) if seen)
    root = sqrt(max(0.0, g2))
    return root if own * of_other >= other * of_own else -root
