"""Where an agency's code (机关代字) begins once the marks between it and a title are lost."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.readings import month_days
from pipeline.rules import load_toml

_WORDS = load_toml("pipeline.repair", "data/words.toml")
_AFTER_STOP = re.compile(rf".*(?:{'|'.join(_WORDS['code_stops'])})")
_AFTER_TITLE = re.compile(rf".*(?:{'|'.join(_WORDS['title_nouns'])})(?=..)")
_AFTER_LONG_TITLE = re.compile(
    rf".*(?:{'|'.join((*_WORDS['title_nouns'], *_WORDS['long_title_nouns']))})(?=..)"
)
_NO_CODE = re.compile("|".join(_WORDS["no_codes"]))
_OWN_CODE = re.compile(
    rf"(?!.*(?:{'|'.join(_WORDS['no_own_codes'])})).{{1,4}}(?:建议|提案|议案)(?:复?字|函|复)?$"
)
_SIGNERS = frozenset(_WORDS["signers"])
_CERTAIN = frozenset("\n([》")
_REACH = 28
_SHORTEST, _USUAL, _LONGEST = 2, 8, 10


@dataclass(frozen=True, slots=True)
class Code:
    """The code and what stands before it: one character, 》 also for a title that lost it, line break included."""

    text: str
    before: str


def find_code(folded: str, end: int) -> Code | None:
    """The code that ends at `end`; None if there is none or its begin is not certain."""
    start = max(folded.rfind("\n", 0, end) + 1, end - _REACH)
    at = end
    while at > start and "\u4e00" <= folded[at - 1] <= "\u9fff":
        at -= 1
    before = folded[at - 1] if at else "\n"
    run = folded[at:end]
    if before in "\n ([" and _OWN_CODE.match(run):
        return Code(run, before)
    stop = _AFTER_STOP.match(run)
    if stop:
        run, before = run[stop.end() :], "》" if stop.group().endswith("函") else run[stop.end() - 1]
    return _behind_title(run, before)


def _behind_title(run: str, before: str) -> Code | None:
    is_title = before in "《的" or len(run) > _USUAL
    title = (_AFTER_LONG_TITLE if is_title else _AFTER_TITLE).match(run)
    if title:
        run, before = run[title.end() :], "》"
    elif before == "《":
        return None
    longest = _LONGEST if before in _CERTAIN else _USUAL
    return Code(run, before) if _SHORTEST <= len(run) <= longest else None


def is_plain(code: Code) -> bool:
    """Whether no word of quantities, addresses or sessions stands in the code."""
    return _NO_CODE.search(code.text) is None


def may_be_date(code: Code, match: re.Match[str]) -> bool:
    """Whether year and serial at the end of a line rather are the date behind a signing unit (财政局2012924)."""
    end = match.end("value")
    ends_line = match.string[end : end + 3].lstrip(" ")[:1] == "\n"
    bare = match["value"].isdecimal()
    return bare and ends_line and code.text[-1] in _SIGNERS and bool(month_days(match["n"]))
