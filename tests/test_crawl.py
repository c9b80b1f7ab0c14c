"""The crawler against portals on the loopback address: nothing here asks another machine.

Every portal is its site's HTTP proxy, so a request to any host, also one that should never be made, ends there.
"""

from __future__ import annotations

import gzip
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count, groupby
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from pipeline.crawl import CrawlReport, Site, bundled_sites, crawl, load_site
from pipeline.crawl import fetch as fetch_module
from pipeline.crawl.address import absolute
from pipeline.crawl.archive import Archive, fetched_before, rescue
from pipeline.crawl.challenge import challenge_sign
from pipeline.crawl.demo import BUNDLED, LIST_PAGES, portal
from pipeline.crawl.fetch import USER_AGENT, Clock
from pipeline.crawl.robots import Robots, parse_robots
from pipeline.errors import FetchError, LayoutError, UsageError
from pipeline.rules import load_toml
from pipeline.warc import read_warc, responses

HOST = "http://www.wangchuan.example"
Reply = tuple[int, dict[str, str], bytes]
CUT = (0, {}, b"")  # the connection is closed without an answer
SILENT = (0, {}, b"silent")  # it is closed after half a second


@dataclass
class Portal:
    """Scripted answers by address; the last answer of an address is repeated. `asked` is what was asked for."""

    routes: dict[str, list[Reply]]
    asked: list[str] = field(default_factory=list)
    agents: set[str | None] = field(default_factory=set)
    address: str = ""

    def answer(self, url: str) -> Reply:
        self.asked.append(url)
        replies = self.routes.get(url, [(404, {}, b"not here")])
        return replies.pop(0) if len(replies) > 1 else replies[0]

    def times(self, path: str) -> int:
        return self.asked.count(HOST + path)


@pytest.fixture
def serve() -> Iterator[Callable[..., Portal]]:
    servers: list[tuple[ThreadingHTTPServer, threading.Thread]] = []

    def start(routes: dict[str, list[Reply]]) -> Portal:
        site = Portal({key if "://" in key else HOST + key: value for key, value in routes.items()})
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        servers.append((server, thread))
        site.address = f"http://127.0.0.1:{server.server_address[1]}"
        return site

    yield start
    for server, thread in servers:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(site: Portal) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.agents.add(self.headers["User-Agent"])
            status, headers, body = site.answer(self.path)
            if status == 0:
                threading.Event().wait(0.5 if body else 0)
                return
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    return Handler


@dataclass
class FakeTime:
    """A clock that moves only when somebody sleeps."""

    at: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.at += seconds

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.at, self.sleep)


SITE = """
name = "wangchuan"
hosts = ["www.wangchuan.example"]
delay = {delay}
proxy = "{proxy}"
[list]
url = "http://www.wangchuan.example/list.html"
item = "ul.items a"
{paging}
[expect]
page = [{least}, 4]
{total}
"""


@pytest.fixture
def make_site(tmp_path: Path) -> Callable[..., Site]:
    def make(
        where: Portal, paging: str = 'next = "a.next"', total: str = "", least: int = 2, delay: float = 0
    ) -> Site:
        path = tmp_path / "wangchuan.toml"
        text = SITE.format(proxy=where.address, paging=paging, total=total, least=least, delay=delay)
        path.write_text(text, "utf-8")
        return load_site(path)

    return make


@pytest.fixture
def run(make_site: Callable[..., Site], tmp_path: Path) -> Callable[..., CrawlReport]:
    """Crawl a scripted portal into the folder `out`, with a clock that costs no time."""

    def go(
        where: Portal, *, limit: int | None = None, time: FakeTime | None = None, **site: object
    ) -> CrawlReport:
        clock = (time or FakeTime()).clock
        return crawl(make_site(where, **site), tmp_path / "out", limit=limit, clock=clock)

    return go


def page(text: str = "答复", **headers: str) -> Reply:
    return 200, {"Content-Type": "text/html; charset=utf-8"} | headers, f"<p>{text}</p>".encode()


