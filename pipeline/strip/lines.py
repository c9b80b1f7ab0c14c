"""From markup events to lines: what a reader sees as one line, with the features that tell text from furniture.

Any parser that can report start tags, end tags, text and comments feeds a `LineBuilder`. Offsets are not kept:
the canonical text is made from lines, and spans exist only from then on.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from functools import lru_cache

from pipeline.strip.page import Line, Page, Row
from pipeline.text import clean_line

BLOCK, LINK, SKIP, BOX, ROW, CELL, PRE, TABLE, HIDDEN = (1 << i for i in range(9))

_BLOCKS = "p h1 h2 h3 h4 h5 h6 li dt dd hr address caption figcaption legend br"
_BOXES = """div section article main header footer nav aside ul ol dl form center blockquote fieldset body thead
tbody tfoot figure details dir menu marquee iframe object"""
_UNSEEN = "script style noscript template select svg noframes noembed title"

_BITS: dict[str, int] = dict.fromkeys(re.findall(r"\w+", _BLOCKS), BLOCK)
_BITS |= dict.fromkeys(re.findall(r"\w+", _BOXES), BLOCK | BOX)
_BITS |= dict.fromkeys(re.findall(r"\w+", _UNSEEN), SKIP)
_BITS |= {"table": BLOCK | BOX | TABLE, "tr": ROW, "td": CELL | BOX, "th": CELL | BOX, "a": LINK}
_BITS |= {"pre": BLOCK | PRE, "textarea": BLOCK | PRE, "button": LINK}

_SOURCE_WRAP = re.compile(r"(?<=[\u2e80-\uffef])[ \t\n]++(?=[\u2e80-\uffef])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")
_INVISIBLE = re.compile("[\\x00\\xad\\u200b-\\u200f\\u2060\\ufeff\\u202a-\\u202e]")
_MARK_BEGIN = re.compile(r"(?:content|信息内容|正文)\W{0,4}(?:begin|start|开始)", re.IGNORECASE)
_MARK_END = re.compile(r"(?:content|信息内容|正文)\W{0,4}(?:end|结束)", re.IGNORECASE)
_HIDING = re.compile(
    r"display:none|visibility:hidden|font-size:0(?![.\d]*[1-9])|(?:left|top|text-indent|margin-left):-\d{3}"
    r"|opacity:0(?![.\d]*[1-9])|clip:rect\(0"
)
_FLAT = re.compile(r"(?:^|;)(?:max-)?(?:height|width):[01](?:px|;|$)")
_COLOUR = re.compile(r"(?:^|;)color:([^;]+)")
_GROUND = re.compile(r"background(?:-color)?:([^;]+)")
_MAX_ATTRIBUTES = 2_000


@lru_cache(maxsize=4096)
def hides(style: str) -> bool:
    """Whether an inline style keeps its element from the reader's eye."""
    flat = style.lower().replace(" ", "")
    if _HIDING.search(flat):
        return True
    if "overflow:hidden" in flat and _FLAT.search(flat):
        return True
    colour, ground = _COLOUR.search(flat), _GROUND.search(flat)
    return bool(colour and ground and colour.group(1) == ground.group(1))


def unescape_twice(text: str) -> str:
    """Resolve entities that a portal escaped twice (`&amp;nbsp;`)."""
    return html.unescape(text) if "&" in text and _ENTITY.search(text) else text


