"""Repairs: every shape proves itself, real damage comes back right, whole texts stay untouched."""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import Document, Metadata, Repair, Source
from pipeline.readings import choose, han_date, month_days
from pipeline.repair import repair
from pipeline.repair.codes import find_code
from pipeline.repair.complete import COMPLETIONS
from pipeline.repair.page import Page
from pipeline.rules import Rule, load_rules, load_toml
from pipeline.text import fold
from tests.damage import Sample, make_sample, undamaged

RULES = load_rules("pipeline.repair", "data/rules.toml")
SUSPECT = re.compile(load_toml("pipeline.repair", "data/rules.toml")["suspect"]["pattern"])
PUBLISHED = date(2019, 8, 30)
SAMPLES = [make_sample(seed) for seed in range(300)]


def document(text: str, published: date | None = None, path: str = "a.html") -> Document:
    metadata = (Metadata("发布日期", published.isoformat(), "meta"),) if published else ()
    return Document(Source(path, "0", 1), text=text, metadata=metadata)


def changes(doc: Document) -> list[tuple[str, str, str]]:
    return [(r.rule, r.before, r.after) for r in repair(doc).repairs]


def applied(rule: Rule, text: str) -> tuple[str, ...]:
    page = Page(fold(text) + "\n", PUBLISHED if rule.field == "han_year" else None, frozenset())
    found = (COMPLETIONS[rule.field](match, page) for match in rule.find(page.folded))
    return tuple(f"{text[c.start : c.end]}→{c.after}" for c in found if c)


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_rule_gives_its_examples_only(rule: Rule) -> None:
    assert rule.examples
    assert rule.counter_examples
    for example in rule.examples:
        assert applied(rule, example.text) == example.values
    for text in rule.counter_examples:
        assert applied(rule, text) == ()


@pytest.mark.parametrize("rule", [r for r in RULES if r.mark == "strong"], ids=lambda r: r.id)
def test_the_first_look_misses_no_strong_shape(rule: Rule) -> None:
    for example in rule.examples:
        assert SUSPECT.search(example.text), example.text


UNTOUCHED = [
    "索引号:20191231",
    "信息编号\n20191231",
    "服务热线12345热线,急救120,报警110",
    "联系电话0715-8235530,手机13800138000",
    "规划期为2019-2020年,投资2011.5万元",
    "依据望编文〔2018〕13号和国发[2020]第7号",
    "共有乡镇202个、530人、2016套、20191平方米",
    "工期180日,365日无休,45日内办结,满120日前",
    "型号GB20191231,房号202号,车牌20198号",
    "2019年8月23日上午,8月23日前,23日起",
    "2019年8月",
    "二〇一九年八月二十三日",
    "办理建议125件、提案30件,建议1:加强领导",
    "对市政协提案125号的答复",
    "国发200617号文件规定",
    "二一二三",
    "",
]


@pytest.mark.parametrize("text", UNTOUCHED)
@pytest.mark.parametrize("published", [None, date(2020, 1, 5)])
def test_whole_text_is_left_alone(text: str, published: date | None) -> None:
    doc = document(f"关于有关问题的答复\n{text}\n沧口市财政局\n2019年12月31日", published)
    assert repair(doc) is doc


def test_whole_letters_are_left_alone() -> None:
    for seed in range(200):
        doc = document(undamaged(seed), PUBLISHED, "a.txt")
        assert repair(doc) is doc


TEXT_FILES = [
    ("对市政协提案125号的答复", [("D5", "125号", "第125号")]),
    ("《关于建设公园的建议(第5号)收悉", []),
    ("您提出的关于建设公园的建议》收悉", []),
]


