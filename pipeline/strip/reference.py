"""Markup to lines with Beautiful Soup: slow, independent of lxml, the yardstick for the fast backend."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString, PreformattedString

from pipeline.strip.elements import hidden_names
from pipeline.strip.lines import LineBuilder
from pipeline.strip.page import Page


def parse_soup(markup: str) -> Page:
    """The lines of a page, by way of a Beautiful Soup tree."""
    soup = BeautifulSoup(markup, "html.parser", multi_valued_attributes=None)
    builder = LineBuilder(hidden_names(markup))
    todo: list[object] = list(reversed(soup.contents))
    while todo:
        node = todo.pop()
        if isinstance(node, str) and not isinstance(node, NavigableString):
            builder.end(node)
        elif isinstance(node, Comment):
            builder.comment(str(node))
        elif isinstance(node, Tag):
            builder.start(node.name, {k: str(v) for k, v in node.attrs.items()})
            todo.append(str(node.name))
            todo.extend(reversed(node.contents))
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            builder.data(str(node))
    return builder.close()
