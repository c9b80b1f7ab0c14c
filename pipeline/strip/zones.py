"""What becomes of each line, zone by zone: outside the main text, head, body and tail."""

from __future__ import annotations

from pipeline.strip.containers import Span
from pipeline.strip.labels import labels
from pipeline.strip.shapes import shapes
from pipeline.strip.sheet import Sheet
from pipeline.strip.titles import Printed, same_title

LOOK_UP, _LOOK_DOWN = 60, 12
_HEAD_LINES = 5
ATTACHMENTS = ("附件", "附件:")
_SURE = ("residue", "aside", "advert", "button")
_SENTENCE_END = ("。", "；", ";", "！", "!", "？", "?")


def mark_outside(sheet: Sheet, span: Span) -> None:
    """Default kinds of what lies before and after the main text."""
    kind = "navigation"
    for i in [*range(span.start), *range(span.end, len(sheet.lines))]:
        verdict = sheet.verdicts[i]
        if i == span.end:
            kind = "related"
        if verdict and not verdict.weak:
            sheet.fates[i] = verdict.kind
            kind = verdict.kind if verdict.cut and verdict.kind in ("related", "footer") else kind
        elif kind != "footer" and (sheet.is_metadata(i) or _beside_table(sheet, i, span.start)):
            sheet.fates[i] = "metadata"
        else:
            sheet.fates[i] = kind
    _mark_trail(sheet, span.start)


def _beside_table(sheet: Sheet, i: int, stop: int) -> bool:
    """Values above the main text whose labels are the portal's only because a row of its table stands beside them."""
    if i >= stop or not sheet.values[i]:
        return False
    return (i > 0 and sheet.fates[i - 1] == "metadata") or (i + 1 < stop and sheet.in_table[i + 1])


def _mark_trail(sheet: Sheet, stop: int) -> None:
    """A breadcrumb set as a list: the entries that follow its label."""
    i = 0
    while i < stop:
        if sheet.fates[i] == "breadcrumb" and (
            sheet.keys[i].endswith((":", ">")) or sheet.keys[i].endswith("首页")
        ):
            steps = 0
            while i + 1 < stop and steps < 12 and _is_step(sheet, i + 1):
                i, steps = i + 1, steps + 1
                sheet.fates[i] = "breadcrumb"
        i += 1


def _is_step(sheet: Sheet, i: int) -> bool:
    """An entry of a breadcrumb: a link, a separator, or the word for the page itself."""
    key = sheet.keys[i]
    return (
        (sheet.is_linked(i) and len(key) <= 30)
        or not key.strip(">»›→/\\|·-")
        or key in ("正文", "信息内容", "内容", "首页")
    )


def mark_head(
    sheet: Sheet, span: Span, start: int, first: int, title: Printed | None, titles: list[Printed]
) -> None:
    """From the start of the document to its first paragraph."""
    table_before = False
    for i in range(min(start, span.start), first):
        if i == span.start:
            table_before = False
        if title and title.start <= i < title.end:
            sheet.fates[i], table_before = "", False
            continue
        fate = _head_fate(sheet, span, i, table_before) or ("navigation" if i < start else "")
        table_before = fate == "metadata" and (table_before or sheet.in_table[i])
        sheet.fates[i] = fate
    if title:
        _keep_letterhead(sheet, title.start)
    _mark_duplicates(sheet, title, titles, min(start, span.start))


def _keep_letterhead(sheet: Sheet, top: int) -> None:
    """Directly above the title: the number of the document, and the unit printed over it.

    In plain text, where no box parts the letter from the portal, also its marks, and a number that lost its own.
    """
    plain = len(sheet.page.parents) == 1
    first = top
    while first > max(0, top - (_HEAD_LINES if plain else 1)) and _is_head(sheet, first - 1, plain):
        first -= 1
        sheet.fates[first] = ""
    if 0 < first < top and shapes().masthead.fullmatch(sheet.keys[first - 1]) and _is_bare(sheet, first - 1):
        sheet.fates[first - 1] = ""


