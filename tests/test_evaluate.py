"""The measures against hand-computed cases, and the gate's refusals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.evaluate import evaluate
from pipeline.evaluation import GoldMeasure, GoldPage, Report, load_gold
from pipeline.evaluation.matching import lcs_length, match_values, pair_measures, similarity
from pipeline.evaluation.normal import comparable, field_value, same_agency
from tests import evaluate as gate

LETTER = "关于路灯的答复\n已安装路灯20盏。"


def page(**changes: Any) -> GoldPage:
    return GoldPage(**({"file": "a.html", "kind": "reply", "body_text": LETTER} | changes))


def record(**changes: Any) -> dict[str, Any]:
    return {"source": {"path": "x/a.html"}, "kind": "reply", "title": "", "text": LETTER} | changes


def values(report: Report, *names: str) -> tuple[float | None, ...]:
    return tuple(report.figures[name].value for name in names)


def found(value: object, raw: str = "", start: int | None = None) -> dict[str, Any]:
    return {"value": value, "raw": raw, "start": start, "end": None if start is None else start + len(raw)}


# --- similarity ---


@pytest.mark.parametrize(
    ("a", "b", "length"),
    [("", "", 0), ("甲", "", 0), ("甲乙丙", "甲丙", 2), ("ABCBDAB", "BDCABA", 4), ("一二三", "三二一", 1)],
)
def test_lcs_length(a: str, b: str, length: int) -> None:
    assert lcs_length(a, b) == length


def slow_lcs(a: str, b: str) -> int:
    row = [0] * (len(b) + 1)
    for x in a:
        last = row
        row = [0]
        for j, y in enumerate(b):
            row.append(last[j] + 1 if x == y else max(last[j + 1], row[j]))
    return row[-1]


@settings(deadline=None)
@given(st.text("甲乙丙丁", max_size=40), st.text("甲乙丙丁", max_size=40))
def test_lcs_length_is_that_of_the_table(a: str, b: str) -> None:
    assert lcs_length(a, b) == slow_lcs(a, b)


def test_similarity() -> None:
    assert similarity("新建车站三座", "新建车站") == pytest.approx(0.8)
    assert similarity("", "新建") == 0


# --- normal forms ---


@pytest.mark.parametrize(
    ("name", "given_value", "form"),
    [
        ("term", "第十四届", 14),
        ("session", 5, 5),
        ("session", "五次会议", 5),
        ("document_number", "望交函【2024】第008号", "望交函〔2024〕8号"),
        ("document_number", "无文号", "无文号"),
        ("issue_date", "2019年8月3日", "2019-08-03"),
        ("issue_date", "20190823", "2019-08-23"),
        ("issue_date", "2019年8月", "2019年8月"),
        ("money", "1,200", 1200.0),
        ("money", "很多", None),
        ("proposal_number", "第007号", "7"),
        ("proposal_number", "第TA0367号", "A0367"),
        ("proposal_title", "关于“一窗”的建议", "关于一窗的建议"),
        ("contact_phone", "0715-8123456", "07158123456"),
        ("result_mark", "（b1类）", "B1"),
        ("result_mark", "解决采纳", "解决采纳"),
        ("disclosure", "此件不公开", "不予公开"),
        ("disclosure", "此件依申请公开", "依申请公开"),
        ("disclosure", "摘要公开", "主动公开"),
        ("sponsor", "王 静娴", "王静娴"),
        ("sponsor", None, None),
    ],
)
def test_field_value(name: str, given_value: object, form: object) -> None:
    assert field_value(name, given_value) == form


def test_comparable_ignores_blanks_width_and_invisible_characters() -> None:
    assert comparable(" Ａ１，\u3000甲\u200b\n乙 ") == "A1,甲乙"
    assert comparable(None) == ""


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("望川县交通运输局", "交通运输局", True),
        ("望川县交通运输局", "县交通运输局", True),
        ("望川县交通运输局", "清湖区交通运输局", True),
        ("望川县交通运输局", "望川县教育局", False),
        ("市场监督管理局", "监督管理局", True),
        ("望川县住建局", "望川县住房和城乡建设局", False),
    ],
)
def test_same_agency(a: str, b: str, same: bool) -> None:
    assert same_agency(a, b) is same
    assert same_agency(b, a) is same


# --- values and measures ---


@pytest.mark.parametrize(
    ("gold", "got", "counts"),
    [
        (["甲"], ["甲"], (1, 0, 0)),
        (["甲", "乙"], ["甲", "丙"], (1, 1, 1)),
        (["甲", "甲"], ["甲", "甲"], (1, 0, 0)),
        (["甲"], ["A"], (1, 0, 0)),  # another right form
        (["甲"], ["甲", "A"], (1, 0, 0)),  # the same value in two right forms
        (["甲"], ["选"], (0, 0, 1)),  # optional: neither asked nor punished
        ([], ["丙"], (0, 1, 0)),
        (["甲"], [], (0, 0, 1)),
    ],
)
def test_match_values(gold: list[str], got: list[str], counts: tuple[int, int, int]) -> None:
    assert match_values(gold, got, {"甲": {"A"}}, {"选"}).counts == counts


def test_measures_pair_one_to_one_best_first() -> None:
    gold = ["新建车站三座", "新建车站三座并投用"]
    given_texts = ["新建车站三座并投用", "检查企业", "新建车站三座"]
    assert pair_measures(gold, given_texts) == [(0, 2), (1, 0)]
    assert pair_measures(["新建车站"], ["新建车站以及别的许多事情"]) == []
    assert pair_measures([""], [""]) == []
    assert pair_measures(["甲乙丙丁戊己"], ["甲乙丙子丑寅", "甲乙丙丁子丑寅"]) == [(0, 1)]  # 0.5, 8/13


def test_measures_and_status() -> None:
    gold = page(
        measures=(
            GoldMeasure("安装路灯20盏", ("completed",)),
            GoldMeasure("更换灯杆10根", ("planned", "intended")),
            GoldMeasure("夜间巡查", ("ongoing",)),
        )
    )
    given_measures = [
        {"text": "安装路灯20盏", "status": "ongoing"},
        {"text": "更换灯杆10根", "status": "intended"},
        {"text": "依照规定不属本局", "status": "explained"},
        {"text": "另建公园", "status": "planned"},
    ]
    report = evaluate([record(measures=given_measures)], [gold])
    names = ("measures.precision", "measures.recall", "measures.f1", "status", "measures.covered")
    assert values(report, *names) == pytest.approx((2 / 3, 2 / 3, 2 / 3, 1 / 2, 2 / 3))


# --- pages ---


def test_kinds_and_reply_against_rest() -> None:
    gold = [page(), page(file="b.html", kind="co_opinion"), page(file="c.html", kind="news", body_text="")]
    records = [
        record(kind="reply_digest"),
        record(source={"path": "b.html"}, kind="reply"),
        record(source={"path": "c.html"}, kind="news"),
    ]
    report = evaluate(records, gold)
    assert values(report, "kind", "reply.precision", "reply.recall") == pytest.approx((1 / 3, 1 / 2, 1))
    assert report.confusions() == {"reply->reply_digest": 1, "co_opinion->reply": 1}


def test_text_lost_and_left() -> None:
    gold = page(must_not=("上一篇", "彩票"), must_not_spam=("彩票",))
    text = "关于路灯的答复\n已安装路灯20盏上一篇"  # 。 lost, three characters left over
    names = ("text", "text.html", "characters_lost", "clean", "no_navigation", "no_spam")
    report = evaluate([record(text=text)], [gold])
    assert values(report, *names) == pytest.approx((2 * 15 / (16 + 18), 2 * 15 / 34, 1 / 16, 0, 0, 1))
    empty = evaluate([record(text="")], [gold])
    assert values(empty, *names) == (0, 0, 1, 0, 0, 0)


def test_title_given_apart_is_not_missed_in_the_text() -> None:
    report = evaluate([record(title="关于路灯的答复", text="已安装路灯20盏。")], [page()])
    assert values(report, "text", "characters_lost") == (1, 0)


def test_fields_strict_lenient_and_macro() -> None:
    gold = page(fields={"lead_agency": ("望川县交通局",), "term": (5,)}, alt={}, optional={})
    fields = {"lead_agency": [found("县交通局")], "term": [found("五届")], "money": [found(100)]}
    report = evaluate([record(fields=fields)], [gold])
    names = ("field.lead_agency.f1", "lenient.lead_agency.f1", "field.term.f1", "field.money.f1")
    assert values(report, *names) == (0, 1, 1, 0)
    assert values(report, "field.body.precision", "field.money.precision") == (1, 0)
    assert values(report, "macro.f1", "macro_lenient.f1") == (0.5, 1)


def test_spans_dates_topics_flags_and_stray_values() -> None:
    gold = [
        page(damaged=True, fields={"issue_date": ("2019-08-23",)}, topic=("R09", "R10")),
        page(file="b.html", kind="list", body_text=""),
    ]
    first = {"issue_date": [found("2019-08-23", "20盏", 13), found("2019-08-22", "30盏", 13)]}
    topics = [{"label": "R05", "score": 0.2}, {"label": "R10", "score": 0.6}, {"label": "R09", "score": 0.5}]
    records = [
        record(fields=first, topics=topics, flags=["damaged", "spam"]),
        record(source={"path": "b.html"}, kind="list", fields={"result_mark": [found("A")]}),
    ]
    report = evaluate(records, gold)
    assert values(report, "spans", "damaged_date", "stray_values") == (0.5, 1, 1)
    assert values(report, "topic", "topic.accepted", "topic.top2") == (0, 1, 1)
    assert values(report, "flag.damaged.f1", "flag.spam.precision", "flag.tampered.f1") == (1, 0, 1)


def test_a_damaged_date_is_right_only_in_the_first_place() -> None:
    gold = page(damaged=True, fields={"issue_date": ("2019-08-23",)})
    second = {"issue_date": [found("2019-08-22"), found("2019-08-23")]}
    assert values(evaluate([record(fields=second)], [gold]), "damaged_date", "field.issue_date.recall") == (
        0,
        1,
    )


@pytest.mark.parametrize(
    "records", [[], [{"source": {"path": "a.html"}, "error": {"type": "E", "message": ""}}]]
)
def test_a_page_without_record_finds_nothing(records: list[dict[str, Any]]) -> None:
    report = evaluate(records, [page(fields={"term": (5,)})])
    assert report.missing == 1
    assert values(report, "kind", "text", "field.term.recall") == (0, 0, 0)


def test_intervals_are_seeded_and_hold_the_value() -> None:
    gold = [page(file=f"{i}.html") for i in range(20)]
    records = [record(source={"path": f"{i}.html"}, kind="reply" if i % 4 else "news") for i in range(20)]
    first, again = evaluate(records, gold), evaluate(records, gold)
    assert first.figures == again.figures
    kind = first.figures["kind"]
    assert kind.value == 0.75
    assert kind.low is not None
    assert kind.high is not None
    assert 0.45 < kind.low < 0.75 < kind.high < 1


def test_gold_that_is_none_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "dev.jsonl"
    path.write_text('{"file": "a.html", "kind": "reply"}\n\n{"kind": "reply"}\n', "utf-8")
    with pytest.raises(UsageError, match=r"dev\.jsonl:3"):
        load_gold([path])
    with pytest.raises(UsageError, match="no pages"):
        evaluate([], [])


# --- the gate ---


@pytest.fixture
def place(tmp_path: Path) -> gate.Place:
    (tmp_path / "gold").mkdir()
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html").write_text("<p>页</p>", "utf-8")
    (tmp_path / "gold" / "dev.jsonl").write_text('{"file": "a.html", "kind": "reply"}\n', "utf-8")
    return gate.Place(tmp_path, tmp_path / "floors.json", tmp_path / "items.json")


def reports(kind: str) -> dict[str, Report]:
    gold = page(fields={"term": (5,)})
    return {"dev": evaluate([record(kind=kind, fields={"term": [found(5)]})], [gold])}


def pinned(place: gate.Place) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(place.floors.read_text("utf-8"))
    return loaded


def test_floors_are_not_lowered_without_a_reason(
    place: gate.Place, capsys: pytest.CaptureFixture[str]
) -> None:
    assert gate.update(place, reports("reply"), {}, "") == 0
    before = place.floors.read_bytes()
    assert pinned(place)["dev"]["floors"]["kind"] == 1
    assert gate.update(place, reports("news"), pinned(place), "") == 1
    assert "dev.kind 1.0 -> 0.0" in capsys.readouterr().out
    assert place.floors.read_bytes() == before
    assert gate.update(place, reports("news"), pinned(place), "kinds were redefined") == 0
    regression = pinned(place)["regressions"][0]
    assert regression["reason"] == "kinds were redefined"
    assert regression["lowered"]["dev.kind"] == [1, 0]
    assert pinned(place)["dev"]["floors"]["kind"] == 0


def test_a_figure_below_its_floor_fails(place: gate.Place) -> None:
    gate.update(place, reports("reply"), {}, "")
    assert gate.check(place, reports("reply"), pinned(place)) == 0
    assert gate.check(place, reports("news"), pinned(place)) == 1


def test_another_corpus_must_be_pinned_again(place: gate.Place, capsys: pytest.CaptureFixture[str]) -> None:
    gate.update(place, reports("reply"), {}, "")
    (place.corpus / "pages" / "a.html").write_text("<p>新页</p>", "utf-8")
    assert gate.check(place, reports("reply"), pinned(place)) == 1
    assert "not those pinned" in capsys.readouterr().out
    gate.update(place, reports("reply"), pinned(place), "")
    assert gate.check(place, reports("reply"), pinned(place)) == 0


def test_items_of_the_blind_split_are_never_shown(
    place: gate.Place, capsys: pytest.CaptureFixture[str]
) -> None:
    (place.corpus / "gold" / "dev.jsonl").rename(place.corpus / "gold" / "blind.jsonl")
    blind = {"blind": reports("news")["dev"]}
    gate.check(place, blind, {})
    gate.update(place, blind, {}, "")
    shown = capsys.readouterr().out
    assert "field.term" in shown
    assert "a.html" not in shown
    assert "->" not in shown
    assert not place.items.exists()


def test_changes_lists_items_gained_and_lost() -> None:
    old = {"a": {"right": ["kind=reply"], "wrong": ["term=4"], "text": 0.9}, "b": {"right": [], "wrong": []}}
    new = {"a": {"right": ["term=5"], "wrong": [], "text": 0.95}, "c": {"right": ["x"], "wrong": []}}
    gained, lost = gate.changes(old, new)
    assert gained == ["a: + term=5", "a: no longer term=4", "a: text 0.9 -> 0.95"]
    assert lost == ["a: - kind=reply"]


@pytest.mark.parametrize(
    ("name", "value", "floor"),
    [
        ("kind", 0.98765, 0.987),
        ("kind", 1.0, 1.0),
        ("characters_lost", 0.0123, 0.013),
        ("stray_values", 0, 0),
    ],
)
def test_floors_round_to_the_side_that_forgives(name: str, value: float, floor: float) -> None:
    assert gate.floor_of(name, value) == floor
    assert not gate.worse(name, value, floor)


def test_a_ceiling_breaks_upwards() -> None:
    assert gate.worse("characters_lost", 0.02, 0.013)
    assert not gate.worse("characters_lost", 0.01, 0.013)
    assert gate.lowered({"kind": 0.9, "text": 0.8}, {"kind": 0.95}) == {"text": (0.8, None)}
