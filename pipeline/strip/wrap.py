"""Hard wraps: sentences that a PDF or an old editor broke at a fixed width are joined again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_ENDS = tuple("。！？；：:;!?.”）)》〉】」")
_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.是]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.、．]|第[一二三四五六七八九十]|附件|抄送|联系|此件|[①-⑳])"
)
_NARROWEST, _WIDEST = 18, 90
_LEAST_WRAPPED = 3


def rejoin(lines: Sequence[str], indented: Sequence[bool]) -> list[str]:
    """Lines with hard wraps undone; `indented` tells which lines begin a paragraph by their indent.

    Only acts if several lines break in mid-sentence at nearly one width; headings and short lines stay.
    """
    width = _wrap_width(lines)
    if not width:
        return list(lines)
    any_indent = any(indented)
    out: list[str] = []
    open_line = False
    for line, indent in zip(lines, indented, strict=True):
        if open_line and not indent and not (_HEADING.match(line) and not any_indent):
            out[-1] += line
        else:
            out.append(line)
        open_line = _columns(line) >= width - 4 and not line.endswith(_ENDS)
    return out


def _wrap_width(lines: Sequence[str]) -> int:
    """The width at which lines are broken, 0 if they are not."""
    ends = [line for line in lines if len(line) >= _NARROWEST and not line.endswith(_ENDS)]
    if len(ends) < _LEAST_WRAPPED:
        return 0
    broken = Counter(width // 2 for line in ends if (width := _columns(line)) >= _NARROWEST * 2)
    if broken.total() < _LEAST_WRAPPED:
        return 0
    at, _ = max(broken.items(), key=lambda item: item[1] + broken[item[0] - 1] + broken[item[0] + 1])
    count = broken[at] + broken[at - 1] + broken[at + 1]
    longer = sum(_columns(line) > at * 2 + 6 for line in lines)
    return at * 2 if count >= _LEAST_WRAPPED and at <= _WIDEST and longer <= count // 2 else 0


def _columns(line: str) -> int:
    """Display width: two columns for a wide character, which UTF-8 gives three bytes."""
    return len(line) + (len(line.encode("utf-8", "replace")) - len(line)) // 2
