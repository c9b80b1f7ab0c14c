"""The passage of a text that shows best why it was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline import grams
from pipeline.search.hits import Snippet, Span

WIDTH = 90
_LEAD = 20
_MANY = 500
_ENDS = "\n。！？；!?;"


def mark(text: str, phrases: Iterable[str]) -> tuple[Span, ...]:
    """Where the phrases stand in a text, as the index compares them; overlaps joined, sorted."""
    formed = grams.form(text)
    found: list[Span] = []
    for phrase in dict.fromkeys(map(grams.form, phrases)):
        at = formed.find(phrase)
        while at >= 0 and len(found) < _MANY:
            found.append((at, at + len(phrase)))
            at = formed.find(phrase, at + len(phrase))
    return joined(found)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sorted spans, those that overlap or touch made one."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def snippet(text: str, spans: Sequence[Span], fallback: int = 0, width: int = WIDTH) -> Snippet:
    """About `width` code points around the densest of the sorted `spans`, or from `fallback` on if there is none.

    A cut is shown by …, a line break as a blank.
    """
    start = _start(text, _densest(spans, width)) if spans else fallback
    end = min(len(text), start + width)
    before, after = "…" if start > 0 else "", "…" if end < len(text) else ""
    shift = len(before) - start
    inside = tuple((max(a, start) + shift, min(b, end) + shift) for a, b in spans if a < end and b > start)
    return Snippet(before + text[start:end].replace("\n", " ") + after, inside)


def _densest(spans: Sequence[Span], width: int) -> int:
    """The start of the span from which most spans lie within the width."""
    reach = width - _LEAD
    best, most, last = spans[0][0], 0, 0
    for first, (start, _) in enumerate(spans):
        while last < len(spans) and spans[last][1] <= start + reach:
            last += 1
        if last - first > most:
            best, most = start, last - first
    return best


def _start(text: str, at: int) -> int:
    """The beginning of the sentence of `at`, but no more than a lead before it."""
    earliest = max(0, at - _LEAD)
    breaks = [text.rfind(end, earliest, at) for end in _ENDS]
    return max(max(breaks) + 1, earliest)
