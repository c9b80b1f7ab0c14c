"""Strip on ugly pages: broken markup, repeated content, hidden and injected pieces, challenge pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.document import Source
from pipeline.rules import load_toml
from pipeline.strip import strip, strip_with
from pipeline.strip.challenge import challenge_mark
from pipeline.strip.elements import hidden_names
from pipeline.strip.reference import parse_soup
from tests.printed import LETTER, LINES, NAV, TEXT, TITLE, read, removed

CORPUS = Path(__file__).parent.parent / "corpus"
DEV = [
    json.loads(line)
    for path in sorted((CORPUS / "gold").glob("dev_*.jsonl"))
    for line in path.read_text("utf-8").splitlines()
]

TAIL = "望川县住房和城乡建设局2024年9月3日（联系人：吴用，联系电话：0000-1234567）抄送：县政协提案委。"
FOOT = (
    "<p>上一篇：<a href='1.html'>关于第26号提案的答复</a></p>"
    "<p>主办：望川县人民政府办公室</p><p>鄂ICP备05000001号 网站标识码：4212000001</p>"
)
SECOND_TITLE = "关于县政协九届三次会议第31号提案的答复"
SECOND = [
    "钱多多委员：",
    "您提出的《关于增设社区食堂的提案》收悉，现答复如下：",
    "今年已建成社区食堂4家，年底前再建2家，由各社区负责运营。",
    "望川县民政局",
    "2024年9月5日",
]


UGLY = {
    "no end tags": (
        f"<html><body>{NAV}<h1>{TITLE}<div id=zoom>"
        + "".join(f"<p>{line}" for line in LINES)
        + "<div>"
        + FOOT,
        TEXT,
    ),
    "page closed twice": (
        f"<html><body>{NAV}<h1>{TITLE}</h1></body></html>{LETTER}</body></html>{FOOT}</html>",
        TEXT,
    ),
    "letter outside the body": (
        f"<html><head><title>{TITLE}</title></head>{NAV}<p>{TITLE}</p>{LETTER}<body>{FOOT}</body></html>",
        TEXT,
    ),
    "bare text in the body": (
        f"<html><body>{NAV}{TITLE}<br>" + "<br>\n".join(LINES) + f"<hr>{FOOT}</body></html>",
        TEXT,
    ),
    "tables in tables": (
        (
            f"<table><tr><td>{NAV}</td></tr><tr><td><table><tr><td><table><tr><td align=center><b>{TITLE}</b></td></tr>"
            f"<tr><td><table><tr><td>{LETTER}</td></tr></table></td></tr></table></td></tr></table></td></tr>"
            f"<tr><td>{FOOT}</td></tr></table>"
        ),
        TEXT,
    ),
    "breaks only, blank lines and indents": (
        f"<body>{NAV}<center>{TITLE}</center><div class=content>"
        + "<br><br>".join(f"　　&nbsp;{line}" for line in LINES)
        + f"<br/></div>{FOOT}",
        TEXT,
    ),
    "tail fused in one line": (
        f"<body>{NAV}<h1>{TITLE}</h1><div id=zoom>"
        + "".join(f"<p>{line}</p>" for line in LINES[:5])
        + f"<p>{TAIL}</p></div>{FOOT}",
        "\n".join([TITLE, *LINES[:5], TAIL]),
    ),
    "last paragraph and tail fused": (
        f"<body>{NAV}<h1>{TITLE}</h1><div>"
        + "".join(f"<p>{line}</p>" for line in LINES[:4])
        + f"<p>{LINES[4]}{TAIL}</div>{FOOT}",
        "\n".join([TITLE, *LINES[:4], LINES[4] + TAIL]),
    ),
    "two letters": (
        f"<body>{NAV}<h1>{TITLE}</h1><div id=zoom>{LETTER}<p>{SECOND_TITLE}</p>"
        + "".join(f"<p>{line}</p>" for line in SECOND)
        + f"</div>{FOOT}",
        "\n".join([TEXT, SECOND_TITLE, *SECOND]),
    ),
    "content twice in one box": (
        f"<body>{NAV}<div id=zoom><h1>{TITLE}</h1>{LETTER}<h1>{TITLE}</h1>{LETTER}</div>{FOOT}",
        TEXT,
    ),
    "content twice, for screens and for telephones": (
        (
            f"<body>{NAV}<h1>{TITLE}</h1><div class='pc article'>{LETTER}</div>"
            f"<div class='wap article'><h2>{TITLE}</h2>{LETTER}</div>{FOOT}"
        ),
        TEXT,
    ),
    "word markup": (
        f"<body>{NAV}<h1>{TITLE}</h1><div id=zoom><!--[if gte mso 9]><xml><w:x>Normal</w:x></xml><![endif]-->"
        + "".join(
            f"<p class=MsoNormal style='text-indent:2em'><span lang=EN-US><o:p>&nbsp;</o:p></span>"
            f"<font face=仿宋><span>{line[:3]}</span></font><span style='mso-x:\"a>b\"'>{line[3:]}</span></p>"
            for line in LINES
        )
        + f"</div>{FOOT}",
        TEXT,
    ),
    "stray marks": (
        f"<body>{NAV}<h1>{TITLE}</h1><div id=zoom></div></div></td></tr>"
        + LETTER.replace("12处", "<b>12</i>处").replace("</p><p>二", "</span></p></p><p>二")
        + f"</div>{FOOT}",
        TEXT,
    ),
    "preformatted": (
        f"<body>{NAV}<h1>{TITLE}</h1><pre>\n"
        + "\n".join(f"    {line}" for line in LINES)
        + f"\n</pre>{FOOT}",
        TEXT,
    ),
}


@pytest.mark.parametrize("name", UGLY)
def test_ugly_pages_give_the_letter(name: str) -> None:
    markup, expected = UGLY[name]
    assert read(markup).text == expected


@pytest.mark.parametrize("name", UGLY)
def test_ugly_pages_lose_nothing_in_the_other_parser(name: str) -> None:
    data = UGLY[name][0].encode()
    text = strip_with(data, Source("a.html", "0" * 64, len(data)), parse=parse_soup).text
    assert [line for line in UGLY[name][1].split("\n") if line not in text] == []


# --- what nobody sees, and what was put in

NOTICE = "<p>本页内容仅供内部校对使用，请勿转发，校对完毕后请删除本段文字。</p>"
HIDDEN = {
    "class": ("<style>.jd{display:none}</style>", f"<div class='a jd'>{NOTICE}</div>"),
    "id": (
        "<style type='text/css'>p{margin:0}\n#jd { visibility : hidden }</style>",
        f"<div id=jd>{NOTICE}</div>",
    ),
    "off the screen": (
        "<STYLE>div.jd,.k{position:absolute;left:-9999px}</STYLE>",
        f"<div class=jd>{NOTICE}</div>",
    ),
    "class inside a paragraph": (
        "<style>.jd{text-indent:-999em}</style>",
        f"<span class=jd>{NOTICE[3:-4]}</span>",
    ),
    "attribute": ("", f"<div hidden>{NOTICE}</div>"),
    "style": ("", f"<div style='display: none'>{NOTICE}</div>"),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_hidden_blocks_are_no_text(name: str) -> None:
    style, block = HIDDEN[name]
    place = f"{block}</p><p>二" if "<span" in block else f"</p>{block}<p>二"
    doc = read(
        f"<html><head>{style}</head><body><h1>{TITLE}</h1><div id=zoom>{LETTER.replace('</p><p>二', place)}</div>{FOOT}"
    )
    assert doc.text == TEXT
    assert NOTICE[3:-4] in removed(doc, "widget")


@pytest.mark.parametrize(
    ("css", "names"),
    [
        (".a{display:none}", {".a"}),
        ("/* .b{display:none} */ .a , #c { color:red ; display : none }", {".a", "#c"}),
        ("@media (max-width:600px){.a{display:none} .b{color:red}} .c{visibility:hidden}", {".c"}),
        ("@media print{.a{display:none}}", set()),
        (".nav .a{display:none} .b:hover{display:none} .c:after{visibility:hidden}", set()),
        (".a{display:block} .b{font-size:0} .c{opacity:0}", set()),
        (".a{margin-left:-20px}", set()),
    ],
)
def test_style_sheets_that_hide(css: str, names: set[str]) -> None:
    assert hidden_names(f"<style>{css}</style>") == names


def test_a_letter_that_scripts_will_show_is_kept() -> None:
    style = "<style>.news{display:none}</style>"
    more = "三、同步整修巷内石板路与照明，由县文旅局制定文物建筑修缮方案，确保修旧如旧，并邀请委员参加验收。"
    letter = LETTER.replace("<p>感谢", f"<p>{more}</p><p>感谢")
    assert read(f"{style}<h1>{TITLE}</h1><div class=news>{letter}</div>{FOOT}").text == TEXT.replace(
        "感谢", f"{more}\n感谢"
    )


LINK = "<a href='{}'>{}</a>"
ADVERT = "亚博体育官网"


@pytest.mark.parametrize("href", ["http://www.yb.example/", "https://yb.example", "//yb.example/x"])
@pytest.mark.parametrize("place", ["一、已完成", "投入资金", "86万元。"])
def test_advertising_links_are_cut_out_of_paragraphs(href: str, place: str) -> None:
    letter = LETTER.replace(place, LINK.format(href, ADVERT) + place)
    for parser in (None, parse_soup):
        data = f"<h1>{TITLE}</h1><div id=zoom>{letter}</div>{FOOT}".encode()
        source = Source("a.html", "0" * 64, len(data))
        doc = strip_with(data, source, parse=parser) if parser else strip(data, source)
        assert (doc.text, doc.flags, removed(doc, "spam")) == (TEXT, ("spam",), ADVERT)


@pytest.mark.parametrize(
    ("href", "text"),
    [
        ("http://www.gov.example/law.html", "《城乡规划法》"),
        ("http://tyj.example/", "体育彩票公益金管理办法"),
        ("/zwgk/ads", "青石巷"),
    ],
)
def test_other_links_stay_in_their_paragraphs(href: str, text: str) -> None:
    letter = LETTER.replace("青石巷12处", f"{LINK.format(href, text)}12处")
    assert read(f"<h1>{TITLE}</h1><div id=zoom>{letter}</div>").text == TEXT.replace(
        "青石巷12处", f"{text}12处"
    )


# --- metadata of portals

FIELDS = [
    ("索引号", "0123/2024-1"),
    ("文号", ""),
    ("办理类型", "B"),
    ("发布机构", "望川县住建局"),
    ("主题词", ""),
    ("公开方式", "主动公开"),
]
FOUND = {(label, value) for label, value in FIELDS if value}


def cells(tag: str, *texts: str) -> str:
    return "".join(f"<{tag}>{text}</{tag}>" for text in texts)


TABLES = {
    "two columns": "<table>"
    + "".join(f"<tr>{cells('td', a + '：', b)}</tr>" for a, b in FIELDS)
    + "</table>",
    "four columns": "<table>"
    + "".join(f"<tr>{cells('td', *FIELDS[i], *FIELDS[i + 1])}</tr>" for i in (0, 2, 4))
    + "</table>",
    "head and value row": f"<table><tr>{cells('th', *(a for a, _ in FIELDS))}</tr><tr>{cells('td', *(b for _, b in FIELDS))}</tr></table>",
    "list": "<ul>" + "".join(f"<li>{a}：{b}</li>" for a, b in FIELDS) + "</ul>",
    "list without colons": "<ul>" + "".join(f"<li><b>{a}</b>\n<i>{b}</i></li>" for a, b in FIELDS) + "</ul>",
    "definitions": "<dl>" + "".join(f"<dt>{a}</dt><dd>{b}</dd>" for a, b in FIELDS) + "</dl>",
    "spaced labels": "<dl>" + "".join(f"<dt>{'　'.join(a)}：</dt><dd>{b}</dd>" for a, b in FIELDS) + "</dl>",
    "one line": "<p>" + " ".join(f"【{a}】{b}" for a, b in FIELDS) + "</p>",
}


@pytest.mark.parametrize("name", TABLES)
def test_tables_of_portals_are_read_and_taken_out(name: str) -> None:
    doc = read(f"<body>{NAV}<div>{TABLES[name]}</div><h1>{TITLE}</h1><div id=zoom>{LETTER}</div>{FOOT}")
    assert {(m.label, m.value) for m in doc.metadata} == FOUND
    assert doc.text == TEXT


def test_a_list_of_entries_under_labels_is_no_table_of_one_document() -> None:
    head = cells("th", "名称", "索引号", "发布日期")
    entry = cells("td", f"<a href='1.html'>{TITLE}</a>", "0123/2024-1", "2024-09-10")
    doc = read(f"<body>{NAV}<h1>建议提案</h1><table><tr>{head}</tr><tr>{entry}</tr></table>{FOOT}")
    assert doc.text == f"建议提案\n{TITLE} 0123/2024-1 2024-09-10"
    assert doc.metadata == ()


def test_a_form_inside_the_document_stays_text_and_is_read() -> None:
    form = f"<table><tr>{cells('td', '提案号', '27', '提案人', '赵一鸣')}</tr><tr>{cells('td', '主办单位', '县住建局', '办理结果', 'B')}</tr></table>"
    doc = read(f"<body>{NAV}<h1>{TITLE}</h1><div id=zoom>{form}{LETTER}</div>{FOOT}")
    assert doc.text.split("\n")[1:3] == ["提案号 27 提案人 赵一鸣", "主办单位 县住建局 办理结果 B"]
    assert [(m.label, m.value) for m in doc.metadata] == [
        ("提案号", "27"),
        ("提案人", "赵一鸣"),
        ("主办单位", "县住建局"),
        ("办理结果", "B"),
    ]


def test_a_form_in_a_portals_table_is_metadata() -> None:
    form = f"<table><tr>{cells('td', '索引号', '1/2')}</tr><tr>{cells('td', '提案人', '赵一鸣', '承办单位', '县住建局')}</tr></table>"
    doc = read(f"<body>{NAV}{form}<h1>{TITLE}</h1><div id=zoom>{LETTER}</div>{FOOT}")
    assert (doc.meta("提案人"), doc.meta("承办单位"), doc.text) == ("赵一鸣", "县住建局", TEXT)


WIDGETS = [
    "浏览次数：",
    "浏览次数：35次",
    "字号：[大 中 小]",
    "A+ A- 打印",
    "【打印】【关闭】",
    "分享到：微信 微博",
    "字体：大 中 小 打印 收藏",
]


@pytest.mark.parametrize("widget", WIDGETS)
def test_widgets_are_no_values(widget: str) -> None:
    doc = read(
        f"<body>{NAV}<h1>{TITLE}</h1><div>发布时间：2024-09-10 来源：县住建局 {widget}</div><div id=zoom>{LETTER}</div>"
    )
    found = {(m.label, m.value) for m in doc.metadata} - {("浏览次数", "35")}
    assert found == {("发布时间", "2024-09-10"), ("来源", "县住建局")}
    assert doc.text == TEXT


# --- challenge pages

SIGNS = load_toml("pipeline.strip", "data/challenge.toml")["sign"]


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign["id"])
def test_challenge_signs(sign: dict[str, list[str]]) -> None:
    assert [page for page in sign["examples"] if not read(f"<html>{page}</html>").meta("challenge")] == []
    assert [page for page in sign["counter_examples"] if read(f"<html>{page}</html>").meta("challenge")] == []


@pytest.mark.parametrize(
    ("markup", "visible", "links", "mark"),
    [
        ("<script>$_ts=1</script>", 0, 0, "$_ts"),
        ("<script>$_ts=1</script>", 5_000, 0, ""),
        ("<script>$_ts=1</script>", 100, 40, ""),
        ("<script>eval(a)</script>", 0, 0, "scripts alone"),
        ("<script>eval(a)</script><iframe src=x>", 0, 0, ""),
        ("<script>eval(a)</script>", 20, 0, ""),
        ("", 0, 0, ""),
    ],
)
def test_challenge_marks(markup: str, visible: int, links: int, mark: str) -> None:
    assert challenge_mark(markup, visible, links) == mark


@pytest.mark.parametrize("gold", DEV, ids=lambda gold: gold["file"])
def test_only_challenge_pages_are_named_so(gold: dict[str, str]) -> None:
    page = (CORPUS / "pages" / gold["file"]).read_bytes()
    # A challenge page that says so in words is left to the kinds; no other page may carry the mark.
    assert gold["kind"] == "challenge" or not read(page, gold["file"]).meta("challenge")
