"""Copies: found whatever the furniture and damage, co-signers' letters told apart, different letters never joined."""

from __future__ import annotations

import csv
import hashlib
import io
import random
import sqlite3
import time
from dataclasses import replace
from importlib import resources
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import LETTER_KINDS, Mention, Removed
from pipeline.duplicates import COPY, COSIGNED, TRUSTED, clusters, complete, group
from pipeline.duplicates.compare import contradict, is_copy, same_answer
from pipeline.duplicates.differ import OTHER, Difference, alignment, difference
from pipeline.duplicates.letter import Facts, Letter, facts_of, read_letter
from pipeline.duplicates.rules import rules
from pipeline.duplicates.shingles import buckets, estimate, letters, placed, runs, signatures
from pipeline.duplicates.trust import most_trusted, parted
from pipeline.export import export
from pipeline.record import to_record
from pipeline.search import search
from pipeline.show import show
from pipeline.store import Store, open_store
from tests.generator.letters import letters as pages_made
from tests.generator.letters import read
from tests.generator.loss import damaged
from tests.letters import letter as make_letter

BODY = """一、关于站房建设
2021年以来，我局在青石、双河两个乡镇先后建成消防站2座，投入资金80万元，配备消防车3辆，招录专职队员26名，实行24小时值班备勤。
二、关于器材配备
我局会同县财政局核定了每站每年12万元的运行经费，由县乡两级按六比四分担，今年的经费已于3月底前全部拨付到位。
三、下一步工作
计划于2022年10月底前建成白河镇消防站，届时全县乡镇消防站覆盖率将达到百分之六十，并为每个行政村配备消防手抬泵一台。"""
OTHER_BODY = """一、关于站房建设
我局高度重视乡镇消防工作，但受土地指标限制，北山乡的站房尚不具备开工条件，待新一轮国土空间规划批复后再行研究。
二、关于器材配备
现有的两辆消防车购于2009年，已临近报废，我局已将更新计划报送市消防救援支队，争取列入明年的省级装备补助名单。
三、下一步工作
我局将结合人口、产业和道路条件，对各乡镇灭火救援力量布点进行评估，评估报告形成后送人大常委会代表工作委员会。"""


def record(
    body: str = BODY,
    *,
    number: str = "83",
    name: str = "罗明",
    title: str = "关于加强乡镇消防站建设的建议",
    agency: str = "望川县应急管理局",
    date: str = "2022年5月27日",
    flags: tuple[str, ...] = (),
    removed: tuple[tuple[str, str], ...] = (),
    furniture: str = "",
    published: str = "",
    lose: str = "",
    kind: str = "reply",
) -> dict[str, Any]:
    """A reply as it is stored; `lose` names the characters that its page lost wherever they stand in the body."""
    for c in lose:
        body = body.replace(c, "")
    text = (
        f"关于县十七届人大一次会议第{number}号建议的答复\n{name}代表：\n"
        f"您提出的《{title}》（第{number}号）收悉。现答复如下：\n{body}\n感谢您的关心和支持。\n{agency}\n{date}"
    )
    doc = make_letter(text, kind=kind, flags=flags)
    path = hashlib.sha256(repr((text, furniture, published, removed, flags)).encode()).hexdigest()
    found = doc.fields
    if published:
        found = (*found, Mention("publish_date", published, published, None, None, "meta", "made"))
    source = replace(doc.source, path=f"{path[:8]}.html", sha256=path)
    made = replace(doc, source=source, fields=found, removed=tuple(Removed(*item) for item in removed))
    return to_record(made, show_personal=True)


def fill(*records: dict[str, Any], url: str = "sqlite:///:memory:") -> Store:
    store = open_store(url, create=True)
    add(store, *records)
    return store


def add(store: Store, *records: dict[str, Any]) -> None:
    store.write((made["source"]["path"], made, []) for made in records)
    group(store)


def found(store: Store) -> set[frozenset[tuple[str, str]]]:
    """The groups: for each page its id and relation."""
    sql = "SELECT c.trusted, p.id, c.relation FROM clusters c JOIN pages p USING (page)"
    groups: dict[int, set[tuple[str, str]]] = {}
    for trusted, identifier, relation in store.rows(sql):
        groups.setdefault(trusted, set()).add((identifier, relation))
    return {frozenset(pages) for pages in groups.values()}


