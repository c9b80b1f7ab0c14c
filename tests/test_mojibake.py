"""Scrambled lines are turned back where the proof holds, everything else stays."""

from __future__ import annotations

import codecs
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Source
from pipeline.strip import strip
from pipeline.strip.mojibake import unscramble

LINES = ["今年的工程，已完工了", "县里的水库，已经加固", "市水利局，县水利局", "望川县水利局"]
LOST = "您提出的建议收悉。"


def _lossy(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return "€" if error.object[error.start] == 0x80 else "?", error.start + 1


codecs.register_error("browser", _lossy)


def as_gbk(text: str) -> str:
    """UTF-8 as a browser shows it under the label gbk."""
    return text.encode().decode("gbk", "browser")


def as_latin(text: str) -> str:
    return text.encode("gb18030").decode("latin-1")


@pytest.mark.parametrize("scramble", [as_gbk, as_latin])
def test_a_scrambled_text_is_turned_back(scramble: Callable[[str], str]) -> None:
    assert unscramble("\n".join(map(scramble, LINES))) == ("\n".join(LINES), True)


def test_a_line_that_lost_a_byte_stays() -> None:
    scrambled = [*map(as_gbk, LINES), as_gbk(LOST)]
    assert "?" in scrambled[-1]
    assert unscramble("\n".join(scrambled)) == ("\n".join([*LINES, scrambled[-1]]), True)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(LINES),
        "锟斤拷锟斤拷锟斤拷，。",
        "镇里有鐨、锛、銆三个生僻字，意思不明。",
        "Ö Ð » ª µÄ £¬ ¡£",
        "café à la carte, £¬ ¡£ µÄ naïve",
    ],
)
def test_other_text_stays(text: str) -> None:
    assert unscramble(text) == (text, False)


def test_what_cannot_be_turned_back_is_known_as_scrambled() -> None:
    lost = "\n".join(as_gbk(f"{LOST}今年的工程，完工。") for _ in range(3))
    assert unscramble(lost) == (lost, True)


@given(st.text(alphabet="您提出的建议收悉，我局已会同研究。锛銆鐨ÖÐ£¬\n", max_size=80))
def test_lines_are_kept_in_number(text: str) -> None:
    assert unscramble(text)[0].count("\n") == text.count("\n")


def test_a_page_stored_scrambled_is_read_and_flagged() -> None:
    page = "<html><body>" + "".join(f"<p>\n{as_gbk(line)}\n</p>" for line in LINES) + "</body></html>"
    doc = strip(page.encode(), Source("a.html", "0", len(page)))
    assert doc.text.split("\n") == LINES
    assert "mojibake" in doc.flags
