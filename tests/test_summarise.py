"""The topic report: figures on a small set, what is quoted, and pages that hold hostile text."""

from __future__ import annotations

import json
import random
import re
import time
from collections import Counter
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import KINDS, Amount
from pipeline.rules import load_toml
from pipeline.summarise import figures, money, summarise, to_html, to_json, to_markdown, wording
from pipeline.summarise.build import short_ids
from pipeline.summarise.choice import choose
from pipeline.summarise.overview import is_link
from pipeline.summarise.reasons import find_reason
from pipeline.summarise.replies import WORDS, collect, read_reply
from pipeline.summarise.report import Days, Sum
from pipeline.summarise.terms import Words, characteristic, cut, signed_root, words_of

REASONS = load_toml("pipeline.summarise", "data/reasons.toml")["reason"]
MONEY = load_toml("pipeline.summarise", "data/money.toml")["example"]

Record = dict[str, Any]
M = tuple[str, str, dict[str, Any]]

EDU, ROAD = ("R15", "教育", "科技、教育"), ("R09", "交通运输与道路交通", "工业、交通")


def yuan(*values: int, bound: str = "exact", per: str | None = None) -> list[dict[str, Any]]:
    return [{"value": value, "bound": bound, "per": per} for value in values]


def record(name: str, measures: list[M], topic: tuple[str, str, str] = EDU, **options: Any) -> Record:
    """A record of a reply as the pipeline gives it, from its measures (text, status, further keys)."""
    fields = {
        "proposal_title": options.pop("request", "关于加强农村学校宿舍建设的建议"),
        "lead_agency": options.pop("agency", "云溪市教育局"),
        "issue_date": options.pop("issued", "2021-06-01"),
        "publish_date": options.pop("published", "2021-06-11"),
        "level": "市",
        "body": "人大",
        "region": "云溪市",
        **options.pop("fields", {}),
    }
    text = "现答复如下。" + "".join(f"{words}。" for words, _, _ in measures) + options.pop("more", "")
    rows, at = [], 6
    for words, status, more in measures:
        rows.append(
            {"text": words, "start": at, "end": at + len(words), "status": status, "confidence": 0.8, **more}
        )
        at += len(words) + 1
    label, title, state_council = topic
    return {
        "schema": 1,
        "id": name * (64 // len(name)),
        "source": {"path": f"pages/{name}.html", "url": None},
        "kind": "reply",
        "title": f"答复{name}",
        "text": text,
        "flags": [],
        "fields": {key: [{"value": v, "raw": v}] for key, v in fields.items() if v},
        "measures": rows,
        "topics": [{"label": label, "name": title, "score": 0.9, "state_council": state_council}],
        **options,
    }


BUILT = "投资300万元新建学生宿舍2栋，2020年9月投入使用"
REFUSED = "因宿舍用地没有落实，暂缓新建第三栋"


def small_set() -> list[Record]:
    return [
        record(
            "a1",
            [
                (BUILT, "completed", {"money": yuan(3_000_000), "quantities": [{"value": 2}]}),
                ("计划2022年6月底前改造食堂3个", "planned", {"deadline": "2022-06"}),
                ("下一步加强宿舍管理", "intended", {}),
                (REFUSED, "deferred", {}),
            ],
            fields={"result_mark": "A", "result": "solved"},
        ),
        record(
            "b2",
            [("已完成3所学校宿舍改造", "completed", {}), ("正在采购被褥", "ongoing", {})],
            issued="2022-03-01",
            published="2022-03-05",
            request="关于提高农村教师补贴的提案",
        ),
        record(
            "c3",
            [("此项建议不予采纳", "declined", {})],
            topic=ROAD,
            agency="望川县交通运输局",
            issued="2019-01-01",
            published="",
            request="关于开通环城公交的建议",
            fields={"result_mark": "甲", "result": "solved"},
        ),
        {"id": "d" * 64, "kind": "news", "source": {"path": "pages/d.html"}, "text": "记者", "fields": {}},
        {"id": "e" * 64, "kind": "co_opinion", "source": {"path": "pages/e.html"}, "text": "", "fields": {}},
        {
            "id": "f" * 64,
            "source": {"path": "pages/f.html"},
            "error": {"type": "UnreadablePage", "message": "m"},
        },
    ]


# Rules


@pytest.mark.parametrize("rule", REASONS, ids=lambda rule: str(rule["id"]))
def test_reason_examples(rule: dict[str, Any]) -> None:
    for example in rule["examples"]:
        found = find_reason(example["text"])
        assert (found.id, found.phrase) == (rule["id"], example["phrase"])
    assert all(find_reason(text).id != rule["id"] for text in rule["counter_examples"])


def test_reason_of_the_sentence_before() -> None:
    text = "该路段红线宽度不足，目前只能维持现状，暂缓拓宽。"
    start = text.index("暂缓")
    row = {"text": "暂缓拓宽", "start": start, "end": start + 4, "status": "deferred"}
    reply = read_reply({"id": "a", "text": text, "measures": [row]})
    assert (reply.acts[0].reason.id, reply.acts[0].reason.phrase) == ("land", "该路段红线宽度不足")


def test_date_pattern() -> None:
    pattern = re.compile(WORDS["date"]["pattern"])
    assert all(pattern.search(text) for text in WORDS["date"]["examples"])
    assert not any(pattern.search(text) for text in WORDS["date"]["counter_examples"])


def test_every_kind_has_a_name() -> None:
    assert set(WORDS["kinds"]) == {*KINDS, "unreadable"}


# Money


@pytest.mark.parametrize("example", MONEY, ids=lambda example: str(example["text"]))
def test_spent_or_not(example: dict[str, Any]) -> None:
    assert money.is_spent(example["text"]) is example["counts"]


@pytest.mark.parametrize(
    ("text", "amounts", "kept"),
    [
        ("总投资3200万元，其中中央补助2400万元，市级800万元", [(32_000_000, "exact", None), (24_000_000, "exact", None), (8_000_000, "exact", None)], [32_000_000]),
        ("每所补助3万元", [(30_000, "exact", "所")], []),
        ("安排50至80万元", [(500_000, "at_least", None), (800_000, "at_most", None)], [500_000]),
        ("投资不超过80万元", [(800_000, "at_most", None)], [800_000]),
        ("投入20万元和30万元", [(200_000, "exact", None), (300_000, "exact", None)], [200_000, 300_000]),
        ("其中100万元用于绿化", [(1_000_000, "exact", None)], [1_000_000]),
    ],
)  # fmt: skip
def test_own_sums(text: str, amounts: list[tuple[int, str, str | None]], kept: list[int]) -> None:
    given_amounts = [Amount(Decimal(value), bound, "元", None, per) for value, bound, per in amounts]
    assert [int(one.value) for one in money.own_sums(text, given_amounts)] == kept


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ([80, 30, 50], [80]),
        ([30, 50, 80], [80]),
        ([80, 30, 40], [80, 30, 40]),
        ([80, 80, 20], [80, 20]),
        ([100, 20, 30, 50, 7], [100, 7]),
        ([5, 5], [5]),
        ([], []),
    ],
)
def test_parts_and_repeats_count_once(values: list[int], kept: list[int]) -> None:
    entries = [("done", Amount(Decimal(value))) for value in values]
    assert [int(one.value) for _, one in money.letter_sums(entries)] == kept