# --- words ---


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("关于ＡＢ１２、〇○《Ｘ》 é", "关于ab12〇〇xé"),
        ("一\u3000二\n三\u00a0，。！", "一二三"),
        ("坏\udc80字\U00020000_İ", "坏字"),
        ("", ""),
    ],
)
def test_what_is_compared(text: str, kept: str) -> None:
    assert letters(text) == kept


def test_runs_are_exact() -> None:
    assert len(runs("甲乙丙")) == 0
    assert len(set(runs("甲乙丙丁戊").tolist())) == 2
    assert runs("甲乙丙丁")[0] == sum(ord(c) << 16 * place for place, c in enumerate("甲乙丙丁"))


WORDS = "城区道路照明设施由县城管局统一维护管理今年计划新增路灯三百盏"


@pytest.mark.parametrize(
    ("one", "other", "replaced", "digits", "extra"),
    [
        (WORDS, WORDS, 0, False, 0),
        (WORDS, WORDS.replace("县", ""), 0, False, 1),  # one lost
        (WORDS, WORDS.replace("县", "").replace("明", ""), 0, False, 2),
        (WORDS, "另加的一段" + WORDS, 0, False, 5),
        (WORDS, WORDS + "另加的一段", 0, False, 5),
        (WORDS, WORDS.replace("城管局", "住建局"), 2, False, 0),
        (WORDS, WORDS.replace("三百", "五百"), 1, True, 0),
        ("投入5月30日前完成建设任务", "投入530日前完成建设任务", 0, False, 1),
        ("甲乙丙丁", "子丑寅卯", 4, False, 0),
        ("好" * 50, "好" * 49, 0, False, 1),
        ("", "甲乙丙丁戊", 0, False, 5),
    ],
)
def test_difference(one: str, other: str, replaced: int, digits: bool, extra: int) -> None:
    difference_found = difference(one, other)
    assert difference_found == replace(difference_found, replaced=replaced, digits=digits, extra=extra)
    assert difference(other, one) == difference_found


def test_similarity_is_that_of_the_sets() -> None:
    assert difference("甲乙丙丁戊", "甲乙丙丁己").similarity == pytest.approx(1 / 3)
    assert difference(WORDS, WORDS) == Difference(1.0, 0, False, 0)


@given(st.text("甲乙丙丁1", max_size=60), st.text("甲乙丙丁1", max_size=60))
def test_difference_is_symmetric_and_bounded(one: str, other: str) -> None:
    seen = difference(one, other)
    assert seen == difference(other, one)
    assert 0 <= seen.similarity <= 1
    assert seen.replaced + seen.extra <= 2 * max(len(one), len(other))
    assert (seen.replaced + seen.extra == 0) == (one == other)


@given(st.sets(st.integers(0, 200), max_size=12))
def test_letters_lost_are_never_replaced(places: set[int]) -> None:
    whole = letters(BODY)
    lost = "".join(c for at, c in enumerate(whole) if at not in places)
    seen = difference(whole, lost)
    assert (seen.replaced, seen.extra) == (0, len(whole) - len(lost))


@pytest.mark.parametrize("text", ["〇" * 60_000, "1" * 60_000, "(" * 60_000, "甲乙" * 30_000, BODY * 200])
def test_linear_on_hostile_input(text: str) -> None:
    made = {**record(), "text": text, "sections": [{"kind": "body", "start": 0, "end": len(text)}]}
    began = time.perf_counter()
    core = read_letter(made).core
    assert difference(core, core[:-1] + "末").replaced <= len(core)
    assert time.perf_counter() - began < 3


def test_signatures_estimate_similarity() -> None:
    whole, cut, other = letters(BODY), letters(BODY)[30:], letters(OTHER_BODY)
    one, two, three = signatures([whole, cut, other])
    assert estimate(one, one) == 1
    assert estimate(one, two) == pytest.approx(difference(whole, cut).similarity, abs=0.2)
    assert estimate(one, three) < 0.15
    first, second, third = (set(row) for row in buckets([one, two, three]))
    assert first & second
    assert not first & third
    assert all(0 <= bucket < 2**63 for bucket in first)
    assert len(first) == rules().slots // rules().rows


def test_signatures_do_not_depend_on_their_neighbours() -> None:
    cores = [letters(BODY), letters(OTHER_BODY), letters(BODY)[50:]]
    assert signatures(cores) == [signatures([core])[0] for core in cores]
    assert signatures([]) == buckets([]) == []


