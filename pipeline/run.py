"""The chain of stages, in the only place that knows their order; pages in, records out, into the store."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain, islice, pairwise
from typing import Any, TypeVar

from pipeline.document import Document, Source
from pipeline.errors import PipelineError
from pipeline.pages import Page
from pipeline.record import error_record, to_record

Stage = Callable[[Document], Document]
T = TypeVar("T")
U = TypeVar("U")
_BATCH, _BATCH_BYTES = 32, 4_000_000
_AHEAD = 2
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
    doc = _opened(page)
    for _, stage in stages():
        doc = stage(doc)
    return doc


def read_batch(pages: Sequence[Page]) -> list[Result]:
    """The records of pages, stage by stage; whatever goes wrong with one page becomes its error record.

    One stage over all pages before the next one begins: its code and tables then stay in the processor's cache,
    which saves a fifth of the time.
    """
    held: list[Document | Result] = [_attempt(page, _opened, page) for page in pages]
    for _, stage in stages():
        held = [_next(page, stage, item) for page, item in zip(pages, held, strict=True)]
    return [
        item if isinstance(item, Result) else _attempt(page, partial(_result, page.path), item)
        for page, item in zip(pages, held, strict=True)
    ]


def _next(page: Page, stage: Stage, item: Document | Result) -> Document | Result:
    return item if isinstance(item, Result) else _attempt(page, stage, item)


def _result(path: str, doc: Document) -> Result:
    return Result(path, to_record(doc, show_personal=True), doc.tokens)


def read_page(page: Page) -> Result:
    """The record of a page, an error record if that fails."""
    return read_batch([page])[0]


def _opened(page: Page) -> Document:
    from pipeline.strip import strip

    page = page.load()
    return strip(page.data or b"", page.source(), page.headers)


def _attempt(page: Page, step: Callable[[T], U], item: T) -> U | Result:
    try:
        return step(item)
    except PipelineError as error:
        return Result(page.path, error_record(_source(page), error), ())
    except Exception as error:  # a fault of ours on one page must not stop the others
        _LOG.exception("page %s failed", page.path)
        return Result(page.path, error_record(_source(page), error), ())


def _source(page: Page) -> Source:
    try:
        return page.load().source()
    except PipelineError:
        return page.source()


def read_pages(pages: Iterable[Page], jobs: int | None = None) -> Iterator[Result]:
    """The results in the order of the pages; `jobs` processes (default: all cores), one for a single batch.

    Pages are drawn in the caller's thread and only a bounded number is under way, so that memory stays flat.
    """
    jobs = jobs or os.cpu_count() or 1
    rest = batches(pages)
    first = list(islice(rest, 2)) if jobs > 1 else []
    if len(first) < 2:
        for batch in chain(first, rest):
            yield from read_batch(batch)
        return
    yield from _in_processes(chain(first, rest), jobs)


def batches(pages: Iterable[Page]) -> Iterator[list[Page]]:
    """The pages in turn, few together if they are large."""
    batch: list[Page] = []
    size = 0
    for page in pages:
        batch.append(page)
        size += page.size()
        if len(batch) == _BATCH or size > _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _in_processes(groups: Iterable[list[Page]], jobs: int) -> Iterator[Result]:
    stages()  # loaded once here and shared with the workers by fork
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        under_way: deque[Future[list[Result]]] = deque()
        for batch in groups:
            under_way.append(pool.submit(read_batch, batch))
            if len(under_way) > jobs * _AHEAD:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()
