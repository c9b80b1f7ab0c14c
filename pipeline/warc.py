"""Reading of WARC archives (ISO 28500): the HTTP responses of whole, cut off, compressed and plain files.

Archives come from any tool, so nothing in them is trusted: lengths are bounded, and whatever ends early or
has another form is said, never passed over.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple, cast

from pipeline.errors import UnreadablePage

MAX_BODY = 32 * 1024 * 1024
PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain", ""})
_GZIP = b"\x1f\x8b"
_GZIP_BITS = zlib.MAX_WBITS + 16
_WINDOWS = {
    "gzip": (_GZIP_BITS,),
    "x-gzip": (_GZIP_BITS,),
    "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS),
}
_STEP = 1 << 16
_MOST_FIELDS = 500


class Response(NamedTuple):
    """One HTTP response: where and when (ISO date) it was fetched; header names are in lower case."""

    uri: str
    date: str
    status: int
    headers: dict[str, str]
    body: bytes


def read_warc(path: Path) -> Iterator[tuple[str, str, dict[str, str], bytes]]:
    """Yield (URI, ISO date, headers, body) of each response that holds HTML or plain text, encodings undone.

    Redirects hold no page and are left out. Raises UnreadablePage after the readable ones if the archive is
    damaged or cut off.
    """
    for response in responses(path):
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind in PAGE_TYPES and not 300 <= response.status < 400:
            yield response.uri, response.date, response.headers, response.body


def responses(path: Path) -> Iterator[Response]:
    """Yield every HTTP response of an archive, up to `MAX_BODY` bytes each; UnreadablePage as `read_warc`."""
    try:
        with _open(path) as stream:
            while fields := _record_head(stream):
                length = int(fields["content-length"])
                if fields.get("warc-type") == "response" and length <= MAX_BODY:
                    block = _exactly(stream, length)
                    if block.startswith(b"HTTP/"):
                        yield _response(fields, block)
                else:
                    _skip(stream, length)
    except (ValueError, KeyError, EOFError, OSError, zlib.error) as error:
        raise UnreadablePage(f"{path.name}: the archive cannot be read further ({error!r})") from error


def whole_length(path: Path) -> int:
    """The bytes up to the end of the last complete gzip member of a file; later ones were cut off."""
    whole = offset = 0
    member = zlib.decompressobj(_GZIP_BITS)
    with path.open("rb") as file:
        while data := file.read(_STEP):
            offset += len(data)
            while data:
                try:
                    member.decompress(data)
                except zlib.error:
                    return whole
                if not member.eof:
                    break
                data = member.unused_data
                whole = offset - len(data)
                member = zlib.decompressobj(_GZIP_BITS)
    return whole


def _open(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        compressed = file.read(2) == _GZIP
    return cast("IO[bytes]", gzip.open(path, "rb")) if compressed else path.open("rb")


def _record_head(stream: IO[bytes]) -> dict[str, str]:
    """The named fields of the next record, names in lower case; empty at the end of the archive."""
    line = stream.readline(_STEP)
    while line in {b"\r\n", b"\n"}:
        line = stream.readline(_STEP)
    if not line:
        return {}
    if not line.startswith(b"WARC/"):
        raise ValueError(f"no WARC record: {line[:20]!r}")
    lines = []
    while (line := stream.readline(_STEP)).strip():
        lines.append(line)
        if len(lines) > _MOST_FIELDS:
            raise ValueError("a record without end of its head")
    if not line:
        raise EOFError("the head of a record is cut off")
    return _fields(lines)


def _fields(lines: list[bytes]) -> dict[str, str]:
    """Header lines to a mapping; continued lines are joined, repeated names too."""
    fields: dict[str, str] = {}
    name = ""
    for raw in lines:
        line = _decode(raw)
        if name and line[:1] in {" ", "\t"}:
            fields[name] += " " + line.strip()
            continue
        key, colon, value = line.partition(":")
        if colon:
            name = key.strip().lower()
            fields[name] = f"{fields[name]}, {value.strip()}" if name in fields else value.strip()
    return fields


def _decode(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _exactly(stream: IO[bytes], length: int) -> bytes:
    if length < 0:
        raise ValueError(f"a record of {length} bytes")
    block = stream.read(length)
    if len(block) < length:
        raise EOFError("a record is cut off")
    return block


def _skip(stream: IO[bytes], length: int) -> None:
    while length > 0:
        length -= len(_exactly(stream, min(length, _STEP)))


def _response(fields: dict[str, str], block: bytes) -> Response:
    head, body = _split(block)
    status_line, *lines = head.splitlines()
    words = status_line.split(None, 2)
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
    headers = _fields(lines)
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _unchunked(body)
    body = _inflated(body, headers.get("content-encoding", "").lower())
    return Response(
        fields.get("warc-target-uri", "").strip("<>"), fields.get("warc-date", ""), status, headers, body
    )


def _split(block: bytes) -> tuple[bytes, bytes]:
    """HTTP head and body: parted by the first empty line, with either line end."""
    ends = [(at, len(mark)) for mark in (b"\r\n\r\n", b"\n\n") if (at := block.find(mark)) >= 0]
    at, width = min(ends, default=(len(block), 0))
    return block[:at], block[at + width :]


def _unchunked(body: bytes) -> bytes:
    """The joined chunks; the body as it is where it was stored joined already."""
    parts: list[bytes] = []
    at = 0
    while (end := body.find(b"\n", at, at + 100)) >= 0:
        try:
            size = int(body[at:end].partition(b";")[0], 16)
        except ValueError:
            return body
        if size == 0:
            return b"".join(parts)
        parts.append(body[end + 1 : end + 1 + size])
        at = end + 1 + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1
    return b"".join(parts) if parts else body


def _inflated(body: bytes, encoding: str) -> bytes:
    """The body with gzip or deflate undone, at most `MAX_BODY` bytes; as it is where it was stored plain."""
    for window in _WINDOWS.get(encoding, ()):
        try:
            return zlib.decompressobj(window).decompress(body, MAX_BODY)
        except zlib.error:
            continue
    return body
