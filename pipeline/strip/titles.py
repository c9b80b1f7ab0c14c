"""Titles: what the page calls the document, and the lines on which that title is printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.strip.furniture import key_of
from pipeline.strip.page import Page
from pipeline.strip.shapes import shapes
from pipeline.strip.spam import score, stem_places

_SITE_SEPARATOR = re.compile(r"\s*[-_|—–>－]+\s*|\s+")
_OPENING = re.compile(r"^(?:关于对|关于|对)")
_SHORTEST, _LONGEST = 4, 160
_MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class Printed:
    """A title on lines [start, end); `known` if the page itself gives it as title elsewhere."""

    start: int
    end: int
    key: str
    known: bool


def candidates(page: Page, extra: Iterable[str] = ()) -> dict[str, str]:
    """Titles the page gives by its meta tags, headings, `<title>` and table, as key → printed form, best first."""
    found = sorted(_headings(page), key=lambda text: text not in page.title)
    found += [value for name, value in page.metas if name in ("articletitle", "article:title")]
    found += extra
    found += title_pieces(" ".join(page.title.split()))
    keyed: dict[str, str] = {}
    for text in found:
        keyed.setdefault(key_of(text), text)
    suspicious = bool(stem_places("\n".join(keyed)))
    return {
        k: t for k, t in keyed.items() if _SHORTEST <= len(k) <= _LONGEST and not (suspicious and _advert(t))
    }


def _headings(page: Page) -> list[str]:
    """First-level headings, neighbouring lines of one heading joined; one that is a link is the site's."""
    found: list[str] = []
    before = -2
    for i, line in enumerate(page.lines):
        if line.tag == "h1" and not line.hidden and line.links * 2 <= len(line.text):
            if i == before + 1:
                found[-1] += line.text
            else:
                found.append(line.text)
            before = i
    return found


def title_pieces(title: str) -> list[str]:
    """A page title without the site's and column's names before or behind it, the most letter-like piece first."""
    cuts = [(m.start(), m.end()) for m in _SITE_SEPARATOR.finditer(title)]
    if len(cuts) > 8:
        return [title]
    pieces = [title[: a or None] for a, _ in cuts] + [title[b:] for _, b in cuts] + [title]
    pieces += [title[b:c] for (_, b), (c, _) in pairwise(cuts)]
    return sorted(filter(None, pieces), key=lambda p: (not shapes().title.fullmatch(key_of(p)), len(p) < 10))


def _advert(text: str) -> bool:
    return score(text) >= 2 and not shapes().numbered_title.fullmatch(key_of(text))


def printed_titles(
    keys: Sequence[str], usable: Sequence[bool], stop: int, known: dict[str, str], *, begin: int = 0
) -> list[Printed]:
    """All titles printed on usable lines [begin, stop), in order, those set over several lines as one."""
    found: list[Printed] = []
    i = begin
    while i < stop:
        title = _at(keys, usable, i, stop, known) if usable[i] else None
        if title:
            found.append(title)
            i = title.end
        else:
            i += 1
    return found


def _at(
    keys: Sequence[str], usable: Sequence[bool], i: int, stop: int, known: dict[str, str]
) -> Printed | None:
    joined, best = "", None
    for end in range(i + 1, min(i + _MOST_LINES, stop) + 1):
        if not usable[end - 1] or len(joined) > _LONGEST:
            break
        joined += keys[end - 1]
        if joined in known:
            best = Printed(i, end, joined, True)
    return best or _unknown(keys, usable, i, stop, known)


def _unknown(
    keys: Sequence[str], usable: Sequence[bool], i: int, stop: int, known: dict[str, str]
) -> Printed | None:
    """A line, or up to three lines, in the shape of a title; none of them is a known title by itself."""
    shape, key = shapes(), keys[i]
    if not _SHORTEST <= len(key) <= _LONGEST or key.endswith(":"):
        return None
    if shape.title.fullmatch(key):
        return Printed(i, i + 1, key, False)
    if not shape.title_start.fullmatch(key) or shape.head.fullmatch(key):
        return None
    joined = key
    for end in range(i + 2, min(i + 3, stop) + 1):
        following = keys[end - 1]
        if (
            not usable[end - 1]
            or following.endswith((":", "。"))
            or len(following) > 80
            or following in known
        ):
            return None
        joined += following
        if shape.title_end.fullmatch(following) and shape.title.fullmatch(joined):
            return Printed(i, end, joined, False)
    return None


_MOST_LOST = 4


def same_title(a: str, b: str) -> bool:
    """Whether two title keys name the same document: equal but for marks, one the tail of the other, or damaged."""
    a, b = _bare(a), _bare(b)
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    return len(short) >= 10 and (short in long or _lost_few(short, long))


def _lost_few(short: str, long: str) -> bool:
    """Whether a title is another one that lost a few characters (第96提案)."""
    if len(long) - len(short) > _MOST_LOST:
        return False
    rest = iter(long)
    return all(c in rest for c in short)


def _bare(key: str) -> str:
    return _OPENING.sub("", re.sub(r"[\W_]+", "", key))
