"""Search: exact on substrings, fields, groups, ranking, snippets, facets, output, faults with their column."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import grams
from pipeline.document import KINDS, STATUSES, Amount, Mention, Topic
from pipeline.errors import UsageError
from pipeline.periods import period
from pipeline.search import Result, matching, parse, search, write_result
from pipeline.search.names import fields
from pipeline.search.output import bracketed
from pipeline.search.snippets import mark, snippet
from pipeline.store import Store, open_store
from tests.records import act, letter, mention, record

LIFT = "关于老旧小区加装电梯的答复\n我局将推进加装电梯。每部补助20万元。\n2019年8月23日"


def lift() -> dict[str, Any]:
    """A reply with a plan without money and money without a plan."""
    return record(
        LIFT,
        "关于老旧小区加装电梯的答复",
        "lift.html",
        fields=(
            Mention("body", "政协", "政协", None, None, "title", "made"),
            Mention("level", "县", "县", None, None, "title", "made"),
            Mention("region", "望川县", "望川县", None, None, "title", "made"),
            Mention("lead_agency", "望川县住建局", "住建局", None, None, "meta", "made"),
            mention(LIFT, "issue_date", "2019-08-23", "2019年8月23日"),
            mention(LIFT, "money", Decimal(200000), "20万元"),
            Mention("result_mark", "B", "B", None, None, "meta", "made"),
            Mention("result", "in_progress", "B", None, None, "meta", "made"),
            Mention("cited_law", "望川县物业管理条例", "望川县物业管理条例", None, None, "meta", "made"),
            Mention("deadline", "2019-H2", "下半年", None, None, "meta", "made"),
        ),
        measures=(
            act(LIFT, "我局将推进加装电梯", "planned", agency="我局"),
            act(LIFT, "每部补助20万元", "completed", money=(Amount(Decimal(200000)),)),
        ),
        topics=(Topic("R10", "住房与城乡建设", 0.8, "城乡建设"),),
    )


def news() -> dict[str, Any]:
    return record("市长谈加装电梯,2020年", "新闻", "news.html", kind="news")


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with open_store("sqlite:///:memory:", create=True) as opened:
        opened.write([(r["source"]["path"], r, ["加装", "电梯"]) for r in (letter(), lift(), news())])
        yield opened


NAMES = {"letter": letter, "lift": lift, "news": news}
FOUND = [
    ("“最后一公里”", "letter"),
    ('"最后一公里"', "letter"),
    ("加装电梯", "lift news"),
    ("加装电梯 补助", "lift"),
    ("加装电梯 AND 补助", "lift"),
    ("加装电梯 OR 招呼站", "letter lift news"),
    ("加装电梯 NOT 市长", "lift"),
    ("NOT 加装电梯", "letter"),
    ("(招呼站 OR 市长) NOT 电梯", "letter"),
    ("NOT (招呼站 OR 市长)", "lift"),
    ("招呼站 OR 市长 电梯", "letter news"),
    ("*", "letter lift news"),
    ("* NOT kind:reply", "news"),
    ("最后一公理", ""),
    ("２０２４年６月", "letter"),
    ('"现答复如下："', "letter"),
    ("topic:R09", "letter"),
    ("topic:r10", "lift"),
    ("主题:住房", "lift"),
    ("agency:交通运输局", "letter"),
    ("agency:财政局", "letter"),
    ("agency:finance", "letter"),
    ("机关:住建局", "lift"),
    ("body:人大", "letter"),
    ("body:政协", "lift"),
    ("level:县", "lift"),
    ("level:区", "lift"),
    ("region:云溪", "letter"),
    ("region:望川县", "lift"),
    ("year:2019", "lift"),
    ("year:2018..2019", "lift"),
    ("year:>=2019", "letter lift"),
    ("year:>2019", "letter"),
    ("year:..2023", "lift"),
    ("NOT year:2019", "letter news"),
    ("date:2024-03", "letter"),
    ("date:2024-03-15", "letter"),
    ("date:>2024-03-14", "letter"),
    ("date:>2024-03", ""),
    ("date:<=2019-08", "lift"),
    ("date:<2019-08", ""),
    ("mark:A", "letter"),
    ("类别:b", "lift"),
    ("result:in_progress", "lift"),
    ("结果:部分解决", "lift"),
    ("status:planned", "letter lift"),
    ("状态:已完成 status:deferred", "letter"),
    ("money:>1000000", "letter"),
    ("金额:>300万", "letter"),
    ("money:200000", "lift"),
    ("money:10万..20万元", "lift"),
    ("money:<10万", ""),
    ("status:planned money:200000", "lift"),
    ("measure(status:planned money:200000)", ""),
    ("measure(status:planned money:>1000000)", "letter"),
    ("measure(status:completed money:200000)", "lift"),
    ("措施(状态:计划 期限:2024)", "letter"),
    ("measure(status:planned NOT money:>0)", "lift"),
    ("measure(电梯 status:planned) NOT kind:news", "lift"),
    ("measure(status:deferred OR status:declined)", "letter"),
    ("measure(agency:我局)", "lift"),
    ("measure(招呼站 action:新建)", "letter"),
    ("deadline:2024-06", "letter"),
    ("deadline:2019", "lift"),
    ("期限:..2019-12-31", "lift"),
    ("deadline:<2019-12-31", ""),
    ("kind:news", "news"),
    ("kind:答复", "letter lift"),
    ("sponsor:李明", "letter"),
    ("number:0045", "letter"),
    ("number:45", "letter"),
    ("number:4", ""),
    ("doc:云交函〔2024〕8号", "letter"),
    ("doc:云交函[2024]8号", "letter"),
    ('doc:"云交函(2024)8号"', "letter"),
    ("law:物业管理条例", "lift"),
    ("title:加装电梯", "lift"),
    ("flag:damaged", "letter"),
    ("has:repair", "letter"),
    ("has:conflict", "letter"),
    ("has:measure", "letter lift"),
    ("has:co_agency", "letter"),
    ("NOT has:topic", "news"),
    ("has:url", ""),
    ('agency:"交通运输局" year:2024 招呼站', "letter"),
]


@pytest.mark.parametrize(("query", "names"), FOUND)
def test_found(store: Store, query: str, names: str) -> None:
    ids = {NAMES[name]()["id"] for name in names.split()}
    assert set(matching(store, query)) == ids
    assert search(store, query).total == len(ids)


FAULTS = [
    ("", "empty"),
    ("   ", "empty"),
    ('电梯 "加装', "column 4: a quotation mark is not closed"),
    ("“加装", "column 1: a quotation mark"),
    ("(电梯", "column 1: this bracket is not closed"),
    ("电梯)", "column 3: a bracket is closed"),
    ("()", "column 2: a term is missing before )"),
    ("电梯 OR", "column 6: a term is missing at the end"),
    ("OR 电梯", "column 1: a term is missing before OR"),
    ("AND", "column 1"),
    ("NOT", "column 4"),
    ('电梯 ""', "column 4: an empty phrase"),
    ("电梯 topc:R20", "column 4: no field topc: did you mean topic"),
    ("期间:2020", "column 1: no field 期间"),
    ("body:", "column 1: body: needs a value"),
    ("body: 人大", "column 1: body: needs a value"),
    ("body:党代会", "column 1: body: has no value '党代会'"),
    ("year:18", "column 1: not a year"),
    ("year:2019..2018", "ends before it begins"),
    ("year:..", "at least one end"),
    ("money:>many", "not an amount"),
    ("date:2019-13", "not a date"),
    ("has:colour", "has no value 'colour'"),
    ("measure(body:人大)", "column 9: body: does not speak of one measure"),
    ("measure(measure(电梯))", "column 9: a measure"),
    ("电" * 1001, "longer than 1000"),
    ("(" * 60 + "电" + ")" * 60, "column 42: nested deeper"),
    ("NOT " * 60 + "电", "nested deeper"),
    ("电 " * 101, "more than 100 terms"),
]


@pytest.mark.parametrize(("query", "message"), FAULTS)
def test_faults_name_their_column(query: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(query)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "field", {field.name: field for field in fields().values()}.values(), ids=lambda f: f.name
)
def test_examples_of_every_field(store: Store, field: Any) -> None:
    for query in field.examples:
        matching(store, query)
    for query in field.counter_examples:
        with pytest.raises(UsageError):
            parse(query)


def test_closed_lists_are_those_of_the_record() -> None:
    assert set(fields()["status"].values.values()) == set(STATUSES)
    assert set(fields()["kind"].values.values()) == set(KINDS)


@pytest.mark.parametrize(
    "query", ["第10:30分", "http", "电梯*", "百分之五%", "a_b", "'; DROP TABLE pages; --", '"a AND b"']
)
def test_words_that_are_no_syntax(store: Store, query: str) -> None:
    assert matching(store, query) == []


@pytest.mark.parametrize(
    ("prefix", "days"),
    [
        ("2024", ("2024-01-01", "2024-12-31")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2023-02", ("2023-02-01", "2023-02-28")),
        ("2024-06-30", ("2024-06-30", "2024-06-30")),
        ("2024-H1", ("2024-01-01", "2024-06-30")),
        ("2024-Q4", ("2024-10-01", "2024-12-31")),
        ("2024-13", None),
        ("2023-02-29", None),
        ("0000", None),
        ("十四五", None),
        ("2024-H3", None),
        ("", None),
    ],
)
def test_period(prefix: str, days: tuple[str, str] | None) -> None:
    assert period(prefix) == days


# Substring oracle ------------------------------------------------------------------------------------------

LETTERS = "养老服务务ＡaA1１2,，。 \n-—〔[“”\ud800\U00100020İΣς"
TEXTS = st.lists(st.text(LETTERS, max_size=12), min_size=1, max_size=5)
PHRASES = st.text(LETTERS.replace("“", "").replace("”", ""), min_size=1, max_size=3)
TREES = st.recursive(
    PHRASES,
    lambda inner: st.one_of(
        st.tuples(st.just("NOT"), inner),
        st.tuples(st.sampled_from(["AND", "OR"]), inner, inner),
    ),
    max_leaves=6,
)


def written(tree: Any) -> str:
    if isinstance(tree, str):
        return f'"{tree}"'
    if tree[0] == "NOT":
        return f"NOT ({written(tree[1])})"
    return f"({written(tree[1])} {tree[0]} {written(tree[2])})"


def holds(tree: Any, text: str) -> bool:
    """The oracle: plain substrings and Python's own and, or, not."""
    if isinstance(tree, str):
        return grams.form(tree) in grams.form(text)
    if tree[0] == "NOT":
        return not holds(tree[1], text)
    left, right = holds(tree[1], text), holds(tree[2], text)
    return (left and right) if tree[0] == "AND" else (left or right)


