"""Features of a request: its title, the opening and the first part of the body, as weighted terms.

Training and prediction share this module. Terms are single characters, character bigrams and words of three
characters or more (a shorter word is a term already). Each block is scaled by its own size, so that a long body
does not drown the title, which says what is asked for.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise
from math import sqrt
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from pipeline.document import Document

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TITLE_LIMIT = 200
OPENING_END = 300
BODY_END = 600
LONG_WORD = 3
WEIGHTS = (1.0, 1.0, 0.4)
_LETTER_PARTS = frozenset({"proposal", "salutation", "opening", "body"})


class Block(NamedTuple):
    """A stretch of text with its words and the weight of the whole."""

    text: str
    words: Sequence[str]
    weight: float


def blocks(
    title: str, title_words: Sequence[str], text: str, ends: Sequence[int], start: int = 0
) -> tuple[Block, ...]:
    """Title, opening and body of a request that starts at `start` (code points).

    `ends` are the token ends of `text`.
    """
    opening, body = start + OPENING_END, start + BODY_END
    return (
        Block(title[:TITLE_LIMIT], title_words, WEIGHTS[0]),
        Block(text[start:opening], long_words(text, ends, start, opening), WEIGHTS[1]),
        Block(text[opening:body], long_words(text, ends, opening, body), WEIGHTS[2]),
    )


def document_blocks(doc: Document) -> tuple[Block, ...]:
    """The blocks of a document: the title of the proposal, else that of the page; the letter without its head."""
    title = request_title(doc)[:TITLE_LIMIT]
    at = doc.text.find(title) if title else -1
    words = long_words(doc.text, doc.tokens, at, at + len(title)) if at >= 0 else []
    start = min((s.start for s in doc.sections if s.kind in _LETTER_PARTS), default=0)
    return blocks(title, words, doc.text, doc.tokens, start)


def request_title(doc: Document) -> str:
    """The titles of the proposals, a line each, else the title of the page."""
    titles = [str(m.value) for m in doc.values("proposal_title")]
    return "\n".join(titles) or doc.title


def weigh(block: Block) -> tuple[Counter[str], Floats]:
    """The terms of a block with their counts, and their weights in the same order."""
    import numpy as np

    counts = Counter(chain(block.text, map(add, block.text, block.text[1:]), block.words))
    weights = 1 + np.log(np.fromiter(counts.values(), np.float64, len(counts)))
    return counts, weights * (block.weight / sqrt(len(counts) or 1))


def features(parts: Iterable[Block]) -> dict[str, float]:
    """Weight per term, summed over the blocks."""
    total: dict[str, float] = {}
    for counts, weights in map(weigh, parts):
        for term, weight in zip(counts, weights.tolist(), strict=True):
            total[term] = total.get(term, 0.0) + weight
    return total


def long_words(text: str, ends: Sequence[int], start: int, end: int) -> list[str]:
    """The long words that lie within [start, end) of the text."""
    stops = ends[bisect_left(ends, start) : bisect_right(ends, end)]
    first = [text[start : stops[0]]] if stops and stops[0] - start >= LONG_WORD else []
    return first + [text[a:b] for a, b in pairwise(stops) if b - a >= LONG_WORD]
