"""How far an act has come (状态), by the cues in its own verb group; the order is that of the contract of measures."""

from __future__ import annotations

from enum import Enum

from pipeline.measures.cues import LISTS, PATTERNS, Token
from pipeline.measures.dates import Calendar, tense
from pipeline.measures.layout import Clause

_FINISHED = frozenset(LISTS["finished"])
_UNDER_WAY = ("正", "都在")
_VERBAL = frozenset({"act", "soft", "adverb", "will", "plan", "doing"})
_PLAN_NEXT = frozenset(LISTS["plan_next"])
_FUTURE_NEXT = frozenset(LISTS["future_next"])


class Mood(Enum):
    """The tense a heading or an introduction gives to what stands under it."""

    PAST = "completed"
    NEUTRAL = ""
    FUTURE = "intended"


def default_status(mood: Mood) -> str:
    """The status of an act without a cue of its own."""
    return "intended" if mood is Mood.FUTURE else "completed"


def refusal(clause: Clause) -> str:
    """declined or deferred if the clause refuses, else ''."""
    if clause.has("deferred"):
        return "deferred"
    no = clause.first("declined")
    if no is None:
        return "declined" if PATTERNS["open_partial"].search(clause.masked) else ""
    adverb = clause.first("defer_adverb")
    return "deferred" if adverb and adverb.start < no.start else "declined"


def own_status(clause: Clause, mood: Mood, calendar: Calendar) -> str:
    """The status by the clause's own cues, '' if it has none; refusals and referrals are told apart before."""
    finished = is_finished(clause)
    if not finished and _is_conditional(clause, mood):
        return "conditional"
    done, doing = clause.first("done"), clause.first("doing")
    if doing and doing.word.startswith(_UNDER_WAY):
        return "ongoing"
    when = tense(clause.masked, calendar)
    planned = _is_planned(clause)
    if (
        mood is not Mood.FUTURE
        and not planned
        and doing
        and doing.word[0] == "每"
        and _is_habit(clause, done, doing, "")
    ):
        return "ongoing"
    if PATTERNS["listed"].search(clause.masked) or (not finished and (planned or when == "future")):
        return "planned"
    if mood is Mood.FUTURE and not finished:
        return "intended"
    return _told_status(clause, mood, when, finished)


def _told_status(clause: Clause, mood: Mood, when: str, finished: bool) -> str:
    done, doing = clause.first("done"), clause.first("doing")
    coming = next((t for t in clause.tokens if "will" in t.tags and _is_future(clause, t)), None)
    if coming and not finished and (done is None or coming.start < done.start):
        return "" if mood is Mood.PAST and coming.word != "将" else "intended"
    if doing and _is_habit(clause, done, doing, when):
        return "ongoing"
    if done or finished:
        return "completed"
    return "completed" if when == "past" else ""


def _is_conditional(clause: Clause, mood: Mood) -> bool:
    if clause.has("conditional") or PATTERNS["condition"].search(clause.masked):
        return True
    return mood is not Mood.PAST and bool(PATTERNS["appeal"].search(clause.masked))


def is_finished(clause: Clause) -> bool:
    """已, or 了 behind the verb: no condition and no coming date can undo it."""
    if "done" in clause.tags and any(t.word in _FINISHED for t in clause.tokens):
        return True
    if "了" not in clause.masked:
        return False
    return any("act" in t.tags and clause.masked[t.end : t.end + 1] == "了" for t in clause.tokens)


def _is_planned(clause: Clause) -> bool:
    """拟, 预计, and 计划 as a verb: 研发计划中 is a noun."""
    return "plan" in clause.tags and any("plan" in t.tags and _plans(clause, t) for t in clause.tokens)


def _plans(clause: Clause, token: Token) -> bool:
    after = clause.masked[token.end : token.end + 1]
    if token.word != "计划" or token.start == 0 or after in _PLAN_NEXT or after.isdigit():
        return True
    following = _next(clause, token)
    return following is not None and "act" in following.tags


def _next(clause: Clause, token: Token) -> Token | None:
    """The cue word directly behind another."""
    return next((t for t in clause.tokens if t.start == token.end), None)


def _is_habit(clause: Clause, done: Token | None, doing: Token, when: str) -> bool:
    """Work begun or done again and again; 每人每月600元 is a standing grant, no habit."""
    if when == "past" and doing.word == "定期":
        return False
    if doing.word[0] != "每":
        return True
    if clause.masked.startswith("今后"):
        return False
    granted = (
        "每" in clause.masked[max(0, doing.start - 2) : doing.start] or "元" in clause.masked[doing.end :]
    )
    modifies = "的" in clause.masked[doing.end : doing.end + 6]
    return not (granted or modifies) and (done is None or done.start > doing.start)


def _is_future(clause: Clause, token: Token) -> bool:
    """将 of the future stands before a verb, 将 of disposal (将权限下放) before its object."""
    if token.word != "将" or clause.masked[token.end : token.end + 1] in _FUTURE_NEXT:
        return True
    following = _next(clause, token)
    if PATTERNS["disposal"].match(clause.masked, token.start) and not clause.masked.startswith("我"):
        return False
    return following is not None and not following.tags.isdisjoint(_VERBAL)