def test_stored_signatures_stay_comparable() -> None:
    """What a store holds was made by an earlier run, maybe of another release: these numbers must not change
    unless the version of the algorithm does."""
    digest = hashlib.sha256(signatures([letters(BODY)])[0]).hexdigest()
    assert (clusters.version().rpartition(".")[2], digest[:16]) == ("2", "cf25f2ec3b06c22a")


# --- two letters ---

ROAD = "该路段的照明设施由县城管局统一维护，今年计划新增路灯300盏，投入资金45万元，由县财政分两年拨付。" * 3

SAME = [
    ("the same", {}, {}, COPY),
    ("other furniture", {}, {"furniture": "x", "published": "2022-06-01"}, COPY),
    ("other width and marks", {}, {"body": BODY.replace("，", ",").replace("80", "８０")}, COPY),
    ("characters lost", {}, {"lose": "年月日、万", "flags": ("damaged",)}, COPY),
    ("cut short", {}, {"body": BODY[:-40], "flags": ("truncated",)}, COPY),
    ("names replaced", {}, {"body": BODY.replace("青石", "某某"), "flags": ("tampered",)}, COPY),
    ("another deputy", {}, {"number": "91", "name": "王芳"}, COSIGNED),
    ("another deputy, the same number", {}, {"name": "王芳"}, COSIGNED),
    ("another deputy, damaged", {}, {"number": "91", "lose": "年月", "flags": ("damaged",)}, COSIGNED),
]  # fmt: skip
DIFFERENT = [
    ("another body", {}, {"body": OTHER_BODY}),
    ("another body, another number", {}, {"body": OTHER_BODY, "number": "91"}),
    ("another proposal", {}, {"title": "关于建设农村养老驿站的建议", "number": "91"}),
    ("another place in the title", {"title": "关于青石镇增设路灯的建议", "body": ROAD},
     {"title": "关于白河镇增设路灯的建议", "body": ROAD, "number": "91"}),
    ("another figure", {}, {"body": BODY.replace("80万元", "90万元"), "number": "91"}),
    ("another figure in Chinese", {}, {"body": BODY.replace("六比四", "七比三"), "number": "91"}),
    ("places replaced", {}, {"body": BODY.replace("青石", "北山").replace("白河", "黄土"), "number": "91"}),
    ("a paragraph more", {}, {"body": BODY + OTHER_BODY[-120:], "number": "91"}),
    ("another year", {}, {"date": "2023年5月27日", "number": "91"}),
    ("another agency", {}, {"agency": "望川县住房和城乡建设局", "number": "91"}),
    ("an opinion and the reply", {}, {"kind": "co_opinion"}),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "relation"), [case[1:] for case in SAME], ids=[c[0] for c in SAME])
def test_same_answer(one: dict[str, Any], other: dict[str, Any], relation: str) -> None:
    a, b = read_letter(record(**one)), read_letter(record(**other))
    assert same_answer(a, b)
    assert same_answer(b, a)
    assert is_copy(a.facts, b.facts) is is_copy(b.facts, a.facts) is (relation == COPY)


@pytest.mark.parametrize(("one", "other"), [case[1:] for case in DIFFERENT], ids=[c[0] for c in DIFFERENT])
def test_different_answers(one: dict[str, Any], other: dict[str, Any]) -> None:
    a, b = read_letter(record(**one)), read_letter(record(**other))
    assert not same_answer(a, b)
    assert not same_answer(b, a)
    assert found(fill(record(**one), record(**other))) == set()


def test_without_titles_nothing_may_be_replaced() -> None:
    long = "\n".join((BODY, OTHER_BODY, ROAD))
    one = read_letter(record(long, number="83"))
    other = read_letter(record(long.replace("白河", "黄土"), number="91"))
    assert same_answer(one, other)  # one name among three hundred characters, the same title
    bare = [Letter(item.core, item.facts._replace(title="")) for item in (one, other)]
    assert not same_answer(*bare)
    assert same_answer(bare[0], one)


