"""The terms of blocks looked up in a model's vocabulary with a few array operations instead of a dict get each.

A character or a pair is a number; the terms of a text are then sorted, counted and found in the sorted numbers of
the vocabulary at once. A thousand gets in a table that no cache holds cost several times as much. The weights are
those of `features.weigh`; a test compares them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log, sqrt
from typing import TYPE_CHECKING

from pipeline.classify.features import Block

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Codes = NDArray[np.uint64]
    Columns = NDArray[np.intp]

_SHIFT = 21  # bits of a code point


class Vocabulary:
    """The columns of the terms: characters and pairs as sorted numbers, words in a table."""

    def __init__(self, columns: Mapping[str, int]) -> None:
        import numpy as np

        short = [term for term in columns if 0 < len(term) <= 2]
        numbers = np.array([_number(term) for term in short], np.uint64)
        order = numbers.argsort()
        self._numbers = np.append(numbers[order], np.uint64(2**64 - 1))  # no search ends behind the last
        self._columns = np.append(np.array([columns[term] for term in short], np.intp)[order], -1)
        self._words = {term: column for term, column in columns.items() if len(term) > 2}

    def weigh(self, parts: Sequence[Block]) -> tuple[Columns, Floats]:
        """The columns of the known terms, ascending, and their weights summed over the blocks."""
        import numpy as np

        found = [self._block(part) for part in parts if part.text or part.words]
        if not found:
            return np.empty(0, np.intp), np.empty(0)
        columns = np.concatenate([columns for columns, _ in found])
        weights = np.concatenate([weights for _, weights in found])
        order = columns.argsort(kind="stable")
        columns = columns[order]
        starts = _starts(columns)
        return columns[starts], np.add.reduceat(weights[order], starts) if len(starts) else weights

    def _block(self, block: Block) -> tuple[Columns, Floats]:
        """The columns of a block's known terms and their weights, in no order."""
        import numpy as np

        numbers = _numbers(block.text)
        numbers.sort()
        starts = _starts(numbers)
        terms = numbers[starts]
        counts = np.diff(starts, append=len(numbers))
        words = Counter(block.words)
        places = self._numbers.searchsorted(terms)
        known = (self._numbers[places] == terms).nonzero()[0]
        columns, weights = self._columns[places[known]], 1 + np.log(counts[known])
        told = [(column, 1 + log(n)) for word, n in words.items() if (column := self._words.get(word)) is not None]
        if told:
            columns = np.append(columns, [column for column, _ in told])
            weights = np.append(weights, [weight for _, weight in told])
        return columns, weights * (block.weight / sqrt(len(terms) + len(words)))


def _number(term: str) -> int:
    """The number of one character or a pair."""
    return ord(term) if len(term) == 1 else (ord(term[0]) + 1 << _SHIFT) | ord(term[1])


def _numbers(text: str) -> Codes:
    """The numbers of all characters and pairs of a text."""
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    pairs = (codes[:-1] + np.uint64(1) << np.uint64(_SHIFT)) | codes[1:]
    return np.concatenate((codes, pairs))


def _starts(ordered: NDArray[np.generic]) -> Columns:
    """Where each new value of an ordered array begins."""
    import numpy as np

    new = np.empty(len(ordered), np.bool_)
    new[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return new.nonzero()[0]
