"""Strip on pages full of furniture: boxes beside the document, buttons, notices, letterheads, a table printed twice."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import REMOVED_KINDS, Source
from pipeline.rules import load_toml
from pipeline.strip import strip, strip_with
from pipeline.strip.asides import aside_named, link_verdict
from pipeline.strip.furniture import key_of
from pipeline.strip.reference import parse_soup
from tests.printed import FOOT, LETTER, LINES, NAV, TEXT, TITLE, read, removed

DATA = load_toml("pipeline.strip", "data/asides.toml")

REMARK = "路修得真不错，希望明年把北巷也一起修了，谢谢各位。"


@pytest.mark.parametrize("row", DATA["box"], ids=lambda row: row["about"])
def test_names_of_boxes(row: dict[str, list[str]]) -> None:
    found = {name: aside_named(name) for name in row["examples"]}
    assert {verdict.kind for verdict in found.values() if verdict} == {str(row["kind"])}
    assert all(found.values())
    assert [name for name in row["counter_examples"] if aside_named(name)] == []


def test_kinds_of_boxes_are_known() -> None:
    assert {row["kind"] for row in DATA["box"]} <= set(REMOVED_KINDS)


def test_links_that_are_no_text() -> None:
    link = DATA["link"]
    assert all(link_verdict(key_of(text), href) for text, href in link["examples"])
    assert not any(link_verdict(key_of(text), href) for text, href in link["counter_examples"])


ASIDES = {
    "comments with sentences": f"<div class='comment-list'><p>{REMARK}</p><p>{REMARK}</p></div>",
    "recommendations": "<div class='recommend'><h3>猜您想看</h3><p>青石巷的前世今生，老街坊说起来都是故事。</p></div>",
    "an inner box": f"<div id='sidebarRight'><div class='inner'><p>{REMARK}</p></div></div>",
    "sharing": "<div class='shareTools'><span>把文章送给朋友</span></div>",
}


@pytest.mark.parametrize("name", ASIDES)
@pytest.mark.parametrize("before", [False, True])
def test_boxes_beside_the_letter_go(name: str, before: bool) -> None:
    parts = [ASIDES[name], f"<h1>{TITLE}</h1><div>{LETTER}</div>"]
    doc = read(f"{NAV}<div>{''.join(parts if before else reversed(parts))}</div>{FOOT}")
    assert doc.text == TEXT


def test_a_box_within_the_letter_goes_with_its_sentences() -> None:
    inside = LETTER.replace("<p>二、", f"<div class='ad-box'><p>{REMARK}</p></div><p>二、")
    doc = read(f"{NAV}<h1>{TITLE}</h1><div id='zoom'>{inside}</div>{FOOT}")
    assert doc.text == TEXT
    assert REMARK in removed(doc, "widget")


@pytest.mark.parametrize("name", ["comment-content", "related", "sidebar-right has-share", "share-text"])
def test_a_box_that_holds_the_letter_is_none(name: str) -> None:
    whole = read(f"{NAV}<div class='{name}'><h1>{TITLE}</h1>{LETTER}</div>{FOOT}")
    letter = read(f"{NAV}<h1>{TITLE}</h1><div class='{name}'>{LETTER}</div>{FOOT}")
    assert whole.text == TEXT == letter.text


def test_the_shorter_of_two_letters_stays_whatever_its_box_is_called() -> None:
    second = [
        "钱多多委员：",
        "您提出的《关于增设社区食堂的提案》收悉，今年已建成社区食堂4家。",
        "望川县民政局",
    ]
    box = f"<div class='related'>{''.join(f'<p>{line}</p>' for line in second)}</div>"
    assert read(f"{NAV}<div><h1>{TITLE}</h1>{LETTER}{box}</div>{FOOT}").text == "\n".join([TEXT, *second])


def test_a_file_in_a_box_of_related_links_stays_an_attachment() -> None:
    box = "<div class='related'><a href='/f/1.doc'>1.排险工程清单.doc</a></div>"
    doc = read(f"{NAV}<h1>{TITLE}</h1><div id='zoom'>{LETTER}{box}</div>{FOOT}")
    assert doc.text == f"{TEXT}\n1.排险工程清单.doc"


def test_comments_longer_than_the_letter_do_not_widen_the_main_text() -> None:
    page = f"<div class='article'>{LETTER}</div><div class='cmt'>{f'<p>{REMARK}</p>' * 4}</div><h3>图说</h3><p>微视</p>"
    assert read(f"{NAV}<h1>{TITLE}</h1><div class='main-content'>{page}</div>{FOOT}").text == TEXT


@pytest.mark.parametrize("names", [("content", "content"), ("article-content", "article")])
def test_a_letters_own_title_above_the_box_of_its_paragraphs_stays(names: tuple[str, str]) -> None:
    outer, inner = names
    widgets = "<p>图说</p>" * 30
    page = f"<div class='{outer}'><p>{TITLE}</p><div class='{inner}'>{LETTER}</div>{widgets}</div>"
    assert read(f"{NAV}<h1>石桥镇老街修好了</h1>{page}{FOOT}").text == TEXT


@pytest.mark.parametrize("name", DATA["unprinted"]["classes"])
def test_what_is_not_printed_is_no_text(name: str) -> None:
    marked = LETTER.replace("排险，", f"排险<span class='{name}'>[编辑]</span>，")
    assert read(f"{NAV}<h1>{TITLE}</h1><div>{marked}</div>{FOOT}").text == TEXT


NOTICES = [
    "凡本网注明“来源：望川建设网”的文章，版权均属本网所有，转载请注明出处。",
    "附件【附件1.pdf】已下载7次",
    "以上语音由人工智能合成，仅供参考",
    "— END —",
    "往期精彩回顾",
    "长按识别二维码，关注我们",
    "附件下载 无",
    "1 下一页 全文阅读",
    "【我要打印】 【返回顶部】 【关闭页面】",
]


@pytest.mark.parametrize("notice", NOTICES)
def test_notices_below_the_letter_go(notice: str) -> None:
    doc = read(f"{NAV}<h1>{TITLE}</h1><div id='zoom'>{LETTER}<p>{notice}</p></div>{FOOT}")
    assert doc.text == TEXT
    assert any(notice in block.text for block in doc.removed)


def test_what_follows_an_end_mark_goes() -> None:
    tail = "<p>—— END ——</p><p>投稿邮箱：wc@example.cn</p><p>监制：老周</p>"
    assert read(f"{NAV}<h1>{TITLE}</h1><div id='zoom'>{LETTER}{tail}</div>{FOOT}").text == TEXT


def test_a_letterhead_above_the_title_belongs_to_the_letter() -> None:
    page = f"<p>望川县住房和城乡建设局文件</p><p>望建议字〔2024〕6号</p><h3>{TITLE}</h3><div id='zoom'>{LETTER}</div>"
    assert read(f"{NAV}{page}{FOOT}").text == f"望川县住房和城乡建设局文件\n望建议字〔2024〕6号\n{TEXT}"


def test_a_units_name_alone_above_the_title_is_the_sites() -> None:
    assert read(f"{NAV}<p>望川县住房和城乡建设局</p><h1>{TITLE}</h1>{LETTER}{FOOT}").text == TEXT


def test_a_portals_table_below_the_letter_is_metadata() -> None:
    rows = ["索 引 号：0123/2024-1", "组配分类：建议提案办理", "有 效 性：有效", "关 键 词：老街，排险"]
    table = "".join(f"<li>{row}</li>" for row in rows)
    doc = read(
        f"{NAV}<div><h1>{TITLE}</h1><div>{LETTER}</div><ul>{table}</ul><p>【关联阅读】</p></div>{FOOT}"
    )
    assert doc.text == TEXT
    assert doc.meta("组配分类") == "建议提案办理"


def test_what_stands_above_the_breadcrumb_is_no_text() -> None:
    notice = "<p>公告：系统升级，今晚暂停服务。</p><h3>本周排行</h3>"
    page = f"<div>{notice}<p>现在位置：首页 » 提案公开 » 正文</p><p>现将办理情况公开如下。</p>{LETTER}</div>"
    assert read(f"{page}{FOOT}").text.startswith("现将办理情况公开如下。")


REPORT = (
    "<h1>老街修缮有了新进展</h1><div id='zoom'><p>日前，县住建局书面答复了委员。现将答复全文刊登如下。</p>"
)


def test_a_letter_printed_in_a_report_is_the_document() -> None:
    longer = LETTER.replace("<p>二、", f"<p>{REMARK}{REMARK}{REMARK}</p><p>二、")
    doc = read(f"{NAV}{REPORT}<p>{TITLE}</p>{longer}</div>{FOOT}")
    assert doc.text.split("\n")[:2] == [TITLE, LINES[0]]
    assert doc.title == TITLE


def test_a_report_that_prints_no_letter_stays_whole() -> None:
    text = read(f"{NAV}{REPORT}<p>{REMARK}</p><p>{REMARK}</p></div>{FOOT}").text
    assert text.startswith("老街修缮有了新进展\n日前，")


def test_a_heading_that_is_a_link_is_the_sites() -> None:
    page = f"<h1><a href='/'>望川新闻中心</a></h1><h1>青石巷修缮一新</h1><div>{LETTER}</div>"
    assert read(f"<title>青石巷修缮一新_望川新闻中心</title>{page}{FOOT}").title == "青石巷修缮一新"


def test_of_two_headings_the_one_in_the_page_title_counts() -> None:
    page = f"<h1>全新首页焕新登场</h1><p>精选频道</p><div><h1>青石巷修缮一新</h1>{LETTER}</div>"
    assert read(f"<title>青石巷修缮一新_望川新闻</title>{page}{FOOT}").title == "青石巷修缮一新"


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["comment", "related", "share", "zoom", "content", "sidebar", "x"]),
            st.sampled_from([*LINES, REMARK, "下载", TITLE]),
        ),
        max_size=12,
    )
)
def test_both_parsers_agree_on_boxes(parts: list[tuple[str, str]]) -> None:
    markup = "".join(f"<div class='{name}'><p>{text}</p></div>" for name, text in parts)
    data = markup.encode()
    source = Source("a.html", "0" * 64, len(data))
    assert strip(data, source).text == strip_with(data, source, parse=parse_soup).text


def test_a_page_of_such_boxes_alone_keeps_them_and_takes_linear_time() -> None:
    boxes = (
        f"<div class='comment share-box'><a href='#'>赞</a><p>{i}楼：{REMARK}</p></div>" for i in range(4_000)
    )
    start = time.perf_counter()
    assert len(read("".join(boxes)).text.split("\n")) >= 4_000
    assert time.perf_counter() - start < 10