@pytest.mark.parametrize(
    ("changed", "contradicts"),
    [
        ({}, False),
        ({"region": "清湖区"}, True),
        ({"region": ""}, False),
        ({"agency": "finance"}, True),
        ({"issued": "2021-05-27"}, True),
        ({"issued": ""}, False),
        ({"title": "加强乡镇消防站建设的建议"}, False),
        ({"title": "消防站建设"}, True),
        ({"title": "关于加强乡镇消防建设的建议"}, True),
        ({"title": "关于加强乡镇消防建设的建议", "flags": ("damaged",)}, False),
        ({"title": "关于某某乡镇消防站建设的建议", "flags": ("tampered",)}, False),
        ({"title": "关于某某乡镇消防站建设的建议", "flags": ("tampered",), "numbers": ("9",)}, True),
    ],
)
def test_contradictions(changed: dict[str, Any], contradicts: bool) -> None:
    facts = read_letter(record()).facts
    other = facts._replace(**changed)
    assert facts.title == "关于加强乡镇消防站建设的建议"
    assert contradict(facts, other) is contradict(other, facts) is contradicts


def test_repaired_values_do_not_count() -> None:
    made = record()
    for item in made["fields"]["proposal_number"]:
        item["repaired"] = True
    assert read_letter(made).facts.numbers == ()


def test_facts_come_back() -> None:
    facts = read_letter(record(published="2022-06-01", flags=("spam",))).facts
    assert facts_of(facts.line()) == facts


def test_facts_are_masked() -> None:
    made = record(name="罗明")
    assert read_letter(made).facts.sponsors == ("罗明",)
    made["fields"]["contact_person"] = [{**made["fields"]["sponsor"][0]}]
    assert read_letter(made).facts.sponsors == ("**",)


# --- which one is trusted ---

SITE = (("footer", "主办单位：望川县应急管理局"),)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({}, {"flags": ("tampered",)}),
        ({"flags": ("damaged",)}, {"flags": ("tampered",)}),
        ({}, {"flags": ("damaged",), "removed": SITE}),
        ({}, {"flags": ("truncated",), "removed": SITE}),
        ({}, {"body": BODY[:-30], "removed": SITE}),
        ({}, {"kind": "reply_digest", "removed": SITE}),
        ({"removed": SITE, "published": "2022-07-01"}, {"published": "2022-06-01"}),
        ({"published": "2022-06-01"}, {"published": "2022-06-02"}),
        ({"published": "2022-06-01"}, {}),
    ],
)
def test_order_of_trust(better: dict[str, Any], worse: dict[str, Any]) -> None:
    one, other = record(**better), record(**worse)
    facts = {7: read_letter(other).facts, 9: read_letter(one).facts}
    assert most_trusted(facts) == 9
    assert parted(facts) == {7: (9, COPY), 9: (9, TRUSTED)}
    assert found(fill(one, other)) == {frozenset({(one["id"], TRUSTED), (other["id"], COPY)})}


def test_an_agency_named_by_the_metadata_owns_no_portal() -> None:
    assert read_letter(record(removed=SITE)).facts.own
    assert not read_letter(record(removed=(("metadata", "来源：望川县应急管理局"),))).facts.own


# --- the store ---


def family() -> list[dict[str, Any]]:
    """Three copies, one of them damaged; two co-signers' letters, one twice; two letters that stand alone."""
    return [
        record(furniture="a", published="2022-06-01"),
        record(furniture="b", published="2022-06-09"),
        record(lose="年月日", flags=("damaged",)),
        record(number="91", name="王芳", published="2022-06-10"),
        record(number="91", name="王芳", published="2022-06-11"),
        record(OTHER_BODY, number="12"),
        record(ROAD, number="13", title="关于增设路灯的建议"),
    ]


def expected(pages: list[dict[str, Any]]) -> set[frozenset[tuple[str, str]]]:
    relation = (TRUSTED, COPY, COPY, COSIGNED, COSIGNED)
    return {frozenset((page["id"], name) for page, name in zip(pages, relation, strict=False))}


def test_groups() -> None:
    pages = family()
    store = fill(*pages)
    assert found(store) == expected(pages)
    assert store.clusters() == {page["id"]: pages[0]["id"] for page in pages[:5]}
    listed = store.copies(pages[2]["id"])
    assert [copy.relation for copy in listed] == [TRUSTED, COPY, COSIGNED, COSIGNED]
    assert listed[0].id == pages[0]["id"]
    assert store.copies(pages[5]["id"]) == []


