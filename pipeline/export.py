"""The store as files for other programs: replies, fields and measures as CSV, JSON Lines or Parquet."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, Protocol

from pipeline.columns import FLAT, NESTED, TABLES
from pipeline.errors import PipelineError
from pipeline.record import mask
from pipeline.tables import CsvTable

Format = Literal["csv", "jsonl", "parquet"]
FORMATS: tuple[Format, ...] = ("csv", "jsonl", "parquet")
BATCH = 500

Row = Mapping[str, Any]


class Records(Protocol):
    """What exporting needs of a store."""

    def clusters(self) -> dict[str, str]:
        """For each page that has copies the id of the trusted one among them."""

    def records(self, ids: Iterable[str] | None = None) -> Iterator[dict[str, Any]]:
        """Unmasked records."""


class Table(Protocol):
    """A file under way: rows in, closed by its context."""

    def write(self, rows: Iterable[Row]) -> None:
        """Add rows."""


def export(
    store: Records,
    out: Path,
    fmt: Format = "csv",
    *,
    ids: Sequence[str] | None = None,
    show_personal: bool = False,
) -> dict[Path, int]:
    """Write replies, fields and measures of all stored pages (or of `ids`) into a folder; rows by file.

    Every kind of page is in `replies`, told apart by its column `kind`. Each file appears when it is complete
    (an older one stays until then). Personal data is masked unless `show_personal`. PipelineError if the folder
    cannot be written or the extra for Parquet is missing.
    """
    opened, rows = _OPENERS[fmt], NESTED if fmt == "jsonl" else FLAT
    paths = {name: out / f"{name}.{fmt}" for name in TABLES}
    counts = dict.fromkeys(paths.values(), 0)
    clusters = store.clusters()
    try:
        out.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            tables = {name: stack.enter_context(opened(path, name)) for name, path in paths.items()}
            for record in store.records(ids):
                shown = record if show_personal else mask(record)
                if fmt != "jsonl":
                    shown = {**shown, "cluster": clusters.get(record["id"], record["id"])}
                for name, table in tables.items():
                    batch = list(rows[name](shown))
                    table.write(batch)
                    counts[paths[name]] += len(batch)
    except OSError as error:
        raise PipelineError(f"cannot write the export: {error}") from error
    return counts


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside `path`, renamed to it when all went well, removed otherwise."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield temporary
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _csv(path: Path, name: str) -> Iterator[Table]:
    with _replacing(path) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as out:
        yield CsvTable(out, [column for column, _ in TABLES[name]])


@contextmanager
def _jsonl(path: Path, name: str) -> Iterator[Table]:  # noqa: ARG001 - one signature for all formats
    with _replacing(path) as temporary, temporary.open("w", encoding="utf-8") as out:
        yield _Lines(out.write)


class _Lines:
    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write

    def write(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._write(json.dumps(row, ensure_ascii=False) + "\n")


@contextmanager
def _parquet(path: Path, name: str) -> Iterator[Table]:
    try:
        pyarrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise PipelineError("Parquet needs the extra: pip install 'fuwen-pipeline[parquet]'") from error
    types = {
        "text": pyarrow.string(),
        "int": pyarrow.int64(),
        "float": pyarrow.float64(),
        "bool": pyarrow.bool_(),
    }
    schema = pyarrow.schema([(column, types[kind]) for column, kind in TABLES[name]])
    with _replacing(path) as temporary, parquet.ParquetWriter(temporary, schema) as writer:
        table = _Groups(lambda rows: writer.write_table(pyarrow.Table.from_pylist(rows, schema=schema)))
        yield table
        table.flush()


class _Groups:
    """Rows gathered into row groups."""

    def __init__(self, write: Callable[[list[Row]], object]) -> None:
        self._write = write
        self._rows: list[Row] = []

    def write(self, rows: Iterable[Row]) -> None:
        self._rows.extend(rows)
        if len(self._rows) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what is gathered."""
        if self._rows:
            self._write(self._rows)
        self._rows = []


_OPENERS = {"csv": _csv, "jsonl": _jsonl, "parquet": _parquet}