def listing(*links: str, following: str = "", extra: str = "") -> Reply:
    items = "".join(f'<li><a href="{link}">对建议的答复</a></li>' for link in links)
    more = f'<a class="next" href="{following}">下一页</a>' if following else ""
    return page(f'<ul class="items">{items}</ul>{more}{extra}<a href="/footer.html">页脚</a>')


def moved(to: str) -> Reply:
    return 302, {"Location": to}, b""


def reasons(report: CrawlReport) -> dict[str, str]:
    return {failure.url.removeprefix(HOST): failure.reason for failure in report.failed}


def two_pages() -> dict[str, list[Reply]]:
    return {"/list.html": [listing("/1.html", "/2.html")], "/1.html": [page("一")], "/2.html": [page("二")]}


# the demonstration


def test_demo_crawls_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.crawl.run.portal", partial(portal, BUNDLED))
    report = crawl(load_site("demo"), tmp_path)
    files = {f.name: f.read_bytes() for f in BUNDLED.iterdir()}
    assert (report.list_pages, report.listed) == (LIST_PAGES, len(files) + 4)
    assert (report.fetched, report.skipped, report.disallowed, report.outside) == (len(files) + 1, 0, 1, 0)
    assert sorted(f.reason.split(" (")[0] for f in report.failed) == ["404 Not Found", "challenge page"]
    archived = {uri.rpartition("/")[2]: body for uri, _, _, body in read_warc(report.warc)}
    assert archived.items() >= files.items()
    again = crawl(load_site("demo"), tmp_path)
    assert (again.fetched, again.skipped) == (0, len(files) + 1)


def test_demo_runs_over_the_corpus_and_accounts_for_every_link(tmp_path: Path) -> None:
    report = crawl(load_site("demo"), tmp_path)
    parts = report.fetched + report.skipped + report.disallowed + report.outside + len(report.failed)
    assert report.listed == parts
    assert report.listed > LIST_PAGES


# list pages


def test_next_links_are_followed_and_links_come_once(serve, run) -> None:
    routes = two_pages() | {
        "/list.html": [listing("/1.html", "2.html#top", "javascript:void(0)", following="list_2.html")],
        "/list_2.html": [listing("/2.html", "http://www.wangchuan.example/3.html", following="/list.html")],
        "/3.html": [page("三")],
    }
    where = serve(routes)
    report = run(where)
    assert (report.list_pages, report.listed, report.fetched, report.failed) == (2, 3, 3, ())
    assert where.asked == [
        HOST + path for path in ("/robots.txt", "/list.html", "/1.html", "/2.html", "/list_2.html", "/3.html")
    ]
    assert where.agents == {USER_AGENT}


def test_counted_pages(serve, run) -> None:
    script = "<script>createPageHTML(3, 0, 'list', 'html')</script>"
    routes = {
        "/list.html": [listing("/1.html", "/2.html", extra=script)],
        "/list_1.html": [listing("/3.html", "/4.html", extra=script)],
        "/list_2.html": [listing("/5.html", extra=script)],
    }
    where = serve(routes | {f"/{n}.html": [page(str(n))] for n in range(1, 6)})
    counted = f"pages = '{HOST}/list_{{page}}.html'\ncount = 'createPageHTML\\((?P<count>\\d+)'"
    report = run(where, paging=counted)
    assert (report.list_pages, report.fetched, report.failed) == (3, 5, ())
    where = serve(two_pages())
    with pytest.raises(LayoutError, match=r"number of list pages is not where list\.count"):
        run(where, paging=counted)


OPEN_ENDS = [
    # what stands after two full list pages: a 404, a short page, an empty one, the same links again
    ({}, 2),
    ({"/list_4.html": [listing("/5.html")]}, 3),
    ({"/list_4.html": [listing()]}, 3),
    ({"/list_4.html": [listing("/3.html", "/4.html")]}, 3),
]


