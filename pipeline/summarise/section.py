"""One topic of the HTML report: abstract, figures, passages with quotes, tables."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.summarise import charts, overview, wording
from pipeline.summarise.blocks import cross_table, note
from pipeline.summarise.markup import Html, join, tag, text
from pipeline.summarise.report import Passage, Quote, Sentence, TopicSummary

_NOTES = {"answered": ("days",), "done": ("specific", "quotes"), "refused": ("reasons",), "money": ("money",)}
_NOTES["terms"] = ("terms",)


def topic_section(topic: TopicSummary) -> Html:
    """The section of a topic; everything quoted carries a link to its source."""
    return tag("section", *_parts(topic), id=f"t-{topic.label}", class_="topic")


def _parts(topic: TopicSummary) -> Iterable[Html]:
    yield tag("h2", tag("span", text(topic.label), class_="code"), text(topic.name))
    if topic.state_council:
        yield tag("p", text(f"国务院主题分类：{topic.state_council}"), class_="rollup")
    yield tag("p", *map(_sentence, topic.abstract), class_="abstract")
    yield _statuses(topic)
    for passage in topic.passages:
        yield _passage(passage)
    yield from _results(topic)
    yield from _years(topic)
    yield tag("p", tag("a", "回到目录", href="#top"), class_="back")


def _statuses(topic: TopicSummary) -> Html:
    if not topic.statuses:
        return tag("p", "没有读出措施。")
    told = "，".join(f"{one.name}{one.count}条" for one in topic.statuses)
    row = charts.Stack("措施状态", topic.statuses)
    drawn = charts.stacks(f"c-{topic.label}", f"{topic.name}：措施状态的构成", told, [row])
    return join(drawn, charts.legend(topic.statuses, counts=True), note("statuses"))


def _passage(passage: Passage) -> Html:
    lead = tag("p", *map(_sentence, passage.lead))
    notes = map(note, _NOTES.get(passage.key, ()))
    quotes = map(_quote, passage.quotes)
    return tag("section", tag("h3", text(passage.head)), lead, *quotes, *notes, class_="passage")


def _sentence(sentence: Sentence) -> Html:
    return join(
        *(join(text(part.text), _link(part.source)) if part.source else text(part.text) for part in sentence)
    )


def _link(source: str) -> Html:
    return tag("a", text(f"[{source}]"), href=f"#s-{source}", class_="ref")


def _quote(quote: Quote) -> Html:
    status, *rest = overview.caption(quote)
    words = tag("p", *_marked(quote.text, quote.phrase))
    badge = tag("span", text(status), class_=f"status s-{quote.status}")
    return tag("blockquote", words, tag("footer", badge, text(" · ".join(rest)), _link(quote.source)))


def _marked(words: str, phrase: str) -> tuple[Html, ...]:
    """The quote with the clause that gives the reason marked."""
    before, found, after = words.partition(phrase) if phrase else (words, "", "")
    return (text(before), tag("mark", text(found)), text(after)) if found else (text(words),)


def _results(topic: TopicSummary) -> Iterable[Html]:
    if all(row.key == "none" for row in topic.results.rows):
        return
    yield tag("h3", "结果标记与文中措施")
    yield cross_table(topic.results, "结果标记")
    if topic.mismatches:
        yield tag("p", text("标记与文中不符："), *map(_link, topic.mismatches))
    yield note("results")


def _years(topic: TopicSummary) -> Iterable[Html]:
    if len(topic.years) < 2:
        return
    told = "，".join(f"{one.name}年{one.count}件" for one in topic.years)
    yield tag("h3", "年份")
    yield charts.columns(f"y-{topic.label}", f"{topic.name}：每年的复文件数", told, topic.years, "件")
    yield tag("p", text(f"共{topic.replies.count}件，{wording.years(topic.years)}。"), class_="small")
