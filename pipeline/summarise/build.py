"""From records to the whole topic report."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.document import FLAGS
from pipeline.summarise import figures
from pipeline.summarise.reasons import NAMES
from pipeline.summarise.replies import WORDS, Collected, Reply, collect
from pipeline.summarise.report import Cross, Source, Sureness, Tally, TopicReport, TopicSummary
from pipeline.summarise.topics import STATUSES_SHOWN, Group, cross_results, originals, summarise_topic

# Below this score the classifier itself is in doubt about the first topic.
_WEAK = 0.5
_SHORTEST_ID = 6
_AGENCIES_SHOWN = 15


def summarise(records: Iterable[Mapping[str, Any]]) -> TopicReport:
    """The topic report over records (`pipeline.record`); one pass, personal data masked, order of no matter.

    Only reply, reply_digest and merged_page count; all other pages are counted by kind.
    """
    found = collect(records)
    replies = found.replies
    ids = short_ids(reply.sha256 for reply in replies)
    topics = _topics(found, ids)
    return TopicReport(
        pages=len(replies) + sum(found.left_out.values()),
        replies=len(replies),
        measures=sum(len(reply.acts) for reply in replies),
        left_out=figures.ranked(found.left_out, WORDS["kinds"]),
        years=figures.by_year(Counter(reply.year for reply in replies)),
        levels=figures.listed(
            Counter(reply.level for reply in replies), tuple(WORDS["levels"]), WORDS["levels"]
        ),
        bodies=figures.ranked(Counter(reply.body for reply in replies if reply.body)),
        regions=figures.ranked(Counter(reply.region for reply in replies if reply.region)),
        flags=figures.listed(Counter(f for reply in replies for f in reply.flags), FLAGS, WORDS["flags"]),
        sure=_sureness(replies),
        topics=topics,
        by_status=_by_status(topics),
        by_agency=_by_agency(replies, topics),
        by_reason=_by_reason(topics),
        by_result=cross_results(replies),
        sources=_sources(replies, topics, ids),
    )


def short_ids(hashes: Iterable[str]) -> dict[str, str]:
    """The beginning of each hash, all of one length, the shortest (six or more) that keeps them apart."""
    ordered = sorted(hashes)
    size = _SHORTEST_ID
    for one, other in itertools.pairwise(ordered):
        while size < len(one) and one[:size] == other[:size]:
            size += 1
    return {sha256: sha256[:size] for sha256 in ordered}


def _topics(found: Collected, ids: dict[str, str]) -> tuple[TopicSummary, ...]:
    by_label: dict[str, list[Reply]] = {}
    for reply in found.replies:
        by_label.setdefault(reply.topic, []).append(reply)
    order = sorted(by_label, key=lambda label: (-len(by_label[label]), label))
    groups = (Group(label, tuple(by_label[label]), found.words[label], found.every, ids) for label in order)
    return tuple(summarise_topic(group, len(found.replies)) for group in groups)


def _sureness(replies: tuple[Reply, ...]) -> Sureness:
    scores = [reply.topic_score for reply in replies]
    trust = [act.confidence for reply in replies for act in reply.acts]
    return Sureness(
        topic_score=_mean(scores),
        weak_topics=figures.share(sum(1 for score in scores if score < _WEAK), len(replies)),
        measure_confidence=_mean(trust),
        undated=figures.share(sum(1 for reply in replies if not reply.issued), len(replies)),
        unmeasured=figures.share(sum(1 for reply in replies if not reply.acts), len(replies)),
        copies=len(replies) - len(originals(replies)),
    )


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _by_status(topics: tuple[TopicSummary, ...]) -> Cross:
    pairs = Counter({(topic.label, one.key): one.count for topic in topics for one in topic.statuses})
    columns = figures.listed(_totals(pairs), STATUSES_SHOWN, WORDS["statuses"])
    return figures.cross(pairs, _rows(topics), columns)


def _by_reason(topics: tuple[TopicSummary, ...]) -> Cross:
    pairs = Counter({(topic.label, one.key): one.count for topic in topics for one in topic.reasons})
    rows = tuple(row for row in _rows(topics) if any(label == row.key for label, _ in pairs))
    return figures.cross(pairs, rows, figures.ranked(_totals(pairs), NAMES))


def _totals(pairs: Counter[tuple[str, str]]) -> Counter[str]:
    totals: Counter[str] = Counter()
    for (_, column), number in pairs.items():
        totals[column] += number
    return totals


def _by_agency(replies: tuple[Reply, ...], topics: tuple[TopicSummary, ...]) -> Cross:
    pairs = Counter((name, reply.topic) for reply in replies for name in reply.agencies)
    rows = figures.ranked(Counter(name for reply in replies for name in reply.agencies))
    return figures.cross(pairs, rows[:_AGENCIES_SHOWN], _rows(topics))


def _rows(topics: tuple[TopicSummary, ...]) -> tuple[Tally, ...]:
    return tuple(Tally(topic.label, topic.name, topic.replies.count) for topic in topics)


def _sources(
    replies: tuple[Reply, ...], topics: tuple[TopicSummary, ...], ids: dict[str, str]
) -> tuple[Source, ...]:
    """The cited pages, in order of their short ids."""
    cited = {name for topic in topics for name in _cited(topic)}
    return tuple(
        Source(
            ids[reply.sha256],
            reply.sha256,
            reply.title or reply.request,
            "、".join(reply.agencies),
            reply.date,
            reply.path,
            reply.url,
        )
        for reply in sorted(replies, key=lambda reply: reply.sha256)
        if ids[reply.sha256] in cited
    )


def _cited(topic: TopicSummary) -> Iterable[str]:
    sentences = [*topic.abstract, *(one for passage in topic.passages for one in passage.lead)]
    yield from (part.source for sentence in sentences for part in sentence if part.source)
    yield from (quote.source for passage in topic.passages for quote in passage.quotes)
    yield from topic.mismatches
