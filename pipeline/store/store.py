"""Records at rest: idempotent by content hash, written in batches, readable while being written."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from types import TracebackType
from typing import Any

from pipeline.errors import StoreError
from pipeline.store.copies import Copies
from pipeline.store.database import connect, transaction, translated
from pipeline.store.rows import printable
from pipeline.store.write import Outcome, point, put, set_aside

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

    def count(self, outcome: Outcome) -> Counts:
        """One more of `outcome`."""
        return self + Counts(**{outcome: 1})


@dataclass(frozen=True, slots=True)
class Copy:
    """Another page with the same answer; `relation` to the trusted one is trusted, copy or cosigned."""

    id: str
    relation: str
    url: str | None
    path: str


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
        found = self.rows("SELECT id FROM paths JOIN pages USING (page) WHERE path = ?", [printable(path)])
        return found[0][0] if found else None

    def holds(self, sha256: str) -> bool:
        """Whether a page of these bytes is stored, under whatever path."""
        return bool(self.rows("SELECT 1 FROM pages WHERE id = ?", [sha256]))

    def paths(self, sha256: str) -> list[str]:
        """The paths that hold a page now, sorted; empty for an older version."""
        sql = "SELECT path FROM paths JOIN pages USING (page) WHERE id = ? ORDER BY path"
        return [row[0] for row in self.rows(sql, [sha256])]

    def history(self, path: str) -> list[tuple[str, str, str]]:
        """Older versions under a path, oldest first: (sha256, first seen, last seen)."""
        sql = (
            "SELECT id, first_seen, last_seen FROM history JOIN pages USING (page) WHERE path = ?"
            " ORDER BY history.rowid"
        )
        return [(row[0], row[1], row[2]) for row in self.rows(sql, [printable(path)])]

    def write(self, batch: Iterable[Entry], *, size: int = BATCH) -> Counts:
        """Store (path, unmasked record, tokens of its text); error records go into quarantine.

        `size` entries are one transaction: they are drawn from `batch` first, so that no lock is held while
        they are made, and after a kill each transaction is there whole or not at all.
        """
        total, entries = Counts(), iter(batch)
        while chunk := list(islice(entries, size)):
            with self._writing() as connection:
                for path, record, tokens in chunk:
                    total = total.count(put(connection, printable(path), record, tokens, self._clock()))
        return total

    def link(self, path: str, sha256: str) -> Counts:
        """Store that a path holds bytes already stored (see `holds`); StoreError if they are not."""
        found = self.rows("SELECT page FROM pages WHERE id = ?", [sha256])
        if not found:
            raise StoreError(f"no page {sha256}")
        with self._writing() as connection:
            return Counts().count(point(connection, printable(path), found[0][0], self._clock()))

    def seen(self, paths: Iterable[str]) -> None:
        """Note that these paths were met again with the same bytes."""
        at = self._clock()
        with self._writing() as connection:
            connection.executemany(
                "UPDATE paths SET last_seen = ? WHERE path = ?", ((at, printable(path)) for path in paths)
            )

    def quarantine(self, path: str, sha256: str | None, kind: str, message: str) -> None:
        """Put a page aside with the type and message of its error; what is stored under the path stays."""
        with self._writing() as connection:
            set_aside(connection, printable(path), sha256, kind, message, self._clock())

    def quarantined(self) -> list[tuple[str, str, str]]:
        """The pages put aside, by path: (path, type, message)."""
        return [
            (row[0], row[1], row[2])
            for row in self.rows("SELECT path, type, message FROM quarantine ORDER BY path")
        ]

    def begin_run(self) -> int:
        """Note that an ingest starts; its number."""
        with self._writing() as connection:
            run = connection.execute("INSERT INTO runs (started) VALUES (?)", [self._clock()]).lastrowid
        return run or 0

    def end_run(self, run: int, counts: Counts) -> None:
        """Note that an ingest ended and what it did."""
        row = (self._clock(), counts.new, counts.changed, counts.unchanged, counts.quarantined, run)
        with self._writing() as connection:
            connection.execute(
                "UPDATE runs SET ended = ?, new = ?, changed = ?, unchanged = ?, quarantined = ? WHERE run = ?",
                row,
            )

    def get(self, prefix: str) -> dict[str, Any]:
        """The unmasked record whose id begins so; StoreError if none or several do."""
        prefix = prefix.strip().lower()
        if not prefix or set(prefix) - set("0123456789abcdef"):
            raise StoreError(f"no page {prefix!r}: an ID is hexadecimal")
        sql = "SELECT id, record FROM pages WHERE id >= ? AND id < ? ORDER BY id LIMIT 2"
        found = self.rows(sql, [prefix, prefix + "g"])
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
        sql = (
            "SELECT record FROM pages JOIN (SELECT page, min(path) AS path FROM paths GROUP BY page)"
            " USING (page) ORDER BY path"
        )
        with translated(self._url):
            for (line,) in self._connection.execute(sql):
                yield json.loads(line)

    def copies_due(self) -> bool:
        """Whether pages were written or went since copies were last looked for."""
        return bool(self.rows("SELECT 1 FROM copies_due LIMIT 1"))

    @contextmanager
    def copying(self) -> Iterator[Copies]:
        """One transaction over the tables that group copies."""
        with self._writing() as connection:
            yield Copies(connection)

    def copies(self, sha256: str) -> list[Copy]:
        """The other pages with the same answer, the trusted one first, copies before co-signers; empty if there are none."""
        sql = (
            "SELECT p.id, c.relation, p.url, min(h.path) FROM clusters c JOIN pages p USING (page)"
            " JOIN paths h USING (page) WHERE p.id <> ? AND c.trusted ="
            " (SELECT trusted FROM clusters JOIN pages USING (page) WHERE id = ?)"
            " GROUP BY page ORDER BY c.page <> c.trusted, c.relation, 4"
        )
        return [Copy(*row) for row in self.rows(sql, [sha256, sha256])]

    def clusters(self) -> dict[str, str]:
        """For each page that has copies the id of the trusted one among them."""
        sql = (
            "SELECT p.id, t.id FROM clusters c JOIN pages p ON p.page = c.page"
            " JOIN pages t ON t.page = c.trusted"
        )
        return dict(self.rows(sql))

    def size(self) -> int:
        """How many pages some path holds now."""
        return int(self.rows("SELECT count(DISTINCT page) FROM paths")[0][0])

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with translated(self._url), transaction(self._connection):
            yield self._connection
