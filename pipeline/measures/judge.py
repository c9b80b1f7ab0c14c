"""Decide for one clause: is it an act, does it belong to one, or is it neither."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from pipeline.measures.cues import LISTS, NEEDS, PATTERNS, TAGS, Token
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
_NOMINAL = frozenset(LISTS["nominal"])
_NOMINAL_PAIRS = tuple(LISTS["nominal_pairs"])
_DISPOSAL = frozenset(LISTS["disposal"])
_CAUSATIVE = frozenset(LISTS["causative"])
_PREPOSITIONS = frozenset(LISTS["prepositions"])
_LEAD_ENDS = tuple(LISTS["lead_ends"])
_LEAD_STARTS = tuple(LISTS["lead_starts"])
_REASONS = tuple(LISTS["reason_starts"])
_ACT, _ACTOR, _DONE, _SOFT = TAGS["act"], TAGS["actor"], TAGS["done"], TAGS["soft"]
_GOAL, _PROBLEM, _REFERRED, _SAYS_SO = TAGS["goal"], TAGS["problem"], TAGS["referred"], TAGS["正在"]
_ASIDE = TAGS["procedure"] | TAGS["appraisal"]
_STARTED = _DONE | TAGS["doing"]
_TOLD = _STARTED | TAGS["plan"]
_MOVING = TAGS["will"] | TAGS["plan"] | TAGS["doing"]
_LIGHT = _TOLD | TAGS["adverb"] | TAGS["time"] | _ACTOR | TAGS["will"]
_DATE_SIGNS = frozenset("0123456789 年月日起底内至、-第一二三四五六七八九十")
_DATE_ENDS = frozenset(LISTS["date_ends"])
_TOPIC_ENDS = tuple(LISTS["topic_ends"])
_SAYING = frozenset("求定署排")
_CONDITIONAL = TAGS["conditional"]
_LEAST = 8


def judge(clause: Clause, mood: Mood, calendar: Calendar, strict: bool = False) -> Verdict:
    """The verdict on one clause under a mood; `calendar` resolves its dates against the day of the letter.

    `strict` is for paragraphs of background, where only an evident act counts.
    """
    no, text, bits = refusal(clause), clause.masked, clause.bits
    if not no and PATTERNS["request"].match(text) and not _is_reported(clause):
        return DROP
    if bits & _ASIDE and not bits & _REFERRED and not _is_result(clause):
        return DROP
    if PATTERNS["detail"].match(text) or (not no and _is_saying(text) and not _is_explained(clause, mood)):
        return DETAIL
    if no:
        return Verdict(Kind.ACT, no, True)
    if _is_explained(clause, mood):
        return EXPLAINED
    if _is_lead(clause):
        return _lead(clause, calendar)
    if strict and not _is_evident(clause):
        return STATE
    return _act(clause, mood, calendar)


def _is_explained(clause: Clause, mood: Mood) -> bool:
    """A rule or competence told as the answer, not one that is being changed."""
    if mood is Mood.FUTURE or not clause.bits & NEEDS["explained"] or clause.bits & _MOVING:
        return False
    return bool(PATTERNS["explained"].search(clause.masked))


def _is_saying(text: str) -> bool:
    return text[-1] in _SAYING and bool(PATTERNS["detail_end"].search(text))


def _lead(clause: Clause, calendar: Calendar) -> Verdict:
    """A lead hands its condition or its future date on to the act behind it."""
    if is_condition(clause):
        return CONDITION
    return COMING if when(clause, calendar) == "future" else LEAD


def _act(clause: Clause, mood: Mood, calendar: Calendar) -> Verdict:
    text, bits = clause.masked, clause.bits
    if bits & _REFERRED or (bits & NEEDS["refer"] and PATTERNS["refer"].search(text)):
        return Verdict(Kind.ACT, "referred", True, clause.first(_REFERRED))
    status = own_status(clause, mood, calendar)
    verb = act_verb(clause, mood)
    if status != "ongoing" and _is_following(clause):
        return Verdict(Kind.FOLLOW, status, bool(status), verb)
    if bits & _GOAL and not status and not clause.figures:
        return Verdict(Kind.FOLLOW) if verb else STATE
    if not status and bits & NEEDS["hollow"] and mood is not Mood.FUTURE and _is_hollow(clause):
        return STATE
    if verb and bits & NEEDS["unmet"] and PATTERNS["unmet"].search(text, 0, verb.start):
        return STATE
    if bits & NEEDS["situation"] and PATTERNS["situation"].search(text):
        return STATE
    if verb and (status or mood is Mood.FUTURE or not verb.tags & _SOFT or _is_concrete(clause, verb)):
        return Verdict(Kind.ACT, status or default_status(mood), bool(status), verb)
    if status and not verb and bits & (_TOLD | _CONDITIONAL):
        return Verdict(Kind.ACT, status, True)
    return Verdict(Kind.ACT, "intended") if mood is Mood.FUTURE and len(text) >= _LEAST else STATE


def _is_hollow(clause: Clause) -> bool:
    """落实要求, 出台文件: an act without an object."""
    return not (clause.figures or clause.names) and bool(PATTERNS["hollow"].match(clause.masked))


def _is_following(clause: Clause) -> bool:
    """Cost, money found, size, number served or effect of the act in front."""
    text, bits = clause.masked, clause.bits
    if PATTERNS["follow"].match(text) or (bits & NEEDS["funded"] and PATTERNS["funded"].match(text)):
        return True
    return bool(bits & NEEDS["follow_in"] and PATTERNS["follow_in"].search(text))


def _is_concrete(clause: Clause, verb: Token) -> bool:
    """A soft verb (加强, 推动) needs a figure, a title, a name or an actor in front to tell of an act."""
    if clause.figures or (clause.names and verb.word not in _CAUSATIVE):
        return True
    if not clause.bits & _ACTOR or clause.masked[0] in _PREPOSITIONS:
        return False
    actor = clause.first(_ACTOR)
    return actor is not None and actor.start < verb.start


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
    return _opens_as_lead(clause) and not _acts_on(clause)


def _opens_as_lead(clause: Clause) -> bool:
    text = clause.masked
    if PATTERNS["lead"].match(text) or text.endswith(_TOPIC_ENDS):
        return True
    return bool(clause.bits & NEEDS["basis_in"] and PATTERNS["basis_in"].search(text))


def _acts_on(clause: Clause) -> bool:
    """在…新建…57个 is an act although it opens like a lead."""
    if clause.bits & _SAYS_SO:
        return True
    if clause.masked.endswith(_LEAD_ENDS) or clause.masked.startswith(_LEAD_STARTS):
        return False
    verb = act_verb(clause, Mood.NEUTRAL)
    return verb is not None and (not verb.tags & _SOFT or clause.figures)


def act_verb(clause: Clause, mood: Mood) -> Token | None:
    """The cue word that is the act of the clause: the first firm verb, else a soft one in a verb's place."""
    if not clause.bits & _ACT:
        return None
    text = clause.masked
    if clause.bits & NEEDS["disposal"]:
        disposed = next((t for t in clause.tokens if t.word in _DISPOSAL), None)
        if disposed:
            return disposed
    prepositional = text[0] in _PREPOSITIONS
    inner = text.rfind("的") if prepositional else -1
    free = prepositional or mood is Mood.FUTURE or bool(clause.bits & _STARTED)
    head, end, weak = True, 0, None
    for token in clause.tokens:
        head = head and (end == token.start or _is_gap(text[end : token.start]))
        if token.tags & _ACT and token.end > inner and not _is_nominal(text, token):
            if not token.tags & _SOFT or (head and token.word in _CAUSATIVE):
                return token
            weak = weak or (token if head or free else None)
        head, end = head and bool(token.tags & _LIGHT), token.end
    return weak


def _is_gap(gap: str) -> bool:
    """Nothing but a date between two light words."""
    return len(gap) <= 6 and _DATE_SIGNS.issuperset(gap)


def _is_nominal(text: str, token: Token) -> bool:
    if text[token.end : token.end + 1] in _NOMINAL or text[token.start - 1 : token.start] == "的":
        return True
    return text.startswith(_NOMINAL_PAIRS, token.end)
