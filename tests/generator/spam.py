"""Advertising worked into a page in every way that hacked government pages show."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.generator.markup import chance_of, is_block, pieces

Chance = random.Random
Way = Callable[[str, Chance, list[str]], str]

_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_HEAD = re.compile(r"</head\s*>|<body\b", re.IGNORECASE)
_TITLE = re.compile(r"(<title\b[^>]*>)", re.IGNORECASE)
_SHORTEST_PARAGRAPH = 40
_VISIBLE_BLOCKS = (
    "<div>{}</div>",
    '<p><a href="http://www.ad.example/">{}</a></p>',
    "<p>{}</p>",
    "<h2>{}</h2>",
    '<div align="center"><font color="red">{}</font></div>',
)
_HIDING = {
    "display_none": ("display:none", "DISPLAY: none;"),
    "off_screen": ("position:absolute;left:-9999px", "position: fixed; top: -2000px"),
    "indent": ("text-indent:-9999px", "text-indent: -999em; overflow: hidden"),
    "font_size": ("font-size:0", "font-size: 0px; line-height: 0"),
    "opacity": ("opacity:0", "filter:alpha(opacity=0); opacity: 0.0"),
    "no_height": ("height:0;overflow:hidden", "height: 1px; width: 1px; overflow: hidden"),
    "same_colour": ("color:#fff;background:#fff", "background-color: #FFFFFF; color: #ffffff"),
}
_RULES = (
    "display:none",
    "position:absolute;left:-9999px",
    "visibility:hidden",
    "text-indent:-9999px",
)


@dataclass(frozen=True, slots=True)
class Injected:
    """A page with the advertisements put into it and the ways they were put there."""

    html: str
    strings: tuple[str, ...]
    kinds: tuple[str, ...]


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "spam.toml").read_text("utf-8"))


def advertisement(chance: Chance) -> str:
    """An advertisement of one line."""
    words = _words()
    group = words["group"][chance.choice(sorted(words["group"]))]
    chosen = {part: chance.choice(group[part]) for part in ("who", "what", "lure")}
    return str(chance.choice(words["forms"])).format(**chosen)


def at_top(page: str, block: str) -> str:
    """The block before everything else in the body."""
    body = _BODY.search(page)
    return page[: body.end()] + block + page[body.end() :] if body else block + page


def at_foot(page: str, block: str) -> str:
    """The block after everything else in the body."""
    end = page.lower().rfind("</body")
    return page[:end] + block + page[end:] if end >= 0 else page + block


def in_head(page: str, block: str) -> str:
    """The block at the end of the head."""
    head = _HEAD.search(page)
    return page[: head.start()] + block + page[head.start() :] if head else block + page


def gaps(page: str) -> list[int]:
    """Places between two paragraphs of sentences, directly after the end tag of the first or a line break."""
    out, at, line, gap, before = [], 0, "", 0, ""
    for part in pieces(page):
        at += len(part.text)
        line += part.text if part.kind == "text" else ""
        if not is_block(part.name):
            continue
        if line.strip():
            if gap and _is_paragraph(before) and _is_paragraph(line):
                out.append(gap)
            before, gap, line = line, 0, ""
        if part.name in ("/p", "/div", "br"):
            gap = gap or at
        elif part.name not in ("p", "div"):
            before = ""
    return out


def _is_paragraph(line: str) -> bool:
    return len(line.strip()) >= _SHORTEST_PARAGRAPH and "。" in line


def between(page: str, chance: Chance, block: str) -> str:
    """The block between two paragraphs; at the top where the page has no such place."""
    places = gaps(page)
    if not places:
        return at_top(page, block)
    place = chance.choice(places)
    return page[:place] + block + page[place:]


def _visible(chance: Chance, text: str) -> str:
    return chance.choice(_VISIBLE_BLOCKS).format(text)


def _somewhere(page: str, chance: Chance, block: str) -> str:
    where = chance.randrange(3)
    return (
        at_top(page, block)
        if where == 0
        else at_foot(page, block)
        if where == 1
        else between(page, chance, block)
    )


def _links(chance: Chance, texts: list[str]) -> str:
    frame = chance.choice(
        (" <a href='http://www.ad{}.example/'>{}</a>", "<li><a href=//ad{}.example>{}</a></li>")
    )
    return "".join(frame.format(i, text) for i, text in enumerate(texts))


def _marquee(page: str, chance: Chance, texts: list[str]) -> str:
    size = chance.choice(('height="1" width="1"', "height=1", 'scrollamount="9000" width="1px" height="0"'))
    return _somewhere(page, chance, f"<marquee {size}>{_links(chance, texts)}</marquee>")


def _style_rule(page: str, chance: Chance, texts: list[str]) -> str:
    name = "".join(chance.choices("abcdefghkmnprstuvwxyz", k=6))
    page = _somewhere(page, chance, f'<div class="{name}">{texts[0]}{_links(chance, texts[1:])}</div>')
    return in_head(page, f'<style type="text/css">\n.{name} {{ {chance.choice(_RULES)} }}\n</style>')


def _link_farm(page: str, chance: Chance, texts: list[str]) -> str:
    return at_foot(page, f"<div class=links>{_links(chance, texts)}</div>")


def _site_name(page: str, chance: Chance, texts: list[str]) -> str:
    return at_top(page, f'<div class="header"><div class="logo"><a href="/">{texts[0]}</a></div></div>')


def _page_title(page: str, chance: Chance, texts: list[str]) -> str:
    text = texts[0] + chance.choice(("-", "_", " | "))
    if not _TITLE.search(page):
        return in_head(page, f"<title>{text}</title>")
    return _TITLE.sub(lambda match: match.group() + text, page, count=1)


def _keywords(page: str, chance: Chance, texts: list[str]) -> str:
    name = chance.choice(("keywords", "description"))
    return in_head(page, f'<meta name="{name}" content="{",".join(texts)}">')


def _top(page: str, chance: Chance, texts: list[str]) -> str:
    return at_top(page, _visible(chance, texts[0]))


def _foot(page: str, chance: Chance, texts: list[str]) -> str:
    return at_foot(page, _visible(chance, texts[0]))


def _between(page: str, chance: Chance, texts: list[str]) -> str:
    return between(page, chance, _visible(chance, texts[0]))


def _hiding(kind: str) -> Way:
    def hide(page: str, chance: Chance, texts: list[str]) -> str:
        style = chance.choice(_HIDING[kind])
        return _somewhere(page, chance, f'<div style="{style}">{texts[0]}{_links(chance, texts[1:])}</div>')

    return hide


# How many advertisements each way takes, and how it puts them into a page.
_WAYS: dict[str, tuple[int, Way]] = {
    "top": (1, _top),
    "foot": (1, _foot),
    "between": (1, _between),
    "site_name": (1, _site_name),
    "link_farm": (12, _link_farm),
    "marquee": (4, _marquee),
    "style_rule": (3, _style_rule),
    "page_title": (1, _page_title),
    "keywords": (3, _keywords),
    **{kind: (3, _hiding(kind)) for kind in _HIDING},
}
KINDS = tuple(_WAYS)


def inject(page_html: str, kind: str, seed: int) -> Injected:
    """The page with advertisements of one kind."""
    chance = chance_of(page_html, seed, kind)
    count, way = _WAYS[kind]
    texts = [advertisement(chance) for _ in range(count)]
    return Injected(way(page_html, chance, texts), tuple(texts), (kind,))


def with_spam(page_html: str, seed: int) -> Injected:
    """The page with advertisements of one to four kinds."""
    chance = chance_of(page_html, seed)
    kinds = tuple(chance.sample(KINDS, chance.randrange(1, 5)))
    strings: tuple[str, ...] = ()
    for kind in kinds:
        injected = inject(page_html, kind, seed)
        page_html, strings = injected.html, strings + injected.strings
    return Injected(page_html, strings, kinds)
