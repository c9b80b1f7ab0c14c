"""The fifteen kinds on small pages of their own wording."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.document import Document, Metadata, Removed, Source
from pipeline.kinds import recognise
from pipeline.segment.sections import find_sections
from tests.letters import standard

CRUMB = "breadcrumb"


def kind(text: str, *, title: str | None = None, crumb: str = "", size: int = 900, **more: object) -> str:
    metadata = (Metadata(CRUMB, crumb, "breadcrumb"),) if crumb else ()
    doc = Document(
        Source("a.html", "0" * 64, size),
        text=text,
        title=text.split("\n", maxsplit=1)[0] if title is None else title,
        metadata=metadata,
        **more,  # type: ignore[arg-type]
    )
    return recognise(replace(doc, sections=find_sections(doc))).kind


LETTER = standard()
CASES = {
    "reply": LETTER,
    "reply_digest": standard(title="对十三届全国人大三次会议第4176号建议的答复（摘要）"),
    "co_opinion": standard(
        title="关于市政协七届五次会议第215号提案的会办意见",
        addressee="市文化局：",
        opening="由你局主办的第215号提案，现提出会办意见如下，供你局答复时参考：",
    ),
    "merged_page": "关于治理养殖污染的提案及答复\n提案编号 第42号\n提案人 汪立新\n案由 关于治理养殖污染的提案\n主办单位 县水利局\n"
    "办理答复\n" + LETTER,
    "proposal_text": "关于推进垃圾分类的提案\n提案人：周某\n案由：关于推进垃圾分类\n一、存在问题\n小区桶点不足，居民混投。\n"
    "二、对策建议\n增设分类桶点，配备督导员。",
    "table_notice": "2022年市人大代表建议办理情况一览表\n编号 标题 承办单位 类别\n1 关于修路的建议 交通局 A\n2 关于供水的建议 水利局 B\n"
    "3 关于增设公交的建议 交通局 A\n4 关于校园安全的建议 教育局 A\n5 关于绿化的建议 园林局 B",
    "summary": "2023年建议提案办理工作情况报告\n今年，我局共承办市人大代表建议23件、政协提案18件，办复率100%，满意率98%。\n主要做法如下。",
    "assignment": "关于交办市七届人大二次会议代表建议的通知\n各承办单位：\n现将代表建议交办给你们，请各承办单位于7月底前办结并答复代表。",
    "news": "县政府召开重点提案督办会\n6月3日上午，副县长主持召开重点提案督办会。会议指出，要加快办理。委员表示，满意办理结果。记者 李某",
    "mailbox": "市长信箱：小区漏水无人管\n网友您好！您反映的小区漏水问题收悉。经核实，现回复如下：物业已维修。感谢您的来信。",
    "party_congress": standard(
        title="关于镇第十二次党代会第3号提案的答复",
        opening="您在镇第十二次党代会上提出的提案收悉，现答复如下：",
    ),
    "list": "建议提案办理\n关于第1号建议的答复 2023-05-01\n关于第2号建议的答复 2023-05-02\n关于第3号建议的答复 2023-05-03\n"
    "关于第4号提案的答复 2023-05-04\n关于第5号提案的答复 2023-05-05",
    "stub": "关于县政协九届五次会议第62号提案的答复\n附件：第62号提案答复.pdf",
    "challenge": "安全验证\n您的访问过于频繁，请完成验证后继续访问。",
    "other": "关于印发《望川县物业管理办法》的通知\n各乡镇人民政府：\n现将《望川县物业管理办法》印发给你们，请遵照执行。",
}


@pytest.mark.parametrize("expected", CASES)
def test_each_kind(expected: str) -> None:
    assert kind(CASES[expected]) == expected


@pytest.mark.parametrize(
    ("text", "crumb", "expected"),
    [
        (
            "建议延长26路末班车时间\n何先生：\n您好！您的来信收悉。我局会同公交公司研究，现答复如下：同意延长。",
            "首页>互动交流>市长信箱",
            "mailbox",
        ),
        ("页面不存在\n抱歉，您访问的页面不存在或已删除。", "", "other"),
        ("政协提案\n暂无相关信息", "", "list"),
        # a letter between offices on something else
        (
            (
                "国务院办公厅关于黄金经济政策有关问题的复函\n国家计划局：\n来函收悉。经国务院同意，现函复如下：\n一、调整价格。\n"
                "国务院办公厅\n1996年2月9日"
            ),
            "",
            "other",
        ),
        # a proposal asks; its title alone is no reply
        (
            "关于加强督办工作的建议\n一、存在问题\n督办不力。\n为此，提出如下建议：\n加强检查。",
            "",
            "proposal_text",
        ),
        # the words of a near-miss inside a real letter change nothing
        (standard(body="一、召开督办会，印发通知，走访群众，办复率达到100%。网友留言已办结。"), "", "reply"),
        (standard(opening="您提出的建议收悉。综合县财政局等会办单位意见，现答复如下："), "", "reply"),
    ],
)
def test_near_misses(text: str, crumb: str, expected: str) -> None:
    assert kind(text, crumb=crumb) == expected


def test_nothing_left_of_a_page_of_scripts_is_a_challenge() -> None:
    assert kind("", title="", size=6000) == "challenge"
    assert kind("", title="", size=10) == "other"


def test_a_column_page_lists_its_rows_among_the_removed_links() -> None:
    rows = "\n".join(f"关于第{n}号建议的答复 2023-05-0{n}" for n in range(1, 8))
    column = {"metadata": (), "removed": (Removed("related", rows),)}
    doc = Document(Source("a", "0" * 64, 900), text="建议办理", title="建议办理", **column)  # type: ignore[arg-type]
    doc = replace(doc, metadata=(Metadata("columnname", "建议办理", "meta"),))
    assert recognise(replace(doc, sections=find_sections(doc))).kind == "list"


def test_empty_text_is_flagged_once() -> None:
    doc = recognise(Document(Source("a", "0" * 64, 0), flags=("empty",)))
    assert doc.flags == ("empty",)
    assert (doc.kind, 0.5 <= doc.kind_confidence <= 0.99) == ("other", True)
