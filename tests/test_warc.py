"""Reading of WARC archives: what other tools write, and what a crash leaves."""

from __future__ import annotations

import gzip
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.errors import UnreadablePage
from pipeline.warc import read_warc, responses, whole_length

HTML = {"Content-Type": "text/html; charset=gbk"}
PAGE = "<p>现将第12号建议答复如下</p>".encode("gbk")


def raw_record(uri: str, block: bytes, kind: str = "response") -> bytes:
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2024-06-18T02:00:00Z\r\n"
    return head.encode() + f"Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def http(body: bytes, headers: dict[str, str], status: str = "200 OK") -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def chunked(body: bytes) -> bytes:
    half = len(body) // 2
    parts = (body[:half], body[half:])
    return b"".join(f"{len(p):x}\r\n".encode() + p + b"\r\n" for p in parts) + b"0\r\n\r\n"


def written(path: Path, *records: bytes, compress: bool = True) -> Path:
    path.write_bytes(b"".join(gzip.compress(r, mtime=0) if compress else r for r in records))
    return path


def bodies(path: Path) -> list[bytes]:
    return [body for _, _, _, body in read_warc(path)]


@pytest.mark.parametrize("compress", [True, False])
def test_a_record_has_uri_date_headers_and_body(tmp_path: Path, compress: bool) -> None:
    block = http(PAGE, HTML)
    path = written(tmp_path / "a.warc", raw_record("<http://x.example/1>", block), compress=compress)
    assert list(read_warc(path)) == [
        ("http://x.example/1", "2024-06-18T02:00:00Z", {"content-type": "text/html; charset=gbk"}, PAGE)
    ]


ENCODED = [
    # headers, body as stored
    ({"Content-Encoding": "gzip"}, gzip.compress(PAGE)),
    ({"Content-Encoding": "X-GZIP"}, gzip.compress(PAGE)),
    ({"Content-Encoding": "deflate"}, zlib.compress(PAGE)),
    ({"Content-Encoding": "deflate"}, zlib.compress(PAGE)[2:-4]),
    ({"Transfer-Encoding": "chunked"}, chunked(PAGE)),
    ({"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"}, chunked(gzip.compress(PAGE))),
    # stored with the encoding already undone, the headers left as they were
    ({"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"}, PAGE),
]


@pytest.mark.parametrize(("headers", "stored"), ENCODED)
def test_encodings_are_undone(tmp_path: Path, headers: dict[str, str], stored: bytes) -> None:
    path = written(tmp_path / "a.warc.gz", raw_record("http://x.example/", http(stored, HTML | headers)))
    assert bodies(path) == [PAGE]


def test_only_pages_are_read(tmp_path: Path) -> None:
    records = [
        raw_record("http://x.example/r", http(PAGE, HTML), kind="request"),
        raw_record("http://x.example/i", b"software: x\r\n", kind="warcinfo"),
        raw_record("http://x.example/j", http(b"\xff\xd8", {"Content-Type": "image/jpeg"})),
        raw_record("http://x.example/m", http(b"moved", HTML | {"Location": "/p"}, "302 Found")),
        raw_record("dns:x.example", b"20240618 127.0.0.1"),
        raw_record("http://x.example/p", http(PAGE, HTML)),
        raw_record("http://x.example/t", http(b"text", {"Content-Type": "Text/Plain"})),
        raw_record("http://x.example/n", http(b"no type", {})),
        raw_record("http://x.example/g", http(b"gone", HTML, "404 Not Found")),
    ]
    path = written(tmp_path / "a.warc.gz", *records)
    assert bodies(path) == [PAGE, b"text", b"no type", b"gone"]
    assert [r.status for r in responses(path)] == [200, 302, 200, 200, 200, 404]


def test_line_ends_folds_and_repeats_in_heads(tmp_path: Path) -> None:
    block = b"HTTP/1.0 200\nContent-Type: text/html;\n charset=gbk\nSet-Cookie: a\nSet-Cookie: b\n\n<p>\r\n\r\n</p>"
    path = written(tmp_path / "a.warc.gz", raw_record("http://x.example/", block))
    (_, _, headers, body) = next(iter(read_warc(path)))
    assert headers == {"content-type": "text/html; charset=gbk", "set-cookie": "a, b"}
    assert body == b"<p>\r\n\r\n</p>"


def by_warcio(count: int, compress: bool) -> tuple[bytes, list[int]]:
    """An archive of another writer with the offset at which each record ends."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=compress)
    writer.write_record(writer.create_warcinfo_record("a.warc.gz", {"software": "x"}))
    ends = [out.tell()]
    for number in range(count):
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        uri = f"http://x.example/{number}"
        record = writer.create_warc_record(
            uri, "response", payload=BytesIO(PAGE), length=len(PAGE), http_headers=head
        )
        writer.write_record(record)
        ends.append(out.tell())
    return out.getvalue(), ends


@pytest.mark.parametrize("compress", [True, False])
def test_cut_anywhere_gives_the_whole_records_then_an_error(tmp_path: Path, compress: bool) -> None:
    data, ends = by_warcio(2, compress)
    path = tmp_path / "a.warc.gz"
    slack = 12 if compress else 4  # a record may be read before its empty lines and its check sum arrive
    for length in sorted({*range(1, len(data), 4), *ends[:-1]}):
        path.write_bytes(data[:length])
        got, complete = until_error(path)
        assert sum(e <= length for e in ends[1:]) <= len(got) <= sum(e - slack <= length for e in ends[1:])
        assert all(body == PAGE for body in got)
        if complete:
            assert any(e - (0 if compress else slack) <= length <= e for e in ends)


def until_error(path: Path) -> tuple[list[bytes], bool]:
    got: list[bytes] = []
    try:
        for _, _, _, body in read_warc(path):
            got.append(body)
    except UnreadablePage:
        return got, False
    return got, True


def test_whole_length_is_the_end_of_the_last_member(tmp_path: Path) -> None:
    data, ends = by_warcio(3, compress=True)
    path = tmp_path / "a.warc.gz"
    for length in range(0, len(data) + 1, 23):
        path.write_bytes(data[:length])
        assert whole_length(path) == max((e for e in ends if e <= length), default=0)
    path.write_bytes(data[: ends[1]] + b"garbage")
    assert whole_length(path) == ends[1]


BROKEN = [
    b"GIF89a",
    b"\x1f\x8bnot gzip",
    gzip.compress(b"no archive"),
    raw_record("http://x.example/", http(PAGE, HTML)).replace(b"Content-Length", b"Content-Size"),
    b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -5\r\n\r\n",
    b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: many\r\n\r\n",
    b"WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 99999999999999\r\n\r\nx",
    b"WARC/1.0\r\n" + b"a: b\r\n" * 100_000,
]


@pytest.mark.parametrize("data", BROKEN)
def test_what_is_no_archive_is_said(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(data)
    with pytest.raises(UnreadablePage, match=r"a\.warc\.gz"):
        list(read_warc(path))


@settings(deadline=None, max_examples=60)
@given(body=st.binary(max_size=300), noise=st.binary(max_size=80))
def test_any_bytes_come_back_and_noise_never_breaks_out(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, noise: bytes
) -> None:
    folder = tmp_path_factory.mktemp("warc")
    good = raw_record("http://x.example/", http(body, HTML))
    assert bodies(written(folder / "a.warc", good)) == [body]
    noisy = written(folder / "b.warc", good, raw_record("http://x.example/", b"HTTP/1.1 " + noise))
    got = [r.body for r in responses(noisy)]
    assert got[0] == body
    assert len(got) == 2
