"""The parts (部分) of a letter by their place and cues: GB/T 9704-2012 order, loosely kept in the wild."""

from __future__ import annotations

import re
from itertools import groupby
from typing import NamedTuple

from pipeline.document import Document, Section
from pipeline.rules import load_toml
from pipeline.text import fold

_DATA = load_toml("pipeline.segment", "data/sections.toml")
_SALUTATION = re.compile(_DATA["salutation"])
_SALUTATION_OTHER = re.compile(_DATA["salutation_other"])
_OPENING = re.compile(_DATA["opening"])
_CUE = re.compile(_DATA["cue"])
_NEXT = re.compile(_DATA["next_steps"])
_CLOSING = re.compile(_DATA["closing"])
_CC = re.compile(_DATA["cc"])
_CONTACT = re.compile(_DATA["contact"])
_ATTACHMENT = re.compile(_DATA["attachment"])
_HEAD_MARK = re.compile(_DATA["head_mark"])
_DATE_LINE = re.compile(r"^(?P<before>.{0,40}?)\s*(?P<date>" + _DATA["date"] + r")\s*$")
_UNIT_LINE = re.compile(_DATA["unit"])
_PROPOSAL = re.compile(_DATA["proposal"]["labels"])
_VOICE = re.compile(_DATA["proposal"]["voice"])
_REPLY_LABEL = re.compile(_DATA["proposal"]["reply_labels"])
_REPLY_TITLE = re.compile(r"^[^。]{0,50}(?:建议|提案|议案)[^。]{0,12}(?:答复|复函|回复)[^。]{0,8}$")
_RECEIVED = re.compile(r"收悉|敬悉|提出的|提交的|所提")
_NAMES_GO_ON = re.compile(r"[一-龥·\s、,]{2,40}[、,]\s*")
_NAMES_ALONE = re.compile(
    r"(?:主\s*送\s*:?)?\s*[一-龥·、\s]{2,40}(?:等\d{0,3}[名位])?(?:代表|委员|总支部?|支部|工商联|委员会|界别?)\s*"
)
_SENTENCE_END = re.compile(r"[。;!?:,、]$")
_HEAD_LINES = 14
_LEAD_LINES, _LEAD = 7, 40


class Line(NamedTuple):
    """One paragraph: [start, end) of the text, folded."""

    start: int
    end: int
    text: str


def split_lines(text: str) -> list[Line]:
    """The paragraphs of a text with their offsets (code points)."""
    lines, start = [], 0
    for part in fold(text).split("\n"):
        if part:
            lines.append(Line(start, start + len(part), part))
        start += len(part) + 1
    return lines


def find_sections(doc: Document) -> tuple[Section, ...]:
    """Consecutive sections that cover the letter; pages without a letter's shape give head and body only."""
    lines = split_lines(doc.text)
    if not lines:
        return ()
    repaired = {(r.start, r.end) for r in doc.repairs if r.rule in ("D1", "D4", "D2")}
    sign = _signature(lines, repaired)
    tail = sign[0] if sign else _tail_start(lines)
    kinds = _tail_kinds(lines, tail, sign)
    front = _front_kinds(lines[:tail])
    return _join(lines, front + kinds)


def _signature(lines: list[Line], repaired: set[tuple[int, int]]) -> tuple[int, int] | None:
    """Line range [first, last] of agencies and date at the end, None if there is no date line."""
    for i in range(len(lines) - 1, 0, -1):
        line = lines[i]
        if not _is_date(line, repaired) or _CC.search(line.text):
            continue
        first = last = i
        while first > 1 and i - first < 5 and _is_unit(lines[first - 1].text):
            first -= 1
        while last + 1 < len(lines) and last - i < 3 and _is_unit(lines[last + 1].text):
            last += 1
        return first, last
    return None


def _is_date(line: Line, repaired: set[tuple[int, int]]) -> bool:
    if len(line.text) > 60:
        return False
    match = _DATE_LINE.match(line.text)
    if match:
        before = match["before"].strip()
        return not before or (_is_unit(before) and "印发" not in before)
    return any(
        line.start <= a and b <= line.end and line.end - line.start - (b - a) <= 2 for a, b in repaired
    )