@pytest.mark.parametrize(("text", "expected"), TEXT_FILES)
def test_a_text_file_needs_less_proof_than_a_page(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert repair(document(text)).flags == ()
    damaged = document(text, path="a.txt")
    assert repair(damaged).flags == ("damaged",)
    assert changes(damaged) == expected


def test_a_single_odd_mark_is_a_slip_of_the_pen() -> None:
    assert repair(document("按照《城乡规划法的要求,我们", path="a.txt")).flags == ()


DATED = [
    ("财政局\n2012115", date(2012, 11, 20), "2012年11月5日"),
    ("财政局\n2012115", date(2012, 2, 1), "2012年1月15日"),
    ("财政局\n2012115", date(2012, 11, 5), "2012年11月5日"),
    ("财政局\n201912", date(2019, 1, 8), "2019年1月2日"),
    ("于2019112日召开", date(2019, 6, 1), "2019年1月12日"),
    ("于2019年112日召开", date(2019, 12, 1), "2019年11月2日"),
    ("共有人数\n2019823", date(2019, 8, 26), "2019年8月23日"),
]


@pytest.mark.parametrize(("text", "published", "after"), DATED)
def test_the_publish_date_decides(text: str, published: date, after: str) -> None:
    assert [c[2] for c in changes(document(text, published))] == [after]


SECOND_SOURCES = [
    ("于2020115日(星期四)召开", ["2020年11月5日"]),
    ("于2020115日周三召开", ["2020年1月15日"]),
    ("于2020115日,周三召开", []),
    ("于2020115日(周五)召开", []),
    ("112日召开,11月2日的会议", ["11月2日"]),
    ("112日召开,1月12日、11月2日", []),
    ("112日召开,21月2日", []),
    ("自3月1日至112日开放", ["11月2日"]),
    ("自12月20日至112日开放", []),
    ("2012年3月5日收到建议。\n财政局\n2012115", ["2012年11月5日"]),
    ("将于2012年3月5日召开会议。\n财政局\n2012115", []),
    ("2012年1月5日收到建议。\n财政局\n2012115", []),
    ("沧绿容202438\n于2024年完成,20164月", ["沧绿容〔2024〕38号", "2016年4月"]),
    ("沧绿容202438\n于2023年完成,20164月", ["2016年4月"]),
    ("2008年列入,20084月\n莒河县水利局\n八年四月二十八日", ["2008年4月", "二〇〇八年四月二十八日"]),
    ("2008年、2018年,20084月\n莒河县水利局\n八年四月二十八日", ["2008年4月"]),
    ("以上复函,请批评指正。\n桐埠人力资社会保障\n2023912\n联系:成海", ["2023年9月12日"]),
    ("以上情况属实。\n桐埠人力资社会保障\n2023912\n联系:成海", []),
    ("特此函复。\n2023912", ["2023年9月12日"]),
    ("特此函复。\n2023912\n下面继续", []),
]


@pytest.mark.parametrize(("text", "expected"), SECOND_SOURCES)
def test_a_second_source_on_the_page_decides(text: str, expected: list[str]) -> None:
    assert [c[2] for c in changes(document(text))] == expected


@pytest.mark.parametrize(
    ("text", "code", "before"),
    [
        ("《工作方案东政办", "东政办", "》"),
        ("鼓励创业的若干意见桐政发", "桐政发", "》"),
        ("征求意见的函蒙教函", "蒙教函", "》"),
        ("沧规划函", "沧规划函", "\n"),
        ("落实《意见》(沧政办函", "沧政办函", "("),
        ("东建议", "东建议", "\n"),
        ("转给县政府办公室由东政办", "东政办", "由"),
        ("分三档发放蒙政办发", "蒙政办发", "放"),
    ],
)
def test_a_code_begins_behind_the_title(text: str, code: str, before: str) -> None:
    found = find_code(text, len(text))
    assert found is not None
    assert (found.text, found.before) == (code, before)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "函",
        "关于建议",
        "对区人大建议",
        "《若干问题选登",
        "原文一并转交有关部门研究处理函",
        ",惠及群众颇多蒙政办发",
    ],
)
def test_no_code_without_a_certain_begin(text: str) -> None:
    assert find_code(text, len(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "财政局\n2012115",
        "财政局\n201912",
        "共有人数\n2019823",
        "发布单位:财政局\n20190823",
        "财政局\n2019299",
    ],
)
def test_an_open_reading_stays_open(text: str) -> None:
    assert repair(document(text)).repairs == ()


def test_weak_shapes_wait_for_proof() -> None:
    weak = "57日起,8底前完成。2025起保障经费市政府将456三个小组"
    assert repair(document(weak)).repairs == ()
    assert changes(document(weak + "\n自20164月起")) == [
        ("D3", "57日", "5月7日"),
        ("D3", "8底", "8月底"),
        ("D2", "2025", "2025年"),
        ("D7", "费市", "费。市"),
        ("D8", "456", "4、5、6"),
        ("D2", "20164月", "2016年4月"),
    ]


def test_a_number_printed_whole_confirms() -> None:
    lost = "停车秩序的建议125),现将"
    alone, confirmed, other = (
        repair(document(head + lost)).repairs[0].confidence for head in ("", "第125号建议\n", "第126号建议\n")
    )
    assert other < alone < confirmed


def test_quantities_and_negations_stay() -> None:
    text = (
        "自20164月起,目前具备条件,增长12,建设35个,补助530人,满120日,累计修建20196,318打掉窝点,计划投资20216,"
        "5月3名,18日,提案30件"
    )
    assert changes(document(text)) == [("D2", "20164月", "2016年4月")]


def test_only_the_own_layer_changes() -> None:
    before = replace(document("自20164月起"), flags=("spam",), title="题")
    after = repair(before)
    assert after.flags == ("spam", "damaged")
    assert replace(after, repairs=(), flags=("spam",)) == before


def test_the_known_letter_of_the_corpus() -> None:
    page = next((Path(__file__).parents[1] / "corpus" / "pages").glob("shiwan_gaj_yongdu_2012.txt"))
    doc = document(page.read_text("utf-8"), date(2012, 6, 14), page.name)
    assert {
        ("D1", "2012611", "2012年6月11日"),
        ("D2", "20124月", "2012年4月"),
        ("D3", "57日", "5月7日"),
        ("D3", "8底", "8月底"),
        ("D5", "(57)", "第57号"),
        ("D6", "石公函〔201231", "石公函〔2012〕31号"),
    } == set(changes(doc))


