"""Pages without prose: stubs, which have a title and attachments alone, and lists, which are their rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.strip.containers import Span, densest, extents_of
from pipeline.strip.furniture import key_of
from pipeline.strip.shapes import shapes
from pipeline.strip.sheet import Sheet, is_abstract
from pipeline.strip.titles import Printed, printed_titles, same_title
from pipeline.strip.zones import ATTACHMENTS, attachment_named, is_attachment, mark_outside

_LEAST_ENTRIES, _LEAST_TELLING = 4, 3
_SHORTEST_ENTRY, _LONGEST_ENTRY = 10, 400
_SHARE = 0.6
_LOOK_UP, _MOST_BELOW = 20, 4
_ABOUT = ("建议", "提案", "议案", "答复", "复函")
_NUMBERED = re.compile(r"\d{1,3}[、.]")
_SITE = re.compile(r"\s*[-_|—–>－]+\s*")
_STEPS = re.compile(r"[>/\\»›→]+")


@dataclass(frozen=True, slots=True)
class Sparse:
    """What was found: see `maintext.Choice` for the same names."""

    title: Printed | None
    known: dict[str, str]
    heading: str = ""
    is_list: bool = False


def mark_sparse(sheet: Sheet, known: dict[str, str], names: Sequence[str]) -> Sparse | None:
    """Fill in the fates of a stub or list; None if the page is neither. `names` are those in the portal's table."""
    title = _title(sheet, known)
    if title:
        _mark_stub(sheet, title.start, title.end, title.key)
        return Sparse(title, known)
    name = next((name for name in names if shapes().title.fullmatch(key_of(name))), "")
    if name and len(set(names)) == 1:
        row = next(i for i, held in enumerate(sheet.values) if any(value == name for _, value in held))
        _mark_stub(sheet, row, row, key_of(name))
        return Sparse(None, known, heading=name)
    return _mark_list(sheet, known)


def _title(sheet: Sheet, known: dict[str, str]) -> Printed | None:
    """The title of a single document: one that the page confirms, or the only one there is."""
    usable = [_usable(sheet, i) for i in range(len(sheet.lines))]
    found = [
        title
        for title in printed_titles(sheet.keys, usable, len(usable), known)
        if _is_letters(title.key, title.known)
    ]
    confirmed = next((title for title in found if title.known), None)
    if confirmed or not found:
        return confirmed
    return found[0] if all(same_title(found[0].key, other.key) for other in found) else None


def _usable(sheet: Sheet, i: int) -> bool:
    if sheet.lines[i].hidden or sheet.verdicts[i] or i in sheet.adverts or i in sheet.forms:
        return False
    return not (sheet.is_metadata(i) or sheet.is_linked(i) or is_attachment(sheet, i))


def _is_letters(key: str, known: bool) -> bool:
    """Whether a title is a letter's and not a column's."""
    shape = shapes()
    if shape.numbered_title.fullmatch(key):
        return True
    return known and "关于" in key and bool(shape.title.fullmatch(key))


def _mark_stub(sheet: Sheet, start: int, begin: int, key: str) -> None:
    """Keep the title on lines [start, begin) and what a letter without prose may have; `key` is that of the title."""
    cuts = (
        i for i in range(begin + 1, len(sheet.lines)) if (v := sheet.verdicts[i]) and v.cut and not v.weak
    )
    end = next(cuts, len(sheet.lines))
    mark_outside(sheet, Span(start, end, True))
    for i in range(begin, end):
        same = not sheet.is_linked(i) and same_title(sheet.keys[i], key)
        sheet.fates[i] = "duplicate" if same and not sheet.is_metadata(i) else _stub_fate(sheet, i)


