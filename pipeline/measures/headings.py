"""Marks in front of headings and list items, which sentences are headings, and the stack of open headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_HAN = "一二三四五六七八九十"
# Outermost first; the place in the row is the class of the mark.
MARKS = (
    rf"[{_HAN}]{{1,3}}[、.] ?",
    rf"\([{_HAN}]{{1,3}}\)[、.,]? ?|[㈠-㈩]",
    r"[0-9]{1,2}(?:[.、](?![0-9])|、(?=(?:19|20)[0-9]{2}年|[0-9]{1,2}月[0-9])) ?",
    r"\([0-9]{1,2}\)[、.]? ?|[⑴-⒇]",
    r"[①-⑳]",
    rf"[{_HAN}]{{1,2}}是(?:要)?|[一二三四五六七](?:则|要(?![求素闻点]))|第[{_HAN}],|首先,|其[一二三四五六],?",
)
# The first characters of all of them.
MARK_STARTS = rf"{_HAN}(㈠-㈩0-9⑴-⒇①-⑳第首其"
_MARK = re.compile("|".join(f"({mark})" for mark in MARKS))
_RUN_IN = len(MARKS)
_LONGEST = 34
_SHORT = 14
_OBJECT_FIRST = ("关于", "对", "将", "给", "每")
_ENDS = ("。", "!", "?", ";", ":")


@dataclass(slots=True)
class Headings:
    """The open headings by mark class; a heading closes those of its class and below."""

    open: list[tuple[int, str]] = field(default_factory=list)

    def push(self, level: int, text: str) -> None:
        """Open a heading."""
        self.open = [h for h in self.open if h[0] < level]
        self.open.append((level, text))

    def end_paragraph(self) -> None:
        """A run-in heading without a mark ends with its paragraph."""
        self.open = [h for h in self.open if h[0] < _RUN_IN]

    def texts(self) -> tuple[str, ...]:
        """The whole heading sentences, outermost first."""
        return tuple(text for _, text in self.open)


def marker(masked: str, start: int, end: int) -> tuple[int, int] | None:
    """(mark class, end of the mark) if a heading or list mark stands at `start`."""
    match = _MARK.match(masked, start, end)
    return (match.lastindex - 1, match.end()) if match and match.lastindex else None


def heading_level(masked: str, spans: list[tuple[int, int]], i: int, closed: bool) -> int | None:
    """The class of the `i`-th sentence of a paragraph as a heading, None if it is text.

    `closed` tells that the sentence ends although no mark closes it (a lost 。).
    """
    start, end = spans[i]
    if end - start > _LONGEST + 8 or (0 < i == len(spans) - 1):
        return None
    mark = marker(masked, start, end)
    body = masked[mark[1] if mark else start : end].strip()
    plain = body.rstrip("。!?:")
    if not plain or len(plain) > _LONGEST or body.endswith(";"):
        return None
    followed = _is_followed(masked, spans, i, mark)
    if i == 0 and not followed and not closed and not body.endswith(_ENDS):
        return _whole_line(mark, plain)
    if body.endswith(":") or not (followed or (i == 0 and plain.startswith("关于"))):
        return None
    return _run_in(mark, plain, i == 0)


def _whole_line(mark: tuple[int, int] | None, plain: str) -> int | None:
    """A paragraph of its own without a full stop."""
    if mark:
        return mark[0]
    return 0 if "," not in plain else None


def _run_in(mark: tuple[int, int] | None, plain: str, leads: bool) -> int | None:
    """A short sentence in front of the text it heads."""
    if not (mark or leads) or not _is_slogan(plain, mark is not None and mark[0] <= 1):
        return None
    if mark:
        return mark[0]
    short = len(plain) <= _SHORT or plain.startswith("关于") or plain.endswith("问题")
    return _RUN_IN if short else None


def _is_followed(masked: str, spans: list[tuple[int, int]], i: int, own: tuple[int, int] | None) -> bool:
    """Whether the next sentence belongs under this one: it exists and is no mark of the same class."""
    if i + 1 >= len(spans):
        return False
    following = marker(masked, *spans[i + 1])
    return following is None or own is None or following[0] > own[0]


def _is_slogan(plain: str, top: bool) -> bool:
    """A run-in heading tells no figures and no finished act."""
    if plain.startswith(_OBJECT_FIRST):
        return True
    return not any(c.isdigit() for c in plain) and "《" not in plain and (top or "已" not in plain)