def repaired(sample: Sample) -> tuple[Repair, ...]:
    return repair(document(sample.text, sample.published, "a.txt")).repairs


def test_real_damage_comes_back_right() -> None:
    right, wrong = Counter[str](), []
    for sample in SAMPLES:
        truth = {value for values in sample.truth.values() for value in values}
        for r in repaired(sample):
            right[r.rule] += r.after in truth
            wrong += [] if r.after in truth else [r]
    assert wrong == []
    assert {rule for rule, count in right.items() if count >= 200} == {"D1", "D2", "D3", "D4", "D5", "D6"}


FOUND = {"D1": 0.98, "D2": 0.98, "D3": 0.80, "D4": 0.98, "D6": 0.98}


@pytest.mark.parametrize(("rule", "floor"), FOUND.items())
def test_real_damage_is_found(rule: str, floor: float) -> None:
    lost = [(s, v) for s in SAMPLES for v in s.truth[rule] if v not in s.text]
    found = sum(value in {r.after for r in repaired(sample)} for sample, value in lost)
    assert len(lost) > 100
    assert found >= floor * len(lost)


def test_eighteen_strings_mean_two_dates() -> None:
    days = [date(2020, 1, 1) + timedelta(days=i) for i in range(366)]
    strings = Counter(f"{d.month}{d.day}" for d in days)
    ambiguous = {s for s, count in strings.items() if count > 1}
    assert ambiguous == {*map(str, range(111, 120)), *map(str, range(121, 130))}
    assert all(len(month_days(s)) == count for s, count in strings.items())


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        ("823", ["08-23"]),
        ("0823", ["08-23"]),
        ("105", ["10-05"]),
        ("803", []),
        ("299", []),
        ("1", []),
        ("00", []),
    ],
)
def test_month_days(digits: str, expected: list[str]) -> None:
    assert [f"{d:%m-%d}" for d in month_days(digits)] == expected


def test_february_ends_with_its_year() -> None:
    assert month_days("229", 2019) == []
    assert month_days("229", 2020) == [date(2020, 2, 29)]


@pytest.mark.parametrize(
    ("day", "valid"), [("二十三", True), ("十", True), ("二三", False), ("十二十", False), ("三十二", False)]
)
def test_han_numerals_are_well_formed(day: str, valid: bool) -> None:
    assert (han_date(2020, "八", day) is not None) is valid


def test_choice_takes_the_nearest_before() -> None:
    january, november = date(2019, 1, 12), date(2019, 11, 2)
    assert choose([january, november], None) is None
    assert choose([january, november], date(2018, 1, 1)) is None
    assert choose([january], None) == january


SCRAPS = st.lists(
    st.sampled_from(
        [
            "2019",
            "823",
            "日",
            "月",
            "年",
            "〔",
            "〕",
            "号",
            "第",
            "建议",
            "》",
            "(",
            ")",
            "\n",
            "财政局",
            "大府办函",
            "8底前",
            "530日前",
            "125",
            "二",
            "一九",
            "八",
            "十",
            "收悉",
            ",",
            " ",
            "经费",
            "我局",
            "456三个",
        ]
    ),
    max_size=25,
).map("".join)


@settings(deadline=None)
@given(SCRAPS, st.sampled_from([None, PUBLISHED]), st.sampled_from(["a.txt", "a.html"]))
def test_repairs_are_in_order_apart_and_change_something(
    text: str, published: date | None, path: str
) -> None:
    doc = repair(document(text, published, path))
    assert all(a.end <= b.start for a, b in pairwise(doc.repairs))
    assert all(r.before != r.after and 0 < r.confidence < 1 for r in doc.repairs)
    assert all(text[r.start : r.end] == r.before for r in doc.repairs)
    assert not doc.repairs or doc.flags == ("damaged",)


HOSTILE = [
    "1",
    "2019",
    "〇",
    "二一",
    "(1",
    "》1",
    "[",
    "〔2016",
    "函20191",
    "建议1",
    " ",
    "\n ",
    "第1",
    "2019 8 ",
    "《",
    "12",
    "8月3",
    "建议》(5)收悉",
    "20164月",
    "函〔201697号",
    "530日前,",
    "案(",
    "二〇一九",
    "局2012115\n",
    "。2019112\n",
    "112日",
    "建议20129\n",
    "意见的函政办20191,",
    "会议12建议",
    "第1资源类1",
    "日期2019112",
    "2019年3月12日收到",
    "函(20187号",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_linear_on_hostile_input(unit: str) -> None:
    started = time.perf_counter()
    repair(document("530日前,\n" + unit * (60_000 // len(unit))))
    assert time.perf_counter() - started < 3


def test_a_whole_letter_costs_next_to_nothing() -> None:
    doc = document(
        "\n".join(
            undamaged(seed).replace("GB20191231", "GB/T 9704").replace("20191", "201.9") for seed in range(10)
        )[:2500]
    )
    started = time.perf_counter()
    for _ in range(100):
        repair(doc)
    assert (time.perf_counter() - started) / 100 < 0.0015
