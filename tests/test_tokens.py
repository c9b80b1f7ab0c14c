"""Tokens tile the text, keep numbers whole, and do not depend on the engine."""

from __future__ import annotations

import html
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.segment.tokens import make_tokenizer, read_lexicon

PAGES = sorted((Path(__file__).parents[1] / "corpus" / "pages").iterdir())
FAST = make_tokenizer("rjieba")
REFERENCE = make_tokenizer("jieba")

WHOLE = [
    ("补助1,200.5万元", "1,200.5"),
    ("占比85.3%以上", "85.3%"),
    ("占比８５.３％以上", "８５.３％"),
    ("自2019年8月23日起", "2019年8月23日"),
    ("自８月２３日起", "８月２３日"),
    ("自2019年起", "2019年"),
    ("到2019年8月为止", "2019年8月"),
    ("8月底前", "8月"),
    ("于二〇一九年八月二十三日印发", "二〇一九年八月二十三日"),
    ("于二○一九年印发", "二○一九年"),
    ("依据望编文〔2018〕13号规定", "望编文〔2018〕13号"),
    ("《意见》(国发[2020]第7号)要求", "国发[2020]第7号"),
    ("用3-5年时间", "3-5"),
    ("在2011-2020年间", "2011-2020年"),
    ("在2011—2020年间", "2011—2020年"),
    ("0-3岁婴幼儿", "0-3"),
    ("电话0717-1234567。", "0717-1234567"),
    ("建设5G基站", "5G"),
    ("容量0.2kg以下", "0.2kg"),
    ("见www.example.gov.cn网站", "www.example.gov.cn"),
    ("推进老旧小区改造", "老旧小区改造"),
    ("发行专项债券", "专项债券"),
    ("县自然资源和规划局", "自然资源和规划局"),
    ("市卫健委回复", "卫健委"),
]
APART = [
    ("第125号,共3件", ["第", "125", "号", ",", "共", "3", "件"]),
    ("(1)、“新”", ["(", "1", ")", "、", "“", "新", "”"]),
    ("2019年度", ["2019", "年度"]),
    ("5年", ["5", "年"]),
    ("8个月", ["8", "个", "月"]),
    ("……", ["…", "…"]),
    ("附件(2018)", ["附件", "(", "2018", ")"]),
    ("1,2,3", ["1", ",", "2", ",", "3"]),
    ("A\n\nB", ["A", "\n", "\n", "B"]),
]
SCRAPED = st.text(
    st.sampled_from("2019年8月23日第号〔〕()[]〇一二十ABq._-,%,。 \n老旧小区改造专项债券\ue000"), max_size=60
)


def words(tokenize: Callable[[str], tuple[int, ...]], text: str) -> list[str]:
    ends = tokenize(text)
    return [text[a:b] for a, b in zip((0, *ends), ends, strict=False)]


@pytest.mark.parametrize(("text", "word"), WHOLE)
def test_stays_whole(text: str, word: str) -> None:
    assert word in words(FAST, text)


@pytest.mark.parametrize(("text", "expected"), APART)
def test_is_cut(text: str, expected: list[str]) -> None:
    assert words(FAST, text) == expected


def test_empty_text_has_no_tokens() -> None:
    assert FAST("") == REFERENCE("") == ()


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_engines_agree_on_pages(page: Path) -> None:
    text = html.unescape(re.sub(r"<[^>]*>", "", page.read_bytes().decode("utf-8", "replace")))
    assert FAST(text) == REFERENCE(text)


@settings(deadline=None)
@given(st.one_of(st.text(), SCRAPED, st.text(st.characters(min_codepoint=0x3000, max_codepoint=0x9FFF))))
def test_engines_agree_and_tile(text: str) -> None:
    ends = FAST(text)
    assert ends == REFERENCE(text)
    assert "".join(words(FAST, text)) == text
    assert all(a < b for a, b in zip((0, *ends), ends, strict=False))


def test_lexicon_is_clean() -> None:
    entries = read_lexicon()
    assert len({word for word, _ in entries}) == len(entries)
    assert [word for word, _ in entries if not re.fullmatch(r"[一-龥]{2,11}", word)] == []
    assert [word for word, frequency in entries if frequency < 1] == []


def test_lexicon_words_come_out_whole() -> None:
    assert [word for word, _ in read_lexicon() if words(FAST, word) != [word]] == []


@pytest.mark.parametrize("unit", ["1", "〇", "〔2018〕", "a.", "一", "1,", "(", "的〔2018〕1", "2019年8月"])
def test_linear_on_hostile_input(unit: str) -> None:
    started = time.perf_counter()
    FAST(unit * (60_000 // len(unit)))
    assert time.perf_counter() - started < 3


def test_engines_are_silent_and_jieba_stays_out() -> None:
    code = (
        "import sys; from pipeline.segment.tokens import make_tokenizer as m; m()('老旧小区');"
        "assert 'jieba' not in sys.modules; m('jieba')('老旧小区')"
    )
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr, run.stdout) == (0, "", "")
