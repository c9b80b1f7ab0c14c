"""One crawl: list page after list page, the pages each names, all into one archive, and an account of it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from pipeline.crawl.archive import Archive, fetched_before, rescue
from pipeline.crawl.demo import portal
from pipeline.crawl.fetch import Clock, Fetched, Fetcher
from pipeline.crawl.listing import read_list
from pipeline.crawl.site import Site
from pipeline.errors import FetchError, LayoutError, UsageError

log = logging.getLogger(__name__)

MOST_BLOCKED = 5


class Failure(NamedTuple):
    """An address that gave no page, and why."""

    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What a crawl did: `listed` links of `list_pages` list pages, parted into the other counts.

    `skipped` stand in earlier archives, `disallowed` are kept from us by robots.txt, `outside` lead to other
    hosts; `failed` may also name list pages. `stopped` says why the crawl ended early ('' if it did not).
    """

    site: str
    warc: Path
    list_pages: int
    listed: int
    fetched: int
    skipped: int
    disallowed: int
    outside: int
    failed: tuple[Failure, ...]
    stopped: str = ""


def crawl(site: Site, out: Path, *, limit: int | None = None, clock: Clock | None = None) -> CrawlReport:
    """Fetch a site's list pages and at most `limit` new pages into a WARC file in the folder `out`.

    Pages in earlier archives of the folder are not fetched again. Raises LayoutError when a list page has
    fewer or more links than its site file expects, FetchError when no list page came; what was fetched until
    then is kept.
    """
    if site.demo:
        with portal() as address:
            return _crawl(replace(site, proxy=address), out, limit, clock or Clock())
    return _crawl(site, out, limit, clock or Clock())


def _crawl(site: Site, out: Path, limit: int | None, clock: Clock) -> CrawlReport:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise UsageError(f"{out} is no folder") from error
    rescue(out)
    before = fetched_before(out)
    with Archive(out, site) as archive, Fetcher(site, clock) as fetcher:
        visit = _Visit(site, archive, fetcher, before)
        for url in visit.listed_pages():
            if limit is not None and visit.fetched >= limit:
                visit.stopped = f"limit of {limit} pages"
                break
            visit.page(url)
            if visit.blocked_in_row >= MOST_BLOCKED:
                visit.stopped = f"{MOST_BLOCKED} challenge pages in a row: the site does not want us now"
                break
    return visit.report()


@dataclass(slots=True)
class _Visit:
    """The counts of a crawl under way, and the two steps it is made of."""

    site: Site
    archive: Archive
    fetcher: Fetcher
    before: set[str]
    list_pages: int = 0
    listed: dict[str, None] = field(default_factory=dict)
    fetched: int = 0
    skipped: int = 0
    disallowed: int = 0
    outside: int = 0
    failed: list[Failure] = field(default_factory=list)
    blocked_in_row: int = 0
    stopped: str = ""

    def listed_pages(self) -> Iterator[str]:
        """Walk the list pages and yield each listed address once; LayoutError, FetchError as `crawl`."""
        listing, url = self.site.listing, self.site.listing.url
        walked: set[str] = set()
        while url and url not in walked:
            if self.list_pages == listing.most_pages:
                self.stopped = f"more than {listing.most_pages} list pages"
                break
            walked.add(url)
            answer = self._list_page(url)
            if answer is None:
                break
            self.list_pages += 1
            page = read_list(answer.last.body, answer.last.url, listing, self.list_pages)
            fresh = [link for link in page.links if link not in self.listed]
            self.listed.update(dict.fromkeys(fresh))
            yield from fresh
            url = page.following if fresh else ""
        if not self.stopped:
            self._check_total()

    def page(self, url: str) -> None:
        """Fetch one listed page into the archive, or count why not."""
        if not self.site.holds(url):
            self.outside += 1
        elif url in self.before:
            self.skipped += 1
        elif reason := self.fetcher.forbidden(url):
            self.disallowed += 1
            log.info("%s: %s", url, reason)
        elif (answer := self._get(url)) is not None:
            self.fetched += not answer.problem
            self.blocked_in_row = self.blocked_in_row + 1 if answer.blocked else 0

    def report(self) -> CrawlReport:
        """The account of the crawl."""
        return CrawlReport(
            site=self.site.name,
            warc=self.archive.path,
            list_pages=self.list_pages,
            listed=len(self.listed),
            fetched=self.fetched,
            skipped=self.skipped,
            disallowed=self.disallowed,
            outside=self.outside,
            failed=tuple(self.failed),
            stopped=self.stopped,
        )

    def _list_page(self, url: str) -> Fetched | None:
        """The list page at `url`; None if there is none (`stopped` says so if it should be there)."""
        reason = "outside the site" if not self.site.holds(url) else self.fetcher.forbidden(url)
        if reason:
            self.failed.append(Failure(url, reason))
        elif (answer := self._get(url)) is not None:
            if not answer.problem:
                return answer
            if self.list_pages and self.site.listing.open_ended and answer.last.status in {404, 410}:
                self.failed.pop()
                return None
        reason = self.failed[-1].reason
        if not self.list_pages:
            raise FetchError(f"{url}: {reason}")
        self.stopped = f"list page {url}: {reason}"
        return None

    def _get(self, url: str) -> Fetched | None:
        """What came for an address, archived; None, with the reason kept, if nothing did."""
        try:
            answer = self.fetcher.get(url)
        except FetchError as error:
            self.failed.append(Failure(url, str(error)))
            return None
        for exchange in answer.exchanges:
            self.archive.write(exchange)
        if answer.problem:
            self.failed.append(Failure(url, answer.problem))
        return answer

    def _check_total(self) -> None:
        wanted = self.site.listing.total_range
        if wanted and not wanted[0] <= len(self.listed) <= wanted[1]:
            raise LayoutError(
                f"{self.site.name}: {len(self.listed)} links on {self.list_pages} list pages, "
                f"expected {wanted[0]} to {wanted[1]}"
            )
