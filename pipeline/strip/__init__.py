"""Strip: the bytes of a page to the clean text of its document, with everything taken out kept for audit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import groupby

from pipeline.document import Document, Metadata, Removed, Source
from pipeline.strip.challenge import challenge_mark
from pipeline.strip.decode import decode
from pipeline.strip.maintext import Choice, choose
from pipeline.strip.metadata import loose_date, page_values, unique
from pipeline.strip.mojibake import unscramble
from pipeline.strip.page import Line, Page
from pipeline.strip.parse import parse
from pipeline.strip.plaintext import is_plain, plain_lines
from pipeline.strip.shapes import shapes
from pipeline.strip.spam import doubled_punctuation, is_injected, is_worked_in, stem_places, without_pinyin
from pipeline.strip.titles import title_pieces
from pipeline.strip.wrap import rejoin

__all__ = ["strip", "strip_with"]

Parser = Callable[[str], Page]

_LONGEST_TEXT = 1_000_000
_LONGEST_REMOVED = 500
_LONGEST_ROW = 120
_MANY_DOUBLED, _MANY_REPLACED = 5, 5
_KUN = "锟斤拷"  # U+FFFD in UTF-8, read as GBK
_TRADITIONAL_SHARE = 0.15
# Of the characters that only traditional text has, the commonest: without them nothing else need be looked at.
_TRADITIONAL = re.compile(
    "[們來這個會說學時對國過為於與體關開點電話說還進動發現長見業間問題經實設應該縣區處辦]"
)
_ABOVE, _BELOW = 4, 6
_DATE_LABELS = frozenset(
    {"date", "发布日期", "发布时间", "日期", "时间", "更新时间", "发布于", "上传时间", "发表时间"}
)


def strip(page: bytes, source: Source, headers: Mapping[str, str] | None = None) -> Document:
    """The document on a page: text, title, metadata, what was removed, flags; encoding in its source.

    Raises UnreadablePage if the bytes are no page.
    """
    return strip_with(page, source, headers, parse=parse)


def strip_with(
    page: bytes, source: Source, headers: Mapping[str, str] | None = None, *, parse: Parser
) -> Document:
    """Like `strip`, with another parser behind the line builder (see `pipeline.strip.reference`)."""
    markup, encoding = decode(page, headers)
    markup, scrambled = unscramble(markup)
    source = replace(source, encoding=encoding, replaced=markup.count("\ufffd"))
    if not markup or markup.isspace():
        return Document(source=source, flags=("empty",))
    plain = is_plain(markup, source.path)
    choice = choose(plain_lines(markup) if plain else parse(markup))
    doc = _document(choice, source, markup)
    return doc.adding(flags=(*doc.flags, "mojibake")) if scrambled and "mojibake" not in doc.flags else doc


def _document(choice: Choice, source: Source, markup: str) -> Document:
    lines, readings = without_pinyin(_text_lines(choice))
    text = "\n".join(lines)
    removed = _removed(choice)
    if readings:
        removed.append(Removed("spam", " ".join(readings)[:_LONGEST_REMOVED], trick="worked into words"))
    flags = _flags(choice, text, removed, bool(readings), source.replaced >= _MANY_REPLACED or _KUN in markup)
    return Document(
        source=source,
        text=text[:_LONGEST_TEXT],
        title=_title(choice),
        metadata=unique(
            page_values(choice.sheet.page, source)
            + _metadata(choice)
            + _loose_date(choice)
            + _challenge(choice, markup)
        ),
        removed=tuple(removed),
        flags=flags,
    )


def _text_lines(choice: Choice) -> list[str]:
    """Kept lines in order; a title set over several lines becomes one, hard wraps are undone."""
    sheet, title = choice.sheet, choice.title
    out: list[str] = []
    gaps: list[bool] = []
    for i, line in enumerate(sheet.lines):
        if sheet.fates[i]:
            continue
        if title and title.start < i < title.end:
            out[-1] = _join(out[-1], line.text)
            continue
        out.append(line.text)
        gaps.append(line.gap)
    if choice.is_list:
        return out
    return [choice.heading, *out] if choice.heading else rejoin(out, gaps)


def _join(a: str, b: str) -> str:
    return a + b if a[-1] > "\u2e80" or b[0] > "\u2e80" else f"{a} {b}"


def _removed(choice: Choice) -> list[Removed]:
    """Neighbouring lines of one kind as one block; advertisements one by one."""
    sheet = choice.sheet
    taken = [(fate, i) for i, fate in enumerate(sheet.fates) if fate]
    out: list[Removed] = []
    for kind, group in groupby(taken, key=lambda item: item[0]):
        lines = [sheet.lines[i] for _, i in group]
        if kind == "spam":
            out += [
                Removed(kind, line.text[:_LONGEST_REMOVED], sheet.page.place(line), line.trick)
                for line in lines
            ]
        else:
            out.append(Removed(kind, "\n".join(line.text for line in lines)[:_LONGEST_REMOVED]))
    return out


def _title(choice: Choice) -> str:
    sheet, title = choice.sheet, choice.title
    if title:
        text = sheet.lines[title.start].text
        for i in range(title.start + 1, title.end):
            text = _join(text, sheet.lines[i].text)
        return text
    return choice.heading or next(iter(choice.known.values()), "")


def _metadata(choice: Choice) -> list[Metadata]:
    """The breadcrumb, labelled values of lines that were taken out, and those in rows of a form that stays text."""
    sheet = choice.sheet
    trail = [line.text for line, fate in zip(sheet.lines, sheet.fates, strict=True) if fate == "breadcrumb"]
    out = [Metadata("breadcrumb", " ".join(trail), "breadcrumb")] if trail else []
    held = [pairs for pairs, fate in zip(sheet.values, sheet.fates, strict=True) if fate == "metadata"]
    if not choice.is_list:
        held += [pairs for i, pairs in sheet.forms.items() if not sheet.fates[i] and _is_row(sheet.lines[i])]
    return out + [Metadata(label, value, "meta") for pairs in held for label, value in pairs if value]


def _loose_date(choice: Choice) -> list[Metadata]:
    """The date that furniture round the title prints without a label, where the page gives none under one."""
    sheet, title = choice.sheet, choice.title
    held = [pairs for pairs, fate in zip(sheet.values, sheet.fates, strict=True) if fate == "metadata"]
    if title is None or any(label in _DATE_LABELS for pairs in held for label, _ in pairs):
        return []
    for i in range(max(0, title.start - _ABOVE), min(title.end + _BELOW, len(sheet.lines))):
        loose = sheet.fates[i] and not (sheet.lines[i].hidden or sheet.is_linked(i) or sheet.values[i])
        if loose and not sheet.lines[i].cells:
            date = loose_date(sheet.lines[i].text)
            if date:
                return [Metadata("date", date, "meta")]
    return []


def _is_row(line: Line) -> bool:
    """A row of a form, no paragraph that begins with one of its labels."""
    return bool(line.cells) or len(line.text) <= _LONGEST_ROW


def _challenge(choice: Choice, markup: str) -> list[Metadata]:
    """The mark of a page that a firewall sent in place of the document, under the label `challenge`."""
    seen = [line for line in choice.sheet.lines if not line.hidden]
    mark = challenge_mark(markup, sum(len(line.text) for line in seen), sum(line.links > 0 for line in seen))
    return [Metadata("challenge", mark, "meta")] if mark else []


def _flags(
    choice: Choice, text: str, removed: list[Removed], readings: bool, undecoded: bool
) -> tuple[str, ...]:
    flags = []
    if any(block.kind == "spam" for block in removed) or _title_injected(choice):
        flags.append("spam")
    if readings or doubled_punctuation(text) >= _MANY_DOUBLED or _is_worked_in(choice, text):
        flags.append("tampered")
    if _is_traditional(text):
        flags.append("traditional")
    if undecoded:
        flags.append("mojibake")
    if len(text) > _LONGEST_TEXT:
        flags.append("truncated")
    if _only_attachment(choice, text):
        flags.append("attachment_only")
    return tuple(flags)


def _is_worked_in(choice: Choice, text: str) -> bool:
    return choice.sheet.has_stems and is_worked_in(text)


def _title_injected(choice: Choice) -> bool:
    """Advertising in the page's title or keywords, where hacked pages show it to search engines."""
    page = choice.sheet.page
    metas = [value for name, value in page.metas if name in ("keywords", "description", "title")]
    pieces = title_pieces(page.title) if stem_places(page.title) else []
    return any(is_injected(place) for place in [*pieces, *metas] if place)


def _is_traditional(text: str) -> bool:
    """Traditional text: many characters are outside GB 2312, the set of simplified Chinese."""
    sample = text[:20_000]
    if len(sample) <= 20 or len(_TRADITIONAL.findall(sample)) * 100 < len(sample):
        return False
    known = sample.encode("gb2312", "ignore").decode("gb2312")
    return 1 - len(known) / len(sample) > _TRADITIONAL_SHARE


def _only_attachment(choice: Choice, text: str) -> bool:
    """No prose, but a link to a file beside the title."""
    if choice.has_prose or len(text) > 400:
        return False
    shape = shapes()
    return any(
        line.href and shape.attachment_link.fullmatch(line.href.lower()) for line in choice.sheet.lines
    )
