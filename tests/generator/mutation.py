"""Markup that a browser shows the same way: each mutation alters how a page is written, none what a reader sees."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from tests.generator.markup import (
    Piece,
    chance_of,
    characters,
    is_block,
    joined,
    next_name,
    pieces,
    with_tags,
    with_text,
)

Chance = random.Random
Mutation = Callable[[str, Chance], str]

_OPTIONAL_ENDS = frozenset(["/p", "/li", "/td", "/th", "/tr", "/dt", "/dd", "/body", "/html"])
_INLINE_ENDS = {"/span": "span", "/font": "font"}
_NAMED = re.compile(r"\s(?:id|class)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\s(class|id|style|align)\s*=", re.IGNORECASE)
_STYLE = re.compile(r"<style\b.*?</style", re.DOTALL | re.IGNORECASE)
_HIDES = re.compile(r"none|hidden|:\s*-|:\s*[01](?!\d)")
_QUOTED = re.compile(r"\s([a-zA-Z-]+)=\"([^\"]*)\"")
_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_INVISIBLE = ("\u200b", "\ufeff", "\u00ad", "\u2060", "&#8203;", "&zwnj;", "&shy;", "&#xFEFF;")
_COMMENTS = (
    "<!-- 正文 -->",
    "<!---->",
    "<!-- <p>此段已由编辑撤下，不再显示。</p> -->",
    "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->",
    "<!--[if !supportLists]-->",
    "<!--\n  模板 > 栏目 > 详情\n-->",
)
_SPLITS = (
    "<span>{}</span>",
    "<font face=仿宋>{}</font>",
    "<b>{}</b>",
    "{}<!-- -->",
    '{}<a name="OLE_LINK1"></a>',
    "{}<o:p></o:p>",
    "{}<wbr>",
    '<span lang="EN-US" style="font-size:16pt">{}</span>',
)
_NESTS = ("<div>{}</div>", "<div><div>{}</div></div>", '<div align="left">{}</div>', "<center>{}</center>")
_TABLES = (
    "<table><tr><td>{}</td></tr></table>",
    '<table border="0" width="100%"><tbody><tr><td valign="top">{}</td></tr></tbody></table>',
    "<TABLE><TR><TD>{}</TABLE>",
)


def drop_ends(html: str, chance: Chance) -> str:
    """End tags left out where the next tag ends the element anyhow, and those of plain inline elements."""
    parts = pieces(html)
    dropped = {i for i in range(len(parts)) if _needs_no_end(parts, i) and chance.random() < 0.5}
    return joined(part for i, part in enumerate(parts) if i not in dropped)


def _needs_no_end(parts: list[Piece], i: int) -> bool:
    name = parts[i].name
    if name in _OPTIONAL_ENDS:
        return is_block(next_name(parts, i))
    opening = _INLINE_ENDS.get(name)
    before = next((part for part in reversed(parts[:i]) if part.kind == "tag"), None)
    return before is not None and before.name == opening and not re.search(r"style|class|id\b", before.text)


def drop_names(html: str, chance: Chance) -> str:
    """Ids and classes left out, but for those that a style sheet of the page knows."""
    styles = " ".join(_STYLE.findall(html))

    def keep(match: re.Match[str]) -> str:
        return match.group() if _is_known(match, styles) or chance.random() < 0.4 else ""

    return with_tags(html, lambda tag: _NAMED.sub(keep, tag))


def change_case(html: str, chance: Chance) -> str:
    """Tag names in capitals or in mixed case."""
    upper = chance.random() < 0.5

    def change(tag: str) -> str:
        name = re.match(r"</?[\w:-]+", tag)
        if not name:
            return tag
        letters = (
            name.group().upper()
            if upper
            else "".join(c.upper() if chance.random() < 0.5 else c for c in name.group())
        )
        return letters + tag[name.end() :]

    return with_tags(html, change)


def nest(html: str, chance: Chance) -> str:
    """Paragraphs in further boxes."""
    return _around_paragraphs(html, chance, _NESTS, 0.3)


def tables(html: str, chance: Chance) -> str:
    """Paragraphs in tables of one cell."""
    return _around_paragraphs(html, chance, _TABLES, 0.2)


def _around_paragraphs(html: str, chance: Chance, frames: tuple[str, ...], share: float) -> str:
    row = pieces(html)
    parts = [part.text for part in row]
    frame = chance.choice(frames).split("{}")
    opened = -1
    for i, part in enumerate(row):
        if part.name == "/p" and opened >= 0 and chance.random() < share:
            parts[opened] = frame[0] + parts[opened]
            parts[i] += frame[1]
        if is_block(part.name) and part.name != "br":
            opened = i if part.name == "p" else -1
    return "".join(parts)


def page_table(html: str, chance: Chance) -> str:
    """The whole body in a table, as pages of the turn of the century were laid out."""
    body = _BODY.search(html)
    end = html.lower().rfind("</body")
    if not body or end < 0:
        return html
    before, after = chance.choice(_TABLES).split("{}")
    return html[: body.end()] + before + html[body.end() : end] + after + html[end:]


def split_text(html: str, chance: Chance) -> str:
    """Text parted by inline elements, bookmarks and comments."""

    def split(text: str) -> str:
        if chance.random() < 0.5:
            return text
        units = list(characters(text))
        out = ""
        while units:
            size = chance.randrange(1, 12)
            out += _cut(chance, "".join(units[:size]))
            units = units[size:]
        return out

    return with_text(html, split)


def _cut(chance: Chance, text: str) -> str:
    return chance.choice(_SPLITS).format(text) if text.strip() else text


def entities(html: str, chance: Chance) -> str:
    """Characters written as numeric entities."""
    form = chance.choice(("&#{};", "&#x{:x};", "&#x{:X};"))
    share = chance.choice((0.05, 0.3, 1.0))

    def encode(unit: str) -> str:
        return (
            form.format(ord(unit)) if len(unit) == 1 and unit > "\x7f" and chance.random() < share else unit
        )

    return with_text(html, lambda text: "".join(map(encode, characters(text))))


def invisible(html: str, chance: Chance) -> str:
    """Characters of no width between others."""
    mark = chance.choice(_INVISIBLE)

    def insert(unit: str) -> str:
        return unit + mark if unit.strip() and chance.random() < 0.05 else unit

    return with_text(html, lambda text: "".join(map(insert, characters(text))))


def line_ends(html: str, chance: Chance) -> str:
    """Line ends of other systems."""
    return html.replace("\r\n", "\n").replace("\n", chance.choice(("\r\n", "\r", "\n\n")))


def double_attributes(html: str, chance: Chance) -> str:
    """Attributes given a second time; the first one counts (HTML Living Standard, §13.2.5.33)."""

    def double(tag: str) -> str:
        held = _ATTRIBUTE.search(tag)
        if tag[1] == "/" or not held or chance.random() < 0.5:
            return tag
        end = -2 if tag.endswith("/>") else -1
        value = {"style": "display:none", "align": "right"}.get(held[1].lower(), "copy")
        return f'{tag[:end]} {held[1]}="{value}"{tag[end:]}'

    return with_tags(html, double)


def indent(html: str, chance: Chance) -> str:
    """Blanks of every kind before and behind the text of a paragraph."""
    blanks = ("&nbsp;&nbsp;", "\u3000\u3000", "&#12288;&#12288;", "\t", "&emsp;&ensp;", " &nbsp; ")
    row = pieces(html)
    parts = [part.text for part in row]
    for i, part in enumerate(row[:-1]):
        if part.name == "p" and row[i + 1].is_words:
            parts[i] += chance.choice(blanks)
        if part.name == "/p" and row[i - 1].is_words and chance.random() < 0.3:
            parts[i] = chance.choice(blanks) + parts[i]
    return "".join(parts)


def no_quotes(html: str, chance: Chance) -> str:
    """Attribute values in single quotes, or in none where the standard allows it."""

    def change(match: re.Match[str]) -> str:
        name, value = match[1], match[2]
        bare = re.fullmatch(r"[\w.#:;%-]+", value) and chance.random() < 0.7
        return f" {name}={value}" if bare else match.group() if "'" in value else f" {name}='{value}'"

    return with_tags(html, lambda tag: tag if tag.endswith("/>") else _QUOTED.sub(change, tag))


def paragraphs(html: str, chance: Chance) -> str:
    """Paragraphs as boxes, or parted by line breaks only."""
    form = chance.choice(
        (("<div{}>", "</div>"), ("<div class=p{}>", "</div>"), ("", "<br>"), ("", "<br/><br/>"))
    )

    def change(part: Piece) -> str:
        if part.name == "p":
            return form[0].format(part.text[2:-1]) if form[0] else ""
        return form[1] if part.name == "/p" else part.text

    row = pieces(html)
    balanced = sum(p.name == "p" for p in row) == sum(p.name == "/p" for p in row)
    return "".join(map(change, row)) if balanced else html


def drop_box_end(html: str, chance: Chance) -> str:
    """One end tag of a box that hides nothing forgotten: all that follows nests one deeper."""
    row, styles = pieces(html), " ".join(_STYLE.findall(html))
    opened: list[str] = []
    ends = []
    for i, part in enumerate(row):
        if part.name == "div":
            opened.append(part.text)
        elif part.name == "/div" and opened and not _may_hide(opened.pop(), styles):
            ends.append(i)
    dropped = chance.choice(ends) if ends else -1
    return joined(part for i, part in enumerate(row) if i != dropped)


def _may_hide(tag: str, styles: str) -> bool:
    return bool(_HIDES.search(tag)) or any(_is_known(match, styles) for match in _NAMED.finditer(tag))


def _is_known(match: re.Match[str], styles: str) -> bool:
    """Whether a style sheet knows one of the names of an id or class."""
    return any(name in styles for name in (match[1] or match[2] or match[3] or "").split())


def comments(html: str, chance: Chance) -> str:
    """Comments between the pieces of the body."""
    body = _BODY.search(html)
    at = body.end() if body else 0
    parts = (p.text + (chance.choice(_COMMENTS) if chance.random() < 0.15 else "") for p in pieces(html[at:]))
    return html[:at] + "".join(parts)


MUTATIONS: dict[str, Mutation] = {
    "paragraphs": paragraphs,
    "comments": comments,
    "page_table": page_table,
    "nest": nest,
    "tables": tables,
    "drop_ends": drop_ends,
    "drop_box_end": drop_box_end,
    "drop_names": drop_names,
    "double_attributes": double_attributes,
    "no_quotes": no_quotes,
    "change_case": change_case,
    "indent": indent,
    "invisible": invisible,
    "entities": entities,
    "split_text": split_text,
    "line_ends": line_ends,
}


def mutations(page_html: str, seed: int) -> tuple[str, ...]:
    """The names of the three to six mutations of a page and seed, in the order of application."""
    chance = chance_of(page_html, seed)
    chosen = chance.sample(list(MUTATIONS), chance.randrange(3, 7))
    return tuple(name for name in MUTATIONS if name in chosen)


def mutated(page_html: str, seed: int) -> str:
    """The page with the mutations of the seed; what a reader sees stays the same."""
    names, chance = mutations(page_html, seed), chance_of(page_html, seed, "mutated")
    for name in names:
        page_html = MUTATIONS[name](page_html, chance)
    return page_html