@given(st.lists(st.integers(0, 10**9), max_size=40))
@settings(deadline=None)
def test_letter_sums_never_add(values: list[int]) -> None:
    entries = [("done", Amount(Decimal(value))) for value in values]
    kept = money.letter_sums(entries)
    assert sum(one.value for _, one in kept) <= sum(values)
    assert {one.value for _, one in kept} <= {Decimal(value) for value in values}
    assert not any(values) or max(values) in {int(one.value) for _, one in kept}


def test_same_precise_sum_of_one_unit_counts_once() -> None:
    """A unit that tells of its 5.26 million in two letters has not spent it twice; round sums may be two."""
    told = [
        ("安排补助526万元", "completed", {"money": yuan(5_260_000)}),
        ("拨款20万元", "completed", {"money": yuan(200_000)}),
    ]
    report = summarise([record("a1", [*told, ("甲", "ongoing", {})]), record("b2", told)])
    assert report.topics[0].money.done == Sum(Decimal(5_660_000), 3, True)


def test_copies_give_money_and_quotes_once() -> None:
    long = "投资300万元新建学生宿舍2栋，改造食堂1个，添置床位420张，配备宿管员6名，安装热水设备12套，全部于2020年9月投入使用"
    letters = [record(name, [(long, "completed", {"money": yuan(3_000_000)})]) for name in ("a1", "b2", "c3")]
    report = summarise(letters)
    assert (report.replies, report.sure.copies) == (3, 2)
    assert report.topics[0].money.done.yuan == 3_000_000
    done = next(passage for passage in report.topics[0].passages if passage.key == "done")
    assert [quote.text for quote in done.quotes] == [long]


