"""Show: every field with its evidence marked, repairs, measures, what was removed; masked unless asked."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from pipeline.console import print_folded
from pipeline.document import BOUNDS, STATUSES
from pipeline.rules import load_toml
from pipeline.show import show
from tests.records import letter, mention, record


def shown(made: dict[str, Any], **more: Any) -> str:
    out = io.StringIO()
    show(made, out, width=more.pop("width", 160), **more)
    return out.getvalue()


@pytest.mark.parametrize(
    "line",
    [
        "关于对云溪市第七届人大二次会议第0045号建议的答复",
        f"ID  {letter()['id']}",
        "来源  letter.html",
        "类型  reply (0.90)",
        "标记  damaged",
        "主题  R09 交通运输 (0.91)",
        "  成文日期  2024-03-15  made · 0.90 · 已修复",
        "      【2024年3月15日】",
        "  发布日期  2024-03-20  made · 0.90",
        "      元数据:2024-03-20",
        "  答复单位  云溪市交通运输局  agency_id=transport · made · 0.90",
        "      您提出的《关于打通农村客运“最后一公里”的建议》收悉,经商【市财政局】,现答复如下:",
        "      计划于2024年6月底前开通村村通线路8条,安排补助资金【120万元】",
        "  金额(元)  3,500,000  made · 0.90",
        "  2024年3月15日 → 2024年3月15日  D1 · 0.90",
        "  一、已开展的工作",
        "    已完成  2023年新建招呼站120个,投入资金350万元",
        "        行动 新建 · 金额 3,500,000元",
        "        行动 开通 · 期限 2024-06 · 金额 1,200,000元 · 数量 8条线路",
        "    暂缓  城区地铁暂不具备建设条件",
        "  spam  靠谱的足球app",
        "  navigation  首页 > 政务公开",
    ],
)
def test_lines(line: str) -> None:
    assert line in shown(letter()).splitlines()


def test_parts_in_order_and_conflicts_apart() -> None:
    text = shown(letter())
    places = [text.index(f"\n{part}\n") for part in ("字段", "未采用的候选值", "修复", "措施", "已删除")]
    assert places == sorted(places)
    assert "成文日期  2023" in text[places[1] : places[2]]


def test_long_sentences_are_cut_on_both_sides() -> None:
    text = "甲" * 50 + "云溪市" + "乙" * 50
    assert (
        f"      …{'甲' * 30}【云溪市】{'乙' * 30}…"
        in shown(record(text, fields=(mention(text, "region", "云溪市"),))).splitlines()
    )


def test_masked_unless_asked() -> None:
    assert "王小红" not in shown(letter())
    assert "6543210" not in shown(letter())
    assert "联系电话  ************" in shown(letter())
    assert "联系电话  0799-6543210" in shown(letter(), show_personal=True)


def test_paths_that_hold_it() -> None:
    assert "来源  a.html · b.html" in shown(letter(), paths=["a.html", "b.html"]).splitlines()


def test_empty_page_prints_its_head_only() -> None:
    text = shown(record("", path="a.html", kind="other", flags=("empty",)))
    assert text.startswith("(无标题)\n")
    assert "字段" not in text
    assert "措施" not in text


def test_markup_in_the_page_is_text() -> None:
    assert "[bold]甲[/bold] \\[x]" in shown(record("甲", "[bold]甲[/bold] \\[x]"))


@pytest.mark.parametrize("width", [20, 40, 80])
def test_fits_narrow_terminals(width: int) -> None:
    lines = shown(letter(), width=width).splitlines()
    assert max(map(cell_len, lines)) <= width
    assert all(line == line.rstrip() for line in lines)


def test_names_cover_the_closed_lists() -> None:
    names = load_toml("pipeline", "data/show.toml")
    assert set(names["status"]) == set(STATUSES)
    assert set(names["bound"]) | {"exact"} == set(BOUNDS)


@settings(deadline=None)
@given(st.text("养老a1 ,。\n", max_size=80), st.integers(4, 20), st.integers(0, 2))
def test_folding_loses_nothing_and_fits(text: str, width: int, indent: int) -> None:
    out = io.StringIO()
    print_folded(Console(file=out, width=width, highlight=False), Text(text), indent)
    assert out.getvalue().replace(" ", "").replace("\n", "") == text.replace(" ", "").replace("\n", "")
    assert all(cell_len(line) <= width for line in out.getvalue().splitlines())


def test_words_stay_whole() -> None:
    out = io.StringIO()
    print_folded(Console(file=out, width=10, highlight=False), Text("投入资金350万元"), 2)
    assert out.getvalue() == "  投入资金\n  350万元\n"


def test_start_up_is_light() -> None:
    code = "import sys, pipeline.show; print(sorted({'sklearn','lxml','jieba','rjieba','numpy','rich'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