def _stub_fate(sheet: Sheet, i: int) -> str:
    verdict, key, shape = sheet.verdicts[i], sheet.keys[i], shapes()
    if verdict:
        return verdict.kind
    if sheet.is_metadata(i) or sheet.values[i]:
        return "metadata"
    if key in ATTACHMENTS:
        return "" if attachment_named(sheet, i + 1) else "widget"
    if is_attachment(sheet, i) or shape.attachment_name.fullmatch(key):
        return "widget" if key.startswith("/") else ""
    if sheet.is_linked(i):
        return "navigation"
    own = key.endswith(("。", ";")) or sum(map(bool, sheet.lines[i].cells)) > 1 or _NUMBERED.match(key)
    return "" if own or _is_form_line(sheet, i) else "navigation"


def _is_form_line(sheet: Sheet, i: int) -> bool:
    """A head line, date, note or signature."""
    shape, key = shapes(), sheet.keys[i]
    if shape.head.fullmatch(key) or shape.tail.fullmatch(key) or i in sheet.forms:
        return True
    following = sheet.keys[i + 1] if i + 1 < len(sheet.keys) else ""
    return bool(shape.unit.fullmatch(key) and shape.date.fullmatch(following))


def _mark_list(sheet: Sheet, known: dict[str, str]) -> Sparse | None:
    """Keep the rows of the box in which most entries stand."""
    weights = [_entry_weight(sheet, i) for i in range(len(sheet.lines))]
    if sum(weight > 0 for weight in weights) < _LEAST_ENTRIES:
        return None
    start, end = densest(sheet.page, extents_of(sheet.page), weights, _SHARE)
    rows = [i for i in range(start, end) if weights[i]]
    if len(rows) < _LEAST_ENTRIES or sum(_is_telling(sheet, i) for i in rows) < _LEAST_TELLING:
        return None
    apart = max(b - a for a, b in pairwise(rows))  # what stands below each row also stands below the last
    span = Span(rows[0], min(end, rows[-1] + min(apart, _MOST_BELOW)), True, True)
    mark_outside(sheet, span)
    for i in range(span.start, span.end):
        verdict = sheet.verdicts[i]
        sheet.fates[i] = verdict.kind if verdict and not verdict.weak else ""
    return _with_column(sheet, span, known)


def _entry_weight(sheet: Sheet, i: int) -> float:
    """Characters of a line that may be an entry of a list."""
    line, key = sheet.lines[i], sheet.keys[i]
    if line.hidden or sheet.verdicts[i] or i in sheet.adverts:
        return 0.0
    if not _SHORTEST_ENTRY <= len(key) <= _LONGEST_ENTRY:
        return 0.0
    return float(len(key)) if sheet.is_linked(i) or line.cells or _is_telling(sheet, i) else 0.0


def _is_telling(sheet: Sheet, i: int) -> bool:
    """An entry that cannot be a menu's: it is dated, or an abstract, or the title of a letter."""
    key, shape = sheet.keys[i], shapes()
    if shape.dated_entry.fullmatch(key) or is_abstract(key):
        return True
    return any(word in key for word in _ABOUT) and "关于" in key


def _with_column(sheet: Sheet, span: Span, known: dict[str, str]) -> Sparse:
    """The list under its column's name, on the line above it that prints the name if there is one."""
    names = _column_names(sheet)
    keyed = {key_of(name): name for name in [*names, *known.values()]}
    for i in range(span.start - 1, max(span.start - _LOOK_UP, 0) - 1, -1):
        if sheet.keys[i] in keyed and not sheet.is_linked(i) and not sheet.lines[i].hidden:
            sheet.fates[i] = ""
            return Sparse(Printed(i, i + 1, sheet.keys[i], True), known, is_list=True)
    return Sparse(None, {key_of(name): name for name in names}, is_list=True)


def _column_names(sheet: Sheet) -> list[str]:
    """What the page calls the column, best first."""
    page = sheet.page
    trail = next((sheet.keys[i] for i, fate in enumerate(sheet.fates) if fate == "breadcrumb"), "")
    names = [value for name, value in page.metas if name == "columnname"]
    names += [line.text for line in page.lines if line.tag == "h1" and not line.hidden]
    names += [_STEPS.split(trail)[-1], _SITE.split(" ".join(page.title.split()))[0]]
    return [name for name in names if name]
