"""How far an act has come (状态), by the cues in its own verb group; the order is that of the contract of measures."""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice
from operator import itemgetter
from typing import Final

from pipeline.measures.cues import LISTS, NEEDS, PATTERNS, TAGS, Token
from pipeline.measures.dates import Calendar, tense
from pipeline.measures.layout import Clause

_ACT, _ADVERB, _CONDITIONAL = TAGS["act"], TAGS["adverb"], TAGS["conditional"]
_DECLINED, _DEFERRED, _DEFER_ADVERB = TAGS["declined"], TAGS["deferred"], TAGS["defer_adverb"]
_DOING, _DONE, _FINISHED, _LE = TAGS["doing"], TAGS["done"], TAGS["finished"], TAGS["了"]
_PLAN, _WILL = TAGS["plan"], TAGS["will"]
_VERBAL = _ACT | TAGS["soft"] | _ADVERB | _WILL | _PLAN | _DOING
_PLAN_BEFORE = frozenset("年月日底》”")
_SUBJECT = TAGS["actor"] | TAGS["time"] | _ADVERB
# The bits without which no clause refuses.
REFUSING = _DECLINED | _DEFERRED | NEEDS["open_partial"]
_CONDITIONS = _CONDITIONAL | NEEDS["condition"] | NEEDS["appeal"]
_STAGE, _DATED, _LISTED = NEEDS["stage"], NEEDS["date"], NEEDS["listed"]
_WEAK_REFUSALS = frozenset(LISTS["weak_refusals"])
_REFUSALS = 3
_TOGETHER = frozenset(LISTS["co_verbs"])
_SCOPES = tuple(LISTS["scopes"])
_UNDER_WAY = ("正", "都在")
_PLAN_NEXT = frozenset(LISTS["plan_next"])
_FUTURE_NEXT = frozenset(LISTS["future_next"])


class Mood:
    """The tense a heading or an introduction gives to what stands under it."""

    PAST: Final = "completed"
    NEUTRAL: Final = ""
    FUTURE: Final = "intended"


def default_status(mood: str) -> str:
    """The status of an act without a cue of its own."""
    return "intended" if mood is Mood.FUTURE else "completed"


def when(clause: Clause, calendar: Calendar) -> str:
    """future or past by the dates of the clause, '' if they do not tell."""
    return tense(clause.masked, calendar) if clause.bits & NEEDS["date"] else ""


def refusal(clause: Clause) -> str:
    """declined or deferred if the clause refuses, else ''."""
    bits = clause.bits
    if bits & _DEFERRED:
        return "deferred"
    no = _refusing(clause) if bits & _DECLINED else None
    if no is None:
        return "declined" if is_open_partial(clause) else ""
    adverb = clause.first(_DEFER_ADVERB)
    return "deferred" if adverb and adverb.start < no.start else "declined"


def _refusing(clause: Clause) -> Token | None:
    """The first refusing word that is what the clause says."""
    told = islice((t for t in clause.tokens if t.tags & _DECLINED), _REFUSALS)
    return next((t for t in told if not _modifies(clause, t)), None)


def _modifies(clause: Clause, no: Token) -> bool:
    """对不在岗的人员…: the refusing word belongs to a noun, it is not what the clause says."""
    text = clause.masked
    if no.word == "不在" and not any(scope in text for scope in _SCOPES):
        return True
    mark = text.find("的", no.end)
    if not 0 < mark < len(text) - 2:
        return False
    if no.word in _WEAK_REFUSALS or text[0] in "对将把给":
        return True
    return any(
        t.tags & _ACT and (t.start > mark or (t.start <= 1 and t.end <= no.start)) for t in clause.tokens
    )


def is_open_partial(clause: Clause) -> bool:
    """Whether the clause says that the rest (其余, 剩余) is not done."""
    return bool(clause.bits & NEEDS["open_partial"] and PATTERNS["open_partial"].search(clause.masked))


def own_status(clause: Clause, mood: str, calendar: Calendar) -> str:
    """The status by the clause's own cues, '' if it has none; refusals and referrals are told apart before."""
    bits = clause.bits
    finished = bool(bits & _FINISHED) or (bool(bits & _LE) and is_finished(clause))
    if not finished and bits & _CONDITIONS and _is_conditional(clause, mood):
        return "conditional"
    done = clause.first(_DONE) if bits & _DONE else None
    doing = clause.first(_DOING) if bits & _DOING else None
    if doing and doing.word.startswith(_UNDER_WAY):
        return "ongoing"
    if bits & _STAGE and PATTERNS["stage"].search(clause.masked):
        return "ongoing"
    dated = bits & _DATED and not (finished and doing is None)
    time = tense(clause.masked, calendar) if dated else ""
    planned = bool(bits & _PLAN) and _is_planned(clause)
    free = mood is not Mood.FUTURE and not planned
    if free and doing and doing.word[0] == "每" and _is_habit(clause, done, doing, ""):
        return "ongoing"
    if not finished and (planned or time == "future"):
        return "planned" if time == "future" or _is_firm(clause) else "intended"
    if bits & _LISTED and _is_listed(clause):
        return "planned"
    if mood is Mood.FUTURE and not finished:
        return "intended"
    return _told_status(clause, mood, time, finished, done, doing)


