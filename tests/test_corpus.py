"""The corpus is sound, and the checks that say so can fail."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.evaluation import FIELDS, load_gold
from pipeline.evaluation.gold import gold_page
from tests import corpus_check as corpus
from tests.corpus_counts import counts, is_declared_wrongly

SOURCE = (
    "<html><head><title>某局</title><style>.x{mso-y:1}</style></head><body><a>上一篇:别的</a>"
    "<h1>关于路灯的答复</h1><p>投资<b>2</b>万元&nbsp;安装路灯20盏。</p>靠谱彩票</body></html>"
)
FIELD_VALUES: dict[str, list[object]] = {name: [] for name in FIELDS} | {
    "money": [20000],
    "document_number": ["望交函〔2024〕8号"],
    "issue_date": ["2024-05-30"],
}
GOLD: dict[str, Any] = {
    "file": "a.html",
    "kind": "reply",
    "spam": True,
    "body_text": "关于路灯的答复\n投资2万元 安装路灯20盏。",
    "must_not": ["上一篇", "靠谱彩票", "mso-y"],
    "must_not_spam": ["靠谱彩票"],
    "fields": FIELD_VALUES,
    "alt": {"money": {"20000": [2]}},
    "topic": ["R09"],
    "measures": [{"text": "安装路灯20盏", "status": "completed"}],
}


def fields(**changes: list[object]) -> dict[str, Any]:
    return {"fields": FIELD_VALUES | changes}


def problems(folder: Path, name: str, changes: dict[str, Any]) -> list[str]:
    (folder / "a.html").write_text(SOURCE, "utf-8")
    (folder / name).write_text(json.dumps(GOLD | changes, ensure_ascii=False), "utf-8")
    corpus.page_texts.cache_clear()
    return list(corpus.check_gold(folder / name, folder))


def test_the_corpus_has_no_problems() -> None:
    assert corpus.all_problems() == []


def test_a_sound_page_has_no_problems(tmp_path: Path) -> None:
    assert problems(tmp_path, "dev.jsonl", {}) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"file": "b.html", "must_not": [], "must_not_spam": []}, "has no page"),
        ({"kind": "letter"}, "kind letter"),
        ({"body_text": "", "must_not": [], "must_not_spam": [], "measures": []}, "without body_text"),
        ({"body_text": GOLD["body_text"] + "\n另有一段"}, "line '另有一段' is not on the page"),
        (fields(money=["2万元"]), "money '2万元'"),
        (fields(issue_date=["2024-02-30"]), "issue_date 2024-02-30"),
        (fields(issue_date=["2024-5-30"]), "issue_date 2024-5-30"),
        (fields(cited_document=["望交函[2024]8号"]), "cited_document 望交函[2024]8号"),
        (fields(document_number=["望交函〔2024〕08号"]), "document_number 望交函〔2024〕08号"),
        (fields(colour=["红"]), "field colour"),
        ({"fields": {}, "alt": {}}, "field money is missing"),
        ({"alt": {"money": {"3": [2]}}}, "alt money of no value 3"),
        ({"measures": [{"text": "拆除路灯", "status": "completed"}]}, "'拆除路灯' is not in body_text"),
        ({"measures": [{"text": "安装路灯", "status": "done"}]}, "status done"),
        ({"topic": ["R23"]}, "topic R23"),
        ({"topic": []}, "without topic"),
        ({"must_not": ["下一篇", "靠谱彩票"]}, "'下一篇' is not on the page"),
        ({"must_not": ["路灯", "靠谱彩票"]}, "'路灯' is in body_text"),
        ({"must_not": ["上一篇"]}, "spam '靠谱彩票' is not in must_not"),
        ({"spam": False}, "spam words on a page without spam"),
    ],
)
def test_each_fault_is_found(tmp_path: Path, changes: dict[str, Any], problem: str) -> None:
    found = problems(tmp_path, "dev.jsonl", changes)
    assert any(problem in line for line in found), found


def test_blind_problems_name_the_rule_only(tmp_path: Path) -> None:
    assert problems(tmp_path, "blind.jsonl", {"topic": ["R23"]}) == ["blind.jsonl: a.html: topics_are_known"]


def test_pages_and_gold_stand_once(tmp_path: Path) -> None:
    for name in ("a.html", "b.html", "b.html.headers"):
        (tmp_path / name).touch()
    gold = [gold_page({"file": "a.html", "kind": "news"})] * 2
    assert list(corpus.check_files(gold, tmp_path)) == [
        "a.html: gold stands 2 times",
        "b.html: page without gold",
    ]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("\ufeff路灯".encode(), "路灯"),
        ("路灯".encode("gbk"), "路灯"),
        (b'<meta charset="big5">' + "路燈".encode("big5"), '<meta charset="big5">路燈'),
    ],
)
def test_decode(data: bytes, text: str) -> None:
    assert corpus.decode(data) == text


def test_overlap_is_a_share_of_the_smaller_text() -> None:
    long, short = "甲乙丙丁戊己庚辛壬癸子丑", "甲乙丙丁戊己庚辛寅卯"  # 5 and 3 grams, one shared
    assert corpus.overlaps({"long": long, "short": short, "other": "子丑寅卯辰巳午未"}) == [
        (pytest.approx(1 / 3), "long", "short")
    ]
    assert list(corpus.too_alike({"long": long, "short": short})) == [
        "long and short share 33% of their 8-grams"
    ]
    assert list(corpus.too_alike({"long": long, "longer": long[:9] + short})) != []
    assert list(corpus.too_alike({"long": long, "other": "子丑寅卯辰巳午未申酉"})) == []


def test_labels_need_enough_texts_of_known_topics() -> None:
    rows = {
        f"{topic}:{i}": {"text": "文", "label": topic}
        for topic in corpus.TOPICS
        for i in range(corpus.MIN_LABELS)
    }
    assert list(corpus.check_labels(rows)) == []
    rows["R05:0"] = {"text": " ", "label": "R99"}
    assert list(corpus.check_labels(rows)) == [
        "R05: 59 texts, 60 needed",
        "R05:0: label R99, second None",
        "R05:0: no text",
    ]


def test_page_types_counts_kinds_and_traits() -> None:
    table = corpus.page_types([gold_page(GOLD), gold_page({"file": "b.txt", "kind": "news"})])
    assert table.splitlines()[1].split() == ["news", "1", "0", "1", "0", "0", "0"]
    assert table.splitlines()[-1].split() == ["all", "2", "1", "1", "0", "1", "0"]


# --- counts ---


def test_the_corpus_is_large_and_varied_enough() -> None:
    table = counts(load_gold(corpus.gold_files()), corpus.CORPUS / "pages")
    least = {
        "all": 160,
        "HTML": 110,
        "damaged text": 35,
        "GB 18030": 15,
        "declared wrongly": 3,
        "with spam": 30,
        "tampered": 6,
        "near-miss": 40,
        "with measures": 80,
    }
    assert {name: n for name, n in least.items() if table["pages"][name] < n} == {}
    assert set(table["topics"]) == corpus.TOPICS
    assert set(table["levels"]) == {"全国", "省", "市", "县", "乡"}
    assert set(table["bodies"]) == {"人大", "政协"}
    assert {"to 500", "to 3,000"} <= set(table["code points"])
    assert {str(year) for year in range(2008, 2026)} <= set(table["years"])


@pytest.mark.parametrize(
    ("data", "wrongly"),
    [
        ('<meta charset="utf-8">复文'.encode(), False),
        ('<meta charset="gb2312">复文'.encode("gb18030"), False),
        ('<meta charset="utf-8">复文'.encode("gb18030"), True),
        ('<meta charset="gbk">复文'.encode(), True),
        ("复文".encode("gb18030"), False),
    ],
)
def test_a_wrong_declaration_is_seen(data: bytes, wrongly: bool) -> None:
    assert is_declared_wrongly(data) is wrongly
