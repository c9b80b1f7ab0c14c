"""Decide for one clause: is it an act, does it belong to one, or is it neither."""

from __future__ import annotations

from typing import Final, NamedTuple

from pipeline.measures.cues import LISTS, NEEDS, OPENS, PATTERNS, TAGS, Token
from pipeline.measures.dates import Calendar
from pipeline.measures.layout import Clause
from pipeline.measures.status import (
    REFUSING,
    Mood,
    default_status,
    is_condition,
    is_finished,
    own_status,
    refusal,
    when,
)
from pipeline.measures.verbs import act_verb, is_concrete


class Kind:
    """What a clause is to a measure."""

    ACT: Final = "act"
    LEAD: Final = "lead"
    FOLLOW: Final = "follow"
    STATE: Final = "state"
    DETAIL: Final = "detail"
    DROP: Final = "drop"


class Verdict(NamedTuple):
    """The judgement of one clause; `own` tells whether the status comes from a cue of its own."""

    kind: str
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
_TROUBLES = frozenset(LISTS["troubles"])
_IDLE = frozenset({"", "ongoing", "intended"})
_REQUESTS, _DETAILS = OPENS["request"], OPENS["detail"]
_RULED, _REFERS = NEEDS["explained"], NEEDS["refer"]
_FOLLOWS, _FUNDED, _WITHIN = OPENS["follow"], NEEDS["funded"], NEEDS["follow_in"]
_UNTIL, _NOUN_ENDS = ("截至", "截止"), ("标准", "要求", "方式", "形式", "模式")
_AIMED = frozenset(LISTS["aimed_starts"])
_LEAST = 8


def judge(clause: Clause, mood: str, calendar: Calendar, strict: bool = False) -> Verdict:
    """The verdict on one clause under a mood; `calendar` resolves its dates against the day of the letter.

    `strict` is for paragraphs of background, where only an evident act counts.
    """
    text, bits = clause.masked, clause.bits
    opening = text[0]
    if opening == "为" and clause.stop == "," and PATTERNS["purpose"].match(text):
        return LEAD
    no = refusal(clause) if bits & REFUSING else ""
    if (bits & _ASIDE or opening in _REQUESTS) and _is_aside(clause, no):
        return DROP
    if opening in _DETAILS and PATTERNS["detail"].match(text):
        return DETAIL
    if no:
        return Verdict(Kind.ACT, no, True)
    if bits & _RULED and _is_explained(clause, mood):
        return EXPLAINED
    if text[-1] in _SAYING and PATTERNS["detail_end"].search(text):
        return DETAIL
    return _verdict(clause, mood, calendar, strict)


def _is_aside(clause: Clause, no: str) -> bool:
    """A repeated request, praise, thanks, or how the letter itself was handled."""
    text = clause.masked
    if not no and text[0] in _REQUESTS and PATTERNS["request"].match(text) and not _is_reported(clause):
        return True
    if not clause.bits & _ASIDE or clause.bits & _REFERRED or _is_result(clause):
        return False
    return not (clause.stop == "," and text[0] in "如若待" and is_condition(clause))


def _is_explained(clause: Clause, mood: str) -> bool:
    """A rule or competence told as the answer, not one that is being changed."""
    if mood is Mood.FUTURE or clause.bits & _MOVING:
        return False
    return bool(PATTERNS["explained"].search(clause.masked))


def _verdict(clause: Clause, mood: str, calendar: Calendar, strict: bool) -> Verdict:
    if _is_lead(clause):
        return _lead(clause, calendar)
    bits = clause.bits
    if bits & _REFERRED or (bits & _REFERS and PATTERNS["refer"].search(clause.masked)):
        return Verdict(Kind.ACT, "referred", True, clause.first(_REFERRED))
    if strict and not _is_evident(clause):
        return STATE
    status = own_status(clause, mood, calendar)
    verb = act_verb(clause, mood) if bits & _ACT else None
    if status != "ongoing" and _is_following(clause):
        return Verdict(Kind.FOLLOW, status, bool(status), verb)
    return _state(clause, verb, status, mood) or _act(clause, verb, status, mood)


def _lead(clause: Clause, calendar: Calendar) -> Verdict:
    """A lead hands its condition or its future date on to the act behind it."""
    if is_condition(clause):
        return CONDITION
    return COMING if when(clause, calendar) == "future" else LEAD


