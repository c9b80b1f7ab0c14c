"""A small portal on the loopback address, so that a crawl can be tried without a network.

It shows what real portals do: paging, wrong charsets, a page gone, a busy moment, a challenge, a move. It
answers like an HTTP proxy too, so its pages keep their addresses whatever port it got.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

CORPUS = Path(__file__).parents[2] / "corpus" / "pages"
BUNDLED = Path(__file__).parent / "demo_pages"
LIST_PAGES = 3
ROBOTS = "User-agent: *\nDisallow: /neibu/\nCrawl-delay: 0.01\n"
_PAGE_ENDINGS = (".html", ".htm", ".shtml", ".txt")
_CHARSET = re.compile(rb"charset\s{0,3}=\s{0,3}[\"']?([\w-]{3,20})")
_TITLE = re.compile(rb"<title>([^<]{1,200})", re.IGNORECASE)
_WRONG_EVERY = 7
_CHALLENGE = (
    "<html><head><title>安全验证</title><script>document.cookie='__jsl_clearance=1';location.reload()</script>"
    "</head><body>请完成安全验证后继续访问</body></html>"
)


class Answer(NamedTuple):
    """One HTTP answer of the portal."""

    status: int
    headers: dict[str, str]
    body: bytes


Routes = dict[str, list[Answer]]


@contextmanager
def portal(pages: Path | None = None) -> Iterator[str]:
    """Run the portal over the pages of a folder (those of the corpus, else the bundled ones) and yield its address."""
    with serving(demo_routes(pages or (CORPUS if _page_files(CORPUS) else BUNDLED))) as address:
        yield address


@contextmanager
def serving(routes: Routes) -> Iterator[str]:
    """Serve routes on a free loopback port: the answers of a path one after the other, the last one for ever."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(routes))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def demo_routes(folder: Path) -> Routes:
    """The whole portal: robots.txt, three list pages over the folder's pages, and the odd cases on the first."""
    routes: Routes = {"/robots.txt": [Answer(200, {"Content-Type": "text/plain"}, ROBOTS.encode())]}
    links: list[tuple[str, str]] = []
    for number, path in enumerate(_page_files(folder)):
        body = path.read_bytes()
        url = f"/jyta/art/{path.name}"
        routes[url] = [Answer(200, {"Content-Type": _content_type(path, body, number)}, body)]
        links.append((url, _title(body, path)))
    odd = _odd_routes(routes, links)
    for number in range(LIST_PAGES):
        start, end = (len(links) * n // LIST_PAGES for n in (number, number + 1))
        listed = links[start:end] if number else [*odd, *links[start:end]]
        routes[_list_url(number)] = [_html(_list_page(listed, number))]
    return routes


def _page_files(folder: Path) -> list[Path]:
    return sorted(path for ending in _PAGE_ENDINGS for path in folder.glob(f"*{ending}"))


def _odd_routes(routes: Routes, links: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Add the odd cases to the routes and return their links; a busy moment comes upon the first page."""
    first = links[0][0]
    routes[first].insert(0, Answer(503, {"Retry-After": "0", "Content-Type": "text/plain"}, b"busy"))
    moved, gone, blocked = "/jyta/yidong/1.html", "/jyta/art/yishanchu.html", "/jyta/art/yanzheng.html"
    routes[moved] = [Answer(302, {"Location": links[-1][0]}, b"")]
    routes[blocked] = [_html(_CHALLENGE)]
    return [
        ("/neibu/1.html", "内部页面"),
        (gone, "已删除的答复"),
        (blocked, "需要验证的答复"),
        (moved, "已移动的答复"),
    ]


def _list_url(number: int) -> str:
    return f"/jyta/index_{number}.html" if number else "/jyta/index.html"


def _list_page(links: list[tuple[str, str]], number: int) -> str:
    items = "\n".join(f'<li><a href="{url}">{html.escape(title)}</a></li>' for url, title in links)
    more = f'<a class="next" href="{_list_url(number + 1)}">下一页</a>' if number + 1 < LIST_PAGES else ""
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>建议提案办理</title></head><body>'
        f'<div class="crumb">首页 &gt; 政务公开 &gt; 建议提案办理</div>\n<ul class="news_list">\n{items}\n</ul>\n'
        f'<div class="page">第{number + 1}页 共{LIST_PAGES}页 {more}</div></body></html>'
    )


def _html(text: str) -> Answer:
    return Answer(200, {"Content-Type": "text/html; charset=utf-8"}, text.encode())


def _content_type(path: Path, body: bytes, number: int) -> str:
    """The type with the charset the page declares, every seventh time a wrong one."""
    media = "text/plain" if path.suffix == ".txt" else "text/html"
    if number % _WRONG_EVERY == _WRONG_EVERY - 1:
        return f"{media}; charset=ISO-8859-1"
    declared = _CHARSET.search(body[:2000])
    return f"{media}; charset={declared[1].decode()}" if declared else media


def _title(body: bytes, path: Path) -> str:
    found = _TITLE.search(body[:4000])
    try:
        return found[1].decode("utf-8").strip() if found else path.stem
    except UnicodeDecodeError:
        return path.stem


def _handler(routes: Routes) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answers = routes.get(unquote(urlsplit(self.path).path)) or [Answer(404, {}, b"not here")]
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
            self.send_response(answer.status)
            for name, value in {**answer.headers, "Content-Length": str(len(answer.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *args: object) -> None:
            """Keep quiet."""

    return Handler
