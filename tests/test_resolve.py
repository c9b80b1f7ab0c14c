"""Choosing once: the order of trust, what tampered pages withhold, what kinds of page may give."""

from __future__ import annotations

import pytest

from pipeline.document import Metadata, Repair
from tests.letters import letter, standard, values


def test_three_dates_stay_three() -> None:
    doc = letter(
        standard(
            body="一、2021年3月5日召开会议。",
            tail="望川县水利局\n2022年5月27日\n望川县水利局办公室 2022年6月1日印发",
        ),
        metadata=(Metadata("成文日期", "2022-06-02", "meta"), Metadata("发布日期", "2022-06-03", "meta")),
    )
    assert values(doc, "issue_date") == ["2022-05-27"]
    assert values(doc, "publish_date") == ["2022-06-03"]


def test_signature_over_title_over_portal() -> None:
    portal = (Metadata("发布机构", "望川县教育局", "meta"),)
    title = "望川县财政局关于县十七届人大一次会议第83号建议的答复"
    assert values(letter(standard(title=title), metadata=portal), "lead_agency") == ["望川县应急管理局"]
    assert values(letter(standard(title=title, tail="2022年5月27日"), metadata=portal), "lead_agency") == [
        "望川县财政局"
    ]


def test_a_replaced_name_is_withheld_unless_the_portal_still_gives_it() -> None:
    text = standard(tail="金沙娱乐场应急管理局\n2022年5月27日")
    assert values(letter(text, flags=("tampered",)), "lead_agency") == []
    portal = (Metadata("发布机构", "望川县应急管理局", "meta"),)
    assert values(letter(text, flags=("tampered",), metadata=portal), "lead_agency") == ["望川县应急管理局"]
    untouched = standard(tail="望川县应急管理局\n2022年5月27日")
    assert values(letter(untouched, flags=("tampered",)), "lead_agency") == ["望川县应急管理局"]


def test_an_intact_date_beats_a_repaired_one() -> None:
    text = standard(body="一、2021823完成。", tail="望川县水利局\n2022年5月27日")
    start = text.index("2021823")
    repair = Repair("D1", start, start + 7, "2021823", "2021年8月23日", 0.9)
    (date,) = letter(text, repairs=(repair,)).values("issue_date")
    assert (date.value, date.repaired) == ("2022-05-27", False)


def test_the_own_number_is_not_cited() -> None:
    doc = letter(
        standard(head="望应函〔2022〕5号", body="一、我局望应函〔2022〕5号和望应发〔2020〕2号已印发。")
    )
    assert values(doc, "cited_document") == ["望应发〔2020〕2号"]


def test_the_lead_is_no_co_handler() -> None:
    doc = letter(standard(opening="您提出的建议由县应急管理局会同县财政局办理，现答复如下："))
    assert values(doc, "co_agency") == ["望川县财政局"]


def test_a_co_opinion_is_addressed_to_the_lead() -> None:
    text = standard(
        title="关于县政协一届五次会议第21号提案的会办意见",
        addressee="县文化局：",
        opening="我局商县文化局、县供电公司，现提出会办意见如下，供你局参考：",
    )
    assert values(letter(text, kind="co_opinion"), "co_agency") == ["望川县供电公司"]


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("summary", {"issue_date", "document_number"}),
        ("proposal_text", {"proposal_number", "term", "session", "body", "level", "sponsor"}),
    ],
)
def test_what_other_kinds_may_give(kind: str, names: set[str]) -> None:
    given = {m.name for m in letter(standard(head="望应函〔2022〕5号"), kind=kind).fields}
    assert names <= given
    assert "lead_agency" not in given
    assert "result_mark" not in given


def test_a_value_stands_once_with_its_best_evidence() -> None:
    doc = letter(standard())
    assert len(doc.values("term")) == 1
    assert doc.values("term")[0].start == doc.text.index("十七")
