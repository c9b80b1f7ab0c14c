"""案由: the proposal's title, marked by 《》 or “”, or running from 关于 through 建议/提案/议案."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.document import Mention
from pipeline.extract.context import Context

_KIND = "建议|提案|议案|意见"
_MARKED = re.compile(
    r"《(?P<value>[^《》\n]{2,100}(?:《[^《》\n]{2,60}》[^《》\n]{0,60})?)》|“(?P<quoted>[^“”\n]{4,120}(?:“[^“”\n]{2,40}”[^“”\n]{0,60})?)”"
    r"|「(?P<corner>[^「」\n]{4,100})」"
)
_ONE_SIDED = re.compile(rf"(?P<value>(?<![一-龥《“])?关于[^《》“”。\n]{{3,80}}?的?(?:{_KIND}))[》”]")
_LEFT_ONLY = re.compile(rf"[《“](?P<value>[^《》“”。\n]{{4,80}}?的(?:{_KIND}))(?=\(|,|第|收悉|已|\d)")
_BARE = re.compile(
    rf"(?:(?:提出|提交|递交|所提|反映|联名提出)的?|(?<![^\n]))\s*(?:第\s*\S{{1,12}}\s*号)?\s*[((]?\s*"
    rf"(?P<value>关于[^《》。;\n]{{3,80}}?的?(?:{_KIND}))(?=[\s,(。:第]|收|已|提?交|由|办理|的?\s*提案|\d|$)"
)
_BARE_NO_ABOUT = re.compile(
    rf"(?:提出|提交|所提)的(?P<value>(?!关于)[^《》“”,。;\n您你]{{5,60}}?的?(?:{_KIND}))(?=[\s,(。]|收|已|提?交|由|$)"
)
_LABEL = re.compile(
    r"^(?:案\s*由|建\s*议\s*标\s*题|提\s*案\s*标\s*题|建\s*议\s*名\s*称|提\s*案\s*名\s*称|题\s*目|标\s*题|建\s*议\s*题\s*目)\s*[:\s]\s*"
    r"(?P<value>[^\n]{4,100}?)\s*$",
    re.MULTILINE,
)
_IN_TITLE = re.compile(
    rf"[《“](?P<value>[^《》“”\n]{{4,80}}?)[》”](?=[^\n]{{0,40}}(?:{_KIND}|答复|复函|回复))"
)
_TITLE_ABOUT = re.compile(
    r"(?:对|关于对?|:|号|的)?\s*(?P<value>关于[^《》\n]{4,70}?的?(?:建议|提案|议案))"
    r"(?=(?:\([^)\n]{0,24}\))?\s*(?:及其?|的)?\s*(?:办理)?(?:情况)?的?(?:会办|协办)?(?:意见)?的?\s*(?:答复|复函|回复|函|公示|反馈|办复))"
)
_PROPOSAL_END = re.compile(rf"(?:{_KIND})$")
_OTHER_DOCUMENT = re.compile(
    r"(?:函|通知|办法|条例|规定|方案|报告|规划|纲要|公告|细则|标准|法)(?:\([^()]{1,8}\))?$"
)
_OWN_TITLE = re.compile(r"(?P<value>(?:关于)?[^\n:]{4,60}?的?(?:建议|提案|议案))\s*$", re.MULTILINE)
_GENERIC = re.compile(
    r"^(?:关于)?(?:对)?(?:市|县|区|省|全国|政协|第)?[^《》]{0,30}届[^《》]{0,30}次会议[^《》]{0,30}$|^(?:关于)?(?:对|第\S{1,12}号)?(?:建议|提案|议案)$"
)


def find_titles(ctx: Context) -> Iterator[Mention]:
    """Candidates for `proposal_title` in the opening, the form above the letter and the letter's title."""
    for start, end in ctx.zones.get("proposal", ()):
        yield from _found(ctx, _LABEL, start, end, "title-label", 0.95)
    for start, end in ctx.zones.get("opening", ()):
        yield from _found(ctx, _MARKED, start, end, "title-marked", 0.95)
        yield from _found(ctx, _BARE, start, end, "title-bare", 0.85)
        yield from _found(ctx, _ONE_SIDED, start, end, "title-one-sided", 0.75)
        yield from _found(ctx, _LEFT_ONLY, start, end, "title-left-only", 0.75)
        yield from _found(ctx, _BARE_NO_ABOUT, start, end, "title-bare-phrase", 0.6)
    for start, end in ctx.zones.get("title", ()):
        own = 0.8 if ctx.doc.kind in ("merged_page", "proposal_text") else 0.5
        yield from _found(ctx, _OWN_TITLE, start, end, "title-own", own)
        yield from _found(ctx, _IN_TITLE, start, end, "title-in-title", 0.8)
        yield from _found(ctx, _TITLE_ABOUT, start, end, "title-about", 0.7)


def _found(
    ctx: Context, pattern: re.Pattern[str], start: int, end: int, rule: str, confidence: float
) -> Iterator[Mention]:
    for match in pattern.finditer(ctx.folded, start, end):
        a, b = _balanced(ctx.folded, *match.span(match.lastgroup or "value"))
        value = ctx.doc.text[a:b].replace("\n", "")
        if _GENERIC.search(ctx.folded[a:b]) or not _speaks_of_proposal(ctx, match, ctx.folded[a:b], rule):
            continue
        yield Mention("proposal_title", value, ctx.doc.text[a:b], a, b, "text", rule, confidence)


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """Extend a span to the closing marks of titles nested in it; strip a doubled outer pair."""
    inner = text[start:end]
    for left, right in (("《", "》"), ("“", "”")):
        if inner.count(left) > inner.count(right):
            stop = text.find(right, end + 1, end + 60)
            if stop >= 0 and "\n" not in text[end:stop]:
                end = stop
    if text[start : start + 1] in "《“" and text[end - 1 : end] in "》”":
        start, end = start + 1, end - 1
    return start, end


def _speaks_of_proposal(ctx: Context, match: re.Match[str], value: str, rule: str) -> bool:
    """Whether the marked words are the proposal's, not a cited policy's or a slogan's title."""
    if rule != "title-marked" or _PROPOSAL_END.search(value):
        return True
    if _OTHER_DOCUMENT.search(value):
        return False
    after = ctx.folded[match.end() : match.end() + 16]
    before = ctx.folded[max(0, match.start() - 24) : match.start()]
    named = bool(
        re.match(r"\s*(?:\(|的?(?:重点)?(?:建议|提案|议案)|(?:已)?收悉|一[案文]|第?\s*\d+\s*号)", after)
    )
    return named and bool(re.search(r"提出|提交|所提|递交|反映|联名|您|你|贵|收到|会议", before))