class LineBuilder:
    """Target for markup events; `close` gives the `Page`. Inline tags never break a line, block tags do."""

    def __init__(self) -> None:
        self.page = Page()
        self._buffer: list[str] = []
        self._links = 0
        self._href = ""
        self._stack: list[int] = []
        self._boxes = [0]
        self._tags = [""]
        self._skip = self._link = self._pre = self._hidden = 0
        self._in_title = False
        self._saved: tuple[list[str], int, str] = ([], 0, "")
        self._rows: list[Row] = []

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        """An element opens."""
        bits = _BITS.get(tag, 0)
        if attrs:
            style = attrs.get("style")
            if (style and hides(style)) or "hidden" in attrs:
                bits |= HIDDEN
            elif tag in _SPECIAL:
                bits |= self._special(tag, attrs)
        if tag == "a" and "href" not in attrs:
            bits &= ~LINK
        self._stack.append(bits)
        if not bits:
            return
        if bits & SKIP:
            self._in_title = tag == "title" and not self.page.title
            self._skip += 1
        if not self._skip:
            self._enter(bits, tag, attrs)

    def _enter(self, bits: int, tag: str, attrs: Mapping[str, str]) -> None:
        if bits & HIDDEN:
            self._hide()
        if bits & BLOCK:
            self._flush()
            self._tags.append(tag)
        if bits & (ROW | CELL | TABLE):
            self._table_start(bits)
        if bits & BOX:
            self.page.parents.append(self._boxes[-1])
            self.page.names.append(f"{attrs.get('id', '')} {attrs.get('class', '')}" if attrs else "")
            self._boxes.append(len(self.page.parents) - 1)
        if bits & LINK:
            self._link += 1
            self._href = attrs.get("href", "") or self._href
        if bits & PRE:
            self._pre += 1

    def end(self, tag: str) -> None:  # noqa: ARG002 - the parser passes the name, the stack knows it
        """An element closes."""
        bits = self._stack.pop() if self._stack else 0
        if not bits:
            return
        if not self._skip:
            self._leave(bits)
        if bits & SKIP:
            self._skip -= 1
            self._in_title = False

    def _leave(self, bits: int) -> None:
        if bits & BLOCK:
            self._flush()
            self._tags.pop()
        if bits & (ROW | CELL):
            self._table_end(bits)
        if bits & BOX:
            self._boxes.pop()
        if bits & LINK:
            self._link -= 1
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
        if "\n" in text:
            if self._pre:
                self._preformatted(text)
                return
            text = _SOURCE_WRAP.sub(lambda m: "" if "\n" in m.group() else m.group(), text)
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

    def _special(self, tag: str, attrs: Mapping[str, str]) -> int:
        """Bits that some elements owe to their attributes."""
        if tag == "meta":
            if not self._skip:
                self._meta(attrs)
            return 0
        if tag == "marquee":
            return HIDDEN if _is_flat(attrs) else 0
        return BOX if attrs.get("id", "").lower() in _INLINE_CONTAINERS else 0

    def _meta(self, attrs: Mapping[str, str]) -> None:
        name = (attrs.get("name") or attrs.get("property") or "").strip().lower()
        if name in ("contentstart", "contentend"):
            self._mark(name)
        elif name and len(self.page.metas) < _MAX_ATTRIBUTES:
            self.page.metas.append((name, clean_line(unescape_twice(attrs.get("content") or ""))))

    def _preformatted(self, text: str) -> None:
        for i, part in enumerate(text.split("\n")):
            if i:
                self._flush()
            self._buffer.append(part)

    def _hide(self) -> None:
        if not self._hidden:
            self._saved = (self._buffer, self._links, self._href)
            self._buffer, self._links = [], 0
        self._hidden += 1

    def _show(self) -> None:
        self._hidden -= 1
        if not self._hidden:
            self._flush(hidden=True)
            self._buffer, self._links, self._href = self._saved

    def _flush(self, hidden: bool = False) -> None:
        """End the current line."""
        buffer = self._buffer
        if not buffer:
            return
        text = unescape_twice("".join(buffer))
        text = clean_line(text) if _INVISIBLE.search(text) else " ".join(text.split())
        if text:
            hidden = hidden or self._hidden > 0
            line = Line(text, self._boxes[-1], self._tags[-1], self._links, hidden, self._href)
            self.page.lines.append(line)
        self._buffer, self._links, self._href = [], 0, ""

    def _table_start(self, bits: int) -> None:
        if bits & TABLE:
            if self._rows:
                self._rows[-1].layout = True
            return
        self._flush()
        if bits & ROW:
            self._rows.append(Row(len(self.page.lines), self._boxes[-1]))
        elif self._rows:
            self._rows[-1].cells.append(len(self.page.lines))

    def _table_end(self, bits: int) -> None:
        self._flush()
        if bits & ROW and self._rows:
            self._rows.pop().join(self.page)


_SPECIAL = frozenset({"meta", "marquee", "font", "span", "p", "b"})
_INLINE_CONTAINERS = frozenset({"zoom", "fontzoom", "content", "neirong", "articlecontent"})


def _is_flat(attrs: Mapping[str, str]) -> bool:
    """A marquee one pixel high or wide is a hiding place for links."""
    return any(attrs.get(side, "").strip().removesuffix("px") in ("0", "1") for side in ("height", "width"))