@pytest.mark.parametrize(("last", "list_pages"), OPEN_ENDS)
def test_open_ended_paging_ends(serve, run, last, list_pages) -> None:
    routes = {"/list.html": [listing("/1.html", "/2.html")], "/list_3.html": [listing("/3.html", "/4.html")]}
    where = serve(routes | last | {f"/{n}.html": [page(str(n))] for n in range(1, 6)})
    report = run(where, paging=f"pages = '{HOST}/list_{{page}}.html'\nfirst_page = 3", total="total = [4, 5]")
    assert (report.list_pages, report.stopped, report.failed) == (list_pages, "", ())
    assert report.fetched == report.listed == (5 if "/5.html" in str(last) else 4)


LAYOUTS = [
    # list pages, what the error says
    (
        {"/list.html": [page("<ol><li><a href='/1.html'>改版</a></li></ol>")]},
        "0 links by 'ul.items a', expected 1 to 4",
    ),
    ({"/list.html": [listing("/1.html", following="/l2.html")]}, "1 links by 'ul.items a', expected 2 to 4"),
    ({"/list.html": [listing(*(f"/{n}.html" for n in range(5)))]}, "5 links"),
    ({"/list.html": [listing("/1.html", "/2.html")]}, "2 links on 1 list pages, expected 3 to 9"),
]


@pytest.mark.parametrize(("routes", "message"), LAYOUTS)
def test_a_changed_list_is_an_error(serve, run, routes, message) -> None:
    with pytest.raises(LayoutError, match=message):
        run(serve(routes), total="total = [3, 9]")


def test_what_came_before_a_layout_error_is_kept(serve, run, tmp_path: Path) -> None:
    routes = two_pages() | {
        "/list.html": [listing("/1.html", "/2.html", following="/l2.html")],
        "/l2.html": [page()],
    }
    with pytest.raises(LayoutError):
        run(serve(routes))
    assert [path.suffixes for path in (tmp_path / "out").iterdir()] == [[".warc", ".gz"]]
    assert {HOST + "/1.html", HOST + "/2.html"} <= fetched_before(tmp_path / "out")


def test_a_list_that_does_not_come_ends_the_crawl(serve, run) -> None:
    with pytest.raises(FetchError, match=r"list\.html: 404"):
        run(serve({}))
    routes = two_pages() | {"/list.html": [listing("/1.html", "/2.html", following="/l2.html")]}
    report = run(serve(routes), total="total = [10, 20]")
    assert report.fetched == 2
    assert report.stopped == f"list page {HOST}/l2.html: 404 Not Found"


def test_endless_lists_and_limits_end(serve, run) -> None:
    routes = {
        f"/l{n}.html": [listing(f"/{n}a.html", f"/{n}b.html", following=f"/l{n + 1}.html")] for n in range(9)
    }
    routes["/list.html"] = routes["/l0.html"]
    report = run(serve(dict(routes)), paging='next = "a.next"\nmost_pages = 3')
    assert (report.list_pages, report.stopped) == (3, "more than 3 list pages")
    where = serve(two_pages())
    report = run(where, limit=1)
    assert (report.fetched, report.stopped, where.times("/2.html")) == (1, "limit of 1 pages", 0)


# robots.txt and pace


def test_robots_is_obeyed(serve, run) -> None:
    robots = (200, {}, b"User-agent: *\nDisallow: /2\n")
    where = serve(two_pages() | {"/robots.txt": [robots]})
    report = run(where)
    assert (report.fetched, report.disallowed, where.times("/2.html"), where.times("/robots.txt")) == (
        1,
        1,
        0,
        1,
    )


@pytest.mark.parametrize("status", [401, 403, 500])
def test_a_robots_txt_that_fails_closes_the_host(serve, run, status: int) -> None:
    where = serve(two_pages() | {"/robots.txt": [(status, {}, b"")]})
    with pytest.raises(FetchError, match=rf"robots\.txt: {status}"):
        run(where)
    assert where.times("/list.html") == 0


def test_a_missing_robots_txt_opens_the_host(serve, run) -> None:
    assert run(serve(two_pages() | {"/robots.txt": [(410, {}, b"")]})).fetched == 2


