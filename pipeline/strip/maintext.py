"""Decides line by line what is the document and what is the page around it.

Three zones: before the first paragraph (title, head lines; portal tables and widgets between them), the body
(only unmistakable furniture goes), and after the last paragraph (signature, contact, attachments; then the tail).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.strip.containers import Span, find_span
from pipeline.strip.lines import Page
from pipeline.strip.metadata import bare_label, labels
from pipeline.strip.shapes import shapes
from pipeline.strip.sheet import Sheet, make_sheet
from pipeline.strip.titles import Printed, candidates, printed_titles, same_title

_LOOK_UP, _LOOK_DOWN = 60, 12
_SENTENCE_END = ("。", "；", ";", "！", "!", "？", "?")
_NEARLY_ALL = 0.7


@dataclass(frozen=True, slots=True)
class Choice:
    """A sheet with its fates filled in, the title's lines [start, end) among the kept, and known titles."""

    sheet: Sheet
    title: Printed | None
    known: dict[str, str]
    has_prose: bool


def choose(page: Page) -> Choice:
    """Fill in the fate of every line of a page."""
    sheet = make_sheet(page)
    known = candidates(page, _table_titles(sheet))
    has_prose = sum(sheet.weights) > 0
    weights = sheet.weights if has_prose else _item_weights(sheet)
    span = find_span(page, weights)
    first, last = _prose_bounds(weights, span)
    span = replace(span, end=_cut(sheet, weights, span, first, last))
    first, last = _prose_bounds(weights, span)
    usable = [_may_be_title(sheet, i, span) for i in range(len(sheet.lines))]
    _mark_outside(sheet, span)
    titles = printed_titles(sheet.keys, usable, first + (not has_prose), known)
    start, title = _start(sheet, span, first, titles)
    _mark_head(sheet, span, start, first, title, titles)
    _mark_body(sheet, first, last)
    _mark_tail(sheet, span, last)
    _mark_hidden_and_adverts(sheet)
    return Choice(sheet, title, known, has_prose)


def _table_titles(sheet: Sheet) -> list[str]:
    """The document's name in the portal's table."""
    wanted = ("名称", "标题", "信息名称", "文件名称", "信息标题", "公文标题")
    return [value for values in sheet.values for label, value in values if label in wanted and value]


def _item_weights(sheet: Sheet) -> list[float]:
    """Weights for pages without prose (lists, stubs): entries long enough to be titles."""
    return [
        0.0 if line.hidden or verdict or i in sheet.adverts or sheet.values[i] or len(line.text) < 10 else len(line.text)
        for i, (line, verdict) in enumerate(zip(sheet.lines, sheet.verdicts, strict=True))
    ]


def _prose_bounds(weights: list[float], span: Span) -> tuple[int, int]:
    """First and last line of prose in the span; (end, end - 1) if there is none."""
    held = [i for i in range(span.start, span.end) if weights[i] > 0]
    return (held[0], held[-1]) if held else (span.end, span.end - 1)


def _cut(sheet: Sheet, weights: list[float], span: Span, first: int, last: int) -> int:
    """Where the document ends at a tail marker although some prose (abstracts, notices) follows it."""
    total = sum(weights[first : last + 1])
    passed = 0.0
    for i in range(first, last + 1):
        passed += weights[i]
        verdict = sheet.verdicts[i]
        if verdict and verdict.cut and passed >= total * _NEARLY_ALL and not _letter_follows(sheet, i, last):
            return i
    return span.end


def _letter_follows(sheet: Sheet, at: int, last: int) -> bool:
    """Whether another letter begins after a marker."""
    shape = shapes()
    return any(
        shape.salutation.fullmatch(sheet.keys[i]) for i in range(at + 1, last + 1) if len(sheet.keys[i]) < 100
    )


def _may_be_title(sheet: Sheet, i: int, span: Span) -> bool:
    line = sheet.lines[i]
    if line.hidden or sheet.verdicts[i] or i in sheet.adverts or len(line.text) > 200:
        return False
    if sheet.values[i] and (sheet.is_table_metadata(i) or sheet.is_line_metadata(i)):
        return False
    return not sheet.is_linked(i) or span.start <= i < span.end and span.exact


