"""From markup events to lines: what a reader sees as one line, with the features that tell text from furniture.

Any parser that can report start tags, end tags, text and comments feeds a `LineBuilder`. Offsets are not kept:
the canonical text is made from lines, and spans exist only from then on.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.text import clean_line

BLOCK, LINK, SKIP, BOX, ROW, CELL, PRE, TABLE, HIDDEN = (1 << i for i in range(9))

_BITS: dict[str, int] = dict.fromkeys("p h1 h2 h3 h4 h5 h6 li dt dd hr address caption figcaption legend".split(), BLOCK)
_BITS |= dict.fromkeys(
    "div section article main header footer nav aside ul ol dl form center blockquote fieldset body thead tbody "
    "tfoot figure details dir menu marquee iframe object".split(),
    BLOCK | BOX,
)
_BITS |= dict.fromkeys("script style noscript template select svg noframes noembed".split(), SKIP)
_BITS |= {"table": BLOCK | BOX | TABLE, "tr": ROW, "td": CELL | BOX, "th": CELL | BOX, "a": LINK}
_BITS |= {"pre": BLOCK | PRE, "textarea": BLOCK | PRE, "title": SKIP, "button": LINK, "br": BLOCK}

_SOURCE_WRAP = re.compile(r"(?<=[\u2e80-\uffef])[ \t\n]++(?=[\u2e80-\uffef])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")
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


@dataclass(slots=True)
class Line:
    """One line of a page. `links` counts characters inside links; `cells` are those of a table row."""

    text: str
    box: int = 0
    tag: str = ""
    links: int = 0
    hidden: bool = False
    href: str = ""
    cells: tuple[str, ...] = ()
    gap: bool = False


@dataclass(slots=True)
class Page:
    """A page as lines in document order; box `i` has parent `parents[i]` and id and class names `names[i]`."""

    lines: list[Line] = field(default_factory=list)
    parents: list[int] = field(default_factory=lambda: [-1])
    names: list[str] = field(default_factory=lambda: [""])
    title: str = ""
    metas: list[tuple[str, str]] = field(default_factory=list)
    marks: list[tuple[bool, int]] = field(default_factory=list)


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
        self._rows: list[_Row] = []

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        """An element opens."""
        bits = _BITS.get(tag, 0)
        if attrs and not self._skip:
            bits |= self._attributes(tag, attrs)
        if tag == "a" and "href" not in attrs:
            bits &= ~LINK
        self._stack.append(bits)
        if not bits:
            return
        if bits & SKIP:
            self._in_title = tag == "title" and not self.page.title
            self._skip += 1
        if self._skip:
            return
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

    def end(self, tag: str) -> None:
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

    def _attributes(self, tag: str, attrs: Mapping[str, str]) -> int:
        """Bits that an element owes to its attributes."""
        if tag == "meta":
            self._meta(attrs)
            return 0
        bits = 0
        style = attrs.get("style")
        if (style and hides(style)) or "hidden" in attrs or (tag == "marquee" and _is_flat(attrs)):
            bits = HIDDEN
        if ("id" in attrs or "class" in attrs) and tag in ("font", "span", "p", "tr", "b"):
            bits |= BOX if attrs.get("id", "").lower() in _INLINE_CONTAINERS else 0
        return bits

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
        text = clean_line(unescape_twice("".join(buffer)))
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
            self._rows.append(_Row(len(self.page.lines), self._boxes[-1]))
        elif self._rows:
            self._rows[-1].cells.append(len(self.page.lines))

    def _table_end(self, bits: int) -> None:
        self._flush()
        if bits & ROW and self._rows:
            self._rows.pop().join(self.page)


_INLINE_CONTAINERS = frozenset({"zoom", "fontzoom", "content", "neirong", "articlecontent"})


def _is_flat(attrs: Mapping[str, str]) -> bool:
    """A marquee one pixel high or wide is a hiding place for links."""
    return any(attrs.get(side, "").strip().removesuffix("px") in ("0", "1") for side in ("height", "width"))


@dataclass(slots=True)
class _Row:
    """A table row under construction: `cells` are the line numbers at which its cells begin."""

    first: int
    box: int
    layout: bool = False
    cells: list[int] = field(default_factory=list)

    def join(self, page: Page) -> None:
        """Make one line of the row, unless the table only serves the layout of the page."""
        if self.layout or len(self.cells) < 2 or len(page.lines) == self.first:
            return
        ends = [*self.cells[1:], len(page.lines)]
        groups = [
            [line for line in page.lines[a:b] if not line.hidden] for a, b in zip(self.cells, ends, strict=True)
        ]
        if not _tabular(groups):
            return
        lines = page.lines[self.first :]
        cells = tuple(" ".join(line.text for line in group) for group in groups)
        links = sum(line.links for line in lines if not line.hidden)
        href = next((line.href for line in lines if line.href), "")
        row = Line(" ".join(filter(None, cells)), self.box, "tr", links, False, href, cells)
        page.lines[self.first :] = [row, *(line for line in lines if line.hidden)]


def _tabular(groups: list[list[Line]]) -> bool:
    """Cells of a data table hold a phrase each; layout cells hold paragraphs or a list of links."""
    linked = 0
    for group in groups:
        size = sum(len(line.text) for line in group)
        if len(group) > 1 and (size > 160 or len(group) > 8):
            return False
        linked += bool(group) and sum(line.links for line in group) * 2 > size
    filled = sum(map(bool, groups))
    return linked in (0, filled) or filled == 1 or filled - linked >= 2
