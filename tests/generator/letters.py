"""The letters that are changed: undamaged HTML pages of the dev gold, and what the pipeline makes of a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.document import Document
from pipeline.evaluation import GoldPage, load_gold
from pipeline.pages import Page
from pipeline.run import read_document
from tests.corpus_check import CORPUS, decode

_BROKEN_STYLE = re.compile(r"\sstyle=\"[^\"<>]*<")
_UTF8 = {"content-type": "text/html; charset=utf-8"}


@dataclass(frozen=True, slots=True, eq=False)
class Letter:
    """A page of the corpus with what a careful reader found on it."""

    html: str
    gold: GoldPage

    @property
    def file(self) -> str:
        return self.gold.file


@cache
def letters() -> tuple[Letter, ...]:
    """All undamaged HTML letters of the dev gold, by file name.

    Not those with a tag inside a style attribute: what it leaves over is shown, yet belongs to no letter.
    """
    gold = load_gold(sorted((CORPUS / "gold").glob("dev_*.jsonl")))
    chosen = [page for page in gold if page.is_letter and not page.damaged and page.file.endswith(".html")]
    chosen.sort(key=lambda page: page.file)
    read_in = [Letter(decode((CORPUS / "pages" / page.file).read_bytes()), page) for page in chosen]
    return tuple(letter for letter in read_in if not _BROKEN_STYLE.search(letter.html))


def read(page: str, name: str = "a.html") -> Document:
    """The document on a page through all stages; it refuses wrong spans by itself."""
    return read_document(Page(name, page.encode(), headers=_UTF8))
