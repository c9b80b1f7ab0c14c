"""Topics: features, taxonomy, training on any labels, the saved model, the fast path, explanations."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import skops.io
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.naive_bayes import GaussianNB

from pipeline.classify import default_path, explain, load_model, make_classifier, r22, state_council
from pipeline.classify.features import (
    BODY_END,
    OPENING_END,
    Block,
    blocks,
    document_blocks,
    features,
    long_words,
)
from pipeline.classify.lookup import Vocabulary
from pipeline.classify.prior import lead_topic, unit_topic, with_prior
from pipeline.document import KINDS, Document, Mention, Section, Source
from pipeline.errors import UsageError
from pipeline.segment.tokens import make_tokenizer
from pipeline.train import train
from pipeline.train.fit import matrix
from pipeline.train.labels import Row, digest, folds, near_duplicates, read_rows
from pipeline.train.vocabulary import formula_terms, place_stems, vocabulary

ROOT = Path(__file__).parent.parent
SOURCE = Source("page.html", "0" * 64, 1)
TOKENIZE = make_tokenizer()

# One clear request for each topic, in words of their own.
CLEAR = {
    "R01": "群众办一张证要在政务大厅排三个窗口，建议推行一窗受理、全程网办，并公开办事指南。",
    "R02": "民营企业反映涉企政策兑现慢，建议优化营商环境，落实“十四五”规划中的重大项目前期工作。",
    "R03": "小微企业贷款难、担保费高，建议财政安排贴息资金，扩大政府性融资担保规模。",
    "R04": "我村二十户村民的宅基地至今没有确权，建议加快村庄规划编制和不动产登记发证。",
    "R05": "建议扶持山区茶叶合作社，建设高标准农田，推广丘陵小型农机，打造农产品区域品牌。",
    "R06": "上游水库渗漏、支渠垮塌，三个村的稻田灌溉不上水，建议除险加固并衬砌渠道。",
    "R07": "开发区企业技术改造缺资金，建议支持专精特新企业建研发平台，在山区补建5G基站。",
    "R08": "夏季用电高峰电压低、常跳闸，建议增容变压器，改造农村电网，增加公共充电桩。",
    "R09": "通村公路路窄弯急，班车会不了车，建议拓宽县道、增设护栏，并把公交线路延伸到村口。",
    "R10": "小区建成三十年，楼顶漏水、雨污合流，建议列入老旧小区改造，加装电梯，成立业委会。",
    "R11": "夜市摊点占道经营，满地垃圾无人清扫，建议城管加强巡查，增加环卫保洁和公厕。",
    "R12": "化工厂夜里排放刺鼻废气，河水发黑发臭，建议环保部门查清排污口，治理大气和水污染。",
    "R13": "建议扩大招商引资，建设跨境电商产业园和冷链物流园，改造县城农贸市场，促进消费。",
    "R14": "建议修缮古城墙和革命旧址，把景区串成旅游线路，向游客开放博物馆，传承非遗剪纸。",
    "R15": "城区小学大班额严重，建议新建学校，补充教师编制，做好课后服务和校园食堂管理。",
    "R16": "乡镇卫生院缺医生，村医待遇低，建议推进医共体建设，提高门诊医保报销比例。",
    "R17": "返乡农民工找活难，工地拖欠工资时有发生，建议开展职业技能培训，落实工伤和养老保险。",
    "R18": "独居老人吃饭难，建议办好社区日间照料中心和老年助餐点，提高低保和残疾人补贴标准。",
    "R19": "农村小卖部出售过期食品、假冒伪劣商品，建议市场监管局抽检并查处违法广告和假药。",
    "R20": "高层楼道堵塞消防通道、电动车进楼充电易起火，建议排查安全隐患，组建应急救援队伍。",
    "R21": "电信诈骗多发，老人上当，建议公安加强反诈宣传和治安巡逻，司法所做好人民调解和普法。",
    "R22": "少数民族乡村两委缺年轻党员，建议加强基层党建、民族团结和宗教活动场所管理。",
}

TOY = [
    {"title": "关于路灯的来信", "text": "巷子里路灯坏了半个月，夜里一片漆黑，老人出门摔跤。", "label": "灯"},
    {"title": "", "text": "村口路灯不亮，请求修理灯泡，安装太阳能路灯。", "label": "灯"},
    {"title": "路灯", "text": "广场上的路灯白天亮着，晚上反而熄灭。", "label": "灯"},
    {"title": "", "text": "学校门口路灯太暗，希望更换灯泡。", "label": "灯"},
    {"title": "关于公交的来信", "text": "公交车两小时才来一班，站台没有座椅。", "label": "车"},
    {"title": "", "text": "请求增加公交班次，把公交站台移到路口。", "label": "车"},
    {"title": "公交", "text": "司机甩站不停，公交车末班太早，下班坐不上车。", "label": "车"},
    {"title": "", "text": "新区没有公交线路，居民出行靠步行。", "label": "车"},
]


def parts_of(text: str, title: str = "") -> tuple[Block, ...]:
    return blocks(title, long_words(title, TOKENIZE(title), 0, len(title)), text, TOKENIZE(text))


def document(text: str, kind: str = "reply", title: str = "", lead: str = "") -> Document:
    fields = (Mention("lead_agency", lead, lead, None, None, "meta", "test"),) if lead else ()
    return Document(SOURCE, text=text, title=title, kind=kind, tokens=TOKENIZE(text), fields=fields)


def write_jsonl(path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("toy")
    train([write_jsonl(folder / "toy.jsonl", TOY)], folder / "toy.skops")
    return folder / "toy.skops"


# Taxonomy


def test_r22_is_whole() -> None:
    assert list(r22()) == [f"R{i:02}" for i in range(23)]
    assert all(label.name and label.state_council for label in r22().values())
    assert all(len(label.seeds) >= 80 for code, label in r22().items() if code != "R00")


@pytest.mark.parametrize(
    ("code", "request_text", "expected"),
    [
        ("R14", "关于打造全域旅游线路的建议", "商贸、海关、旅游"),
        ("R14", "关于增建足球场的提案", "卫生、体育"),
        ("R14", "关于修复古戏台的建议", "文化、广电、新闻出版"),
        ("R16", "关于提高居民医保报销比例的建议", "劳动、人事、监察"),
        ("R16", "关于改善乡镇卫生院条件的建议", "卫生、体育"),
        ("R22", "关于加强人防工程维护的提案", "国防"),
        ("R22", "关于保护寺庙古建的提案", "民族、宗教"),
        ("R09", "关于县道拓宽的建议", "工业、交通"),
        ("灯", "关于路灯的来信", ""),
    ],
)
def test_state_council(code: str, request_text: str, expected: str) -> None:
    assert state_council(code, request_text) == expected


# Features


def test_features_of_one_block() -> None:
    weights = features([Block("养老院养老", ["养老院"], 1.0)])
    assert set(weights) == {"养", "老", "院", "养老", "老院", "院养", "养老院"}
    assert weights["养老"] == pytest.approx((1 + np.log(2)) / np.sqrt(7))
    assert weights["养老院"] == pytest.approx(1 / np.sqrt(7))


def test_features_add_up_over_blocks() -> None:
    alone, both = (
        features([Block("路灯", (), 1.0)]),
        features([Block("路灯", (), 1.0), Block("路灯", (), 0.5)]),
    )
    assert both == pytest.approx({term: 1.5 * weight for term, weight in alone.items()})


@pytest.mark.parametrize(
    ("text", "start", "end", "expected"),
    [
        ("县养老院需要改造", 0, 8, ["养老院"]),
        ("县养老院需要改造", 1, 8, ["养老院"]),
        ("县养老院需要改造", 2, 8, []),
        ("县养老院需要改造", 0, 3, []),
        ("", 0, 0, []),
    ],
)
def test_long_words(text: str, start: int, end: int, expected: list[str]) -> None:
    ends = (1, 4, 6, 8) if text else ()
    assert long_words(text, ends, start, end) == expected


def test_document_starts_at_the_letter_and_reads_no_further_than_it_says() -> None:
    head, letter = "某函〔2024〕1号\n", "甲" * OPENING_END + "乙" * (BODY_END - OPENING_END) + "丙" * 50
    doc = document(head + letter, title="关于路灯的建议")
    doc = replace(doc, sections=(Section("head", 0, 9), Section("opening", len(head), len(doc.text))))
    title, opening, body = document_blocks(doc)
    assert title.text == "关于路灯的建议"
    assert set(opening.text) == {"甲"}
    assert set(body.text) == {"乙"}


def test_the_title_of_the_proposal_comes_before_that_of_the_page() -> None:
    doc = document("《关于增建养老院的建议》收悉。", title="关于第8号建议的答复")
    mention = Mention("proposal_title", "关于增建养老院的建议", "关于增建养老院的建议", 1, 11, "text", "test")
    block = document_blocks(replace(doc, fields=(mention,)))[0]
    assert block.text == "关于增建养老院的建议"
    assert "养老院" in block.words


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=200), st.text(max_size=1500))
def test_features_are_positive_and_finite(title: str, text: str) -> None:
    weights = features(blocks(title, (), text, range(1, len(text) + 1)))
    assert all(np.isfinite(w) and w > 0 for w in weights.values())
    assert bool(weights) == bool(title or text)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.builds(
            Block,
            st.text(st.sampled_from("养老院路灯a\ud800\0\U00010000\U0010ffff"), max_size=40),
            st.lists(st.sampled_from(["养老院", "路灯亮", "养老院路"]), max_size=4),
            st.sampled_from([1.0, 0.4]),
        ),
        max_size=3,
    ),
    st.sets(st.sampled_from(["养", "\0", "养老", "老养", "\0\0", "a\U0010ffff", "\U0010ffff" * 2, "养老院"])),
)
def test_the_vocabulary_weighs_known_terms_like_the_features(parts: list[Block], terms: set[str]) -> None:
    order = sorted(terms, reverse=True)
    columns, weights = Vocabulary({term: i for i, term in enumerate(order)}).weigh(parts)
    found = {order[i]: weight for i, weight in zip(columns.tolist(), weights.tolist(), strict=True)}
    assert columns.tolist() == sorted(set(columns.tolist()))
    assert found == pytest.approx({t: w for t, w in features(parts).items() if t in terms})


# Vocabulary


def test_vocabulary_drops_formulas_places_rare_terms_and_numbers() -> None:
    rows = [dict.fromkeys(("建议", "养老", "栖川", "栖川县", "12", "5G", "，养"), 1.0)] * 2 + [{"稀有": 1.0}]
    assert vocabulary(rows, [{"种子": 1.0}], {"栖川"}) == ["5G", "养老", "种子"]


def test_a_seed_that_sounds_like_a_place_stays() -> None:
    assert vocabulary([{"新城": 1.0}] * 2, [{"新城": 1.0}], {"新城"}) == ["新城"]


def test_place_stems() -> None:
    assert place_stems(["此复。\n栖川县水利局\n2021年5月6日", "由区教育局办理"]) == {"栖川"}


def test_formulas_are_whole_and_in_pairs() -> None:
    assert {"人大代表", "大代", "收悉"} <= formula_terms()
    assert not {"养老", "公路", "医保"} & formula_terms()


# Labelled texts


def test_read_jsonl_and_csv_alike(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "a.jsonl", TOY[:2] + TOY[4:5])
    lines = [f"{row['title']},{row['text']},{row['label']}" for row in TOY[:2] + TOY[4:5]]
    (tmp_path / "b.csv").write_text("\ufefftitle,text,label\n" + "\n".join(lines), "utf-8")
    assert read_rows([tmp_path / "a.jsonl"]) == read_rows([tmp_path / "b.csv"])
    assert len(read_rows([tmp_path])) == 6


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"text": "甲", "label": "A"}\n{"text": "乙"}', "record 2"),
        ('{"text": "甲", "label": "A"}\nnot json', "line 2"),
        ("[1]", "no JSON object"),
        ('{"text": "甲", "label": "A"}', "two labels"),
    ],
)
def test_bad_labels_are_named(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "bad.jsonl").write_text(content, "utf-8")
    with pytest.raises(UsageError, match=message):
        read_rows([tmp_path / "bad.jsonl"])


def test_missing_labels_are_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        read_rows([tmp_path / "none"])


def test_near_duplicates_stay_together() -> None:
    long = "县城东门外的老桥年久失修，桥面裂缝，车辆经过时晃动，群众担心出事，请尽快检测加固。"
    rows = [
        Row(long, "A"),
        Row("建议全文如下：" + long, "A"),
        Row("乡镇卫生院缺少儿科医生，孩子夜里发烧要跑四十里路进城。", "B"),
        Row("图书馆周末开放时间太短。", "C", title="关于延长开放时间的建议"),
        Row("博物馆也应当晚一点关门。", "C", title="关于延长开放时间的建议"),
    ]
    groups = near_duplicates(rows)
    assert groups[0] == groups[1]
    assert groups[3] == groups[4]
    assert len(set(groups)) == 3
    dealt = folds(rows, groups, 2)
    assert dealt[0] == dealt[1]
    assert dealt[3] == dealt[4]


def test_folds_deal_each_label_evenly() -> None:
    rows = [Row(f"{label}{i}", label) for label in "AB" for i in range(20)]
    dealt = folds(rows, list(range(40)), 5)
    assert [sum(f == fold for f in dealt[:20]) for fold in range(5)] == [4] * 5


# Training


def test_any_labels_can_be_trained(toy: Path) -> None:
    model = load_model(toy)
    assert model.labels == ("灯", "车")
    assert model.prior == 0.0
    assert model.labels[int(model.probabilities(parts_of("路灯又坏了")).argmax())] == "灯"
    assert model.labels[int(model.probabilities(parts_of("公交车不停站")).argmax())] == "车"


def test_the_stage_speaks_any_labels(toy: Path) -> None:
    (topic, *_) = make_classifier(toy)(document("路灯又坏了，请换灯泡。")).topics
    assert (topic.label, topic.name, topic.state_council) == ("灯", "灯", "")


def test_the_same_texts_give_the_same_file_and_card(tmp_path: Path, toy: Path) -> None:
    report = train([write_jsonl(tmp_path / "toy.jsonl", TOY)], tmp_path / "again.skops", tmp_path / "card.md")
    assert (tmp_path / "again.skops").read_bytes() == toy.read_bytes()
    card = (tmp_path / "card.md").read_text("utf-8")
    assert card == (toy.parent / "README.md").read_text("utf-8")
    assert report.digest in card
    assert f"| accuracy | {report.scores.top1:.3f} |" in card
    assert "8 in 8 groups" in card
    assert f"{report.scores.top1:.3f}" in str(report)


def test_one_text_a_label_is_enough_to_fit(tmp_path: Path) -> None:
    report = train([write_jsonl(tmp_path / "two.jsonl", [TOY[1], TOY[5]])], tmp_path / "two.skops")
    assert report.scores.top1 == 0.0
    assert load_model(tmp_path / "two.skops").labels == ("灯", "车")


# The saved model


def test_fast_path_equals_the_pipeline(toy: Path) -> None:
    for path, texts in ((default_path(), list(CLEAR.values())), (toy, [row["text"] for row in TOY])):
        saved = skops.io.load(path, trusted=[])
        model = load_model(path)
        parts = [parts_of(text, text[:9]) for text in texts]
        terms = [str(term) for term in saved["terms"]]
        expected = saved["pipeline"].predict_proba(matrix([features(p) for p in parts], terms))
        assert list(saved["pipeline"].classes_) == list(model.labels)
        np.testing.assert_allclose([model.probabilities(p) for p in parts], expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("label", "text"), CLEAR.items())
def test_clear_requests(label: str, text: str) -> None:
    (topic, *_) = make_classifier()(document(text)).topics
    assert topic.label == label
    assert topic.name == r22()[label].name


def test_the_model_is_that_of_the_labels_and_seeds() -> None:
    rows = read_rows([ROOT / "corpus" / "labels"])
    seeds = [seed for label in r22().values() for seed in label.seeds]
    assert digest(rows, seeds) in (ROOT / "models" / "README.md").read_text("utf-8")


def test_the_model_file_is_small_and_light() -> None:
    start = time.perf_counter()
    load_model(default_path())
    assert time.perf_counter() - start < 3
    assert default_path().stat().st_size < 6_000_000


def test_untrusted_types_are_refused(tmp_path: Path) -> None:
    skops.io.dump({"terms": np.array(["a"]), "pipeline": GaussianNB(), "prior": 0.0}, tmp_path / "x.skops")
    with pytest.raises(UsageError, match="GaussianNB"):
        make_classifier(tmp_path / "x.skops")


def test_objects_of_the_machine_are_refused(tmp_path: Path) -> None:
    skops.io.dump({"terms": np.array(["a"]), "pipeline": Path.exists, "prior": 0.0}, tmp_path / "x.skops")
    with pytest.raises(UsageError, match="not trusted"):
        load_model(tmp_path / "x.skops")


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x05\x06" + b"\0" * 18])
def test_broken_files_are_a_usage_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.skops").write_bytes(content)
    with pytest.raises(UsageError, match="no topic model"):
        load_model(tmp_path / "x.skops")


def test_other_content_is_a_usage_error(tmp_path: Path) -> None:
    skops.io.dump({"terms": np.array(["a"])}, tmp_path / "x.skops")
    with pytest.raises(UsageError, match="no topic model of this project"):
        load_model(tmp_path / "x.skops")


def test_no_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="fuwen train"):
        make_classifier(tmp_path / "none.skops")


# The stage


@pytest.mark.parametrize("kind", KINDS)
def test_only_letters_proposals_and_mailbox_answers_have_topics(kind: str) -> None:
    topics = make_classifier()(document(CLEAR["R15"], kind=kind)).topics
    with_topics = ("reply", "reply_digest", "co_opinion", "merged_page", "proposal_text", "mailbox")
    assert bool(topics) == (kind in with_topics)


def test_topics_are_ordered_and_at_most_three() -> None:
    topics = make_classifier()(document(CLEAR["R15"] + CLEAR["R16"] + CLEAR["R09"])).topics
    scores = [topic.score for topic in topics]
    assert scores == sorted(scores, reverse=True)
    assert 1 <= len(topics) <= 3
    assert all(0 <= score <= 1 for score in scores)


@pytest.mark.parametrize("text", ["", "。。。，，，", "abc xyz"])
def test_nothing_fits(text: str) -> None:
    (topic,) = make_classifier()(document(text)).topics
    assert topic.label == "R00"


@pytest.mark.parametrize(
    ("agency", "expected"),
    [
        ("望川县水利局", "R06"),
        ("望川县人民政府办公室", ""),
        ("龙泉镇人民政府", ""),
        ("某某单位", ""),
        ("", ""),
    ],
)
def test_lead_topic(agency: str, expected: str) -> None:
    assert lead_topic(document("正文", lead=agency)) == expected


def test_a_co_handler_does_not_tell_the_topic() -> None:
    assert lead_topic(document("正文", kind="co_opinion", lead="望川县水利局")) == ""


def test_the_lead_agency_raises_its_topic() -> None:
    text = "河堤上的道路塌了，请修复。"
    classify = make_classifier()

    def score(lead: str) -> float:
        return next((t.score for t in classify(document(text, lead=lead)).topics if t.label == "R06"), 0.0)

    assert score("望川县水利局") > score("")


def test_prior_arithmetic() -> None:
    raised = with_prior(np.array([0.5, 0.5]), ("R06", "R09"), "R06", float(np.log(3)))
    np.testing.assert_allclose(raised, [0.75, 0.25])
    np.testing.assert_allclose(with_prior(np.array([0.4, 0.6]), ("R06", "R09"), "R10", 1.0), [0.4, 0.6])
    assert unit_topic("water") == "R06"


# Why


def test_explain_adds_up_to_the_log_odds() -> None:
    doc = document(CLEAR["R06"])
    model = load_model(default_path())
    parts = explain(doc, "R06")
    column = model.labels.index("R06")
    pipeline = skops.io.load(default_path(), trusted=[])["pipeline"]
    terms = list(model.columns)
    decision = pipeline.decision_function(matrix([features(document_blocks(doc))], terms))[0, column]
    assert sum(weight for _, weight in parts) + model.intercept[column] == pytest.approx(decision)
    assert parts == sorted(parts, key=lambda part: (-part[1], part[0]))
    assert {"渠", "灌溉", "水库"} <= {term for term, _ in parts[:15]}


def test_explain_names_the_agency() -> None:
    parts = dict(explain(document(CLEAR["R06"], lead="望川县水利局"), "R06"))
    assert parts["lead_agency=R06"] == load_model(default_path()).prior


def test_explain_refuses_an_unknown_label() -> None:
    with pytest.raises(ValueError, match="R99"):
        explain(document("正文"), "R99")


# Time


@pytest.mark.parametrize("text", ["9" * 60_000, "（" * 60_000, "〇" * 60_000, "建议" * 30_000])
def test_hostile_text_takes_no_time(text: str) -> None:
    doc = replace(document("正文"), text=text, tokens=tuple(range(1, len(text) + 1)), title=text)
    classify = make_classifier()
    start = time.perf_counter()
    classify(doc)
    assert time.perf_counter() - start < 1
