"""Measures: tables of letters, clauses, patterns and deadlines, and what holds for any text."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import LETTER_KINDS, STATUSES, Document, Mention, Repair, Section, Source
from pipeline.measures import find_measures
from pipeline.measures.cues import DATA, NEEDS, OPENS, PATTERNS, TAGS, lex
from pipeline.measures.dates import Calendar, deadline, tense
from pipeline.measures.joins import Group
from pipeline.measures.judge import Kind, judge
from pipeline.measures.layout import mask, read_body
from pipeline.measures.status import Mood
from pipeline.rules import load_toml

EXAMPLES: dict[str, Any] = load_toml("pipeline.measures", "data/examples.toml")


def letter(text: str, date: str = "2021-06-10", kind: str = "reply") -> Document:
    issued = Mention("issue_date", date, date, None, None, "meta", "test")
    return Document(source=Source("page.html", "0" * 64, 1), text=text, kind=kind, fields=(issued,))


def found(text: str, date: str = "2021-06-10") -> list[list[str]]:
    return [[m.status, m.text] for m in find_measures(letter(text, date)).measures]


@pytest.mark.parametrize("row", EXAMPLES["letter"], ids=lambda r: r["name"])
def test_letters(row: dict[str, Any]) -> None:
    assert found(row["text"], row["date"]) == row["measures"]


@pytest.mark.parametrize("row", EXAMPLES["clause"], ids=lambda r: r["text"])
def test_clauses(row: dict[str, Any]) -> None:
    (sentence,) = read_body(row["text"] + "。", [(0, len(row["text"]) + 1)])
    (clause,) = sentence.clauses
    verdict = judge(clause, Mood.NEUTRAL, Calendar.of("2021-06-10"))
    assert (verdict.status if verdict.kind is Kind.ACT else "") == row["status"]


@pytest.mark.parametrize("row", EXAMPLES["pattern"], ids=lambda r: r["name"])
def test_patterns(row: dict[str, Any]) -> None:
    pattern = PATTERNS[row["name"]]
    use = (
        pattern.match
        if row["name"] in ("connective", "request", "lead", "follow", "funding")
        else pattern.search
    )
    assert [t for t in row["yes"] if not use(t)] == []
    assert [t for t in row["no"] if use(t)] == []


@pytest.mark.parametrize("row", EXAMPLES["pattern"], ids=lambda r: r["name"])
def test_what_a_pattern_takes_holds_a_literal_it_needs(row: dict[str, Any]) -> None:
    need = NEEDS.get(row["name"], 0)
    assert [t for t in row["yes"] if need and not lex(t)[1] & need] == []


@pytest.mark.parametrize("name", OPENS)
def test_a_pattern_opens_with_its_characters_only(name: str) -> None:
    others = set("".join(DATA["patterns"].values())) - OPENS[name]
    texts = next(row["yes"] for row in EXAMPLES["pattern"] if row["name"] == name)
    assert [t for t in texts if t[0] not in OPENS[name]] == []
    assert [c for c in others for t in texts if PATTERNS[name].match(c + t)] == []


def test_every_pattern_has_examples() -> None:
    assert {row["name"] for row in EXAMPLES["pattern"]} == set(PATTERNS)
    assert all(row["yes"] and row["no"] for row in EXAMPLES["pattern"])


@pytest.mark.parametrize("row", EXAMPLES["deadline"], ids=lambda r: r["text"])
def test_deadlines(row: dict[str, Any]) -> None:
    assert (deadline(row["text"], Calendar.of(row["date"])) or "") == row["value"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8月底前完成", "future"),
        ("3月中旬起", "past"),
        ("去年12月", "past"),
        ("明年", "future"),
        ("今年", ""),
        ("逐步", ""),
        ("8底前完成", "future"),
        ("1231日前开通", "future"),
        ("530日前", "past"),
        ("202010月", "past"),
        ("2021年前期", ""),
    ],
)
def test_tense(text: str, expected: str) -> None:
    assert tense(text, Calendar.of("2021-06-10")) == expected


def test_words_are_unique_within_a_tag() -> None:
    doubled = {
        tag: words for tag, words in DATA["words"].items() if len(words) != len(set(words)) or not all(words)
    }
    assert doubled == {}


def test_longest_word_wins() -> None:
    tokens, bits = lex("建立健全不断完善的制度")
    assert [token.word for token in tokens] == ["建立健全", "不断完善"]
    assert bits & TAGS["act"]
    assert not lex("不动产登记")[1] & TAGS["declined"]


def _longest_words(text: str) -> list[str]:
    """What the lexer must find, by trying every word at every place."""
    words = sorted({w for members in DATA["words"].values() for w in members}, key=len, reverse=True)
    found, position = [], 0
    while position < len(text):
        word = next((w for w in words if text.startswith(w, position)), "")
        found += [word] if word else []
        position += len(word) or 1
    return found


CUES = st.sampled_from([w for members in DATA["words"].values() for w in members])


@settings(deadline=None)
@given(st.lists(CUES | st.text(alphabet="的在县局建设立", max_size=2), max_size=8).map("".join))
def test_the_lexer_finds_the_longest_words(text: str) -> None:
    tokens, bits = lex(text)
    assert [token.word for token in tokens] == _longest_words(text)
    assert all(text[t.start : t.end] == t.word and bits & t.tags == t.tags for t in tokens)


def test_slots() -> None:
    text = "一、经费保障。6月底前县财政局按每个乡镇3万元拨付资金,购置水泵69台,依据望政办〔2020〕9号执行。"
    (measure,) = find_measures(letter(text, "2020-03-02")).measures
    assert measure.heading == ("一、经费保障",)
    assert measure.action == "拨付"
    assert measure.deadline == "2020-06"
    assert measure.agency is not None
    assert measure.agency.endswith("财政局")
    assert [(int(a.value), a.per) for a in measure.money] == [(30000, "乡镇")]
    assert [(int(a.value), a.unit) for a in measure.quantities if a.unit == "台"] == [(69, "台")]
    assert measure.documents == ("望政办〔2020〕9号",)


def test_headings_are_a_stack() -> None:
    text = "一、强基础\n(一)布站点。新建消防站2座。\n(二)补水源。加装消火栓90个。\n二、下一步\n继续加强宣传。"
    got = [m.heading for m in find_measures(letter(text)).measures]
    assert got == [("一、强基础", "(一)布站点"), ("一、强基础", "(二)补水源"), ("二、下一步",)]


def test_a_lost_full_stop_ends_a_heading() -> None:
    text = "二、强化保障。一是下放权限。将9项审批委托乡镇。二是保障经费县财政今年安排专项预算90万元。"
    at = text.index("费县")
    doc = replace(letter(text), repairs=(Repair("D7", at, at + 2, "费县", "费。县", 0.3),))
    last = find_measures(doc).measures[-1]
    assert (last.text, last.heading) == ("县财政今年安排专项预算90万元", ("二、强化保障", "二是保障经费"))


@pytest.mark.parametrize("row", EXAMPLES["action"], ids=lambda r: r["text"])
def test_actions(row: dict[str, Any]) -> None:
    (measure,) = find_measures(letter(row["text"] + "。")).measures
    assert (measure.action or "") == row["action"]


def test_sections_bound_the_search() -> None:
    head, body, tail = "我局已建成车站9座。", "新建车站3座。", "已开通热线1条。"
    doc = replace(
        letter(head + "\n" + body + "\n" + tail),
        sections=(Section("opening", 0, 10), Section("body", 11, 18), Section("contact", 19, 27)),
    )
    assert [m.text for m in find_measures(doc).measures] == ["新建车站3座"]


def test_without_sections_the_cue_opens_the_answer() -> None:
    text = "您提出的《关于增设车站的建议》已转交我局办理,现答复如下:\n一、进展。新建车站3座。\n望川县交通运输局\n2021年6月10日"
    assert found(text) == [["completed", "新建车站3座"]]


@pytest.mark.parametrize("kind", ["news", "list", "mailbox", "other"])
def test_other_kinds_pass_unchanged(kind: str) -> None:
    doc = letter("我局已建成车站9座。", kind=kind)
    assert kind not in LETTER_KINDS
    assert find_measures(doc) is doc


PIECES = st.sampled_from(
    [
        "我局",
        "已建成",
        "车站3座",
        "投资80万元",
        "待批复后",
        "暂不",
        "将",
        "拟",
        ",",
        ";",
        "。",
        "\n",
        "一、",
        "(一)",
        "1.",
        "一是",
        "《办法》",
        "“",
        "”",
        "(",
        ")",
        "您建议",
        "其中",
        "下一步",
        "年底前",
        "每月",
        " ",
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=80))
def test_spans_lie_in_order_and_only_measures_change(text: str) -> None:
    doc = letter(text)
    after = find_measures(doc)
    assert replace(after, measures=doc.measures) == doc
    end = 0
    for m in after.measures:
        assert end <= m.start < m.end
        assert text[m.start : m.end] == m.text
        assert m.text == m.text.strip()
        assert m.status in STATUSES
        end = m.end


@settings(deadline=None)
@given(st.text(alphabet="《》“”()一二12字,。\n", max_size=60))
def test_mask_keeps_length_and_lines(text: str) -> None:
    assert len(mask(text)) == len(text)
    assert mask(text).count("\n") == text.count("\n")


def test_the_colon_of_a_time_parts_nothing() -> None:
    text = "一、延时服务。县政务大厅每日17:30至19:00开放窗口4个。"
    assert found(text) == [["ongoing", "县政务大厅每日17:30至19:00开放窗口4个"]]


def test_group_spans_its_clauses() -> None:
    (sentence,) = read_body("新建车站3座,投资8万元。", [(0, 13)])
    first, second = sentence.clauses
    part = Group([first, second], "completed", False, None, [first])
    assert (part.start, part.end, part.anchor) == (0, 12, first)


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "已",
        "(",
        "《",
        "“",
        "〇",
        "一、",
        "年",
        "1.",
        ",",
        "的",
        "待后",
        "其中,",
        "一是",
        "新建车站3座,",
        "向反映",
        "争取",
        "列入",
        "的计划",
        "我将的",
        "没有",
        "为了",
        "由负责",
        "第三条规定",
        "第三条规定,",
        "对不在的",
        "涉及",
        "会同",
    ],
)
def test_linear_on_hostile_runs(unit: str) -> None:
    doc = letter(unit * (60_000 // len(unit)))
    began = time.perf_counter()
    find_measures(doc)
    assert time.perf_counter() - began < 10
