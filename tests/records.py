"""Hand-made records for the tests of everything that lies behind the chain of stages."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

from pipeline.document import Amount, Document, Measure, Mention, Removed, Repair, Section, Source, Topic
from pipeline.record import to_record

LETTER = """关于对云溪市第七届人大二次会议第0045号建议的答复
云交函〔2024〕8号 类别:A
李明代表:
您提出的《关于打通农村客运“最后一公里”的建议》收悉,经商市财政局,现答复如下:
一、已开展的工作
2023年新建招呼站120个,投入资金350万元。
二、下一步打算
计划于2024年6月底前开通村村通线路8条,安排补助资金120万元。城区地铁暂不具备建设条件。
云溪市交通运输局
2024年3月15日
联系人:王小红 联系电话:0799-6543210"""


def sha(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def mention(text: str, name: str, value: str | int | Decimal, raw: str | None = None, **more: Any) -> Mention:
    """A value found at the first place of `raw` (or of the value) in a text."""
    raw = str(value) if raw is None else raw
    start = text.index(raw)
    return Mention(name, value, raw, start, start + len(raw), "text", "made", **more)


def act(text: str, words: str, status: str, **more: Any) -> Measure:
    start = text.index(words)
    return Measure(words, start, start + len(words), status, **more)


def document(
    text: str, title: str = "", path: str = "a.html", kind: str = "reply", **layers: Any
) -> Document:
    return Document(
        Source(path, sha(path + text), len(text)),
        text=text,
        title=title,
        kind=kind,
        kind_confidence=0.9,
        **layers,
    )


def record(
    text: str, title: str = "", path: str = "a.html", kind: str = "reply", **layers: Any
) -> dict[str, Any]:
    """The unmasked record of a page with these words and layers."""
    return to_record(document(text, title, path, kind, **layers), show_personal=True)


def letter(path: str = "letter.html", text: str = LETTER) -> dict[str, Any]:
    """A reply with every layer filled."""
    fields = (
        mention(text, "proposal_number", "0045"),
        mention(text, "body", "人大"),
        mention(text, "level", "市"),
        mention(text, "region", "云溪市"),
        mention(text, "term", 7, "七"),
        mention(text, "sponsor", "李明"),
        mention(text, "proposal_title", "关于打通农村客运“最后一公里”的建议"),
        mention(text, "lead_agency", "云溪市交通运输局", extra=(("agency_id", "transport"),)),
        mention(text, "co_agency", "云溪市财政局", "市财政局", extra=(("agency_id", "finance"),)),
        mention(text, "document_number", "云交函〔2024〕8号"),
        mention(text, "result_mark", "A"),
        Mention("publish_date", "2024-03-20", "2024-03-20", None, None, "meta", "made"),
        mention(text, "issue_date", "2024-03-15", "2024年3月15日", repaired=True),
        mention(text, "money", Decimal(3500000), "350万元", extra=(("bound", "exact"),)),
        mention(text, "money", Decimal(1200000), "120万元", extra=(("bound", "exact"),)),
        mention(text, "deadline", "2024-06", "2024年6月底前"),
        mention(text, "contact_person", "王小红"),
        mention(text, "contact_phone", "0799-6543210"),
    )
    done = Amount(Decimal(3500000))
    planned = Amount(Decimal(1200000))
    measures = (
        act(text, "2023年新建招呼站120个,投入资金350万元", "completed", money=(done,), action="新建",
            heading=("一、已开展的工作",)),
        act(text, "计划于2024年6月底前开通村村通线路8条,安排补助资金120万元", "planned", money=(planned,),
            action="开通", deadline="2024-06", heading=("二、下一步打算",),
            quantities=(Amount(Decimal(8), unit="条", of="线路"),)),
        act(text, "城区地铁暂不具备建设条件", "deferred", heading=("二、下一步打算",)),
    )  # fmt: skip
    date = text.index("2024年3月15日")
    return record(
        text,
        "关于对云溪市第七届人大二次会议第0045号建议的答复",
        path,
        fields=fields,
        conflicts=(mention(text, "issue_date", "2023", "2023年"),),
        measures=measures,
        repairs=(Repair("D1", date, date + 10, "2024年3月15日", "2024年3月15日", 0.9),),
        removed=(Removed("spam", "靠谱的足球app"), Removed("navigation", "首页 > 政务公开")),
        flags=("damaged",),
        sections=(Section("opening", text.index("您提出"), text.index("一、")),),
        topics=(Topic("R09", "交通运输", 0.91, "工业、交通"),),
    )
