"""Words (词) as end offsets: numbers, dates and 文号 stay whole, pure Han runs go to a jieba engine.

The engines differ on digits and Latin, never on Han. So everything else is hidden from them behind
placeholders of the same length, and one call cuts the whole text; lengths then give the offsets.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import cache
from importlib import resources
from itertools import accumulate
from typing import Literal

Cut = Callable[[str], list[str]]

_DIGIT = "[0-9０-９]"
_ALNUM = "[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]"
# No dictionary word holds this letter, so both engines give a run of it back as one token.
_FILLER = "q"
_SINGLE = "，"
_DAY = rf"(?:{_DIGIT}{{1,2}}[日号])?"
_HAN_NUMBER = "[一二三四五六七八九十]{1,3}"
# Where a year in Chinese digits can begin: Han, yet worth a look.
_CENTURY = "[一二]"
_HAN_DATE = rf"[〇零○一二三四五六七八九]{{3}}年(?:{_HAN_NUMBER}月(?:{_HAN_NUMBER}日)?)?"
_RUN = rf"(?:{_ALNUM}|[./:@_+&\-~～—–．－](?={_ALNUM})|(?<={_DIGIT})[,，](?={_DIGIT}{{3}}(?!{_DIGIT})))*"
_TAIL = (
    rf"(?:[%％‰]|(?<={_DIGIT}{{4}})年(?!度)(?:{_DIGIT}{{1,2}}月{_DAY})?"
    rf"|(?<={_DIGIT})月{_DIGIT}{{1,2}}[日号]|(?<={_DIGIT})月)?"
)
_OPAQUE = re.compile(
    # One class decides in C whether a place is worth a look: all but Han (without 一, 二) and usual punctuation.
    r"[^\u4e01-\u4e8b\u4e8d-\u9fd5\n 。，、；：？！“”（）《》,;:?!()]"
    rf"(?:(?<={_CENTURY}){_HAN_DATE}|(?<!{_CENTURY})(?:(?<={_ALNUM}){_RUN}{_TAIL}|(?<=\ue000)\ue000*|))"
)
_NUMBERED = re.compile(rf"[〔\[［【(（]{_DIGIT}{{4}}[〕\]］】)）]第?{_DIGIT}{{1,5}}号")
# The agency's code (机关代字) before the bracket, without the word that leads to it.
_CODE = re.compile(
    r"(?:.*(?:依据|根据|按照|参照|遵照|印发|下发|关于|以及|[的和与及见以《]))?([\u4e00-\u9fd5]{1,8})$"
)
_CODE_REACH = 10


def make_tokenizer(engine: Literal["rjieba", "jieba"] = "rjieba") -> Callable[[str], tuple[int, ...]]:
    """A function from a text to the end offsets (code points) of tokens that tile it.

    Both engines give the same offsets; jieba, the reference, is slower by an order of magnitude.
    """
    cut = _make_jieba() if engine == "jieba" else _make_rjieba()

    def tokenize(text: str) -> tuple[int, ...]:
        return tuple(accumulate(map(len, cut(_OPAQUE.sub(_placeholder, _hide_numbers(text))))))

    return tokenize


def read_lexicon() -> tuple[tuple[str, int], ...]:
    """The domain words with their frequencies; none of them is in the engines' own dictionary."""
    lines = resources.files("pipeline.segment").joinpath("data/lexicon.txt").read_text("utf-8").splitlines()
    return tuple((word, int(frequency)) for word, frequency in map(str.split, lines))


def _placeholder(match: re.Match[str]) -> str:
    length = match.end() - match.start()
    return _SINGLE if length == 1 else _FILLER * length


def _hide_numbers(text: str) -> str:
    """Replace each 文号 with its agency code by private-use characters, which the next pass keeps together."""
    parts, done = [], 0
    for match in _NUMBERED.finditer(text):
        start = max(done, match.start() - _CODE_REACH)
        code = _CODE.search(text[start : match.start()])
        if code:
            start += code.start(1)
            parts += [text[done:start], "\ue000" * (match.end() - start)]
            done = match.end()
    return "".join(parts) + text[done:] if parts else text


@cache
def _make_rjieba() -> Cut:
    """rjieba's own engine with our words: it is there from the import on, another one takes as long again."""
    import rjieba

    for word, frequency in read_lexicon():
        rjieba.add_word(word, frequency, None)
    return lambda text: rjieba.cut(text, False)


def _make_jieba() -> Cut:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    engine = jieba.Tokenizer()
    for word, frequency in read_lexicon():
        engine.add_word(word, frequency)
    return lambda text: list(engine.cut(text, HMM=False))
