"""Markup to lines with lxml: the parser reports events straight to the line builder, no tree is built.

Without a tree no text is lost below deep nesting or behind `</html>`, long attribute lists stay cheap, and the
whole takes less time than to build a tree and walk it. Two kinds of page are flattened by linear patterns instead:
very large ones, and those so deep that closing tags cost quadratic time.
"""

from __future__ import annotations

import html as entities
import re
from collections import deque

from lxml import etree

from pipeline.strip.elements import hidden_names
from pipeline.strip.lines import LineBuilder
from pipeline.strip.page import Line, Page
from pipeline.text import clean_line

LARGE = 3_000_000
_COSTLY = 200_000_000
_DEPTH = 2_000
_MANY_LINES, _SHORT, _LONGEST_TEXT = 40_000, 8, 1_100_000

_UNSEEN = re.compile(
    r"<(script|style|noscript|template|select)\b[^<]*+(?:<(?!/\1)[^<]*+)*+(?:</\1[^<>]*+>?|\Z)"
    r"|<!--[^-]*+(?:-(?!->)[^-]*+)*+(?:-->|\Z)",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r"</?(?:p|div|br|tr|li|h[1-6]|table|ul|ol|dl|dt|dd|section|article|center|body|hr|pre)\b[^<>]*+>?",
    re.IGNORECASE,
)
_CELL = re.compile(r"</t[dh]\b[^<>]*+>?", re.IGNORECASE)
_TAG = re.compile(r"<[/!?a-zA-Z][^<>]*+>?")
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,500})", re.IGNORECASE)
_NESTING = re.compile(
    r"<(/?)(?:div|span|font|table|td|tr|p|b|a|ul|li|center|section|form|i|strong|em)\b", re.IGNORECASE
)


def parse(markup: str) -> Page:
    """The lines of a page; linear in its length."""
    if len(markup) > LARGE or _too_deep(markup):
        return flatten(markup)
    try:
        parser, builder = _idle.pop()
    except IndexError:
        parser, builder = _new_parser()
    builder.begin(hidden_names(markup))
    parser.feed(markup)
    page: Page = parser.close()
    _idle.append((parser, builder))
    return page


# Parsers that no thread is using: lxml inspects the target of each new one. One that failed does not come back.
_idle: deque[tuple[etree.HTMLParser, LineBuilder]] = deque(maxlen=4)


def _new_parser() -> tuple[etree.HTMLParser, LineBuilder]:
    builder = LineBuilder()
    return etree.HTMLParser(target=builder, huge_tree=True, recover=True), builder


def flatten(markup: str) -> Page:
    """The lines of a page without its structure: block tags break lines, everything else is dropped."""
    title = _TITLE.search(markup)
    text = _UNSEEN.sub(" ", markup)
    text = _CELL.sub(" ", text.replace("\n", " "))
    text = entities.unescape(_TAG.sub("", _BREAK.sub("\n", text)))
    texts = [line for raw in text.split("\n") if (line := clean_line(raw))]
    if len(texts) > _MANY_LINES:
        texts = _worth_keeping(texts)
    return Page(lines=[Line(text) for text in texts], title=clean_line(title.group(1)) if title else "")


def _worth_keeping(texts: list[str]) -> list[str]:
    """Of a page that no person wrote: lines long enough to be text, each once, up to the longest text allowed."""
    kept = [text for text in dict.fromkeys(texts) if len(text) >= _SHORT]
    size = 0
    for i, text in enumerate(kept):
        size += len(text)
        if size > _LONGEST_TEXT:
            return kept[: i + 1]
    return kept


def _too_deep(markup: str) -> bool:
    """Nesting so deep that the parser's search for the element to close becomes quadratic."""
    ends = markup.count("</")
    opens = markup.count("<") - ends
    if opens * ends < _COSTLY:
        return False
    depth = deepest = 0
    for tag in _NESTING.finditer(markup):
        depth += -1 if tag.group(1) else 1
        deepest = max(deepest, depth)
        depth = max(depth, 0)
    return deepest > _DEPTH