ROBOTS = [
    # robots.txt, path, allowed
    ("", "/a", True),
    ("User-agent: *\nDisallow:", "/a", True),
    ("User-agent: *\nDisallow: /", "/a", False),
    ("user-agent: *\ndisallow: /a # a remark\nAllow: /a/b", "/a/b/c", True),
    ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
    ("User-agent: *\nDisallow: /*.jsp?*id=", "/x/show.jsp?a=1&id=2", False),
    ("User-agent: *\nDisallow: /*.jsp?*id=", "/x/show.jsp?a=1", True),
    ("User-agent: *\nDisallow: /*.doc$", "/x/a.doc", False),
    ("User-agent: *\nDisallow: /*.doc$", "/x/a.docx", True),
    ("User-agent: *\nDisallow: /a$", "/a", False),
    ("User-agent: *\nDisallow: /a$", "/ab", True),
    ("User-agent: *\nDisallow: /%E5%86%85", "/内部", False),
    ("User-agent: *\nDisallow: /内", "/%e5%86%85", False),
    # our own group counts instead of *, and all of its parts do
    ("User-agent: Fuwen/9\nAllow: /\nUser-agent: *\nDisallow: /", "/a", True),
    ("User-agent: *\nAllow: /\nUser-agent: fuwen\nDisallow: /a", "/a", False),
    (
        "User-agent: fuwen\nDisallow: /a\nUser-agent: x\nAllow: /\nUser-agent: fuwen\nDisallow: /b",
        "/b",
        False,
    ),
    ("User-agent: x\nUser-agent: *\nDisallow: /a", "/a", False),
    ("User-agent: fuwenbot\nDisallow: /", "/a", True),
    ("Disallow: /", "/a", True),
    ("<html><body>404</body></html>", "/a", True),
]


@pytest.mark.parametrize(("text", "path", "allowed"), ROBOTS)
def test_robots_rules(text: str, path: str, allowed: bool) -> None:
    assert parse_robots(text, "fuwen").allows(HOST + path) is allowed


@pytest.mark.parametrize(
    ("line", "delay"), [("7", 7.0), ("0.5", 0.5), ("-3", 0.0), ("inf", 0.0), ("1e9", 0.0), ("", 0.0)]
)
def test_crawl_delay(line: str, delay: float) -> None:
    assert parse_robots(f"User-agent: *\nCrawl-delay: {line}", "fuwen").delay == delay


def fits(pattern: str, target: str) -> bool:
    """Reference for patterns, by recursion over `*`."""
    if pattern in {"", "$"}:
        return pattern == "" or target == ""
    if pattern[0] == "*":
        return any(fits(pattern[1:], target[at:]) for at in range(len(target) + 1))
    return target[:1] == pattern[0] and fits(pattern[1:], target[1:])


@settings(deadline=None)
@given(st.text("ab*", max_size=7), st.sampled_from(["", "$"]), st.text("ab", max_size=7))
def test_robots_patterns_match_as_the_reference(pattern: str, end: str, target: str) -> None:
    blocked = Robots((("/" + pattern + end, False),))
    assert blocked.allows(f"{HOST}/{target}") is not fits(pattern + end, target)


def test_hostile_robots_patterns_cost_nothing() -> None:
    blocked = Robots((("/" + "*a" * 20_000 + "$", False),))
    assert blocked.allows(HOST + "/" + "a" * 15_000 + "b") is True


@pytest.mark.parametrize(("delay", "crawl_delay", "expected"), [(3, "", 3.0), (1, "Crawl-delay: 5", 5.0)])
def test_pace(serve, run, delay: float, crawl_delay: str, expected: float) -> None:
    robots = (200, {}, f"User-agent: *\n{crawl_delay}\n".encode())
    time = FakeTime()
    run(serve(two_pages() | {"/robots.txt": [robots]}), delay=delay, time=time)
    assert time.slept == [delay, expected, expected]


# answers that fail


