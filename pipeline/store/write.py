"""What is written of one page; every function runs inside an open transaction."""

from __future__ import annotations

import json
from sqlite3 import Connection
from typing import Any, Literal

from pipeline import grams
from pipeline.record import mask, to_line
from pipeline.store.rows import index_row, page_rows, printable

Outcome = Literal["new", "changed", "unchanged", "quarantined"]


def put(connection: Connection, path: str, record: dict[str, Any], tokens: list[str], at: str) -> Outcome:
    """Store an unmasked record under a path, an error record in quarantine; what became of it."""
    if "error" in record:
        error = record["error"]
        set_aside(connection, path, record["id"], error["type"], error["message"], at)
        return "quarantined"
    record = {key: value for key, value in record.items() if key != "tokens"}
    found = connection.execute(
        "SELECT page, record, words FROM pages WHERE id = ?", [record["id"]]
    ).fetchone()
    if found is None:
        page = _insert(connection, None, record, tokens)
    else:
        page = found[0]
        _renew(connection, page, json.loads(found[1]), found[2], record, tokens)
    return point(connection, path, page, at)


def point(connection: Connection, path: str, page: int, at: str) -> Outcome:
    """Let a path hold a stored page, the one it held before going into the history."""
    connection.execute("DELETE FROM quarantine WHERE path = ?", [path])
    found = connection.execute("SELECT page FROM paths WHERE path = ?", [path]).fetchone()
    if found is None:
        connection.execute("INSERT INTO paths VALUES (?, ?, ?, ?)", [path, page, at, at])
        _look_again(connection, page)
        return "new"
    if found[0] == page:
        connection.execute("UPDATE paths SET last_seen = ? WHERE path = ?", [at, path])
        return "unchanged"
    connection.execute("INSERT INTO history SELECT * FROM paths WHERE path = ?", [path])
    connection.execute(
        "UPDATE paths SET page = ?, first_seen = ?, last_seen = ? WHERE path = ?", [page, at, at, path]
    )
    _look_again(connection, page, found[0])
    return "changed"


def set_aside(
    connection: Connection, path: str, sha256: str | None, kind: str, message: str, at: str
) -> None:
    """Note why the page at a path could not be read; what is stored under the path stays."""
    connection.execute(
        "INSERT OR REPLACE INTO quarantine VALUES (?, ?, ?, ?, ?)",
        [path, sha256, kind, printable(message), at],
    )


def _renew(
    connection: Connection,
    page: int,
    old: dict[str, Any],
    words: str,
    record: dict[str, Any],
    tokens: list[str],
) -> None:
    """Replace a stored record if the same bytes now give another one; a copy under another path gives none."""
    if {**old, "source": None} == {**json.loads(to_line(record)), "source": None}:
        return
    shown = mask(old)
    index = index_row(grams.form(shown["title"]), grams.form(shown["text"]), words)
    connection.execute(
        "INSERT INTO pages_fts (pages_fts, rowid, title, text, title_words, words) VALUES ('delete', ?, ?, ?, ?, ?)",
        (page, *index),
    )
    for table in ("measure_money", "measures", "fields", "pages"):
        connection.execute(f"DELETE FROM {table} WHERE page = ?", [page])
    _insert(connection, page, record, tokens)
    _look_again(connection, page)


def _look_again(connection: Connection, *pages: int) -> None:
    """Note that the copies of pages must be looked for again."""
    connection.executemany("INSERT OR IGNORE INTO copies_due VALUES (?)", [(page,) for page in pages])


def _insert(connection: Connection, page: int | None, record: dict[str, Any], tokens: list[str]) -> int:
    """Add the rows of a page under its row number, a new one if None; the number."""
    rows = page_rows(record, tokens)
    number = connection.execute(
        f"INSERT INTO pages VALUES ({_marks(rows.page)})", (page, *rows.page)
    ).lastrowid
    assert number is not None
    connection.execute(
        "INSERT INTO pages_fts (rowid, title, text, title_words, words) VALUES (?, ?, ?, ?, ?)",
        (number, *rows.index),
    )
    for table, lines in (
        ("fields", rows.fields),
        ("measures", rows.measures),
        ("measure_money", rows.money),
    ):
        if lines:
            connection.executemany(
                f"INSERT INTO {table} VALUES ({_marks(lines[0])})", [(number, *line) for line in lines]
            )
    return number


def _marks(row: tuple[Any, ...]) -> str:
    """A placeholder for the row number and one for each value."""
    return "?" + ", ?" * len(row)
