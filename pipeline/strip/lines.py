"""From markup to lines: what a reader sees as one line, with the features that tell text from furniture.

Any parser that can report start tags, end tags, text and comments feeds a `LineBuilder`. Offsets are not kept: the canonical text is
made from lines, and spans exist only from then on.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from pipeline.strip.elements import (
    BITS,
    BLOCK,
    BOX,
    BY_ATTRIBUTES,
    CELL,
    HIDDEN,
    LINK,
    META,
    PRE,
    ROW,
    SKIP,
    TABLE,
    bits_of,
    hiding_trick,
)
from pipeline.strip.page import Line, Page, Row
from pipeline.strip.spam import is_injected
from pipeline.text import clean_line

_SOURCE_WRAP = re.compile(r"(?<=[\u2e80-\uffef])[ \t\n]++(?=[\u2e80-\uffef])")
_BARE_WRAP = re.compile(r"(?<=[\u2e80-\uffef])\n++(?=[\u2e80-\uffef])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")
_MARK_BEGIN = re.compile(r"(?:content|信息内容|正文)\W{0,4}(?:begin|start|开始)", re.IGNORECASE)
_MARK_END = re.compile(r"(?:content|信息内容|正文)\W{0,4}(?:end|结束)", re.IGNORECASE)
_BROKEN_STYLE = re.compile(r"[A-Za-z0-9.%-]{0,20};\"\s?>")
_ELSEWHERE = ("http:", "https:", "//")
_MAX_METAS = 2_000


def unescape_twice(text: str) -> str:
    """Resolve entities that a portal escaped twice (`&amp;nbsp;`)."""
    return html.unescape(text) if "&" in text and _ENTITY.search(text) else text


class LineBuilder:
    """Target for markup; `close` gives the `Page`. Inline tags never break a line, block tags do.

    A parser calls `start`, `end`, `data` and `comment` in order; one builder can read page after page.
    """

    def __init__(self, hidden: frozenset[str] = frozenset()) -> None:
        self.begin(hidden)

    def begin(self, hidden: frozenset[str]) -> None:
        """A page begins; `hidden` are the names of `elements.hidden_names`."""
        self.page = Page()
        self._hidden = hidden
        self._buffer: list[str] = []
        self._links = 0
        self._href = ""
        self._outer = -1
        self._cuts: list[tuple[int, int]] = []
        self._stack: list[int] = []
        self._boxes = [0]
        self._tags = [""]
        self._skip = self._link = self._pre = self._veils = 0
        self._in_title = False
        self._trick = ""
        self._saved: tuple[list[str], int, str, list[tuple[int, int]]] = ([], 0, "", [])
        self._rows: list[Row] = []
        self._parts: list[int] = []

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        """An element opens."""
        if tag == "a" and not self._hidden and "style" not in attrs:  # a fifth of all elements
            bits = LINK if "href" in attrs else 0
        elif attrs and ("style" in attrs or "id" in attrs or tag in BY_ATTRIBUTES or self._hidden):
            bits = bits_of(tag, attrs, self._hidden)
        else:
            bits = BITS.get(tag, 0)
        self._stack.append(bits)
        if not bits:
            return
        if bits & SKIP:
            self._in_title = tag == "title" and not self.page.title
            self._skip += 1
        elif not self._skip:
            if bits & HIDDEN:
                self._hide(tag, attrs)
            if bits & BLOCK:
                if self._buffer:
                    self._flush()
                self._tags.append(tag)
            if bits > BLOCK:
                self._enter(bits, attrs)

    def _enter(self, bits: int, attrs: Mapping[str, str]) -> None:
        if bits & (ROW | CELL | TABLE):
            self._table_start(bits)
        if bits & BOX:
            parents = self.page.parents
            self._boxes.append(len(parents))
            parents.append(self._boxes[-2])
            self.page.names.append(f"{attrs.get('id', '')} {attrs.get('class', '')}" if attrs else "")
        elif bits & LINK:
            self._link += 1
            href = attrs.get("href", "")
            self._href = href or self._href
            self._outer = len(self._buffer) if href.startswith(_ELSEWHERE) else -1
        elif bits & META:
            self._meta(attrs)
        if bits & PRE:
            self._pre += 1

    def end(self, tag: str) -> None:  # noqa: ARG002 - the parser passes the name, the stack knows it
        """An element closes."""
        bits = self._stack.pop() if self._stack else 0
        if not bits:
            return
        if bits & SKIP:
            self._skip -= 1
            self._in_title = False
        elif not self._skip:
            if bits & BLOCK:
                if self._buffer:
                    self._flush()
                self._tags.pop()
            if bits > BLOCK:
                self._leave(bits)

    def _leave(self, bits: int) -> None:
        if bits & (ROW | CELL | TABLE):
            self._table_end(bits)
        if bits & BOX:
            self._boxes.pop()
        elif bits & LINK:
            self._link -= 1
            if 0 <= self._outer < len(self._buffer):
                self._cuts.append((self._outer, len(self._buffer)))
        if bits & PRE:
            self._pre -= 1
        if bits & HIDDEN:
            self._show()

    def data(self, text: str) -> None:
        """Characters of the page."""
        if self._skip:
            if self._in_title:
                self.page.title += text
            return
        if not self._pre and text.isspace():
            if self._buffer:
                # after a character by itself (an entity) the line of the source goes on, between elements it does not
                self._buffer.append("\n" if "\n" in text and len(self._buffer[-1]) == 1 else " ")
            return
        if "\n" in text:
            if self._pre:
                self._preformatted(text)
                return
            text = _SOURCE_WRAP.sub(_unwrapped, text)
        self._buffer.append(text)
        if self._link:
            self._links += len(text)

    def comment(self, text: str) -> None:
        """A comment: only the marks with which a portal frames its content count."""
        if len(text) < 60 and not self._skip:
            self._mark(text)

    def pi(self, target: str, data: str | None = None) -> None:
        """A processing instruction shows nothing."""

    def close(self) -> Page:
        """The finished page."""
        self._flush()
        return self.page

    def _mark(self, text: str) -> None:
        for begins, pattern in ((True, _MARK_BEGIN), (False, _MARK_END)):
            if pattern.search(text):
                self._flush()
                self.page.marks.append((begins, len(self.page.lines)))

    def _meta(self, attrs: Mapping[str, str]) -> None:
        name = (attrs.get("name", "") or attrs.get("property", "")).strip().lower()
        if name in ("contentstart", "contentend"):
            self._mark(name)
        elif name and len(self.page.metas) < _MAX_METAS:
            self.page.metas.append((name, clean_line(unescape_twice(attrs.get("content", "")))))

    def _preformatted(self, text: str) -> None:
        for i, part in enumerate(text.split("\n")):
            if i:
                self._flush()
            self._buffer.append(part)

    def _hide(self, tag: str, attrs: Mapping[str, str]) -> None:
        if not self._veils:
            self._trick = hiding_trick(tag, attrs)
            self._saved = (self._buffer, self._links, self._href, self._cuts)
            self._buffer, self._links, self._cuts, self._outer = [], 0, [], -1
        self._veils += 1

    def _show(self) -> None:
        self._veils -= 1
        if not self._veils:
            self._flush(hidden=True)
            self._buffer, self._links, self._href, self._cuts = self._saved

    def _flush(self, hidden: bool = False) -> None:
        """End the current line."""
        if self._cuts:
            self._cut_adverts()
        text = _clean("".join(self._buffer))
        if text:
            hidden = hidden or self._veils > 0
            line = Line(text, self._boxes[-1], self._tags[-1], self._links, hidden, self._href)
            if hidden:
                line.trick = self._trick
            self.page.lines.append(line)
        self._buffer, self._links, self._href, self._outer = [], 0, "", -1

    def _cut_adverts(self) -> None:
        """Take advertising links to other sites out of a line that says more than they do, each as a hidden line."""
        buffer, cuts = self._buffer, self._cuts
        self._cuts = []
        if self._links * 2 > sum(map(len, buffer)):
            return
        for start, end in cuts:
            text = _clean("".join(buffer[start:end]))
            if text and is_injected(text):
                self._links -= sum(map(len, buffer[start:end]))
                buffer[start:end] = [""] * (end - start)
                line = Line(text, self._boxes[-1], self._tags[-1], len(text), True, self._href)
                self.page.lines.append(line)

    def _table_start(self, bits: int) -> None:
        ended = CELL | ROW if bits & ROW else bits & CELL
        if self._parts and self._stack[self._parts[-1]] & ended:
            self._end_parts(ended)
        self._parts.append(len(self._stack) - 1)
        if bits & TABLE:
            if self._rows:
                self._rows[-1].layout = True
            return
        if self._buffer:
            self._flush()
        if bits & ROW:
            self._rows.append(Row(len(self.page.lines), self._boxes[-1]))
        elif self._rows:
            self._rows[-1].cells.append(len(self.page.lines))

    def _table_end(self, bits: int) -> None:
        if self._parts:
            self._parts.pop()
        if bits & TABLE:
            return
        if self._buffer:
            self._flush()
        if bits & ROW and self._rows:
            self._rows.pop().join(self.page)

    def _end_parts(self, ended: int) -> None:
        """A row or cell ends the one before it, with all that is open inside: `ended` are the kinds that end."""
        stack = self._stack
        while self._parts and stack[self._parts[-1]] & ended:
            for i in range(len(stack) - 2, self._parts[-1] - 1, -1):
                if stack[i]:
                    stack.append(stack[i])
                    stack[i] = 0  # its own end tag ends nothing any more
                    self.end("")


def _unwrapped(match: re.Match[str]) -> str:
    """A line end of the source between two wide characters is no blank."""
    return "" if "\n" in match.group() else match.group()


def _clean(text: str) -> str:
    """One line as a reader sees it; what a tag inside a style attribute leaves over is no text.

    A line end of the source beside a tag, comment or entity is no blank either, unless the next line is indented.
    """
    if "\n" in text:
        text = _BARE_WRAP.sub("", text)
    if ';"' in text:
        text = _BROKEN_STYLE.sub("", text)
    text = " ".join(unescape_twice(text).split())
    return text if text.isprintable() else clean_line(text)
