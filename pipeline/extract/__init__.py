"""Extract: every candidate of every field with its evidence; choosing is for `resolve`."""

from __future__ import annotations

from pipeline.document import LETTER_KINDS, Document
from pipeline.extract.attachments import find_attachments
from pipeline.extract.congress import find_congress
from pipeline.extract.context import Context
from pipeline.extract.dates import find_dates
from pipeline.extract.leaders import find_leaders
from pipeline.extract.marks import find_marks
from pipeline.extract.people import find_people
from pipeline.extract.references import find_references
from pipeline.extract.sums import find_sums
from pipeline.extract.units import find_units

__all__ = ["extract"]

EXTRACTORS = (find_references, find_congress, find_dates, find_marks, find_people, find_units)
LETTER_EXTRACTORS = (find_sums, find_leaders, find_attachments)
_BARE = frozenset({"challenge", "list"})


def extract(doc: Document) -> Document:
    """Add `mentions`: all candidates in the order of the extractors."""
    if doc.kind in _BARE:
        return doc
    ctx = Context(doc)
    extractors = EXTRACTORS + (LETTER_EXTRACTORS if doc.kind in LETTER_KINDS else ())
    return doc.adding(mentions=tuple(mention for find in extractors for mention in find(ctx)))
