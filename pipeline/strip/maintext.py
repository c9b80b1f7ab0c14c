"""Decides line by line what is the document and what is the page around it.

Three zones: before the first paragraph (title, head lines; portal tables and widgets between them), the body
(only unmistakable furniture goes), and after the last paragraph (signature, contact, attachments; then the tail).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.strip.containers import Span, find_span
from pipeline.strip.page import Page
from pipeline.strip.repeats import mark_repeated
from pipeline.strip.shapes import shapes
from pipeline.strip.sheet import Sheet, make_sheet
from pipeline.strip.sparse import mark_sparse
from pipeline.strip.tables import NAME_LABELS
from pipeline.strip.titles import Printed, candidates, printed_titles, same_title
from pipeline.strip.zones import (
    LOOK_UP,
    mark_body,
    mark_head,
    mark_hidden_and_adverts,
    mark_outside,
    mark_tail,
)

_HEAD, _NEAR = 400, 12
_NEARLY_ALL = 0.7
_LEAST_PROSE = 18


@dataclass(frozen=True, slots=True)
class Choice:
    """A sheet with its fates filled in, the title's lines [start, end) among the kept, and known titles.

    `heading` is a title that stands in no line of its own, `is_list` says that the lines are entries.
    """

    sheet: Sheet
    title: Printed | None
    known: dict[str, str]
    has_prose: bool
    heading: str = ""
    is_list: bool = False


def choose(page: Page) -> Choice:
    """Fill in the fate of every line of a page."""
    sheet = make_sheet(page)
    names = _table_titles(sheet)
    known = candidates(page, names)
    has_prose = sum(sheet.weights) >= _LEAST_PROSE or _is_short_letter(sheet)
    sparse = None if has_prose else mark_sparse(sheet, known, names)
    if sparse:
        mark_hidden_and_adverts(sheet)
        return Choice(sheet, sparse.title, sparse.known, False, sparse.heading, sparse.is_list)
    weights = sheet.weights if has_prose else [0.0] * len(sheet.lines)
    span = find_span(page, weights)
    if not has_prose:
        span = replace(span, is_list=True) if span.exact else _without_prose(sheet, known)
    first, last = _prose_bounds(weights, span)
    if not span.exact:
        span = replace(span, start=_below_breadcrumb(sheet, weights, span))
    quoted = _quoted_letter(sheet, weights, span)
    span = replace(span, start=quoted, exact=True) if quoted else span
    span = replace(span, end=_cut(sheet, weights, span, first, last))
    first, last = _prose_bounds(weights, span)
    mark_outside(sheet, span)
    begin = max(0, min(span.start, first) - LOOK_UP, first - _HEAD)
    usable = [i >= begin and _may_be_title(sheet, i, span) for i in range(first)]
    titles = printed_titles(sheet.keys, usable, first, known, begin=begin)
    start, title = _start(sheet, span, first, titles, known)
    if title and not span.exact:
        span = replace(span, start=_addressee_above(sheet, title.end, span.start))
    mark_head(sheet, span, start, first, title, titles)
    mark_body(sheet, first, last)
    mark_tail(sheet, span, last)
    if len(set(sheet.keys)) < len(sheet.keys):
        mark_repeated(sheet)
    mark_hidden_and_adverts(sheet)
    return Choice(sheet, title, known, has_prose)


def _is_short_letter(sheet: Sheet) -> bool:
    """Whether sentences follow an addressee although they are hardly long enough; they get their weight then."""
    shape, addressed, found = shapes(), False, False
    for i, key in enumerate(sheet.keys):
        if addressed and key.endswith("。") and not (sheet.lines[i].hidden or sheet.verdicts[i]):
            sheet.weights[i], found = float(len(key)), True
        addressed = addressed or (("代表" in key or "委员" in key) and bool(shape.salutation.fullmatch(key)))
    return found


def _table_titles(sheet: Sheet) -> list[str]:
    """The document's name in the portal's table."""
    return [value for held in sheet.values for label, value in held if label in NAME_LABELS and value]


def _addressee_above(sheet: Sheet, top: int, start: int) -> int:
    """Where the letter's lines begin if its addressee stands below the title, above the box of its paragraphs."""
    for i in range(max(top, start - _NEAR), start):
        if sheet.lines[i].hidden or sheet.verdicts[i] or sheet.is_metadata(i) or sheet.is_linked(i):
            continue
        if shapes().salutation.fullmatch(sheet.keys[i]):
            return i
    return start