def _start(sheet: Sheet, span: Span, first: int, titles: list[Printed]) -> tuple[int, Printed | None]:
    """Where the document begins, and the title that is kept."""
    inside = [t for t in titles if t.start >= span.start]
    outside = [t for t in titles if t.known and span.start - _LOOK_UP <= t.start < span.start]
    if outside and not any(_differs(t, outside[-1]) for t in inside):
        return outside[-1].start, outside[-1]
    if inside:
        return (span.start if span.exact else inside[0].start), _own(inside)
    if span.exact:
        return span.start, None
    return _above(sheet, span, first), None


def _differs(inner: Printed, outer: Printed) -> bool:
    """A letter's own title that says more than the page's title replaces it."""
    return not same_title(inner.key, outer.key) and not inner.known


def _own(titles: list[Printed]) -> Printed:
    """Of several titles the first one that the page itself confirms."""
    return next((t for t in titles if t.known), titles[0])


def _above(sheet: Sheet, span: Span, first: int) -> int:
    """Without a title: the lines directly above the first paragraph that are no links or furniture."""
    i = first
    while i > span.start and first - i < 8:
        above = i - 1
        if sheet.lines[above].hidden or sheet.verdicts[above] or sheet.values[above] or sheet.is_linked(above):
            break
        i = above
    return i


def _mark_outside(sheet: Sheet, span: Span) -> None:
    """Default kinds of what lies before and after the main text."""
    footer = False
    for i in [*range(span.start), *range(span.end, len(sheet.lines))]:
        verdict = sheet.verdicts[i]
        footer = footer or (i >= span.end and verdict is not None and verdict.kind == "footer")
        if verdict and not verdict.weak:
            sheet.fates[i] = verdict.kind
        elif sheet.values[i] and not footer and (sheet.is_table_metadata(i) or sheet.is_line_metadata(i)):
            sheet.fates[i] = "metadata"
        elif i < span.start:
            sheet.fates[i] = "navigation"
        else:
            sheet.fates[i] = "footer" if footer or not sheet.is_linked(i) else "related"


def _mark_head(
    sheet: Sheet, span: Span, start: int, first: int, title: Printed | None, titles: list[Printed]
) -> None:
    """From the start of the document to its first paragraph."""
    metadata_before = False
    skip = -1
    for i in range(min(start, span.start), first):
        if title and title.start <= i < title.end:
            sheet.fates[i], metadata_before = "", False
            continue
        if i == skip:
            sheet.fates[i] = "metadata"
            continue
        fate = _head_fate(sheet, span, i, metadata_before)
        if not fate and i < start:
            fate = "navigation"
        metadata_before = fate == "metadata"
        if metadata_before and _value_follows(sheet, i, first):
            skip = i + 1
        sheet.fates[i] = fate
    _mark_duplicates(sheet, title, titles, min(start, span.start))


def _head_fate(sheet: Sheet, span: Span, i: int, metadata_before: bool) -> str:
    verdict = sheet.verdicts[i]
    if verdict and not verdict.weak:
        return verdict.kind
    if sheet.values[i] or bare_label(sheet.lines[i].text):
        plain = any(label in labels().line for label, _ in sheet.values[i])
        if sheet.is_table_metadata(i) or sheet.is_line_metadata(i) or plain or metadata_before:
            return "metadata"
        if bare_label(sheet.lines[i].text) in labels().portal:
            return "metadata"
    if i < span.start:
        return "" if shapes().head.fullmatch(sheet.keys[i]) and not sheet.is_linked(i) else "navigation"
    if sheet.is_linked(i) and not shapes().attachment.fullmatch(sheet.keys[i]):
        return "navigation"
    return ""


def _value_follows(sheet: Sheet, i: int, first: int) -> bool:
    """Whether a label stands alone and its value is the next line."""
    if i + 1 >= first or not bare_label(sheet.lines[i].text):
        return False
    return not sheet.values[i + 1] and not bare_label(sheet.lines[i + 1].text) and len(sheet.keys[i + 1]) < 80


def _mark_duplicates(sheet: Sheet, title: Printed | None, titles: list[Printed], start: int) -> None:
    """Further printings of the title, and the page's title beside the letter's own."""
    if title is None:
        return
    for other in titles:
        if other is not title and other.start >= start - _LOOK_UP and same_title(other.key, title.key):
            for i in range(other.start, other.end):
                sheet.fates[i] = "duplicate"


