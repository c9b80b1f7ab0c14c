"""What the corpus holds, counted over pages and gold: the table that `python -m tests.corpus_check` prints."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from pipeline.document import LETTER_KINDS, REPLY_KINDS
from pipeline.evaluation import GoldPage

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)


def encoding(data: bytes) -> str:
    """utf-8 or gb18030, whatever the page declares."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def is_declared_wrongly(data: bytes) -> bool:
    """Whether a page names another encoding than its own."""
    named = _CHARSET.search(data[:4096])
    declared = named[1].decode("ascii").lower() if named else ""
    return bool(declared) and declared.startswith("gb") != (encoding(data) == "gb18030")


def _values(name: str) -> Callable[[GoldPage], list[str]]:
    return lambda page: [str(value) for value in (page.fields or {}).get(name, ())]


def _year(page: GoldPage) -> list[str]:
    dates = _values("issue_date")(page) or _values("publish_date")(page)
    return [value[:4] for value in dates[:1]]


def _length(page: GoldPage) -> list[str]:
    size = len(page.body_text)
    return [next((f"to {edge:,}" for edge in (500, 1000, 1500, 2000, 2500, 3000) if size <= edge), "above")]


LETTERS: tuple[tuple[str, Callable[[GoldPage], list[str]]], ...] = (
    ("levels", _values("level")),
    ("bodies", _values("body")),
    ("years", _year),
    ("topics", lambda page: list(page.topic[:1])),
    ("code points", _length),
)


def counts(gold: Iterable[GoldPage], pages: Path) -> dict[str, Counter[str]]:
    """Counts by what is counted: pages by form, letters by level, body, year, topic and length."""
    table: dict[str, Counter[str]] = {"pages": Counter(), **{name: Counter() for name, _ in LETTERS}}
    for page in gold:
        table["pages"].update(_forms(page, (pages / page.file).read_bytes()))
        if page.kind in LETTER_KINDS:
            for name, values in LETTERS:
                table[name].update(values(page))
    return table


def _forms(page: GoldPage, data: bytes) -> list[str]:
    html = not page.file.endswith(".txt")
    traits: dict[str, Any] = {
        "all": True,
        "HTML": html,
        "damaged text": page.damaged and not html,
        "GB 18030": encoding(data) == "gb18030",
        "declared wrongly": html and is_declared_wrongly(data),
        "with spam": page.spam,
        "tampered": page.tampered,
        "near-miss": page.kind not in REPLY_KINDS,
        "with measures": page.measures,
    }
    return [name for name, holds in traits.items() if holds]


def counts_table(table: dict[str, Counter[str]]) -> str:
    """One line for each thing counted; pages in the order of the forms, the rest by value."""
    lines = []
    for name, counter in table.items():
        items = counter.most_common() if name == "pages" else sorted(counter.items(), key=_order)
        lines.append(f"{f'{name}:':<14}" + ", ".join(f"{value} {n}" for value, n in items))
    return "\n".join(lines)


def _order(item: tuple[str, int]) -> tuple[int, str]:
    digits = re.sub(r"\D", "", item[0])
    return (int(digits) if digits else 10**9, item[0])
