"""What the shape of a page says of its kind: sentences, rows, length, sections."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.document import Document
from pipeline.text import fold

_ROW = re.compile(
    r"^\s*\d{1,4}\s*[\s.、]\s*\S|^\S{0,10}\d{2,8}号?\s+\S+|\s(?:[A-D]|[甲乙丙]|满意|基本满意|已办结|已答复)类?(?:\s|$)"
)
_DATED = re.compile(
    r"^\S.{4,60}?\s*[\[(]?\s*(?:20\d{2}[-./年]\d{1,2}[-./月]\d{1,2}日?|\d{2}-\d{2})\s*[\])]?$|^[\[(]?20\d{2}[-./]\d{1,2}[-./]\d{1,2}[\])]?\s+\S"
)
_ATTACHMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|ofd|zip|rar)\b|附\s*件|点击下载|下载", re.IGNORECASE)
_ENTRY = re.compile(
    r"关于[^《》\n。]{4,50}?的?(?:建议|提案|议案)》?[^\n]{0,70}(?:[A-D]类|满意|办结|主办|会办|领衔|提案人|办理结果|承办)"
)
_NUMBERED = re.compile(r"第\s*[\dA-Z一二三四五六七八九十百]+\s*号")
# A deputy's 建议, not anybody's: its number, who made it or where stands in the same sentence.
_PROPOSED = re.compile(
    r"(?:人大|人民代表大会|政协|代表(?![性处作])|委员(?!会)|第\s*[A-Za-z]?\d{1,8}\s*号)[^。]{0,80}建议|\d\s*号[^。\n]{0,8}建议"
    r"|建议[^。\n]{0,40}(?:代表(?![性处作])|委员(?!会)|人大|政协|第\s*[A-Za-z]?\d|\(\s*\d{1,8}\s*号)"
)
_READ = 20_000
_SHORT = 600
_STOPS = "。;!?"
_EMPTY_COLUMN = re.compile(r"暂无(?:相关)?(?:数据|信息|内容|文章)|没有(?:找到|相关)|共\s*0\s*条")


@dataclass(frozen=True, slots=True)
class Shape:
    """Counts over the text: code points, lines, sentence marks, table-like and dated rows."""

    characters: int
    lines: int
    sentences: int
    rows: int
    dated: int
    attachment: bool
    empty_column: bool
    has_cue: bool
    has_signature: bool
    has_salutation: bool
    has_proposal: bool
    page_bytes: int
    has_title: bool
    is_column: bool
    listed: int
    entries: int
    challenge: bool
    numbered: bool
    on_proposal: bool
    teasers: int


def measure_shape(doc: Document) -> Shape:
    """The shape of the page's text (first 20,000 code points)."""
    text = fold(doc.text)[:_READ]
    lines = [line for line in text.split("\n") if line]
    kinds = {s.kind for s in doc.sections}
    addressed = _is_addressed(doc)  # a letter: its rows say nothing of its kind
    short = [] if addressed else [line for line in lines if len(line) < 120]
    return Shape(
        characters=len(text),
        lines=len(lines),
        sentences=sum(map(text.count, _STOPS)),
        rows=sum(1 for line in short if _ROW.search(line) and not line.endswith(("。", ";"))),
        dated=sum(map(_is_dated, short)),
        attachment=bool(len(text) < _SHORT and _ATTACHMENT.search(text)) or "attachment_only" in doc.flags,
        empty_column=bool(len(text) < _SHORT * 3 and _EMPTY_COLUMN.search(text)),
        has_cue="opening" in kinds,
        has_signature="signature" in kinds,
        has_salutation=addressed,
        has_proposal="proposal" in kinds,
        page_bytes=doc.source.bytes,
        has_title=bool(doc.title),
        is_column=bool(doc.title) and doc.title in (doc.meta("columnname"), _last_crumb(doc)),
        listed=_listed(doc) if len(text) < _SHORT * 2 else 0,
        entries=0 if addressed else len(_ENTRY.findall(text)),
        challenge=bool(doc.meta("challenge")),
        numbered=bool(_NUMBERED.search(fold(doc.title))),
        teasers=sum(line.endswith("…") for line in lines),
        on_proposal=_speaks_of_proposals(fold(doc.title) + text),
    )


def _is_dated(line: str) -> bool:
    """Whether a date stands at an end of the line; its literals first, the pattern is slow."""
    return ("20" in line or "-" in line) and _DATED.search(line) is not None


