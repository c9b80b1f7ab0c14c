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
FUTURE_DATE = Verdict(Kind.LEAD, "planned", True)
_FINISHED = frozenset({"已", "已经", "业已", "均已", "现已"})
_UNDER_WAY = ("正", "都在")
_NOMINAL = frozenset("的者率量费项员权法型性力度网类")
_PREPOSITIONS = frozenset("对在与为向把将从由以按给到会因于依据就让")
_VERBAL = frozenset({"act", "soft", "adverb", "will", "plan", "doing"})
_PLAN_NEXT = frozenset("于在对从投今明年下新再由用以通每将把")
_FUTURE_NEXT = frozenset("于在对按与从会以通继进加依第把为由")
_LEAD_ENDS = (
    "的",
    "时",
    "后",
    "中",
    "方面",
    "基础上",
    "方式",
    "形式",
    "要求",
    "原则",
    "标准",
    "思路",
    "模式",
    "同意",
    "测算",
)
_LEAD_STARTS = (
    "截至",
    "截止",
    "按照",
    "依据",
    "根据",
    "依照",
    "参照",
    "随着",
    "作为",
    "如",
    "若",
    "围绕",
    "是否",
)
_LIGHT = frozenset({"adverb", "time", "actor", "will", "done", "doing", "plan"})


def judge(clause: Clause, mood: Mood, calendar: Calendar, strict: bool = False) -> Verdict:
    """The verdict on one clause under a mood; `calendar` resolves its dates against the day of the letter.

    `strict` is for paragraphs of background, where only an evident act counts.
    """
    text = clause.masked
    refusal = _refusal(clause)
    if PATTERNS["request"].match(text) and not (refusal or _reported(clause)):
        return DROP
    if clause.has("procedure", "appraisal") and not clause.has("referred") and not _finished(clause):
        return DROP
    if refusal:
        return Verdict(Kind.ACT, refusal, True)
    if PATTERNS["detail"].search(text):
        return DETAIL
    if _is_lead(clause):
        return _lead(clause, calendar)
    if strict and not _evident(clause):
        return STATE
    return _act(clause, mood, calendar)


def _lead(clause: Clause, calendar: Calendar) -> Verdict:
    """A lead hands its condition or its future date on to the act behind it."""
    if PATTERNS["condition"].search(clause.masked):
        return CONDITION
    return FUTURE_DATE if tense(clause.masked, calendar) == "future" else LEAD


def _act(clause: Clause, mood: Mood, calendar: Calendar) -> Verdict:
    text = clause.masked
    status = _status(clause, mood, calendar)
    if clause.has("referred") or PATTERNS["refer"].search(text):
        return Verdict(Kind.ACT, "referred", True, clause.first("referred"))
    verb = act_verb(clause, mood)
    if (PATTERNS["funded"].match(text) or PATTERNS["follow"].match(text)) and status != "ongoing":
        return Verdict(Kind.FOLLOW, status, bool(status), verb)
    if clause.has("goal") and not status and not _countable(clause):
        return Verdict(Kind.FOLLOW) if verb else STATE
    if PATTERNS["situation"].search(text):
        return STATE
    if verb or (status and clause.has("done", "doing", "plan")):
        if verb and "soft" in verb.tags and mood is not Mood.FUTURE and not status and not _concrete(clause):
            return STATE
        return Verdict(Kind.ACT, status or _default(mood), bool(status), verb)
    return Verdict(Kind.ACT, "intended") if mood is Mood.FUTURE and len(text) >= 8 else STATE


def _concrete(clause: Clause) -> bool:
    """A soft verb (加强, 推动) needs a figure, a title, a name or an actor to tell of an act."""
    return _countable(clause) or clause.has("actor") or any(c in clause.masked for c in "《“")


def _evident(clause: Clause) -> bool:
    """In a paragraph of background: a finished act of a public body, or all of it done."""
    return (
        clause.has("done", "doing", "plan")
        and (clause.has("actor") or "全部" in clause.masked)
        and not clause.has("problem")
    )


def _reported(clause: Clause) -> bool:
    """A clause that opens like a request but tells what was done: 您点名的垃圾池已拆除."""
    return any(
        w in ("已", "已经", "业已", "均已", "正在") for w in clause.words("done") + clause.words("doing")
    )


def _finished(clause: Clause) -> bool:
    return clause.has("done") and clause.has("act") and any(c.isdigit() for c in clause.masked)


def _refusal(clause: Clause) -> str:
    """declined or deferred if the clause refuses, else ''."""
    if clause.has("deferred"):
        return "deferred"
    no = clause.first("declined")
    if no is None:
        return "declined" if PATTERNS["open_partial"].search(clause.masked) else ""
    adverb = clause.first("defer_adverb")
    return "deferred" if adverb and adverb.start < no.start else "declined"


