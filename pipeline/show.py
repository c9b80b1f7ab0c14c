"""One reply as a page for the terminal: every value with its evidence, repairs, measures, what was removed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from pipeline.console import print_folded
from pipeline.record import mask
from pipeline.rules import load_toml

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_ENDS = "。！？；\n"
_AROUND = 30
_SHOWN = frozenset(
    ("value", "raw", "start", "end", "where", "rule", "confidence", "repaired", "bound", "unit", "of", "per")
)
_REMOVED = 100

Record = dict[str, Any]


class Copy(Protocol):
    """Another page with the same answer."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def relation(self) -> str:
        """To the trusted page: trusted, copy or cosigned."""

    @property
    def url(self) -> str | None:
        """Its address."""

    @property
    def path(self) -> str:
        """Its path."""


def show(
    record: Record,
    out: TextIO,
    *,
    show_personal: bool = False,
    paths: Iterable[str] = (),
    copies: Iterable[Copy] = (),
    width: int | None = None,
) -> None:
    """Print an unmasked record for a reader; `paths` are those that hold it now, if not only its first, `copies` the other
    pages with the same answer.

    Evidence stands in its sentence, the span itself marked: by colour, or by 【】 where there is none (NO_COLOR).
    Personal data is masked unless `show_personal`.
    """
    from rich.console import Console

    console = Console(file=out, width=width, highlight=False, markup=False)
    record = record if show_personal else mask(record)
    _head(console, record, list(paths))
    for title, lines in (
        ("字段", _fields(console, record)),
        ("未采用的候选值", _conflicts(console, record)),
        ("修复", _repairs(console, record)),
        ("措施", _measures(record)),
        ("已删除", _removed(record)),
        ("同一答复的其他页面", _copies(copies)),
    ):
        _part(console, title, list(lines))


@cache
def _names() -> dict[str, dict[str, str]]:
    return load_toml("pipeline", "data/show.toml")


def _head(console: Console, record: Record, paths: list[str]) -> None:
    from rich.text import Text

    source = record["source"]
    print_folded(console, Text(record["title"].replace("\n", " ") or "(无标题)", style="bold"))
    lines = [
        ("ID", record["id"]),
        ("来源", " · ".join(paths or [source["path"]])),
        ("网址", source["url"]),
        ("抓取", source["fetched_at"]),
        ("编码", source["encoding"]),
        ("类型", f"{record['kind']} ({record['kind_confidence']:.2f})"),
        ("标记", " ".join(record["flags"])),
        ("主题", " · ".join(f"{t['label']} {t['name']} ({t['score']:.2f})" for t in record["topics"])),
        ("篇幅", f"{len(record['text'])} 字符"),
    ]
    for name, value in lines:
        if value:
            print_folded(console, Text(f"{name}  ", style="dim") + Text(value))


def _part(console: Console, title: str, lines: list[tuple[int, Text]]) -> None:
    """A headed list; each line with its indent in columns."""
    from rich.text import Text

    if not lines:
        return
    console.print()
    console.print(Text(title, style="bold underline"))
    for indent, line in lines:
        print_folded(console, line, indent)


def _fields(console: Console, record: Record) -> Iterator[tuple[int, Text]]:
    order = {name: place for place, name in enumerate(_names()["fields"])}
    for name, items in sorted(record["fields"].items(), key=lambda pair: (order.get(pair[0], 99), pair[0])):
        for item in items:
            yield from _value(console, record["text"], name, item)


def _conflicts(console: Console, record: Record) -> Iterator[tuple[int, Text]]:
    for name, items in record.get("conflicts", {}).items():
        for item in items:
            yield from _value(console, record["text"], name, item)


def _value(console: Console, text: str, name: str, item: Record) -> Iterator[tuple[int, Text]]:
    """A value with what belongs to it, below it the evidence."""
    from rich.text import Text

    line = Text(f"{_names()['fields'].get(name, name)}  ", style="cyan") + Text(
        _amount(item) if "bound" in item else str(item["value"]), style="bold"
    )
    extra = [f"{key}={value}" for key, value in item.items() if key not in _SHOWN and value is not None]
    notes = [*extra, item["rule"], f"{item['confidence']:.2f}", "已修复" if item["repaired"] else ""]
    yield 2, line + Text("  " + " · ".join(filter(None, notes)), style="dim")
    if item["start"] is not None:
        yield 6, _evidence(console, text, item["start"], item["end"])
    else:
        yield 6, Text(f"{_names()['where'].get(item['where'], item['where'])}:{item['raw']}", style="italic")


