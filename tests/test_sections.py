"""Parts of a letter: each line has one kind, in printed order, covering the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import SECTION_KINDS, Document, Repair, Source
from pipeline.segment import make_segmenter
from pipeline.segment.sections import find_sections, split_lines
from tests.letters import standard

SOURCE = Source("a.html", "0" * 64, 1)


def kinds(text: str, **more: object) -> list[str]:
    doc = Document(SOURCE, text=text, title=text.split("\n", maxsplit=1)[0], **more)  # type: ignore[arg-type]
    return [s.kind for s in find_sections(doc)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (standard(), ["head", "salutation", "opening", "body", "closing", "signature"]),
        (
            standard(
                head="望应函〔2022〕5号",
                tail="望川县应急管理局\n2022年5月27日\n联系人：李某 电话：0799-1234567\n抄送：县人大代表工委。",
            ),
            ["head", "salutation", "opening", "body", "closing", "signature", "contact", "cc"],
        ),
        (
            standard(body="一、已完成站房建设。\n二、下一步工作打算\n计划明年新建3座。"),
            ["head", "salutation", "opening", "body", "next_steps", "closing", "signature"],
        ),
        # a notice without addressee
        (
            standard(addressee="", head="予以公开 A", opening="根据会议提出的建议，现将回复情况公示如下："),
            ["head", "opening", "body", "closing", "signature"],
        ),
        # no date: the unit's bare name still signs
        (
            standard(tail="望川县应急管理局"),
            ["head", "salutation", "opening", "body", "closing", "signature"],
        ),
    ],
)
def test_parts_in_order(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected


def test_a_form_above_the_answer_is_the_proposal() -> None:
    form = "提案编号 第42号\n提案人 汪立新 界别 农业界\n案由 关于治理养殖污染的提案\n内容 两岸养殖场扎堆。\n办理答复"
    letter = standard(addressee="汪立新委员：")
    assert kinds(f"关于治理养殖污染的提案及答复\n{form}\n{letter}")[:4] == [
        "head",
        "proposal",
        "head",
        "salutation",
    ]


def test_a_damaged_date_line_still_closes_the_letter() -> None:
    text = standard(tail="望川县应急管理局\n2019823")
    start = text.index("2019823")
    repair = Repair("D1", start, start + 7, "2019823", "2019年8月23日", 0.9)
    assert kinds(text, repairs=(repair,))[-1] == "signature"
    assert kinds(text)[-1] != "signature"


def test_dates_in_the_body_close_nothing() -> None:
    text = standard(body="一、2021年3月5日召开会议。\n2021年3月5日，县局开展检查。")
    signature = [s for s in find_sections(Document(SOURCE, text=text, title="t")) if s.kind == "signature"]
    assert [text[s.start : s.end] for s in signature] == ["望川县应急管理局\n2022年5月27日"]


@settings(deadline=None)
@given(st.text(alphabet="关于县代表：。\n一、2022年5月日局抄送联系人:感谢 ", max_size=200))
def test_sections_cover_every_line_once(text: str) -> None:
    sections = find_sections(Document(SOURCE, text=text, title="关于"))
    covered = [i for s in sections for i in range(s.start, s.end)]
    assert covered == sorted(set(covered))
    assert all(s.kind in SECTION_KINDS for s in sections)
    for line in split_lines(text):
        assert any(s.start <= line.start and line.end <= s.end for s in sections)


def test_segment_stage_touches_only_its_layers() -> None:
    doc = Document(SOURCE, text=standard(), title="t", flags=("spam",))
    after = make_segmenter()(doc)
    assert after.tokens[-1] == len(doc.text)
    assert (after.text, after.flags, after.mentions, after.kind) == (doc.text, doc.flags, (), "other")
