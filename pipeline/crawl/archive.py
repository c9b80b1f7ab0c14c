"""WARC files of a crawl: written record by record under a temporary name, and read again to resume."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self
from urllib.parse import urlsplit

from pipeline import __version__
from pipeline.crawl.address import absolute
from pipeline.crawl.challenge import challenge_sign
from pipeline.crawl.fetch import Exchange, Headers
from pipeline.crawl.site import Site
from pipeline.errors import UnreadablePage
from pipeline.warc import responses, whole_length

log = logging.getLogger(__name__)

PART = ".part"
_UNDONE = frozenset({"gzip", "x-gzip", "deflate"})


class Archive:
    """One `.warc.gz` file, a gzip member a record; it gets its name when it is closed, whatever closed it.

    Until then, and after a crash, the records so far stand readable in a file ending in `.part`.
    """

    def __init__(self, folder: Path, site: Site) -> None:
        from warcio.warcwriter import WARCWriter

        self.path, self._file = _fresh(folder, site.name)
        self._writer: Any = WARCWriter(self._file, gzip=True)
        info = {
            "software": f"fuwen-pipeline {__version__}",
            "format": "WARC File Format 1.0",
            "robots": "obey",
            "isPartOf": site.name,
            "description": f"{site.title} {site.listing.url}".strip(),
        }
        self._writer.write_record(self._writer.create_warcinfo_record(self.path.name, info))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        part = self._file.name
        self._file.close()
        os.replace(part, self.path)

    def write(self, exchange: Exchange) -> None:
        """Add a response and its request."""
        response = self._record(exchange, "response", _status(exchange), _stored(exchange), exchange.body)
        request = self._record(exchange, "request", _request_line(exchange), exchange.request, b"")
        self._writer.write_request_response_pair(request, response)
        self._file.flush()

    def _record(self, exchange: Exchange, kind: str, first: str, headers: Headers, body: bytes) -> Any:
        from warcio.statusandheaders import StatusAndHeaders

        asks = kind == "request"
        http = StatusAndHeaders(
            first, list(headers), protocol="" if asks else "HTTP/1.1", is_http_request=asks
        )
        return self._writer.create_warc_record(
            exchange.url,
            kind,
            payload=BytesIO(body),
            length=len(body),
            http_headers=http,
            warc_headers_dict={"WARC-Date": exchange.date},
        )


def fetched_before(folder: Path) -> set[str]:
    """The addresses whose page stands in an archive of the folder, also those that lead there by redirect."""
    pages: set[str] = set()
    moved: dict[str, str] = {}
    for path in sorted([*folder.glob("*.warc.gz"), *folder.glob("*.warc")]):
        try:
            for answer in responses(path):
                if 300 <= answer.status < 400:
                    moved[answer.uri] = absolute(answer.uri, answer.headers.get("location", ""))
                elif 200 <= answer.status < 300 and not challenge_sign(answer.status, answer.body):
                    pages.add(answer.uri)
        except UnreadablePage as error:
            log.warning("%s", error)
    return pages | {url for url in moved if not pages.isdisjoint(_trail(url, moved))}


def rescue(folder: Path) -> list[Path]:
    """Name what crashed crawls left (`.part`) as archives, cut after the last whole record; return them.

    Files that a running crawl still writes are left alone.
    """
    rescued = []
    for part in sorted(folder.glob("*.warc.gz" + PART)):
        with part.open("r+b") as file:
            if not _locked(file):
                continue
            file.truncate(whole_length(part))
            empty = file.seek(0, os.SEEK_END) == 0
        if empty:
            part.unlink()
            continue
        rescued.append(_unused(part.with_suffix("")))
        os.replace(part, rescued[-1])
        log.warning("%s: kept from a crawl that was cut off", rescued[-1])
    return rescued


def _fresh(folder: Path, name: str) -> tuple[Path, IO[bytes]]:
    """A name not yet used and its open, locked `.part` file."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    while True:
        path = _unused(folder / f"{name}-{stamp}.warc.gz")
        try:
            file = path.with_name(path.name + PART).open("xb")
        except FileExistsError:
            stamp += "x"
            continue
        _locked(file)
        return path, file


def _unused(path: Path) -> Path:
    stem = path.name.removesuffix(".warc.gz")
    number = 1
    while path.exists():
        number += 1
        path = path.with_name(f"{stem}-{number}.warc.gz")
    return path


def _locked(file: IO[bytes]) -> bool:
    """Lock a file against other crawls; False if one of them has it."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _trail(url: str, moved: dict[str, str]) -> Iterator[str]:
    """The addresses a redirect leads to, one after the other, each once."""
    visited: set[str] = set()
    while url in moved and url not in visited:
        visited.add(url)
        url = moved[url]
        yield url


def _status(exchange: Exchange) -> str:
    return f"{exchange.status} {exchange.reason}".strip()


def _request_line(exchange: Exchange) -> str:
    parts = urlsplit(exchange.url)
    return f"GET {parts.path or '/'}{'?' + parts.query if parts.query else ''} HTTP/1.1"


def _stored(exchange: Exchange) -> Headers:
    """The response headers true to the stored body: encodings already undone are kept under another name."""
    undone = exchange.header("content-encoding").lower() in _UNDONE
    rename = {"transfer-encoding", "content-length"} | ({"content-encoding"} if undone else set())
    kept = tuple((f"X-Archive-Orig-{k}" if k.lower() in rename else k, v) for k, v in exchange.headers)
    return (*kept, ("Content-Length", str(len(exchange.body))))
