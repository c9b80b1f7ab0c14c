"""The overview of the report as labelled lines and table cells, shared by Markdown and HTML."""

from __future__ import annotations

from pipeline.summarise import wording
from pipeline.summarise.reasons import NAMES, REASON_WORD
from pipeline.summarise.replies import WORDS
from pipeline.summarise.report import Cross, Quote, Source, TopicReport, TopicSummary

TITLE = "复文主题报告"
TOPIC_COLUMNS = (
    "主题",
    "复文",
    "占比（95%区间）",
    "主要答复单位",
    "措施",
    "写明具体的",
    "成文到公开",
    "已投入",
    "在办和计划",
)


def headline(report: TopicReport) -> str:
    """One sentence that says what the report covers."""
    if not report.replies:
        return f"读了{report.pages}页，没有一件复文。"
    span = wording.years(report.years)
    regions = f"涉及{len(report.regions)}个地方，" if report.regions else ""
    return (
        f"{span + '，' if span else ''}{regions}{report.replies}件复文，{len(report.topics)}个主题，"
        f"写明措施{report.measures}条。"
    )


def facts(report: TopicReport) -> tuple[tuple[str, str], ...]:
    """Label and value of each line of the head; lines without a value are left out."""
    left = sum(one.count for one in report.left_out)
    rows = (
        ("复文", f"{report.replies}件（共读{report.pages}页）"),
        ("年份", wording.years(report.years)),
        ("层级", wording.counted(report.levels, "件", 9)),
        ("会议", wording.counted(report.bodies, "件", 9)),
        ("地方", wording.counted(report.regions, "件", 8) + ("等" if len(report.regions) > 8 else "")),
        ("未计入的页", f"{left}页：{wording.counted(report.left_out, '页', 20)}" if left else "无"),
        ("有瑕疵的复文", wording.counted(report.flags, "件", 12) or "无"),
    )
    return tuple((label, value) for label, value in rows if value)


def sureness(report: TopicReport) -> tuple[tuple[str, str], ...]:
    """Label and value of each line on how sure the figures are."""
    sure = report.sure
    return (
        ("主题判定的平均分数", f"{sure.topic_score:.2f}"),
        ("主题没有把握的复文", _of(sure.weak_topics.count, sure.weak_topics.of)),
        ("措施判定的平均分数", f"{sure.measure_confidence:.2f}"),
        ("没有成文日期的复文", _of(sure.undated.count, sure.undated.of)),
        ("没有读出措施的复文", _of(sure.unmeasured.count, sure.unmeasured.of)),
        ("措施逐字相同的复文", f"{sure.copies}件（金额和引文只算一件）"),
    )


def _of(count: int, of: int) -> str:
    return f"{count}件（{wording.percent(count / of)}）" if count else "0件"


def topic_cells(topic: TopicSummary) -> tuple[str, ...]:
    """The cells of a topic's row under TOPIC_COLUMNS."""
    share = topic.replies
    return (
        f"{topic.label} {topic.name}",
        str(share.count),
        f"{wording.percent(share.value)}（{wording.percent(share.low)}–{wording.percent(share.high)}）",
        wording.counted(topic.agencies, "件", 2) or "—",
        str(topic.specific.of),
        wording.percent(topic.specific.value) if topic.specific.of else "—",
        f"{topic.days.median:g}天" if topic.days.median is not None else "—",
        wording.yuan(topic.money.done.yuan) if topic.money.done.amounts else "—",
        wording.yuan(topic.money.promised.yuan) if topic.money.promised.amounts else "—",
    )


def crosses(report: TopicReport) -> tuple[tuple[str, Cross, str, str, str], ...]:
    """The cross tables: heading, table, name of the rows, side that holds topics, key of the note."""
    rows = (
        ("主题与措施状态", report.by_status, "主题", "rows", "statuses"),
        ("主题与理由", report.by_reason, "主题", "rows", "reasons"),
        ("结果标记与措施状态", report.by_result, "结果标记", "", "results"),
        ("单位与主题", report.by_agency, "单位", "columns", "agencies"),
    )
    return tuple(row for row in rows if row[1].rows and row[1].columns)


def table(cross: Cross, corner: str, *, topics: str = "") -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows of a cross table with row totals; `topics` names the side that holds topics.

    Topics are headed by their code alone in columns, by code and name in rows.
    """
    columns = (one.key if topics == "columns" else one.name for one in cross.columns)
    rows = [
        (
            f"{row.key} {row.name}" if topics == "rows" else row.name,
            *(str(cell) if cell else "" for cell in cells),
            str(sum(cells)),
        )
        for row, cells in zip(cross.rows, cross.cells, strict=True)
    ]
    return (corner, *columns, "合计"), rows


def caption(quote: Quote) -> tuple[str, ...]:
    """What stands under a quote before its source: status, unit, year, deadline, reason."""
    return tuple(
        part
        for part in (
            WORDS["statuses"][quote.status],
            f"时限{wording.deadline(quote.deadline)}" if quote.deadline else "",
            f"{REASON_WORD[quote.status]}：{NAMES[quote.reason]}" if quote.reason else "",
            quote.agency,
            f"{quote.year}年" if quote.year else "",
        )
        if part
    )


def place(source: Source) -> str:
    """Where a source is: its address if it is a web address, else its path."""
    return source.url if is_link(source.url) else source.path


def is_link(url: str) -> bool:
    """Whether an address may be linked: http and https only."""
    return url.lower().startswith(("http://", "https://"))
