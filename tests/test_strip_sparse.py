"""Strip: pages without prose, values in forms and glued rows, names replaced in a letter's own lines, page order."""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import Document, Source
from pipeline.strip import strip
from tests.printed import FOOT, LETTER, LINES, TEXT, TITLE, read, removed

CORPUS = Path(__file__).parent.parent / "corpus"
PAGES = sorted(p for p in (CORPUS / "pages").iterdir() if p.suffix in (".html", ".txt"))

TREE = "".join(
    f"<p>{unit}</p>"
    for unit in ("■ 建议提案", "　├ 人大建议答复", "　└ 政协提案答复", "县水务局", "县卫生局", "县林业局")
)
TABLE = (
    "<table><tr><td>信息索取号</td><td>HK0611-2014-0019</td><td>公开类别</td><td>主动公开</td></tr>"
    f"<tr><td>信息名称</td><td colspan=3>{TITLE}</td></tr>"
    "<tr><td>发布机构</td><td>望川县住建局</td><td>载体形式</td><td>纸质</td></tr></table>"
)
FILES = "<p><a href='javascript:down(1)'>第27号提案答复.rar</a> </p><p>(下载 6 次)</p>"
APPLY = "<p>依申请公开提示</p><p>如需获取未主动公开的信息，请填写《望川县政府信息公开申请表》，当面提交至县住建局办公室。</p>"
SAME = "<p>同类信息</p><p>· 关于县十五届人大三次会议第41号建议的答复 [2014-06-27]</p><p>· 危房改造名单 [2014-06-19]</p>"


def pairs(doc: Document) -> list[tuple[str, str]]:
    return [(m.label, m.value) for m in doc.metadata if m.where == "meta"]


# --- stubs

STUBS = {
    "title printed": (
        f"{TREE}{TABLE}<p align=center><b>{TITLE}</b></p><p>详见附件。</p>{FILES}{APPLY}{SAME}{FOOT}",
        f"{TITLE}\n详见附件。\n第27号提案答复.rar",
    ),
    "title in the table only": (f"{TREE}{TABLE}{FILES}{SAME}{FOOT}", f"{TITLE}\n第27号提案答复.rar"),
    "title in the head of the page": (
        f"<title>{TITLE}-望川县</title>{TREE}<h2>{TITLE}</h2><p>附件下载：27号答复.doc（38.5KB）</p>{SAME}{FOOT}",
        f"{TITLE}\n附件下载：27号答复.doc（38.5KB）",
    ),
    "path of a file": (
        f"<title>{TITLE}</title><p>{TITLE}</p><p>/UpFile/20160928.doc</p><p>附件：</p><p>27号答复.pdf</p>{FOOT}",
        f"{TITLE}\n附件：\n27号答复.pdf",
    ),
}


@pytest.mark.parametrize("name", STUBS)
def test_stubs_are_title_and_attachments(name: str) -> None:
    markup, text = STUBS[name]
    doc = read(f"<html><body>{markup}</body></html>")
    assert (doc.text, doc.title) == (text, TITLE)
    assert "政协提案答复" not in doc.text.replace(TITLE, "")


def test_the_table_of_a_stub_is_metadata() -> None:
    doc = read(f"<body>{TREE}{TABLE}{FILES}{FOOT}</body>")
    assert pairs(doc) == [
        ("信息索取号", "HK0611-2014-0019"),
        ("公开类别", "主动公开"),
        ("信息名称", TITLE),
        ("发布机构", "望川县住建局"),
        ("载体形式", "纸质"),
    ]
    assert "县卫生局" in removed(doc, "navigation")


def test_a_short_letter_is_no_stub() -> None:
    short = ["赵一鸣委员：", "建议收悉，已办。", "望川县住建局", "2024年9月3日"]
    doc = read(f"<body><h1>{TITLE}</h1>" + "".join(f"<p>{line}</p>" for line in short) + FOOT)
    assert doc.text == "\n".join([TITLE, *short])


# --- lists

MENU = "<ul>" + "".join(f"<li><a href='/{i}'>公开目录第{i}类</a></li>" for i in range(6)) + "</ul>"
ROWS = [f"关于县十五届人大四次会议第{i}号建议的答复2021-08-{i + 10}" for i in range(1, 7)]
BRIEFS = [f"郑金枝代表：您提出的第{i}号建议收悉。经研究，现答复如下……" for i in range(1, 7)]


def entry(i: int) -> str:
    return f"<li><a href='{i}.html'>{ROWS[i][:-10]}</a><span>{ROWS[i][-10:]}</span></li>"


