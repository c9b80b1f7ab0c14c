"""Values that a portal prints beside the document: meta tags, the metadata table, the line under the title.

They are read before they are taken out of the text; labels stay as printed, without blanks and colon.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pipeline.document import Metadata, Source
from pipeline.strip.labels import bare_label, clean_value, label_before, labels, says_more
from pipeline.strip.page import Line, Page
from pipeline.text import fold

Pairs = list[tuple[str, str]]

_DATE = re.compile(
    r"[\[(]?\s?(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[\sT]\d{1,2}:\d{2}(?::\d{2})?)?)\s?[\])]?"
)
_DATE_AND_SOURCE = re.compile(
    rf"{_DATE.pattern}\s{{0,3}}[|/]?\s{{0,3}}([\u4e00-\u9fff]{{2,24}}(?:局|委|府|办|厅|部|院|网|社|室|心))"
)
_LOOSE_DATE = re.compile(r"(?<!\d)20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}(?!\d)")
_TODAY = re.compile(r"今天|今日|现在|欢迎|星期|周[一二三四五六日]|农历|登录|有效期")
_LONGEST_FURNITURE = 70
_MARK = re.compile(r"\s?\]?\s?:\s?|\]\s?|\s(?=(?:19|20)\d\d[-/.年]\d)")
_EDGES = " |/()[]【】,;·>"
_LONGEST = 400
_LONGEST_UNKNOWN = 12
_NOT_IN_LABELS = re.compile(r"[\d,，。;；□]")


class _Head(NamedTuple):
    """A label with its mark: [start, end) of the line, the value follows."""

    start: int
    end: int
    label: str


def pairs(line: Line) -> Pairs:
    """The labelled values of a line if it is made of them, in printed order; [] for a line of text."""
    if line.cells:
        found = _cell_pairs(line.cells)
        if found:
            return found
    return [] if len(line.text) > _LONGEST else list(_text_pairs(line.text))


@lru_cache(maxsize=8192)
def _text_pairs(text: str) -> tuple[tuple[str, str], ...]:
    """The values of a line; a portal's own lines come on every page."""
    folded = fold(text)
    return tuple(_dated(folded) or _labelled(text, folded))


def _dated(folded: str) -> Pairs:
    """A date alone, or a date and an agency without labels."""
    if len(folded) > 60:
        return []
    lone = _DATE.fullmatch(folded)
    if lone:
        return [("date", lone.group(1))]
    sourced = _DATE_AND_SOURCE.fullmatch(folded)
    return [("date", sourced.group(1)), ("来源", sourced.group(2))] if sourced else []


def _labelled(text: str, folded: str) -> Pairs:
    """The values behind the labels of a line that begins with one."""
    heads = _heads(folded)
    if not heads:
        return []
    found = _unlabelled(folded[: heads[0].start].strip(_EDGES), heads[0].label)
    if found is None:
        return []
    ends = [*(head.start for head in heads[1:]), len(text)]
    values = [(head.label, text[head.end : end]) for head, end in zip(heads, ends, strict=True)]
    if any(says_more(label, value) for label, value in values):
        return []
    return found + [(label, clean_value(label, value)) for label, value in values]


def _unlabelled(prefix: str, label: str) -> Pairs | None:
    """What stands before the first label: a date, a source, or both; None if it is something else."""
    date = _DATE.match(prefix)
    source = prefix[date.end() :].strip(_EDGES) if date else prefix
    if source and not (_is_source(source, label) or (date and _is_name(source))):
        return None
    return ([("date", date.group().strip("[]() "))] if date else []) + ([("来源", source)] if source else [])


def _heads(folded: str) -> list[_Head]:
    """Labels at the head of the line or after a separator; beside one of a portal's line any label may be glued on."""
    known = labels()
    kept: list[_Head] = []
    glued = _DATE.match(folded) is not None
    for m in _MARK.finditer(folded):
        found = label_before(folded, m.start())
        if not found or ("]" in m.group() and found[1] in known.widgets):
            continue
        start, label = found
        before = folded[start - 1] if start else " "
        unmistakable = label in known.line and label not in known.plain
        if glued or unmistakable or before in " |/()[]【】,;>:" or before.isdigit():
            kept.append(_Head(start, m.end(), label))
            glued = glued or unmistakable or _DATE.match(folded) is not None
    return kept


def _is_source(prefix: str, label: str) -> bool:
    """An agency printed without label before 发布时间 and the like."""
    return _is_name(prefix) and label in labels().line and label not in labels().plain


def _is_name(text: str) -> bool:
    return len(text) <= 20 and "。" not in text and ":" not in text


def _cell_pairs(cells: tuple[str, ...]) -> Pairs:
    """Label and value in neighbouring cells; [] if the row need not be a portal's."""
    found, doubtful = _read_cells(cells)
    return [] if doubtful and not any(label in labels().portal for label, _ in found) else found


def cell_pairs(cells: tuple[str, ...]) -> Pairs:
    """The labelled values of a row that is known to stand in a portal's table."""
    return _read_cells(cells)[0]


def _read_cells(cells: tuple[str, ...]) -> tuple[Pairs, bool]:
    """Label and value in neighbouring cells, or both in one; labels not known are passed over with their values.

    The flag tells whether something stood there that need be no label.
    """
    found: Pairs = []
    doubtful = False
    i = 0
    while i < len(cells):
        label = bare_label(cells[i])
        if label:
            following = cells[i + 1] if i + 1 < len(cells) else ""
            empty = bool(bare_label(following))
            found.append((label, "" if empty else clean_value(label, following)))
            i += 1 if empty else 2
            continue
        folded = fold(cells[i])
        both = _labelled(cells[i], folded) if ":" in folded[:20] else []
        if not both and not _may_be_label(cells[i]):
            return [], True
        doubtful = doubtful or not (both or folded.endswith(":") or not folded)
        found += both
        i += 1 if both or not folded else 2
    return found, doubtful


def _may_be_label(cell: str) -> bool:
    """Whether a cell may be a label that no list has."""
    return len(cell) <= _LONGEST_UNKNOWN and not _NOT_IN_LABELS.search(cell)


def loose_date(text: str) -> str:
    """The one date in a short line of furniture, '' if there is none, several, or today's."""
    if len(text) > _LONGEST_FURNITURE or _TODAY.search(text):
        return ""
    found = _LOOSE_DATE.findall(fold(text))
    return str(found[0]) if len(found) == 1 else ""


def page_values(page: Page, source: Source) -> list[Metadata]:
    """Values that stand in no line: meta tags, the page title, the address."""
    found = [Metadata(name, value, "meta") for name, value in page.metas if value]
    if page.title.strip():
        found.append(Metadata("title", " ".join(page.title.split()), "title"))
    address = source.url or next((v for n, v in page.metas if n in ("url", "og:url")), "")
    if address:
        found.append(Metadata("url", address, "url"))
    return found


def unique(items: list[Metadata]) -> tuple[Metadata, ...]:
    """Each labelled value once, the first place kept: portals print their table twice."""
    return tuple(dict.fromkeys(items))
