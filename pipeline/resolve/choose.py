"""One policy per field: how many values, from which places, and what counts as a conflict."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from pipeline.agencies.places import region_names
from pipeline.document import LETTER_KINDS, Document, Mention

Chosen = list[Mention]
Policy = Callable[[Chosen], Chosen]


def resolve(doc: Document) -> Document:
    """Add `fields` (chosen values, best first) and `conflicts` (candidates that contradicted and lost)."""
    groups: dict[str, Chosen] = {}
    for mention in doc.mentions:
        groups.setdefault(mention.name, []).append(mention)
    fields: list[Mention] = []
    for name, policy in POLICIES.items():
        fields.extend(_distinct(policy(_admitted(doc, name, groups.get(name, [])))))
    fields = _across_fields(fields)
    conflicts = [m for m in _losers(groups, fields) if m.name in _SINGLE]
    return doc.adding(fields=tuple(_allowed(doc, fields)), conflicts=tuple(conflicts))


def _admitted(doc: Document, name: str, mentions: Chosen) -> Chosen:
    """The candidates that may be chosen at all on this kind of page."""
    if name == "co_agency" and doc.kind == "co_opinion":
        return [m for m in mentions if str(m.raw) not in _addressee(doc)]
    if name == "lead_agency" and "tampered" in doc.flags:
        return [m for m in mentions if m.where != "text" or region_names(re.sub(r"\s", "", m.raw))]
    return mentions


def _addressee(doc: Document) -> str:
    """The lines above the answer of a co-handler's opinion name the lead, which is no co-handler."""
    section = doc.section("salutation")
    return doc.text[section.start : section.end] if section else ""


def _distinct(mentions: Iterable[Mention]) -> Chosen:
    seen: set[object] = set()
    kept = []
    for m in mentions:
        key = (m.value, m.get("per"), m.get("bound")) if m.name == "money" else m.value
        if key not in seen:
            seen.add(key)
            kept.append(m)
    return kept


def _losers(groups: dict[str, Chosen], fields: Chosen) -> Chosen:
    chosen = {(m.name, m.value) for m in fields}
    names = {m.name for m in fields}
    lost: dict[tuple[str, object], Mention] = {}
    for name, mentions in groups.items():
        for m in mentions:
            if name in names and (name, m.value) not in chosen:
                lost.setdefault((name, m.value), m)
    return list(lost.values())


def _best(mentions: Chosen) -> Mention | None:
    """The most trusted candidate; the earlier one wins a tie."""
    return max(mentions, key=lambda m: m.confidence) if mentions else None


def _vote(mentions: Chosen) -> Chosen:
    """The value with the highest single confidence, agreement of several places breaking near ties."""
    weight: dict[object, float] = {}
    for m in mentions:
        known = weight.get(m.value, 0.0)
        weight[m.value] = max(known, m.confidence) + (0.02 if known else 0.0)
    if not weight:
        return []
    value = max(weight, key=lambda v: weight[v])
    best = _best([m for m in mentions if m.value == value])
    return [best] if best else []


def _one(mentions: Chosen) -> Chosen:
    best = _best(mentions)
    return [best] if best else []


def _last_most_trusted(mentions: Chosen) -> Chosen:
    """The last of the most trusted candidates: the date that closes the letter."""
    if not mentions:
        return []
    top = (
        max(m.confidence for m in mentions if not m.repaired)
        if any(not m.repaired for m in mentions)
        else 0.0
    )
    intact = [m for m in mentions if not m.repaired and m.confidence >= top]
    repaired = [m for m in mentions if m.repaired]
    pool = intact if top >= 0.9 or not repaired else repaired
    return [max(pool, key=lambda m: m.start or 0)]


def _all(mentions: Chosen) -> Chosen:
    return mentions


def _numbers(mentions: Chosen) -> Chosen:
    """All numbers of the most trusted zone; others only if they are the same numbers or a longer list."""
    text = [m for m in mentions if m.where == "text"]
    pool = text or mentions
    if not pool:
        return []
    kept: dict[str, Mention] = {}
    for m in pool:
        kept.setdefault(str(m.value).lstrip("0"), m)
    return sorted(kept.values(), key=lambda m: m.start or 0)


def _top_confidence(mentions: Chosen) -> Chosen:
    """All values of the most trusted rule that found any."""
    best = _best(mentions)
    return [m for m in mentions if best and m.rule == best.rule] if best else []


def _sponsors(mentions: Chosen) -> Chosen:
    """Those of the most trusted rule, and who joined in the proposal by its form."""
    joined = [m for m in mentions if m.rule == "sponsor-joined"]
    return _top_confidence([m for m in mentions if m.rule != "sponsor-joined"]) + joined


def _titles(mentions: Chosen) -> Chosen:
    """All marked titles of the opening; the best other candidate if none is marked."""
    marked = [m for m in mentions if m.rule in ("title-marked", "title-label")]
    if marked:
        first = marked[0]
        return [m for m in marked if m.rule == first.rule]
    return _one(mentions)


