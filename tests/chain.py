"""A chain of ready-made parts that does, as far as they can, what the pipeline does: the yardstick of the bench.

Main text, title and date by trafilatura, meta tags and the portal's table by BeautifulSoup, words by jieba, times
and money by JioNLP, numbers, sessions, document numbers and sentences with a done or planned act by plain patterns,
one SQLite row a page. It has no kinds, sections, topics, repairs or full-text index; all patterns are compiled and
all dictionaries are loaded before the first page.
"""

from __future__ import annotations

import json
import logging
import re
import sqlite3
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any

import jieba
import trafilatura
from bs4 import BeautifulSoup

PATTERNS = {
    "proposal_number": re.compile(r"第\s*([A-Za-z]?\d+)\s*号"),
    "session": re.compile(r"([一二三四五六七八九十]+)届\D{0,6}?([一二三四五六七八九十]+)次会议"),
    "document_number": re.compile(r"[一-龥]{2,10}[〔\[（(]20\d\d[〕\]）)]第?\d+号"),
    "proposal_title": re.compile(r"《(关于[^》]{2,60})》"),
    "issue_date": re.compile(r"(20\d\d)年(\d{1,2})月(\d{1,2})日"),
    "agency": re.compile(r"[一-龥]{2,12}(?:局|委员会|办公室|厅)"),
    "phone": re.compile(r"0\d{2,3}-\d{7,8}"),
}
BATCH = 100
_SENTENCE = re.compile(r"[^。；;\n]{6,}")
_ACT = re.compile(r"已|完成|建成|正在|计划|将|拟|安排|投入|出台|印发|开展|组织|新建|改造")
_SCHEMA = "CREATE TABLE IF NOT EXISTS replies (path TEXT PRIMARY KEY, title TEXT, words TEXT, record TEXT)"


class Chain:
    """The parts, loaded, and a database; `times_and_money` says whether JioNLP takes part."""

    def __init__(self, database: Path, *, times_and_money: bool) -> None:
        jieba.setLogLevel(logging.WARNING)
        jieba.initialize()
        self._jionlp = _load_jionlp() if times_and_money else None
        self._database = sqlite3.connect(database)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.execute(_SCHEMA)

    def __enter__(self) -> Chain:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def run(self, paths: Iterable[Path]) -> int:
        """Read all pages into the database; how many there were."""
        rows: list[tuple[str, str, str, str]] = []
        count = 0
        for count, path in enumerate(paths, 1):  # noqa: B007 - the last count is the answer
            rows.append(self._row(path))
            if len(rows) == BATCH:
                self._insert(rows)
        self._insert(rows)
        return count

    def read(self, path: Path) -> dict[str, Any]:
        """The record that the parts make of one page."""
        source = _decode(path.read_bytes())
        meta: dict[str, str] = {}
        text = source
        if path.suffix != ".txt":
            extracted = trafilatura.bare_extraction(
                source, include_comments=False, include_tables=True, with_metadata=True
            )
            text = (extracted.text if extracted else "") or ""
            meta = _meta(source)
            if extracted and extracted.date:
                meta["date"] = extracted.date
        found = {name: pattern.findall(text) for name, pattern in PATTERNS.items()}
        acts = [s for s in _SENTENCE.findall(text) if _ACT.search(s)]
        record = {"path": str(path), "meta": meta, "text": text, "fields": found, "measures": acts}
        record["words"] = jieba.lcut(text)
        if self._jionlp is not None:
            record["times"] = self._jionlp.ner.extract_time(text)
            record["money"] = self._jionlp.ner.extract_money(text)
        return record

    def _row(self, path: Path) -> tuple[str, str, str, str]:
        record = self.read(path)
        words = " ".join(record.pop("words"))
        title = record["meta"].get("title", "")
        return str(path), title, words, json.dumps(record, ensure_ascii=False, default=str)

    def _insert(self, rows: list[tuple[str, str, str, str]]) -> None:
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO replies VALUES (?, ?, ?, ?)", rows)
        rows.clear()


def _load_jionlp() -> Any:
    import jionlp

    jionlp.ner.extract_time("2019年8月23日")
    jionlp.ner.extract_money("80万元")
    return jionlp


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")


def _meta(source: str) -> dict[str, str]:
    soup = BeautifulSoup(source, "lxml")
    named = ((tag.get("name"), tag.get("content")) for tag in soup.find_all("meta"))
    meta = {str(name).lower(): str(content) for name, content in named if name and content}
    if soup.title and soup.title.string:
        meta.setdefault("title", soup.title.string.strip())
    cells = [cell.get_text(strip=True) for cell in soup.find_all(["td", "th"])]
    meta |= {label.rstrip(":："): value for label, value in pairwise(cells) if 0 < len(label) <= 8}
    return meta
