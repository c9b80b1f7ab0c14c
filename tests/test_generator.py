"""Generated pages: mutated markup loses nothing, advertising never stays, repairs equal the truth.

Default is a handful of seeds; `FUWEN_SEEDS=50` makes a long run.
"""

from __future__ import annotations

import os
import re
import time
from collections import Counter
from functools import cache

import pytest

from pipeline.document import Document, Repair, Source
from pipeline.evaluation.normal import comparable
from pipeline.repair import repair
from tests.corpus_check import shown
from tests.generator import SPAM_KINDS, Letter, damaged, inject, letters, mutated, with_spam
from tests.generator.letters import read
from tests.generator.markup import joined, pieces
from tests.generator.mutation import MUTATIONS, Chance, mutations
from tests.generator.report import report
from tests.generator.spam import advertisement, gaps
from tests.generator.trials import Repaired, try_damaged, try_mutated, try_spam
from tests.generator.truth import LOST, aligned, is_open, is_right, normal

SEEDS = int(os.environ.get("FUWEN_SEEDS", "3"))
each_letter = pytest.mark.parametrize("letter", letters(), ids=lambda letter: letter.file)

# --- the generator itself


@each_letter
def test_pieces_give_the_page_back(letter: Letter) -> None:
    assert joined(pieces(letter.html)) == letter.html


@each_letter
def test_a_seed_gives_one_page(letter: Letter) -> None:
    for make in (mutated, with_spam):
        assert make(letter.html, 1) == make(letter.html, 1)
        assert make(letter.html, 1) != make(letter.html, 2)
    assert damaged(letter, 1) == damaged(letter, 1)


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_changes_the_page_and_no_word(name: str) -> None:
    changed = 0
    for letter in letters():
        page = MUTATIONS[name](letter.html, Chance(7))
        changed += page != letter.html
        assert shown(page) == shown(letter.html), letter.file
    assert changed > len(letters()) / 2


def test_every_mutation_is_drawn() -> None:
    drawn = Counter(
        name for letter in letters() for seed in range(8) for name in mutations(letter.html, seed)
    )
    assert set(drawn) == set(MUTATIONS)


@pytest.mark.parametrize("kind", SPAM_KINDS)
def test_an_injection_adds_its_strings_and_no_other_word(kind: str) -> None:
    for letter in letters():
        injected = inject(letter.html, kind, 1)
        words, added = shown(injected.html), "".join(map(comparable, injected.strings))
        assert all(string in injected.html and string not in letter.html for string in injected.strings)
        assert len(shown(letter.html)) <= len(words) <= len(shown(letter.html)) + len(added) + 2


def test_advertisements_are_of_many_wordings() -> None:
    assert len({advertisement(Chance(seed)) for seed in range(300)}) > 200


def test_most_letters_have_room_between_paragraphs() -> None:
    assert sum(len(gaps(letter.html)) > 1 for letter in letters()) > 0.8 * len(letters())
    for letter in letters():
        for place in gaps(letter.html):
            assert re.search(r"</p>|</div>|<br ?/?>", letter.html[place - 6 : place], re.IGNORECASE), (
                letter.file
            )


def is_left(line: str, text: str) -> bool:
    """Whether the extractor took the line for content: it leaves out whole boxes that look like menus."""
    return any(short and aligned(short, normal(line)) is not None for short in map(normal, text.split("\n")))


def test_damage_loses_single_characters_of_three_bytes_only() -> None:
    lost = Counter[str]()
    for letter in letters():
        text = damaged(letter, 2).text
        whole = "".join(line for line in letter.gold.body_text.split("\n") if is_left(line, text))
        assert Counter(c for c in normal(whole) if c.isdecimal()) <= Counter(text), letter.file
        lost += Counter(normal(whole)) - Counter(normal(text))
    assert lost["年"] > 20
    assert lost["月"] > 20
    assert all(len(c.encode()) == 3 or c in "[],:;%?!-'\"" for c in lost), lost  # wide ones, folded


LINES = [
    "截至2019年5月30日前完成",
    "您提出的建议[第125号]收悉",
    "共满120日内办结",
    "于11月2日召开",
    "经费。市政府",
]