def _state(clause: Clause, verb: Token | None, status: str, mood: str) -> Verdict | None:
    """A slogan, something not done or only due, or how things stand; None if the clause may act."""
    text, bits = clause.masked, clause.bits
    idle = not status or (mood is Mood.FUTURE and status == "intended" and not bits & _ACTOR)
    if bits & _GOAL and idle and not clause.figures:
        return Verdict(Kind.FOLLOW) if verb else STATE
    if not status and mood is not Mood.FUTURE and _is_hollow(clause):
        return STATE
    if verb and _is_undone(clause, verb, status):
        return STATE
    if _is_idle(clause, verb, status):
        return STATE
    return STATE if bits & NEEDS["situation"] and PATTERNS["situation"].search(text) else None


def _act(clause: Clause, verb: Token | None, status: str, mood: str) -> Verdict:
    if verb and (status or mood is Mood.FUTURE or not verb.tags & _SOFT or is_concrete(clause, verb)):
        return Verdict(Kind.ACT, status or default_status(mood), bool(status), verb)
    if status and not verb and clause.bits & (_TOLD | _CONDITIONAL):
        return Verdict(Kind.ACT, status, True)
    if mood is not Mood.FUTURE or len(clause.masked) < _LEAST or not _is_aimed(clause):
        return STATE
    return Verdict(Kind.ACT, "planned", True) if status == "planned" else Verdict(Kind.ACT, "intended")


def _is_aimed(clause: Clause) -> bool:
    """Under a head that looks ahead a clause without a known verb acts if it names its tool, object or will."""
    text = clause.masked
    return text[0] in _AIMED or bool(clause.bits & (_MOVING | _SOFT | TAGS["adverb"] | NEEDS["date"]))


def _is_undone(clause: Clause, verb: Token, status: str) -> bool:
    """没有公布, 应配套建设: the act did not happen or is only due."""
    bits, text = clause.bits, clause.masked
    if bits & NEEDS["unmet"] and PATTERNS["unmet"].search(text, 0, verb.start):
        return True
    return bool(not status and bits & NEEDS["duty"] and PATTERNS["duty"].search(text, 0, verb.start))


def _is_idle(clause: Clause, verb: Token | None, status: str) -> bool:
    """A problem, or a verb behind 是, 涉及, 虽然: how things are."""
    if clause.bits & _PROBLEM and status in _IDLE and _is_trouble(clause, verb):
        return True
    if not clause.bits & NEEDS["idle"] or clause.bits & TAGS["finished"]:
        return False
    found = PATTERNS["idle"].search(clause.masked)
    return found is not None and (
        verb is None or verb.start >= found.end() - 1 or found.group().endswith("涉及")
    )


def _is_trouble(clause: Clause, verb: Token | None) -> bool:
    """A problem as the predicate, not as the object or the quality of something: 对困难家庭减免."""
    text = clause.masked
    trouble = clause.first(_PROBLEM)
    if (
        trouble is None
        or clause.figures
        or clause.bits & _DONE
        or text[trouble.end : trouble.end + 1] == "的"
    ):
        return False
    if len(text) - trouble.end <= 2 and trouble.word not in _TROUBLES:
        return True
    return not clause.bits & _ACTOR and (verb is None or verb.start > trouble.start)


def _is_hollow(clause: Clause) -> bool:
    """落实要求, 出台文件: an act without an object."""
    if not clause.bits & NEEDS["hollow"] or clause.figures or clause.names:
        return False
    return bool(PATTERNS["hollow"].match(clause.masked))


def _is_following(clause: Clause) -> bool:
    """Cost, money found, size, number served or effect of the act in front."""
    text, bits = clause.masked, clause.bits
    if text[0] in _FOLLOWS and PATTERNS["follow"].match(text):
        return True
    if bits & _FUNDED and PATTERNS["funded"].match(text):
        return True
    return bool(bits & _WITHIN and PATTERNS["follow_in"].search(text))


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
    text = clause.masked
    if text.startswith(_UNTIL):
        verb = act_verb(clause, Mood.NEUTRAL)
        return verb is not None and any(c.isdigit() for c in text[verb.end :])
    if text.startswith(_LEAD_STARTS):
        return False
    if text.endswith(_LEAD_ENDS):
        return bool(clause.bits & TAGS["finished"]) and text.endswith(_NOUN_ENDS)
    verb = act_verb(clause, Mood.NEUTRAL)
    if verb and clause.masked[0] == "经" and verb.end == len(clause.masked):
        return False
    return verb is not None and (not verb.tags & _SOFT or clause.figures)
