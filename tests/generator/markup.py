"""Markup as a row of pieces that give the page back when joined: tags, text, and what is no text of the page."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

_PIECE = re.compile(
    r"(?P<raw><!--.*?-->|<(?P<unseen>script|style|title|textarea|select|noscript)\b.*?</(?P=unseen)\s*>|<[!?][^<>]*>)"
    r"|(?P<tag></?[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>)"
    r"|(?P<text>[^<]+|<)",
    re.DOTALL | re.IGNORECASE,
)
_NAME = re.compile(r"</?[a-zA-Z][\w:-]*")
_CHARACTER = re.compile(r"&#?\w{1,10};|.", re.DOTALL)
BLOCKS = frozenset(
    [
        "p",
        "div",
        "table",
        "tbody",
        "tr",
        "td",
        "th",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "center",
        "hr",
        "br",
        "body",
    ]
)


@dataclass(frozen=True, slots=True)
class Piece:
    """`raw` are comments, declarations, scripts, style sheets and other elements whose content is no text."""

    kind: Literal["raw", "tag", "text"]
    text: str

    @property
    def name(self) -> str:
        """Of a tag in lower case, with a stroke if it ends an element; '' of other pieces."""
        found = _NAME.match(self.text) if self.kind == "tag" else None
        return found.group()[1:].lower() if found else ""

    @property
    def is_words(self) -> bool:
        return self.kind == "text" and bool(self.text.strip())


def pieces(html: str) -> list[Piece]:
    """The pieces of a page, in order."""
    out = []
    for match in _PIECE.finditer(html):
        kind: Literal["raw", "tag", "text"] = "raw" if match["raw"] else "tag" if match["tag"] else "text"
        out.append(Piece(kind, match.group()))
    return out


def joined(parts: Iterable[Piece]) -> str:
    """The page of these pieces."""
    return "".join(part.text for part in parts)


def characters(text: str) -> Iterator[str]:
    """The characters of a text piece, an entity as one."""
    return (match.group() for match in _CHARACTER.finditer(text))


def with_text(html: str, change: Callable[[str], str]) -> str:
    """The page with `change` applied to its text pieces, blank ones left out."""
    return "".join(change(part.text) if part.is_words else part.text for part in pieces(html))


def with_tags(html: str, change: Callable[[str], str]) -> str:
    """The page with `change` applied to its tags."""
    return "".join(change(part.text) if part.kind == "tag" else part.text for part in pieces(html))


def chance_of(page: str, *seed: object) -> random.Random:
    """The random numbers of one page and seed."""
    return random.Random(f"{seed} {zlib.crc32(page.encode())}")


def next_name(parts: list[Piece], i: int) -> str:
    """The name of the tag after piece `i` if nothing but blanks and comments stands between, else ''."""
    for part in parts[i + 1 :]:
        if part.name or part.is_words:
            return part.name
    return "/html"


def is_block(name: str) -> bool:
    """Whether a tag of this name begins or ends a line."""
    return name.removeprefix("/") in BLOCKS
