"""Join the clauses of a sentence into measures: one act with its date, condition, cost and results."""

from __future__ import annotations

from pipeline.measures.cues import LISTS, NEEDS, PATTERNS, TAGS
from pipeline.measures.joins import LONGEST, NO, Group, Judged, is_tail, joined_status, joins
from pipeline.measures.judge import Kind, Verdict
from pipeline.measures.layout import Clause
from pipeline.measures.status import is_finished

_SETTLED = TAGS["done"] | TAGS["goal"]
_OWN_ACT = TAGS["finished"] | TAGS["figure"] | TAGS["plan"]
_AHEAD = frozenset({"planned", "intended"})
_TOLD_OF = frozenset({"completed", "ongoing"})
_GRANTED = ("给予", "予以")
_LISTED = ("从", "就", "围绕")
# More clauses than these never wait for one act.
_WAITING = 12
_FIELD = "方面"
_PARTING = (";", ":")
_ROOM = 28
_PURPOSE = tuple(LISTS["purpose_starts"])
_BASIS = tuple(LISTS["basis_starts"])
_NOT_OURS = frozenset(LISTS["not_ours"])


class Grouper:
    """Reads the judged clauses of one sentence from left to right."""

    def __init__(self, itemised: bool = False) -> None:
        self._itemised = itemised
        self.groups: list[Group] = []
        self._current: Group | None = None
        self._pending: list[Judged] = []
        self._detailed = False
        self._topic: Clause | None = None
        self._ahead = ""

    def read(self, clause: Clause, verdict: Verdict) -> None:
        """Take one more clause; a list mark in front of it and a semicolon or colon behind it part measures."""
        if clause.marked:
            self._close()
        if verdict.kind is Kind.DROP:
            self._close()
            self._topic = clause if clause.stop == "," else None
        elif (
            self._current and _may_be_part(clause, verdict) and self._is_part(self._current, clause, verdict)
        ):
            self._current.sealed = True
            self._pending = []
        elif verdict.kind is Kind.ACT:
            self._act(clause, verdict)
        elif verdict.kind is Kind.LEAD:
            self._pending = [*self._pending[-_WAITING:], (clause, verdict)]
            if clause.masked.endswith(_FIELD):
                self._ahead = ""
        elif self._current is None or self._pending:
            self._wait(clause, verdict)
        else:
            self._tell(self._current, clause, verdict)
        if verdict.kind not in (Kind.DROP, Kind.LEAD):
            self._topic = None
        self._detailed = self._detailed or verdict.kind is Kind.DETAIL
        if clause.stop in _PARTING and not _is_listed(clause, verdict):
            self._close()

    def _is_part(self, current: Group, clause: Clause, verdict: Verdict) -> bool:
        """What a rule just made says, what went on at an event: told of an act, no act of its own."""
        if verdict.kind is Kind.STATE:
            return _is_listed(clause, verdict)
        anchor = current.anchor
        if anchor.bits & NEEDS["event"] and clause.bits & NEEDS["at_event"]:
            return not verdict.own and not clause.bits & NEEDS["event"]
        ruled = self._detailed or clause.masked.startswith(_GRANTED)
        return ruled and bool(anchor.bits & NEEDS["ruling"])

    def _wait(self, clause: Clause, verdict: Verdict) -> None:
        """A clause that tells about no act yet: behind a condition or a topic it is the act itself."""
        if _is_competence(clause, verdict, self._pending):
            self._act(clause, verdict)
            return
        pending = self._pending
        led = bool(pending) and any(v.kind is Kind.LEAD for _, v in pending)
        conditional = bool(pending) and any(v.status == "conditional" for _, v in pending)
        tells = verdict.own or (verdict.verb is not None and verdict.verb.word != "确保")
        acts = verdict.kind is Kind.FOLLOW and tells and self._current is None
        addressed = (
            verdict.kind is Kind.FOLLOW and verdict.verb is not None and led and _addresses(pending[-1][0])
        )
        if conditional or addressed or (acts and (led or not pending)):
            self._act(clause, verdict._replace(kind=Kind.ACT, status=verdict.status or "completed"))
        else:
            self._pending = [*pending[-_WAITING:], (clause, verdict)]

    def _close(self) -> None:
        self._current, self._pending, self._detailed, self._topic = None, [], False, None

    def _act(self, clause: Clause, verdict: Verdict) -> None:
        current, pending, self._pending = self._current, self._pending, []
        if pending and pending[0][1].kind is Kind.DETAIL and not verdict.own:
            self._pending = [*pending, (clause, verdict)]
            return
        if pending:
            verdict = _conditioned(clause, verdict, pending)
        if current and not current.sealed and joins(current, clause, verdict, pending, self._itemised):
            _extend(current, [c for c, _ in pending], clause, verdict)
            return
        leads = _leading(pending, verdict) if pending else []
        if (current and _is_reason(current, verdict)) or (
            current and verdict.status == "referred" and _is_incompetence(current)
        ):
            self.groups.pop()
            leads = [*current.clauses, *[c for c, _ in pending]]
        if self._topic is not None:
            leads = [*self._named(self._topic, verdict), *leads]
        current = Group([*leads, clause], self._told(verdict), verdict.own, verdict.verb, [clause])
        current.acted = len(clause.masked)
        current.told = sum([len(lead.masked) for lead in leads]) if leads else 0
        self._current = current
        self.groups.append(current)
        self._ahead = current.status if current.status in _AHEAD else ""

    @staticmethod
    def _named(topic: Clause, verdict: Verdict) -> list[Clause]:
        """The request named in front of the act that answers it, unless it is refused."""
        if verdict.status in NO:
            return []
        named = PATTERNS["named"].search(topic.masked)
        return [topic] if named and (named.start() or verdict.status == "referred") else []

    def _told(self, verdict: Verdict) -> str:
        """The status of a new act: without a cue of its own it is no further than the plan in front of it."""
        inherits = self._ahead and not verdict.own and verdict.status == "completed"
        return self._ahead if inherits else verdict.status

    def _tell(self, current: Group, clause: Clause, verdict: Verdict) -> None:
        """A clause that does not act: kept as long as the act outweighs what is told about it."""
        if verdict.kind is Kind.STATE and current.status in NO and not clause.joint.startswith("但"):
            self._pending.append((clause, verdict))
            return
        if current.sealed:
            return
        length = len(clause.masked)
        room = max(_ROOM, current.acted)
        if verdict.kind is Kind.STATE:
            room = 0 if current.status in NO or clause.joint else room // 2
        elif verdict.kind is Kind.DETAIL:
            room = room * 3 // 5
        if current.told + length > room or clause.end - current.start > LONGEST:
            if verdict.kind is Kind.DETAIL:
                current.sealed = True
                return
            self._close()
            if verdict.kind is Kind.FOLLOW and is_finished(clause) and verdict.verb and not _is_cost(clause):
                self._act(clause, verdict._replace(kind=Kind.ACT))
            return
        current.clauses.append(clause)
        current.told += length
        if verdict.status == "planned" and current.status == "completed" and not current.own:
            current.status = "planned"


