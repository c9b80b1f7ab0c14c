"""The parts of a letter in which measures are looked for."""

from __future__ import annotations

import re

from pipeline.document import Section

_BODY = frozenset({"body", "next_steps", "reply", "closing"})
_CUE = re.compile(
    r"(?:答复|回复|函复|复函|办理|公示|汇报|反馈|说明|情况)[^。;\n]{0,10}?如下[^。;,:\n]{0,4}[:。,]|作[^。\n]{0,4}如下[^。\n]{0,4}(?:答复|回复|汇报|说明)[:。,]?"
)
_SIGNATURE = re.compile(
    r"\n[^\n]{2,40}\n[ (]*(?:(?:19|20)[0-9]{2}|[二一][〇零○O0一二三四五六七八九]{3})[^\n]{0,16}\n?"
)


def zones(folded: str, sections: tuple[Section, ...]) -> list[tuple[int, int]]:
    """Half-open ranges of the answer itself, without opening, closing, signature and contact."""
    found = [(s.start, s.end) for s in sections if s.kind in _BODY]
    if sections:
        opening = next((s for s in sections if s.kind == "opening"), None)
        rest = _after_cue(folded, opening.start, opening.end) if opening else None
        return [rest, *found] if rest and opening and rest[0] + 20 < opening.end else found
    start, end = _after_cue(folded, 0, len(folded)) or (0, len(folded))
    sign = _SIGNATURE.search(folded, start, end)
    return [(start, sign.start() if sign else end)]


def _after_cue(folded: str, start: int, end: int) -> tuple[int, int] | None:
    cue = _CUE.search(folded, start, end)
    return (cue.end(), end) if cue else None