def item(i: int) -> str:
    return f"<div class=item><h5>{entry(i)[4:-5]}</h5><p>{BRIEFS[i]}<a>[详细]</a></p><p>承办单位：县水利局</p></div>"


LISTS = {
    "column": (
        f"<title>建议提案答复-望川县</title>{MENU}<h2>建议提案答复</h2><ul>{''.join(map(entry, range(6)))}</ul>",
        ["建议提案答复", *ROWS],
    ),
    "column of abstracts": (
        f"<meta name=ColumnName content=建议提案答复>{MENU}<div>{''.join(map(item, range(6)))}</div>",
        [
            line
            for row, brief in zip(ROWS, BRIEFS, strict=True)
            for line in (row, f"{brief}[详细]", "承办单位：县水利局")
        ],
    ),
    "search results": (
        (
            f"<title>建议提案答复_望川县全文检索</title>{MENU}<div class=so>{''.join(map(item, range(6)))}</div>"
            "<div>大家都在搜</div><ol><li>社保缴费基数</li><li>公租房申请条件</li></ol>"
        ),
        [
            line
            for row, brief in zip(ROWS, BRIEFS, strict=True)
            for line in (row, f"{brief}[详细]", "承办单位：县水利局")
        ],
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_keep_their_rows(name: str) -> None:
    markup, lines = LISTS[name]
    doc = read(f"<html>{markup}<p>共 109 条 1 2 下一页 尾页</p>{FOOT}</html>")
    assert doc.text.split("\n") == lines
    assert doc.title == "建议提案答复"
    assert "公开目录第1类" in removed(doc, "navigation")
    assert not doc.meta("承办单位")


def test_three_sentences_that_break_off_make_no_list_of_a_letter() -> None:
    letter = LETTER.replace("排险，", "排险……")
    assert read(f"<body><h1>{TITLE}</h1>{letter}{FOOT}").text == TEXT.replace("排险，", "排险……")


# --- names replaced in a letter's own lines

BRAND = "澳门新葡京"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (TITLE, f"关于{BRAND}政协九届三次会议第27号提案的答复"),
        (LINES[0], f"{BRAND}赵一鸣委员："),
        (LINES[4], f"{BRAND}住房和城乡建设局"),
    ],
)
def test_lines_with_a_replaced_name_stay(old: str, new: str) -> None:
    page = f"<title>{BRAND}官网注册</title><div>{BRAND}官网注册送58元体验金</div><h1>{TITLE}</h1><div id=zoom>{LETTER}</div>{FOOT}"
    doc = read(page.replace(old, new))
    assert doc.text == TEXT.replace(old, new)
    assert doc.title == doc.text.split("\n")[0]
    assert doc.flags == ("spam", "tampered")


def test_hidden_lines_do_not_part_title_and_text() -> None:
    hidden = f"<div style='display:none'>{'<p>索引号</p>' * 30}</div>"
    doc = read(f"<body><h1 class=t>{TITLE}</h1>{hidden}<div id=zoom>{LETTER}</div>{FOOT}")
    assert (doc.title, doc.text) == (TITLE, TEXT)


# --- forms and rows of values

FORM = [("提案号", "第27号"), ("届　次", "县政协九届三次会议"), ("提案人", "赵一鸣"), ("案　由", TITLE[:-3])]


def test_a_form_in_lines_stays_text_and_is_read() -> None:
    form = "".join(f"<p><b>{a}：</b><span>{b}</span></p>" for a, b in FORM)
    name = "关于修缮青石巷老街的提案及办理情况"
    doc = read(f"<body><h2>{name}</h2><div>{form}{LETTER}</div>{FOOT}")
    assert doc.title == name
    assert doc.text.split("\n")[1:5] == [f"{' '.join(a.split('　'))}：{b}" for a, b in FORM]
    assert pairs(doc) == [(a.replace("　", ""), b) for a, b in FORM]


def test_a_record_of_handling_is_a_portals_table() -> None:
    rows = [
        ("建议编号", "031", "领衔代表", "林绮文"),
        ("办结时间", "2024-07-03", "公开属性", "主动公开"),
        ("沟通方式", "面商", "代表评价", "满意"),
    ]
    cells = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    doc = read(
        f"<body><h1>{TITLE}</h1><div id=zoom><table><caption>代表建议办理情况</caption>{cells}</table>{LETTER}</div>{FOOT}"
    )
    assert (doc.title, doc.text) == (TITLE, TEXT)
    assert pairs(doc) == [pair for row in rows for pair in (row[:2], row[2:])]


GLUED = [("建议编号", "168"), ("分类", "教科文卫"), ("公开日期", "2023-06-20"), ("公开属性", "主动公开")]


