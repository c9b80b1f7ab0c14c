"""The tables that group copies; every method runs inside the open transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from sqlite3 import Connection
from typing import Any

_ONE_OF = "IN (SELECT value FROM json_each(?))"


class Copies:
    """Signatures, buckets and groups of pages by their row numbers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, parameters).fetchall()

    def expect(self, version: str) -> None:
        """Forget all signatures and groups if they are of another version; then every letter is due."""
        found = self._rows("SELECT version FROM signatures LIMIT 1")
        if not found or found[0][0] == version:
            return
        self._rows("INSERT OR IGNORE INTO copies_due SELECT page FROM signatures")
        for table in ("signatures", "buckets", "clusters"):
            self._rows(f"DELETE FROM {table}")

    def due(self, kinds: Iterable[str], parts: Sequence[str], limit: int) -> list[tuple[int, str | None]]:
        """Pages to look at, each with parts of its record (a JSON array of what stands at these paths).

        None if no path holds the page or it is of another kind.
        """
        sql = (
            f"SELECT d.page, {_parts(parts)} FROM (SELECT page FROM copies_due ORDER BY page LIMIT ?) d"
            f" LEFT JOIN pages p ON p.page = d.page AND p.kind {_ONE_OF}"
            " AND EXISTS (SELECT 1 FROM paths h WHERE h.page = d.page) ORDER BY d.page"
        )
        return [(page, line) for page, line in self._rows(sql, *parts, limit, json.dumps(list(kinds)))]

    def done(self, pages: Iterable[int]) -> None:
        """Strike pages off the list of those to look at."""
        self._rows(f"DELETE FROM copies_due WHERE page {_ONE_OF}", json.dumps(list(pages)))

    def signed(self, pages: Iterable[int]) -> dict[int, tuple[int, bytes, str]]:
        """Digest, signature and facts of those pages that have them."""
        sql = f"SELECT page, digest, signature, facts FROM signatures WHERE page {_ONE_OF}"
        return {
            page: (digest, signature, facts) for page, digest, signature, facts in self._found(sql, pages)
        }

    def holders(self, digests: Iterable[int]) -> dict[int, int]:
        """The page that stands in the buckets for all of a digest."""
        sql = f"SELECT digest, page FROM signatures WHERE holder = 1 AND digest {_ONE_OF}"
        return dict(self._found(sql, digests))

    def sign(self, rows: Sequence[tuple[int, str, int, bytes, str]]) -> None:
        """Store (page, version, digest, signature, facts), in place of older rows; a holder stays one."""
        self._connection.executemany(
            "INSERT INTO signatures (page, version, digest, signature, facts) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (page) DO UPDATE SET facts = excluded.facts",
            rows,
        )

    def forget(self, pages: Sequence[int], buckets: Sequence[tuple[int, int]]) -> None:
        """Delete signatures and (bucket, page); what was joined to them is due again and joined no more."""
        gone = json.dumps(list(pages))
        self._connection.executemany("DELETE FROM buckets WHERE bucket = ? AND page = ?", buckets)
        self._rows(f"DELETE FROM signatures WHERE page {_ONE_OF}", gone)
        joined = f"SELECT component FROM clusters WHERE page {_ONE_OF}"
        self._rows(
            f"INSERT OR IGNORE INTO copies_due SELECT page FROM clusters WHERE component IN ({joined})", gone
        )
        self._rows(f"DELETE FROM clusters WHERE component IN ({joined})", gone)

    def put(self, buckets: Sequence[tuple[int, int]], holders: Iterable[int]) -> None:
        """Add (bucket, page) of pages that stand for their digest."""
        self._connection.executemany("INSERT OR IGNORE INTO buckets VALUES (?, ?)", buckets)
        self._rows(f"UPDATE signatures SET holder = 1 WHERE page {_ONE_OF}", json.dumps(list(holders)))

    def met(self, buckets: Sequence[int]) -> list[tuple[int, int]]:
        """All (bucket, page) in these buckets."""
        rows = self._found(f"SELECT bucket, page FROM buckets WHERE bucket {_ONE_OF}", buckets)
        return [(bucket, page) for bucket, page in rows]

    def parts(self, page: int, parts: Sequence[str]) -> str:
        """What stands at some paths of a page's record, as a JSON array."""
        return str(self._rows(f"SELECT {_parts(parts)} FROM pages p WHERE p.page = ?", *parts, page)[0][0])

    def joined(self, pages: Iterable[int]) -> dict[int, int]:
        """The component of those pages that are joined to others."""
        return dict(self._found(f"SELECT page, component FROM clusters WHERE page {_ONE_OF}", pages))

    def members(self, components: Iterable[int]) -> dict[int, int]:
        """All pages of these components, each with its component."""
        sql = f"SELECT page, component FROM clusters WHERE component {_ONE_OF}"
        return dict(self._found(sql, components))

    def regroup(self, rows: Sequence[tuple[int, int, int, str]]) -> None:
        """Store (page, component, trusted page, relation), in place of older rows."""
        self._connection.executemany("INSERT OR REPLACE INTO clusters VALUES (?, ?, ?, ?)", rows)

    def _found(self, sql: str, numbers: Iterable[int]) -> list[tuple[Any, ...]]:
        listed = list(numbers)
        return self._rows(sql, json.dumps(listed)) if listed else []


def _parts(paths: Sequence[str]) -> str:
    return f"json_extract(p.record{', ?' * len(paths)})"