def _is_unit(text: str) -> bool:
    text = text.strip()
    return len(text) <= 40 and bool(_UNIT_LINE.search(text)) and not _SENTENCE_END.search(text)


def _tail_start(lines: list[Line]) -> int:
    """Without a date: the first of the trailing lines that are contact, cc or a unit's bare name."""
    i = len(lines)
    while i > 1:
        text = lines[i - 1].text
        if not (_CC.search(text) or _CONTACT.search(text) or _ATTACHMENT.search(text) or _is_unit(text)):
            break
        i -= 1
    return i


def _tail_kinds(lines: list[Line], tail: int, sign: tuple[int, int] | None) -> list[str]:
    kinds = []
    for i in range(tail, len(lines)):
        text = lines[i].text
        if _CC.search(text):
            kinds.append("cc")
        elif _CONTACT.search(text):
            kinds.append("contact")
        elif sign and sign[0] <= i <= sign[1]:
            kinds.append("signature")
        elif _ATTACHMENT.search(text):
            kinds.append("attachment")
        elif not sign and _is_unit(text):
            kinds.append("signature")
        else:
            kinds.append(
                kinds[-1] if kinds and kinds[-1] != "signature" else "contact" if len(text) < 50 else "body"
            )
    return kinds


def _front_kinds(lines: list[Line]) -> list[str]:
    """A kind for each line above the signature."""
    kinds = ["body"] * len(lines)
    start = _mark_proposal(lines, kinds) or _below_lead(lines)
    first = _salutation(lines, start)
    if first is not None:
        top = first
        while top > start and _NAMES_GO_ON.fullmatch(lines[top - 1].text):
            top -= 1
        kinds[start:top] = ["head"] * (top - start)
        kinds[top : first + 1] = ["salutation"] * (first + 1 - top)
        first += 1
    else:
        first = _head_end(lines, start)
        kinds[start:first] = ["head"] * (first - start)
    body = _opening_end(lines, first)
    kinds[first:body] = ["opening"] * (body - first)
    _mark_closing(lines, kinds, body)
    _mark_next_steps(lines, kinds, body)
    return kinds


def _mark_proposal(lines: list[Line], kinds: list[str]) -> int:
    """Mark a proposal form above the answer; the index of the answer's first line."""
    labelled = [i for i, line in enumerate(lines) if _PROPOSAL.match(line.text)]
    if len(labelled) < 3 and not (labelled and _answered_below(lines, labelled[-1])):
        return _mark_prose(lines, kinds)
    for i in range(labelled[0], len(lines)):
        text = lines[i].text
        after_form = i > labelled[-1] or _REPLY_LABEL.match(text)
        if after_form and (_REPLY_LABEL.match(text) or _is_salutation(text) or _has_cue(text)):
            kinds[labelled[0] : i] = ["proposal"] * (i - labelled[0])
            kinds[: labelled[0]] = ["head"] * labelled[0]
            return i
    return 0


def _below_lead(lines: list[Line]) -> int:
    """The title of a letter printed in full below an editor's lead, 0 if there is no lead."""
    for i in range(2, min(_LEAD_LINES, len(lines) - 1)):
        lead, below = lines[:i], lines[i + 1 : i + 4]
        if not _REPLY_TITLE.search(lines[i].text) or not any(_is_salutation(line.text) for line in below):
            continue
        prose = any(len(line.text) > _LEAD and line.text.endswith("。") for line in lead)
        return i if prose and not any(_is_salutation(line.text) for line in lead) else 0
    return 0


def _has_cue(text: str) -> bool:
    """Whether a paragraph holds the reply cue; its literal first, the pattern is slow on long paragraphs."""
    return "如下" in text and bool(_CUE.search(text))


def _is_salutation(text: str) -> bool:
    """Whether a paragraph addresses somebody; its colon first, the pattern is slow."""
    return text.endswith(":") and _SALUTATION.match(text) is not None