@settings(max_examples=100)
@given(st.permutations(range(7)), st.lists(st.integers(1, 6), max_size=3), st.sampled_from([1, 2, 200]))
def test_groups_do_not_depend_on_order(order: list[int], stops: list[int], size: int) -> None:
    pages = family()
    store = open_store("sqlite:///:memory:", create=True)
    before, clusters._ROUND = clusters._ROUND, size
    try:
        for begin, end in zip([0, *sorted(stops)], [*sorted(stops), 7], strict=True):
            add(store, *(pages[place] for place in order[begin:end]))
    finally:
        clusters._ROUND = before
    assert found(store) == expected(pages)


LOOK = st.builds(
    record,
    st.sampled_from([BODY, BODY[:-35], OTHER_BODY, BODY + OTHER_BODY[-20:]]),
    number=st.sampled_from(["83", "91", "12"]),
    title=st.sampled_from(["关于加强乡镇消防站建设的建议", "关于增设路灯的建议", ""]),
    published=st.sampled_from(["", "2022-06-01"]),
    flags=st.sampled_from([(), (), ("damaged",), ("tampered",)]),
    lose=st.sampled_from(["", "年"]),
)


@settings(max_examples=60)
@given(st.lists(st.tuples(LOOK, st.booleans(), st.booleans()), max_size=9), st.sampled_from([1, 3, 200]))
def test_groups_depend_on_what_is_stored_now(
    steps: list[tuple[dict[str, Any], bool, bool]], size: int
) -> None:
    """Pages come, some go, grouping runs now and then: in the end all is as if the rest had come at once."""
    store, kept = open_store("sqlite:///:memory:", create=True), {}
    before, clusters._ROUND = clusters._ROUND, size
    try:
        for n, (made, goes, grouped) in enumerate(steps):
            path = f"{n}.html"
            store.write([(path, made, [])])
            kept[path] = made
            if goes:
                path, kept = next(iter(kept)), dict(list(kept.items())[1:])
                store.write([(path, record(kind="news", furniture=str(n), published="2020-01-01"), [])])
            if grouped:
                group(store)
        group(store)
    finally:
        clusters._ROUND = before
    fresh = open_store("sqlite:///:memory:", create=True)
    fresh.write((path, made, []) for path, made in kept.items())
    group(fresh)
    assert {pages for pages in found(store) if len(pages) > 1} == {
        pages for pages in found(fresh) if len(pages) > 1
    }


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_a_page_without_a_title_joins_no_different_letters(order: tuple[int, ...]) -> None:
    pages = [
        record(title="关于青石镇增设路灯的建议", published="2022-06-01"),
        record(title="关于白河镇增设路灯的建议", number="91", published="2022-06-02"),
        record(title="关于白河镇增设路灯的建议", number="91", published="2022-06-03"),
    ]
    untitled = record(number="99")
    untitled["fields"].pop("proposal_title")
    pages.append(untitled)
    store = open_store("sqlite:///:memory:", create=True)
    for place in order:
        add(store, pages[place])
    first, second, third, fourth = (page["id"] for page in pages)
    assert found(store) == {
        frozenset({(first, TRUSTED), (fourth, COSIGNED)}),
        frozenset({(second, TRUSTED), (third, COPY)}),
    }
    assert store.clusters() == {first: first, fourth: first, second: second, third: second}
    assert [copy.id for copy in store.copies(second)] == [third]


def test_a_second_run_looks_at_nothing() -> None:
    pages = family()
    store = fill(*pages)
    assert group(store) == 0
    before = list(store._connection.iterdump())
    add(store, *pages)
    assert [
        line for line in store._connection.iterdump() if " paths" not in line and '"paths"' not in line
    ] == [line for line in before if " paths" not in line and '"paths"' not in line]


def test_only_new_letters_are_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    store = fill(*family())
    signed: list[int] = []

    def counting(cores: list[str]) -> list[bytes]:
        signed.append(len(cores))
        return signatures(cores)

    monkeypatch.setattr(clusters, "signatures", counting)
    add(store, record(furniture="new"))
    assert signed == [1]
    assert len(store.clusters()) == 6


