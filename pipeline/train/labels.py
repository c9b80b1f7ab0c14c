"""Labelled texts from jsonl and csv, and which of them are too alike to be parted by cross-validation."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from zlib import crc32

from pipeline.errors import UsageError

_SHINGLE = 5
# A shingle found in more rows than this is a formula of the genre and tells nothing about likeness.
_COMMON = 20
_ALIKE = 0.3


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled text; `second` is another label that counts as right, '' if none."""

    text: str
    label: str
    title: str = ""
    second: str = ""


def read_rows(paths: Iterable[Path]) -> list[Row]:
    """The rows of jsonl and csv files (or folders of them) in order of path; UsageError names the bad line."""
    rows = [row for path in _files(paths) for row in _read(path)]
    if len({row.label for row in rows}) < 2:
        raise UsageError("training needs texts of two labels or more")
    return rows


def digest(rows: Sequence[Row], seeds: Sequence[str]) -> str:
    """SHA-256 (hex) of what a model is trained on: the rows' content and the seed terms."""
    lines = (json.dumps([r.text, r.label, r.title, r.second], ensure_ascii=False) for r in rows)
    return sha256("\n".join([*lines, *seeds]).encode()).hexdigest()


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.iterdir() if p.suffix in (".jsonl", ".csv"))
        elif path.is_file():
            yield path
        else:
            raise UsageError(f"no such file or folder: {path}")


def _read(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        records = csv.DictReader(file) if path.suffix == ".csv" else _json_lines(file, path)
        for number, record in enumerate(records, 1):
            text, label = record.get("text"), record.get("label")
            if not text or not label:
                raise UsageError(f"{path}: record {number} has no text or no label")
            yield Row(str(text), str(label), str(record.get("title") or ""), str(record.get("second") or ""))


def _json_lines(file: Iterable[str], path: Path) -> Iterator[dict[str, object]]:
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise UsageError(f"{path}: line {number} is no JSON: {error}") from error
        if not isinstance(record, dict):
            raise UsageError(f"{path}: line {number} is no JSON object")
        yield record


def near_duplicates(rows: Sequence[Row]) -> list[int]:
    """A group number per row: rows that share much of their text, or a title, are in one group."""
    shingles = [_shingles(row.title + row.text) for row in rows]
    parent = list(range(len(rows)))
    for (a, b), shared in _shared(shingles).items():
        if shared >= _ALIKE * min(len(shingles[a]), len(shingles[b])):
            parent[_root(parent, b)] = _root(parent, a)
    first: dict[str, int] = {}
    for i, row in enumerate(rows):
        if row.title:
            parent[_root(parent, i)] = _root(parent, first.setdefault(row.title, i))
    return [_root(parent, i) for i in range(len(rows))]


def folds(rows: Sequence[Row], groups: Sequence[int], count: int) -> list[int]:
    """A fold per row: groups stay whole, and each label's groups are dealt out in an order fixed by their text."""
    order = sorted(set(groups), key=lambda g: (rows[g].label, crc32(rows[g].text.encode()), g))
    fold_of = {group: i % count for i, group in enumerate(order)}
    return [fold_of[group] for group in groups]


def _shingles(text: str) -> set[str]:
    return {text[i : i + _SHINGLE] for i in range(max(1, len(text) - _SHINGLE + 1))}


def _shared(shingles: Sequence[set[str]]) -> Counter[tuple[int, int]]:
    """How many shingles each pair of rows shares, formulas aside."""
    where: defaultdict[str, list[int]] = defaultdict(list)
    for i, own in enumerate(shingles):
        for shingle in own:
            where[shingle].append(i)
    shared: Counter[tuple[int, int]] = Counter()
    for rows in where.values():
        if 1 < len(rows) <= _COMMON:
            shared.update(combinations(rows, 2))
    return shared


def _root(parent: list[int], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i
