"""Recognise challenge pages (人机验证页): blocked must not look like an empty page or a short crawl."""

from __future__ import annotations

from functools import cache
from typing import Any

from pipeline.rules import load_toml

_HEAD = 200_000


def challenge_sign(status: int, body: bytes) -> str:
    """The id of the sign by which an HTTP answer is known as a challenge page, '' if it is none.

    Scripts that fetch a cookie, or a notice to the visitor, count only beside almost no visible text; a page
    of scripts with no text at all is one too.
    """
    head = body[:_HEAD]
    limits = _data()["limits"]
    found = [
        (limits[f"{kind}_text"], name)
        for kind, name, words in _signs()
        if any(word in head for word in words)
    ]
    if _scripts_alone(head.lower()):
        found.append((limits["error_text"] if status >= 400 else 0, "scripts-alone"))
    if not found:
        return ""
    length = _visible_length(body)
    return next((name for most, name in found if length <= most), "")


@cache
def _data() -> dict[str, Any]:
    return load_toml("pipeline.crawl", "data/challenge.toml")


@cache
def _signs() -> tuple[tuple[str, str, tuple[bytes, ...]], ...]:
    """(kind, id, words) of every sign, the words as UTF-8 and as GB 18030."""
    return tuple((s["kind"], s["id"], _spelled(s["words"])) for s in _data()["sign"])


def _scripts_alone(head: bytes) -> bool:
    """Whether a page has scripts but nothing that could be followed or looked at."""
    return b"<script" in head and not any(tag.encode() in head for tag in _data()["content_tags"])


def _spelled(words: list[str]) -> tuple[bytes, ...]:
    return tuple({word.encode(code) for word in words for code in ("utf-8", "gb18030")})


def _visible_length(body: bytes) -> int:
    """The number of characters other than white space that a browser without scripts would show."""
    from lxml import etree, html

    try:
        tree = html.document_fromstring(body)
    except (etree.ParserError, ValueError):
        return len(body)
    etree.strip_elements(tree, "script", "style", "noscript", etree.Comment, with_tail=False)
    return sum(len(word) for word in "".join(tree.itertext()).split())