@settings(deadline=None, max_examples=150)
@given(TEXTS, TREES)
def test_hits_are_those_of_a_substring_oracle(texts: list[str], tree: Any) -> None:
    with open_store("sqlite:///:memory:", create=True) as store:
        records = [record(text, path=f"{n}.txt") for n, text in enumerate(texts)]
        store.write((r["source"]["path"], r, [r["text"]]) for r in records)
        expected = [r["id"] for r in records if holds(tree, r["text"])]
        assert matching(store, written(tree)) == expected
        assert {hit.id for hit in search(store, written(tree)).hits} == set(expected)


@settings(deadline=None)
@given(st.text(), st.text())
def test_form_works_code_point_by_code_point(left: str, right: str) -> None:
    assert len(grams.form(left)) == len(left)
    assert grams.form(left + right) == grams.form(left) + grams.form(right)


@settings(deadline=None, max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            [*"ab:()“”*养老 .><=\ud800", "AND ", "OR ", "NOT ", "measure(", "year:", "money:", "action:"]
        ),
        max_size=25,
    ).map("".join)
)
def test_any_query_is_answered_or_refused(store: Store, query: str) -> None:
    try:
        parse(query)
    except UsageError:
        return
    assert 0 <= search(store, query, with_facets=True).total <= 3


