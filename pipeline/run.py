"""The chain of stages, in the only place that knows their order; pages in, records out, into the store."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice, pairwise
from typing import Any

from pipeline.document import Document
from pipeline.errors import PipelineError
from pipeline.pages import Page
from pipeline.record import error_record, to_record

Stage = Callable[[Document], Document]
_CHUNK = 4
_AHEAD = 4
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Result:
    """A page's record, personal data unmasked, or its error record; the ends of the tokens of its text."""

    path: str
    record: dict[str, Any]
    ends: tuple[int, ...]

    @property
    def tokens(self) -> list[str]:
        """The words of the text; they tile it."""
        text = self.record.get("text", "")
        return [text[a:b] for a, b in pairwise((0, *self.ends))]


@cache
def stages() -> tuple[tuple[str, Stage], ...]:
    """The stages after `strip` with their names, in the order the data meets them."""
    from pipeline.classify import make_classifier
    from pipeline.extract import extract
    from pipeline.kinds import recognise
    from pipeline.measures import find_measures
    from pipeline.repair import repair
    from pipeline.resolve import resolve
    from pipeline.segment import make_segmenter

    made = (
        ("repair", repair),
        ("segment", make_segmenter()),
        ("kinds", recognise),
        ("extract", extract),
        ("resolve", resolve),
        ("measures", find_measures),
        ("classify", make_classifier()),
    )
    gc.freeze()  # rules and model live as long as the process: no need to look at them again
    gc.set_threshold(50_000, 20, 50)
    return made


def read_document(page: Page) -> Document:
    """The document on a page through all stages; UnreadablePage if it is none."""
    from pipeline.strip import strip

    page = page.load()
    doc = strip(page.data or b"", page.source(), page.headers)
    for _, stage in stages():
        doc = stage(doc)
    return doc


def read_page(page: Page) -> Result:
    """The record of a page; whatever goes wrong with one page becomes its error record."""
    try:
        doc = read_document(page)
    except PipelineError as error:
        return Result(page.path, error_record(_source(page), error), ())
    except Exception as error:  # a fault of ours on one page must not stop the others
        _LOG.exception("page %s failed", page.path)
        return Result(page.path, error_record(_source(page), error), ())
    return Result(page.path, to_record(doc, show_personal=True), doc.tokens)


def _source(page: Page) -> Any:
    try:
        return page.load().source()
    except PipelineError:
        return page.source()


def read_pages(pages: Iterable[Page], jobs: int | None = None) -> Iterator[Result]:
    """The results in the order of the pages; `jobs` processes (default: all cores), one for a few pages.

    Pages are drawn in the caller's thread and only a bounded number is under way, so that memory stays flat.
    """
    jobs = jobs or os.cpu_count() or 1
    pages = iter(pages)
    first = list(islice(pages, 2 * _CHUNK)) if jobs > 1 else []
    if jobs == 1 or len(first) < 2 * _CHUNK:
        yield from map(read_page, chain(first, pages))
        return
    yield from _in_processes(chain(first, pages), jobs)


def _in_processes(pages: Iterator[Page], jobs: int) -> Iterator[Result]:
    stages()  # loaded once here and shared with the workers by fork
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        under_way: deque[Future[list[Result]]] = deque()
        while part := list(islice(pages, _CHUNK)):
            under_way.append(pool.submit(_read_part, part))
            if len(under_way) > jobs * _AHEAD:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()


def _read_part(part: list[Page]) -> list[Result]:
    return [read_page(page) for page in part]
