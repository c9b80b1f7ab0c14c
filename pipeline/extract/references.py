"""建议/提案号, 届次, 发文字号, 案由, 法规: references of the letter to the proposal and to documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.document import Mention, Where
from pipeline.extract.context import SESSION_LABELS, Context
from pipeline.extract.normal import damaged_number, document_number, proposal_numbers, small_int
from pipeline.extract.titles import find_titles
from pipeline.rules import Rule, load_rules

RULES = load_rules("pipeline.extract", "data/references.toml")
_ZONES = {rule.id: sorted(rule.zones) for rule in RULES}
_CLASS_SERIAL = re.compile(r"[一-龥]{2,8}类\s*$")
_NO_CONGRESS = re.compile(
    r"^\s*(?:常委会|常务委员会|主席团|党代|党员|中央委员|运动会|博览会|交易会|全会)|中全会"
)
_NUMBER_LABELS = ("建议号", "提案号", "建议编号", "提案编号", "案号", "编号", "序号")
_SESSION = next(rule for rule in RULES if rule.id == "session")
_DOCUMENT_LABELS = ("文号", "发文字号", "文件编号", "发文文号", "文件文号", "文件字号")


def find_references(ctx: Context) -> Iterator[Mention]:
    """All candidates of the reference fields."""
    for rule in RULES:
        if not rule.may_match(ctx.folded):
            continue
        for start, end in _ranges(ctx, rule):
            for match in rule.find(ctx.folded, start, end):
                yield from _FROM_TEXT[rule.field](ctx, rule, match)
    yield from _from_labels(ctx)
    yield from _session_labels(ctx)
    yield from _from_repairs(ctx)
    yield from find_titles(ctx)


def _ranges(ctx: Context, rule: Rule) -> Iterator[tuple[int, int]]:
    seen: set[tuple[int, int]] = set()
    for zone in _ZONES[rule.id]:
        for span in ctx.zones.get(zone, ()):
            if span not in seen:
                seen.add(span)
                yield span


def _mention(ctx: Context, rule: Rule, name: str, value: str | int, span: tuple[int, int]) -> Mention:
    start, end = span
    return Mention(name, value, ctx.doc.text[start:end], start, end, "text", rule.id, rule.confidence)


def _number(ctx: Context, rule: Rule, match: re.Match[str]) -> Iterator[Mention]:
    start, end = match.span("value")
    if _CLASS_SERIAL.search(ctx.folded[max(0, match.start() - 8) : start]):
        return
    for value in proposal_numbers(match["value"]):
        at = ctx.folded.find(value, start, end)
        span = (at, at + len(value)) if at >= 0 else (start, end)
        yield _mention(ctx, rule, "proposal_number", value, span)


def _session(ctx: Context, rule: Rule, match: re.Match[str]) -> Iterator[Mention]:
    term, session = small_int(match["term"]), small_int(match["value"])
    if not term or not session or term > 30 or session > 12 or _NO_CONGRESS.search(match["mid"]):
        return
    yield _mention(ctx, rule, "term", term, match.span("term"))
    yield _mention(ctx, rule, "session", session, match.span("value"))


def _term(ctx: Context, rule: Rule, match: re.Match[str]) -> Iterator[Mention]:
    term = small_int(match["value"])
    if term and term <= 30 and not _NO_CONGRESS.search(ctx.folded[match.end() : match.end() + 8]):
        yield _mention(ctx, rule, "term", term, match.span("value"))


def _document(ctx: Context, rule: Rule, match: re.Match[str]) -> Iterator[Mention]:
    value = document_number(match["value"])
    if value is None:
        return
    code = value.split("〔")[0]
    end = match.end("value")
    start = match.start("value") + max(match["value"].find(code), 0)
    own = end <= ctx.body_start and not _after_salutation(ctx, start)
    yield _mention(ctx, rule, "document_number" if own else "cited_document", value, (start, end))


def _after_salutation(ctx: Context, position: int) -> bool:
    """Whether a place lies in the opening sentence or below: a number there is cited."""
    return any(a <= position < b for a, b in ctx.zones.get("opening", ())) or position >= ctx.body_start


def _law(ctx: Context, rule: Rule, match: re.Match[str]) -> Iterator[Mention]:
    value = ctx.doc.text[match.start("value") : match.end("value")]
    if not re.search(r"(?:建议|提案|议案|函|书|表)$|^关于.{2,60}的(?:建议|提案|议案)", value):
        yield _mention(ctx, rule, "cited_law", value, match.span("value"))


_FROM_TEXT = {
    "proposal_number": _number,
    "session": _session,
    "term": _term,
    "document_number": _document,
    "cited_law": _law,
}


def _from_labels(ctx: Context) -> Iterator[Mention]:
    for item, folded in ctx.labelled(*_NUMBER_LABELS):
        for value in proposal_numbers(folded)[:6]:
            yield _outside("proposal_number", value, item.value, item.where, "number-meta", 0.75)
    for item, folded in ctx.labelled(*_DOCUMENT_LABELS):
        number = document_number(folded)
        damaged = damaged_number(folded) if number is None and "damaged" in ctx.doc.flags else None
        if number:
            yield _outside("document_number", number, item.value, item.where, "document-number-meta", 0.8)
        elif damaged:
            found = _outside("document_number", damaged, item.value, item.where, "D6", 0.7)
            yield replace(found, repaired=True)


def _session_labels(ctx: Context) -> Iterator[Mention]:
    """届次 as the portal's table prints it."""
    for item, folded in ctx.labelled(*SESSION_LABELS):
        match = _SESSION.pattern.search(folded)
        if match:
            for name, group in (("term", "term"), ("session", "value")):
                value = small_int(match[group])
                if value:
                    yield _outside(name, value, item.value, item.where, "session-meta", 0.8)


def _outside(name: str, value: str | int, raw: str, where: Where, rule: str, confidence: float) -> Mention:
    return Mention(name, value, raw, None, None, where, rule, confidence)


def _from_repairs(ctx: Context) -> Iterator[Mention]:
    """Numbers that lost characters: proposal numbers (D5) and document numbers (D6)."""
    for repair in ctx.doc.repairs:
        span = (repair.start, repair.end)
        if repair.rule == "D5" and repair.start < ctx.body_start + 1:
            for value in proposal_numbers(repair.after.replace("第", "").replace("号", "")):
                yield Mention(
                    "proposal_number", value, repair.before, *span, "text", "D5", repair.confidence, True
                )
        elif repair.rule == "D6" and (
            number := document_number(repair.after.replace("〔", "[").replace("〕", "]"))
        ):
            own = repair.end <= ctx.body_start and not _after_salutation(ctx, repair.start)
            name = "document_number" if own else "cited_document"
            yield Mention(name, number, repair.before, *span, "text", "D6", repair.confidence, True)
