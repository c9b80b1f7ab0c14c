"""Real texts that are not part of the project; FUWEN_SHARED names the folder that holds them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from pipeline.pages import Page
from pipeline.run import read_page

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


def test_no_date_is_read_out_of_a_document_number() -> None:
    for page in sorted((Path(SHARED) / "data" / "html" / "govcn_policy").glob("*.html")):
        for items in read_page(Page(str(page))).record["fields"].values():
            for item in items:
                if item["rule"].endswith("date") and item["where"] == "text":
                    assert "〔" not in item["raw"], json.dumps(item, ensure_ascii=False)
