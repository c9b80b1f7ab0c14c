"""A portal described in a small TOML file: its hosts, its list pages, and how much to expect on them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipeline.errors import UsageError

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Listing:
    """Where the list pages (列表页) are and what their links look like.

    The next page is found by the selector `next_link`, or by `pages`, an address with `{page}` in it, counted
    from `first_page`; `count` is a pattern whose group `count` is the number of list pages (as in
    `createPageHTML(34, …)`). `page_range` bounds the links of a page, `total_range` those of the whole list.
    """

    url: str
    item: str
    page_range: Range
    next_link: str | None = None
    pages: str | None = None
    first_page: int = 1
    count: re.Pattern[str] | None = None
    most_pages: int = 500
    total_range: Range | None = None

    @property
    def open_ended(self) -> bool:
        """Whether the number of list pages is not known before the last one was seen."""
        return self.pages is not None and self.count is None


@dataclass(frozen=True, slots=True)
class Site:
    """One portal. `delay` is in seconds between two requests; a host `.x.gov.cn` stands for all below it.

    `proxy` is the address of an HTTP proxy that fetches for us; the demonstration portal is one.
    """

    name: str
    hosts: tuple[str, ...]
    listing: Listing
    title: str = ""
    delay: float = 2.0
    proxy: str | None = None
    demo: bool = False

    def holds(self, url: str) -> bool:
        """Whether the address is a web page on one of the site's hosts."""
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
        except ValueError:
            return False
        named = any(host == h or (h.startswith(".") and host.endswith(h)) for h in self.hosts)
        return parts.scheme in {"http", "https"} and named


def load_site(name_or_path: str | Path) -> Site:
    """The site of a bundled name or of a TOML file; UsageError if there is none or its file is wrong."""
    path = Path(name_or_path)
    if path.suffix == ".toml":
        return _parsed(_file_text(path), str(path))
    name = str(name_or_path)
    if name not in bundled_sites():
        known = ", ".join(bundled_sites())
        raise UsageError(f"no site {name!r}: give a path that ends in .toml, or one of {known}")
    return _parsed(_bundle().joinpath(f"{name}.toml").read_text("utf-8"), name)


def bundled_sites() -> tuple[str, ...]:
    """The names of the sites that come with the package."""
    return tuple(sorted(f.name[:-5] for f in _bundle().iterdir() if f.name.endswith(".toml")))


def _bundle() -> Traversable:
    return resources.files("pipeline.crawl").joinpath("sites")


def _file_text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"site file {path} cannot be read: {error}") from error


def _parsed(text: str, place: str) -> Site:
    try:
        return _site(tomllib.loads(text))
    except KeyError as error:
        raise UsageError(f"site {place}: {error.args[0]} is missing") from error
    except (tomllib.TOMLDecodeError, ValueError, TypeError, re.error) as error:
        raise UsageError(f"site {place}: {error}") from error


def _site(data: dict[str, Any]) -> Site:
    listing = _listing(_taken(data, "list", dict), _taken(data, "expect", dict))
    site = Site(
        name=_taken(data, "name", str),
        hosts=tuple(_taken(data, "hosts", list)),
        listing=listing,
        title=_taken(data, "title", str, ""),
        delay=float(_taken(data, "delay", (int, float), 2.0)),
        proxy=_taken(data, "proxy", str, None),
        demo=_taken(data, "demo", bool, False),
    )
    _no_rest(data)
    if not re.fullmatch(r"[\w-]{1,40}", site.name):
        raise ValueError(f"name {site.name!r} is not made of letters, digits, - and _")
    if not all(isinstance(host, str) and host.strip(".") for host in site.hosts):
        raise TypeError(f"hosts has the wrong type: {site.hosts!r}")
    if not site.holds(listing.url):
        raise ValueError(f"list.url {listing.url!r} is not on one of the hosts")
    if not 0 <= site.delay < 3600:
        raise ValueError(f"delay {site.delay} is not a number of seconds")
    return site


def _listing(data: dict[str, Any], expect: dict[str, Any]) -> Listing:
    count = _taken(data, "count", str, None)
    listing = Listing(
        url=_taken(data, "url", str),
        item=_selector(_taken(data, "item", str)),
        page_range=_range(_taken(expect, "page", list)),
        next_link=_selector(_taken(data, "next", str, None)),
        pages=_taken(data, "pages", str, None),
        first_page=_taken(data, "first_page", int, 1),
        count=re.compile(count) if count else None,
        most_pages=_taken(data, "most_pages", int, 500),
        total_range=_range(_taken(expect, "total", list, None)),
    )
    _no_rest(data)
    _no_rest(expect)
    if listing.next_link and listing.pages:
        raise ValueError("list.next and list.pages exclude each other")
    if listing.pages and "{page}" not in listing.pages:
        raise ValueError("list.pages has no {page} in it")
    if listing.count and ("count" not in listing.count.groupindex or not listing.pages):
        raise ValueError("list.count needs a group named count, and list.pages")
    if listing.open_ended and not listing.total_range:
        raise ValueError("list.pages without list.count needs expect.total, or a short list would not show")
    return listing


def _taken(data: dict[str, Any], key: str, kind: type | tuple[type, ...], *default: object) -> Any:
    """Take `key` out of the table; KeyError if it is missing without a default, TypeError if of a wrong kind."""
    if key not in data and default:
        return default[0]
    value = data.pop(key)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise TypeError(f"{key} has the wrong type: {value!r}")
    return value


def _no_rest(data: dict[str, Any]) -> None:
    if data:
        raise ValueError(f"unknown setting {', '.join(data)}")


def _range(value: list[Any] | None) -> Any:
    if value is None:
        return None
    if len(value) != 2 or not all(type(n) is int for n in value) or not 0 <= value[0] <= value[1]:
        raise ValueError(f"expected a range [least, most], got {value}")
    return (value[0], value[1])


def _selector(css: str | None) -> Any:
    """The CSS selector if it is one; ValueError names it otherwise."""
    if css is not None:
        import soupsieve

        try:
            soupsieve.compile(css)
        except soupsieve.SelectorSyntaxError as error:
            raise ValueError(f"selector {css!r}: {str(error).splitlines()[0]}") from error
    return css
