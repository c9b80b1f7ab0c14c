"""The figures and the written summary of one topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.document import STATUSES
from pipeline.summarise import figures, money, prose, reasons
from pipeline.summarise.replies import WORDS, Act, Reply
from pipeline.summarise.report import Cross, Money, Share, Tally, TopicSummary
from pipeline.summarise.terms import Words, characteristic

PLEDGED = ("planned", "intended", "ongoing")


@dataclass(frozen=True, slots=True)
class Group:
    """The letters of one topic in order of date, their words and those of all letters."""

    label: str
    replies: tuple[Reply, ...]
    words: Words
    every: Words
    ids: dict[str, str]

    @property
    def originals(self) -> tuple[Reply, ...]:
        """The letters without copies whose measures are word for word those of an earlier one."""
        return originals(self.replies)


def originals(replies: Sequence[Reply]) -> tuple[Reply, ...]:
    """The first letter of each fingerprint, in order."""
    first: dict[str, Reply] = {}
    for reply in replies:
        first.setdefault(reply.fingerprint, reply)
    return tuple(first.values())


def summarise_topic(group: Group, all_replies: int) -> TopicSummary:
    """All figures of a topic and its summary, made of counted sentences and quoted measures."""
    replies = group.replies
    acts = [act for reply in replies for act in reply.acts]
    facts = TopicSummary(
        label=group.label,
        name=replies[0].topic_name,
        state_council=replies[0].state_council,
        replies=figures.share(len(replies), all_replies),
        years=figures.by_year(Counter(reply.year for reply in replies)),
        agencies=figures.ranked(Counter(name for reply in replies for name in reply.agencies)),
        co_agencies=figures.ranked(Counter(name for reply in replies for name in reply.co_agencies)),
        statuses=figures.listed(Counter(act.status for act in acts), STATUSES_SHOWN, WORDS["statuses"]),
        reasons=_reasons(acts),
        results=cross_results(replies),
        mismatches=tuple(group.ids[reply.sha256] for reply in replies if is_mismatch(reply)),
        days=figures.days(gap for reply in replies if (gap := _gap(reply)) is not None),
        money=sum_money(group.originals),
        specific=_specific(acts),
        deadlines=sum(1 for act in acts if act.deadline and act.status in PLEDGED),
        terms=characteristic(group.words, group.every.without(group.words)),
        abstract=(),
        passages=(),
    )
    return prose.write(facts, group.originals, group.words.holders, group.ids)


# From done to refused, as a bar is read; explanations, which are no acts, at the end.
STATUSES_SHOWN = (
    "completed",
    "ongoing",
    "planned",
    "intended",
    "partial",
    "conditional",
    "referred",
    "deferred",
    "declined",
    "explained",
)
if set(STATUSES_SHOWN) != set(STATUSES):
    raise AssertionError("the report does not show every status")


def sum_money(replies: Sequence[Reply]) -> Money:
    """Money of the measures of letters (without copies), each sum once.

    A unit that names the same precise sum in several letters speaks of the same money.
    """
    letters, told = [], set()
    for reply in replies:
        kept = money.letter_sums(_entries(reply))
        letters.append([one for one in kept if (reply.agencies, one[1].value) not in told])
        told |= {(reply.agencies, one.value) for _, one in kept if money.is_precise(one.value)}
    return money.total(letters, sum(len(act.money) for reply in replies for act in reply.acts))


def _entries(reply: Reply) -> list[money.Entry]:
    """The amounts of a letter that are outlays, in order, each with its group."""
    return [
        (money.GROUPS[act.status], amount)
        for act in reply.acts
        if act.money and act.status in money.GROUPS and money.is_spent(act.text)
        for amount in money.own_sums(act.text, act.money)
    ]


def is_mismatch(reply: Reply) -> bool:
    """Whether a letter marked as solved names nothing done but something refused or put off."""
    statuses = {act.status for act in reply.acts}
    return (
        reply.result == "solved"
        and "completed" not in statuses
        and bool(statuses & {"declined", "deferred", "conditional"})
    )


def _gap(reply: Reply) -> int | None:
    return figures.days_between(reply.issued, reply.published)


def _specific(acts: Sequence[Act]) -> Share:
    return figures.share(sum(1 for act in acts if act.concrete), len(acts))


def _reasons(acts: Sequence[Act]) -> tuple[Tally, ...]:
    counts = Counter(act.reason.id for act in acts if act.status in reasons.REFUSED)
    return figures.ranked(counts, reasons.NAMES)


def cross_results(replies: Sequence[Reply]) -> Cross:
    """Result marks (rows) by statuses of the measures (columns)."""
    pairs = Counter((reply.result, act.status) for reply in replies for act in reply.acts)
    rows = figures.listed(
        Counter(reply.result for reply in replies), tuple(WORDS["results"]), WORDS["results"]
    )
    columns = figures.listed(
        Counter(act.status for reply in replies for act in reply.acts), STATUSES_SHOWN, WORDS["statuses"]
    )
    return figures.cross(pairs, rows, columns)
