"""Small letters for tests: text in, resolved document out."""

from __future__ import annotations

from dataclasses import replace

from pipeline.document import Document, Metadata, Repair, Source
from pipeline.extract import extract
from pipeline.resolve import resolve
from pipeline.segment.sections import find_sections

SOURCE = Source("letter.html", "0" * 64, 1)


def letter(
    text: str,
    *,
    kind: str = "reply",
    metadata: tuple[Metadata, ...] = (),
    repairs: tuple[Repair, ...] = (),
    flags: tuple[str, ...] = (),
) -> Document:
    """A document with sections, candidates and chosen fields; its title is the first line."""
    text = text.strip()
    doc = Document(
        SOURCE,
        text=text,
        title=text.split("\n")[0],
        kind=kind,
        metadata=metadata,
        repairs=repairs,
        flags=flags,
    )
    doc = replace(doc, sections=find_sections(doc))
    return resolve(extract(doc))


def standard(
    *,
    title: str = "关于县十七届人大一次会议第83号建议的答复",
    head: str = "",
    addressee: str = "罗某某代表：",
    opening: str = "您提出的《关于加强乡镇消防站建设的建议》（第83号）收悉。现答复如下：",
    body: str = "一、已完成站房建设。投入资金80万元。",
    tail: str = "望川县应急管理局\n2022年5月27日",
) -> str:
    """An ordinary letter with some of its parts exchanged."""
    parts = (title, head, addressee, opening, body, "感谢您的关心和支持。", tail)
    return "\n".join(part for part in parts if part)


def values(doc: Document, name: str) -> list[object]:
    """The chosen values of a field."""
    return [m.value for m in doc.values(name)]
