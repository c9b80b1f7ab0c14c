"""Records at rest: idempotent by content hash, written in batches, readable while being written."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from types import TracebackType
from typing import Any

from pipeline.errors import StoreError
from pipeline.record import mask
from pipeline.store.database import connect, transaction, translated
from pipeline.store.rows import index_row, page_rows, printable
from pipeline.store.sql import SQL

Entry = tuple[str, dict[str, Any], list[str]]
BATCH = 200


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the entries written: by path, an entry is one of the four."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    quarantined: int = 0

    def __add__(self, other: Counts) -> Counts:
        """The sums."""
        return Counts(
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.quarantined + other.quarantined,
        )

    def count(self, outcome: str) -> Counts:
        """One more of `outcome`, a name among the four."""
        return self + Counts(**{outcome: 1})


def now() -> str:
    """The time as the store writes it: ISO, UTC, whole seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def open_store(url: str, *, create: bool = False, clock: Callable[[], str] = now) -> Store:
    """The store at `sqlite:///path`; StoreError if it is missing (unless `create`) or unusable."""
    return Store(connect(url, create=create), url, clock)


class Store:
    """One open store; a context manager. All errors of the database are StoreError."""

    def __init__(self, connection: sqlite3.Connection, url: str, clock: Callable[[], str]) -> None:
        self._connection = connection
        self._url = url
        self._clock = clock

    def __enter__(self) -> Store:
        """The store itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the store; an unfinished batch is as if it had never begun."""
        self._connection.close()

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a reading statement."""
        with translated(self._url):
            return self._connection.execute(sql, parameters).fetchall()

    def known(self, path: str) -> str | None:
        """The sha256 of what is stored under a path, None if nothing is."""
        found = self.rows(SQL["known"], [printable(path)])
        return found[0][0] if found else None

    def holds(self, sha256: str) -> bool:
        """Whether a page of these bytes is stored, under whatever path."""
        return bool(self.rows(SQL["page"], [sha256]))

    def paths(self, sha256: str) -> list[str]:
        """The paths that hold a page now, sorted; empty for an older version."""
        return [row[0] for row in self.rows(SQL["paths"], [sha256])]

    def history(self, path: str) -> list[tuple[str, str, str]]:
        """Older versions under a path, oldest first: (sha256, first seen, last seen)."""
        return [(row[0], row[1], row[2]) for row in self.rows(SQL["history"], [printable(path)])]

    def write(self, batch: Iterable[Entry], *, size: int = BATCH) -> Counts:
        """Store (path, unmasked record, tokens of its text); error records go into quarantine.

        `size` entries are one transaction: they are drawn from `batch` first, so that no lock is held while
        they are made, and after a kill each transaction is there whole or not at all.
        """
        total, entries = Counts(), iter(batch)
        while chunk := list(islice(entries, size)):
            with translated(self._url), transaction(self._connection):
                for path, record, tokens in chunk:
                    total = total.count(self._write(printable(path), record, tokens))
        return total

    def link(self, path: str, sha256: str) -> Counts:
        """Store that a path holds bytes already stored (see `holds`); StoreError if they are not."""
        found = self.rows(SQL["page"], [sha256])
        if not found:
            raise StoreError(f"no page {sha256}")
        with translated(self._url), transaction(self._connection):
            return Counts().count(self._point(printable(path), found[0][0]))

    def seen(self, paths: Iterable[str]) -> None:
        """Note that these paths were met unchanged."""
        at = self._clock()
        with translated(self._url), transaction(self._connection):
            self._connection.executemany(SQL["seen"], ((at, printable(path)) for path in paths))

    def quarantine(self, path: str, sha256: str | None, kind: str, message: str) -> None:
        """Put a page aside with the type and message of its error; what was stored under the path stays."""
        row = (printable(path), sha256, kind, printable(message), self._clock())
        with translated(self._url), transaction(self._connection):
            self._connection.execute(SQL["quarantine"], row)

    def quarantined(self) -> list[tuple[str, str, str]]:
        """The pages put aside, by path: (path, type, message)."""
        return [(row[0], row[1], row[2]) for row in self.rows(SQL["quarantined"])]

    def begin_run(self) -> int:
        """Note that an ingest starts; its number."""
        with translated(self._url), transaction(self._connection):
            return int(self._connection.execute(SQL["begin_run"], [self._clock()]).lastrowid or 0)

    def end_run(self, run: int, counts: Counts) -> None:
        """Note that an ingest ended and what it did."""
        row = (self._clock(), counts.new, counts.changed, counts.unchanged, counts.quarantined, run)
        with translated(self._url), transaction(self._connection):
            self._connection.execute(SQL["end_run"], row)

    def get(self, prefix: str) -> dict[str, Any]:
        """The unmasked record whose id begins so; StoreError if none or several do."""
        prefix = prefix.strip().lower()
        if not prefix or set(prefix) - set("0123456789abcdef"):
            raise StoreError(f"no page {prefix!r}: an ID is hexadecimal")
        found = self.rows(SQL["get"], [prefix, prefix + "g"])
        if not found:
            raise StoreError(f"no page {prefix}")
        if len(found) > 1:
            raise StoreError(f"several pages begin with {prefix}: {found[0][0][:12]}, {found[1][0][:12]} …")
        record: dict[str, Any] = json.loads(found[0][1])
        return record

    def records(self, ids: Iterable[str] | None = None) -> Iterator[dict[str, Any]]:
        """Unmasked records: those of `ids` in that order, else all that a path holds now, by path."""
        if ids is not None:
            yield from map(self.get, ids)
            return
        with translated(self._url):
            for (line,) in self._connection.execute(SQL["records"]):
                yield json.loads(line)

    def __len__(self) -> int:
        """How many pages some path holds now."""
        return int(self.rows(SQL["count"])[0][0])

    def _write(self, path: str, record: dict[str, Any], tokens: list[str]) -> str:
        """Store one entry inside the open transaction; the outcome's name."""
        if "error" in record:
            error = record["error"]
            row = (path, record["id"], error["type"], printable(error["message"]), self._clock())
            self._connection.execute(SQL["quarantine"], row)
            return "quarantined"
        found = self._connection.execute(SQL["stored"], [record["id"]]).fetchone()
        if found is None:
            page = self._insert(record, tokens, None)
        else:
            page = found[0]
            self._renew(page, json.loads(found[1]), found[2], record, tokens)
        return self._point(path, page)

    def _renew(
        self, page: int, old: dict[str, Any], words: str, record: dict[str, Any], tokens: list[str]
    ) -> None:
        """Replace a stored record if the same bytes now give another one; a mere copy elsewhere is none."""
        if {**old, "source": None} == {**json.loads(json.dumps(record)), "source": None}:
            return
        shown = mask(old)
        index = index_row(shown["title"], shown["text"], words)
        self._connection.execute(SQL["unindex"], (page, *index))
        for table in ("measure_money", "measures", "fields", "pages"):
            self._connection.execute(f"DELETE FROM {table} WHERE page = ?", [page])
        self._insert(record, tokens, page)

    def _insert(self, record: dict[str, Any], tokens: list[str], page: int | None) -> int:
        rows = page_rows(record, tokens)
        execute, many = self._connection.execute, self._connection.executemany
        page = execute(SQL["insert_page"], (page, *rows.page)).lastrowid
        assert page is not None
        execute(SQL["index"], (page, *rows.index))
        many(SQL["insert_field"], ((page, *row) for row in rows.fields))
        many(SQL["insert_measure"], ((page, *row) for row in rows.measures))
        many(SQL["insert_money"], ((page, *row) for row in rows.money))
        return page

    def _point(self, path: str, page: int) -> str:
        """Let a path hold a page, the older one going into history; the outcome's name."""
        at = self._clock()
        found = self._connection.execute("SELECT page FROM paths WHERE path = ?", [path]).fetchone()
        self._connection.execute("DELETE FROM quarantine WHERE path = ?", [path])
        if found is None:
            self._connection.execute("INSERT INTO paths VALUES (?, ?, ?, ?)", [path, page, at, at])
            return "new"
        if found[0] == page:
            self._connection.execute(SQL["seen"], [at, path])
            return "unchanged"
        self._connection.execute(SQL["to_history"], [path])
        self._connection.execute(SQL["repoint"], [page, at, at, path])
        return "changed"