def _amount(item: Record) -> str:
    """A number with its exactness, unit and what it counts or is given per."""
    value = item["value"]
    number = f"{value:,}" if isinstance(value, int | float) else str(value)
    per = f" / {item['per']}" if item.get("per") else ""
    bound = _names()["bound"].get(item.get("bound", ""), "")
    return f"{bound}{number}{item.get('unit') or ''}{item.get('of') or ''}{per}"


def _evidence(console: Console, text: str, start: int, end: int) -> Text:
    """The sentence around [start, end), at most some thirty code points on each side, the span marked."""
    from rich.text import Text

    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    begins = max(text.rfind(mark, first, start) for mark in _ENDS) + 1
    ends = min((at for mark in _ENDS if (at := text.find(mark, end, last)) >= 0), default=last)
    cut = "" if begins or not first else "…", "…" if ends == last < len(text) else ""
    plain = console.color_system is None or console.no_color
    span = text[start:end].replace("\n", " ")
    return (
        Text(cut[0] + text[begins or first : start].replace("\n", " "))
        + Text(f"【{span}】" if plain else span, style="bold red")
        + Text(text[end:ends].replace("\n", " ") + cut[1])
    )


def _repairs(console: Console, record: Record) -> Iterator[tuple[int, Text]]:
    from rich.text import Text

    for item in record["repairs"]:
        origin = f" · {item['source'][:12]}" if "source" in item else ""
        change = f"{item['before']} → {item['after']}".replace("\n", "⏎")
        yield (
            2,
            Text(change, style="bold")
            + Text(f"  {item['rule']} · {item['confidence']:.2f}{origin}", style="dim"),
        )
        yield 6, _evidence(console, record["text"], item["start"], item["end"])


def _measures(record: Record) -> Iterator[tuple[int, Text]]:
    from rich.text import Text

    for heading, group in groupby(record["measures"], key=lambda measure: measure["heading"]):
        if heading:
            yield 2, Text(" / ".join(heading), style="italic")
        for measure in group:
            status = _names()["status"].get(measure["status"], measure["status"])
            yield 4, Text(f"{status}  ", style="cyan") + Text(measure["text"].replace("\n", " "))
            if notes := " · ".join(_notes(measure)):
                yield 8, Text(notes, style="dim")


def _notes(measure: Record) -> Iterator[str]:
    """What is known of a measure besides its words."""
    for label, key in (("行动", "action"), ("单位", "agency"), ("期限", "deadline")):
        if measure[key]:
            yield f"{label} {measure[key]}"
    for amount in measure["money"]:
        yield f"金额 {_amount({**amount, 'unit': '元'})}"
    for amount in measure["quantities"]:
        yield f"数量 {_amount(amount)}"
    yield from measure["documents"]


def _removed(record: Record) -> Iterator[tuple[int, Text]]:
    from rich.text import Text

    for item in record["removed"]:
        text = item["text"].replace("\n", " ")
        shown = text if len(text) <= _REMOVED else text[:_REMOVED] + f"… ({len(text)} 字符)"
        evidence = " · ".join(filter(None, (item.get("place"), item.get("trick"))))
        yield (
            2,
            Text(f"{item['kind']}  ", style="cyan")
            + Text(shown)
            + Text(f"  {evidence}" if evidence else "", style="dim"),
        )


def _copies(copies: Iterable[Copy]) -> Iterator[tuple[int, Text]]:
    from rich.text import Text

    for copy in copies:
        relation = _names()["relation"][copy.relation]
        yield 2, Text(f"{relation}  ", style="cyan") + Text(" · ".join(filter(None, (copy.path, copy.url))))
        yield 6, Text(copy.id[:12], style="dim")