RETRIES = [
    # answers of a page, how often it is asked for, pauses, reason of failure
    ([(503, {}, b""), page()], 2, [2], None),
    ([(429, {"Retry-After": "7"}, b""), page()], 2, [7], None),
    ([(503, {"Retry-After": "soon"}, b""), page()], 2, [2], None),
    ([CUT, CUT, page()], 3, [2, 4], None),
    ([(200, {"Content-Length": "50"}, b"<p>half"), page()], 2, [2], None),
    ([(500, {}, b"")], 4, [2, 4, 8], "500 Internal Server Error"),
    ([CUT], 4, [2, 4, 8], "no answer after 4 tries"),
    ([(503, {"Retry-After": "86400"}, b"")], 1, [], "503 Service Unavailable"),
    ([(404, {}, b"")], 1, [], "404 Not Found"),
]


@pytest.mark.parametrize(("replies", "asked", "pauses", "reason"), RETRIES)
def test_retries(serve, run, replies, asked, pauses, reason) -> None:
    time = FakeTime()
    where = serve(two_pages() | {"/2.html": list(replies)})
    report = run(where, time=time)
    assert (where.times("/2.html"), time.slept) == (asked, pauses)
    assert report.fetched == (2 if reason is None else 1)
    assert [str(f.reason).startswith(str(reason)) for f in report.failed] == [True] * (reason is not None)


def test_retry_after_may_be_a_date(serve, run) -> None:
    when = format_datetime(datetime.now(UTC) + timedelta(seconds=100))
    time = FakeTime()
    report = run(serve(two_pages() | {"/2.html": [(503, {"Retry-After": when}, b""), page()]}), time=time)
    assert report.fetched == 2
    assert 60 < time.slept[0] <= 100


def test_too_large_a_page_is_given_up(serve, run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch_module, "MOST_BODY", 1000)
    bomb = gzip.compress(b"0" * 2_000_000)
    report = run(serve(two_pages() | {"/2.html": [(200, {"Content-Encoding": "gzip"}, bomb)]}))
    assert reasons(report) == {"/2.html": "larger than 1000 bytes"}


def test_a_silent_server_is_given_up(serve, run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch_module, "TIMEOUT", (0.2, 0.2))
    monkeypatch.setattr(fetch_module, "TRIES", 2)
    report = run(serve(two_pages() | {"/2.html": [SILENT]}))
    assert reasons(report)["/2.html"].startswith("no answer after 2 tries: ReadTimeout")


def test_a_trickling_page_is_given_up(serve, make_site, tmp_path: Path) -> None:
    seconds = count(0, 100)
    clock = Clock(lambda: next(seconds), lambda _: None)
    big = page("答" * 100_000)
    site = make_site(serve(two_pages() | {"/2.html": [big]}))
    assert reasons(crawl(site, tmp_path, clock=clock)) == {"/2.html": "not complete after 180 s"}


# redirects


def test_redirects_stay_within_the_site(serve, run) -> None:
    routes = {
        "/robots.txt": [(200, {}, b"User-agent: *\nDisallow: /neibu/\n")],
        "/list.html": [listing("/in.html", "/out.html", "/loop.html", "/neibu.html")],
        "/in.html": [moved("/答复.html".encode().decode("latin-1"))],
        "/%E7%AD%94%E5%A4%8D.html": [page()],
        "/out.html": [moved("http://elsewhere.example/x.html")],
        "/loop.html": [moved("/loop.html")],
        "/neibu.html": [moved("/neibu/1.html")],
    }
    where = serve(routes)
    report = run(where)
    assert report.fetched == 1
    assert reasons(report) == {
        "/out.html": "redirect to http://elsewhere.example/x.html: outside the site",
        "/loop.html": "too many redirects",
        "/neibu.html": f"redirect to {HOST}/neibu/1.html: robots.txt disallows it",
    }
    assert not [url for url in where.asked if "elsewhere" in url or "neibu/" in url]
    assert where.times("/loop.html") == 6