def _mark_body(sheet: Sheet, first: int, last: int) -> None:
    """Between paragraphs only lines go that cannot be the document's."""
    for i in range(first, last + 1):
        verdict = sheet.verdicts[i]
        if verdict and verdict.anywhere and (verdict.kind == "script" or not sheet.keys[i].endswith(_SENTENCE_END)):
            sheet.fates[i] = verdict.kind


def _mark_tail(sheet: Sheet, span: Span, last: int) -> None:
    """From the last paragraph to the end of the main text, and letter lines that fell out of its container."""
    end = _tail_end(sheet, span, last)
    for i in range(last + 1, end):
        sheet.fates[i] = _tail_fate(sheet, i)
    if end == span.end:
        _extend(sheet, end)
        return
    kind = "footer"
    for i in range(end, span.end):
        verdict = sheet.verdicts[i]
        kind = verdict.kind if verdict and not (kind == "footer" and verdict.kind == "widget") else kind
        sheet.fates[i] = verdict.kind if verdict else kind


def _tail_end(sheet: Sheet, span: Span, last: int) -> int:
    """The first tail marker, and the portal's own lines directly above it."""
    end = span.end
    for i in range(last + 1, span.end):
        verdict = sheet.verdicts[i]
        if verdict and verdict.cut and not verdict.weak:
            end = i
            break
    else:
        if span.exact:
            return end
    run = end
    while run > last + 1 and _is_weak(sheet, run - 1):
        run -= 1
    hosts = [i for i in range(run, end) if (v := sheet.verdicts[i]) and v.id == "host"]
    if hosts:
        return hosts[0]
    return run if end < span.end and sheet.verdicts[end] and sheet.verdicts[end].kind == "footer" else end  # type: ignore[union-attr]


def _is_weak(sheet: Sheet, i: int) -> bool:
    verdict = sheet.verdicts[i]
    return verdict is not None and verdict.weak


def _tail_fate(sheet: Sheet, i: int) -> str:
    verdict, key = sheet.verdicts[i], sheet.keys[i]
    if verdict and not verdict.weak:
        return verdict.kind
    if sheet.values[i] and sheet.is_line_metadata(i) and not shapes().tail.fullmatch(key):
        return "metadata"
    if key in ("附件", "附件:") and not _attachment_named(sheet, i + 1):
        return "widget"
    line = sheet.lines[i]
    if sheet.is_linked(i) and not _is_attachment(sheet, i):
        return "related" if len(line.text) > 8 else "widget"
    return ""


def _attachment_named(sheet: Sheet, i: int) -> bool:
    if i >= len(sheet.lines) or sheet.verdicts[i]:
        return False
    return bool(shapes().attachment_name.fullmatch(sheet.keys[i])) or _is_attachment(sheet, i)


def _is_attachment(sheet: Sheet, i: int) -> bool:
    """A line that names an attachment or links to a file."""
    line = sheet.lines[i]
    if shapes().attachment.fullmatch(sheet.keys[i]):
        return True
    return bool(line.href) and bool(shapes().attachment_link.fullmatch(line.href.lower()))


def _extend(sheet: Sheet, end: int) -> None:
    """Signature, date, note and cc that stand directly after the container belong to the letter."""
    shape = shapes()
    for i in range(end, min(end + _LOOK_DOWN, len(sheet.lines))):
        if sheet.lines[i].hidden or i in sheet.adverts:
            continue
        key, following = sheet.keys[i], sheet.keys[i + 1] if i + 1 < len(sheet.keys) else ""
        signed = shape.unit.fullmatch(key) and shape.date.fullmatch(following)
        if sheet.verdicts[i] or sheet.is_linked(i) or not (signed or shape.tail.fullmatch(key)):
            return
        if key in ("附件", "附件:"):
            return
        sheet.fates[i] = ""


def _mark_hidden_and_adverts(sheet: Sheet) -> None:
    for i, line in enumerate(sheet.lines):
        if i in sheet.adverts:
            sheet.fates[i] = "spam"
        elif line.hidden and not sheet.fates[i]:
            sheet.fates[i] = "widget"
