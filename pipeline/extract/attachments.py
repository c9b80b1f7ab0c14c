"""附件: titles of attachments that the letter names below its text (codebook 2.28; GB/T 9704-2012 7.3.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.document import Mention
from pipeline.extract.context import Context

_HEAD = re.compile(r"\(?附\s*件?\s*\d{0,2}\s*:\s*(?=\S)")
_ITEM = re.compile(r"\s*\d{1,2}\s*[.、]\s*(?=\S)")
_PARTED = re.compile(r"[\s;]+(?=\d{1,2}\s*[.、]\s*\S)")
_NUMBER = re.compile(r"\d{1,2}\s*[.、]\s*")
_END = re.compile(r"\s*(?:\.(?:pdf|docx?|xlsx?|wps|ofd|zip|rar))?\s*[;。)]?\s*$", re.IGNORECASE)
_NONE = re.compile(r"无|略|见附件|点击下载|下载")
_LONGEST, _REACH = 80, 2_000


def find_attachments(ctx: Context) -> Iterator[Mention]:
    """Candidates for `attachment`: 附件: and the numbered lines that follow it; an empty 附件: gives none."""
    start = max(0, len(ctx.folded) - _REACH)
    position, listed = ctx.folded.find("\n", start) + 1, False
    for line in ctx.folded[position:].split("\n"):
        head = _HEAD.match(line)
        begin = head or (_ITEM.match(line) if listed else None)
        listed = begin is not None
        if begin:
            yield from _titles(ctx, position + begin.end(), position + len(line))
        position += len(line) + 1


def _titles(ctx: Context, start: int, end: int) -> Iterator[Mention]:
    """The titles of one line, without their numbers and file endings."""
    edges = [start, *(m.end() for m in _PARTED.finditer(ctx.folded, start, end)), end]
    for left, right in pairwise(edges):
        number = _NUMBER.match(ctx.folded, left, right)
        a = number.end() if number else left
        tail = _END.search(ctx.folded, a, right)
        b = tail.start() if tail else right
        raw = ctx.doc.text[a:b]
        if 2 <= len(raw) <= _LONGEST and not _NONE.fullmatch(ctx.folded, a, b):
            yield Mention("attachment", raw, raw, a, b, "text", "attachment", 0.9)
