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
    DETAIL = "detail"
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


DROP, LEAD, STATE, DETAIL = (Verdict(k) for k in (Kind.DROP, Kind.LEAD, Kind.STATE, Kind.DETAIL))
CONDITION = Verdict(Kind.LEAD, "conditional", True)
_FINISHED = frozenset({"已", "已经", "业已", "均已", "现已"})
_UNDER_WAY = ("正", "都在")
_NOMINAL = frozenset("的者率量费项员权法型性力度网类")
_PREPOSITIONS = frozenset("对在与为向把将从由以按给到会因于依据就让")
_VERBAL = frozenset({"act", "soft", "adverb", "will", "plan", "doing"})
_FUTURE_NEXT = frozenset("于在对按与从会以通继进加依第把为由")
_LIGHT = frozenset({"adverb", "time", "actor", "will", "done", "doing", "plan"})


def judge(clause: Clause, mood: Mood, calendar: Calendar, strict: bool = False) -> Verdict:
    """The verdict on one clause under a mood; `calendar` resolves its dates against the day of the letter.

    `strict` is for paragraphs of background, where only an evident act counts.
    """
    text = clause.masked
    if _is_table(text):
        return DROP
    refusal = _refusal(clause)
    if PATTERNS["request"].match(text) and not (refusal or _reported(clause)):
        return DROP
    if clause.has("procedure", "appraisal") and not clause.has("referred") and not _finished(clause):
        return DROP
    if refusal:
        return Verdict(Kind.ACT, refusal, True)
    if strict and not _evident(clause):
        return STATE
    if PATTERNS["detail"].search(text):
        return DETAIL
    if _is_lead(clause):
        return CONDITION if PATTERNS["condition"].search(text) else LEAD
    return _act(clause, mood, calendar)


def _act(clause: Clause, mood: Mood, calendar: Calendar) -> Verdict:
    text = clause.masked
    status = _status(clause, mood, calendar)
    if clause.has("referred"):
        return Verdict(Kind.ACT, "referred", True, clause.first("referred"))
    verb = act_verb(clause, mood)
    if PATTERNS["funded"].match(text) or PATTERNS["follow"].match(text):
        return Verdict(Kind.FOLLOW, status, bool(status), verb)
    if clause.has("goal") and not status and not _countable(clause):
        return Verdict(Kind.FOLLOW) if verb else STATE
    if PATTERNS["situation"].match(text) and not status:
        return STATE
    if verb or (status and (_countable(clause) or clause.has("done", "doing"))):
        if clause.has("problem") and not clause.has("done", "doing", "plan", "will") and verb is None:
            return STATE
        return Verdict(Kind.ACT, status or _default(mood), bool(status), verb)
    return STATE


def _is_table(text: str) -> bool:
    return text.count(" ") >= 3 and not any(c in text for c in "已将拟")


def _evident(clause: Clause) -> bool:
    """In a paragraph of background: a finished act of a public body, or all of it done."""
    return clause.has("done", "doing", "plan") and (clause.has("actor") or "全部" in clause.masked) and not clause.has("problem")


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
    return after in _NOMINAL or before == "的"


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
    done, doing = clause.first("done"), clause.first("doing")
    finished = done is not None and done.word in _FINISHED
    if not finished and (clause.has("conditional") or PATTERNS["condition"].search(text)):
        return "conditional"
    if not finished and mood is not Mood.PAST and PATTERNS["appeal"].search(text):
        return "conditional"
    if doing and doing.word.startswith(_UNDER_WAY):
        return "ongoing"
    when = tense(text, calendar)
    if PATTERNS["listed"].search(text):
        return "planned"
    if not finished and (clause.has("plan") or when == "future"):
        return "planned"
    if mood is Mood.FUTURE and not finished:
        return "intended"
    if _is_habit(clause, done, doing, when):
        return "ongoing"
    if done:
        return "completed"
    if mood is not Mood.PAST and any("will" in t.tags and _is_future(clause, t) for t in clause.tokens):
        return "intended"
    return "completed" if when == "past" else ""


def _is_habit(clause: Clause, done: Token | None, doing: Token | None, when: str) -> bool:
    """Work begun or done again and again; 每人每月600元 is a standing grant, no habit."""
    if doing is None or (when == "past" and doing.word in ("试点", "定期")):
        return False
    if not doing.word.startswith("每"):
        return True
    if clause.first("will") and clause.masked.startswith("今后"):
        return False
    before = clause.masked[max(0, doing.start - 2) : doing.start]
    granted = "每" in before or "元" in clause.masked[doing.end :]
    return not granted and (done is None or done.start > doing.start)


def _is_future(clause: Clause, token: Token) -> bool:
    """将 of the future stands before a verb, 将 of disposal (将权限下放) before its object."""
    if token.word != "将":
        return True
    after = clause.masked[token.end : token.end + 1]
    following = next((t for t in clause.tokens if t.start >= token.end), None)
    close = following is not None and following.start == token.end and not following.tags.isdisjoint(_VERBAL)
    return after in _FUTURE_NEXT or close