def _is_cost(clause: Clause) -> bool:
    return bool(clause.bits & NEEDS["funded"]) or is_tail(clause)


def _addresses(lead: Clause) -> bool:
    """对…, 凡…的: for whom the act behind it is."""
    return lead.masked[0] in "对凡" and lead.stop == ","


def _may_be_part(clause: Clause, verdict: Verdict) -> bool:
    if verdict.kind is Kind.STATE:
        return clause.stop == ";"
    return verdict.kind is Kind.ACT and verdict.status in _TOLD_OF and not clause.bits & _OWN_ACT


def group(judged: list[Judged]) -> list[Group]:
    """The measures of one sentence in order."""
    grouper = Grouper(any(c.stop == ";" or c.marked for c, _ in judged))
    for clause, verdict in judged:
        grouper.read(clause, verdict)
    for found in grouper.groups:
        _drop_long_basis(found)
    return grouper.groups


def _drop_long_basis(found: Group) -> None:
    """A basis (按照《…》) that outweighs its act is left out."""
    first = found.clauses[0]
    if first is found.anchor or not first.masked.startswith(_BASIS):
        return
    if 4 * len(first.masked) > 5 * (found.end - found.clauses[1].start):
        del found.clauses[0]


def _conditioned(clause: Clause, verdict: Verdict, pending: list[Judged]) -> Verdict:
    """An act behind a condition is conditional, behind a coming date planned, unless refused, referred or done.

    由…负责 behind a rule is the explanation itself.
    """
    if _is_competence(clause, verdict, pending):
        return Verdict(Kind.ACT, "explained", True)
    if verdict.status in NO or verdict.status == "referred" or is_finished(clause):
        return verdict
    statuses = {v.status for _, v in pending}
    if "conditional" in statuses:
        return verdict._replace(status="conditional", own=True)
    if "planned" in statuses and verdict.status != "conditional":
        return verdict._replace(status="planned", own=True)
    return verdict