def _told_status(
    clause: Clause, mood: str, time: str, finished: bool, done: Token | None, doing: Token | None
) -> str:
    if clause.bits & _WILL and not finished:
        coming = next((t for t in clause.tokens if t.tags & _WILL and _is_future(clause, t)), None)
        if coming and (done is None or coming.start < done.start):
            return "" if mood is Mood.PAST and coming.word != "将" else "intended"
    if doing and _is_habit(clause, done, doing, time):
        return "ongoing"
    if done or finished:
        return "completed"
    return "completed" if time == "past" else ""


def _is_listed(clause: Clause) -> bool:
    """Named in a plan, a budget or a list of things to do."""
    text = clause.masked
    found = PATTERNS["listed"].search(text)
    if not found or PATTERNS["kept_list"].search(text):
        return False
    mark = text.find("的", found.end(), found.end() + 4)
    return mark < 0 or not any(t.tags & _ACT and t.start > mark for t in clause.tokens)


def is_condition(clause: Clause) -> bool:
    """Whether the clause names something the act depends on (待…后, 如…)."""
    return bool(clause.bits & NEEDS["condition"] and PATTERNS["condition"].search(clause.masked))


def _is_conditional(clause: Clause, mood: str) -> bool:
    if clause.bits & _CONDITIONAL or is_condition(clause):
        return True
    appeals = clause.bits & NEEDS["appeal"] and mood is not Mood.PAST
    return bool(appeals and PATTERNS["appeal"].search(clause.masked))


def is_finished(clause: Clause) -> bool:
    """已, or 了 behind the verb: no condition and no coming date can undo it."""
    if clause.bits & _FINISHED:
        return True
    if not clause.bits & _LE:
        return False
    return any(t.tags & _ACT and clause.masked[t.end : t.end + 1] == "了" for t in clause.tokens)


def _is_firm(clause: Clause) -> bool:
    """拟 without a date or a figure is an intention."""
    if clause.bits & (NEEDS["date"] | TAGS["count"] | TAGS["name"]):
        return True
    return not any(t.word.startswith("拟") for t in clause.tokens)


def _is_planned(clause: Clause) -> bool:
    """拟, 预计, and 计划 as a verb: 研发计划中 is a noun."""
    return any(t.tags & _PLAN and _plans(clause, t) for t in clause.tokens)


def _plans(clause: Clause, token: Token) -> bool:
    after = clause.masked[token.end : token.end + 1]
    if token.word != "计划" or token.start == 0 or after in _PLAN_NEXT or after.isdigit():
        return True
    following = _next(clause, token)
    if following is None or not following.tags & _ACT:
        return False
    if clause.masked[token.start - 1] in _PLAN_BEFORE:
        return True
    place = bisect_left(clause.tokens, token.start, key=itemgetter(0))
    before = clause.tokens[place - 1] if place else token
    return before.end == token.start and bool(before.tags & _SUBJECT)


def _next(clause: Clause, token: Token) -> Token | None:
    """The cue word directly behind another."""
    place = bisect_left(clause.tokens, token.end, key=itemgetter(0))
    following = clause.tokens[place] if place < len(clause.tokens) else None
    return following if following and following.start == token.end else None


def _is_habit(clause: Clause, done: Token | None, doing: Token, time: str) -> bool:
    """Work begun or done again and again; 每人每月600元 is a standing grant, no habit."""
    if time == "past" and doing.word == "定期":
        return False
    if doing.word[0] not in "每按":
        return True
    text = clause.masked
    if text.startswith("今后"):
        return False
    granted = "每" in text[max(0, doing.start - 2) : doing.start] or "元" in text[doing.end :]
    modifies = "的" in text[doing.end : doing.end + 6]
    return not (granted or modifies) and (done is None or done.start > doing.start)


def _is_future(clause: Clause, token: Token) -> bool:
    """将 of the future stands before a verb, 将 of disposal (将权限下放) before its object."""
    if token.word != "将" or clause.masked[token.end : token.end + 1] in _FUTURE_NEXT:
        return True
    following = _next(clause, token)
    if following and following.word in _TOGETHER:
        return True
    if PATTERNS["disposal"].match(clause.masked, token.start) and not clause.masked.startswith("我"):
        return False
    return following is not None and bool(following.tags & _VERBAL)