def test_labels_glued_to_their_values() -> None:
    row = "".join(f"<div><label>{a}</label><span>{b}</span></div>" for a, b in GLUED)
    doc = read(f"<body><h1>{TITLE}</h1><div class=row>{row}</div><div id=zoom>{LETTER}</div>{FOOT}")
    assert doc.text == TEXT
    assert pairs(doc) == GLUED


@pytest.mark.parametrize("lines", [["分类施策推进", "公开日期待定"], ["名称变更", "标题从略", "年份不限"]])
def test_other_lines_that_begin_like_labels_stay(lines: list[str]) -> None:
    own = "".join(f"<p>{line}</p>" for line in lines)
    doc = read(f"<body><h1>{TITLE}</h1><div id=zoom>{LETTER.replace('<p>一、', own + '<p>一、')}</div>{FOOT}")
    assert doc.text == TEXT.replace("一、", "\n".join([*lines, "一、"]), 1)


def test_a_line_of_plain_labels_under_the_title() -> None:
    line = "时间：2022年08月01日 10:31　点击：<script>show(1)</script>次　作者：　编辑：办公室"
    doc = read(f"<body><div>{TITLE}</div><div class=sj>{line}</div><div id=zoom>{LETTER}</div>{FOOT}")
    assert doc.text == TEXT
    assert pairs(doc) == [("时间", "2022年08月01日 10:31"), ("编辑", "办公室")]


def test_rows_of_a_plain_text_page() -> None:
    rows = "索引号\t\t0123/2023-1\t\t分类\t\t商贸、海关、旅游\n文号：\t\t\t\t是否有效：\n"
    doc = read(f"首页　政务公开\n{rows}\n{TITLE}\n\n" + "\n\n".join(LINES), "a.txt")
    assert doc.text == TEXT
    assert pairs(doc) == [("索引号", "0123/2023-1"), ("分类", "商贸、海关、旅游")]


def test_a_menu_is_no_breadcrumb() -> None:
    doc = read(
        f"<body><p>首页 | 走进望川 | 政务公开 | 办事服务</p><p>当前所在：首页 -> 建议提案</p><h1>{TITLE}</h1>{LETTER}"
    )
    assert doc.meta("breadcrumb") == "当前所在：首页 -> 建议提案"


def test_what_a_tag_in_a_style_leaves_over_is_no_text() -> None:
    broken = '<p><span style="font-family: 楷体_GB<span lang="EN-US">2312</span>;">一、'
    doc = read(f"<body><h1>{TITLE}</h1><div id=zoom>{LETTER.replace('<p>一、', broken)}</div>{FOOT}")
    assert doc.text == TEXT


# --- nothing is carried from page to page


def results(pages: list[Path]) -> dict[str, Document]:
    return {
        p.name: strip(data, Source(p.name, "0" * 64, len(data))) for p in pages for data in [p.read_bytes()]
    }


def test_the_order_of_pages_changes_nothing() -> None:
    forwards = results(PAGES)
    shuffled = random.Random(7).sample(PAGES, len(PAGES))
    assert results(shuffled) == forwards
    assert results(PAGES[::-1]) == forwards


def test_threads_do_not_disturb_each_other() -> None:
    expected = results(PAGES[:30])
    found: list[dict[str, Document]] = []
    threads = [threading.Thread(target=lambda: found.append(results(PAGES[:30]))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


PIECES = st.sampled_from(
    [TREE, TABLE, FILES, APPLY, SAME, FOOT, LETTER, MENU, *map(item, range(6)), f"<h1>{TITLE}</h1>"]
)


@settings(deadline=None, max_examples=100)
@given(st.lists(PIECES, max_size=12))
def test_every_visible_line_is_text_or_removed(pieces: list[str]) -> None:
    doc = read(f"<body>{''.join(pieces)}")
    audit = "\n".join([doc.text, *(r.text for r in doc.removed)])
    words = ["青石巷12处危房排险", "公开目录第3类", "第27号提案答复.rar", "危房改造名单", "第4号建议收悉"]
    assert [w for w in words if any(w in p for p in pieces) and w not in audit and len(audit) < 480] == []


HOSTILE = {
    "dots": "<p>" + "…" * 60_000,
    "rows": "<li><a href=x>关于第1号建议的答复2021-08-11</a></li>" * 10_000,
    "labels": "<p>公开日期2023</p>" * 20_000,
    "brackets": "<p>" + "[2021-01-01]" * 6_000,
    "titles": f"<p>{TITLE}</p>" * 5_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_without_prose_are_cheap(name: str) -> None:
    start = time.perf_counter()
    read(f"<html><body>{HOSTILE[name]}")
    assert time.perf_counter() - start < 15
