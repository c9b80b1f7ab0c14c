"""Ingest: pages through the chain into the store; idempotent by content hash, resumable at any moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass

from pipeline.duplicates import group
from pipeline.errors import UnreadablePage
from pipeline.pages import Page
from pipeline.run import read_pages
from pipeline.store import Counts, Store

_SEEN_BATCH = 500


@dataclass(frozen=True, slots=True)
class Summary:
    """What an ingest did: pages read, and of them new, changed, unchanged, quarantined."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    quarantined: int = 0

    def bad_share(self) -> float:
        """The share of pages that failed."""
        return self.quarantined / self.read if self.read else 0.0

    def as_dict(self) -> dict[str, int]:
        """The counts by name."""
        return asdict(self)


class _Ingest:
    """One run: pages already stored are noted, the others pass through the chain into batches."""

    def __init__(self, store: Store, *, force: bool, progress: Callable[[int], None] | None) -> None:
        self._store = store
        self._force = force
        self._progress = progress
        self._seen: list[str] = []
        self.counts = Counts()
        self.read = 0

    def fresh(self, pages: Iterable[Page]) -> Iterator[Page]:
        """The pages that must be read: not those whose bytes the store already holds."""
        for page in pages:
            self.read += 1
            if self._progress:
                self._progress(self.read)
            try:
                loaded = page.load()
            except UnreadablePage:
                yield page
                continue
            if not self._stored(loaded):
                yield loaded

    def _stored(self, page: Page) -> bool:
        if self._force:
            return False
        sha256 = page.source().sha256
        if self._store.known(page.path) == sha256:
            self.counts = self.counts.count("unchanged")
            self._seen.append(page.path)
            if len(self._seen) >= _SEEN_BATCH:
                self.flush()
            return True
        return False

    def flush(self) -> None:
        """Note the unchanged pages met so far."""
        if self._seen:
            self._store.seen(self._seen)
            self._seen.clear()


def ingest(
    pages: Iterable[Page],
    store: Store,
    *,
    jobs: int | None = None,
    force: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Summary:
    """Read pages into the store and find copies among them; `force` reads also what is stored already (after a change of rules)."""
    run = _Ingest(store, force=force, progress=progress)
    number = store.begin_run()
    results = read_pages(run.fresh(pages), jobs)
    written = store.write((r.path, r.record, r.tokens) for r in results)
    run.flush()
    group(store)
    counts = run.counts + written
    store.end_run(number, counts)
    return Summary(run.read, counts.new, counts.changed, counts.unchanged, counts.quarantined)
