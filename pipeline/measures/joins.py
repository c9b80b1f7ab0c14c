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
_ASKING = tuple(LISTS["asking"])
_BASIS = tuple(LISTS["basis_starts"])
_MORE = ("新增", "新建", "已")
_OPENERS = (*_TO_OBJECT, *_BASIS)
# What has been made clear comes behind.
_SAID = ("明确", "已规定")
_APART = tuple(LISTS["apart"])
_ACTOR, _RESULT = TAGS["actor"], TAGS["result"]
_SHORT = 14
_ITEM = 7
_TAIL = 9


@dataclass(slots=True)
class Group:
    """The clauses of one measure so far; `acts` are those that act, the others only tell about them.

    Nothing is added to a sealed one; `acted` and `told` are the characters of both.
    """

    clauses: list[Clause]
    status: str
    own: bool
    verb: Token | None
    acts: list[Clause] = field(default_factory=list)
    sealed: bool = False
    acted: int = 0
    told: int = 0

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


def joins(current: Group, clause: Clause, verdict: Verdict, pending: list[Judged], itemised: bool) -> bool:
    """Whether an act continues the measure before it; `itemised`: semicolons or marks part the sentence."""
    if clause.end - current.start > LONGEST:
        return False
    if current.acts[-1].masked.endswith(_SAID) and not pending:
        return True
    if verdict.status in NO or current.status in NO:
        return verdict.status in NO and (current.status in NO or _is_partial(current, clause))
    if verdict.status == "referred" and clause.masked.startswith(_ASKING):
        return current.status in ("completed", "referred") and not pending
    if verdict.status in _ALONE or current.status in _ALONE:
        return verdict.status == current.status
    if _pays(clause) and not pending:
        return True
    if verdict.own and verdict.status != current.status:
        same = _change_joins(current, clause, verdict, pending)
    else:
        same = _same_joins(current, clause, verdict, pending)
    return same and (itemised or verdict.status not in _OPEN or not _is_item(current, clause))


def joined_status(current: Group, clause: Clause, verdict: Verdict) -> str:
    """Done and under way together is ongoing; a part met and a part refused is partial."""
    before, after = current.status, verdict.status
    if not verdict.own:
        return "planned" if before == "completed" and _is_settled(current.anchor) else before
    if before == "intended" and (_pays(clause) or after == "completed"):
        return "planned" if PATTERNS["funding"].match(clause.masked) else before
    if before in ("partial", after):
        return before
    if after == "referred" or after in NO:
        return "partial" if after in NO and is_open_partial(clause) else after
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
    if PATTERNS["due"].match(clause.masked):
        return False
    heads = (
        clause.masked[0].isdigit()
        or clause.masked.startswith(_OPENERS)
        or (bool(clause.tokens) and clause.tokens[0].start <= 2)
    )
    long = min(len(clause.masked), len(current.anchor.masked)) >= _ITEM
    return heads and long and current.status in _OPEN


def _is_partial(current: Group, clause: Clause) -> bool:
    done = current.status == "completed" and current.own
    return done and is_open_partial(clause)


