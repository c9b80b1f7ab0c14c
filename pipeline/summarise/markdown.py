"""The topic report as Markdown (topics.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.summarise import overview
from pipeline.summarise.notes import NOTES
from pipeline.summarise.report import Quote, Sentence, Source, TopicReport, TopicSummary

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#&~])")

# Notes on what stands in every topic, printed once.
_LATE_NOTES = ("terms", "quotes")


def to_markdown(report: TopicReport) -> str:
    """The report as CommonMark with tables; text from pages is escaped, sources are linked at the end."""
    lines = [f"# {overview.TITLE}", "", overview.headline(report), ""]
    lines += _pairs("概况", overview.facts(report)) + _note("replies")
    if report.replies:
        lines += _pairs("可靠程度", overview.sureness(report)) + _note("sure")
        lines += ["## 各主题", ""]
        lines += [*_table(overview.TOPIC_COLUMNS, map(overview.topic_cells, report.topics)), ""]
        lines += _note("topics") + _note("shares") + _note("days") + _note("money") + _note("specific")
        for head, cross, corner, topics, key in overview.crosses(report):
            lines += [
                f"## {head}",
                "",
                *_table(*overview.table(cross, corner, topics=topics)),
                "",
                *_note(key),
            ]
        for topic in report.topics:
            lines += _topic(topic)
        lines += ["## 怎么算的", "", *(line for key in _LATE_NOTES for line in _note(key))]
        lines += _sources(report.sources)
    return "\n".join(lines).rstrip() + "\n"


def escape(text: str) -> str:
    """Text from a page as Markdown that shows it and does nothing else."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _pairs(head: str, rows: Iterable[tuple[str, str]]) -> list[str]:
    return [f"## {head}", "", *(f"- **{label}**：{escape(value)}" for label, value in rows), ""]


def _note(key: str) -> list[str]:
    return [f"> 怎么算的（{NOTES[key].head}）：{NOTES[key].text}", ""]


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(map(escape, header)) + " |"
    yield "|" + " --- |" * len(header)
    for row in rows:
        yield "| " + " | ".join(map(escape, row)) + " |"


def _topic(topic: TopicSummary) -> list[str]:
    lines = [
        f"## {escape(topic.label)} {escape(topic.name)}",
        "",
        "".join(map(_sentence, topic.abstract)),
        "",
    ]
    for passage in topic.passages:
        lines += [f"### {passage.head}", "", "".join(map(_sentence, passage.lead)), ""]
        for quote in passage.quotes:
            lines += [f"> {escape(quote.text)}", ">", f"> {_caption(quote)}", ""]
    if len(topic.results.rows) > 1 or topic.results.rows[0].key != "none":
        lines += ["### 结果标记与文中措施", "", *_table(*overview.table(topic.results, "结果标记")), ""]
    if topic.mismatches:
        lines += ["标记与文中不符：" + "、".join(map(_link, topic.mismatches)) + "。", ""]
    return lines


def _sentence(sentence: Sentence) -> str:
    return "".join(
        escape(part.text) + (f" {_link(part.source)} " if part.source else "") for part in sentence
    )


def _caption(quote: Quote) -> str:
    return " · ".join(map(escape, overview.caption(quote))) + f" {_link(quote.source)}"


def _link(source: str) -> str:
    return f"[\\[{source}\\]](#s-{source})"


def _sources(sources: Iterable[Source]) -> list[str]:
    lines = ["## 来源", ""]
    for source in sources:
        where = overview.place(source)
        shown = f"<{where}>" if overview.is_link(where) and not re.search(r"[<>\s]", where) else escape(where)
        about = "，".join(escape(part) for part in (source.title, source.agency, source.date) if part)
        lines.append(f'- <a id="s-{source.id}"></a>\\[{source.id}\\] {about}：{shown}')
    return [*lines, ""]