def _own_number(mentions: Chosen) -> Chosen:
    text = [m for m in mentions if m.where == "text" and not m.repaired]
    repaired = [m for m in mentions if m.where == "text" and m.repaired]
    return (text or repaired or mentions)[:1]


def _lead(mentions: Chosen) -> Chosen:
    """Signature, else the unit of the letter's title, else the portal's functional unit."""
    for rule in ("lead-signature", "lead-title"):
        found = [m for m in mentions if m.rule == rule]
        if found:
            return found
    return mentions[:1]


POLICIES: dict[str, Policy] = {
    "proposal_number": _numbers,
    "proposal_kind": _vote,
    "body": _vote,
    "level": _vote,
    "region": _vote,
    "term": _vote,
    "session": _vote,
    "proposal_title": _titles,
    "sponsor": _sponsors,
    "lead_agency": _lead,
    "co_agency": _all,
    "document_number": _own_number,
    "publish_date": _one,
    "issue_date": _last_most_trusted,
    "result_mark": _one,
    "disclosure": _one,
    "contact_person": _all,
    "contact_phone": _all,
    "contact_email": _all,
    "cited_document": _all,
    "cited_law": _all,
    "money": _all,
    "leader": _all,
    "attachment": _all,
}
_SINGLE = frozenset(
    {
        *("proposal_kind", "body", "level", "region", "term", "session", "proposal_title", "lead_agency"),
        *("document_number", "publish_date", "issue_date", "result_mark", "disclosure"),
    }
)


def _across_fields(fields: Chosen) -> Chosen:
    """Rules that need two fields: kind follows the congress, the lead is no co-handler, own 文号 not cited."""
    lead = {str(m.value) for m in fields if m.name == "lead_agency"}
    own = {m.value for m in fields if m.name == "document_number"}
    titles = {m.value for m in fields if m.name == "proposal_title"}
    kept = []
    for m in fields:
        if m.name == "co_agency" and (m.value in lead or _same_unit(str(m.value), lead)):
            continue
        if (m.name == "cited_document" and m.value in own) or (m.name == "cited_law" and m.value in titles):
            continue
        kept.append(m)
    return _kind_follows_body(kept)


def _same_unit(value: str, leads: set[str]) -> bool:
    return any(lead.endswith(value) and len(value) >= 4 for lead in leads)


def _kind_follows_body(fields: Chosen) -> Chosen:
    """建议 or 提案 after the congress, whatever the words; so also where no word says it."""
    body = next((m for m in fields if m.name == "body"), None)
    if body is None:
        return fields
    wanted = {"人大": "建议", "政协": "提案"}.get(str(body.value))
    fixed = []
    if wanted and all(m.name != "proposal_kind" for m in fields):
        fixed.append(
            replace(body, name="proposal_kind", value=wanted, rule="kind-follows-body", confidence=0.6)
        )
    for m in fields:
        if m.name == "proposal_kind" and wanted and m.value in ("建议", "提案", "议案") and m.value != wanted:
            if m.value == "议案" and body.value == "人大":
                fixed.append(m)
                continue
            fixed.append(replace(m, value=wanted, rule="kind-follows-body"))
        else:
            fixed.append(m)
    return fixed


_PLAIN_FIELDS = frozenset({"publish_date", "issue_date", "document_number", "disclosure"})
_ASKED_FIELDS = _PLAIN_FIELDS | {
    "proposal_number", "proposal_kind", "body", "level", "region", "term", "session", "proposal_title", "sponsor",
}  # fmt: skip


def _allowed(doc: Document, fields: Chosen) -> Chosen:
    """Fields that clearly apply to the page's kind (contract: values on pages that are no reply)."""
    if doc.kind in LETTER_KINDS:
        return _untampered(doc, fields)
    if doc.kind == "proposal_text":
        return [m for m in fields if m.name in _ASKED_FIELDS]
    if doc.kind in ("summary", "assignment", "table_notice", "party_congress"):
        return [m for m in fields if m.name in _PLAIN_FIELDS]
    if doc.kind in ("mailbox", "other"):  # answers and policies are dated like letters
        return [m for m in fields if m.name in ("publish_date", "issue_date")]
    return [m for m in fields if m.name == "publish_date"]


def _untampered(doc: Document, fields: Chosen) -> Chosen:
    """On tampered pages a co-agency or place that carries a removed advertisement's words is withheld."""
    if "tampered" not in doc.flags:
        return fields
    brands = [r.text for r in doc.removed if r.kind == "spam" and len(r.text) >= 4]
    return [
        m for m in fields if m.name not in _PLACED or not any(str(m.value)[:4] in text for text in brands)
    ]


_PLACED = frozenset({"lead_agency", "co_agency", "region"})
