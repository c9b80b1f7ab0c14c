"""Letters with lost characters: their markup parted at font changes, read by the extractor that loses such runs."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from resiliparse.extract.html2text import extract_plain_text

from pipeline.evaluation import GoldPage
from pipeline.evaluation.normal import comparable
from pipeline.text import clean_line
from tests.damage import RUNS, WRAPS
from tests.generator.letters import Letter
from tests.generator.markup import chance_of, with_text

_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_DIGITS = re.compile(r"[0-9]+|[^0-9]+")
_LATIN = re.compile(r"[0-9]+|[A-Za-z]+|[^0-9A-Za-z]+")
_ENTITY = re.compile(r"(&#?\w{1,10};)")


@dataclass(frozen=True, slots=True)
class Damaged:
    """A plain text after the loss, what stood in the letter before, and all lines the page showed."""

    text: str
    truth: GoldPage
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Habit:
    """How an office's word processor parts its runs: where, with what, how often, and whether digits only."""

    runs: re.Pattern[str]
    wraps: tuple[str, ...]
    share: float
    digits_only: bool


def _habit(chance: random.Random) -> Habit:
    return Habit(
        chance.choice((_DIGITS, _LATIN, RUNS, RUNS)),
        tuple(chance.sample(WRAPS, chance.choice((1, 1, 2)))),
        chance.choice((0.6, 0.9, 1.0)),
        chance.random() < 0.5,
    )


def damaged(letter: Letter, seed: int) -> Damaged:
    """The letter as a plain text with characters lost; only its own text is parted, not the page around it."""
    chance, own = chance_of(letter.html, seed), comparable(letter.gold.body_text)
    parting = _habit(chance)

    def part(text: str) -> str:
        return _parted(text, parting, chance) if comparable(text) in own else text

    text = _plain(with_text(letter.html, part), main_content=True)
    shown = _plain(letter.html, main_content=False)
    return Damaged(text, letter.gold, (*letter.gold.body_text.split("\n"), *shown.split("\n")))


def _parted(text: str, parting: Habit, chance: random.Random) -> str:
    out = ""
    for i, piece in enumerate(_ENTITY.split(text)):
        out += piece if i % 2 else "".join(_wrapped(r, parting, chance) for r in parting.runs.findall(piece))
    return out


def _wrapped(run: str, parting: Habit, chance: random.Random) -> str:
    if (parting.digits_only and not run[0].isdecimal()) or chance.random() >= parting.share:
        return run
    return chance.choice(parting.wraps).format(run)


def _plain(page: str, *, main_content: bool) -> str:
    plain = extract_plain_text(page, main_content=main_content).translate(_NARROW)
    return "\n".join(filter(None, map(clean_line, plain.split("\n"))))
