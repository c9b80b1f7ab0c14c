"""Opening a SQLite file as a store: URL, schema version, durable settings, one-line errors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

from pipeline.errors import StoreError, UsageError

VERSION = 2
_APPLICATION = 0x6675776E  # "fuwn": tells a store from any other SQLite file
_SQLITE = "sqlite:///"
_STEPS = {1: "schema_2.sql"}  # from a version to the next


def connect(url: str, *, create: bool) -> sqlite3.Connection:
    """A connection to the store at `url`, made first if `create` and missing.

    StoreError if there is none, if the file is something else or of another version; UsageError for a URL
    of another form.
    """
    path = _path(url)
    if path != ":memory:" and not create and not Path(path).is_file():
        raise StoreError(f"no store at {path}: run `fuwen ingest` first, or name one with --store")
    with translated(path):
        if create and path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=60, isolation_level=None)
        try:
            _prepare(connection, path, create=create)
        except BaseException:
            connection.close()
            raise
    return connection


def _path(url: str) -> str:
    if url.startswith(_SQLITE) and len(url) > len(_SQLITE):
        return url.removeprefix(_SQLITE)
    if url.startswith(("postgresql:", "postgres:")):
        raise StoreError("PostgreSQL is not supported yet: use a store URL of the form sqlite:///path")
    raise UsageError(f"not a store URL: {url!r}; write sqlite:///path")


def _prepare(connection: sqlite3.Connection, path: str, *, create: bool) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application == 0 and create and not connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
        connection.execute("PRAGMA journal_mode = WAL")
        with transaction(connection):
            _make(connection)
    elif application != _APPLICATION:
        raise StoreError(f"{path} is no fuwen store")
    version = migrate(connection, VERSION)
    if version != VERSION:
        raise StoreError(
            f"{path} has schema {version}, this program needs {VERSION}: ingest into a new store"
        )
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA cache_size = -16000")


def _make(connection: sqlite3.Connection) -> None:
    """Create the tables inside the open transaction; two processes may arrive here at once."""
    if connection.execute("PRAGMA user_version").fetchone()[0] == VERSION:
        return
    for script in ("schema.sql", *_STEPS.values()):
        for statement in statements(script):
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def migrate(connection: sqlite3.Connection, target: int) -> int:
    """Bring an older store to a schema step by step, each step a transaction; the version reached.

    A version without a step to the next (also a newer one) is left as it is.
    """
    while (version := _version(connection)) in _STEPS and version < target:
        with transaction(connection):
            if _version(connection) == version:
                for statement in statements(_STEPS[version]):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {version + 1}")
    return version


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def statements(name: str) -> Iterator[str]:
    """The statements of a script of this package, since `executescript` would commit between them."""
    statement = ""
    for line in resources.files("pipeline.store").joinpath(name).read_text("utf-8").splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, the write lock taken at the start."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Errors of SQLite and of the file system as a StoreError of one line."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"store {place}: {error}") from error