def _is_head(sheet: Sheet, i: int, plain: bool) -> bool:
    shape, key = shapes(), sheet.keys[i]
    if shape.number.fullmatch(key) and _is_bare(sheet, i):
        return True
    marked = plain and (shape.mark.fullmatch(key) or shape.lost_number.fullmatch(key))
    return bool(marked) and not sheet.verdicts[i]


def _is_bare(sheet: Sheet, i: int) -> bool:
    return not (sheet.lines[i].hidden or sheet.verdicts[i] or sheet.is_metadata(i) or sheet.is_linked(i))


def _head_fate(sheet: Sheet, span: Span, i: int, table_before: bool) -> str:
    """What a line between the document's start and its first paragraph is; '' for a line of the document."""
    verdict = sheet.verdicts[i]
    if verdict and (not verdict.weak or span.is_list):
        return verdict.kind
    if sheet.is_metadata(i) or _is_plain_metadata(sheet, i):
        return "metadata"
    if table_before and sheet.values[i]:
        return "metadata"
    if i < span.start:
        return "" if shapes().head.fullmatch(sheet.keys[i]) and not sheet.is_linked(i) else "navigation"
    if span.is_list or not sheet.is_linked(i) or shapes().attachment.fullmatch(sheet.keys[i]):
        return ""
    return "navigation"


def _is_plain_metadata(sheet: Sheet, i: int) -> bool:
    """A line of values whose labels are ordinary words (时间, 作者, 来源), or of a date alone."""
    known = labels()
    names = [label for label, _ in sheet.values[i]]
    return bool(names) and all(name in known.line or name == "date" for name in names)


def _mark_duplicates(sheet: Sheet, title: Printed | None, titles: list[Printed], start: int) -> None:
    """Further printings of the title, and the page's title beside the letter's own."""
    if title is None:
        return
    for other in titles:
        if other is not title and other.start >= start - LOOK_UP and same_title(other.key, title.key):
            for i in range(other.start, other.end):
                sheet.fates[i] = "duplicate"


def mark_body(sheet: Sheet, first: int, last: int) -> None:
    """Between paragraphs only lines go that cannot be the document's."""
    for i in range(first, last + 1):
        verdict = sheet.verdicts[i]
        if (
            verdict
            and verdict.anywhere
            and (verdict.id in _SURE or not sheet.keys[i].endswith(_SENTENCE_END))
        ):
            sheet.fates[i] = verdict.kind


def mark_tail(sheet: Sheet, span: Span, last: int) -> None:
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
    if sheet.in_line[i] and not shapes().tail.fullmatch(key):
        return "metadata"
    if sheet.in_table[i] and _in_run(sheet, i):
        return "metadata"
    if key in ATTACHMENTS and not attachment_named(sheet, i + 1):
        return "widget"
    line = sheet.lines[i]
    if sheet.is_linked(i) and not is_attachment(sheet, i):
        return "related" if len(line.text) > 8 else "widget"
    return ""


def _in_run(sheet: Sheet, i: int) -> bool:
    """Whether the portal's table goes on beside line `i`."""
    return sheet.in_table[i - 1] or (i + 1 < len(sheet.lines) and sheet.in_table[i + 1])


def attachment_named(sheet: Sheet, i: int) -> bool:
    """Whether line `i` names an attachment."""
    if i >= len(sheet.lines) or sheet.verdicts[i]:
        return False
    return bool(shapes().attachment_name.fullmatch(sheet.keys[i])) or is_attachment(sheet, i)


def is_attachment(sheet: Sheet, i: int) -> bool:
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
        if key in ATTACHMENTS:
            return
        sheet.fates[i] = ""


def mark_hidden_and_adverts(sheet: Sheet) -> None:
    """What nobody sees and what was injected goes, wherever it stands."""
    for i, line in enumerate(sheet.lines):
        if i in sheet.adverts:
            sheet.fates[i] = "spam"
        elif line.hidden and not sheet.fates[i]:
            sheet.fates[i] = "widget"