def test_links_to_other_hosts_are_counted_not_fetched(serve, run) -> None:
    where = serve(
        two_pages() | {"/list.html": [listing("/1.html", "http://elsewhere.example/1", "ftp://x.example/")]}
    )
    report = run(where)
    assert (report.listed, report.fetched, report.outside) == (2, 1, 1)
    assert all(url.startswith(HOST) for url in where.asked)


HOLDS = [
    # hosts, address, inside
    (("www.x.gov.cn",), "https://www.x.gov.cn:8443/a", True),
    (("www.x.gov.cn",), "http://x.gov.cn/a", False),
    ((".x.gov.cn",), "http://jtj.x.gov.cn/a", True),
    ((".x.gov.cn",), "http://evilx.gov.cn/a", False),
    (("www.x.gov.cn",), "http://www.x.gov.cn@evil.example/", False),
    (("www.x.gov.cn",), "file:///www.x.gov.cn/a", False),
    (("www.x.gov.cn",), "http://[broken/", False),
]


@pytest.mark.parametrize(("hosts", "url", "inside"), HOLDS)
def test_site_holds(hosts: tuple[str, ...], url: str, inside: bool) -> None:
    site = load_site("demo")
    assert Site("x", hosts, site.listing).holds(url) is inside


# challenge pages


def signs() -> list[dict[str, object]]:
    return load_toml("pipeline.crawl", "data/challenge.toml")["sign"]


@pytest.mark.parametrize("code", ["utf-8", "gb18030"])
@pytest.mark.parametrize("sign", signs(), ids=lambda sign: sign["id"])
def test_challenge_signs(sign: dict[str, list[str]], code: str) -> None:
    assert [challenge_sign(200, text.encode(code)) for text in sign["examples"]] == [sign["id"]] * len(
        sign["examples"]
    )
    assert sign["counter_examples"]
    assert not [text for text in sign["counter_examples"] if challenge_sign(200, text.encode(code))]


def test_a_page_with_text_of_its_own_is_no_challenge() -> None:
    long = f"<p>{'加强网站安全验证与监测。' * 60}</p>".encode()
    assert challenge_sign(200, b"<script>acw_sc__v2</script>" + long) == ""
    assert challenge_sign(403, b"<script>var a</script>" + long) == ""
    assert challenge_sign(412, b"<html><script>var a=1</script></html>") == "scripts-alone"
    assert challenge_sign(200, b"<html><script>var a=1</script><body></body></html>") == "scripts-alone"
    assert (
        challenge_sign(200, b"<html><script>var a=1</script><body><img src='scan.jpg'></body></html>") == ""
    )
    assert challenge_sign(200, "<script>var a=1</script><p>答复</p>".encode()) == ""
    assert challenge_sign(404, "<p>页面不存在</p>".encode()) == ""
    assert challenge_sign(200, b"") == challenge_sign(500, b"") == ""


def test_a_challenge_is_reported_kept_and_asked_for_again(serve, run, tmp_path: Path) -> None:
    challenge = page("<title>安全验证</title>请完成验证")
    where = serve(two_pages() | {"/2.html": [challenge, page("二")]})
    report = run(where)
    assert reasons(report) == {"/2.html": "challenge page (notice), status 200"}
    assert challenge[2] in [r.body for r in responses(report.warc)]
    again = run(where)
    assert (again.fetched, again.skipped, again.failed) == (1, 1, ())


def test_a_site_that_only_challenges_is_left_alone(serve, run) -> None:
    challenge = (412, {}, b"<html><head><script>$_ts=window['$_ts']</script></head><body></body></html>")
    routes = {f"/{n}.html": [challenge] for n in range(8)} | {"/1.html": [page()]}
    routes["/list.html"] = [listing("/0.html", "/1.html", "/2.html", "/3.html", following="/l1.html")]
    routes["/l1.html"] = [listing("/4.html", "/5.html", "/6.html", "/7.html")]
    where = serve(routes)
    report = run(where)
    assert report.stopped == "5 challenge pages in a row: the site does not want us now"
    assert (report.fetched, len(report.failed), where.times("/6.html"), where.times("/7.html")) == (
        1,
        6,
        1,
        0,
    )


