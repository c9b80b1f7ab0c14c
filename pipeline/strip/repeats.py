"""A document that its page gives twice in full: once for screens and once for telephones, or by mistake."""

from __future__ import annotations

from itertools import accumulate

from pipeline.strip.sheet import Sheet

_SHORTEST = 16
_NEARLY_ALL = 0.8


def mark_repeated(sheet: Sheet) -> None:
    """Take out later copies of a run of lines that holds nearly all the prose before it; linear in the lines."""
    kept = [i for i, fate in enumerate(sheet.fates) if not fate and not sheet.lines[i].hidden]
    keys = [sheet.keys[i] for i in kept]
    prose = [0.0, *accumulate(sheet.weights[i] for i in kept)]
    places: dict[str, int] = {}
    at = done = 0
    while at < len(kept):
        key = keys[at]
        first = places.setdefault(key, at) if len(key) >= _SHORTEST else at
        if first == at:
            at += 1
            continue
        begin, end = _run(keys, first, at, done)
        repeated = prose[end] - prose[begin]
        if repeated and repeated >= _NEARLY_ALL * prose[begin]:
            for i in kept[begin:end]:
                sheet.fates[i] = "duplicate"
        at = done = end


def _run(keys: list[str], first: int, second: int, done: int) -> tuple[int, int]:
    """The run of equal lines around two places, as [begin, end) of its second printing; the two do not overlap."""
    begin, back = second, first
    while back and begin - 1 > max(done, first) and keys[back - 1] == keys[begin - 1]:
        begin, back = begin - 1, back - 1
    end, on = second, first
    while end < len(keys) and on < begin and keys[on] == keys[end]:
        end, on = end + 1, on + 1
    return begin, end
