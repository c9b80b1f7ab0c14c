"""Boxes beside the document: comments, recommendations, sharing, menus, told by their names and by how little they hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.rules import load_toml
from pipeline.strip.furniture import Verdict
from pipeline.strip.page import Page
from pipeline.strip.shapes import shapes

_ADVERT = Verdict("advert", "widget", True, False, False)
_BUTTON = Verdict("button", "widget", True, False, False)
_MOST, _MOST_TOGETHER = 0.6, 0.85
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_RUN = re.compile(r"[A-Za-z]+")


@cache
def _names() -> tuple[dict[str, Verdict], dict[str, Verdict], tuple[str, ...]]:
    """The verdict of each word, and of each stem."""
    words: dict[str, Verdict] = {}
    stems: dict[str, Verdict] = {}
    for row in load_toml("pipeline.strip", "data/asides.toml")["box"]:
        verdict = Verdict("aside", row["kind"], True, False, False)
        words |= dict.fromkeys(row["words"], verdict)
        stems |= dict.fromkeys(row["stems"], verdict)
    return words, stems, tuple(stems)


@dataclass(frozen=True, slots=True)
class _Links:
    """How advertisements begin, and the length of the longest button."""

    adverts: tuple[str, ...]
    longest_button: int


@cache
def _links() -> _Links:
    data = load_toml("pipeline.strip", "data/asides.toml")["link"]
    return _Links(tuple(data["adverts"]), data["longest_button"])


def link_verdict(key: str, href: str) -> Verdict | None:
    """What a line is that is a link as a whole: an advertisement, or a button that leads nowhere."""
    links = _links()
    if key.startswith(links.adverts):
        return _ADVERT
    if len(key) > links.longest_button or (href.strip("#") and not href.lower().startswith("javascript:")):
        return None
    shape = shapes()
    own = (shape.head, shape.attachment, shape.attachment_name, shape.unit, shape.date)
    return None if any(pattern.fullmatch(key) for pattern in own) else _BUTTON


@lru_cache(maxsize=4096)
def aside_named(names: str) -> Verdict | None:
    """What a box with an id and classes is if their words say that it stands beside the document."""
    words, stems, starts = _names()
    for word in map(str.lower, _WORD.findall(names) + _RUN.findall(names)):
        if word in words:
            return words[word]
        if word.startswith(starts):
            return next(verdict for stem, verdict in stems.items() if word.startswith(stem))
    return None


def aside_boxes(page: Page, weights: Sequence[float]) -> dict[int, Verdict]:
    """The boxes beside the document with all inside them, given how much prose each line holds.

    A box that holds most of the prose is none, whatever its name; a page has none if there is no prose or if they
    hold nearly all of it.
    """
    named = {box: v for box, names in enumerate(page.names) if names != " " and (v := aside_named(names))}
    if not named or not any(weights):
        return {}
    held = [0.0] * len(page.parents)
    for line, weight in zip(page.lines, weights, strict=True):
        if weight:
            held[line.box] += weight
    for box in range(len(held) - 1, 0, -1):
        if held[box]:
            held[page.parents[box]] += held[box]
    most = held[0] * _MOST
    found = {box: verdict for box, verdict in named.items() if held[box] <= most}
    outer = sum(held[box] for box in found if page.parents[box] not in found)
    return _with_inner(found, page) if outer <= held[0] * _MOST_TOGETHER else {}


def _with_inner(found: dict[int, Verdict], page: Page) -> dict[int, Verdict]:
    for box in range(min(found, default=len(page.parents)) + 1, len(page.parents)):
        verdict = found.get(page.parents[box])
        if verdict:
            found.setdefault(box, verdict)
    return found


def release(found: dict[int, Verdict], page: Page, box: int) -> None:
    """Take a box and those around it out of `found`: they are the document's."""
    while box > 0:
        found.pop(box, None)
        box = page.parents[box]
