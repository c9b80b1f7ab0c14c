"""Recognise challenge pages (人机验证页): blocked must not look like an empty page or a short crawl."""

from __future__ import annotations

from functools import cache
from typing import Any

from pipeline.rules import load_toml

_HEAD = 200_000


def challenge_sign(status: int, body: bytes) -> str:
    """The id of the sign by which an HTTP answer is known as a challenge page, '' if it is none.

    Scripts that fetch a cookie, or a notice to the visitor, count only beside almost no visible text.
    """
    head = body[:_HEAD]
    kinds = [(kind, name) for kind, name, words in _signs() if any(word in head for word in words)]
    scripts_alone = status >= 400 and b"<script" in head.lower()
    if not kinds and not scripts_alone:
        return ""
    limits = _data()["limits"]
    length = _visible_length(body)
    for kind, name in kinds:
        if length <= limits[f"{kind}_text"]:
            return name
    return "scripts-alone" if scripts_alone and length <= limits["bare_text"] else ""


@cache
def _data() -> dict[str, Any]:
    return load_toml("pipeline.crawl", "data/challenge.toml")


@cache
def _signs() -> tuple[tuple[str, str, tuple[bytes, ...]], ...]:
    """(kind, id, words) of every sign, the words as UTF-8 and as GB 18030."""
    return tuple((s["kind"], s["id"], _spelled(s["words"])) for s in _data()["sign"])


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
