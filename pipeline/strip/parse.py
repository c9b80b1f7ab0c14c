"""Markup to lines with lxml: a tree, walked once; what would harm a tree is read without one.

Pages nested deeper than a tree may be, or with endless tags, are read as events. Two kinds of page are flattened
by linear patterns instead: very large ones, and those so deep that closing tags cost quadratic time.
"""

from __future__ import annotations

import html as entities
import re

from lxml import etree

from pipeline.strip.elements import SKIP, bits_of, hidden_names
from pipeline.strip.lines import LineBuilder
from pipeline.strip.page import Line, Page
from pipeline.text import clean_line

LARGE = 3_000_000
_COSTLY = 200_000_000
_DEPTH = 2_000
_LONG = 30_000
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
_LONG_TAG = re.compile(r"<[^<>]{20000}")
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,500})", re.IGNORECASE)
_NESTING = re.compile(
    r"<(/?)(?:div|span|font|table|td|tr|p|b|a|ul|li|center|section|form|i|strong|em)\b", re.IGNORECASE
)


def parse(markup: str) -> Page:
    """The lines of a page; linear in its length."""
    if len(markup) > LARGE or _too_deep(markup):
        return flatten(markup)
    builder = LineBuilder(hidden_names(markup))
    root = None if len(markup) > _LONG and _LONG_TAG.search(markup) else _tree(markup)
    if root is None:
        return _streamed(markup, builder)
    for part in (root, *root.itersiblings()):
        _walk(part, builder)
    return builder.close()


def _tree(markup: str) -> etree._Element | None:
    """The tree of a page, None if the parser dropped what is nested too deep for it, or found no element."""
    parser = etree.HTMLParser(huge_tree=True, recover=True)
    try:
        root = etree.fromstring(markup, parser)
    except etree.XMLSyntaxError:
        return None
    error = parser.error_log.last_error
    return None if error is not None and "depth" in error.message else root


def _streamed(markup: str, builder: LineBuilder) -> Page:
    """The lines of a page from events, without a tree: no depth or number of attributes is too much for it."""
    parser = etree.HTMLParser(target=builder, huge_tree=True, recover=True)
    parser.feed(markup)
    page: Page = parser.close()
    return page


def _walk(root: etree._Element, builder: LineBuilder) -> None:
    """Feed a tree to the builder in document order; what follows `</html>` is a tree of its own."""
    data, enter, leave, hidden = builder.data, builder.enter, builder.leave, builder.hidden
    events = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    stack: list[int] = []
    for event, node in events:
        if event == "start":
            tag = node.tag
            bits = bits_of(tag, node, hidden)
            stack.append(bits)
            if bits & SKIP:
                events.skip_subtree()
                if tag == "title" and not builder.page.title:
                    builder.page.title = node.text or ""
                continue
            if bits:
                enter(bits, tag, node)
            if node.text:
                data(node.text)
            continue
        if event == "end":
            bits = stack.pop()
            if bits and not bits & SKIP:
                leave(bits)
        elif event == "comment":
            builder.comment(node.text)
        if node.tail:
            data(node.tail)


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
