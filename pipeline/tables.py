"""Rows for spreadsheets: one CSV dialect, formulas defused."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

_FORMULA = tuple("=+-@\t\r＝＋－＠")


def cell(value: object) -> object:
    """A value as a spreadsheet may read it: None as empty, text that would run as a formula behind a '."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


class CsvTable:
    """A CSV stream with a head row; columns in fixed order, missing ones empty."""

    def __init__(self, out: TextIO, columns: Sequence[str]) -> None:
        self._columns = columns
        self._writer = csv.writer(out, lineterminator="\r\n")
        self._writer.writerow(columns)

    def write(self, rows: Iterable[Mapping[str, object]]) -> None:
        """Add rows."""
        self._writer.writerows([cell(row.get(name)) for name in self._columns] for row in rows)
