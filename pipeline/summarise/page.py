"""The topic report as one HTML page that needs nothing else (topics.html)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import resources

from pipeline.summarise import charts, overview, wording
from pipeline.summarise.blocks import cross_table, definitions, grid, note
from pipeline.summarise.markup import Html, tag, text
from pipeline.summarise.notes import NOTES
from pipeline.summarise.report import Source, TopicReport
from pipeline.summarise.section import topic_section

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def to_html(report: TopicReport) -> str:
    """The report as one page: Chinese, inline style and SVG, no script, nothing loaded from anywhere."""
    style = resources.files("pipeline.summarise").joinpath("data/report.css").read_text("utf-8")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", text(overview.TITLE)),
        tag("style", style),
    )
    main = tag("main", *_main(report), id="main")
    body = tag(
        "body",
        charts.patterns(),
        _header(report),
        tag("div", _contents(report), main, class_="frame"),
        id="top",
    )
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='zh-CN')}\n"


def _header(report: TopicReport) -> Html:
    skip = tag("a", "跳到正文", href="#main", class_="skip")
    title = tag("h1", text(overview.TITLE))
    return tag("header", skip, title, tag("p", text(overview.headline(report)), class_="headline"))


def _contents(report: TopicReport) -> Html:
    parts = [("#overview", "概况", ""), ("#topics", "各主题比较", "")] if report.replies else []
    parts += [
        (f"#t-{one.label}", f"{one.label} {one.name}", f"{one.replies.count}件") for one in report.topics
    ]
    parts += (
        [("#methods", "怎么算的", ""), ("#sources", "来源", f"{len(report.sources)}页")]
        if report.replies
        else []
    )
    items = (
        tag("li", tag("a", text(name), tag("span", text(size)), href=href)) for href, name, size in parts
    )
    return tag("nav", tag("h2", "目录"), tag("ol", *items), aria_label="目录", class_="contents")


def _main(report: TopicReport) -> Iterable[Html]:
    yield _overview(report)
    if report.replies:
        yield _comparison(report)
        yield from (topic_section(topic) for topic in report.topics)
        yield _methods()
        yield _sources(report.sources)


def _overview(report: TopicReport) -> Html:
    tiles = (tag("div", tag("b", text(value)), tag("span", text(label))) for label, value in _tiles(report))
    parts = [
        tag("h2", "概况"),
        tag("div", *tiles, class_="tiles"),
        definitions(overview.facts(report)),
        note("replies"),
    ]
    if report.years:
        description = "每年的复文件数：" + "，".join(f"{one.name}年{one.count}件" for one in report.years)
        parts += [
            tag("h3", "每年的复文"),
            charts.columns("c-years", "每年的复文件数", description, report.years, "件"),
        ]
    if report.replies:
        parts += [tag("h3", "可靠程度"), definitions(overview.sureness(report)), note("sure")]
    return tag("section", *parts, id="overview")


def _tiles(report: TopicReport) -> list[tuple[str, str]]:
    done = sum(one.count for topic in report.topics for one in topic.statuses if one.key == "completed")
    concrete = sum(topic.specific.count for topic in report.topics)
    return [
        ("件复文", str(report.replies)),
        ("个主题", str(len(report.topics))),
        ("条措施", str(report.measures)),
        ("条已完成", str(done)),
        ("条承诺写明时限", str(sum(topic.deadlines for topic in report.topics))),
        ("措施写明日期、金额或数量", wording.percent(concrete / report.measures) if report.measures else "—"),
    ]


def _comparison(report: TopicReport) -> Html:
    return tag("section", tag("h2", "各主题比较"), *_charts(report), *_tables(report), id="topics")


def _charts(report: TopicReport) -> Iterable[Html]:
    shares = [
        charts.Bar(
            f"{one.label} {one.name}",
            one.replies.value,
            f"{one.replies.count}件 {wording.percent(one.replies.value)}",
            one.replies.low,
            one.replies.high,
            f"#t-{one.label}",
        )
        for one in report.topics
    ]
    stacks = [
        charts.Stack(f"{one.label} {one.name}", one.statuses, f"#t-{one.label}") for one in report.topics
    ]
    told = "；".join(f"{row.label}{row.shown}" for row in shares)
    yield tag("h3", "复文件数和占比")
    yield charts.bars("c-topics", "各主题复文的占比和95%区间", told, shares)
    yield from map(note, ("topics", "shares"))
    yield tag("h3", "措施做到哪一步")
    yield charts.legend(report.by_status.columns)
    yield charts.stacks("c-status", "各主题措施状态的构成", "数字见下表“主题与措施状态”。", stacks)
    yield note("statuses")


def _tables(report: TopicReport) -> Iterable[Html]:
    yield tag("h3", "主要数字")
    yield grid(overview.TOPIC_COLUMNS, map(overview.topic_cells, report.topics), "各主题主要数字")
    yield from map(note, ("specific", "days", "money"))
    for head, cross, corner, topics, key in overview.crosses(report):
        yield tag("h3", text(head))
        yield cross_table(cross, corner, topics=topics)
        yield note(key)


def _methods() -> Html:
    rows = [(one.head, one.text) for one in NOTES.values()]
    return tag("section", tag("h2", "怎么算的"), definitions(rows), id="methods")


def _sources(sources: Sequence[Source]) -> Html:
    return tag(
        "section", tag("h2", "来源"), tag("ol", *map(_source, sources), class_="sources"), id="sources"
    )


def _source(source: Source) -> Html:
    where = overview.place(source)
    shown = (
        tag("a", text(where), href=where, rel="noreferrer noopener")
        if overview.is_link(where)
        else text(where)
    )
    about = "，".join(part for part in (source.title, source.agency, source.date) if part)
    return tag(
        "li",
        tag("b", text(source.id), title=source.sha256),
        tag("span", text(about)),
        tag("span", shown, class_="where"),
        id=f"s-{source.id}",
    )