def _mark_prose(lines: list[Line], kinds: list[str]) -> int:
    """Mark a proposal in free prose above the letter that answers it; the index of the letter's first line."""
    for i in range(5, len(lines) - 1):
        if not _is_salutation(lines[i].text):
            continue
        top = next((k for k in range(i - 1, max(i - 5, 0), -1) if _REPLY_TITLE.search(lines[k].text)), i)
        above = " ".join(line.text[:200] for line in lines[:top])
        below = lines[i + 1].text[:200]
        answered = top < i or _RECEIVED.search(below) or _has_cue(below)
        if answered and _VOICE.search(above) and not _RECEIVED.search(above) and len(above) > 300:
            kinds[0] = "head"
            kinds[1:top] = ["proposal"] * (top - 1)
            return top
        return 0
    return 0


def _answered_below(lines: list[Line], last: int) -> bool:
    """Whether a heading 办理答复 stands below the form with an addressee close under it."""
    for i in range(last + 1, len(lines)):
        if _REPLY_LABEL.match(lines[i].text) and len(lines[i].text) < 20:
            return any(_is_salutation(line.text) for line in lines[i + 1 : i + 5])
    return False


def _salutation(lines: list[Line], start: int) -> int | None:
    for i in range(start, min(len(lines), start + _HEAD_LINES)):
        text = lines[i].text.strip()
        if _is_salutation(text) or (i > start and text.endswith(":") and _SALUTATION_OTHER.match(text)):
            return i
        if (
            _NAMES_ALONE.fullmatch(text)
            and i + 1 < len(lines)
            and lines[i + 1].text.startswith(("您", "你", "贵"))
        ):
            return i
        if _has_cue(lines[i].text) or len(lines[i].text) > 100:
            return None
    return None


def _head_end(lines: list[Line], start: int) -> int:
    """Without an addressee: title and short lines with marks, numbers or dates."""
    i = start
    while i < len(lines) and i - start < 8:
        text = lines[i].text
        short = len(text) <= 60 and not text.endswith("。")
        if not short or (i > start and not _HEAD_MARK.search(text) and len(text) > 16):
            break
        if _has_cue(text) or text.endswith(":"):
            break
        i += 1
    return i


def _opening_end(lines: list[Line], first: int) -> int:
    """Index after the paragraph with the reply cue; after the first paragraph if there is none."""
    for i in range(first, min(len(lines), first + 6)):
        if _has_cue(lines[i].text):
            return i + 1
    if first < len(lines) and _OPENING.search(lines[first].text[:120]):
        return first + 1
    return first


def _mark_closing(lines: list[Line], kinds: list[str], body: int) -> None:
    for i in range(len(lines) - 1, max(body - 1, len(lines) - 7), -1):
        text = lines[i].text
        if _CONTACT.search(text):
            kinds[i] = "contact"
        elif _CC.search(text):
            kinds[i] = "cc"
        elif _ATTACHMENT.search(text):
            kinds[i] = "attachment"
        elif len(text) <= 160 and _CLOSING.search(text):
            kinds[i] = "closing"
        elif not (_is_unit(text) or len(text) <= 12):
            break


def _mark_next_steps(lines: list[Line], kinds: list[str], body: int) -> None:
    start = next(
        (i for i in range(body, len(lines)) if kinds[i] == "body" and _NEXT.match(lines[i].text)), None
    )
    if start is None:
        return
    for i in range(start, len(lines)):
        if kinds[i] == "body":
            kinds[i] = "next_steps"


def _join(lines: list[Line], kinds: list[str]) -> tuple[Section, ...]:
    """Neighbours of one kind become one section; attachment lines count with the contact block."""
    sections, first = [], 0
    kinds = ["contact" if kind == "attachment" else kind for kind in kinds]
    for kind, run in groupby(kinds):
        last = first + len(list(run)) - 1
        sections.append(Section(kind, lines[first].start, lines[last].end))
        first = last + 1
    return tuple(sections)