def _is_listed(clause: Clause, verdict: Verdict) -> bool:
    """从…; …: the first item of a list that goes on behind the semicolon."""
    return verdict.kind is Kind.STATE and clause.stop == ";" and clause.masked.startswith(_LISTED)


def _is_competence(clause: Clause, verdict: Verdict, pending: list[Judged]) -> bool:
    if verdict.own or not pending or not clause.bits & NEEDS["competence"]:
        return False
    ruled = any(PATTERNS["rule_lead"].match(c.masked) for c, _ in pending)
    return ruled and bool(PATTERNS["competence"].search(clause.masked))


def _extend(current: Group, leads: list[Clause], clause: Clause, verdict: Verdict) -> None:
    current.clauses += [*leads, clause]
    current.acts.append(clause)
    current.acted += len(clause.masked)
    current.told += sum([len(lead.masked) for lead in leads]) if leads else 0
    current.status = joined_status(current, clause, verdict)
    current.own = current.own or verdict.own


def _is_reason(current: Group, verdict: Verdict) -> bool:
    """A fact in front of a refusal, a competence in front of a referral, in one sentence: no act of its own."""
    if verdict.status not in NO:
        if verdict.status != "referred" or len(current.clauses) > 1:
            return False
        return current.status == "explained" or bool(PATTERNS["belongs"].search(current.anchor.masked))
    return not current.own or current.status in ("completed", "explained")


def _is_incompetence(current: Group) -> bool:
    """不归我局管, 已转交…: the referral is the answer."""
    if current.status != "declined" or len(current.clauses) != 1:
        return False
    return any(token.word in _NOT_OURS for token in current.anchor.tokens)


def _leading(pending: list[Judged], verdict: Verdict) -> list[Clause]:
    """The waiting clauses that belong to the act: all reasons of a refusal, else dates, conditions and topics."""
    if verdict.status in NO:
        return _reasons([c for c, _ in pending])
    kept: list[Clause] = []
    for clause, judged in reversed(pending):
        text = clause.masked
        if text.startswith(_PURPOSE) or text.endswith(_FIELD):
            break
        if verdict.status == "referred" and PATTERNS["belongs"].search(text):
            return [clause, *kept]
        if judged.kind is not Kind.LEAD:
            return [clause, *kept] if _is_topic(clause) else kept
        kept.insert(0, clause)
    return kept


def _reasons(waiting: list[Clause]) -> list[Clause]:
    """What stands in front of a refusal, behind the rule it rests on."""
    for i in range(len(waiting), 0, -1):
        text = waiting[i - 1].masked
        if PATTERNS["rule_intro"].search(text):
            return waiting[i + 1 :]
        if PATTERNS["rule_lead"].match(text):
            return waiting[i:]
        if PATTERNS["rule_quoted"].search(text):
            return waiting[i + 1 :]
    return waiting


def _is_topic(clause: Clause) -> bool:
    """A bare noun group that names what the act is about: 需要拓宽的9处路段, …小区共1380套."""
    text = clause.masked
    return len(text) <= 26 and not clause.bits & _SETTLED and bool(PATTERNS["topic"].search(text))