@settings(deadline=None)
@given(st.text("养老服务 \n。", max_size=300), st.text("养老", min_size=1, max_size=2), st.integers(30, 90))
def test_snippets_show_what_they_mark(text: str, phrase: str, width: int) -> None:
    spans = mark(text, [phrase])
    shown = snippet(text, spans, width=width)
    assert len(shown.text) <= width + 2
    assert bool(shown.spans) == bool(spans)
    for start, end in spans:
        assert set(text[start:end]) <= set(phrase)
    for start, end in shown.spans:
        assert 0 <= start < end <= len(shown.text)
        assert shown.text[start:end] in text.replace("\n", " ")
        assert "…" not in shown.text[start:end]


# Ranking, snippets, facets ---------------------------------------------------------------------------------


def ranked(texts: dict[str, tuple[str, str]], query: str, **more: Any) -> list[str]:
    with open_store("sqlite:///:memory:", create=True) as store:
        filler = [record(f"无关的文件{n}" * 20, path=f"x{n}") for n in range(8)]
        made = [record(text, title, path) for path, (title, text) in texts.items()]
        words = ("老旧小区", "电梯")
        store.write((r["source"]["path"], r, [w for w in words if w in r["text"]]) for r in filler + made)
        return [hit.path for hit in search(store, query, **more).hits]


