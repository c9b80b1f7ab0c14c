"""Read a list page (列表页): the links on it and the next list page, or a LayoutError, never a silent nothing."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, NamedTuple

from pipeline.crawl.address import absolute
from pipeline.crawl.site import Listing
from pipeline.errors import LayoutError

if TYPE_CHECKING:
    from bs4 import BeautifulSoup


class ListPage(NamedTuple):
    """The addresses listed on one page, in order and each once, and that of the next list page ('' on the last)."""

    links: tuple[str, ...]
    following: str


def read_list(markup: bytes, url: str, listing: Listing, number: int = 1) -> ListPage:
    """Read list page `number` (from 1) at `url`; LayoutError if it has fewer or more links than expected.

    The last page may have fewer. Where only the paging pattern is known, a short page is the last.
    """
    soup = _soup(markup)
    tag = soup.select_one("base[href]")
    base = absolute(url, str(tag["href"])) or url if tag else url
    found = (absolute(base, str(link.get("href", ""))) for link in soup.select(listing.item))
    links = tuple(dict.fromkeys(link for link in found if link))
    following = _following(soup, base, listing, number, len(links))
    least, most = listing.page_range
    if not following:
        least = 0 if listing.open_ended and number > 1 else min(least, 1)
    if not least <= len(links) <= most:
        raise LayoutError(
            f"{url}: {len(links)} links by {listing.item!r}, expected {least} to {most}: has the page changed?"
        )
    return ListPage(links, following)


def _soup(markup: bytes) -> BeautifulSoup:
    from bs4 import BeautifulSoup

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return BeautifulSoup(markup, "lxml")


def _following(soup: BeautifulSoup, base: str, listing: Listing, number: int, links: int) -> str:
    if listing.next_link:
        link = soup.select_one(listing.next_link)
        return absolute(base, str(link.get("href", ""))) if link else ""
    if listing.pages is None:
        return ""
    more = (
        links >= listing.page_range[0] if listing.count is None else number < _page_count(soup, base, listing)
    )
    return listing.pages.replace("{page}", str(listing.first_page + number - 1)) if more else ""


def _page_count(soup: BeautifulSoup, url: str, listing: Listing) -> int:
    match = listing.count.search(str(soup)) if listing.count else None
    if match is None or not match["count"].isdecimal():
        raise LayoutError(f"{url}: the number of list pages is not where list.count looks for it")
    return int(match["count"])
