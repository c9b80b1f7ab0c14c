"""Bytes of a page to text: byte order mark, declared charsets, and the validity of the bytes themselves.

Declared charsets are only hints: portals label GBK pages as UTF-8 and the reverse, so whatever decodes without
error wins, and gb2312/gbk are read as their superset GB 18030 (as browsers do).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping

from pipeline.errors import UnreadablePage

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_MAGIC = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\xd0\xcf\x11\xe0",
    b"Rar!\x1a",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"\x7fELF",
    b"BZh",
    b"\xfd7zXZ",
    b"OggS",
    b"ID3",
)
_CONTROL = bytes([*range(1, 9), *range(14, 27), *range(28, 32), 127])
_CHARSET = re.compile(rb"charset\s{0,5}=?\s{0,5}[\"']?\s{0,5}([A-Za-z][\w.:-]{1,20})", re.IGNORECASE)
_CJK_NAMES = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "cp936": "gb18030"}
_BIG5_NAMES = {"big5", "big5-hkscs", "big5hkscs", "cp950", "x-x-big5"}
_SNIFFED = 65_536
_DECLARED_WITHIN = 8_192


def decode(page: bytes, headers: Mapping[str, str] | None = None) -> tuple[str, str]:
    """The text of a page with LF line ends and no NULs, and the encoding it was read as.

    `headers` are HTTP response headers in any case. Raises UnreadablePage if the bytes are no text.
    """
    if not page.strip(b"\0 \t\r\n"):
        return "", "utf-8"
    _refuse_magic(page)
    for bom, name in _BOMS:
        if page.startswith(bom):
            return _tidy(page[len(bom) :].decode(name, "replace")), name
    wide = _utf16(page)
    if not wide:
        _refuse_control(page)
    text, name = (page.decode(wide, "replace"), wide) if wide else _by_validity(page, headers)
    if text.count("\ufffd") > 8 + len(text) * 0.15:
        raise UnreadablePage("the bytes decode to no text")
    return _tidy(text), name


def _refuse_magic(page: bytes) -> None:
    if page.startswith(_MAGIC) or (page.startswith((b"MZ", b"BM", b"RIFF")) and b"\0" in page[:64]):
        raise UnreadablePage(f"binary file ({page[:4]!r})")


def _refuse_control(page: bytes) -> None:
    head = page[:_SNIFFED]
    control = len(head) - len(head.translate(None, _CONTROL))
    if control > 4 + len(head) * 0.02:
        raise UnreadablePage(f"binary data ({control} control bytes of {len(head)})")


def _utf16(page: bytes) -> str | None:
    """UTF-16 without a mark shows as NULs in every second byte of its ASCII part."""
    head = page[:_SNIFFED]
    if head.count(0) * 5 < len(head):
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if min(even, odd) * 10 > max(even, odd):
        raise UnreadablePage("binary data (NUL bytes)")
    return "utf-16-be" if even > odd else "utf-16-le"


def _declared(page: bytes, headers: Mapping[str, str] | None) -> list[str]:
    """Charsets named by the HTTP header, then by the page, as codec names Python knows."""
    named = [m.group(1) for m in _CHARSET.finditer(page[:_DECLARED_WITHIN])]
    for key, value in (headers or {}).items():
        if key.lower() == "content-type":
            named = [m.group(1) for m in _CHARSET.finditer(value.encode("utf-8", "replace"))] + named
    return [codec for raw in named if (codec := _codec(raw.decode("ascii").lower()))]


def _codec(name: str) -> str | None:
    if name in _CJK_NAMES:
        return _CJK_NAMES[name]
    if name in _BIG5_NAMES:
        return "big5hkscs"
    return "utf-8" if name in ("utf-8", "utf8") else None


def _by_validity(page: bytes, headers: Mapping[str, str] | None) -> tuple[str, str]:
    """Valid UTF-8 is UTF-8 whatever the label says; else the first valid candidate, else the least damaged."""
    body = page.replace(b"\0", b"") if b"\0" in page else page
    damaged: list[tuple[int, str, str]] = []
    for name in _candidates(page, headers):
        try:
            return body.decode(name), name
        except UnicodeDecodeError:
            text = body.decode(name, "replace")
            damaged.append((text.count("\ufffd"), text, name))
    _, text, name = min(damaged, key=lambda found: found[0])
    return text, name


def _candidates(page: bytes, headers: Mapping[str, str] | None) -> Iterator[str]:
    """Codecs to try in turn; the page is searched for its own label only if it is no UTF-8."""
    yield "utf-8"
    declared = [name for name in _declared(page, headers) if name != "utf-8"]
    yield from dict.fromkeys([*declared, "gb18030"])


def _tidy(text: str) -> str:
    """No byte order mark or NUL, every line end as LF."""
    if "\0" in text:
        text = text.replace("\0", "")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.removeprefix("\ufeff")