def _is_addressed(doc: Document) -> bool:
    """Whether somebody in particular is addressed, not 各位代表 or 各承办单位."""
    section = doc.section("salutation")
    return section is not None and not doc.text.startswith("各", section.start)


def _speaks_of_proposals(text: str) -> bool:
    """Whether 提案, 议案 or a deputy's 建议 is named at all: letters on anything else are no replies."""
    if "提案" in text or "议案" in text:
        return True
    return "建议" in text and _PROPOSED.search(text) is not None


def _last_crumb(doc: Document) -> str:
    return re.split(r"[>/\\»›]+", doc.meta("breadcrumb"))[-1].strip()


def _listed(doc: Document) -> int:
    """Dated rows among what was taken out as links: a column's own list."""
    blocks = [fold(r.text) for r in doc.removed if r.kind in ("related", "navigation", "pager")]
    return sum(1 for block in blocks for line in block.split("\n") if len(line) < 90 and _is_dated(line))


def shape_scores(shape: Shape, cues: Mapping[str, float]) -> dict[str, float]:
    """Additions to the scores of kinds; `cues` are the sums so far."""
    reply = cues.get("reply", 0.0)
    scores = _thin(shape, reply) | _listing(shape)
    if shape.challenge:
        scores["challenge"] = 9.0
    against = max(cues.get("other", 0.0) - _RULED, cues.get("mailbox", 0.0) - _ASKED)
    if shape.has_proposal and (shape.has_salutation or reply >= 1.5) and against < 0:
        scores["merged_page"] = 9.0 + max(reply, cues.get("proposal_text", 0.0))
    if not (shape.has_salutation or shape.has_signature or shape.has_cue):
        scores["reply"] = -2.5
    if not shape.on_proposal:
        scores |= {kind: scores.get(kind, 0.0) - _ELSEWHERE for kind in (*_LETTER_LIKE, "assignment")}
        return scores
    rival = max((score for kind, score in cues.items() if kind not in _LETTER_LIKE), default=0.0)
    for kind, enough in _REFINED.items():
        if cues.get(kind, 0.0) >= enough and rival < 5.0:
            scores[kind] = reply
    return scores


def _thin(shape: Shape, reply: float) -> dict[str, float]:
    """A page without text is a challenge, a stub or nothing; one with hardly any is a stub."""
    if shape.characters == 0:
        unseen = "challenge" if shape.page_bytes > 1000 and not shape.has_title else "other"
        return {unseen: 3.0, "stub": 3.5 if shape.has_title and reply else 0.0}
    if shape.characters < 160 and shape.sentences <= 1 and not shape.has_salutation:
        linked = 2.0 if shape.attachment else 0.0
        return {"stub": 2.0 + reply + linked} if reply or linked else {}
    return {}


def _listing(shape: Shape) -> dict[str, float]:
    """Columns, search results and tables: rows instead of sentences."""
    scores = {"list": 0.0, "table_notice": 0.0}
    if shape.empty_column and shape.sentences < 4:
        scores["list"] = 8.0
    if shape.dated >= 4 and shape.dated * 2 > shape.lines and shape.sentences < 6:
        scores["list"] = 7.5
    if shape.is_column and shape.sentences < 4 and not shape.has_salutation:
        scores["list"] = max(scores["list"], 5.0 + min(shape.listed, 4))
    if shape.listed >= 4 and shape.characters < 300 and not (shape.numbered or shape.attachment):
        scores["list"] = 12.0
    if shape.teasers >= 3:
        scores["list"] = 16.0
    if shape.has_salutation:
        return scores
    if shape.rows >= 4 and shape.rows * 2 > shape.lines - 4:
        scores["table_notice"] += 5.0
    if shape.entries >= 4:
        scores["table_notice"] += 6.0
    return scores


# Kinds that show all the signs of a reply besides their own: with enough of these they inherit the rest.
# Articles of a rule or a form beside its sample; a citizen's letter above its answer.
_RULED, _ASKED = 9.0, 5.0
_ELSEWHERE = 12.0  # nobody's proposal is spoken of: whatever letter this is, it answers none
_LETTER_LIKE = ("reply", "reply_digest", "co_opinion", "party_congress", "merged_page")
_REFINED = {"reply_digest": 6.0, "co_opinion": 8.0, "party_congress": 8.0}
