"""Strip: decoding, lines, main text, furniture, spam, metadata; two parsers agree; hostile pages stay cheap."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import REMOVED_KINDS, Document, Source
from pipeline.errors import UnreadablePage
from pipeline.record import to_record
from pipeline.rules import load_toml
from pipeline.strip import strip, strip_with
from pipeline.strip.decode import decode
from pipeline.strip.elements import hides
from pipeline.strip.furniture import judge, key_of
from pipeline.strip.metadata import pairs
from pipeline.strip.page import Line
from pipeline.strip.parse import parse
from pipeline.strip.reference import parse_soup
from pipeline.strip.shapes import shapes
from pipeline.strip.spam import is_injected, is_worked_in, lexicon, stem_places, without_pinyin
from pipeline.strip.wrap import rejoin

CORPUS = Path(__file__).parent.parent / "corpus"
PAGES = sorted(p for p in (CORPUS / "pages").iterdir() if p.suffix in (".html", ".htm", ".shtml"))

TITLE = "关于县十七届人大二次会议第8号建议的答复"
BODY = [
    "张三立代表：",
    "您提出的《关于整修望川河堤的建议》收悉，我局会同县财政局研究办理，现答复如下：",
    "一、去年安排体育彩票公益金120万元，建成健身步道3条。",
    "二、棋牌室整治已经结束，取缔无证棋牌室12家；网贷风险排查和成人教育工作同步推进。",
    "感谢您对水利工作的关心。",
    "望川县水利局",
    "2024年6月26日",
]
LETTER = "".join(f"<p>{line}</p>" for line in BODY)
EXPECTED = "\n".join([TITLE, *BODY])


def read(markup: str | bytes, path: str = "a.html", **headers: str) -> Document:
    data = markup.encode() if isinstance(markup, str) else markup
    return strip(data, Source(path, "0" * 64, len(data)), headers)


def kinds(doc: Document) -> dict[str, str]:
    return {
        kind: "\n".join(r.text for r in doc.removed if r.kind == kind)
        for kind in {r.kind for r in doc.removed}
    }


# --- rule files: each example gives its value, no counter-example does

FURNITURE = load_toml("pipeline.strip", "data/furniture.toml")
RULES = [{"id": "widgets", **FURNITURE["widgets"]}, *FURNITURE["rule"]]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["id"])
def test_furniture_rules(rule: dict[str, list[str]]) -> None:
    assert rule["examples"]
    assert rule["counter_examples"]
    assert {e: (v := judge(key_of(e))) and v.id for e in rule["examples"]} == dict.fromkeys(
        rule["examples"], rule["id"]
    )
    assert [e for e in rule["counter_examples"] if judge(key_of(e))] == []


def test_rules_say_how_their_matches_begin() -> None:
    for rule in FURNITURE["rule"]:
        assert ("needs" in rule) != ("starts" in rule), rule["id"]
        for example in rule["examples"] if "starts" in rule else []:
            assert key_of(example)[0] in rule["starts"], example


def test_furniture_kinds_are_known() -> None:
    assert {rule["kind"] for rule in FURNITURE["rule"]} <= set(REMOVED_KINDS)


def test_portal_words_in_traditional_characters_are_known() -> None:
    assert [(v := judge(key_of(t))) and v.id for t in ("您當前的位置：首頁", "上一篇：某文", "今天是")] == [
        "position",
        "pager",
        "today",
    ]


@pytest.mark.parametrize(
    "example", load_toml("pipeline.strip", "data/spam.toml")["example"], ids=lambda e: e["text"]
)
def test_spam_examples(example: dict[str, object]) -> None:
    assert is_injected(str(example["text"])) is example["spam"]


def test_every_spam_group_lets_its_words_pass_the_quick_test() -> None:
    spam = [e["text"] for e in load_toml("pipeline.strip", "data/spam.toml")["example"] if e["spam"]]
    assert all(lexicon().any.search(key_of(text).lower()) and stem_places(text) for text in spam)


METADATA = load_toml("pipeline.strip", "data/metadata.toml")


@pytest.mark.parametrize("example", METADATA["example"], ids=lambda e: e["text"])
def test_metadata_lines(example: dict[str, object]) -> None:
    assert [list(pair) for pair in pairs(Line(str(example["text"])))] == example["values"]


def row(cells: list[str]) -> Line:
    return Line(" ".join(filter(None, cells)), tag="tr", cells=tuple(cells))


@pytest.mark.parametrize("example", METADATA["cells"]["example"], ids=lambda e: e["text"][0])
def test_metadata_rows(example: dict[str, list[str]]) -> None:
    assert [list(pair) for pair in pairs(row(example["text"]))] == example["values"]


@pytest.mark.parametrize("example", METADATA["cells"]["counter_example"], ids=lambda e: e["text"][0])
def test_rows_that_are_no_metadata(example: dict[str, list[str]]) -> None:
    assert pairs(row(example["text"])) == []


@pytest.mark.parametrize("example", METADATA["counter_example"], ids=lambda e: e["text"])
def test_lines_that_are_no_metadata(example: dict[str, str]) -> None:
    assert pairs(Line(example["text"])) == []


@pytest.mark.parametrize(
    "row", load_toml("pipeline.strip", "data/letter.toml")["example"], ids=lambda r: r["pattern"]
)
def test_letter_shapes(row: dict[str, list[str]]) -> None:
    pattern = getattr(shapes(), str(row["pattern"]))
    assert [text for text in row["yes"] if not pattern.fullmatch(key_of(text))] == []
    assert [text for text in row["no"] if pattern.fullmatch(key_of(text))] == []


# --- decoding

PAGE = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{LETTER}</body></html>"


@pytest.mark.parametrize(
    ("data", "headers", "encoding"),
    [
        (PAGE.encode(), {}, "utf-8"),
        (b"\xef\xbb\xbf" + PAGE.encode(), {}, "utf-8"),
        (PAGE.encode("gb18030"), {}, "gb18030"),
        (PAGE.encode("gbk"), {"Content-Type": "text/html; charset=utf-8"}, "gb18030"),  # wrong label
        (PAGE.encode(), {"content-type": "text/html; charset=GBK"}, "utf-8"),  # wrong label
        (PAGE.replace("<head>", "<head><meta charset=gb2312>").encode("gb18030"), {}, "gb18030"),
        (
            PAGE.replace("<head>", '<head><meta content="text/html; charset = "gb2312"">').encode("gbk"),
            {},
            "gb18030",
        ),
        (PAGE.encode("utf-16"), {}, "utf-16-le"),
        (PAGE.encode("utf-16-be"), {}, "utf-16-be"),
        (PAGE.replace("望", "望\0").encode(), {}, "utf-8"),
        (PAGE.replace("</p>", "</p>\r").encode(), {}, "utf-8"),
    ],
)
def test_encodings(data: bytes, headers: dict[str, str], encoding: str) -> None:
    doc = strip(data, Source("a.html", "0" * 64, len(data)), headers)
    assert (doc.source.encoding, doc.text) == (encoding, EXPECTED)


def test_big5_page() -> None:
    text = "關於縣十七屆人大二次會議第8號建議的答覆"
    data = f"<meta charset=big5><h1>{text}</h1><p>您提出的建議收悉，經研究，現答覆如下，請予審閱，謝謝您的關心與支持。</p>".encode(
        "big5"
    )
    doc = read(data)
    assert doc.source.encoding == "big5hkscs"
    assert doc.title == text
    assert "traditional" in doc.flags


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4 x",
        b"PK\x03\x04abc",
        b"\x89PNG\r\n",
        b"MZ\x90\0\3",
        bytes(range(256)) * 40,
        b"\x1f\x8b\x08abc",
    ],
)
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadablePage):
        decode(data)


@pytest.mark.parametrize("data", [b"", b" \n\t", b"\xef\xbb\xbf", b"\0\0"])
def test_empty_pages(data: bytes) -> None:
    doc = read(data)
    assert (doc.text, doc.flags) == ("", ("empty",))


def test_mojibake_is_flagged() -> None:
    assert "mojibake" in read(PAGE.replace("望川", "锟斤拷")).flags
    assert "mojibake" not in read(PAGE).flags


# --- lines


@pytest.mark.parametrize(
    ("markup", "line"),
    [
        (
            "<p>2019年<span>5</span>月<b>30</b>日前，全部完成整改工作，请您监督。</p>",
            "2019年5月30日前，全部完成整改工作，请您监督。",
        ),
        (
            "<p>我局高度\n   重视，已经安排整改工作，请您监督。</p>",
            "我局高度重视，已经安排整改工作，请您监督。",
        ),
        (
            "<p>联&nbsp;系&nbsp;&nbsp;人：某某，已经安排整改工作，请您监督。</p>",
            "联 系 人：某某，已经安排整改工作，请您监督。",
        ),
        (
            "<p>&amp;ldquo;六有&amp;rdquo;要求，已经安排整改工作，请您监督。</p>",
            "“六有”要求，已经安排整改工作，请您监督。",
        ),
        (
            "<p>零\u200b宽\ufeff字符\u00ad，已经安排整改工作，请您监督检查，谢谢。</p>",
            "零宽字符，已经安排整改工作，请您监督检查，谢谢。",
        ),
        (
            "<p>全角，ＡＢ（１）〔2019〕，已经安排整改工作，请您监督检查。</p>",
            "全角，ＡＢ（１）〔2019〕，已经安排整改工作，请您监督检查。",
        ),
        (
            "<p><!--[if gte mso 9]><xml>x</xml><![endif]-->一<o:p></o:p>是已经安排整改工作，请您监督检查，谢谢您。</p>",
            "一是已经安排整改工作，请您监督检查，谢谢您。",
        ),
        (
            "<p>县财\n<b>政</b>\n<!-- -->局\n&#x5DF2;\n&#x7ECF;安排整改工作，请您监督检查，谢谢您。</p>",
            "县财政局已经安排整改工作，请您监督检查，谢谢您。",
        ),
        (
            "<p>县财政局\n  <b>县水务局</b>\n2024\n<i>GIS</i>，已经安排整改工作，请您监督检查，谢谢您。</p>",
            "县财政局 县水务局 2024 GIS，已经安排整改工作，请您监督检查，谢谢您。",
        ),
    ],
)
def test_inline_markup_never_breaks_a_line(markup: str, line: str) -> None:
    assert read(f"<body>{markup}</body>").text == line


def test_table_rows_are_lines() -> None:
    rows = "<tr><td><p>乡镇</p></td><td>户数</td></tr><tr><td>城关镇</td><td><p>35</p></td></tr>"
    assert read(
        f"<h1>{TITLE}</h1>{LETTER}<table>{rows}</table><p>以上数据截至6月底，由县统计局核定。</p>"
    ).text == (f"{EXPECTED}\n乡镇 户数\n城关镇 35\n以上数据截至6月底，由县统计局核定。")


@pytest.mark.parametrize("open_tags", ["", "<span>", "<div><font>", "<a name=x><b>", "<table><tr><td>"])
def test_a_row_ends_what_is_open_in_the_row_before(open_tags: str) -> None:
    closed = "</table>" if "table" in open_tags else ""
    rows = f"<tr><td>乡镇<td>{open_tags}户数{closed}<tr><td>城关镇<td>35"
    markup = f"<table>{rows}</table><p>以上数据截至6月底，由县统计局核定。</p>"
    for backend in (parse, parse_soup):
        texts = [line.text for line in backend(markup).lines]
        assert texts[-1] == "以上数据截至6月底，由县统计局核定。"
        assert "城关镇 35" in texts
        assert ("乡镇 户数" in texts) != bool(closed)


@pytest.mark.parametrize(
    ("style", "hidden"),
    [
        ("display: none", True),
        ("visibility:hidden;", True),
        ("position:absolute; left:-9999px", True),
        ("text-indent:-9999px", True),
        ("font-size:0", True),
        ("font-size:0px", True),
        ("height:1px;overflow:hidden", True),
        ("height:0;overflow:hidden", True),
        ("opacity:0", True),
        ("color:#fff;background:#fff", True),
        ("font-size:0.9em", False),
        ("opacity:0.8", False),
        ("height:100px;overflow:hidden", False),
        ("text-indent:2em", False),
        ("text-indent:-10px", False),
        ("color:#fff;background:#006", False),
    ],
)
def test_hiding_styles(style: str, hidden: bool) -> None:
    assert hides(style) is hidden


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["甲" * 30, "乙" * 30, "丙" * 30, "丁" * 10 + "。"],
            ["甲" * 30 + "乙" * 30 + "丙" * 30 + "丁" * 10 + "。"],
        ),
        (["甲" * 30 + "。", "乙" * 30 + "。"], ["甲" * 30 + "。", "乙" * 30 + "。"]),
        (
            ["甲" * 30, "乙" * 30, "丙" * 30, "一、工作情况"],
            ["甲" * 30 + "乙" * 30 + "丙" * 30, "一、工作情况"],
        ),
        (
            ["甲" * 150, "乙" * 140, "丙" * 120],
            ["甲" * 150, "乙" * 140, "丙" * 120],
        ),  # paragraphs without marks
    ],
)
def test_hard_wraps(lines: list[str], expected: list[str]) -> None:
    assert rejoin(lines, [False] * len(lines)) == expected


# --- main text

FRAME_HEAD = (
    "<div>今天是：2024年7月1日 星期一</div><ul><li><a href='/'>首页</a></li><li><a href='/a'>政务公开</a></li></ul>"
    "<div>您当前的位置：<a href='/'>首页</a> &gt; <a href='/b'>建议提案</a> &gt; 正文</div>"
)
FRAME_TAIL = (
    "<div>【打印】【关闭】</div><div>上一篇：<a href='x'>关于第9号建议的答复</a></div><div>相关链接</div>"
    "<ul><li><a href='y'>县财政局关于第10号建议的答复</a></li></ul>"
    "<div>主办：望川县人民政府 地址：人民路1号</div><div>鄂ICP备05000001号 网站标识码：4212000001</div>"
)
META_LINE = "<div>来源：县水利局 发布时间：2024-07-01 浏览次数：35</div>"
TABLE = (
    "<table><tr><td>索 引 号：</td><td>0123/2024-1</td><td>发布机构：</td><td>望川县水利局</td></tr>"
    f"<tr><td>名　　称：</td><td>{TITLE}</td><td>办理结果：</td><td>A</td></tr></table>"
)
LAYOUTS = {
    "container": f"{FRAME_HEAD}{TABLE}<h1>{TITLE}</h1>{META_LINE}<div id='zoom'>{LETTER}</div>{FRAME_TAIL}",
    "no names": f"{FRAME_HEAD}<div>{TABLE}<h2>{TITLE}</h2>{META_LINE}<div>{LETTER}</div></div>{FRAME_TAIL}",
    "title printed twice": f"{FRAME_HEAD}<h1>{TITLE}</h1>{META_LINE}<div id='zoom'><p>{TITLE[:12]}</p><p>{TITLE[12:]}</p>{LETTER}</div>{FRAME_TAIL}",
    "br only": f"{FRAME_HEAD}<center><b>{TITLE}</b></center><font size=4>{'<br>　　'.join(BODY)}</font>{FRAME_TAIL}",
    "layout tables": f"<table><tr><td>{FRAME_HEAD}</td></tr><tr><td><table><tr><td><a href='/'>机构</a><br><a href='/'>职能</a></td><td><table><tr><td>{TITLE}</td></tr><tr><td>{LETTER}</td></tr></table></td></tr></table></td></tr><tr><td>{FRAME_TAIL}</td></tr></table>",
    "content marks": f"{FRAME_HEAD}<h1>{TITLE}</h1><!--ZJEG_RSS.content.begin-->{LETTER}<!--ZJEG_RSS.content.end-->{FRAME_TAIL}",
    "signature outside": f"{FRAME_HEAD}<h1>{TITLE}</h1><div id='zoom'>{LETTER.replace('<p>望川县水利局', '</div><p>望川县水利局')}{FRAME_TAIL}",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_give_the_letter(layout: str) -> None:
    markup = f"<html><head><title>{TITLE}-望川县水利局</title></head><body>{LAYOUTS[layout]}</body></html>"
    doc = read(markup)
    assert doc.text == EXPECTED
    assert doc.title == TITLE
    assert "上一篇" in kinds(doc)["pager"]
    assert "您当前的位置" in kinds(doc)["breadcrumb"]
    assert "ICP" in kinds(doc)["footer"]


def test_three_sentences_are_enough() -> None:
    letter = (
        "<p>李四代表：</p><p>您的建议收悉。该路段已列入明年计划。感谢您的支持。</p><p>望川县交通运输局</p>"
    )
    assert read(f"{FRAME_HEAD}<p>{TITLE}</p>{letter}{FRAME_TAIL}").text.split("\n") == [
        TITLE,
        "李四代表：",
        "您的建议收悉。该路段已列入明年计划。感谢您的支持。",
        "望川县交通运输局",
    ]


def test_plain_text_page() -> None:
    page = f"图片\n今天是:\n您当前的位置 : 首页 >>正文\n\n{TITLE}\n\n来源: 时间:2024-07-01\n\n予以公开      A\n\n{TITLE}\n\n"
    page += "\n\n".join(BODY) + "\n\n附件:\n\n上一篇: 公告(2024年第6号)\n下一篇: 某公告"
    doc = read(page, "a.txt")
    assert doc.text == "\n".join([TITLE, "予以公开 A", *BODY])
    assert doc.meta("时间") == "2024-07-01"
    assert {"breadcrumb", "metadata", "duplicate", "widget", "pager"} <= set(kinds(doc))


def test_head_lines_belong_to_the_letter_and_portal_fields_do_not() -> None:
    head = "<p>类别：B　公开属性：主动公开</p><p>望水函〔2024〕8号　　签发人：王五</p>"
    doc = read(
        f"{FRAME_HEAD}{TABLE}<h1>{TITLE}</h1>{META_LINE}<div id='zoom'>{head}{LETTER}</div>{FRAME_TAIL}"
    )
    assert doc.text == "\n".join(
        [TITLE, "类别：B 公开属性：主动公开", "望水函〔2024〕8号 签发人：王五", *BODY]
    )
    assert (doc.meta("索引号"), doc.meta("办理结果"), doc.meta("来源")) == ("0123/2024-1", "A", "县水利局")
    assert doc.meta("breadcrumb") == "您当前的位置：首页 > 建议提案 > 正文"


def test_attachments() -> None:
    named = read(f"<h1>{TITLE}</h1>{LETTER}<p>附件：1.整修工程清单.doc</p>{FRAME_TAIL}")
    empty = read(f"<h1>{TITLE}</h1>{LETTER}<p>附件：</p>{FRAME_TAIL}")
    only = read(
        f"{FRAME_HEAD}<h1>{TITLE}</h1><div id='zoom'><a href='/f/1.doc'>答复函.doc</a></div>{FRAME_TAIL}"
    )
    assert named.text == f"{EXPECTED}\n附件：1.整修工程清单.doc"
    assert empty.text == EXPECTED
    assert "attachment_only" in only.flags
    assert only.text == f"{TITLE}\n答复函.doc"


def test_meta_tags_and_address_are_kept() -> None:
    data = f"<meta name=ArticleTitle content='{TITLE}'><META NAME='PubDate' CONTENT='2024-07-01 10:00'>{PAGE}".encode()
    doc = strip(data, Source("a.html", "0" * 64, len(data), url="http://x.example/t20240701_1.html"))
    assert (doc.meta("articletitle"), doc.meta("pubdate")) == (TITLE, "2024-07-01 10:00")
    assert [m.where for m in doc.metadata if m.label in ("title", "url")] == ["title", "url"]


# --- spam

SPAM = "靠谱的足球彩票app"


@pytest.mark.parametrize(
    "injected",
    [
        f"<body><div>{SPAM}</div>{{page}}",
        f"<body><div style='display:none'><a href='http://x.example'>{SPAM}</a></div>{{page}}",
        f"<body><div style='position:absolute;left:-9999px'><a href='http://x.example'>{SPAM}</a></div>{{page}}",
        f"<body><marquee width=1 height=1><a href='http://x.example'>{SPAM}</a></marquee>{{page}}",
        f"<body>{{page}}<p>{SPAM}</p>",
    ],
)
def test_injected_lines_go(injected: str) -> None:
    doc = read(injected.format(page=f"{FRAME_HEAD}<h1>{TITLE}</h1><div id='zoom'>{LETTER}</div>{FRAME_TAIL}"))
    assert doc.text == EXPECTED
    assert SPAM in kinds(doc)["spam"]
    assert doc.flags == ("spam",)


def test_spam_between_paragraphs_and_inside_a_paragraph() -> None:
    between = LETTER.replace("<p>感谢", f"<p>{SPAM}</p><p>感谢")
    inside = LETTER.replace("工作同步", f"<span style='font-size:0'>{SPAM}</span>工作同步")
    for letter in (between, inside):
        doc = read(f"<h1>{TITLE}</h1><div id='zoom'>{letter}</div>")
        assert (doc.text, doc.flags) == (EXPECTED, ("spam",))


def test_clean_letter_about_lotteries_has_no_flag() -> None:
    assert read(PAGE).flags == ()


def test_spam_title_is_not_the_title() -> None:
    doc = read(f"<title>澳门金沙官网注册送彩金</title><p>{TITLE}</p>{LETTER}")
    assert (doc.title, doc.flags) == (TITLE, ("spam",))


def test_tampered_pages() -> None:
    assert "tampered" in read(PAGE.replace("望川县水利局", "金沙娱乐场水利局")).flags
    assert read(PAGE.replace("望川县水利局", "金沙娱乐场水利局")).text.endswith(
        "金沙娱乐场水利局\n2024年6月26日"
    )
    assert "tampered" in read(PAGE.replace("，", "，，").replace("。", "，。")).flags
    pinyin = read(PAGE.replace("关心", "关(guān)心(xīn)"))
    assert (pinyin.text, pinyin.flags) == (EXPECTED, ("spam", "tampered"))


def test_a_single_reading_without_tone_is_the_authors_own() -> None:
    assert without_pinyin(["行(hang)长"]) == (["行(hang)长"], [])
    assert without_pinyin(["協(xié)商"]) == (["協商"], ["(xié)"])


@pytest.mark.parametrize(
    "text", ["依法打击网络赌博，查处百家乐平台3个。", "举办第三届澳门青年交流活动", "体育彩票公益金下载"]
)
def test_official_sentences_are_not_tampered(text: str) -> None:
    assert not is_worked_in(text)


# --- robustness

SENTENCE = "我局高度重视您提出的建议，经认真研究，现将办理情况答复如下，请您审阅。"
HOSTILE = {
    "50,000 open and closed boxes": "<div>" * 50_000 + SENTENCE + "</div>" * 50_000,
    "50,000 open boxes, other ends": "<div>" * 50_000 + SENTENCE + "</span>" * 50_000,
    "100,000 attributes": "<p " + " ".join(f"a{i}=1" for i in range(100_000)) + f">{SENTENCE}</p>",
    "one long style": f"<p style='{'a:b;' * 200_000}'>{SENTENCE}</p>",
    "20 MB of boxes": "<div class=x>a</div><!-- x --><script>var a=1<2</script>" * 350_000
    + f"<p>{SENTENCE}</p>",
    "open scripts": f"<p>{SENTENCE}</p>" + "<script>" * 400_000,
    "digits": f"<p>{SENTENCE}</p><p>" + "1" * 60_000,
    "brackets": f"<p>{SENTENCE}</p><p>" + "(" * 60_000,
    "zeros": f"<p>{SENTENCE}</p><p>" + "〇" * 60_000,
    "line ends": f"<p>{SENTENCE}" + "\n" * 60_000 + "</p>",
    "title words": f"<p>{SENTENCE}</p>" + "<p>关于对就</p>" * 20_000,
    "open marks": f"<p>{SENTENCE}</p>" + "<" * 60_000,
    "one line again and again": f"<p>{SENTENCE}</p>" * 20_000,
    "ten lines again and again": "".join(f"<p>{SENTENCE}{i}</p>" for i in range(10)) * 2_000,
    "lines out of order": "".join(f"<p>{SENTENCE}{i * i % 997}</p>" for i in range(20_000)),
    "lottery words": f"<p>{SENTENCE}</p><p>" + "彩票平台" * 20_000,
    "style sheet": "<style>"
    + ".a,.b{display:none}" * 20_000
    + "@media x{" * 20_000
    + f"</style><p>{SENTENCE}</p>",
    "outer links": f"<p>{SENTENCE}" + "<a href='//x.example'>彩票</a>x" * 20_000,
    "empty cells": f"<p>{SENTENCE * 3}</p><table><tr>" + "<td>文号</td><td></td>" * 10_000,
    "label marks": f"<p>{SENTENCE}</p><p>来源" + ":]" * 30_000,
    "readings": f"<p>{SENTENCE}</p><p>" + "我(a)" * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_are_cheap_and_lose_nothing(name: str) -> None:
    start = time.perf_counter()
    text = read(f"<html><body>{HOSTILE[name]}").text
    assert SENTENCE in text
    assert time.perf_counter() - start < 15


def test_long_text_is_cut_and_flagged() -> None:
    doc = read("\n".join(f"{i}、{SENTENCE}" for i in range(40_000)), "a.txt")
    assert (len(doc.text), "truncated" in doc.flags) == (1_000_000, True)


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=400))
def test_any_bytes_give_a_document_or_a_refusal(data: bytes) -> None:
    try:
        doc = read(data)
    except UnreadablePage:
        return
    assert doc.source.encoding or doc.flags == ("empty",)
    assert {r.kind for r in doc.removed} <= set(REMOVED_KINDS)


FRAGMENTS = st.sampled_from(
    [
        *BODY,
        TITLE,
        SPAM,
        "<p>",
        "</p>",
        "<br>",
        "<div id='zoom'>",
        "</div>",
        "<table><tr><td>",
        "</td></tr></table>",
        "<b>",
        "</b>",
    ]
)


@settings(deadline=None, max_examples=150)
@given(st.lists(FRAGMENTS, max_size=30).map("".join))
def test_text_is_clean_whatever_the_markup(markup: str) -> None:
    text = read(f"<html>{markup}").text
    assert [line for line in text.split("\n") if line != " ".join(line.split())] == []
    assert SPAM not in text.split("\n")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_both_parsers_give_the_same_text(page: Path) -> None:
    data = page.read_bytes()
    source = Source(page.name, "0" * 64, len(data))
    assert strip(data, source).text == strip_with(data, source, parse=parse_soup).text


GOLD = [
    pytest.param(gold, id=gold["file"])
    for path in sorted((CORPUS / "gold").glob("dev*.jsonl"))
    for gold in map(json.loads, path.read_text("utf-8").splitlines())
    if gold.get("body_text") and not gold["damaged"] and gold["kind"] != "proposal_text"
]


@pytest.mark.parametrize("gold", GOLD)
def test_gold_letters(gold: dict[str, str]) -> None:
    doc = read((CORPUS / "pages" / gold["file"]).read_bytes(), gold["file"])
    expected, text = ("".join(key_of(t).split()) for t in (gold["body_text"], doc.text))
    assert text == expected
    assert [piece for piece in gold["must_not"] if key_of(piece) in text] == []


@pytest.mark.parametrize(
    ("above", "below", "dates"),
    [
        ("上传者：某某 上传于 2024-5-28 查看：41 次", "", ["2024-5-28"]),
        ("", "县工信局 2020-07-03 👁 329 A- | A+", ["2020-07-03"]),
        ("今天是2024年5月29日 星期三", "", []),
        ("2024-05-01至2024-05-28公示", "", []),
    ],
)
def test_a_date_without_label_beside_the_title(above: str, below: str, dates: list[str]) -> None:
    page = (
        f"<html><body><div><a href=/>首页</a></div><div>{above}</div><h1>关于县人大一次会议第9号建议的答复</h1>"
        f"<div class=share>{below}</div><div id=zoom><p>钟某某代表：</p><p>您提出的建议收悉，镇政府安排专人现场测量，"
        "已安装路灯20盏，投入资金12万元，现答复如下，感谢您的关心。</p></div></body></html>"
    )
    doc = strip(page.encode(), Source("a.html", "0", 1))
    assert [m.value for m in doc.metadata if m.label == "date"] == dates


@pytest.mark.parametrize(
    ("injected", "trick"),
    [
        ("<div id=ad class='x y'><p>{}</p></div>", ""),
        ("<div id=ad class='x y' style='position:absolute; left: -9999px'><p>{}</p></div>", "left:-999"),
        ("<div id=ad class='x y' style='display : none'><p>{}</p></div>", "display:none"),
        ("<div id=ad class='x y'><p hidden>{}</p></div>", "attribute hidden"),
        ("<style>.q{{display:none}}</style><div id=ad class='x y'><p class=q>{}</p></div>", "style sheet"),
        ("<div id=ad class='x y'><p style='color:#fff;background:#fff'>{}</p></div>", "colour of its ground"),
    ],
)
def test_spam_is_kept_with_its_evidence(injected: str, trick: str) -> None:
    spam = "靠谱的足球彩票app下载，注册就送188元彩金"
    page = (
        "<html><body><h1>关于县人大一次会议第9号建议的答复</h1><div id=zoom><p>钟某某代表：</p>"
        "<p>您提出的建议收悉，镇政府安排专人现场测量，已安装路灯20盏，投入资金12万元，现答复如下。</p></div>"
        f"{injected.format(spam)}</body></html>"
    )
    doc = strip(page.encode(), Source("a.html", "0", 1))
    (found,) = [block for block in doc.removed if block.kind == "spam"]
    assert (found.text, found.place, found.trick) == (spam, "#ad.x.y > p", trick)
    (one,) = [item for item in to_record(doc)["removed"] if item["kind"] == "spam"]
    assert set(one) == {"kind", "text", "place", "trick", "hash"}


def test_the_head_of_a_letter_above_its_title_in_plain_text() -> None:
    page = (
        "首页 政务公开 建议提案\n当前位置：首页 > 政务公开 > 建议提案\n关于市政协四届一次会议第0213号提案的答复\n"
        "来源：城建科 日期：2016-09-14 [打印] [关闭]\n\n办理类别：B\n\n公开属性：主动公开\n\n汾建提〔201643\n\n"
        "关于市政协四届一次会议第0213提案的答复\n\n郝某、任某委员：\n\n"
        "二位委员提出的提案（第0213号）收悉，已铺设管网31公里，投入资金137万元，现答复如下。\n\n汾阴市住建局\n2016年97\n"
    )
    doc = strip(page.encode(), Source("a.txt", "0", 1))
    assert doc.text.split("\n")[:5] == [
        "关于市政协四届一次会议第0213号提案的答复",
        "办理类别：B",
        "公开属性：主动公开",
        "汾建提〔201643",
        "郝某、任某委员：",
    ]