# archives


def test_the_archive_is_read_by_warcio_with_digests(serve, run) -> None:
    body = "<p>现答复如下</p>".encode("gbk")
    zipped = (
        200,
        {"Content-Type": "text/html; charset=gbk", "Content-Encoding": "gzip"},
        gzip.compress(body),
    )
    report = run(serve(two_pages() | {"/2.html": [zipped]}))
    with report.warc.open("rb") as file:
        records = [
            (r.rec_type, r.rec_headers["WARC-Target-URI"], r.content_stream().read(), r.http_headers)
            for r in ArchiveIterator(file, check_digests="raise")
        ]
    kinds = [kind for kind, _ in groupby(kind for kind, *_ in records)]
    assert kinds == ["warcinfo", *["response", "request"] * 3]
    assert b"isPartOf: wangchuan" in records[0][2]
    assert records[-2][1:3] == (HOST + "/2.html", body)
    assert records[-1][3].get_header("User-Agent") == USER_AGENT
    assert list(read_warc(report.warc))[-1][3] == body


def test_each_record_is_a_gzip_member(serve, run) -> None:
    rest = run(serve(two_pages())).warc.read_bytes()
    members = []
    while rest:
        member = zlib.decompressobj(zlib.MAX_WBITS + 16)
        members.append(member.decompress(rest))
        rest = member.unused_data
    assert len(members) == 1 + 2 * 3
    assert all(text.startswith(b"WARC/1.0") and text.count(b"WARC-Record-ID") == 1 for text in members)


def test_an_interrupted_crawl_keeps_what_it_has(serve, run, tmp_path: Path) -> None:
    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    time = FakeTime()
    time.sleep = interrupt  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        run(serve(two_pages() | {"/2.html": [(503, {}, b"")]}), time=time)
    (path,) = (tmp_path / "out").iterdir()
    assert path.name.endswith(".warc.gz")
    assert [uri.removeprefix(HOST) for uri, *_ in read_warc(path)] == ["/list.html", "/1.html"]


def test_a_second_crawl_skips_what_stands_in_archives(serve, run) -> None:
    routes = two_pages() | {
        "/list.html": [listing("/1.html", "/2.html", "/old.html")],
        "/old.html": [moved("/1.html")],
    }
    where = serve(routes)
    assert run(where).fetched == 3
    where.asked.clear()
    again = run(where)
    assert (again.fetched, again.skipped, again.listed) == (0, 3, 3)
    assert where.asked == [HOST + "/robots.txt", HOST + "/list.html"]


def test_what_failed_is_tried_again(serve, run) -> None:
    routes = two_pages() | {"/1.html": [moved("/gone.html")], "/2.html": [(404, {}, b""), page()]}
    where = serve(routes)
    assert run(where).fetched == 0
    where.routes[HOST + "/gone.html"] = [page()]
    again = run(where)
    assert (again.fetched, again.skipped) == (2, 0)


def test_a_crash_leaves_its_whole_records(serve, run, make_site, tmp_path: Path) -> None:
    out = tmp_path / "out"
    where = serve(two_pages())
    report = run(where)
    left = out / "wangchuan-1.warc.gz.part"
    left.write_bytes(report.warc.read_bytes()[:-5])
    (out / "wangchuan-2.warc.gz.part").write_bytes(b"\x1f\x8b\x08")
    report.warc.unlink()
    assert [path.name for path in rescue(out)] == ["wangchuan-1.warc.gz"]
    assert [path.name for path in out.iterdir()] == ["wangchuan-1.warc.gz"]
    assert len(list(read_warc(out / "wangchuan-1.warc.gz"))) == 3
    assert run(where).skipped == 2


def test_a_running_crawl_is_not_rescued(serve, make_site, tmp_path: Path) -> None:
    with Archive(tmp_path, make_site(serve({}))) as archive:
        assert [path.suffix for path in tmp_path.glob("*.warc*")] == [".part"]
        assert rescue(tmp_path) == []
        other = Archive(tmp_path, make_site(serve({})))
        assert other.path != archive.path
        other.__exit__(None, None, None)
    assert archive.path.exists()


