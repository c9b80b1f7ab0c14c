"""Pages that come as plain text: lines instead of blocks."""

from __future__ import annotations

import re

from pipeline.strip.lines import unescape_twice
from pipeline.strip.page import Line, Page
from pipeline.text import clean_line

_BREAKS = re.compile(r"[\n\v\f\x85\u2028\u2029]")
_TAG = re.compile(
    r"<(?:!doctype|/?(?:html|head|body|div|p|br|table|tr|td|span|font|meta|title|a|script|style|ul|li|h[1-6])\b)",
    re.I,
)
_INDENT = re.compile(r"[ \t\u3000\u00a0]{2,}|\u3000")
_TABS = re.compile(r"\t+")


def is_plain(text: str, path: str) -> bool:
    """Whether a page is plain text, by its content first and its name second."""
    tags = sum(1 for _ in zip(_TAG.finditer(text), range(4), strict=False))
    return tags == 0 or (tags < 4 and path.lower().endswith(".txt"))


def plain_lines(text: str) -> Page:
    """The lines of a plain text; `gap` says that a blank line or an indent sets a line off as a new paragraph.

    Tabs inside a line part the cells of a table row.
    """
    page = Page()
    gap = False
    for raw in _BREAKS.split(text):
        line = clean_line(unescape_twice(raw))
        if line:
            cells = _cells(raw) if "\t" in raw else ()
            page.lines.append(Line(line, gap=gap or bool(_INDENT.match(raw)), cells=cells))
        gap = not line
    return page


def _cells(raw: str) -> tuple[str, ...]:
    """The texts between the tabs of a row, none if there are fewer than two."""
    cells = tuple(text for part in _TABS.split(raw) if (text := clean_line(unescape_twice(part))))
    return cells if len(cells) > 1 else ()
