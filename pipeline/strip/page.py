"""A page as lines: what a reader sees as one line each, and the rows of its tables."""

from __future__ import annotations

from dataclasses import dataclass, field

_WIDEST_CELL, _MOST_LINES = 160, 8
_PLACE_BOXES = 3


@dataclass(slots=True)
class Line:
    """One line of a page. `links` counts characters inside links; `cells` are those of a table row.

    `trick` tells how a hidden line is kept from the reader's eye.
    """

    text: str
    box: int = 0
    tag: str = ""
    links: int = 0
    hidden: bool = False
    href: str = ""
    cells: tuple[str, ...] = ()
    gap: bool = False
    trick: str = ""


@dataclass(slots=True)
class Page:
    """A page as lines in document order; box `i` has parent `parents[i]` and id and class names `names[i]`."""

    lines: list[Line] = field(default_factory=list)
    parents: list[int] = field(default_factory=lambda: [-1])
    names: list[str] = field(default_factory=lambda: [""])
    title: str = ""
    metas: list[tuple[str, str]] = field(default_factory=list)
    marks: list[tuple[bool, int]] = field(default_factory=list)

    def place(self, line: Line) -> str:
        """Where a line stands: id and class of the innermost boxes that have any, from outside in, and its tag."""
        names, box = [line.tag] if line.tag else [], line.box
        while box > 0 and len(names) <= _PLACE_BOXES:
            ident, _, classes = self.names[box].partition(" ")
            name = (f"#{ident}" if ident else "") + "".join(f".{c}" for c in classes.split())
            names += [name] if name else []
            box = self.parents[box]
        return " > ".join(reversed(names))


@dataclass(slots=True)
class Row:
    """A table row under construction: `cells` are the line numbers at which its cells begin."""

    first: int
    box: int
    layout: bool = False
    cells: list[int] = field(default_factory=list)

    def join(self, page: Page) -> None:
        """Make one line of the row, unless the table only serves the layout of the page."""
        lines = page.lines[self.first :]
        if self.layout or len(self.cells) < 2 or not lines:
            return
        texts = self._texts(lines)
        if texts is None:
            return
        links = sum(line.links for line in lines if not line.hidden)
        href = next((line.href for line in lines if line.href), "")
        row = Line(" ".join(filter(None, texts)), self.box, "tr", links, False, href, tuple(texts))
        page.lines[self.first :] = [row, *(line for line in lines if line.hidden)]

    def _texts(self, lines: list[Line]) -> list[str] | None:
        """The texts of the cells, None if they hold paragraphs or lists of links: those only serve the layout."""
        starts = [cell - self.first for cell in self.cells]
        texts = []
        linked = filled = 0
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            group = [line for line in lines[start:end] if not line.hidden]
            text = group[0].text if len(group) == 1 else " ".join(line.text for line in group)
            texts.append(text)
            if len(group) > 1 and (len(text) > _WIDEST_CELL or len(group) > _MOST_LINES):
                return None
            filled += bool(group)
            linked += bool(group) and sum(line.links for line in group) * 2 > len(text)
        return texts if linked in (0, filled) or filled == 1 or filled - linked >= 2 else None
