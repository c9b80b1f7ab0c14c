"""The only module that asks the network: robots.txt, pace, retries, limits, redirects within the site."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import requests

from pipeline import __version__
from pipeline.crawl.address import absolute, origin
from pipeline.crawl.challenge import challenge_sign
from pipeline.crawl.robots import CLOSED, MOST_BYTES, OPEN, Robots, parse_robots
from pipeline.crawl.site import Site
from pipeline.errors import FetchError

log = logging.getLogger(__name__)

AGENT = "fuwen"
USER_AGENT = f"{AGENT}/{__version__} (+https://fuwen.example/crawler)"
TIMEOUT = (10.0, 30.0)
MOST_BODY = 32 * 1024 * 1024
MOST_SECONDS = 180.0
MOST_HOPS = 5
TRIES = 4
LONGEST_WAIT = 300.0
_TRY_AGAIN = frozenset({429, 500, 502, 503, 504})
_MOVED = frozenset({301, 302, 303, 307, 308})
_SHUT = frozenset({401, 403, 429})
_TRANSIENT = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)
_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.5",
    "Accept-Language": "zh-CN,zh;q=0.9",
    "Accept-Encoding": "gzip, deflate",
}

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """Where the seconds come from and how to let them pass; tests bring their own."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request with its response; `date` is ISO, the body has its encodings undone."""

    url: str
    date: str
    request: Headers
    status: int
    reason: str
    headers: Headers
    body: bytes

    def header(self, name: str) -> str:
        """The first response header of that name in lower case, '' if none."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def target(self) -> str:
        """The address a redirect leads to, '' if this is none."""
        if self.status not in _MOVED:
            return ""
        return absolute(self.url, _as_utf8(self.header("location")))


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came for one address: redirects first, the answer last; `problem` says why it is not the page."""

    exchanges: tuple[Exchange, ...]
    problem: str
    blocked: bool = False

    @property
    def last(self) -> Exchange:
        """The final answer."""
        return self.exchanges[-1]


class Fetcher:
    """Fetches pages of one site, one at a time, no faster than its site file and its robots.txt allow."""

    def __init__(self, site: Site, clock: Clock) -> None:
        self._site = site
        self._clock = clock
        self._robots: dict[str, Robots] = {}
        self._shut: dict[str, str] = {}
        self._free_at: dict[str, float] = {}
        self._session = requests.Session()
        self._session.headers.clear()
        self._session.headers.update(_HEADERS)
        if site.proxy:
            self._session.trust_env = False
            self._session.proxies = {"http": site.proxy, "https": site.proxy}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def forbidden(self, url: str) -> str:
        """Why robots.txt keeps us from an address, '' if it does not.

        A robots.txt that answers 401, 403, 429 or 5xx, or not at all, closes its host (RFC 9309, 2.3.1).
        """
        place = origin(url)
        if place not in self._robots:
            self._robots[place] = self._read_robots(place)
        if self._robots[place].allows(url):
            return ""
        return self._shut.get(place, "robots.txt disallows it")

    def get(self, url: str) -> Fetched:
        """Fetch an address through its redirects; FetchError if no answer came at all."""
        return self._follow(url, self._refusal)

    def _follow(self, url: str, refusal: Callable[[str], str]) -> Fetched:
        exchanges: list[Exchange] = []
        while len(exchanges) <= MOST_HOPS:
            exchange = self._exchange(url)
            exchanges.append(exchange)
            url = exchange.target
            if not url:
                return _judged(tuple(exchanges))
            if reason := refusal(url):
                return Fetched(tuple(exchanges), f"redirect to {url}: {reason}")
        return Fetched(tuple(exchanges), "too many redirects")

    def _outside(self, url: str) -> str:
        return "" if self._site.holds(url) else "outside the site"

    def _refusal(self, url: str) -> str:
        return self._outside(url) or self.forbidden(url)

    def _read_robots(self, place: str) -> Robots:
        try:
            answer = self._follow(f"{place}/robots.txt", self._outside)
        except FetchError as error:
            return self._closed(place, str(error))
        last = answer.last
        if 200 <= last.status < 300:
            return parse_robots(last.body[:MOST_BYTES].decode("utf-8-sig", "replace"), AGENT)
        if 400 <= last.status < 500 and last.status not in _SHUT:
            return OPEN
        return self._closed(place, answer.problem)

    def _closed(self, place: str, reason: str) -> Robots:
        self._shut[place] = f"robots.txt: {reason}"
        log.warning("%s: robots.txt could not be read (%s), so nothing is fetched there", place, reason)
        return CLOSED

    def _exchange(self, url: str) -> Exchange:
        """One answer, asked for again after a pause while the server is busy or the line breaks."""
        for attempt in range(1, TRIES + 1):
            wait: float = 2**attempt
            try:
                exchange = self._once(url)
            except _TRANSIENT as error:
                if attempt == TRIES:
                    raise FetchError(f"no answer after {TRIES} tries: {_short(error)}") from error
            except requests.RequestException as error:
                raise FetchError(_short(error)) from error
            else:
                wait = _retry_after(exchange.header("retry-after"), wait)
                if exchange.status not in _TRY_AGAIN or attempt == TRIES or wait > LONGEST_WAIT:
                    return exchange
            log.info("%s: next try in %.0f s", url, wait)
            self._clock.sleep(wait)
        raise AssertionError("the last try returns or raises")

    def _once(self, url: str) -> Exchange:
        self._pace(url)
        date = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        try:
            with self._session.get(url, timeout=TIMEOUT, stream=True, allow_redirects=False) as answer:
                body = self._body(answer)
                return Exchange(
                    url=url,
                    date=date,
                    request=tuple((k, str(v)) for k, v in answer.request.headers.items()),
                    status=answer.status_code,
                    reason=answer.reason or "",
                    headers=tuple(answer.raw.headers.iteritems()),
                    body=body,
                )
        finally:
            self._free_at[urlsplit(url).netloc] = self._clock.now() + self._delay(url)

    def _pace(self, url: str) -> None:
        wait = self._free_at.get(urlsplit(url).netloc, 0.0) - self._clock.now()
        if wait > 0:
            self._clock.sleep(wait)

    def _delay(self, url: str) -> float:
        return max(self._site.delay, self._robots.get(origin(url), OPEN).delay)

    def _body(self, answer: requests.Response) -> bytes:
        """The body up to its limits in bytes and seconds; FetchError beyond."""
        parts: list[bytes] = []
        size, start = 0, self._clock.now()
        for part in answer.iter_content(1 << 16):
            parts.append(part)
            size += len(part)
            if size > MOST_BODY:
                raise FetchError(f"larger than {MOST_BODY} bytes")
            if self._clock.now() - start > MOST_SECONDS:
                raise FetchError(f"not complete after {MOST_SECONDS:.0f} s")
        return b"".join(parts)


def _judged(exchanges: tuple[Exchange, ...]) -> Fetched:
    last = exchanges[-1]
    if sign := challenge_sign(last.status, last.body):
        return Fetched(exchanges, f"challenge page ({sign}), status {last.status}", blocked=True)
    return Fetched(exchanges, "" if 200 <= last.status < 300 else f"{last.status} {last.reason}".strip())


def _retry_after(value: str, otherwise: float) -> float:
    """The seconds a Retry-After header asks for, given as seconds or as a date."""
    if value.isdecimal():
        return float(value[:9])
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return otherwise
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


def _as_utf8(header: str) -> str:
    """A header read as Latin-1 that holds UTF-8 bytes, as the sender meant it."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return header


def _short(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:200]
