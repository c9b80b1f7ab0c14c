"""Blocks of the HTML report: notes, lists of values, tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.summarise import overview
from pipeline.summarise.markup import Html, join, tag, text
from pipeline.summarise.notes import NOTES
from pipeline.summarise.report import Cross

# Longer cells may wrap, shorter ones are figures.
_LONG = 14


def note(key: str) -> Html:
    """The foldable note 怎么算的 of a group of figures."""
    shown = NOTES[key]
    return tag(
        "details", tag("summary", text(f"怎么算的：{shown.head}")), tag("p", text(shown.text)), class_="note"
    )


def definitions(rows: Sequence[tuple[str, str]]) -> Html:
    """Labels with their values."""
    return tag("dl", *(join(tag("dt", text(label)), tag("dd", text(value))) for label, value in rows))


def grid(header: Sequence[str], rows: Iterable[Sequence[str]], label: str) -> Html:
    """A table that scrolls sideways on a narrow screen; the first cell of a row is its header."""
    top = tag("tr", *(tag("th", text(cell), scope="col") for cell in header))
    body = (tag("tr", tag("th", text(row[0]), scope="row"), *map(_cell, row[1:])) for row in rows)
    table = tag("table", tag("caption", text(label)), tag("thead", top), tag("tbody", *body))
    return tag("div", table, class_="scroll", tabindex=0, role="region", aria_label=label)


def _cell(words: str) -> Html:
    return tag("td", text(words), class_="long" if len(words) > _LONG else None)


def cross_table(cross: Cross, corner: str, *, topics: str = "") -> Html:
    """A cross table whose cells are shaded by their share of the row."""
    header, rows = overview.table(cross, corner, topics=topics)
    names = [*(one.name for one in cross.columns), "合计"]
    heads = [text(header[0]), *map(text, header[1:])]
    top = tag(
        "tr",
        tag("th", heads[0], scope="col"),
        *(tag("th", head, scope="col", title=name) for head, name in zip(heads[1:], names, strict=True)),
    )
    body = (_shaded(row, cells) for row, cells in zip(rows, cross.cells, strict=True))
    label = f"{corner}交叉表"
    table = tag("table", tag("thead", top), tag("tbody", *body), class_="cross")
    return tag("div", table, class_="scroll", tabindex=0, role="region", aria_label=label)


def _shaded(row: Sequence[str], cells: Sequence[int]) -> Html:
    total = sum(cells) or 1
    shown = (
        tag("td", text(word), style=f"--share:{cell / total:.2f}" if cell else None)
        for word, cell in zip(row[1:-1], cells, strict=True)
    )
    return tag("tr", tag("th", text(row[0]), scope="row"), *shown, tag("td", text(row[-1]), class_="sum"))