# Figures


def test_share_of_wilson() -> None:
    half, none = figures.share(5, 10), figures.share(0, 10)
    assert (round(half.low, 4), half.value, round(half.high, 4)) == (0.2366, 0.5, 0.7634)
    assert (none.low, round(none.high, 4)) == (0.0, 0.2775)
    assert (figures.share(0, 0).low, figures.share(0, 0).high) == (0.0, 1.0)


@given(st.integers(1, 5000), st.data())
@settings(deadline=None)
def test_share_lies_in_its_interval(of: int, data: st.DataObject) -> None:
    one = figures.share(data.draw(st.integers(0, of)), of)
    assert 0.0 <= one.low <= one.value + 1e-12
    assert one.value - 1e-12 <= one.high <= 1.0


def test_days() -> None:
    assert figures.days([10, 1, 3, 2]) == Days(2.5, 1.5, 6.5, 4)
    assert figures.days([7]) == Days(7.0, 7.0, 7.0, 1)
    assert figures.days([]).median is None
    assert figures.days_between("2021-06-01", "2021-07-01") == 30
    assert figures.days_between("2021-06-02", "2021-06-01") is None
    assert figures.days_between("2021-06", "2021-07-01") is None


def test_figures_of_the_small_set() -> None:
    report = summarise(small_set())
    assert (report.pages, report.replies, report.measures) == (6, 3, 7)
    assert [(one.name, one.count) for one in report.left_out] == [
        ("会办意见", 1),
        ("新闻报道", 1),
        ("无法读取的文件", 1),
    ]
    assert [(one.key, one.count) for one in report.years] == [
        ("2019", 1),
        ("2020", 0),
        ("2021", 1),
        ("2022", 1),
    ]
    assert [topic.label for topic in report.topics] == ["R15", "R09"]
    edu, road = report.topics
    assert (edu.replies.count, edu.replies.of) == (2, 3)
    assert [(one.key, one.count) for one in edu.statuses] == [
        ("completed", 2), ("ongoing", 1), ("planned", 1), ("intended", 1), ("deferred", 1),
    ]  # fmt: skip
    assert edu.days == Days(7.0, 4.0, 10.0, 2)
    assert (edu.money.done, edu.money.promised.amounts) == (Sum(Decimal(3_000_000), 1, True), 0)
    assert (edu.specific.count, edu.specific.of, edu.deadlines) == (2, 6, 1)
    assert [(one.key, one.count) for one in edu.reasons] == [("land", 1)]
    assert (road.days.of, road.mismatches, edu.mismatches) == (0, ("c3c3c3",), ())
    assert [(row.key, row.count) for row in edu.results.rows] == [("solved", 1), ("none", 1)]
    assert edu.results.cells == ((1, 0, 1, 1, 1), (1, 1, 0, 0, 0))


