"""What elements mean for the lines of a page: blocks, boxes, links, tables, and what is kept from the reader's eye."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from pipeline.rules import load_toml

BLOCK, LINK, SKIP, BOX, ROW, CELL, PRE, TABLE, HIDDEN, META = (1 << i for i in range(10))

_BLOCKS = "p h1 h2 h3 h4 h5 h6 li dt dd hr address caption figcaption legend br"
_BOXES = """div section article main header footer nav aside ul ol dl form center blockquote fieldset body thead
tbody tfoot figure details dir menu marquee iframe object"""
_UNSEEN = "script style noscript template select svg noframes noembed title"

BY_ATTRIBUTES = frozenset({"a", "meta", "marquee"})

BITS: dict[str, int] = dict.fromkeys(re.findall(r"\w+", _BLOCKS), BLOCK)
BITS |= dict.fromkeys(re.findall(r"\w+", _BOXES), BLOCK | BOX)
BITS |= dict.fromkeys(re.findall(r"\w+", _UNSEEN), SKIP)
BITS |= {"table": BLOCK | BOX | TABLE, "tr": ROW, "td": CELL | BOX, "th": CELL | BOX}
BITS |= {"pre": BLOCK | PRE, "textarea": BLOCK | PRE, "button": LINK}

_HIDING = re.compile(
    r"display:none|visibility:hidden|font-size:0(?![.\d]*[1-9])|(?:left|top|text-indent|margin-left):-\d{3}"
    r"|opacity:0(?![.\d]*[1-9])|clip:rect\(0"
)
_HINT = re.compile(r"none|hidden|:\s?0|-\d{3}|rect|background", re.IGNORECASE)
_FLAT = re.compile(r"(?:^|;)(?:max-)?(?:height|width):[01](?:px|;|$)")
_COLOUR = re.compile(r"(?:^|;)color:([^;]+)")
_GROUND = re.compile(r"background(?:-color)?:([^;]+)")

_SHEETS = (("<style", "</style"), ("<STYLE", "</STYLE"))
_COMMENT = re.compile(r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z)")
_CONDITIONAL = re.compile(r"@[^{};]*+\{[^{}]*+(?:\{[^{}]*+\}[^{}]*+)*+\}")
_RULE = re.compile(r"([^{};]{1,400}+)\{([^{}]{0,2000}+)\}")
_RULE_HIDES = re.compile(
    r"display:none|visibility:hidden|(?:left|top|text-indent|margin-left):-\d{3}|clip:rect\(0"
)
_ATTRIBUTE = re.compile(r" hidden(?=[\s=/>])")
_SIMPLE = re.compile(r"[a-z0-9]{0,12}([.#])([\w-]{1,60})")

_HIDDEN = "hidden"
_INLINE_CONTAINERS = frozenset({"zoom", "fontzoom", "content", "neirong", "articlecontent"})
_INLINE_BOXES = frozenset({"font", "span", "p", "b"})


def bits_of(tag: str, attrs: Mapping[str, str], hidden: frozenset[str]) -> int:
    """What an element with attributes does to the lines of its page; `hidden` are those of `hidden_names`."""
    bits = BITS.get(tag, 0)
    if "style" in attrs and hides(attrs["style"]):
        return bits | HIDDEN
    if hidden and _is_named(attrs, hidden):
        return bits | HIDDEN
    if tag in BY_ATTRIBUTES:
        return _by_attributes(tag, attrs, bits)
    if "id" in attrs and tag in _INLINE_BOXES and attrs["id"].lower() in _INLINE_CONTAINERS:
        return bits | BOX
    return bits


def _by_attributes(tag: str, attrs: Mapping[str, str], bits: int) -> int:
    if tag == "a":
        return LINK if "href" in attrs else 0
    if tag == "meta":
        return META
    return bits | HIDDEN if _is_flat(attrs) else bits


def _is_named(attrs: Mapping[str, str], hidden: frozenset[str]) -> bool:
    """Whether an element is hidden by its class, its id or the attribute for it."""
    if _HIDDEN in attrs:
        return _HIDDEN in hidden
    if "class" in attrs and _has_hidden_class(attrs["class"], hidden):
        return True
    return "id" in attrs and "#" + attrs["id"] in hidden


@lru_cache(maxsize=4096)
def _has_hidden_class(classes: str, hidden: frozenset[str]) -> bool:
    return any("." + name in hidden for name in classes.split())


def _is_flat(attrs: Mapping[str, str]) -> bool:
    """A marquee one pixel high or wide is a hiding place for links."""
    return any(attrs.get(side, "").strip().removesuffix("px") in ("0", "1") for side in ("height", "width"))


@lru_cache(maxsize=4096)
def hides(style: str) -> bool:
    """Whether an inline style keeps its element from the reader's eye."""
    if not _HINT.search(style):
        return False
    flat = style.lower().replace(" ", "")
    if _HIDING.search(flat):
        return True
    if "overflow:hidden" in flat and _FLAT.search(flat):
        return True
    colour, ground = _COLOUR.search(flat), _GROUND.search(flat)
    return bool(colour and ground and colour.group(1) == ground.group(1))


def hiding_trick(tag: str, attrs: Mapping[str, str]) -> str:
    """How an element is kept from the reader's eye, in the words of its own style where that does it."""
    style = attrs.get("style", "")
    if hides(style):
        found = _HIDING.search(style.lower().replace(" ", ""))
        return (
            found.group() if found else "no size" if "overflow" in style.lower() else "colour of its ground"
        )
    if tag == "marquee":
        return "marquee without size"
    return "attribute hidden" if _HIDDEN in attrs else "style sheet"


def hidden_names(markup: str) -> frozenset[str]:
    """What hides an element of a page besides its own style: classes (`.x`) and ids (`#x`) that its style sheets hide,
    rules for some media left out, and the attribute `hidden` if the page has it.
    """
    names = {_HIDDEN} if " hidden" in markup and _ATTRIBUTE.search(markup) else set()
    names.update("." + name for name in _unprinted() if name in markup)
    for css in _style_sheets(markup):
        if "none" in css or "hidden" in css or ":-" in css or ": -" in css:
            names.update(_hidden_by(_CONDITIONAL.sub(" ", _COMMENT.sub(" ", css))))
    return frozenset(names)


@cache
def _unprinted() -> tuple[str, ...]:
    """Classes of what a page shows on a screen only, or to a screen reader only."""
    return tuple(load_toml("pipeline.strip", "data/asides.toml")["unprinted"]["classes"])


def _style_sheets(markup: str) -> Iterator[str]:
    """The contents of the style elements; one without end reaches to the end of the page."""
    for opening, closing in _SHEETS:
        start = markup.find(opening)
        while start >= 0:
            inside = markup.find(">", start) + 1
            end = markup.find(closing, inside) if inside else -1
            yield markup[inside : end if end >= 0 else None] if inside else ""
            start = markup.find(opening, end) if end >= 0 else -1


def _hidden_by(css: str) -> Iterator[str]:
    for rule in _RULE.finditer(css):
        if not _RULE_HIDES.search("".join(rule.group(2).lower().split())):
            continue
        for selector in rule.group(1).split(","):
            simple = _SIMPLE.fullmatch(selector.strip())
            if simple:
                yield simple.group(1) + simple.group(2)
