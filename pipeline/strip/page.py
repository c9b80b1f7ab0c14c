"""A page as lines: what a reader sees as one line each, and the rows of its tables."""

from __future__ import annotations

from dataclasses import dataclass, field


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


@dataclass(slots=True)
class Row:
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
            [line for line in page.lines[a:b] if not line.hidden]
            for a, b in zip(self.cells, ends, strict=True)
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
