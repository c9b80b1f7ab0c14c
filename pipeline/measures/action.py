"""The action (动词) of a measure: the main verb of its act, for display."""

from __future__ import annotations

from pipeline.measures.cues import LISTS, TAGS, Token
from pipeline.measures.joins import NO
from pipeline.measures.layout import Clause
from pipeline.measures.verbs import is_nominal

_ACT, _ADVERB = TAGS["act"], TAGS["adverb"]
_SINCE = TAGS["finished"] | TAGS["正在"]
_CONDITIONAL = TAGS["conditional"]
_APPEALS = ("争取", "申报")
_DONE = TAGS["done"] | TAGS["plan"] | TAGS["doing"]
_TOGETHER = frozenset(LISTS["co_verbs"])
_NO_VERBS = frozenset(LISTS["no_verbs"])


def action(clause: Clause, verb: Token | None, status: str) -> str | None:
    """The word for what is done in the clause of the act; `verb` is the one that made it an act.

    A refusal has none.
    """
    if status in NO:
        return None
    if status == "referred":
        return verb.word if verb else _told(clause)
    return _appeal(clause) or _main(clause, verb)


def _told(clause: Clause) -> str | None:
    return "反映" if "反映" in clause.masked else None


def _appeal(clause: Clause) -> str | None:
    """积极争取, 积极申报 are one cue word."""
    cue = clause.first(_CONDITIONAL)
    return cue.word[-2:] if cue and cue.word.endswith(_APPEALS) else None


def _main(clause: Clause, verb: Token | None) -> str | None:
    since = clause.first(_SINCE)
    told = _verb_from(clause, since.end) if since else None
    if told and told.word not in _TOGETHER:
        return told.word
    if verb is None:
        first = _verb_from(clause, 0)
        return first.word if first else _bare(clause)
    if verb.word in _TOGETHER:
        return (_verb_from(clause, verb.end) or verb).word
    head = clause.tokens[0]
    leads = head.start <= 1 and head.tags & _ACT and not head.tags & _ADVERB
    return head.word if leads and head.start < verb.start else verb.word


def _verb_from(clause: Clause, position: int) -> Token | None:
    for token in clause.tokens:
        if token.start >= position and token.tags & _ACT and not is_nominal(clause.masked, token):
            return token
    return None


def _bare(clause: Clause) -> str | None:
    """投入使用, 前建成: done and plan words that are verbs by themselves."""
    words = (t.word.removeprefix("前") for t in clause.tokens if t.tags & _DONE)
    return next((w for w in words if len(w) > 1 and w not in _NO_VERBS), None)
