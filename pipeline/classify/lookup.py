"""The terms of blocks looked up in a model's vocabulary with a few array operations instead of a get for each.

A character or a pair is a number, with the block it stands in above it; the numbers of a text are sorted, counted
and found in those of the vocabulary at once. A thousand gets in a table that no cache holds cost several times as
much. The weights are those of `features.weigh`; a test compares them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from typing import TYPE_CHECKING

from pipeline.classify.features import LONG_WORD, Block

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

_SHIFT = 21  # bits of a code point
_OWNER = 2 * _SHIFT
_TERM = (1 << _OWNER) - 1


class Vocabulary:
    """The columns of the terms: characters and pairs as sorted numbers, longer words in a table."""

    def __init__(self, columns: Mapping[str, int]) -> None:
        import numpy as np

        short = sorted((_number(term), column) for term, column in columns.items() if len(term) < LONG_WORD)
        short.append((_TERM, -1))  # no search ends behind the last
        self._numbers, self._columns = np.array(short, np.int64).T.copy()
        self._words = {term: column for term, column in columns.items() if len(term) >= LONG_WORD}

    def weigh(self, parts: Sequence[Block]) -> tuple[Integers, Floats]:
        """The columns of the known terms, ascending, and their weights summed over the blocks."""
        import numpy as np

        words = [Counter(part.words) for part in parts]
        terms, counts = _counted([part.text for part in parts])
        owners = terms >> _OWNER
        sizes = np.bincount(owners, minlength=len(parts)).tolist()
        scales = [
            part.weight / sqrt(size + len(own) or 1)
            for part, size, own in zip(parts, sizes, words, strict=True)
        ]
        terms &= _TERM
        places = self._numbers.searchsorted(terms)
        known = (self._numbers[places] == terms).nonzero()[0]
        short = np.array([self._columns[places[known]], counts[known], owners[known]])
        long = np.array([*self._known(words)], np.int64).reshape(-1, 3).T
        columns, counts, owners = np.concatenate((short, long), axis=1)
        return _summed(columns, (1 + np.log(counts)) * np.array(scales)[owners])

    def _known(self, words: Sequence[Mapping[str, int]]) -> Iterator[tuple[int, int, int]]:
        """Column, count and block of the known words."""
        for i, counts in enumerate(words):
            for word, count in counts.items():
                column = self._words.get(word)
                if column is not None:
                    yield column, count, i


def _number(term: str) -> int:
    """The number of one character or a pair."""
    return ord(term) if len(term) == 1 else (ord(term[0]) + 1 << _SHIFT) | ord(term[1])


def _counted(texts: Sequence[str]) -> tuple[Integers, Integers]:
    """The different characters and pairs of each text as numbers, ascending, and how often each occurs."""
    import numpy as np

    encoded = "".join(texts).encode("utf-32", "surrogatepass")
    codes = np.frombuffer(encoded, np.uint32, offset=4).astype(np.int64)  # behind the byte order mark
    owners = np.arange(len(texts)).repeat([len(text) for text in texts])
    pairs = ((codes[:-1] + 1) << _SHIFT) | codes[1:] | (owners[:-1] << _OWNER)
    numbers = np.concatenate((codes | (owners << _OWNER), pairs[owners[:-1] == owners[1:]]))
    numbers.sort()
    starts = _starts(numbers)
    return numbers[starts], np.concatenate((starts[1:], [len(numbers)])) - starts


def _summed(columns: Integers, weights: Floats) -> tuple[Integers, Floats]:
    """Each column once, ascending, with the sum of its weights."""
    import numpy as np

    order = columns.argsort(kind="stable")
    columns = columns[order]
    starts = _starts(columns)
    return columns[starts], np.add.reduceat(weights[order], starts) if len(starts) else weights


def _starts(ordered: Integers) -> Integers:
    """Where each new value of an ordered array begins."""
    import numpy as np

    new = np.empty(len(ordered), np.bool_)
    new[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return new.nonzero()[0]
