"""A search result on a stream: a table for people, JSON and CSV for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal, TextIO

from pipeline.console import print_folded
from pipeline.search.hits import Count, Hit, Result, Snippet
from pipeline.tables import CsvTable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

Format = Literal["table", "json", "jsonl", "csv"]
FORMATS: tuple[Format, ...] = ("table", "json", "jsonl", "csv")
_OPEN, _CLOSE = "【", "】"
_COLUMNS = (
    *("id", "kind", "title", "agency", "body", "level", "region", "date", "mark", "result"),
    *("topic", "topic_name", "money", "score", "snippet", "path", "url", "cluster", "copies"),
)


def write_result(result: Result, out: TextIO, fmt: Format = "table", *, width: int | None = None) -> None:
    """Write a result; facets stand below the table, in the JSON object, or in a last line of jsonl; CSV has none.

    The table takes the width of the terminal, or `width` columns; colours obey NO_COLOR, and without them the
    places found stand in 【】.
    """
    if fmt == "table":
        _table(result, out, width)
    elif fmt == "csv":
        CsvTable(out, _COLUMNS).write(map(_flat, result.hits))
    else:
        _json(result, out, lines=fmt == "jsonl")


def _json(result: Result, out: TextIO, *, lines: bool) -> None:
    facets = {name: [asdict(count) for count in counts] for name, counts in result.facets.items()}
    if lines:
        for row in [*map(_nested, result.hits), *([{"facets": facets}] if facets else [])]:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
        return
    whole: dict[str, Any] = {"query": result.query, "total": result.total}
    whole["hits"] = [_nested(hit) for hit in result.hits]
    if facets:
        whole["facets"] = facets
    out.write(json.dumps(whole, ensure_ascii=False, indent=2) + "\n")


def _nested(hit: Hit) -> dict[str, Any]:
    """A hit as JSON values: title and snippet as text, their places found beside them."""
    row = {name: getattr(hit, name) for name in _COLUMNS}
    row["title"], row["title_spans"] = hit.title.text, [list(span) for span in hit.title.spans]
    row["snippet"], row["spans"] = hit.snippet.text, [list(span) for span in hit.snippet.spans]
    return row


def _flat(hit: Hit) -> dict[str, Any]:
    row = _nested(hit)
    row["snippet"] = bracketed(hit.snippet)
    return row


def bracketed(snippet: Snippet) -> str:
    """A snippet with the places found in 【】."""
    text = snippet.text
    for start, end in reversed(snippet.spans):
        text = text[:start] + _OPEN + text[start:end] + _CLOSE + text[end:]
    return text


def _table(result: Result, out: TextIO, width: int | None) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(file=out, width=width, highlight=False, markup=False)
    shown = len(result.hits)
    console.print(
        f"{result.total} 件" + (f",显示前 {shown} 件" if shown < result.total else ""), style="bold"
    )
    for number, hit in enumerate(result.hits, 1):
        console.print()
        _print_hit(console, number, hit)
    if result.facets:
        console.print()
    for name, counts in result.facets.items():
        if counts:
            head = Text(f"{name:<7} ", style="bold")
            print_folded(console, head.append(" · ".join(map(_count, counts)), style="not bold"))


def _print_hit(console: Console, number: int, hit: Hit) -> None:
    from rich.text import Text

    title = Text(f"{number}. ", style="bold") + _marked(console, hit.title, "bold")
    facts = (hit.agency, hit.region, hit.body, hit.date, hit.mark and f"类别 {hit.mark}", hit.kind)
    topic = hit.topic and f"{hit.topic} {hit.topic_name}"
    copies = f"共 {hit.copies} 份" if hit.copies > 1 else ""
    line = " · ".join(part for part in (*facts, topic, copies, hit.id[:12]) if part)
    print_folded(console, title)
    print_folded(console, Text(line, style="dim"), 3)
    if hit.snippet.text:
        print_folded(console, _marked(console, hit.snippet), 3)


def _marked(console: Console, snippet: Snippet, style: str = "") -> Text:
    from rich.text import Text

    if console.color_system is None or console.no_color:
        return Text(bracketed(snippet), style=style)
    text = Text(snippet.text, style=style)
    for start, end in snippet.spans:
        text.stylize("bold red", start, end)
    return text


def _count(count: Count) -> str:
    return " ".join(part for part in (count.value, count.label, f"({count.pages})") if part)
