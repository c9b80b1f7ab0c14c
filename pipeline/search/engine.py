"""One query over one store: filter exactly, rank, cut out the page asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal

from pipeline import grams
from pipeline.record import mask
from pipeline.search.compile import Condition, compile_query, leaf
from pipeline.search.facets import Rows, facets
from pipeline.search.hits import Hit, Result, Snippet
from pipeline.search.query import Both, Either, Everything, Group, Node, Not, Test, Text, parse
from pipeline.search.snippets import mark, snippet

Sort = Literal["relevance", "date", "money"]
SORTS: tuple[Sort, ...] = ("relevance", "date", "money")
Cut = Callable[[str], Iterable[str]]
Found = tuple[int, float, int]

_MONEY = "(SELECT max(num) FROM fields f WHERE f.page = p.page AND f.name = 'money')"
_SCORE = "SELECT rowid, bm25(pages_fts, 10, 1, 10, 1) AS score FROM pages_fts WHERE pages_fts MATCH ?"
_ORDERS = {"relevance": "r.score IS NULL, r.score", "date": "p.date IS NULL", "money": f"{_MONEY} DESC"}
_FACTS = (
    "id",
    "url",
    "kind",
    "agency",
    "body",
    "level",
    "region",
    "date",
    "mark",
    "result",
    "topic",
    "topic_name",
)
_HIT = f"""
SELECT {", ".join(_FACTS)}, (SELECT min(path) FROM paths WHERE page = p.page), {_MONEY}, record,
    (SELECT t.id FROM clusters c JOIN pages t ON t.page = c.trusted WHERE c.page = p.page),
    (SELECT count(*) FROM clusters WHERE trusted = (SELECT trusted FROM clusters WHERE page = p.page))
FROM pages p WHERE p.page = ?"""


def search(
    store: Rows,
    query: str,
    *,
    limit: int = 20,
    sort: Sort = "relevance",
    with_facets: bool = False,
    cut: Cut | None = None,
    all_copies: bool = False,
) -> Result:
    """The pages for which a query holds; UsageError if it is no query.

    Of pages that give the same answer one stands for all, the trusted one if it was found; `all_copies` gives each.

    Phrases are compared as substrings, so no page is missed or added by a segmenter. `cut` (text → words) only
    refines the order: pages that hold more of the words of the phrases rank higher.
    """
    tree = parse(query)
    found = _found(store, tree, sort, cut)
    if not all_copies:
        found = _one_each(found)
    hits = tuple(_hit(store, tree, page, score) for page, score, _ in found[:limit])
    counts = facets(store, [page for page, *_ in found]) if with_facets else {}
    return Result(query, len(found), hits, counts)


def matching(store: Rows, query: str) -> list[str]:
    """The ids of all pages for which a query holds, sorted by path."""
    condition = compile_query(parse(query))
    sql = (
        "SELECT p.id FROM pages p JOIN (SELECT page, min(path) AS path FROM paths GROUP BY page) o"
        f" ON o.page = p.page WHERE {condition.sql} ORDER BY o.path"
    )
    return [row[0] for row in store.rows(sql, condition.parameters)]


def _found(store: Rows, tree: Node, sort: Sort, cut: Cut | None) -> list[Found]:
    """Row number, score and trusted copy of all pages found, best first."""
    condition, ranking = compile_query(tree), _ranking(tree, cut)
    score, join = "0.0", ""
    if ranking:
        score, join = "coalesce(-r.score, 0.0)", f"LEFT JOIN ({_SCORE}) r ON r.rowid = p.page"
    order = _ORDERS["date" if sort == "relevance" and not ranking else sort]
    sql = (
        f"SELECT p.page, {score}, coalesce(c.trusted, p.page) FROM pages p {join}"
        " LEFT JOIN clusters c ON c.page = p.page WHERE p.page IN (SELECT page FROM paths)"
        f" AND {condition.sql} ORDER BY {order}, p.date DESC, p.id"
    )
    parameters = [ranking, *condition.parameters] if ranking else condition.parameters
    return [(row[0], row[1], row[2]) for row in store.rows(sql, parameters)]


def _one_each(found: list[Found]) -> list[Found]:
    """One page of each cluster at the place of its best, the trusted page if it was found too."""
    pages = {page for page, *_ in found}
    shown: dict[int, Found] = {}
    for page, score, trusted in found:
        shown.setdefault(trusted, (trusted if trusted in pages else page, score, trusted))
    return list(shown.values())


def _ranking(tree: Node, cut: Cut | None) -> str:
    """The index query whose bm25 ranks the pages: the phrases wanted, and their words if they can be cut."""
    phrases = list(dict.fromkeys(part.phrase for part in _wanted(tree) if isinstance(part, Text)))
    words = [] if cut is None else [word for phrase in phrases for word in cut(phrase) if len(word) > 1]
    parts = [f"{{title text}} : {grams.phrase(phrase)}" for phrase in phrases]
    parts += [f'{{title_words words}} : "{grams.form(word)}"' for word in dict.fromkeys(words)]
    return " OR ".join(parts)


def _wanted(tree: Node) -> Iterator[Text | Test | Everything | Group]:
    """The terms that a page found may hold: all but those under NOT."""
    if isinstance(tree, Both | Either):
        for part in tree.parts:
            yield from _wanted(part)
    elif not isinstance(tree, Not):
        yield tree


def _hit(store: Rows, tree: Node, page: int, score: float) -> Hit:
    *facts, path, money, line, cluster, copies = store.rows(_HIT, [page])[0]
    record = mask(json.loads(line))
    phrases = [part.phrase for part in _wanted(tree) if isinstance(part, Text)]
    spans = mark(record["text"], phrases) or _evidence(store, tree, page)
    return Hit(
        **dict(zip(_FACTS, facts, strict=True)),
        path=path,
        title=Snippet(record["title"].replace("\n", " "), mark(record["title"], phrases)),
        money=money,
        score=round(score, 4),
        snippet=snippet(record["text"], spans, _opening(record)),
        cluster=cluster or record["id"],
        copies=copies or 1,
    )


def _evidence(store: Rows, tree: Node, page: int) -> tuple[tuple[int, int], ...]:
    """Where the fields and measures asked for stand in the text."""
    conditions = [
        condition for part in _wanted(tree) if not isinstance(part, Text) for condition in leaf(part)
    ]
    measures = _spans(store, page, [c for c in conditions if c.table == "measures"])
    return measures or _spans(store, page, [c for c in conditions if c.table == "fields"])


def _spans(store: Rows, page: int, conditions: list[Condition]) -> tuple[tuple[int, int], ...]:
    spans: set[tuple[int, int]] = set()
    for c in conditions:
        alias = c.table[0]
        sql = (
            f'SELECT {alias}.start, {alias}."end" FROM {c.table} {alias}'
            f" WHERE {alias}.page = ? AND {alias}.start IS NOT NULL AND ({c.sql})"
        )
        spans.update((row[0], row[1]) for row in store.rows(sql, [page, *c.parameters]))
    return tuple(sorted(spans))


def _opening(record: dict[str, Any]) -> int:
    """Where a reader would begin: at the opening or the body, else at the start."""
    starts = {section["kind"]: section["start"] for section in reversed(record["sections"])}
    return int(starts.get("opening", starts.get("body", 0)))