def test_a_page_that_goes_leaves_its_group() -> None:
    pages = family()
    store = fill(*pages)
    gone = {**record(OTHER_BODY, number="77", title="关于别的事项的建议")}
    for leaving in (pages[0], pages[3]):
        store.write([(leaving["source"]["path"], gone, [])])
    group(store)
    left = [pages[1], pages[2], pages[4]]
    assert found(store) == {
        frozenset({(left[0]["id"], TRUSTED), (left[1]["id"], COPY), (left[2]["id"], COSIGNED)})
    }
    store.write([(pages[1]["source"]["path"], gone, []), (pages[2]["source"]["path"], gone, [])])
    group(store)
    assert found(store) == set()
    add(store, *pages)
    assert found(store) == expected(pages)


def test_other_words_for_the_same_bytes_part_a_group() -> None:
    pages = family()[:2]
    store = fill(*pages)
    assert len(found(store)) == 1
    again = {**record(OTHER_BODY), "id": pages[0]["id"], "source": pages[0]["source"]}
    add(store, again)
    assert found(store) == set()
    assert store.rows("SELECT count(DISTINCT page) FROM buckets") == [(2,)]


def test_another_version_signs_all_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = family()
    store = fill(*pages)
    store._connection.execute("UPDATE signatures SET signature = zeroblob(256)")
    monkeypatch.setattr(clusters, "version", lambda: "next")
    assert group(store) == 7
    assert found(store) == expected(pages)
    assert {row[0] for row in store.rows("SELECT version FROM signatures")} == {"next"}


def test_letters_of_formulas_only_are_left_alone() -> None:
    short, thanks = (
        record("您的建议很好，我局将认真研究。"),
        record("您的建议很好，我局将认真研究。", number="91"),
    )
    assert found(fill(short, thanks)) == set()  # the openings are compared too, and their numbers differ
    bare_one, bare_two = ({**made, "sections": made["sections"][-3:]} for made in (short, thanks))
    store = fill(bare_one, bare_two)
    assert len(read_letter(bare_one).core) < rules().least
    assert found(store) == set()
    assert store.rows("SELECT DISTINCT length(signature) FROM signatures") == [(0,)]


def test_odd_characters_can_be_grouped() -> None:
    odd = BODY + "坏\udc80字\U00020000\x00"
    store = fill(record(odd), record(odd, furniture="b", published="2022-06-01"))
    assert len(store.clusters()) == 2


def test_news_is_not_grouped() -> None:
    assert found(fill(record(kind="news"), record(kind="news", furniture="b"))) == set()


def test_a_round_is_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages, url = family(), f"sqlite:///{tmp_path}/s.db"
    with open_store(url, create=True) as store:
        store.write((made["source"]["path"], made, []) for made in pages)
        monkeypatch.setattr(clusters, "_ROUND", 3)
        rounds: list[int] = []

        def broken(facts: dict[int, Facts]) -> dict[int, tuple[int, str]]:
            rounds.append(len(facts))
            if len(rounds) == 2:
                raise KeyboardInterrupt
            return parted(facts)

        monkeypatch.setattr(clusters, "parted", broken)
        with pytest.raises(KeyboardInterrupt):
            group(store)
    with open_store(url) as store:
        assert store.rows("SELECT count(*) FROM signatures") == [(3,)]
        assert group(store) == 4
        assert found(store) == expected(pages)


def test_an_older_store_is_migrated(tmp_path: Path) -> None:
    pages, path = family(), tmp_path / "s.db"
    fill(*pages, url=f"sqlite:///{path}").close()
    with sqlite3.connect(path) as old:
        for table in ("signatures", "buckets", "clusters", "copies_due"):
            old.execute(f"DROP TABLE {table}")
        old.execute("PRAGMA user_version = 1")
    old.close()
    with open_store(f"sqlite:///{path}") as store:
        assert store.rows("PRAGMA user_version") == [(2,)]
        assert store.clusters() == {}
        assert len(search(store, "消防站").hits) == 6
        assert group(store) == 7
        assert found(store) == expected(pages)
        fresh = open_store("sqlite:///:memory:", create=True)
        sql = "SELECT name, sql FROM sqlite_schema ORDER BY name"
        assert store.rows(sql) == fresh.rows(sql)


def test_the_first_schema_is_not_changed() -> None:
    script = resources.files("pipeline.store").joinpath("schema.sql").read_text("utf-8")
    assert "clusters" not in script


# --- what is seen of it ---


