"""Labels of the values that portals print beside a document, and what counts as a value under each of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.rules import load_toml
from pipeline.text import fold

LONGEST_LABEL = 20
_LONG_COUNT = 24
_SEPARATORS = " |/,;·>、"
_BRACKETS = {")": "(", "]": "[", "）": "（", "】": "【", "］": "［", "〗": "〖", "〕": "〔", "》": "《"}
_BRACKETS_BEFORE = frozenset("[]〔［【﹝〕］】﹞")
_OPENERS = frozenset(_BRACKETS.values())
_LEADING_NUMBER = re.compile(r"\d[\d,]{0,11}")
_NO_VALUE = re.compile(r"[\W_]*")


@dataclass(frozen=True, slots=True)
class Labels:
    """The label lists of the data file (described there), and what follows from them."""

    portal: frozenset[str]
    shared: frozenset[str]
    form: frozenset[str]
    record: frozenset[str]
    line: frozenset[str]
    plain: frozenset[str]
    counters: frozenset[str]
    widgets: frozenset[str]
    known: frozenset[str]
    endings: frozenset[str]
    beginnings: frozenset[str]
    firsts: frozenset[str]
    widget_tail: re.Pattern[str]
    tail_ends: frozenset[str]


_GROUPS = ("portal", "shared", "form", "record", "line", "plain", "counters", "widgets")


@cache
def labels() -> Labels:
    """The labels of portals, read once."""
    data = load_toml("pipeline.strip", "data/metadata.toml")
    groups = {name: frozenset[str](data[name]) for name in _GROUPS}
    known = frozenset[str]().union(*groups.values())
    endings = frozenset(word[i:] for word in known for i in range(len(word)))
    tail = re.compile(rf"(?:{data['widget_tail']})+\Z")
    return Labels(
        **groups,
        known=known,
        endings=endings,
        beginnings=frozenset(word[:2] for word in known),
        firsts=frozenset(word[0] for word in known) | _BRACKETS_BEFORE,
        widget_tail=tail,
        tail_ends=frozenset(data["widget_tail"]),  # a match ends with a character that its pattern names
    )


@lru_cache(maxsize=8192)
def bare_label(text: str) -> str:
    """The label that a line or cell consists of, '' if it is something else."""
    if not 0 < len(text) <= LONGEST_LABEL or text[0] not in labels().firsts:
        return ""
    word = "".join(fold(text).split()).strip("[]").rstrip(":").rstrip("]")
    return word if word in labels().known else ""


def glued_label(key: str) -> str:
    """The longest label that a key begins with and goes on behind, '' if none."""
    known = labels()
    if key[:2] not in known.beginnings:
        return ""
    longest = min(len(key) - 1, LONGEST_LABEL)
    return next((key[:end] for end in range(longest, 1, -1) if key[:end] in known.known), "")


def label_before(folded: str, end: int) -> tuple[int, str] | None:
    """Start and word of the longest label that ends at `end`, its characters spaced out or not."""
    known = labels()
    word, found = "", None
    for start in range(end - 1, max(end - LONGEST_LABEL, 0) - 1, -1):
        if folded[start] == " ":
            continue
        word = folded[start] + word
        if word not in known.endings:
            break
        if word in known.known:
            found = start, word
    return found


def clean_value(label: str, value: str) -> str:
    """The value under a label: counters keep their number only, widgets nothing, others lose widgets at their end."""
    known = labels()
    if label in known.widgets:
        return ""
    value = value.strip()
    if label in known.counters:
        number = _LEADING_NUMBER.match(value.strip("[【(（ "))
        return number.group() if number else ""
    tail = known.widget_tail.search(value) if value[-1:] in known.tail_ends else None
    value = _trim(value[: tail.start()] if tail else value)
    return "" if _NO_VALUE.fullmatch(value) else value


def says_more(label: str, value: str) -> bool:
    """Whether words that no portal prints there stand behind a counter's number."""
    known = labels()
    if label not in known.counters or len(value) < _LONG_COUNT:
        return False
    tail = known.widget_tail.search(value)
    return (tail.start() if tail else len(value)) >= _LONG_COUNT


def _trim(value: str) -> str:
    """Without separators at its ends and without a bracket there whose partner is missing."""
    value = value.strip(_SEPARATORS)
    while value and (value[-1] in _OPENERS or _opens_nothing(value, value[-1])):
        value = value[:-1].rstrip(_SEPARATORS)
    while value and (value[0] in _BRACKETS or (value[0] in _OPENERS and _is_open(value))):
        value = value[1:].lstrip(_SEPARATORS)
    return value


def _opens_nothing(value: str, last: str) -> bool:
    return last in _BRACKETS and value.count(last) > value.count(_BRACKETS[last])


def _is_open(value: str) -> bool:
    closer = next(c for c, o in _BRACKETS.items() if o == value[0])
    return closer not in value
