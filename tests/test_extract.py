"""Tables per field: surface forms of the codebook with the values they must give, and what must give nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import Metadata, Repair
from pipeline.extract import context, leaders
from pipeline.rules import Rule, load_rules, load_toml
from tests.letters import letter, standard, values


@pytest.mark.parametrize(
    ("title", "opening", "numbers"),
    [
        ("关于县十七届人大一次会议第83号建议的答复", "您提出的建议收悉，现答复如下：", ["83"]),
        (
            "对市七届人大二次会议第45号、第67号建议的合并答复",
            "你们提出的建议收悉，现答复如下：",
            ["45", "67"],
        ),
        (
            "关于市政协三届一次会议第12、15、18号提案的答复",
            "你们提出的提案收悉，现答复如下：",
            ["12", "15", "18"],
        ),
        ("关于区政协五届三次会议第027号提案的复函", "您提出的提案收悉，现答复如下：", ["027"]),
        ("关于市人大第B012号建议的答复", "您提出的建议收悉，现答复如下：", ["B012"]),
        ("关于县政协第三十二号提案的答复", "您提出的提案收悉，现答复如下：", ["32"]),
        ("对市政协第12—15号提案的答复", "你们提出的提案收悉，现答复如下：", ["12", "13", "14", "15"]),
        (
            "关于加强河道治理建议的答复",
            "您提出的《关于加强河道治理的建议》（第31号）收悉，现答复如下：",
            ["31"],
        ),
        ("关于加强河道治理建议的答复", "收到您的建议（自编号027号）后，我局认真研究，现答复如下：", ["027"]),
        (
            "关于政协第十四届全国委员会第一次会议第01872号（资源环境类134号）提案答复的函",
            "贵单位提出的提案收悉，现答复如下：",
            ["01872"],
        ),
        ("关于对市人大代表第20213004号建议的答复", "您提出的建议收悉，现答复如下：", ["20213004"]),
        # no number at all; order, road and building numbers are none
        ("关于您所提建议的答复", "您提出的建议收悉，根据第55号令，现答复如下：", []),
        ("关于109号公路改造建议的答复", "您提出的建议收悉，现答复如下：", []),
    ],
)
def test_proposal_number(title: str, opening: str, numbers: list[str]) -> None:
    assert values(letter(standard(title=title, opening=opening)), "proposal_number") == numbers


def test_a_title_that_names_the_proposal_is_its_title() -> None:
    doc = letter(
        standard(title="关于增设便民菜市场的建议", opening="您所提建议（第59号）已由我局承办，现答复如下：")
    )
    assert values(doc, "proposal_title") == ["关于增设便民菜市场的建议"]


def test_the_number_of_a_neighbour_in_the_body_is_none() -> None:
    doc = letter(standard(body="一、与第99号建议一并办理的有关情况是，已投入80万元。"))
    assert values(doc, "proposal_number") == ["83"]


@pytest.mark.parametrize(
    ("title", "term", "session", "body", "level"),
    [
        ("对市第五届人大二次会议第125号建议的公示", 5, 2, "人大", "市"),
        ("关于市政协第十届委员会第二次会议第9号提案的答复", 10, 2, "政协", "市"),
        ("关于省政协十二届四次会议第0372号提案的答复", 12, 4, "政协", "省"),
        ("对十三届全国人大三次会议第4176号建议的答复", 13, 3, "人大", "全国"),
        ("关于政协第十四届全国委员会第一次会议第01872号提案答复的函", 14, 1, "政协", "全国"),
        ("关于望川县第十八届人民代表大会第三次会议第7号建议的答复", 18, 3, "人大", "县"),
        ("关于清湖区政协五届三次会议第12号提案的答复", 5, 3, "政协", "县"),
        ("关于州十四届人大四次会议第31号建议的答复", 14, 4, "人大", "市"),
        ("对镇第十九届人大第三次会议第6号建议的答复", 19, 3, "人大", "乡"),
        ("关于市人大15届2次会议第8号建议的答复", 15, 2, "人大", "市"),
        ("关于政协望川县第九届委员会第一次会议第73号提案的答复", 9, 1, "政协", "县"),
        ("关于自治区十三届人大二次会议第5号建议的答复", 13, 2, "人大", "省"),
        ("关于重庆市第六届人民代表大会第一次会议第0123号建议的答复", 6, 1, "人大", "省"),
        ("关于额林旗第十六届人民代表大会第二次会议第5号建议的答复", 16, 2, "人大", "县"),
    ],
)
def test_session(title: str, term: int, session: int, body: str, level: str) -> None:
    doc = letter(standard(title=title, addressee="", opening="所提问题收悉，现答复如下："))
    assert values(doc, "term") == [term]
    assert values(doc, "session") == [session]
    assert values(doc, "body") == [body]
    assert values(doc, "level") == [level]


def test_term_without_session_and_other_congresses() -> None:
    doc = letter(standard(title="关于县十六届人大代表第58号建议的答复"))
    assert values(doc, "term") == [16]
    assert values(doc, "session") == []
    doc = letter(standard(title="关于加强换届选举工作建议的答复", opening="您提出的建议收悉，现答复如下："))
    assert values(doc, "term") == []


def test_region_is_the_congress_place_not_the_agency_place() -> None:
    text = standard(
        title="关于市六届人大三次会议第0212号建议的答复",
        opening="您在岳澧市六届人大三次会议上提出的建议收悉，现答复如下：",
        tail="锦河县人民政府办公室\n2023年8月17日",
    )
    assert values(letter(text), "region") == ["岳澧市"]
    assert values(letter(standard()), "region") == ["望川县"]


@pytest.mark.parametrize(
    ("title", "opening", "kind"),
    [
        ("关于县十七届人大一次会议第83号建议的答复", "您提出的《关于修路的建议》收悉，现答复如下：", "建议"),
        ("关于县政协九届一次会议第73号提案的复函", "您提出的《关于修路的建议》收悉，现答复如下：", "提案"),
        ("关于市人大七届二次会议第12号议案的答复", "您提出的议案收悉，现答复如下：", "议案"),
    ],
)
def test_kind_follows_the_congress(title: str, opening: str, kind: str) -> None:
    assert values(letter(standard(title=title, addressee="", opening=opening)), "proposal_kind") == [kind]


@pytest.mark.parametrize(
    ("opening", "title"),
    [
        ("您提出的《关于增设早教点的建议》（第31号）收悉，现答复如下：", "关于增设早教点的建议"),
        ("您提出的“关于增设早教点的建议”收悉，现答复如下：", "关于增设早教点的建议"),
        ("您提出的关于增设早教点的建议已收悉，现答复如下：", "关于增设早教点的建议"),
        (
            "《关于创建“书香沙城”推进全民阅读的提案》收悉，现答复如下：",
            "关于创建“书香沙城”推进全民阅读的提案",
        ),
        (
            "您提出的关于完善政府性融资担保体系的建议（第56号）收悉，现答复如下：",
            "关于完善政府性融资担保体系的建议",
        ),
        (
            "根据会议提出的《关于加强监管能力建设的建议125),现将回复情况公示如下:",
            "关于加强监管能力建设的建议",
        ),
        ("您提出的《补齐短板 让老人用好手机》的提案收悉，现答复如下：", "补齐短板 让老人用好手机"),
    ],
)
def test_proposal_title(opening: str, title: str) -> None:
    assert values(letter(standard(title="关于第31号建议的答复", opening=opening)), "proposal_title") == [
        title
    ]


def test_a_cited_policy_is_no_proposal_title() -> None:
    opening = "您提出的建议收悉。根据《某省物业管理条例》，现答复如下："
    doc = letter(standard(title="关于第31号建议的答复", opening=opening))
    assert values(doc, "proposal_title") == []
    assert values(doc, "cited_law") == ["某省物业管理条例"]


@pytest.mark.parametrize(
    ("addressee", "names"),
    [
        ("张某某代表：", ["张某某"]),
        ("尊敬的柳慧敏代表：", ["柳慧敏"]),
        ("甘玉芬、李树林、蒙卫东代表:", ["甘玉芬", "李树林", "蒙卫东"]),
        ("方志强、岑秀兰等8名代表：", ["方志强", "岑秀兰"]),
        ("甲乙丙等代表：", ["甲乙丙"]),
        ("沙马·阿依代表:", ["沙马·阿依"]),
        ("张 敏委员：", ["张敏"]),
        ("李某委员、王某某委员：", ["李某", "王某某"]),
        ("民盟望川县总支：", ["民盟望川县总支"]),
        ("九三学社江西省委会：", ["九三学社江西省委会"]),
        ("县工商联：", ["县工商联"]),
        ("民建中央：", ["民建中央"]),
        ("第三代表团：", ["第三代表团"]),
        ("周某某（0123）代表：", ["周某某"]),
        ("尊敬的钟某某、李某某：", ["钟某某", "李某某"]),
        ("尊敬的王委员：", []),
        ("王建国委员并周丽委员：", ["王建国", "周丽"]),
        ("王建国 周丽 陈好代表：", ["王建国", "周丽", "陈好"]),
        ("王建国、周丽、\n陈好代表：", ["王建国", "周丽", "陈好"]),
        ("县人大第五代表团王建国等12名代表：", ["王建国"]),
        ("县政协社会和法制委员会：", ["县政协社会和法制委员会"]),
        ("望川县知识分子联谊会：", ["望川县知识分子联谊会"]),
        ("王建国代表", ["王建国"]),
        ("县人大代表工委：", []),
        ("县人民政府办公室：", []),
    ],
)
def test_sponsor(addressee: str, names: list[str]) -> None:
    assert values(letter(standard(addressee=addressee)), "sponsor") == names


@pytest.mark.parametrize(
    ("first", "names"),
    [
        ("毋海涛委员的提案建议“给场地”，我局逐条落实，结果如下。", ["毋海涛"]),
        ("接贵局转来的第31号建议（毕长青代表《关于预警的建议》）后，现反馈如下：", ["毕长青"]),
        ("政协委员的提案很多，全体代表的建议也不少，我局逐条落实，结果如下。", []),
    ],
)
def test_a_sponsor_named_in_passing(first: str, names: list[str]) -> None:
    assert values(letter(standard(addressee="", opening=first)), "sponsor") == names


def test_who_may_be_reached() -> None:
    doc = letter(standard(body="一、已办结。\n委员如有不同看法，可与市容科沟通（季云 0812-5590346）。"))
    assert values(doc, "contact_person") == ["季云"]
    assert values(doc, "contact_phone") == ["0812-5590346"]
    doc = letter(standard(tail="望川县医院\n2023年6月20日\n医院党政办公室 0836-3302718"))
    assert values(doc, "contact_phone") == ["0836-3302718"]


def test_the_kind_follows_the_congress_where_no_word_says_it() -> None:
    doc = letter(
        standard(
            title="关于完善急救体系有关问题的函",
            opening="你会在政协望川县第六届委员会第三次会议期间提出的《加快建设急救网络》（第12号）收悉，函复如下：",
        )
    )
    assert values(doc, "proposal_kind") == ["提案"]


def test_a_letter_printed_below_an_editors_lead() -> None:
    lead = "本网讯 课后服务开展三年来，家长有期待，代表有建议。日前，区教育局书面答复了代表提出的建议，现将全文刊登如下。"
    doc = letter(
        "课后服务怎样才能更有味道？\n"
        + lead
        + "\n"
        + standard(title="对望川区第九届人大第三次会议第102号建议的答复")
    )
    assert values(doc, "sponsor") == ["罗某某"]
    assert values(doc, "term") == [9]


def test_sponsor_count_and_other_places() -> None:
    doc = letter(standard(addressee="方志强、岑秀兰等8名代表："))
    assert doc.values("sponsor")[0].get("sponsor_count") == 8
    doc = letter(
        standard(addressee="", opening="市政协委员贺思源提出的《关于全民阅读的提案》收悉，现答复如下：")
    )
    assert values(doc, "sponsor") == ["贺思源"]
    doc = letter(standard(addressee="", title="关于区政协二届三次会议李大勇委员提案的答复"))
    assert values(doc, "sponsor") == ["李大勇"]


@pytest.mark.parametrize(
    ("tail", "agencies"),
    [
        ("望川县应急管理局\n2022年5月27日", ["望川县应急管理局"]),
        ("望川县应急管理局 2022年5月27日", ["望川县应急管理局"]),
        ("梅岭市金融工作局\n梅岭市财政局\n2022年6月20日", ["梅岭市金融工作局", "梅岭市财政局"]),
        ("望川县教育局 望川县财政局\n2022年6月20日", ["望川县教育局", "望川县财政局"]),
        ("临泊市公安局东港分局\n2021年6月25日", ["临泊市公安局东港分局"]),
        ("锦河县人民政府办公室\n2023年8月17日", ["锦河县人民政府办公室"]),
        ("柳塘镇人民政府\n2022年5月31日", ["柳塘镇人民政府"]),
        ("2022年5月31日\n望川县水利局", ["望川县水利局"]),
        ("望川县水利局", ["望川县水利局"]),
        ("农业农村部\n2020年9月4日", ["农业农村部"]),
        (
            "望川县水利局\n2022年5月31日\n（此件公开发布）\n联系人：张三 电话：0712-5123456\n抄送：县人大代表工委。",
            ["望川县水利局"],
        ),
        ("抄送：县人大代表工委。\n望川县水利局办公室 2022年6月1日印发", []),
    ],
)
def test_lead_agency(tail: str, agencies: list[str]) -> None:
    assert values(letter(standard(tail=tail)), "lead_agency") == agencies


def test_lead_from_title_or_portal_where_nobody_signs() -> None:
    doc = letter(standard(title="望川县水利局关于县十七届人大一次会议第83号建议的答复", tail="2022年5月27日"))
    assert values(doc, "lead_agency") == ["望川县水利局"]
    portal = (Metadata("发布机构", "望川县水利局", "meta"),)
    assert values(letter(standard(tail="2022年5月27日"), metadata=portal), "lead_agency") == ["望川县水利局"]
    office = (Metadata("发布机构", "望川县人民政府办公室", "meta"),)
    assert values(letter(standard(tail="2022年5月27日"), metadata=office), "lead_agency") == []


@pytest.mark.parametrize(
    ("opening", "agencies"),
    [
        ("您提出的建议收悉，经商县财政局、县公安局，现答复如下：", ["望川县财政局", "望川县公安局"]),
        (
            "您提出的建议收悉。我局会同县教育局和县财政局认真研究，现答复如下：",
            ["望川县教育局", "望川县财政局"],
        ),
        ("您提出的建议收悉。经县财政局会办，现答复如下：", ["望川县财政局"]),
        (
            "您提出的建议由我局主办，县财政局、县水务局为会办单位。现回复如下：",
            ["望川县财政局", "望川县水务局"],
        ),
        (
            "您提出的建议收悉，县政府批转我局主办，县卫生局、县质量技术监督局协办。现答复如下：",
            ["望川县卫生局", "望川县质量技术监督局"],
        ),
        ("您提出的建议收悉。综合县住房和城乡建设局等会办单位意见，现答复如下：", ["望川县住房和城乡建设局"]),
        ("您提出的建议收悉，我局会同中国移动澜江分公司研究办理，现答复如下：", ["中国移动澜江分公司"]),
        # assigning offices, nameless fields and the unit itself are no co-handlers
        ("您提出的建议，县政府办公室转交我局办理。经研究，现答复如下：", []),
        ("您提出的建议收悉，我局会同公安、住建部门研究，现答复如下：", []),
        ("您提出的建议收悉，我局会同有关部门研究，现答复如下：", []),
        ("您提出的建议收悉，经望川县应急管理局研究，现答复如下：", []),
    ],
)
def test_co_agency(opening: str, agencies: list[str]) -> None:
    assert values(letter(standard(opening=opening)), "co_agency") == agencies


def test_joint_action_in_the_body_is_an_ordinary_measure() -> None:
    assert values(letter(standard(body="一、会同县公安局整治12处隐患。")), "co_agency") == []


@pytest.mark.parametrize(
    ("head", "own"),
    [
        ("望交函〔2024〕8号", "望交函〔2024〕8号"),
        ("望交函[2024]08号", "望交函〔2024〕8号"),
        ("望交函【2024】8号 签发人：张三", "望交函〔2024〕8号"),
        ("建提复字〔2023〕第29号", "建提复字〔2023〕29号"),
        ("花交〔2025〕×号", "花交〔2025〕×号"),
        ("平交复函（2017）19号B类", "平交复函〔2017〕19号"),
    ],
)
def test_document_number(head: str, own: str) -> None:
    assert values(letter(standard(head=head)), "document_number") == [own]


def test_cited_numbers_are_not_the_own_one() -> None:
    doc = letter(
        standard(
            head="望应函〔2022〕5号",
            body="一、根据望政办发〔2021〕7号和《办法》（望政发〔2020〕12号），投入80万元。",
        )
    )
    assert values(doc, "document_number") == ["望应函〔2022〕5号"]
    assert values(doc, "cited_document") == ["望政办发〔2021〕7号", "望政发〔2020〕12号"]
    table = (Metadata("文号", "望应函〔2022〕5号", "meta"),)
    assert values(letter(standard(), metadata=table), "document_number") == ["望应函〔2022〕5号"]


@pytest.mark.parametrize(
    ("cited", "numbers"),
    [
        ("按国办发（2016）52号文", ["国办发〔2016〕52号"]),
        ("川林发（2018）年12号", ["川林发〔2018〕12号"]),
        ("依据国经贸〔2001〕3号、财社[2020] 12 号", ["国经贸〔2001〕3号", "财社〔2020〕12号"]),
        ("按照[2019]12号文件", []),
        ("根据国务院令第588号", []),
    ],
)
def test_cited_documents(cited: str, numbers: list[str]) -> None:
    assert values(letter(standard(body=f"一、{cited}，投入80万元。")), "cited_document") == numbers


@pytest.mark.parametrize(
    ("tail", "iso"),
    [
        ("望川县水利局\n2022年5月27日", "2022-05-27"),
        ("望川县水利局\n二〇二二年五月二十七日", "2022-05-27"),
        ("望川县水利局\n二○二二年六月二十日", "2022-06-20"),
        ("望川县水利局\n二0一七年十一月三日", "2017-11-03"),
        ("望川县水利局\n2022 年 5 月 27 日", "2022-05-27"),
        ("望川县水利局\n２０２２年５月２７日", "2022-05-27"),
        ("望川县水利局\n（2022年5月27日）", "2022-05-27"),
        ("望川县水利局\n2022.5.27", "2022-05-27"),
        ("望川县水利局\n2022年5月27日\n望川县水利局办公室 2022年6月1日印发", "2022-05-27"),
    ],
)
def test_issue_date(tail: str, iso: str) -> None:
    assert values(letter(standard(tail=tail)), "issue_date") == [iso]


def test_no_issue_date_from_portal_or_print_line() -> None:
    table = (Metadata("成文日期", "2022-05-27", "meta"), Metadata("发布日期", "2022-06-01", "meta"))
    doc = letter(standard(tail="望川县水利局"), metadata=table)
    assert values(doc, "issue_date") == []
    assert values(doc, "publish_date") == ["2022-06-01"]


def test_repaired_issue_date() -> None:
    text = standard(tail="望川县水利局\n2019823")
    start = text.index("2019823")
    doc = letter(text, repairs=(Repair("D1", start, start + 7, "2019823", "2019年8月23日", 0.97),))
    (date,) = doc.values("issue_date")
    assert (date.value, date.raw, date.repaired, date.rule) == ("2019-08-23", "2019823", True, "D1")


@pytest.mark.parametrize(
    ("metadata", "iso"),
    [
        ((("pubdate", "2022-07-01 11:05"), ("发布日期", "2022-06-30")), "2022-07-01"),
        ((("更新时间", "2022-08-01"), ("时间", "2022-06-30")), "2022-06-30"),
        ((("更新时间", "2022-08-01"),), "2022-08-01"),
        ((("成文日期", "2022-06-30"),), None),
    ],
)
def test_publish_date_by_order_of_trust(metadata: tuple[tuple[str, str], ...], iso: str | None) -> None:
    found = values(
        letter(standard(), metadata=tuple(Metadata(a, b, "meta") for a, b in metadata)), "publish_date"
    )
    assert found == ([iso] if iso else [])


def test_publish_date_from_the_url() -> None:
    url = (Metadata("url", "https://www.example.gov.cn/art/2019/8/26/art_1_2.html", "url"),)
    assert values(letter(standard(), metadata=url), "publish_date") == ["2019-08-26"]
    url = (Metadata("url", "https://www.example.gov.cn/zwgk/t20190826_123.shtml", "url"),)
    assert values(letter(standard(), metadata=url), "publish_date") == ["2019-08-26"]


@pytest.mark.parametrize(
    ("head", "mark"),
    [
        ("类别：B", "B"),
        ("类 别：Ａ", "A"),
        ("公开属性：公开 办理类别：甲类", "甲"),
        ("予以公开 A", "A"),
        ("望应函〔2022〕5号（B类）", "B"),
        ("望应函〔2022〕5号C类", "C"),
        ("B1", "B1"),
        ("办理结果：解决采纳", "解决采纳"),
        ("主动公开", None),
        ("类别：提案", None),
    ],
)
def test_result_mark(head: str, mark: str | None) -> None:
    assert values(letter(standard(head=head)), "result_mark") == ([mark] if mark else [])


def test_marks_of_the_body_are_none_and_letters_are_not_portable() -> None:
    assert values(letter(standard(body="一、防控B类传染病，投入80万元。")), "result_mark") == []
    (solved,) = letter(standard(head="类别：A")).values("result_mark")
    (open_,) = letter(standard(head="类别：C")).values("result_mark")
    assert solved.get("result") == "solved"
    assert open_.get("result") is None


def test_mark_at_the_end_and_in_the_table() -> None:
    doc = letter(standard(tail="望川县水利局\n2022年5月27日\n（办理结果：A）"))
    assert values(doc, "result_mark") == ["A"]
    for printed in ("B类", "B类（正在解决）"):
        table = (Metadata("办理结果", printed, "meta"),)
        assert values(letter(standard(), metadata=table), "result_mark") == ["B"]


@pytest.mark.parametrize(
    ("head", "tail", "disclosure"),
    [
        ("予以公开 A", "望川县水利局\n2022年5月27日", "主动公开"),
        ("公开属性：主动公开", "望川县水利局\n2022年5月27日", "主动公开"),
        ("公开方式：公开", "望川县水利局\n2022年5月27日", "主动公开"),
        ("公开方式：依申请公开", "望川县水利局\n2022年5月27日", "依申请公开"),
        ("", "望川县水利局\n2022年5月27日\n（此件公开发布）", "主动公开"),
        ("", "望川县水利局\n2022年5月27日\n（此件不予公开）", "不予公开"),
        ("公开属性：摘要公开", "望川县水利局\n2022年5月27日", "摘要公开"),
        ("", "望川县水利局\n2022年5月27日", None),
    ],
)
def test_disclosure(head: str, tail: str, disclosure: str | None) -> None:
    assert values(letter(standard(head=head, tail=tail)), "disclosure") == (
        [disclosure] if disclosure else []
    )


def test_a_column_name_is_no_disclosure() -> None:
    crumb = (Metadata("breadcrumb", "首页>法定主动公开内容>建议提案", "breadcrumb"),)
    assert values(letter(standard(), metadata=crumb), "disclosure") == []


@pytest.mark.parametrize(
    ("line", "person", "phone"),
    [
        ("联系人：李某 电话：0799-1234567", ["李某"], ["0799-1234567"]),
        ("联 系 人：刀玉香\n联系电话：0883-5214076", ["刀玉香"], ["0883-5214076"]),
        ("（承办人：登记科 农少华 电话：0776-5821190）", ["农少华"], ["0776-5821190"]),
        ("联系人：郭小曼（基础教育科），电话：0917-5362204", ["郭小曼"], ["0917-5362204"]),
        (
            "（联系人：市金融工作局钟慧琳，0753-5260917；市财政局古志文，0753-5270388）",
            ["钟慧琳", "古志文"],
            ["0753-5260917", "0753-5270388"],
        ),
        ("联系单位及电话：县文化旅游广电体育局，0744-5186230", [], ["0744-5186230"]),
        ("联系人及电话：刘颖颖，13907991234", ["刘颖颖"], ["13907991234"]),
        ("签发人：张三", [], []),
    ],
)
def test_contacts(line: str, person: list[str], phone: list[str]) -> None:
    doc = letter(standard(tail=f"望川县水利局\n2022年5月27日\n{line}"))
    assert values(doc, "contact_person") == person
    assert values(doc, "contact_phone") == phone


def test_money_of_the_letter() -> None:
    doc = letter(standard(body="一、投入近千万元，其中中央1000元；每个乡镇补贴3万元，罚款2万元以内。"))
    got = {int(m.value): (m.get("bound"), m.get("per")) for m in doc.values("money")}  # type: ignore[arg-type]
    assert got[10_000_000][0] == "about"
    assert got[30_000] == ("exact", "乡镇")
    assert got[20_000][0] == "at_most"
    assert got[1000][0] == "exact"


@pytest.mark.parametrize("rule", load_rules("pipeline.extract", "data/dates.toml"), ids=lambda rule: rule.id)
def test_rules_of_dates(rule: Rule) -> None:
    for example in rule.examples:
        assert tuple(match["value"] for match in rule.find(example.text)) == example.values
    for text in rule.counter_examples:
        assert list(rule.find(text)) == [], text


ANSWER = "网友：您好！您反映的路灯问题收悉，经查，灯杆已更换。感谢您的监督！2019年2月22日"


@pytest.mark.parametrize(
    ("behind", "date"),
    [
        ("", ["2019-02-22"]),
        ("网友：你好，你所反映的问题已转交城管局调查办复。2019年2月12日", ["2019-02-22"]),
        ("\n您的留言已收悉！我们已将您反映的问题转有关部门。", ["2019-02-22"]),
        ("灯杆保修至2024年2月22日", []),
    ],
)
def test_the_date_behind_the_last_words_of_an_answer(behind: str, date: list[str]) -> None:
    assert values(letter(ANSWER + behind, kind="mailbox"), "issue_date") == date


@pytest.mark.parametrize("kind", ["news", "list", "stub", "challenge"])
def test_pages_that_are_no_letters_give_no_letter_fields(kind: str) -> None:
    doc = letter(standard(), kind=kind)
    assert {m.name for m in doc.fields} <= {"publish_date"}


@pytest.mark.parametrize("kind", ["mailbox", "other"])
def test_answers_and_policies_are_dated_only(kind: str) -> None:
    assert {m.name for m in letter(standard(), kind=kind).fields} <= {"publish_date", "issue_date"}


def test_losers_are_kept_as_conflicts() -> None:
    table = (Metadata("pubdate", "2022-07-01", "meta"), Metadata("发布日期", "2022-06-30", "meta"))
    doc = letter(standard(), metadata=table)
    assert [m.value for m in doc.conflicts if m.name == "publish_date"] == ["2022-06-30"]


@pytest.mark.parametrize("row", load_toml("pipeline.extract", "data/leaders.toml")["example"])
def test_leaders(row: dict[str, object]) -> None:
    doc = letter(standard(body=f"一、{row['text']}。"))
    assert values(doc, "leader") == row["names"]


def test_a_leader_comes_with_title_and_act() -> None:
    (leader,) = letter(standard(body="一、副市长邱立群多次到现场调研。")).values("leader")
    assert (leader.get("title"), leader.get("act")) == ("副市长", "调研")


def _sentences(words: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(words.split("|")), max_size=20).map("".join)


@settings(deadline=None)
@given(_sentences("副|县长|市委|书记|任|王|李明|张大伟|欧阳|主任|,| |批示|\n"))
def test_the_quick_look_for_titles_misses_no_leader(text: str) -> None:
    plain = [match.span() for match in leaders._LEADER.finditer(text)]
    assert [match.span() for match in leaders._found(text, 0, len(text))] == plain


@settings(deadline=None)
@given(_sentences("云|岭|市|县|区|人大|政协|在|由|第|三|届|委员会|,|省|人民政府|对"))
def test_the_quick_look_for_signs_misses_no_place(text: str) -> None:
    plain = [match["place"] for match in context._CONGRESS_PLACE.finditer(text)]
    assert context._congress_places(text) == plain


@pytest.mark.parametrize(
    ("opening", "units"),
    [
        ("会办单位为滨河高新区管理委员会、市财政局", ["望川市滨河高新区管理委员会", "望川市财政局"]),
        ("我局在征询市财政局意见的基础上", ["望川市财政局"]),
        ("由我局主办、县林业局及县消防救援大队会办", ["望川县林业局", "望川县消防救援大队"]),
        ("由我局会同县文化和旅游局办理", ["望川县文化和旅游局"]),
        ("综合国家税务总局望川县税务局、县审计局意见", ["国家税务总局望川县税务局", "望川县审计局"]),
        ("收到县财政局的会办意见后，参考了县林业局意见", ["望川县财政局", "望川县林业局"]),
        ("会同县财政局及街道办事处踏勘", ["望川县财政局"]),
    ],
)
def test_lists_of_units(opening: str, units: list[str]) -> None:
    place = "市" if "市" in opening else "县"
    text = standard(
        opening=f"您提出的建议（第83号）收悉，{opening}，现答复如下：",
        tail=f"望川{place}水利局\n2022年5月27日",
    )
    assert values(letter(text), "co_agency") == units


def test_the_level_of_the_signing_unit_where_no_congress_is_named() -> None:
    doc = letter(
        standard(
            title="关于修缮水管建议的答复",
            opening="您提出的建议收悉，现答复如下：",
            tail="丰溪县水利局\n2022年5月27日",
        )
    )
    assert values(doc, "level") == ["县"]


@pytest.mark.parametrize(
    ("label", "printed", "name", "value"),
    [
        ("文号", "穗规资乐〔2024618", "document_number", "穗规资乐〔2024〕618号"),
        ("发文字号", "吉农议字〔202138", "document_number", "吉农议字〔2021〕38号"),
        ("更新时间", "2013621日", "publish_date", "2013-06-21"),
        ("发布日期", "200997日", "publish_date", "2009-09-07"),
    ],
)
def test_values_of_the_table_that_lost_their_marks(label: str, printed: str, name: str, value: str) -> None:
    table = (Metadata(label, printed, "meta"),)
    (found,) = letter(standard(), metadata=table, flags=("damaged",)).values(name)
    assert (found.value, found.repaired) == (value, True)
    assert values(letter(standard(), metadata=table), name) == []


def test_a_damaged_date_with_two_readings_stays_open() -> None:
    table = (Metadata("发布日期", "2013111日", "meta"),)
    assert values(letter(standard(), metadata=table, flags=("damaged",)), "publish_date") == []


@pytest.mark.parametrize(
    ("tail", "titles"),
    [
        ("附件：办理情况统计表", ["办理情况统计表"]),
        ("附件：1.补助到位情况表 2.整改清单.xlsx", ["补助到位情况表", "整改清单"]),
        ("附件：1.补助到位情况表\n2.整改清单；\n联系人：王某", ["补助到位情况表", "整改清单"]),
        ("附件：无", []),
        ("附件：", []),
        ("联系人：王某\n2.整改清单", []),
    ],
)
def test_attachments(tail: str, titles: list[str]) -> None:
    assert values(letter(standard(tail=f"望川县水利局\n2022年5月27日\n{tail}")), "attachment") == titles
    assert values(letter(standard(tail=f"{tail}\n望川县水利局\n2022年5月27日")), "attachment") == titles
