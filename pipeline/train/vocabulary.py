"""Which terms a model may use: frequent ones and those of the seeds, without formulas and names of places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cache

from pipeline.agencies import find_agencies
from pipeline.rules import load_toml
from pipeline.text import fold

FEWEST_ROWS = 2
LONGEST = 12


def vocabulary(
    rows: Sequence[Mapping[str, float]], seeds: Sequence[Mapping[str, float]], places: Set[str]
) -> list[str]:
    """The terms in sorted order: in two rows or more, or in a seed; words only, no formula, no place."""
    frequency = Counter(term for weights in rows for term in weights)
    seeded = {term for weights in seeds for term in weights}
    frequent = {term for term, n in frequency.items() if n >= FEWEST_ROWS}
    named = {term for term in frequent - seeded if not places.isdisjoint(_pairs(term))}
    return sorted(filter(_is_word, (frequent | seeded) - named - formula_terms()))


def place_stems(texts: Iterable[str]) -> frozenset[str]:
    """The first two characters of the regions that stand before a unit's name (栖川 of 栖川县水利局)."""
    stems = set()
    for text in texts:
        folded = fold(text)
        for name in find_agencies(folded):
            if name.raw[2:3] and name.raw[2:3] in "省市县区州旗乡镇":
                stems.add(name.raw[:2])
    return frozenset(stems)


@cache
def formula_terms() -> frozenset[str]:
    """The terms inside the genre's formulas."""
    terms: set[str] = set()
    for phrase in load_toml("pipeline.train", "data/formulas.toml")["phrases"].split():
        terms |= {phrase, *_pairs(phrase)}
    return frozenset(terms)


def _pairs(term: str) -> list[str]:
    return [term[i : i + 2] for i in range(len(term) - 1)]


def _is_word(term: str) -> bool:
    """Letters and characters, with digits at most beside them (5G, 120急救), and the numbers of hotlines."""
    return len(term) <= LONGEST and all(c.isalnum() or c in ".+" for c in term) and not term.isdigit()