def test_a_damaged_archive_does_not_stop_a_crawl(serve, run, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "broken.warc.gz").write_bytes(b"no archive")
    assert run(serve(two_pages())).fetched == 2


# site files


GOOD = SITE.format(proxy="", paging="", total="", least=1, delay=1)
WRONG_SITES = [
    # change to a good file, what the error says
    (("name", "names"), "name is missing"),
    (('"wangchuan"', '"../x"'), "name '../x' is not made of"),
    (("delay = 1", "delay = '1'"), "delay has the wrong type: '1'"),
    (("delay = 1", "delay = true"), "delay has the wrong type: True"),
    (("delay = 1", "delay = nan"), "delay nan"),
    (("delay = 1", "dealy = 1"), "unknown setting dealy"),
    (('["www.wangchuan.example"]', "[7]"), "hosts has the wrong type"),
    (('["www.wangchuan.example"]', '["x.example"]'), "is not on one of the hosts"),
    (("ul.items a", "ul..items"), "selector 'ul..items'"),
    (("[1, 4]", "[4, 1]"), "expected a range"),
    (("[1, 4]", "4"), "page has the wrong type"),
    (("[expect]", "pages = 'http://x/{page}'\n[expect]"), "needs expect.total"),
    (("[expect]", "pages = 'http://x/'\n[expect]"), "has no {page} in it"),
    (("[expect]", "pages = 'http://x/{page}'\ncount = '(\\d)'\n[expect]"), "needs a group named count"),
    (("[expect]", "pages = 'http://x/{page}'\nnext = 'a'\n[expect]"), "exclude each other"),
    (("[expect]", "count = '('\n[expect]"), "missing"),
    (("[expect]", "[expectations]"), "expect is missing"),
    (("[list]", "[list"), "Expected ']'"),
]


@pytest.mark.parametrize(("change", "message"), WRONG_SITES)
def test_a_wrong_site_file_is_a_usage_error(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    path = tmp_path / "a.toml"
    path.write_text(GOOD, "utf-8")
    assert load_site(path).name == "wangchuan"
    assert change[0] in GOOD
    path.write_text(GOOD.replace(*change, 1), "utf-8")
    with pytest.raises(UsageError) as caught:
        load_site(path)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_an_unknown_site_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no site 'nowhere': .* demo"):
        load_site("nowhere")
    with pytest.raises(UsageError, match="cannot be read"):
        load_site(tmp_path / "none.toml")


def test_out_must_be_a_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(UsageError, match="out is no folder"):
        crawl(load_site("demo"), tmp_path / "out")


def test_bundled_sites_load() -> None:
    assert "demo" in bundled_sites()
    assert [load_site(name).name for name in bundled_sites()] == list(bundled_sites())


ADDRESSES = [
    # base, link, address
    ("http://x.example/a/b.html", "c.html", "http://x.example/a/c.html"),
    ("http://x.example/a/b.html", " ../c.html?x=1&y=2#top ", "http://x.example/c.html?x=1&y=2"),
    ("http://x.example/a/", "//WWW.X.example", "http://www.x.example/"),
    ("http://x.example/a/", "/内 部.html", "http://x.example/%E5%86%85%20%E9%83%A8.html"),
    ("http://x.example/a/", "javascript:void(0)", ""),
    ("http://x.example/a/", "mailto:a@x.example", ""),
    ("http://x.example/a/", "http://[bad", ""),
    ("ftp://x.example/a/", "b", ""),
]


@pytest.mark.parametrize(("base", "link", "address"), ADDRESSES)
def test_addresses(base: str, link: str, address: str) -> None:
    assert absolute(base, link) == address


@settings(deadline=None)
@given(st.text(max_size=40))
def test_an_address_stays_as_it_is(link: str) -> None:
    once = absolute("http://x.example/a/", link)
    assert once == "" or absolute(once, once) == once