@pytest.mark.parametrize(
    ("text", "before", "after", "right"),
    [
        ("截至2019530日前完成", "2019530日", "2019年5月30日", True),
        ("截至2019530日前完成", "530日", "5月30日", True),
        ("截至2019530日前完成", "2019530日", "2019年53月0日", False),
        ("建议125)收悉", "125)", "第125号", True),
        ("建议125)收悉", "125)", "第25号", False),
        ("共满120日内", "120日", "1月20日", False),
        ("于112日召开", "112日", "11月2日", True),
        ("于112日召开", "12日", "1月2日", False),
        ("经费市政府", "费市", "费。市", True),
        ("别处经费市政府", "费市", "费。市", False),
    ],
)
def test_a_repair_is_right_in_its_own_place_only(text: str, before: str, after: str, right: bool) -> None:
    start = 2 + text.index(before)
    found = Repair("D1", start, start + len(before), before, after, 0.9)
    assert is_right(found, f"题\n{text}\n尾", [normal(line) for line in LINES]) is right


@pytest.mark.parametrize(
    ("lost", "whole", "places"),
    [("530日", "5月30日", [0, 2, 3, 4]), ("日30", "30日", None), ("", "日", []), ("3日日", "3日", None)],
)
def test_aligned(lost: str, whole: str, places: list[int] | None) -> None:
    assert aligned(lost, whole) == places


@pytest.mark.parametrize(
    ("rule", "line", "values"),
    [
        ("D1", "2019年8月23日", ["2019年8月23日"]),
        ("D1", "二〇一九年八月二十三日", ["二〇一九年八月二十三日"]),
        ("D1", "于2019年8月23日", []),
        ("D2", "自2019年8月起", ["2019年8月"]),
        ("D2", "自2019年8月23日起", []),
        ("D3", "8月23日前", ["8月23日"]),
        ("D3", "2019年8月23日前", []),
        ("D4", "于2019年8月23日", ["2019年8月23日"]),
        ("D4", "2019年8月23日", []),
        ("D5", "建议》[第125号]收悉", ["第125号"]),
        ("D5", "第8号代表建议", ["第8号"]),
        ("D5", "第8号令", []),
        ("D6", "望交函[2024]8号", ["交函[2024]8号"]),
        ("D6", "附件[2024]", []),
    ],
)
def test_lost_values(rule: str, line: str, values: list[str]) -> None:
    found = [next(filter(None, (*m.groups(), m.group()))) for m in LOST[rule].finditer(line)]
    assert found == values


def test_the_report_has_a_row_for_everything() -> None:
    table = report(0)
    for name in (*MUTATIONS, *SPAM_KINDS, "issue date"):
        assert f"\n{name}" in table


# --- mutated markup


@each_letter
def test_mutated_markup_loses_and_gains_nothing(letter: Letter) -> None:
    for seed in range(SEEDS):
        one, _ = try_mutated(letter, seed)
        assert (one.lost, one.gained) == (0, 0), (seed, mutations(letter.html, seed))


def test_mutated_markup_gives_the_same_fields() -> None:
    trials = [try_mutated(letter, seed)[1] for letter in letters() for seed in range(SEEDS)]
    assert sum(not changed for changed in trials) >= 0.95 * len(trials)


def test_a_mutated_page_takes_little_time() -> None:
    pages = [mutated(letter.html, seed) for letter in letters() for seed in range(SEEDS)]
    read(pages[0])
    started = time.perf_counter()
    for page in pages:
        read(page)
    assert time.perf_counter() - started < 0.1 * len(pages)


HEAD = "<html><body><h1>关于县政协九届三次会议第27号提案的答复</h1>"
LETTER = (
    "<div id=zoom><p>赵一鸣委员：</p><p>您提出的提案收悉，我局会同县财{}局办理，现答复如下：</p>"
    "<p>一、已完成青石巷12处危房排险，投入资金86万元，惠及居民三百余户。</p>"
    "<p>望川县住房和城乡建设局</p><p>2024年9月3日</p></div>"
)


def test_a_line_break_of_the_source_is_no_blank() -> None:
    assert "县财政局" in read(HEAD + LETTER.format("\n政")).text


def test_a_line_break_of_the_source_before_an_entity_is_no_blank() -> None:
    assert "县财政局" in read(HEAD + LETTER.format("\n&#x653f;")).text


TABLE = "<table><tr><td>发布日期：<td>{}2022-07-01<tr><td>公开方式：<td>主动公开</table>"


@pytest.mark.parametrize("inline", ["", "<span>", "<div><span>", "<p><b>"])
def test_rows_end_without_end_tags(inline: str) -> None:
    doc = read(TABLE.format(inline) + HEAD + LETTER.format("政"))
    assert (doc.meta("发布日期"), doc.meta("公开方式")) == ("2022-07-01", "主动公开")


