"""A record as rows of the store; all but the record itself is masked first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline import grams
from pipeline.periods import period
from pipeline.record import mask, to_line

Row = tuple[Any, ...]
_WORD = 8


@dataclass(frozen=True, slots=True)
class PageRows:
    """What the tables hold of one page, without its row number."""

    page: Row
    index: Row
    fields: tuple[Row, ...]
    measures: tuple[Row, ...]
    money: tuple[Row, ...]


def page_rows(record: dict[str, Any], tokens: list[str]) -> PageRows:
    """The rows of an unmasked record and the tokens that tile its text."""
    shown = mask(record)
    text = grams.form(shown["text"])
    words = grams.words(text, map(len, tokens))
    return PageRows(
        page=(*_lead(shown), words, printable(to_line(record))),
        index=index_row(grams.form(shown["title"]), text, words),
        fields=tuple(_fields(shown)),
        measures=tuple(_measures(shown)),
        money=tuple(_money(shown)),
    )


def index_row(title: str, text: str, words: str) -> Row:
    """What the index holds of a page, given in `form`; title words are the text's words that the title contains."""
    pieces = {title[a:b] for a in range(len(title)) for b in range(a + 2, min(a + _WORD, len(title)) + 1)}
    title_words = " ".join(sorted(pieces.intersection(words.split(" "))))
    return grams.grams(title), grams.grams(text), title_words, words


def printable(text: str) -> str:
    """Text that can be stored: a lone surrogate (file names of another encoding) becomes its escape."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _lead(record: dict[str, Any]) -> Row:
    """The columns of `pages` from id to removed."""
    topic = record["topics"][0] if record["topics"] else {"label": None, "name": None}
    date = last_day(first(record, "issue_date")) or last_day(first(record, "publish_date"))
    return (
        record["id"],
        record["source"]["url"],
        record["kind"],
        printable(record["title"]),
        "".join(f" {flag}" for flag in record["flags"]) + " ",
        date,
        int(date[:4]) if date else None,
        *(
            first(record, name)
            for name in ("body", "level", "region", "lead_agency", "result_mark", "result")
        ),
        topic["label"],
        topic["name"],
        len(record["repairs"]),
        sum(map(len, record.get("conflicts", {}).values())),
        len(record["removed"]),
    )


def first(record: dict[str, Any], name: str) -> str | None:
    """The best value of a field as text, None if it has none."""
    items = record["fields"].get(name)
    return str(items[0]["value"]) if items else None


def last_day(prefix: str | None) -> str | None:
    """The last day of an ISO date prefix, None if it is none."""
    days = period(prefix) if prefix else None
    return days[1] if days else None


def _compared(name: str, value: str) -> str:
    """A value as queries compare it: a deadline by its last day, all else with width and case folded."""
    return (last_day(value) if name == "deadline" else None) or grams.form(value)


def _fields(record: dict[str, Any]) -> list[Row]:
    return [
        (
            name,
            seq,
            printable(str(item["value"])),
            _compared(name, str(item["value"])),
            float(item["value"]) if isinstance(item["value"], int | float) else None,
            item.get("agency_id"),
            item["start"],
            item["end"],
            item["where"],
            item["rule"],
            item["confidence"],
            int(item["repaired"]),
        )
        for name, items in record["fields"].items()
        for seq, item in enumerate(items)
    ]


def _measures(record: dict[str, Any]) -> list[Row]:
    keys = ("start", "end", "status", "action", "agency", "deadline")
    return [
        (
            seq,
            printable(m["text"]),
            grams.form(m["text"]),
            *(m[key] for key in keys),
            last_day(m["deadline"]),
            m["confidence"],
        )
        for seq, m in enumerate(record["measures"])
    ]


def _money(record: dict[str, Any]) -> list[Row]:
    return [
        (seq, float(amount["value"])) for seq, m in enumerate(record["measures"]) for amount in m["money"]
    ]
