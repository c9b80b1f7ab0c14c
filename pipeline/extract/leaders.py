"""领导: officials the letter names and what it says they did (codebook 2.36)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.document import Mention
from pipeline.extract.context import Context
from pipeline.rules import load_toml

_DATA = load_toml("pipeline.extract", "data/leaders.toml")
_SURNAME = f"(?:{'|'.join(_DATA['compound'])}|[{_DATA['surnames']}])"
_NAME = rf"\s*(?P<name>{_SURNAME}(?:[一-龥]{{2}}|[一-龥某]))(?={_DATA['after']})"
_LEADER = re.compile(rf"(?P<title>{_DATA['titles']}){_NAME}")
# The last character of a title in front of a name: found several times faster than the title.
_PLACE = re.compile(rf"{_DATA['title_end']}(?={_NAME})")
_ACTS: dict[str, list[str]] = _DATA["acts"]
_REACH = 24


def find_leaders(ctx: Context) -> Iterator[Mention]:
    """Candidates for `leader` in the answer, with `title` and `act` beside the name."""
    for section in ctx.doc.sections:
        if section.kind in ("opening", "body", "next_steps"):
            for match in _found(ctx.folded, section.start, section.end):
                yield _leader(ctx, match)


def _found(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    place = _PLACE.search(text, start, end)
    return _LEADER.finditer(text, max(start, place.start() - _REACH), end) if place else iter(())


def _leader(ctx: Context, match: re.Match[str]) -> Mention:
    start, end = match.span("name")
    behind = ctx.folded[end : end + _REACH].split("。")[0]
    act = next((act for act, words in _ACTS.items() if any(word in behind for word in words)), None)
    extra = (("title", match["title"]), ("act", act))
    raw = ctx.doc.text[start:end]
    return Mention("leader", raw, raw, start, end, "text", "leader", 0.8, extra=extra)
