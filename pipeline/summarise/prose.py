"""The written summary of a topic: counted sentences, each claim shown by measures quoted word for word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from pipeline.summarise import money, wording
from pipeline.summarise.choice import Candidate, choose, overlap, pairs
from pipeline.summarise.reasons import NAMES, REASON_WORD, REFUSED
from pipeline.summarise.replies import WORDS, Act, Reply
from pipeline.summarise.report import Part, Passage, Quote, Sentence, TopicSummary
from pipeline.summarise.terms import cut

DONE = ("completed", "ongoing")
PROMISED = ("planned", "intended")
# Texts that share more pairs of characters than this say the same thing.
_SAME = 0.6
_BONUS = {"completed": 0.5, "planned": 0.5, "declined": 1.0, "deferred": 0.5}

Ids = dict[str, str]


def write(facts: TopicSummary, letters: Sequence[Reply], words: Counter[str], ids: Ids) -> TopicSummary:
    """The topic with its passages, and an abstract made of the first quote of each."""
    candidates = [(act, reply) for reply in letters if "tampered" not in reply.flags for act in reply.acts]

    def pick(statuses: Iterable[str], limit: int, bonus: Callable[[Act], float]) -> list[Candidate]:
        wanted = frozenset(statuses)
        return choose([one for one in candidates if one[0].status in wanted], words, limit, bonus)

    done = pick(DONE, 5, lambda act: _BONUS.get(act.status, 0.0))
    promised = pick(PROMISED, 5, lambda act: _BONUS.get(act.status, 0.0) + 1.5 * bool(act.deadline))
    refused = pick(("declined", "deferred", "partial"), 4, _weigh_refusal)
    refused += pick(("conditional",), 2, _weigh_refusal)
    rich = _new(_largest(candidates), [*done, *promised, *refused], 3)
    passages = (
        Passage("requests", "提了什么", _requests(letters, words, ids)),
        Passage("answered", "谁来答复", _answered(facts)),
        Passage("done", "做了什么", _done(facts), _quotes(done, ids)),
        Passage("promised", "承诺了什么", _promised(facts), _quotes(sorted(promised, key=_due), ids)),
        Passage("refused", "没有办成的和理由", _refused(facts), _quotes(refused, ids)),
        Passage("money", "多少钱", _money(facts), _quotes(rich, ids)),
        Passage("terms", "用词特征", _terms(facts)),
    )
    kept = tuple(passage for passage in passages if passage.lead)
    leaders = (_quotes(group[:1], ids) for group in (done, promised, refused))
    return replace(facts, passages=kept, abstract=_abstract(facts, kept, *leaders))


def _weigh_refusal(act: Act) -> float:
    return _BONUS.get(act.status, 0.0) + 2.0 * bool(act.reason.id)


def _due(one: Candidate) -> tuple[bool, str]:
    return not one[0].deadline, one[0].deadline


def _largest(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Measures with money that counts, largest sum first."""
    found = []
    for act, reply in candidates:
        sums = money.own_sums(act.text, act.money) if act.status in money.GROUPS and act.money else ()
        if sums and money.is_spent(act.text):
            found.append((max(one.value for one in sums), act, reply))
    found.sort(key=lambda row: (-row[0], row[2].date, row[2].sha256, row[1].start))
    return [(act, reply) for _, act, reply in found[:50]]


def _new(candidates: Iterable[Candidate], quoted: Sequence[Candidate], limit: int) -> list[Candidate]:
    """The first few measures that repeat neither one another nor what is quoted already."""
    told = [pairs(act.text) for act, _ in quoted]
    chosen: list[Candidate] = []
    for one in candidates:
        grams = pairs(one[0].text)
        if len(chosen) < limit and all(overlap(grams, other) < _SAME for other in told):
            told.append(grams)
            chosen.append(one)
    return chosen


def _quotes(chosen: Iterable[Candidate], ids: Ids) -> tuple[Quote, ...]:
    return tuple(_quote(act, reply, ids) for act, reply in chosen)


def _quote(act: Act, reply: Reply, ids: Ids) -> Quote:
    sums = money.own_sums(act.text, act.money)
    return Quote(
        text=act.text,
        start=act.start,
        end=act.end,
        status=act.status,
        source=ids[reply.sha256],
        agency="、".join(reply.agencies),
        year=reply.year,
        deadline=act.deadline,
        yuan=max((one.value for one in sums), default=None),
        reason=act.reason.id,
        phrase=act.reason.phrase,
    )


def _say(text: str) -> Sentence:
    return (Part(text),)


def _requests(
    letters: Sequence[Reply], words: Counter[str], ids: Ids, limit: int = 6
) -> tuple[Sentence, ...]:
    """The titles of requests nearest to the topic's common words, one of each kind."""
    titled = [reply for reply in letters if reply.request]
    titled.sort(key=lambda reply: (-_nearness(reply.request, words), reply.date, reply.sha256))
    chosen: list[Reply] = []
    for reply in titled:
        grams = pairs(reply.request)
        if all(overlap(grams, pairs(other.request)) < _SAME for other in chosen):
            chosen.append(reply)
        if len(chosen) == limit:
            break
    if not chosen:
        return ()
    total = len({reply.request for reply in titled})
    lead = (
        f"写明题目的请求有{total}项，较有代表性的是："
        if total > len(chosen)
        else f"写明题目的请求有{total}项："
    )
    parts = [Part(lead)]
    for at, reply in enumerate(chosen):
        mark = "。" if at == len(chosen) - 1 else "；"
        parts += [Part(f"《{reply.request}》", ids[reply.sha256]), Part(mark)]
    return (tuple(parts),)