BOXES = (
    "<div><div>赵一鸣委员：</div><div>您提出的提案收悉，我局会同县财政局办理，现答复如下：{}"
    "<div>一、已完成青石巷12处危房排险，投入资金86万元，惠及居民三百余户。</div>"
    "<div>二、排水管网改造列入明年计划，预计2025年6月底前完工。</div>"
    "<div>望川县住房和城乡建设局</div><div>2024年9月3日</div></div>"
)


@pytest.mark.parametrize("end", ["</div>", ""])
def test_a_box_that_was_not_closed_keeps_the_lines_above(end: str) -> None:
    assert "赵一鸣委员：" in read(HEAD + BOXES.format(end)).text


# --- advertising


def left_over(kind: str) -> list[str]:
    """What is wrong on the pages of a kind."""
    out = []
    for letter in letters():
        for seed in range(max(1, SEEDS // 3)):
            one, stays, _ = try_spam(letter, inject(letter.html, kind, seed))
            if stays or one.lost or one.gained:
                out.append(f"{letter.file} {seed} {one} {stays}")
    return out


@pytest.mark.parametrize("kind", SPAM_KINDS)
def test_injected_strings_go_and_the_letter_stays(kind: str) -> None:
    assert left_over(kind) == []


@each_letter
def test_several_injections_at_once(letter: Letter) -> None:
    for seed in range(SEEDS):
        injected = with_spam(letter.html, seed)
        one, stays, _ = try_spam(letter, injected)
        assert (one.lost, one.gained, stays) == (0, 0, []), (seed, injected.kinds)


def test_advertising_before_the_title_is_flagged() -> None:
    page = f"<title>新开传奇私服发布网-望川县人民政府 关于第27号提案的答复</title>{HEAD}{LETTER.format('政')}"
    assert "spam" in read(page).flags


# --- lost characters


@cache
def repaired() -> tuple[tuple[str, int, Repaired], ...]:
    return tuple(
        (letter.file, seed, try_damaged(letter, seed)) for letter in letters() for seed in range(SEEDS)
    )


def test_repairs_equal_the_truth() -> None:
    wrong = [(file, seed, w) for file, seed, one in repaired() for w in one.wrong]
    assert wrong == []
    assert sum(one.right.total() for _, _, one in repaired()) > 40 * SEEDS


@pytest.mark.parametrize(
    ("rule", "floor"), [("D1", 0.95), ("D2", 0.95), ("D3", 0.95), ("D4", 0.90), ("D5", 0.95), ("D6", 0.95)]
)
def test_lost_values_come_back(rule: str, floor: float) -> None:
    lost = sum(one.lost[rule] for _, _, one in repaired())
    assert sum(one.found[rule] for _, _, one in repaired()) >= floor * lost
    assert lost > 0


def test_issue_dates_of_damaged_letters_are_right() -> None:
    dated = [one.issue_date for _, _, one in repaired() if one.issue_date is not None]
    assert sum(dated) >= 0.97 * len(dated)
    assert len(dated) > 20 * SEEDS


def test_a_repair_marks_the_letter_as_damaged() -> None:
    assert all(one.flagged for _, _, one in repaired() if one.right or one.wrong)


@pytest.mark.parametrize(
    ("rule", "stands", "outside", "expected"),
    [
        ("D3", "530日", "前前", False),
        ("D3", "81日", "从起", False),
        ("D3", "3月18", ";打", False),
        ("D3", "318", ";打", True),
        ("D3", "18日", ",向", True),
        ("D3", "112日", "于召", True),
        ("D3", "530日", "1前", True),
        ("D6", "蒙政办发202133", "放号", False),
        ("D6", "蒙政办发202133", "放6", True),
        ("D1", "2012115", "  ", True),
        ("D1", "2012年115", "  ", True),
        ("D1", "2012415", "  ", False),
        ("D4", "2012115日", "于召", True),
        ("D5", "125", "议收", False),
    ],
)
def test_what_has_no_unique_reading_is_no_loss(rule: str, stands: str, outside: str, expected: bool) -> None:
    assert is_open(rule, stands, outside) is expected


def after(text: str) -> list[str]:
    return [r.after for r in repair(Document(Source("a.txt", "0", 1), text=f"自20164月起\n{text}")).repairs]


def test_a_code_that_ends_in_a_proposal_word() -> None:
    assert after("东建议20129") == ["2016年4月", "东建议〔2012〕9号"]
    assert "第20129号" in after("对区人大建议20129的答复")
    assert "东建议〔2012〕9号" in after("东建议〔20129")


def test_a_code_behind_a_title_that_lost_its_end() -> None:
    assert "桐政发〔2009〕6号" in after("印发《关于鼓励返乡农民工创业的若干意见桐政发2009〕6号),返乡人员")
