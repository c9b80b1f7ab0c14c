"""Which cue word of a clause is its act, and whether that act has an object or a subject."""

from __future__ import annotations

from pipeline.measures.cues import LISTS, NEEDS, TAGS, Token
from pipeline.measures.layout import Clause
from pipeline.measures.status import Mood

_ACT, _ACTOR, _SOFT = TAGS["act"], TAGS["actor"], TAGS["soft"]
_STARTED = TAGS["done"] | TAGS["doing"]
_OPENED = _STARTED | TAGS["will"]
_LIGHT = _STARTED | TAGS["plan"] | TAGS["adverb"] | TAGS["time"] | _ACTOR | TAGS["will"]
_NOMINAL = frozenset(LISTS["nominal"])
_NOMINAL_PAIRS = tuple(LISTS["nominal_pairs"])
_CAUSATIVE = frozenset(LISTS["causative"])
_DISPOSAL = frozenset(LISTS["disposal"])
_PREPOSITIONS = frozenset(LISTS["prepositions"])
_DATE_SIGNS = frozenset("0123456789 年月日起底前内末至、-第一二三四五六七八九十春夏秋冬季")


def is_concrete(clause: Clause, verb: Token) -> bool:
    """A soft verb (加强, 推动) needs a figure, a title, a name or an actor in front to tell of an act."""
    if clause.figures or (clause.names and verb.word not in _CAUSATIVE):
        return True
    if not clause.bits & _ACTOR or clause.masked[0] in _PREPOSITIONS:
        return False
    actor = clause.first(_ACTOR)
    return actor is not None and actor.start < verb.start


def act_verb(clause: Clause, mood: str) -> Token | None:
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
    free = prepositional or mood is Mood.FUTURE or bool(clause.bits & _OPENED)
    head, end, weak = True, 0, None
    for token in clause.tokens:
        head = head and (end == token.start or _is_gap(text[end : token.start]))
        if token.tags & _ACT and token.end > inner and not is_nominal(text, token):
            if not token.tags & _SOFT or text[token.end : token.end + 1] == "了":
                return token
            if head and token.word in _CAUSATIVE:
                return token
            weak = weak or (token if head or free else None)
        head, end = head and bool(token.tags & _LIGHT), token.end
    return weak


def _is_gap(gap: str) -> bool:
    """Nothing but a date between two light words."""
    return len(gap) <= 9 and _DATE_SIGNS.issuperset(gap)


def is_nominal(text: str, token: Token) -> bool:
    """Whether a verb stands as a noun: 培训费, 审批过程, …的管理."""
    if text[token.start - 1 : token.start] == "的":
        return True
    if text[token.end : token.end + 1] in _NOMINAL and not text.startswith("项目", token.end):
        return True
    return text.startswith(_NOMINAL_PAIRS, token.end)