def _change_joins(current: Group, clause: Clause, verdict: Verdict, pending: list[Judged]) -> bool:
    before, after = current.status, verdict.status
    anchor = current.anchor
    if before in _OPEN and after == "completed" and PATTERNS["funding"].match(clause.masked):
        return True
    if (
        before == "completed"
        and not current.own
        and after == "planned"
        and PATTERNS["due"].match(clause.masked)
    ):
        return not pending
    single = len(current.clauses) == 1
    if after == "conditional":
        return before in ("intended", "completed", "planned") and bool(
            PATTERNS["asked"].search(anchor.masked)
        )
    if (before, after) == ("completed", "ongoing"):
        return (
            single
            and not pending
            and is_bare(clause)
            and (clause.masked[0] != "每" or verdict.verb is None or _is_drive(anchor))
            and anchor.masked.find("《") <= 0
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


def _is_drive(clause: Clause) -> bool:
    """An activity without a result told: what is done in it follows."""
    return not clause.figures and bool(PATTERNS["campaign"].search(clause.masked))


def is_bare(clause: Clause) -> bool:
    """The clause names no subject of its own: its first cue stands at its start."""
    first = clause.tokens[0] if clause.tokens else None
    return first is not None and first.start <= 1 and not first.tags & _ACTOR


def _pays(clause: Clause) -> bool:
    """区财政投入236万元: who paid for the act in front."""
    text = clause.masked
    if text[-1] != "元" or clause.joint or len(text) > 2 * _TAIL or "财政" not in text:
        return False
    return bool(PATTERNS["funding"].match(text))


def is_led(clause: Clause) -> bool:
    """The clause opens with an actor of its own."""
    first = clause.tokens[0] if clause.tokens else None
    return first is not None and first.start <= 6 and bool(first.tags & _ACTOR)


def _same_joins(current: Group, clause: Clause, verdict: Verdict, pending: list[Judged]) -> bool:
    text = clause.masked
    if _counts(current, clause) and not pending:
        return True
    if PATTERNS["change"].search(text):
        return False
    if _awaits(current, clause) or text.startswith(_BY_OTHERS):
        return True
    to_object = text.startswith(_TO_OBJECT)
    if not to_object and not is_bare(clause) and clause.bits & _ACTOR:
        return False
    if current.status in _OPEN:
        told = verdict.status == "completed" and (
            to_object or not (is_bare(clause) or text.startswith(_BASIS))
        )
        return not (told or pending or clause.joint.startswith(_APART))
    if _chains(current, clause):
        return clause.figures and not to_object
    return not (pending or clause.names) and _rounds_off(current, clause, verdict, to_object)


def _rounds_off(current: Group, clause: Clause, verdict: Verdict, to_object: bool) -> bool:
    """More of one piece of work under way, the act behind a short start, output, cost, or a short word more."""
    anchor = current.anchor
    if current.status == verdict.status == "ongoing" and not is_led(clause):
        return True
    if len(current.acts) == 1 and len(anchor.masked) <= _SHORT and not anchor.figures and not anchor.names:
        return True
    if PATTERNS["thing"].search(clause.masked) and PATTERNS["thing"].search(current.acts[-1].masked):
        return clause.masked.startswith(_MORE)
    return is_tail(clause) or (not to_object and not clause.figures and len(clause.masked) < _SHORT)


def _counts(current: Group, clause: Clause) -> bool:
    """The first figure of an act told in words alone: 实行轮岗制度, 交流教师18名."""
    anchor = current.anchor
    if current.status != "completed" or len(current.acts) > 1 or anchor.figures or "《" in anchor.masked:
        return False
    return clause.figures and not clause.names and not clause.joint and not is_led(clause)


def is_tail(clause: Clause) -> bool:
    """Output, cost or reach of the act in front: 新增床位90张, 区里补助40万元, 已发放300件."""
    text = clause.masked
    if not clause.figures or len(text) > 2 * _TAIL:
        return False
    if len(text) <= _TAIL or text[0] == "已" or text[-1] == "元":
        return True
    return bool(PATTERNS["output"].search(text))


def _awaits(current: Group, clause: Clause) -> bool:
    """Money found or a matter settled: the act itself follows."""
    anchor = current.anchor
    if "已" in anchor.masked and len(anchor.masked) <= _SHORT and _is_settled(anchor):
        return True
    if len(current.acts) > 1 and (clause.joint or not (clause.figures and is_bare(clause))):
        return False
    return len(current.acts) <= 2 and bool(PATTERNS["funding"].match(current.acts[-1].masked))


def _chains(current: Group, clause: Clause) -> bool:
    """Results of one campaign: 检查…家, 查处…起, 罚款…."""
    if PATTERNS["campaign"].search(current.anchor.masked):
        return True
    first = clause.tokens[0] if clause.tokens else None
    results = first is not None and first.start <= 1 and bool(first.tags & _RESULT)
    return results and bool(current.anchor.bits & _RESULT)
