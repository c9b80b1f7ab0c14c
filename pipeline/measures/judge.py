"""Decide for one clause: is it an act, what belongs to one, or neither; and how far the act has come."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from pipeline.measures.cues import PATTERNS, Token
from pipeline.measures.dates import Calendar, tense
from pipeline.measures.layout import Clause


class Kind(Enum):
    """What a clause is to a measure."""

    ACT = "act"
    LEAD = "lead"
    FOLLOW = "follow"
    STATE = "state"
    DROP = "drop"


class Mood(Enum):
    """The tense a heading or an introduction gives to what stands under it."""

    PAST = "completed"
    NEUTRAL = ""
    FUTURE = "intended"


class Verdict(NamedTuple):
    """The judgement of one clause; `own` tells whether the status comes from a cue of its own."""

    kind: Kind
    status: str = ""
    own: bool = False
    verb: Token | None = None


DROP, LEAD, FOLLOW, STATE = (Verdict(k) for k in (Kind.DROP, Kind.LEAD, Kind.FOLLOW, Kind.STATE))
_NOMINAL = frozenset("的者率量费项员权法型性力度网类")
_PREPOSITIONS = frozenset("对在与为向把将从由以按给到会因于依据就让")
_LIGHT = frozenset({"adverb", "time", "actor", "will", "done", "doing", "plan"})


def judge(clause: Clause, mood: Mood, calendar: Calendar) -> Verdict:
    """The verdict on one clause under a mood; `calendar` resolves its dates against the day of the letter."""
    text = clause.masked
    refusal = _refusal(clause)
    if PATTERNS["request"].match(text) and not (refusal or _reported(clause)):
        return DROP
    if clause.has("procedure", "appraisal") and not clause.has("referred") and not _finished(clause):
        return DROP
    if refusal:
        return Verdict(Kind.ACT, refusal, True)
    if _is_lead(clause):
        return LEAD
    verb = act_verb(clause, mood)
    status = _status(clause, mood, calendar)
    if clause.has("referred"):
        return Verdict(Kind.ACT, "referred", True, verb)
    if PATTERNS["funded"].match(text):
        return Verdict(Kind.FOLLOW, status, False, verb)
    if verb or (status and _countable(clause)):
        if PATTERNS["follow"].match(text) and not _strong_start(clause):
            return Verdict(Kind.FOLLOW, status, bool(status), verb)
        if clause.has("problem") and not status:
            return STATE
        return Verdict(Kind.ACT, status or _default(mood), bool(status), verb)
    if PATTERNS["follow"].match(text):
        return FOLLOW
    return STATE


def _reported(clause: Clause) -> bool:
    """A clause that opens like a request but tells what was done: 您点名的垃圾池已拆除."""
    return any(w in ("已", "已经", "业已", "均已", "正在") for w in clause.words("done") + clause.words("doing"))


def _finished(clause: Clause) -> bool:
    return clause.has("done") and clause.has("act") and any(c.isdigit() for c in clause.masked)


def _refusal(clause: Clause) -> str:
    """declined or deferred if the clause refuses, else ''."""
    if clause.has("deferred"):
        return "deferred"
    no = clause.first("declined")
    if no is None:
        return ""
    adverb = clause.first("defer_adverb")
    return "deferred" if adverb and adverb.start < no.start else "declined"


def _is_lead(clause: Clause) -> bool:
    """Only a date, condition, reason, basis or topic: it waits for the act behind it."""
    text = clause.masked
    if clause.stop != ",":
        return False
    if PATTERNS["date_lead"].match(text):
        return True
    if PATTERNS["condition"].match(text) or text.startswith(("因", "由于", "受", "鉴于")):
        return True
    if PATTERNS["lead"].match(text) or PATTERNS["topic_lead"].search(text):
        return not _strong_after_object(clause)
    return False


def _strong_after_object(clause: Clause) -> bool:
    """在…新建…57个 is an act although it opens like a lead."""
    if clause.masked.endswith(("的", "时", "后", "中", "方面", "基础上")):
        return False
    if clause.masked.startswith(("截至", "截止", "按照", "依据", "根据", "依照", "参照", "随着", "作为", "如", "若", "围绕")):
        return False
    return act_verb(clause, Mood.NEUTRAL) is not None


def act_verb(clause: Clause, mood: Mood) -> Token | None:
    """The cue word that is the act of the clause, None if it has none."""
    head = True
    prepositional = clause.masked[:1] in _PREPOSITIONS
    end = 0
    for token in clause.tokens:
        head = head and _light_gap(clause, end, token)
        if "act" in token.tags and not _nominal(clause, token):
            if "soft" not in token.tags or head or prepositional or mood is Mood.FUTURE or clause.has("done", "doing"):
                return token
        if token.tags.isdisjoint(_LIGHT):
            head = False
        end = token.end
    return None


def _light_gap(clause: Clause, end: int, token: Token) -> bool:
    """Nothing but a digit, a date sign or a blank between two light words."""
    gap = clause.masked[end : token.start]
    return len(gap) <= 6 and all(c.isdigit() or c in " 年月日起底内至、-第三四五六七八九十一二" for c in gap)


def _nominal(clause: Clause, token: Token) -> bool:
    after = clause.masked[token.end : token.end + 1]
    before = clause.masked[max(0, token.start - 1) : token.start]
    return after in _NOMINAL or (before == "的" and after in ("", "、", "和"))


def _strong_start(clause: Clause) -> bool:
    """An act at the very start: 拆除…, 新建…."""
    token = clause.tokens[0] if clause.tokens else None
    return bool(token and token.start == 0 and "act" in token.tags and "soft" not in token.tags)


def _countable(clause: Clause) -> bool:
    return any(c.isdigit() for c in clause.masked)


def _default(mood: Mood) -> str:
    return "intended" if mood is Mood.FUTURE else "completed"


def _status(clause: Clause, mood: Mood, calendar: Calendar) -> str:
    """The status by the clause's own cues, '' if it has none (contract: order of precedence)."""
    text = clause.masked
    if clause.has("conditional") or PATTERNS["condition"].search(text):
        return "conditional"
    done = clause.first("done")
    doing = clause.first("doing")
    when = tense(text, calendar)
    if doing and mood is not Mood.FUTURE and not _granted(clause, doing):
        return "ongoing"
    if done and when != "future":
        return "planned" if clause.has("plan") and done.word in ("已", "已经", "均已") else "completed"
    if clause.has("plan") or when == "future":
        return "planned"
    if clause.has("will") and mood is not Mood.PAST:
        return "intended"
    return "completed" if when == "past" and mood is not Mood.FUTURE else ""


def _granted(clause: Clause, doing: Token) -> bool:
    """每人每月600元 is a standing grant, no habit."""
    if not doing.word.startswith("每"):
        return False
    before = clause.masked[max(0, doing.start - 2) : doing.start]
    return "每" in before or "元" in clause.masked[doing.end :]