def test_cross_tables_add_up() -> None:
    report = summarise(small_set())
    assert sum(map(sum, report.by_status.cells)) == report.measures
    assert sum(map(sum, report.by_agency.cells)) == report.replies
    assert [row.key for row in report.by_agency.rows] == ["云溪市教育局", "望川县交通运输局"]


def test_a_page_counts_once() -> None:
    assert summarise([*small_set(), *small_set()]) == summarise(small_set())


def test_deadline_before_the_letter_is_none() -> None:
    past = record(
        "a1",
        [
            ("2019年已列入计划", "planned", {"deadline": "2019"}),
            ("第四季度开通", "planned", {"deadline": "2021-Q4"}),
        ],
    )
    assert [act.deadline for act in read_reply(past).acts] == ["", "2021-Q4"]


# What is quoted


def test_quotes_are_the_text_at_their_span() -> None:
    letters = {one["id"]: one.get("text", "") for one in small_set()}
    report = summarise(small_set())
    full = {one.id: one.sha256 for one in report.sources}
    quotes = [quote for topic in report.topics for passage in topic.passages for quote in passage.quotes]
    assert {BUILT, REFUSED} <= {quote.text for quote in quotes}
    for quote in quotes:
        assert letters[full[quote.source]][quote.start : quote.end] == quote.text


def test_every_source_named_is_listed() -> None:
    report = summarise(small_set())
    page = to_html(report)
    linked = set(re.findall(r'href="#s-(\w+)"', page))
    assert linked == set(re.findall(r'id="s-(\w+)"', page)) == {one.id for one in report.sources}


def test_tampered_letters_are_counted_not_quoted() -> None:
    report = summarise([record("a1", [(BUILT, "completed", {})], flags=["tampered"])])
    assert report.measures == 1
    assert not any(passage.quotes for passage in report.topics[0].passages)


def test_choice_is_concrete_and_not_redundant() -> None:
    letters = [
        record("a1", [("加强宿舍日常管理工作力度和水平", "completed", {}), (BUILT, "completed", {"money": yuan(3_000_000)})]),
        record("b2", [(BUILT + "了", "completed", {"money": yuan(3_000_000)}), ("为学校食堂配备冷藏设备12台", "completed", {"quantities": [{"value": 12}]})]),
    ]  # fmt: skip
    found = collect(letters)
    pool = [(act, reply) for reply in found.replies for act in reply.acts]
    chosen = [act.text for act, _ in choose(pool, found.words["R15"].holders, 2)]
    assert chosen == [BUILT, "为学校食堂配备冷藏设备12台"]


def test_terms_tell_topics_apart() -> None:
    own = Words(
        9,
        Counter({"宿舍": 9, "学校": 9, "设备": 5, "某村": 1}),
        Counter({"宿舍": 12, "学校": 40, "某村": 30}),
    )
    rest = Words(20, Counter({"公交": 20, "设备": 12, "学校": 1}))
    assert [term.word for term in characteristic(own, rest)] == ["宿舍", "学校"]


def test_signed_root_of_g2() -> None:
    assert round(signed_root(2, 2, 0, 28), 3) == 3.834
    assert signed_root(5, 10, 10, 20) == 0
    assert signed_root(0, 10, 10, 10) < -4


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 50), st.integers(1, 50))
@settings(deadline=None)
def test_signed_root_turns_with_its_sides(own: int, other: int, more: int, most: int) -> None:
    there, back = (
        signed_root(own, own + more, other, other + most),
        signed_root(other, other + most, own, own + more),
    )
    assert abs(there + back) < 1e-6 or own * (other + most) == other * (own + more)


