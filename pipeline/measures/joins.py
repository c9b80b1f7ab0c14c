"""When an act continues the measure before it, and what status the two have together."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.measures.cues import LISTS, PATTERNS, TAGS, Token
from pipeline.measures.judge import Verdict
from pipeline.measures.layout import Clause
from pipeline.measures.status import is_open_partial

Judged = tuple[Clause, Verdict]

LONGEST = 150
NO = frozenset({"declined", "deferred"})
_ALONE = frozenset({"referred", "explained"})
_OPEN = frozenset({"intended", "planned", "conditional"})
_TO_OBJECT = tuple(LISTS["object_starts"])
_BY_OTHERS = tuple(LISTS["agent_starts"])
_THIS_YEAR = tuple(LISTS["this_year_starts"])
_ASKED = tuple(LISTS["asked"])
_APART = tuple(LISTS["apart"])
_ACTOR, _RESULT = TAGS["actor"], TAGS["result"]
_SHORT = 14
_ITEM = 8


@dataclass(slots=True)
class Group:
    """The clauses of one measure so far; `acts` are those that act, the others only tell about them.

    Nothing is added to a sealed one.
    """

    clauses: list[Clause]
    status: str
    own: bool
    verb: Token | None
    acts: list[Clause] = field(default_factory=list)
    sealed: bool = False

    @property
    def anchor(self) -> Clause:
        """The clause of the first act."""
        return self.acts[0]

    @property
    def start(self) -> int:
        """Start of the measure in the text."""
        return self.clauses[0].start

    @property
    def end(self) -> int:
        """End of the measure in the text."""
        return self.clauses[-1].end

    def told(self) -> int:
        """Characters of clauses that do not act."""
        return sum(len(c.masked) for c in self.clauses) - sum(len(c.masked) for c in self.acts)


def joins(current: Group, clause: Clause, verdict: Verdict, pending: list[Judged], itemised: bool) -> bool:
    """Whether an act continues the measure before it; `itemised`: semicolons or marks part the sentence."""
    if clause.end - current.start > LONGEST:
        return False
    if verdict.status in NO or current.status in NO:
        return verdict.status in NO and (current.status in NO or _is_partial(current, clause))
    if verdict.status in _ALONE or current.status in _ALONE:
        return verdict.status == current.status
    if verdict.own and verdict.status != current.status:
        same = _change_joins(current, clause, verdict, pending)
    else:
        same = _same_joins(current, clause, pending)
    return same and (itemised or not _is_item(current, clause))


def joined_status(current: Group, clause: Clause, verdict: Verdict) -> str:
    """Done and under way together is ongoing; a part met and a part refused is partial."""
    before, after = current.status, verdict.status
    if not verdict.own:
        return "planned" if before == "completed" and _is_settled(current.anchor) else before
    if before in ("partial", after):
        return before
    if after in NO:
        return "partial" if is_open_partial(clause) else after
    if {before, after} == {"completed", "ongoing"}:
        return "ongoing"
    if "conditional" in (before, after):
        return "conditional"
    return after if before in ("completed", "intended") else before


def _is_settled(clause: Clause) -> bool:
    """已商定, 已定, 落实: the act itself still comes."""
    return bool(PATTERNS["settled"].search(clause.masked))


def _is_item(current: Group, clause: Clause) -> bool:
    """In a list parted by commas alone each plan with its own verb is a measure."""
    heads = bool(clause.tokens) and clause.tokens[0].start <= 2
    long = min(len(clause.masked), len(current.anchor.masked)) >= _ITEM
    return heads and long and current.status in ("intended", "planned")


def _is_partial(current: Group, clause: Clause) -> bool:
    done = current.status == "completed" and current.own
    return done and is_open_partial(clause)


def _change_joins(current: Group, clause: Clause, verdict: Verdict, pending: list[Judged]) -> bool:
    before, after = current.status, verdict.status
    anchor = current.anchor
    single = len(current.clauses) == 1
    if after == "conditional":
        return before in ("intended", "completed", "planned") and any(w in anchor.masked for w in _ASKED)
    if (before, after) == ("completed", "ongoing"):
        return (
            single
            and not pending
            and is_bare(clause)
            and clause.masked[0] != "每"
            and "《" not in anchor.masked
        )
    if (before, after) == ("ongoing", "completed"):
        return not pending and (is_bare(clause) or (clause.figures and not clause.bits & _ACTOR))
    if (
        (before, after) == ("completed", "planned")
        and not current.own
        and anchor.masked.startswith(_THIS_YEAR)
    ):
        return True
    open_end = before != "ongoing" and (before != "completed" or _is_settled(anchor))
    return (
        after in ("planned", "intended", "completed")
        and single
        and open_end
        and (bool(pending) or is_bare(clause))
    )


def is_bare(clause: Clause) -> bool:
    """The clause names no subject of its own: its first cue stands at its start."""
    first = clause.tokens[0] if clause.tokens else None
    return first is not None and first.start <= 1 and not first.tags & _ACTOR


def _same_joins(current: Group, clause: Clause, pending: list[Judged]) -> bool:
    text, anchor = clause.masked, current.anchor
    if PATTERNS["change"].search(text):
        return False
    if _awaits(current) or text.startswith(_BY_OTHERS):
        return True
    to_object = text.startswith(_TO_OBJECT)
    if not to_object and not is_bare(clause) and clause.bits & _ACTOR:
        return False
    if current.status in _OPEN:
        return not pending and not clause.joint.startswith(_APART)
    if _chains(current, clause):
        return clause.figures and not to_object
    if pending or clause.names:
        return False
    if len(current.acts) == 1 and len(anchor.masked) <= _SHORT and not anchor.figures and not anchor.names:
        return True
    return not to_object and not clause.figures and is_bare(clause) and len(text) <= _SHORT - 2


def _awaits(current: Group) -> bool:
    """Money found or a matter settled: the act itself follows."""
    anchor = current.anchor
    if "已" in anchor.masked and len(anchor.masked) <= _SHORT and _is_settled(anchor):
        return True
    return len(current.acts) == 1 and bool(PATTERNS["funding"].match(anchor.masked))


def _chains(current: Group, clause: Clause) -> bool:
    """Results of one campaign: 检查…家, 查处…起, 罚款…."""
    if PATTERNS["campaign"].search(current.anchor.masked):
        return True
    first = clause.tokens[0] if clause.tokens else None
    results = first is not None and first.start <= 1 and bool(first.tags & _RESULT)
    return results and bool(current.anchor.bits & _RESULT)
