"""The form in which text is indexed and asked for: one token a code point, so that a phrase is a substring.

The index reads ASCII marks and blanks as separators; `form` therefore moves them to private code points. A
phrase query over `grams` finds exactly the pages where `form(phrase) in form(text)` holds, with no segmenter
between the two: nothing is missed, nothing is added.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.text import fold

_PRIVATE = 0x100000
_MARKS = {chr(cp): chr(_PRIVATE + cp) for cp in range(0x80) if not chr(cp).isalnum()}
_MARKS |= dict.fromkeys(map(chr, [*range(_PRIVATE, _PRIVATE + 0x80), *range(0xD800, 0xE000)]), "\ufffd")
_MARKS |= {"İ": "i", "Σ": "σ", "ς": "σ"}  # the only letters whose lower case depends on others or grows


def form(text: str) -> str:
    """Text with width, letter case and odd blanks folded; the length is kept, so offsets stay valid."""
    text = fold(text)
    # Far quicker than `translate`; the highest first, since private code points of the text make way.
    for mark in sorted(_MARKS.keys() & set(text), reverse=True):
        text = text.replace(mark, _MARKS[mark])
    return text.lower()


def grams(formed: str) -> str:
    """The indexed form of a text already in its `form`: every code point a token of its own."""
    return " ".join(formed)


def words(formed: str, lengths: Iterable[int]) -> str:
    """The indexed form of the words that tile a text in its `form`; those of one code point are left out."""
    start, found = 0, []
    for length in lengths:
        if length > 1:
            found.append(formed[start : start + length])
        start += length
    return " ".join(found)


def phrase(text: str) -> str:
    """The index query for one exact phrase, quotes included."""
    return f'"{grams(form(text))}"'