def _is_lead(clause: Clause) -> bool:
    """Only a date, condition, reason, basis or topic: it waits for the act behind it."""
    text = clause.masked
    if clause.stop != ",":
        return False
    if PATTERNS["date_lead"].match(text):
        return True
    if text.startswith(("因", "由于", "受", "鉴于")):
        return True
    condition = PATTERNS["condition"].search(text)
    if condition and (condition.start() == 0 or condition.end() == len(text)):
        return True
    if PATTERNS["remainder"].match(text) and not clause.has("done", "doing", "plan"):
        return True
    if PATTERNS["lead"].match(text) or PATTERNS["topic_lead"].search(text):
        return not _strong_after_object(clause)
    return False


def _strong_after_object(clause: Clause) -> bool:
    """在…新建…57个 is an act although it opens like a lead."""
    text = clause.masked
    if text.endswith(_LEAD_ENDS) or text.startswith(_LEAD_STARTS):
        return False
    verb = act_verb(clause, Mood.NEUTRAL)
    return verb is not None and ("soft" not in verb.tags or _countable(clause))


def act_verb(clause: Clause, mood: Mood) -> Token | None:
    """The cue word that is the act of the clause, None if it has none."""
    head, weak = True, None
    prepositional = clause.masked[:1] in _PREPOSITIONS
    inner = clause.masked.rfind("的") if prepositional else -1
    end = 0
    for token in clause.tokens:
        head = head and _light_gap(clause, end, token)
        if "act" in token.tags and not _nominal(clause, token) and token.end > inner:
            if "soft" not in token.tags:
                return token
            if head or prepositional or mood is Mood.FUTURE or clause.has("done", "doing"):
                weak = weak or token
        if token.tags.isdisjoint(_LIGHT):
            head = False
        end = token.end
    return weak


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
    finished = is_finished(clause)
    if not finished and (clause.has("conditional") or PATTERNS["condition"].search(text)):
        return "conditional"
    if not finished and mood is not Mood.PAST and PATTERNS["appeal"].search(text):
        return "conditional"
    if doing and doing.word.startswith(_UNDER_WAY):
        return "ongoing"
    when = tense(text, calendar)
    if doing and doing.word.startswith("每") and mood is not Mood.FUTURE and not _is_planned(clause):
        if _is_habit(clause, done, doing, ""):
            return "ongoing"
    if PATTERNS["listed"].search(text):
        return "planned"
    if not finished and (_is_planned(clause) or when == "future"):
        return "planned"
    if mood is Mood.FUTURE and not finished:
        return "intended"
    if _is_habit(clause, done, doing, when):
        return "ongoing"
    if done or finished:
        return "completed"
    if mood is not Mood.PAST and any("will" in t.tags and _is_future(clause, t) for t in clause.tokens):
        return "intended"
    return "completed" if when == "past" else ""


def is_finished(clause: Clause) -> bool:
    """已 or 了 in the verb group: no condition and no coming date can undo it."""
    done = "done" in clause.tags and any(t.word in _FINISHED for t in clause.tokens)
    return done or _has_le(clause)


def _is_planned(clause: Clause) -> bool:
    """拟, 预计, and 计划 as a verb: 研发计划中 is a noun."""
    for token in clause.tokens:
        if "plan" in token.tags:
            after = clause.masked[token.end : token.end + 1]
            if token.word != "计划" or token.start == 0 or after in _PLAN_NEXT or after.isdigit():
                return True
            following = next((t for t in clause.tokens if t.start >= token.end), None)
            if following and following.start == token.end and "act" in following.tags:
                return True
    return False


def _has_le(clause: Clause) -> bool:
    """了 directly behind the verb."""
    if "了" not in clause.masked:
        return False
    return any("act" in t.tags and clause.masked[t.end : t.end + 1] == "了" for t in clause.tokens)


def _is_habit(clause: Clause, done: Token | None, doing: Token | None, when: str) -> bool:
    """Work begun or done again and again; 每人每月600元 is a standing grant, no habit."""
    if doing is None or (when == "past" and doing.word == "定期"):
        return False
    if not doing.word.startswith("每"):
        return True
    if clause.first("will") and clause.masked.startswith("今后"):
        return False
    before = clause.masked[max(0, doing.start - 2) : doing.start]
    granted = "每" in before or "元" in clause.masked[doing.end :]
    modifies = "的" in clause.masked[doing.end : doing.end + 6]
    return not (granted or modifies) and (done is None or done.start > doing.start)


def _is_future(clause: Clause, token: Token) -> bool:
    """将 of the future stands before a verb, 将 of disposal (将权限下放) before its object."""
    if token.word != "将":
        return True
    after = clause.masked[token.end : token.end + 1]
    following = next((t for t in clause.tokens if t.start >= token.end), None)
    close = following is not None and following.start == token.end and not following.tags.isdisjoint(_VERBAL)
    return after in _FUTURE_NEXT or close