def test_words_leave_out_names() -> None:
    one = record("a1", [("云溪市教育局为宿舍配备热水设备", "completed", {})])
    assert "宿舍" in words_of(one)
    assert not {"教育局", "云溪", "云溪市"} & set(words_of(one))
    assert words_of({**one, "tokens": ["宿舍", "宿管", "热水"]}) == Counter(("宿舍", "热水"))


def test_words_tell_of_a_subject() -> None:
    assert set(cut("宿舍三台热水设备由教育局会同有关部门采购，一站式服务，2000万元")) == {
        "宿舍",
        "热水",
        "设备",
        "采购",
    }


def test_short_ids_are_distinct() -> None:
    names = ["abcdef12" + "0" * 56, "abcdef13" + "0" * 56, "b" * 64]
    assert short_ids(names) == {name: name[:8] for name in names}
    assert short_ids(["a" * 64]) == {"a" * 64: "aaaaaa"}


# Output


@pytest.mark.parametrize(
    ("value", "text"),
    [("24800000", "2480万元"), ("526000000000", "5260亿元"), ("860000", "86万元"), ("1234567", "123.46万元"), ("80", "80元"), ("0", "0元")],
)  # fmt: skip
def test_yuan(value: str, text: str) -> None:
    assert wording.yuan(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("2024", "2024年"), ("2024-06", "2024年6月"), ("2024-06-30", "2024年6月30日"), ("2024-H1", "2024年上半年"), ("2024-Q3", "2024年第三季度"), ("近期", "近期")],
)  # fmt: skip
def test_deadline(value: str, text: str) -> None:
    assert wording.deadline(value) == text