def _without_prose(sheet: Sheet, known: dict[str, str]) -> Span:
    """Lists and stubs: from the title as printed to the first tail marker, else where long entries stand."""
    count = len(sheet.lines)
    usable = [not (line.hidden or verdict) for line, verdict in zip(sheet.lines, sheet.verdicts, strict=True)]
    printed = [
        t
        for t in printed_titles(sheet.keys, usable, count, known)
        if t.known and not sheet.is_linked(t.start)
    ]
    if printed:
        start = printed[0].start
        end = next((i for i in range(printed[0].end, count) if (v := sheet.verdicts[i]) and v.cut), count)
        return Span(start, end, True, True)
    items = [
        0.0 if line.hidden or verdict or values or len(line.text) < 10 else float(len(line.text))
        for line, verdict, values in zip(sheet.lines, sheet.verdicts, sheet.values, strict=True)
    ]
    return replace(find_span(sheet.page, items), exact=True, is_list=True)


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


def _below_breadcrumb(sheet: Sheet, weights: list[float], span: Span) -> int:
    """Where the document begins at the latest: under the breadcrumb, unless much prose stands above it."""
    enough = sum(weights[span.start : span.end]) * (1 - _NEARLY_ALL)
    passed, start = 0.0, span.start
    for i in range(span.start, span.end):
        passed += weights[i]
        if passed > enough:
            return start
        verdict = sheet.verdicts[i]
        if verdict and verdict.kind == "breadcrumb" and not sheet.lines[i].hidden:
            start = i + 1
    return start


def _quoted_letter(sheet: Sheet, weights: list[float], span: Span) -> int:
    """The title of a letter that a short report announces and prints in full, 0 if the page is the letter's own."""
    shape, enough = shapes(), sum(weights[span.start : span.end]) * (1 - _NEARLY_ALL)
    passed = 0.0
    for i in range(span.start, span.end - 2):
        passed += weights[i]
        key = sheet.keys[i]
        if passed > enough or (key.endswith(":") and shape.salutation.fullmatch(key)):
            return 0
        if weights[i] and shape.announcement.fullmatch(key):
            title = shape.numbered_title.fullmatch(sheet.keys[i + 1]) and not sheet.is_linked(i + 1)
            return i + 1 if title and shape.salutation.fullmatch(sheet.keys[i + 2]) else 0
    return 0


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
    if sheet.is_metadata(i) or i in sheet.forms:
        return False
    return not sheet.is_linked(i) or (span.start <= i < span.end and span.exact)


def _start(
    sheet: Sheet, span: Span, first: int, titles: list[Printed], known: dict[str, str]
) -> tuple[int, Printed | None]:
    """Where the document begins, and the title that is kept: the fullest printing of the best one."""
    nearest = _lines_above(sheet, span.start, _NEAR)
    near = [t for t in titles if t.start >= (span.start - LOOK_UP if t.known else nearest)]
    if not near:
        return (span.start if span.exact else _above(sheet, span, first)), None
    best = _best(near, span, list(known))
    group = [t for t in near if same_title(t.key, best.key)]
    title = max(group, key=lambda t: len(t.key))
    if span.exact:
        return min(title.start, span.start), title
    return min(t.start for t in group), title


def _lines_above(sheet: Sheet, i: int, count: int) -> int:
    """The line above which `count` lines that a reader sees stand before line `i`."""
    while i > 0 and count > 0:
        i -= 1
        count -= not sheet.lines[i].hidden
    return i


def _best(titles: list[Printed], span: Span, known: list[str]) -> Printed:
    """The document's title among the lines that look like one.

    A letter's own title inside a platform's container goes before the page's; else letter-like titles that the
    page confirms, then the letter-like line nearest to the text, then whatever the page calls itself.
    """
    own = [t for t in titles if span.exact and t.start >= span.start and not t.known]
    if own:
        return own[0]

    def rank(t: Printed) -> tuple[int, int]:
        if not t.known:
            return 1, -t.start
        return (0 if shapes().title.fullmatch(t.key) else 2), known.index(t.key)

    return min(titles, key=rank)


def _above(sheet: Sheet, span: Span, first: int) -> int:
    """Without a title: the lines directly above the first paragraph that are no links or furniture."""
    i = first
    while i > span.start and first - i < 8:
        above = i - 1
        if (
            sheet.lines[above].hidden
            or sheet.verdicts[above]
            or sheet.values[above]
            or sheet.is_linked(above)
        ):
            break
        i = above
    return i