def test_search_gives_one_hit_for_all() -> None:
    pages = family()
    store = fill(*pages)
    (hit,) = search(store, "手抬泵").hits
    assert (hit.id, hit.cluster, hit.copies) == (pages[0]["id"], pages[0]["id"], 5)
    result = search(store, "手抬泵", all_copies=True)
    assert result.total == 5
    assert {(h.cluster, h.copies) for h in result.hits} == {(pages[0]["id"], 5)}
    (hit,) = search(store, "number:91").hits
    assert hit.id in {page["id"] for page in pages[3:5]}
    assert (hit.cluster, hit.copies) == (pages[0]["id"], 5)
    (alone,) = search(store, "number:12").hits
    assert (alone.cluster, alone.copies) == (pages[5]["id"], 1)


def test_export_names_the_cluster(tmp_path: Path) -> None:
    pages = family()
    store = fill(*pages)
    export(store, tmp_path)
    with (tmp_path / "replies.csv").open(encoding="utf-8-sig", newline="") as lines:
        named = {row["id"]: row["cluster"] for row in csv.DictReader(lines)}
    assert named == {page["id"]: (pages[0] if n < 5 else page)["id"] for n, page in enumerate(pages)}


def test_facets_and_total_count_answers() -> None:
    store = fill(*family())
    assert search(store, "消防站").total == 2
    assert sum(count.pages for count in search(store, "消防站", with_facets=True).facets["kind"]) == 2


def test_show_lists_the_other_pages() -> None:
    pages = family()
    store = fill(*pages)
    out = io.StringIO()
    show(pages[0], out, copies=store.copies(pages[0]["id"]), width=160)
    part = out.getvalue().split("同一答复的其他页面")[1]
    assert [part.count(word) for word in ("副本", "致其他代表委员")] == [2, 2]
    assert all(page["source"]["path"] in part and page["id"][:12] in part for page in pages[1:5])
    out = io.StringIO()
    show(pages[5], out, copies=store.copies(pages[5]["id"]), width=160)
    assert "其他页面" not in out.getvalue()


# --- completing a damaged copy ---


def lost(made: dict[str, Any], characters: str, *missing: str) -> dict[str, Any]:
    """The record of a page that lost these characters everywhere, read without the fields named."""
    text = made["text"]
    for c in characters:
        text = text.replace(c, "")
    fields = {
        name: [{**item, "start": None, "end": None, "where": "meta"} for item in items]
        for name, items in made["fields"].items()
        if name not in missing
    }
    sections = [{"kind": "body", "start": 0, "end": len(text)}]
    return {
        **made,
        "id": "d" * 64,
        "text": text,
        "fields": fields,
        "sections": sections,
        "flags": ["damaged"],
        "repairs": [],
        "conflicts": {},
    }


@pytest.mark.parametrize(
    ("characters", "name", "value", "left"),
    [
        ("年月日", "issue_date", "2022-05-27", "2022527"),
        ("日", "issue_date", "2022-05-27", "2022年5月27"),
        ("第号", "proposal_number", "83", "83"),
        ("《》", "proposal_title", "关于加强乡镇消防站建设的建议", "关于加强乡镇消防站建设的建议"),
        ("镇", "proposal_title", "关于加强乡镇消防站建设的建议", "关于加强乡消防站建设的建议"),
        ("县", "lead_agency", "望川县应急管理局", "望川应急管理局"),
    ],
)
def test_what_was_lost_is_taken_from_the_trusted_copy(
    characters: str, name: str, value: str, left: str
) -> None:
    whole = record()
    damaged = lost(whole, characters, name)
    (item,) = complete(damaged, whole)["fields"][name]
    assert (item["value"], item["raw"], item["repaired"]) == (value, left, True)
    assert damaged["text"][item["start"] : item["end"]] == left
    assert (item["rule"], item["source"]) == ("sibling-copy", whole["id"])
    repairs = complete(damaged, whole)["repairs"]
    assert [(r["before"], r["after"], r["source"]) for r in repairs] == [
        (left, whole["fields"][name][0]["raw"], whole["id"]) for _ in repairs
    ]
    assert bool(repairs) == (left != whole["fields"][name][0]["raw"])
    assert name not in damaged["fields"]


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        ({**lost(record(), "年", "issue_date"), "flags": []}, record()),
        (lost(record(), "年", "issue_date"), record(flags=("tampered",))),
        (lost(record(), "年", "issue_date"), record(flags=("damaged",))),
        (lost(record(), "年", "issue_date"), record(number="91", name="王芳")),
    ],
    ids=["undamaged", "from a tampered page", "from a damaged page", "from another's letter"],
)
def test_nothing_is_completed(damaged: dict[str, Any], whole: dict[str, Any]) -> None:
    assert complete(damaged, whole) is damaged