class Checker(HTMLParser):
    """Collects tags that do not nest and everything a browser would load."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.loads: list[str] = []
        self.links: list[str] = []
        self.tags: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        if tag not in {"meta", "br"}:
            self.open.append(tag)
        for name, value in attrs:
            if name in {"src", "srcset", "data", "poster", "action"} or name.startswith("on"):
                self.loads.append(f"{tag} {name}={value}")
            if name == "href":
                (self.links if tag == "a" else self.loads).append(str(value))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)


def check(page: str) -> Checker:
    checker = Checker()
    checker.feed(page)
    checker.close()
    return checker


HOSTILE = [
    '<script>alert(1)</script><img src=x onerror="alert(1)">',
    "'\"></style></title><iframe src=//evil.example>",
    "&lt;b&gt; ]](javascript:alert(1)) | `x` **粗** # <a href=x>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    one = record(
        "a1",
        [
            (text, "completed", {"quantities": [{"value": 1}]}),
            (f"{text}，因资金不足，不予采纳", "declined", {}),
        ],
        (text, text, text),
        request=text,
        agency=text,
        title=text,
        source={"path": text, "url": "javascript:alert(1)"},
    )
    report = summarise([one])
    checker = check(to_html(report))
    assert (checker.faults, checker.open, checker.loads) == ([], [], [])
    assert not checker.tags & Counter(("script", "img", "iframe"))
    assert checker.tags["style"] == checker.tags["h1"] == 1
    assert all(link.startswith("#") for link in checker.links)
    marks = re.sub(r'<a id="s-\w+"></a>', "", to_markdown(report))
    assert not re.search(r"(?<!\\)<", marks)
    assert not re.search(r"(?<!\\)\]\(javascript", marks)
    assert json.loads(to_json(report))["topics"][0]["name"] == text


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
@settings(deadline=None, max_examples=60)
def test_any_text_gives_well_formed_html(text: str) -> None:
    checker = check(
        to_html(summarise([record("a1", [(f"新建{text}2栋", "completed", {})], request=text, agency=text)]))
    )
    assert (checker.faults, checker.open, checker.loads) == ([], [], [])


def test_page_needs_no_network() -> None:
    web = record(
        "a1", [(BUILT, "completed", {})], source={"path": "a", "url": "https://www.example.gov.cn/a?b=1&c=2"}
    )
    page = to_html(summarise([web, *small_set()[1:]]))
    checker = check(page)
    assert (checker.faults, checker.open, checker.loads) == ([], [], [])
    assert [link for link in checker.links if not link.startswith("#")] == [
        "https://www.example.gov.cn/a?b=1&c=2"
    ]
    assert "url(" not in re.sub(r"url\(#p-\w+\)", "", page)
    assert "@import" not in page
    assert "default-src 'none'" in page.replace("&#x27;", "'")


def test_charts_are_readable_without_sight_or_colour() -> None:
    page = to_html(summarise(small_set()))
    charts = re.findall(r'<svg [^>]*role="img"[^>]*>.*?</svg>', page, re.DOTALL)
    assert len(charts) == 6
    for chart in charts:
        names = re.search(r'aria-labelledby="(\S+) (\S+)"', chart)
        assert names
        assert f'<title id="{names[1]}">' in chart
        assert f'<desc id="{names[2]}">' in chart
    fills = set(re.findall(r'fill="url\(#(p-\w+)\)"', page))
    assert fills <= set(re.findall(r'<pattern id="(p-\w+)"', page))
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_contents_lead_somewhere() -> None:
    page = to_html(summarise(small_set()))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r' id="([^"]+)"', page))


def test_markdown_tables_have_equal_rows() -> None:
    marks = to_markdown(summarise(small_set()))
    blocks = re.findall(r"(?:^\|.*\n)+", marks, re.MULTILINE)
    assert len(blocks) == 7
    for block in blocks:
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1


def test_order_of_the_records_is_no_matter() -> None:
    records = small_set()
    random.Random(7).shuffle(records)
    for render in (to_markdown, to_html, to_json):
        assert render(summarise(records)) == render(summarise(small_set()))


def test_personal_data_is_masked() -> None:
    words = "联系人许某明安排宿舍2栋，电话0593-5280146"
    one = record(
        "a1", [(words, "completed", {})], fields={"contact_phone": "0593-5280146", "contact_person": "许某明"}
    )
    report = summarise([{**one, "tokens": ["许某明", "宿舍"]}])
    for render in (to_markdown, to_html, to_json):
        assert "5280146" not in render(report)
        assert "许某明" not in render(report)
    assert "***安排宿舍2栋" in to_json(report)


@pytest.mark.parametrize("run", ["1", "《", "(", "〇", "由", "待如因", "资", "<", "\\"])
def test_long_runs_take_linear_time(run: str) -> None:
    started = time.perf_counter()
    report = summarise([record("a1", [(run * 60_000, "declined", {}), ("新建宿舍2栋", "completed", {})])])
    assert len(to_html(report)) + len(to_markdown(report)) > 60_000
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize("records", [[], small_set()[3:]])
def test_nothing_to_report(records: list[Record]) -> None:
    report = summarise(records)
    assert (report.pages, report.replies, report.topics) == (len(records), 0, ())
    checker = check(to_html(report))
    assert (checker.faults, checker.open) == ([], [])
    assert f"读了{len(records)}页，没有一件复文。" in to_markdown(report)
    assert json.loads(to_json(report))["replies"] == 0


def test_bare_record() -> None:
    """A reply without fields, measures and topics is counted under the class of the unclassed."""
    report = summarise([{"id": "a" * 64, "kind": "merged_page", "source": {"path": "a"}, "text": "无"}])
    assert [(topic.label, topic.name) for topic in report.topics] == [("R00", "其他/无法判定")]
    assert report.sure.unmeasured.count == 1
    assert check(to_html(report)).faults == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [("https://a.gov.cn/b", True), ("HTTP://a", True), ("javascript:x", False), ("", False)],
)
def test_is_link(url: str, expected: bool) -> None:
    assert is_link(url) is expected
