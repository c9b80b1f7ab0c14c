"""Values that a portal prints beside the document: meta tags, the metadata table, the line under the title.

They are read before they are taken out of the text; labels stay as printed, without blanks and colon.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.document import Metadata, Source
from pipeline.rules import load_toml
from pipeline.strip.page import Line, Page
from pipeline.text import fold

Pairs = list[tuple[str, str]]

_DATE = re.compile(
    r"[\[(]?\s?(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[\sT]\d{1,2}:\d{2}(?::\d{2})?)?)\s?[\])]?"
)
_DATE_AND_SOURCE = re.compile(
    rf"{_DATE.pattern}\s{{0,3}}[|/]?\s{{0,3}}([\u4e00-\u9fff]{{2,24}}(?:局|委|府|办|厅|部|院|网|社|室|心))"
)
_EDGES = " |/()[]【】,;·>"
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Labels:
    """The label lists of the data file, and a pattern that finds any of them before its colon."""

    portal: frozenset[str]
    shared: frozenset[str]
    line: frozenset[str]
    plain: frozenset[str]
    pattern: re.Pattern[str]


@cache
def labels() -> Labels:
    """The labels of portals, read once."""
    data = load_toml("pipeline.strip", "data/metadata.toml")
    portal, shared, line, plain = (frozenset(data[name]) for name in ("portal", "shared", "line", "plain"))
    words = sorted(portal | shared | line, key=len, reverse=True)
    spaced = "|".join(r"\s?".join(word) for word in words)
    return Labels(portal, shared, line, plain, re.compile(rf"({spaced})\s{{0,3}}[:】]\s?"))


def pairs(line: Line) -> Pairs:
    """The labelled values of a line if it is made of them, in printed order; [] for a line of text."""
    if line.cells:
        found = _cell_pairs(line.cells)
        if found:
            return found
    text = line.text
    if len(text) > _LONGEST:
        return []
    folded = fold(text)
    return _dated(folded) or _labelled(text, folded)


def _dated(folded: str) -> Pairs:
    """A date alone, or a date and an agency without labels."""
    if len(folded) > 60:
        return []
    lone = _DATE.fullmatch(folded)
    if lone:
        return [("date", lone.group(1))]
    sourced = _DATE_AND_SOURCE.fullmatch(folded)
    return [("date", sourced.group(1)), ("来源", sourced.group(2))] if sourced else []


def _labelled(text: str, folded: str) -> Pairs:
    """The values behind the labels of a line that begins with one."""
    matches = _matches(folded) if ":" in folded or "】" in folded else []
    if not matches:
        return []
    prefix = folded[: matches[0].start()].strip(_EDGES)
    date = _DATE.fullmatch(prefix) if prefix else None
    if prefix and not date and not _is_source(prefix, matches):
        return []
    found = [("date" if date else "来源", prefix)] if prefix else []
    ends = [*(m.start() for m in matches[1:]), len(text)]
    found += [
        ("".join(m.group(1).split()), text[m.end() : end].strip(_EDGES))
        for m, end in zip(matches, ends, strict=True)
    ]
    return found


def _matches(folded: str) -> list[re.Match[str]]:
    """Labels at the head of the line or after a separator; an unmistakable one may also follow its neighbour's value."""
    known = labels()
    kept = []
    for m in known.pattern.finditer(folded):
        before = folded[m.start() - 1] if m.start() else " "
        word = "".join(m.group(1).split())
        if before in " |/()[]【】,;>" or before.isdigit() or (word in known.line and word not in known.plain):
            kept.append(m)
    return kept


def _is_source(prefix: str, matches: list[re.Match[str]]) -> bool:
    """An agency printed without label before 发布时间 and the like."""
    word = "".join(matches[0].group(1).split())
    return len(prefix) <= 20 and word in labels().line - labels().plain and "。" not in prefix


def _cell_pairs(cells: tuple[str, ...]) -> Pairs:
    """Label and value in neighbouring cells."""
    found: Pairs = []
    i = 0
    while i < len(cells):
        label = bare_label(cells[i])
        if not label:
            return []
        following = cells[i + 1] if i + 1 < len(cells) else ""
        if bare_label(following):
            following, i = "", i - 1
        found.append((label, following))
        i += 2
    return found


def bare_label(text: str) -> str:
    """The label that a line or cell consists of, '' if it is something else."""
    if not text or len(text) > 20:
        return ""
    word = "".join(fold(text).split()).strip("[]【】").rstrip(":")
    known = labels()
    return word if word in known.portal or word in known.shared or word in known.line else ""


def page_values(page: Page, source: Source) -> list[Metadata]:
    """Values that stand in no line: meta tags, the page title, the address."""
    found = [Metadata(name, value, "meta") for name, value in page.metas if value]
    if page.title.strip():
        found.append(Metadata("title", " ".join(page.title.split()), "title"))
    address = source.url or next((v for n, v in page.metas if n in ("url", "og:url")), "")
    if address:
        found.append(Metadata("url", address, "url"))
    return found


def unique(items: list[Metadata]) -> tuple[Metadata, ...]:
    """Each labelled value once, the first place kept: portals print their table twice."""
    return tuple(dict.fromkeys(items))
