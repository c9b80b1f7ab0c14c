"""Decide for one clause: is it an act, does it belong to one, or is it neither."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from pipeline.measures.cues import LISTS, PATTERNS, Token
from pipeline.measures.dates import Calendar, tense
from pipeline.measures.layout import Clause
from pipeline.measures.status import Mood, default_status, is_finished, own_status, refusal


class Kind(Enum):
    """What a clause is to a measure."""

    ACT = "act"
    LEAD = "lead"
    FOLLOW = "follow"
    STATE = "state"
    DETAIL = "detail"
    DROP = "drop"


class Verdict(NamedTuple):
    """The judgement of one clause; `own` tells whether the status comes from a cue of its own."""

    kind: Kind
    status: str = ""
    own: bool = False
    verb: Token | None = None


DROP, LEAD, STATE, DETAIL = (Verdict(k) for k in (Kind.DROP, Kind.LEAD, Kind.STATE, Kind.DETAIL))
CONDITION = Verdict(Kind.LEAD, "conditional", True)
COMING = Verdict(Kind.LEAD, "planned", True)
_NOMINAL = frozenset(LISTS["nominal"])
_PREPOSITIONS = frozenset(LISTS["prepositions"])
_LEAD_ENDS = tuple(LISTS["lead_ends"])
_LEAD_STARTS = tuple(LISTS["lead_starts"])
_REASONS = tuple(LISTS["reason_starts"])
_LIGHT = frozenset({"adverb", "time", "actor", "will", "done", "doing", "plan"})
_DATE_SIGNS = frozenset("0123456789 年月日起底内至、-第一二三四五六七八九十")
_LEAST = 8


def judge(clause: Clause, mood: Mood, calendar: Calendar, strict: bool = False) -> Verdict:
    """The verdict on one clause under a mood; `calendar` resolves its dates against the day of the letter.

    `strict` is for paragraphs of background, where only an evident act counts.
    """
    no = refusal(clause)
    if PATTERNS["request"].match(clause.masked) and not (no or _is_reported(clause)):
        return DROP
    if clause.has("procedure", "appraisal") and not clause.has("referred") and not _is_result(clause):
        return DROP
    detail = PATTERNS["detail"].search(clause.masked)
    if detail and (not no or detail.start() == 0):
        return DETAIL
    if no:
        return Verdict(Kind.ACT, no, True)
    if _is_lead(clause):
        return _lead(clause, calendar)
    if strict and not _is_evident(clause):
        return STATE
    return _act(clause, mood, calendar)


def _lead(clause: Clause, calendar: Calendar) -> Verdict:
    """A lead hands its condition or its future date on to the act behind it."""
    if PATTERNS["condition"].search(clause.masked):
        return CONDITION
    return COMING if tense(clause.masked, calendar) == "future" else LEAD


def _act(clause: Clause, mood: Mood, calendar: Calendar) -> Verdict:
    text = clause.masked
    status = own_status(clause, mood, calendar)
    if clause.has("referred") or PATTERNS["refer"].search(text):
        return Verdict(Kind.ACT, "referred", True, clause.first("referred"))
    verb = act_verb(clause, mood)
    if (PATTERNS["funded"].match(text) or PATTERNS["follow"].match(text)) and status != "ongoing":
        return Verdict(Kind.FOLLOW, status, bool(status), verb)
    if clause.has("goal") and not status and not clause.figures:
        return Verdict(Kind.FOLLOW) if verb else STATE
    if PATTERNS["situation"].search(text):
        return STATE
    if verb and (status or mood is Mood.FUTURE or "soft" not in verb.tags or _is_concrete(clause)):
        return Verdict(Kind.ACT, status or default_status(mood), bool(status), verb)
    if status and not verb and clause.has("done", "doing", "plan", "conditional"):
        return Verdict(Kind.ACT, status, True)
    return Verdict(Kind.ACT, "intended") if mood is Mood.FUTURE and len(text) >= _LEAST else STATE


def _is_concrete(clause: Clause) -> bool:
    """A soft verb (加强, 推动) needs a figure, a title, a name or an actor to tell of an act."""
    return clause.figures or clause.has("actor") or clause.names


def _is_evident(clause: Clause) -> bool:
    """In a paragraph of background: a finished act of a public body, or all of it done."""
    told = clause.has("done", "doing", "plan") and not clause.has("problem")
    return told and (clause.has("actor") or "全部" in clause.masked)


def _is_reported(clause: Clause) -> bool:
    """A clause that opens like a request but tells what was done: 您点名的垃圾池已拆除."""
    return is_finished(clause) or "正在" in clause.masked


def _is_result(clause: Clause) -> bool:
    return clause.has("done") and clause.has("act") and clause.figures


def _is_lead(clause: Clause) -> bool:
    """Only a date, condition, reason, basis or topic: it waits for the act behind it."""
    text = clause.masked
    if PATTERNS["date_lead"].match(text):
        return True
    if clause.stop != ",":
        return False
    if text.startswith(_REASONS):
        return True
    condition = PATTERNS["condition"].search(text)
    if condition and (condition.start() == 0 or condition.end() == len(text)):
        return True
    if PATTERNS["remainder"].match(text) and not clause.has("done", "doing", "plan"):
        return True
    opens = PATTERNS["lead"].match(text) or PATTERNS["topic_lead"].search(text)
    return bool(opens) and not _acts_on(clause)


def _acts_on(clause: Clause) -> bool:
    """在…新建…57个 is an act although it opens like a lead."""
    if "正在" in clause.masked:
        return True
    if clause.masked.endswith(_LEAD_ENDS) or clause.masked.startswith(_LEAD_STARTS):
        return False
    verb = act_verb(clause, Mood.NEUTRAL)
    return verb is not None and ("soft" not in verb.tags or clause.figures)


def act_verb(clause: Clause, mood: Mood) -> Token | None:
    """The cue word that is the act of the clause: the first firm verb, else a soft one in a verb's place."""
    if "act" not in clause.tags:
        return None
    text = clause.masked
    prepositional = text[0] in _PREPOSITIONS
    inner = text.rfind("的") if prepositional else -1
    free = prepositional or mood is Mood.FUTURE or clause.has("done", "doing")
    head, end, weak = True, 0, None
    for token in clause.tokens:
        head = head and _is_gap(text[end : token.start])
        if "act" in token.tags and token.end > inner and not _is_nominal(text, token):
            if "soft" not in token.tags:
                return token
            weak = weak or (token if head or free else None)
        head, end = head and not token.tags.isdisjoint(_LIGHT), token.end
    return weak


def _is_gap(gap: str) -> bool:
    """Nothing but a date between two light words."""
    return len(gap) <= 6 and _DATE_SIGNS.issuperset(gap)


def _is_nominal(text: str, token: Token) -> bool:
    return text[token.end : token.end + 1] in _NOMINAL or text[token.start - 1 : token.start] == "的"