def test_title_outranks_text_and_often_outranks_once() -> None:
    text = "其他内容" * 30
    texts = {
        "once": ("答复", text + "电梯"),
        "often": ("答复", text + "电梯" * 6),
        "title": ("关于电梯的答复", text + "电梯"),
    }
    assert ranked(texts, "电梯") == ["title", "often", "once"]


def test_words_refine_the_order_but_not_the_set() -> None:
    texts = {"bare": ("甲", "老旧小区电梯" + "其他" * 20), "more": ("老旧小区", "老旧小区电梯" + "其他" * 20)}
    assert ranked(texts, "老旧小区电梯", cut=lambda text: ["老旧小区", "电梯"]) == ["more", "bare"]
    assert set(ranked(texts, "老旧小区电梯")) == {"more", "bare"}


def test_sorting(store: Store) -> None:
    assert [hit.path for hit in search(store, "*", sort="date").hits] == [
        "letter.html",
        "lift.html",
        "news.html",
    ]
    assert [hit.path for hit in search(store, "*", sort="money").hits] == [
        "letter.html",
        "lift.html",
        "news.html",
    ]
    assert [hit.path for hit in search(store, "*", limit=1).hits] == ["letter.html"]
    assert search(store, "*", limit=1).total == 3


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("最后一公里", "【最后一公里】”的建议》收悉"),
        ("measure(status:planned money:>0)", "【计划于2024年6月底前开通村村通线路8条,安排补助资金120万元】"),
        ("status:deferred", "【城区地铁暂不具备建设条件】"),
        ("doc:8号", "【云交函〔2024〕8号】"),
        ("招呼站 NOT 电梯", "新建【招呼站】120个"),
    ],
)
def test_snippets_give_the_reason(store: Store, query: str, shown: str) -> None:
    hit = next(hit for hit in search(store, query).hits if hit.path == "letter.html")
    assert shown in bracketed(hit.snippet)


def test_snippet_without_a_reason_begins_at_the_opening(store: Store) -> None:
    assert search(store, "flag:damaged").hits[0].snippet.text.startswith("…您提出的《关于")


def test_hit_is_masked(store: Store) -> None:
    hit = search(store, "2024年3月15日").hits[0]
    assert "***" in hit.snippet.text
    assert "王小红" not in hit.snippet.text