def _nearness(title: str, words: Counter[str]) -> float:
    own = cut(title)
    return sum(words[word] for word in own) / len(own) if own else 0.0


def _answered(facts: TopicSummary) -> tuple[Sentence, ...]:
    if not facts.agencies:
        return ()
    lead = f"{len(facts.agencies)}个单位答复了这一主题，其中{wording.counted(facts.agencies, '件', 5)}。"
    if len(facts.agencies) == 1:
        lead = f"答复的是{wording.counted(facts.agencies, '件')}。"
    sentences = [_say(lead)]
    if facts.co_agencies:
        sentences.append(_say(f"参与会办的有{wording.counted(facts.co_agencies, '件', 5)}。"))
    sentences.append(_say(f"从成文到公开：{wording.spell_days(facts.days)}。"))
    return tuple(sentences)


def count(facts: TopicSummary, *statuses: str) -> int:
    """How many measures of a topic have one of the statuses."""
    return sum(one.count for one in facts.statuses if one.key in statuses)


def _done(facts: TopicSummary) -> tuple[Sentence, ...]:
    if not facts.specific.of:
        return ()
    done, ongoing = count(facts, "completed"), count(facts, "ongoing")
    first = f"文中写明措施{facts.specific.of}条，已完成{done}条，正在办{ongoing}条。"
    return (_say(first), _say(f"写明日期、金额或数量的占{wording.interval(facts.specific)}。"))


def _promised(facts: TopicSummary) -> tuple[Sentence, ...]:
    planned, intended = count(facts, "planned"), count(facts, "intended")
    if not planned + intended:
        return ()
    due = f"写明时限的承诺（含正在办的）{facts.deadlines}条。" if facts.deadlines else "没有一条写明时限。"
    return (_say(f"有计划的{planned}条，只有打算的{intended}条。"), _say(due))


def _refused(facts: TopicSummary) -> tuple[Sentence, ...]:
    numbers = [
        (WORDS["statuses"][s], count(facts, s)) for s in ("declined", "deferred", "partial", "conditional")
    ]
    named = "、".join(f"{name}{number}条" for name, number in numbers if number)
    if not named:
        return ()
    given = [one for one in facts.reasons if one.key]
    sentences = [_say(f"{named}。")]
    if given:
        sentences.append(_say(f"写明的理由：{wording.counted(given, '条', 5)}。"))
    silent = sum(one.count for one in facts.reasons if not one.key)
    if silent:
        sentences.append(_say(f"{silent}条没有写明理由。"))
    return tuple(sentences)


def _money(facts: TopicSummary) -> tuple[Sentence, ...]:
    sums = facts.money
    rows = (("已投入", sums.done), ("在办和计划", sums.promised), ("附条件", sums.conditional))
    named = "；".join(f"{name}{wording.total(one)}" for name, one in rows if one.amounts)
    return (_say(f"{named}。"),) if named else ()


def _terms(facts: TopicSummary) -> tuple[Sentence, ...]:
    if not facts.terms:
        return ()
    listed = "".join(f"“{term.word}”" for term in facts.terms)
    return (_say(f"与其他主题相比更常出现的词：{listed}。"),)


def _abstract(
    facts: TopicSummary,
    passages: Sequence[Passage],
    done: tuple[Quote, ...],
    promised: tuple[Quote, ...],
    refused: tuple[Quote, ...],
) -> tuple[Sentence, ...]:
    """A short text: how many and who, one request, one thing done, one promised, one refused and why."""
    span = wording.years(facts.years)
    answered = f"，答复最多的是{wording.counted(facts.agencies, '件', 1)}" if facts.agencies else ""
    share = wording.interval(facts.replies)
    sentences = [
        _say(f"{facts.replies.count}件复文，占全部复文的{share}{'，' + span if span else ''}{answered}。")
    ]
    sentences += [_example(f"已完成{count(facts, 'completed')}条措施，例如", one) for one in done]
    sentences += [_example(f"有计划和打算的{count(facts, *PROMISED)}条，例如", one) for one in promised]
    sentences += [_example(f"没有办成或附条件的{count(facts, *REFUSED)}条，例如", one) for one in refused]
    by_key = {passage.key: passage for passage in passages}
    if "money" in by_key:
        sentences.append(_say(f"写明的钱：{by_key['money'].lead[0][0].text}"))
    return tuple(sentences)


def _example(lead: str, quote: Quote) -> Sentence:
    reason = f"（{REASON_WORD[quote.status]}：{NAMES[quote.reason]}）" if quote.reason else ""
    due = f"（{wording.deadline(quote.deadline)}）" if quote.deadline and not reason else ""
    return (Part(f"{lead}{quote.agency}：“"), Part(f"{quote.text}”", quote.source), Part(f"{due}{reason}。"))
