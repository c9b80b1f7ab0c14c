"""Decide for one clause: is it an act, does it belong to one, or is it neither."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from pipeline.measures.cues import LISTS, NEEDS, OPENS, PATTERNS, TAGS, Token
from pipeline.measures.dates import Calendar
from pipeline.measures.layout import Clause
from pipeline.measures.status import (
    Mood,
    default_status,
    is_condition,
    is_finished,
    own_status,
    refusal,
    when,
)
from pipeline.measures.verbs import act_verb, is_concrete


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
EXPLAINED = Verdict(Kind.ACT, "explained", True)
COMING = Verdict(Kind.LEAD, "planned", True)
_LEAD_ENDS = tuple(LISTS["lead_ends"])
_LEAD_STARTS = tuple(LISTS["lead_starts"])
_REASONS = tuple(LISTS["reason_starts"])
_ACT, _ACTOR, _DONE, _SOFT = TAGS["act"], TAGS["actor"], TAGS["done"], TAGS["soft"]
_GOAL, _PROBLEM, _REFERRED, _SAYS_SO = TAGS["goal"], TAGS["problem"], TAGS["referred"], TAGS["正在"]
_ASIDE = TAGS["procedure"] | TAGS["appraisal"]
_TOLD = _DONE | TAGS["doing"] | TAGS["plan"]
_MOVING = TAGS["will"] | TAGS["plan"] | TAGS["doing"]
_DATE_ENDS = frozenset(LISTS["date_ends"])
_TOPIC_ENDS = tuple(LISTS["topic_ends"])
_SAYING = frozenset("求定署排")
_CONDITIONAL = TAGS["conditional"]
_LEAST = 8


def judge(clause: Clause, mood: Mood, calendar: Calendar, strict: bool = False) -> Verdict:
    """The verdict on one clause under a mood; `calendar` resolves its dates against the day of the letter.

    `strict` is for paragraphs of background, where only an evident act counts.
    """
    text = clause.masked
    if text[0] == "为" and clause.stop == "," and PATTERNS["purpose"].match(text):
        return LEAD
    no = refusal(clause)
    if _is_aside(clause, no):
        return DROP
    if text[0] in OPENS["detail"] and PATTERNS["detail"].match(text):
        return DETAIL
    if no:
        return Verdict(Kind.ACT, no, True)
    if _is_explained(clause, mood):
        return EXPLAINED
    if text[-1] in _SAYING and PATTERNS["detail_end"].search(text):
        return DETAIL
    return _verdict(clause, mood, calendar, strict)


def _is_aside(clause: Clause, no: str) -> bool:
    """A repeated request, praise, thanks, or how the letter itself was handled."""
    text = clause.masked
    if (
        not no
        and text[0] in OPENS["request"]
        and PATTERNS["request"].match(text)
        and not _is_reported(clause)
    ):
        return True
    return bool(clause.bits & _ASIDE) and not clause.bits & _REFERRED and not _is_result(clause)


def _is_explained(clause: Clause, mood: Mood) -> bool:
    """A rule or competence told as the answer, not one that is being changed."""
    if mood is Mood.FUTURE or not clause.bits & NEEDS["explained"] or clause.bits & _MOVING:
        return False
    return bool(PATTERNS["explained"].search(clause.masked))


def _verdict(clause: Clause, mood: Mood, calendar: Calendar, strict: bool) -> Verdict:
    if _is_lead(clause):
        return _lead(clause, calendar)
    if strict and not _is_evident(clause):
        return STATE
    if clause.bits & _REFERRED or (clause.bits & NEEDS["refer"] and PATTERNS["refer"].search(clause.masked)):
        return Verdict(Kind.ACT, "referred", True, clause.first(_REFERRED))
    status = own_status(clause, mood, calendar)
    verb = act_verb(clause, mood)
    if status != "ongoing" and _is_following(clause):
        return Verdict(Kind.FOLLOW, status, bool(status), verb)
    return _state(clause, verb, status, mood) or _act(clause, verb, status, mood)


def _lead(clause: Clause, calendar: Calendar) -> Verdict:
    """A lead hands its condition or its future date on to the act behind it."""
    if is_condition(clause):
        return CONDITION
    return COMING if when(clause, calendar) == "future" else LEAD


def _state(clause: Clause, verb: Token | None, status: str, mood: Mood) -> Verdict | None:
    """A slogan, something not done or only due, or how things stand; None if the clause may act."""
    text, bits = clause.masked, clause.bits
    idle = not status or (mood is Mood.FUTURE and status == "intended" and not bits & _ACTOR)
    if bits & _GOAL and idle and not clause.figures:
        return Verdict(Kind.FOLLOW) if verb else STATE
    if not status and mood is not Mood.FUTURE and _is_hollow(clause):
        return STATE
    if verb and _is_undone(clause, verb, status):
        return STATE
    return STATE if bits & NEEDS["situation"] and PATTERNS["situation"].search(text) else None


def _act(clause: Clause, verb: Token | None, status: str, mood: Mood) -> Verdict:
    if verb and (status or mood is Mood.FUTURE or not verb.tags & _SOFT or is_concrete(clause, verb)):
        return Verdict(Kind.ACT, status or default_status(mood), bool(status), verb)
    if status and not verb and clause.bits & (_TOLD | _CONDITIONAL):
        return Verdict(Kind.ACT, status, True)
    return Verdict(Kind.ACT, "intended") if mood is Mood.FUTURE and len(clause.masked) >= _LEAST else STATE


def _is_undone(clause: Clause, verb: Token, status: str) -> bool:
    """没有公布, 应配套建设: the act did not happen or is only due."""
    bits, text = clause.bits, clause.masked
    if bits & NEEDS["unmet"] and PATTERNS["unmet"].search(text, 0, verb.start):
        return True
    return bool(not status and bits & NEEDS["duty"] and PATTERNS["duty"].search(text, 0, verb.start))


def _is_hollow(clause: Clause) -> bool:
    """落实要求, 出台文件: an act without an object."""
    if not clause.bits & NEEDS["hollow"] or clause.figures or clause.names:
        return False
    return bool(PATTERNS["hollow"].match(clause.masked))


def _is_following(clause: Clause) -> bool:
    """Cost, money found, size, number served or effect of the act in front."""
    text, bits = clause.masked, clause.bits
    if text[0] in OPENS["follow"] and PATTERNS["follow"].match(text):
        return True
    if bits & NEEDS["funded"] and PATTERNS["funded"].match(text):
        return True
    return bool(bits & NEEDS["follow_in"] and PATTERNS["follow_in"].search(text))


def _is_evident(clause: Clause) -> bool:
    """In a paragraph of background: a finished act of a public body, or all of it done."""
    told = clause.bits & _TOLD and not clause.bits & _PROBLEM
    return bool(told) and (bool(clause.bits & _ACTOR) or "全部" in clause.masked)


def _is_reported(clause: Clause) -> bool:
    """A clause that opens like a request but tells what was done: 您点名的垃圾池已拆除."""
    return is_finished(clause) or bool(clause.bits & _SAYS_SO)


def _is_result(clause: Clause) -> bool:
    bits = clause.bits
    return bool(bits & _DONE and bits & _ACT) and clause.figures


def _is_lead(clause: Clause) -> bool:
    """Only a date, condition, reason, basis or topic: it waits for the act behind it."""
    text = clause.masked
    if text[-1] in _DATE_ENDS and PATTERNS["date_lead"].match(text):
        return True
    if clause.stop != ",":
        return False
    if text.startswith(_REASONS) or (text[0] in "将把" and not clause.bits & _ACT):
        return True
    condition = clause.bits & NEEDS["condition"] and PATTERNS["condition"].search(text)
    if condition and (condition.start() == 0 or condition.end() == len(text)):
        return True
    if clause.bits & NEEDS["open_partial"] and not clause.bits & _TOLD and PATTERNS["remainder"].match(text):
        return True
    if clause.bits & NEEDS["basis_in"] and PATTERNS["basis_in"].search(text):
        return not clause.bits & _TOLD or not _acts_on(clause)
    return _opens_as_lead(text) and not _acts_on(clause)


def _opens_as_lead(text: str) -> bool:
    return text.endswith(_TOPIC_ENDS) or (text[0] in OPENS["lead"] and bool(PATTERNS["lead"].match(text)))


def _acts_on(clause: Clause) -> bool:
    """在…新建…57个 is an act although it opens like a lead."""
    if clause.bits & _SAYS_SO:
        return True
    if clause.masked.endswith(_LEAD_ENDS) or clause.masked.startswith(_LEAD_STARTS):
        return False
    verb = act_verb(clause, Mood.NEUTRAL)
    if verb and clause.masked[0] == "经" and verb.end == len(clause.masked):
        return False
    return verb is not None and (not verb.tags & _SOFT or clause.figures)