@pytest.mark.parametrize(
    "text",
    [
        record()["text"].replace("2022年5月27日", "2022年5月28日"),
        record()["text"].replace("望川县应急管理局\n2022年5月27日", "另一单位\n2022527"),
        record()["text"].replace("2022年5月27日", ""),
    ],
)
def test_another_passage_completes_nothing(text: str) -> None:
    whole = record()
    damaged = {**lost(whole, "", "issue_date"), "text": text}
    assert "issue_date" not in complete(damaged, whole)["fields"]


def test_values_kept_are_not_changed() -> None:
    whole, damaged = record(), lost(record(), "年月日")
    assert complete(damaged, whole)["fields"] == damaged["fields"]


@given(st.sets(st.integers(0, 150), max_size=40))
def test_alignment_tells_where_each_letter_went(places: set[int]) -> None:
    whole = letters(BODY)
    left = "".join(c for at, c in enumerate(whole) if at not in places)
    found_at = alignment(whole, left)
    assert len(found_at) == len(whole)
    assert OTHER not in found_at
    assert "".join(c for c, at in zip(whole, found_at, strict=True) if at >= 0) == left


def test_letters_have_places() -> None:
    text = "一、Ａ\U00020000b\udc80 c。"
    kept, places = placed(text)
    assert kept == letters(text) == "一abc"
    assert [text[at] for at in places] == ["一", "Ａ", "b", "c"]


# --- many ---


def test_damaged_copies_of_the_development_letters_are_found() -> None:
    """Whole pages through the chain: letters are joined with what is left of them, never with another."""
    store = open_store("sqlite:///:memory:", create=True)
    truth: set[frozenset[str]] = set()
    for n, made in enumerate(pages_made()):
        whole = to_record(read(made.html, f"{n}.html"), show_personal=True)
        left = to_record(read(damaged(made, n).text, f"{n}.txt"), show_personal=True)
        store.write([(f"{n}.html", whole, []), (f"{n}.txt", left, [])])
        if {whole["kind"], left["kind"]} <= LETTER_KINDS:
            truth.add(frozenset({whole["id"], left["id"]}))
    group(store)
    joined = {frozenset(dict(pages)) for pages in found(store)}
    assert joined <= truth
    assert len(joined) >= 0.95 * len(truth) > 30


def test_many_letters_in_little_time() -> None:
    """Generated letters with shared sentences; every twentieth is a copy that lost a few characters."""
    chance = random.Random(7)
    words = [s for s in (BODY + OTHER_BODY).replace("\n", "").split("。") if s]
    letters_made, truth = [], 0
    for n in range(400):
        if n % 20 == 19:
            chosen = chance.choice(letters_made)
            body = chosen["text"][chosen["sections"][0]["start"] : chosen["sections"][0]["end"]]
            at = chance.randrange(len(body) - 1)
            letters_made.append(bare(n, chosen["title"], body[:at] + body[at + 1 :]))
            truth += 1
            continue
        other = "".join(chr(chance.randrange(0x4E00, 0x9FA0)) for _ in range(400))
        body = "。".join([*chance.sample(words, 2), other])
        letters_made.append(bare(n, f"关于第{n}件事的建议", body))
    began = time.perf_counter()
    store = fill(*letters_made)
    assert time.perf_counter() - began < 20
    sql = "SELECT count(*), count(DISTINCT trusted) FROM clusters"
    assert store.rows(sql)[0][0] - store.rows(sql)[0][1] == truth


def bare(n: int, title: str, body: str) -> dict[str, Any]:
    made = record()
    value = {**made["fields"]["proposal_number"][0], "value": title, "raw": title}
    return {
        **made,
        "id": hashlib.sha256(f"{n}{title}{body}".encode()).hexdigest(),
        "source": {**made["source"], "path": f"{n}.html"},
        "title": title,
        "text": body,
        "sections": [{"kind": "body", "start": 0, "end": len(body)}],
        "fields": {"proposal_title": [{**value, "where": "meta", "start": None, "end": None}]},
        "conflicts": {},
        "measures": [],
        "repairs": [],
        "removed": [],
    }
