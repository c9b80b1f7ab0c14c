"""The form in which text is indexed and asked for: one token a code point, so that a phrase is a substring.

The index reads ASCII marks and blanks as separators; `form` therefore moves them to private code points. A
phrase query over `grams` finds exactly the pages where `form(phrase) in form(text)` holds, with no segmenter
between the two: nothing is missed, nothing is added.
"""

from __future__ import annotations

from pipeline.text import fold

_PRIVATE = 0x100000
_MARKS: dict[int, int | str] = {cp: _PRIVATE + cp for cp in range(0x80) if not chr(cp).isalnum()}
_MARKS |= dict.fromkeys([*range(_PRIVATE, _PRIVATE + 0x80), *range(0xD800, 0xE000)], "\ufffd")
_MARKS |= {ord("İ"): "i", ord("Σ"): "σ", ord("ς"): "σ"}  # the only letters whose lower case depends or grows


def form(text: str) -> str:
    """Text with width, letter case and odd blanks folded; the length is kept, so offsets stay valid."""
    return fold(text).translate(_MARKS).lower()


def grams(text: str) -> str:
    """The indexed form: every code point of `form(text)` a token of its own."""
    return " ".join(form(text))


def words(tokens: list[str]) -> str:
    """The indexed form of a text's words: those of two and more code points, for ranking only."""
    return " ".join(form(token) for token in tokens if len(token) > 1 and not token.isspace())


def phrase(text: str) -> str:
    """The index query for one exact phrase, quotes included."""
    return f'"{grams(text)}"'
