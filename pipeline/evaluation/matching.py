"""How much two texts share, and which values and measures of a record meet those of the gold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.evaluation.normal import Value

SAME_MEASURE = 0.6

Lenient = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Match:
    """Values by what became of them: `right` and `missed` are gold forms, `extra` are forms of the record."""

    right: tuple[Value, ...]
    extra: tuple[Value, ...]
    missed: tuple[Value, ...]

    @property
    def counts(self) -> tuple[int, int, int]:
        """True positives, false positives, false negatives."""
        return len(self.right), len(self.extra), len(self.missed)


def lcs_length(a: str, b: str) -> int:
    """Length of the longest common subsequence, bit-parallel (H. Hyyrö, 2004: one big integer a row)."""
    if len(a) > len(b):
        a, b = b, a
    places: dict[str, int] = {}
    for i, char in enumerate(a):
        places[char] = places.get(char, 0) | 1 << i
    ones = row = (1 << len(a)) - 1
    for char in b:
        hits = row & places.get(char, 0)
        if hits:
            row = (row + hits | row - hits) & ones
    return len(a) - row.bit_count()


def similarity(a: str, b: str) -> float:
    """2·LCS/(|a|+|b|) in [0, 1]; 0 if one is empty."""
    return 2 * lcs_length(a, b) / (len(a) + len(b)) if a and b else 0.0


def match_values(
    gold: Iterable[Value],
    given: Iterable[Value],
    alternatives: Mapping[Value, Collection[Value]],
    optional: Collection[Value],
    lenient: Lenient | None = None,
) -> Match:
    """Meet each distinct gold value once; a second form of a met value, or an optional one, is no error."""
    left, right, extra = list(dict.fromkeys(gold)), list[Value](), list[Value]()
    accepted: set[Value] = set(optional)
    for value in dict.fromkeys(given):
        hit = next((g for g in left if _is_one_of(value, {g, *alternatives.get(g, ())}, lenient)), None)
        if hit is not None:
            left.remove(hit)
            right.append(hit)
            accepted |= {hit, *alternatives.get(hit, ())}
        elif not _is_one_of(value, accepted, lenient):
            extra.append(value)
    return Match(tuple(right), tuple(extra), tuple(left))


def _is_one_of(value: Value, forms: Collection[Value], lenient: Lenient | None) -> bool:
    return value in forms or (lenient is not None and any(lenient(str(value), str(f)) for f in forms))


def pair_measures(gold: Sequence[str], given: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs (gold index, given index), one to one, the most similar first, none below SAME_MEASURE."""
    candidates = []
    for i, text in enumerate(gold):
        for j, other in enumerate(given):
            if _can_reach(len(text), len(other)):
                share = similarity(text, other)
                if share >= SAME_MEASURE:
                    candidates.append((-share, i, j))
    pairs: list[tuple[int, int]] = []
    for _, i, j in sorted(candidates):
        if all(i != a and j != b for a, b in pairs):
            pairs.append((i, j))
    return pairs


def _can_reach(a: int, b: int) -> bool:
    """Whether texts of these lengths can be similar enough at all: LCS is at most the shorter length."""
    return a + b > 0 and 2 * min(a, b) / (a + b) >= SAME_MEASURE


def covered_share(text: str, others: Iterable[str]) -> float:
    """The largest share of `text` that stands, in order, in one of the others."""
    return max((lcs_length(text, other) / len(text) for other in others), default=0.0) if text else 0.0
