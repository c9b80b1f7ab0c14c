"""Segment: parts of the letter (sections) and words (tokens), both as offsets into the text."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.document import Document
from pipeline.segment.sections import find_sections
from pipeline.segment.tokens import make_tokenizer

__all__ = ["make_segmenter"]


def make_segmenter(engine: str = "rjieba") -> Callable[[Document], Document]:
    """A stage that adds `sections` and `tokens`; `engine` is rjieba, or jieba as the reference."""
    tokenize = make_tokenizer("jieba" if engine == "jieba" else "rjieba")

    def segment(doc: Document) -> Document:
        return doc.adding(sections=find_sections(doc), tokens=tokenize(doc.text))

    return segment
