"""Input: pages from files, folders, WARC archives and standard input, in a fixed order."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.document import Source
from pipeline.errors import UnreadablePage, UsageError

PAGE_ENDINGS = (".html", ".htm", ".shtml", ".txt")
WARC_ENDINGS = (".warc", ".warc.gz")
_SIDECAR_ENDINGS = (".headers", ".json")


@dataclass(frozen=True, slots=True)
class Page:
    """One page to read: bytes already in hand (`data`) or in a file; `error` if the archive broke off here."""

    path: str
    data: bytes | None = None
    url: str | None = None
    fetched_at: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    error: str = ""

    def load(self) -> Page:
        """The page with its bytes; UnreadablePage if the file cannot be read."""
        if self.error:
            raise UnreadablePage(self.error)
        if self.data is not None:
            return self
        try:
            with open(self.path, "rb") as file:
                data = file.read()
        except OSError as error:
            raise UnreadablePage(f"{self.path}: {error.strerror}") from error
        about = _sidecar_json(self.path)
        return Page(self.path, data, about.get("url"), about.get("fetched_at"), _sidecar_headers(self.path))

    def size(self) -> int:
        """Bytes of the page as far as they can be told without reading it."""
        if self.data is not None:
            return len(self.data)
        try:
            return os.path.getsize(self.path)
        except OSError:
            return 0

    def source(self) -> Source:
        """Where the page comes from, with the hash of its bytes (of nothing if there are none)."""
        data = self.data or b""
        return Source(self.path, hashlib.sha256(data).hexdigest(), len(data), self.url, self.fetched_at)


class Inputs:
    """The pages under some paths; `skipped` counts files of other endings met in folders."""

    def __init__(self, paths: Sequence[str]) -> None:
        missing = [p for p in paths if p != "-" and not Path(p).exists()]
        if missing:
            raise UsageError(f"no such path: {missing[0]}")
        self._paths = paths
        self.skipped: Counter[str] = Counter()

    def __iter__(self) -> Iterator[Page]:
        """Paths in the order given, folders walked and sorted by path."""
        for path in self._paths:
            if path == "-":
                yield Page("-", sys.stdin.buffer.read())
            elif Path(path).is_dir():
                yield from self._folder(Path(path))
            elif path.lower().endswith(WARC_ENDINGS):
                yield from _archive(path)
            else:
                yield Page(path)

    def _folder(self, folder: Path) -> Iterator[Page]:
        for file in sorted(p for p in folder.rglob("*") if p.is_file()):
            name = file.name.lower()
            if name.endswith(WARC_ENDINGS):
                yield from _archive(str(file))
            elif name.endswith(PAGE_ENDINGS):
                yield Page(str(file))
            elif not name.endswith(_SIDECAR_ENDINGS):
                self.skipped[file.suffix.lower() or "no ending"] += 1


def _archive(path: str) -> Iterator[Page]:
    from pipeline.warc import read_warc

    try:
        for uri, date, headers, body in read_warc(Path(path)):
            yield Page(f"{path}#{uri}", body, uri, date, headers)
    except UnreadablePage as error:
        yield Page(path, error=str(error))


def _beside(path: str, ending: str) -> str:
    """The text of the sidecar NAME.html.ending or NAME.ending, '' if there is none."""
    for candidate in (path + ending, os.path.splitext(path)[0] + ending):
        if os.path.exists(candidate):
            return Path(candidate).read_text("utf-8", errors="replace")
    return ""


def _sidecar_headers(path: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in _beside(path, ".headers").splitlines() if ":" in line)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _sidecar_json(path: str) -> dict[str, str]:
    try:
        loaded = json.loads(_beside(path, ".json") or "{}")
    except ValueError:
        return {}
    return {k: str(loaded[k]) for k in ("url", "fetched_at") if isinstance(loaded, dict) and loaded.get(k)}
