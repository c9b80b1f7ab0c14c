"""成文日期 under the signature and 发布日期 of the portal; never one for the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.document import Mention
from pipeline.extract.context import Context
from pipeline.extract.normal import damaged_date, iso_date
from pipeline.rules import load_rules

_DAY = (
    r"(?:19|20)\s?\d\s?\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日?|(?:19|20)\d{2}\s*[-./]\s*\d{1,2}\s*[-./]\s*\d{1,2}|"
    r"[二一]\s*[〇零Oo0一二三四五六七八九](?:\s*[〇零Oo0一二三四五六七八九]){2}\s*年\s*[一二三四五六七八九十\s]{1,4}月\s*[一二三四五六七八九十廿卅\s]{1,6}日?"
)
_LONE = re.compile(rf"^\s*\(?\s*(?P<value>{_DAY})\s*\)?\s*$")
_AFTER_UNIT = re.compile(rf"(?P<value>{_DAY})\s*\)?\s*$")
_GLUED, _FORWARDED = load_rules("pipeline.extract", "data/dates.toml")
_LEAST_ANSWER, _LAST_WORDS = 30, 200
_PRINTED = re.compile(r"印\s*发")
_DATE_REPAIRS = frozenset({"D1", "D2", "D4"})
_PUBLISH_LABELS = (
    ("pubdate", "maketime", "publishdate", "firstpublishedtime", "pubtime", "publishtime"),
    (
        "发布日期",
        "发布时间",
        "公开日期",
        "发文时间",
        "发稿时间",
        "日期",
        "时间",
        "信息时间",
        "发布",
        "上网时间",
        "录入时间",
        "发布于",
        "上传时间",
        "发表时间",
        "发表日期",
        "添加时间",
        "添加日期",
        "发文日期",
    ),
    ("date",),
    ("更新时间", "更新日期"),
)
_URL_DATE = re.compile(
    r"/t?((?:19|20)\d{2})(\d{2})(\d{2})_|/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})/|/((?:19|20)\d{2})/(\d{2})(\d{2})/|/((?:19|20)\d{2})-(\d{2})-(\d{2})/"
)


def find_dates(ctx: Context) -> Iterator[Mention]:
    """Candidates for `issue_date` (letter) and `publish_date` (portal)."""
    yield from _issue_dates(ctx)
    yield from _publish_dates(ctx)


def _issue_dates(ctx: Context) -> Iterator[Mention]:
    """Dates in lines of their own; those behind other words where there are none, and in answers to citizens."""
    found = list(_in_lines(ctx))
    yield from found
    if not found or ctx.doc.kind == "mailbox":
        yield from _glued(ctx)


def _in_lines(ctx: Context) -> Iterator[Mention]:
    for kind, confidence in (("signature", 0.97), ("contact", 0.7), ("closing", 0.6)):
        for start, end in ctx.zones.get(kind, ()):
            yield from _dates_in(ctx, start, end, confidence, whole=kind != "signature")
    yield from _repaired(ctx)


def _glued(ctx: Context) -> Iterator[Mention]:
    """The date behind the answer's last words, where it has no line of its own."""
    for end in _answer_ends(ctx):
        for match in _GLUED.find(ctx.folded, max(0, end - _LAST_WORDS), end):
            value, (a, b) = iso_date(match["value"]), match.span("value")
            if value and not ctx.repair_at(a, b):
                raw = ctx.doc.text[a:b]
                yield Mention("issue_date", value, raw, a, b, "text", _GLUED.id, _GLUED.confidence)


def _answer_ends(ctx: Context) -> list[int]:
    """Where the answer may end: before contact and cc, before a note that forwards the question, with the text."""
    length = len(ctx.folded)
    note = next(_FORWARDED.find(ctx.folded, max(0, length - _LAST_WORDS)), None)
    whole = note.start() if note and note.start() >= _LEAST_ANSWER else length
    prose = [b for kind in ("closing", "body", "next_steps", "opening") for _, b in ctx.zones.get(kind, ())]
    return list(dict.fromkeys([max((b for b in prose if b <= whole), default=whole), whole]))


def _dates_in(ctx: Context, start: int, end: int, confidence: float, *, whole: bool) -> Iterator[Mention]:
    position = start
    for line in ctx.folded[start:end].split("\n"):
        match = _LONE.match(line) if whole else _AFTER_UNIT.search(line)
        if match and not _PRINTED.search(line) and (value := iso_date(match["value"])):
            a, b = position + match.start("value"), position + match.end("value")
            if not ctx.repair_at(a, b):
                yield Mention(
                    "issue_date", value, ctx.doc.text[a:b], a, b, "text", "signature-date", confidence
                )
        position += len(line) + 1


def _repaired(ctx: Context) -> Iterator[Mention]:
    ranges = [span for kind in ("signature", "contact", "closing") for span in ctx.zones.get(kind, ())]
    for repair in ctx.doc.repairs:
        if repair.rule in _DATE_REPAIRS and any(a <= repair.start < b for a, b in ranges):
            value = iso_date(repair.after)
            if value:
                span = (repair.start, repair.end)
                yield Mention(
                    "issue_date", value, repair.before, *span, "text", repair.rule, repair.confidence, True
                )


def _publish_dates(ctx: Context) -> Iterator[Mention]:
    damaged = "damaged" in ctx.doc.flags
    for rank, labels in enumerate(_PUBLISH_LABELS):
        for item, folded in ctx.labelled(*labels):
            value = iso_date(folded)
            lost = damaged_date(folded) if damaged and not value else None
            if value or lost:
                rule = "D1" if lost else f"publish-{item.label}"
                confidence = (0.97, 0.95, 0.9, 0.8)[rank] - (0.1 if lost else 0.0)
                where = item.where
                yield Mention(
                    "publish_date",
                    value or lost or "",
                    item.value,
                    None,
                    None,
                    where,
                    rule,
                    confidence,
                    bool(lost),
                )
    for item, _ in ctx.labelled("url"):
        if match := _URL_DATE.search(item.value):
            value = iso_date("-".join(part for part in match.groups() if part))
            if value:
                yield Mention("publish_date", value, match.group(), None, None, "url", "publish-url", 0.6)