def test_facets_count_all_pages_found(store: Store) -> None:
    found = search(store, "*", limit=0, with_facets=True)
    counts = {name: {c.value: c.pages for c in values} for name, values in found.facets.items()}
    assert found.hits == ()
    assert counts["topic"] == {"R09": 1, "R10": 1}
    assert counts["body"] == {"人大": 1, "政协": 1}
    assert counts["level"] == {"县": 1, "市": 1}
    assert counts["year"] == {"2019": 1, "2024": 1}
    assert counts["mark"] == {"A": 1, "B": 1}
    assert counts["status"] == {"completed": 2, "planned": 2, "deferred": 1}
    assert counts["agency"] == {"云溪市交通运输局": 1, "望川县住建局": 1}
    assert counts["kind"] == {"reply": 2, "news": 1}
    for name, field in (("topic", "topic"), ("status", "status"), ("year", "year"), ("mark", "mark")):
        for value, pages in counts[name].items():
            assert search(store, f"{field}:{value}").total == pages


# Output ----------------------------------------------------------------------------------------------------


def printed(result: Result, fmt: Any, width: int | None = None) -> str:
    out = io.StringIO()
    write_result(result, out, fmt, width=width)
    return out.getvalue()


def test_json_and_jsonl(store: Store) -> None:
    result = search(store, "加装电梯 kind:reply", with_facets=True)
    whole = json.loads(printed(result, "json"))
    assert (whole["query"], whole["total"], len(whole["hits"])) == ("加装电梯 kind:reply", 1, 1)
    assert whole["facets"]["year"] == [{"value": "2019", "pages": 1, "label": ""}]
    hit = whole["hits"][0]
    assert [hit["snippet"][a:b] for a, b in hit["spans"]] == ["加装电梯", "加装电梯"]
    assert [hit["title"][a:b] for a, b in hit["title_spans"]] == ["加装电梯"]
    lines = [json.loads(line) for line in printed(result, "jsonl").splitlines()]
    assert lines == [hit, {"facets": whole["facets"]}]


def test_csv_defuses_formulas() -> None:
    with open_store("sqlite:///:memory:", create=True) as store:
        made = record('=SUM(1) 电梯,"引号"\n次行', "=HYPERLINK(0)", "a.html")
        store.write([("a.html", made, [])])
        text = printed(search(store, "电梯"), "csv")
    row = next(csv.DictReader(io.StringIO(text)))
    assert row["title"] == "'=HYPERLINK(0)"
    assert row["snippet"] == '\'=SUM(1) 【电梯】,"引号" 次行'
    assert row["agency"] == ""


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_table_fits_any_terminal(store: Store, width: int) -> None:
    from rich.cells import cell_len

    text = printed(search(store, "加装电梯 OR 招呼站", with_facets=True), "table", width)
    assert text.startswith("3 件\n")
    assert "【" in text
    assert "\x1b" not in text
    assert max(map(cell_len, text.splitlines())) <= width
    assert all(line == line.rstrip() for line in text.splitlines())


def test_colours_unless_no_color(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm-256color")
    for variable, marked in (("NO_COLOR", "【电梯】"), ("COLUMNS", "\x1b[1;31m电梯")):
        monkeypatch.delenv("NO_COLOR", raising=False)
        monkeypatch.setenv(variable, "80")
        out = Terminal()
        write_result(search(store, "电梯"), out)
        assert marked in out.getvalue()


def test_no_hit_is_an_answer(store: Store) -> None:
    assert printed(search(store, "没有这样的话"), "table") == "0 件\n"
    assert json.loads(printed(search(store, "没有这样的话"), "json"))["hits"] == []


def test_start_up_is_light() -> None:
    code = "import sys, pipeline.search, pipeline.store; print(sorted({'sklearn','lxml','jieba','rjieba','bs4','numpy','rich'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_hostile_text_is_linear() -> None:
    with open_store("sqlite:///:memory:", create=True) as store:
        texts = ["1" * 60_000, "〇" * 60_000, "(" * 60_000, "养老" * 30_000]
        start = time.perf_counter()
        store.write((f"{n}", record(text, path=f"{n}"), [text]) for n, text in enumerate(texts))
        for query in ("1111", "〇〇〇", '"(((("', "养老养老", "NOT 养"):
            search(store, query, with_facets=True)
        assert time.perf_counter() - start < 10
