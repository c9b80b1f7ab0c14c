"""Real texts that are not part of the project; FUWEN_SHARED names the folder that holds them."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pipeline.pages import Page
from pipeline.run import read_page
from pipeline.strip import strip

SHARED = os.environ.get("FUWEN_SHARED", "")
pytestmark = pytest.mark.skipif(not SHARED, reason="FUWEN_SHARED is not set")


@pytest.fixture(scope="module")
def record() -> dict[str, Any]:
    return read_page(Page(str(Path(SHARED) / "data" / "sample_reply.txt"))).record


def values(record: dict[str, Any], name: str) -> list[Any]:
    return [item["value"] for item in record["fields"].get(name, [])]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("proposal_number", ["125"]),
        ("proposal_kind", ["建议"]),
        ("body", ["人大"]),
        ("level", ["市"]),
        ("term", [5]),
        ("session", [2]),
        ("region", ["咸宁市"]),
        ("proposal_title", ["关于加强乡镇安全生产监管能力建设的建议"]),
        ("lead_agency", ["咸宁市应急管理局"]),
        ("publish_date", ["2019-08-26"]),
        ("issue_date", ["2019-08-23"]),
        ("disclosure", ["主动公开"]),
        ("result_mark", ["A"]),
        ("document_number", []),
        ("cited_document", ["咸编文〔2018〕13号"]),
        ("leader", ["何开文"]),
    ],
)
def test_fields_of_the_first_page(record: dict[str, Any], name: str, expected: list[Any]) -> None:
    assert values(record, name) == expected


def test_money_of_the_first_page(record: dict[str, Any]) -> None:
    money = {(m["value"], m["per"], m["bound"]) for m in record["fields"]["money"]}
    assert money == {
        (2100000, None, "exact"),
        (30000, "乡镇", "exact"),
        (30000, "乡镇安监办", "exact"),
        (20000, None, "at_most"),
        (50000, None, "at_most"),
    }


def test_text_and_removed_of_the_first_page(record: dict[str, Any]) -> None:
    assert record["kind"] == "reply"
    assert set(record["flags"]) == {"damaged", "spam"}
    assert record["title"] == "关于对市第五届人大二次会议第125号建议的公示"
    removed = "\n".join(block["text"] for block in record["removed"])
    for words in ("足球彩票", "您当前的位置", "2019-08-26", "图片", "今天是", "上一篇", "下一篇"):
        assert words in removed
        assert words not in record["text"]
    assert {(r["rule"], r["before"], r["after"]) for r in record["repairs"]} >= {
        ("D3", "530日", "5月30日"),
        ("D1", "2019823", "2019年8月23日"),
    }
    assert any(r["rule"] == "D5" and "125" in r["after"] for r in record["repairs"])
    assert record["topics"][0]["label"] == "R20"


def test_measures_of_the_first_page(record: dict[str, Any]) -> None:
    wanted = [
        ("监管体制的意见", {"completed"}),
        ("评级标准", {"completed"}),
        ("培训班", {"completed"}),
        ("新增3个园区安监办", {"completed"}),
        ("268人", {"completed"}),
        ("明年将转换成常规预算", {"planned"}),
        ("调整预算", {"ongoing"}),
        ("将开展执法专题培训", {"planned", "intended"}),
    ]
    for words, statuses in wanted:
        assert any(words in m["text"] and m["status"] in statuses for m in record["measures"]), words
    groups = {tuple(m["heading"]) for m in record["measures"] if m["heading"]}
    assert {heading[0][0] for heading in groups} == {"一", "二", "三"}
    assert len(groups) == 9


def test_every_challenge_page_is_recognised() -> None:
    pages = sorted((Path(SHARED) / "data" / "html" / "waf_challenge").glob("*.html"))
    assert pages
    for page in pages:
        assert read_page(Page(str(page))).record["kind"] == "challenge", page.name


HTML = Path(SHARED) / "data" / "html"
ROWS = (
    [json.loads(line) for line in (HTML / "metadata.jsonl").read_text("utf-8").splitlines()] if SHARED else []
)


def grams(text: str) -> Counter[str]:
    """The character 4-grams of a text without white space."""
    bare = "".join(text.split())
    return Counter(bare[i : i + 4] for i in range(len(bare) - 3))


def f1(gold: str, text: str) -> float:
    wanted, found = grams(gold), grams(text)
    return 2 * (wanted & found).total() / (wanted.total() + found.total())


def test_main_texts_of_news_pages_are_found() -> None:
    """The golds are bodies without titles, our text keeps the title: both readings have their floor."""
    whole, bodies = [], []
    for row in (row for row in ROWS if "gold_content" in row):
        record = read_page(Page(str(HTML / row["file"]))).record
        assert record["text"], row["file"]
        first, _, rest = record["text"].partition("\n")
        whole.append(f1(row["gold_content"], record["text"]))
        bodies.append(f1(row["gold_content"], rest if first == record["title"] else record["text"]))
    assert sum(whole) / len(whole) >= 0.968
    assert sum(bodies) / len(bodies) >= 0.981


def test_titles_dates_and_numbers_of_policy_pages() -> None:
    rows = [row for row in ROWS if "doc_no" in row]
    right: Counter[str] = Counter()
    for row in rows:
        page = Page(str(HTML / row["file"])).load()
        doc = strip(page.data or b"", page.source(), page.headers)
        held = {"".join(item.label.split()): "".join(item.value.split()) for item in reversed(doc.metadata)}
        right["title"] += "".join(doc.title.split()) == "".join(row["title"].split())
        right["published"] += held.get("发布日期") == row["published"]
        right["written"] += held.get("成文日期") == row["written"]
        right["number"] += held.get("发文字号", held.get("文号")) == row["doc_no"]
    assert {name for name, count in right.items() if count < 0.97 * len(rows)} == set()


def test_no_date_is_read_out_of_a_document_number() -> None:
    for page in sorted((Path(SHARED) / "data" / "html" / "govcn_policy").glob("*.html")):
        for items in read_page(Page(str(page))).record["fields"].values():
            for item in items:
                if item["rule"].endswith("date") and item["where"] == "text":
                    assert "〔" not in item["raw"], json.dumps(item, ensure_ascii=False)


def test_policy_pages_are_no_replies() -> None:
    pages = sorted((HTML / "govcn_policy").glob("*.html"))
    assert pages
    assert {read_page(Page(str(page))).record["kind"] for page in pages} == {"other"}
