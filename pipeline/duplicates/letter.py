"""What of a record is compared: the answer's letters and digits, and the facts that tell letters apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from pipeline.duplicates.rules import rules
from pipeline.duplicates.shingles import letters
from pipeline.record import PERSONAL, mask

Record = dict[str, Any]
_READ = (
    *("proposal_number", "document_number", "sponsor", "proposal_title", "region", "body"),
    *("issue_date", "publish_date"),
)
_PARTS = ("id", "kind", "flags", "text", "sections", "removed", "conflicts")
_FIELDS = (*_READ, "lead_agency", *sorted(PERSONAL))
# What is read of a record: to take only this out of a stored one takes half the time of reading it whole.
PATHS = (*(f"$.{part}" for part in _PARTS), *(f"$.fields.{name}" for name in _FIELDS))


class Facts(NamedTuple):
    """What tells letters and copies apart; values that were repaired are left out, since they may be wrong.

    `own` says whether the page stands on the answering agency's portal; `length` is that of the core.
    """

    id: str
    kind: str
    flags: tuple[str, ...]
    numbers: tuple[str, ...]
    documents: tuple[str, ...]
    sponsors: tuple[str, ...]
    title: str
    region: str
    body: str
    agency: str
    issued: str
    published: str
    own: bool
    length: int

    def line(self) -> str:
        """The facts as one line of JSON."""
        return json.dumps(self)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it is compared: `core` is its answer in folded letters and digits."""

    core: str
    facts: Facts

    def digest(self) -> int:
        """A number of 63 bits, equal for letters that no comparison could tell apart."""
        facts = self.facts
        told = (facts.kind, facts.flags, *facts[3:11])
        words = (self.core + repr(told)).encode("utf-8", "surrogatepass")
        return int.from_bytes(hashlib.sha256(words).digest()[:8]) >> 1


def facts_of(line: str) -> Facts:
    """The facts on a line made by `Facts.line`."""
    values: list[Any] = [tuple(v) if isinstance(v, list) else v for v in json.loads(line)]
    return Facts(*values)


def of_parts(line: str) -> Record:
    """The record, as far as it is read here, from the JSON array of what stands at PATHS; missing is null."""
    values: list[Any]
    try:
        values = orjson.loads(line)
    except orjson.JSONDecodeError:  # a lone surrogate
        values = json.loads(line)
    record: Record = dict(zip(_PARTS, values, strict=False))
    found: Iterable[tuple[str, Any]] = zip(_FIELDS, values[len(_PARTS) :], strict=True)
    return {**record, "fields": {name: items for name, items in found if items}}


def read_letter(record: Record) -> Letter:
    """The letter in an unmasked record; its facts are masked as everything else that is stored beside the record."""
    core, known = _core(record), _known(record)
    damaged = not rules().damaged.isdisjoint(record["flags"])
    facts = Facts(
        id=record["id"],
        kind=record["kind"],
        flags=tuple(sorted(record["flags"])),
        numbers=tuple(sorted({number.lstrip("0") for number in known["proposal_number"]})),
        documents=tuple(sorted(set(known["document_number"]))),
        sponsors=() if damaged else tuple(sorted(set(known["sponsor"]))),
        title=letters(_first(known["proposal_title"])),
        region=_first(known["region"]),
        body=_first(known["body"]),
        agency=_agency(record),
        issued=_first(known["issue_date"]),
        published=_first(known["publish_date"]),
        own=_own(record),
        length=len(core),
    )
    return Letter(core, facts)


def _known(record: Record) -> dict[str, list[str]]:
    """The values of the fields that are compared, personal data masked; not those repaired."""
    values = {name: _values(record, name) for name in _READ}
    personal = {
        part: {
            name: [
                {"raw": item["raw"], "value": item["value"]} for item in record.get(part, {}).get(name, ())
            ]
            for name in PERSONAL
        }
        for part in ("fields", "conflicts")
    }
    masked: dict[str, list[str]] = mask({**personal, "values": values})["values"]
    return masked


def _core(record: Record) -> str:
    """The letters of the parts that answer, of more of them if those are too short."""
    limits = rules()
    core = _part(record, limits.parts)
    if len(core) < limits.least:
        core = _part(record, limits.instead)
    return core[: limits.most]


def _part(record: Record, kinds: frozenset[str]) -> str:
    text = record["text"]
    return letters("".join(text[s["start"] : s["end"]] for s in record["sections"] if s["kind"] in kinds))


def _values(record: Record, name: str) -> list[str]:
    return [str(item["value"]) for item in record["fields"].get(name, ()) if not item["repaired"]]


def _first(values: list[str]) -> str:
    return values[0] if values else ""


def _agency(record: Record) -> str:
    """The functional id of the first lead agency: names are printed long and short."""
    items = record["fields"].get("lead_agency")
    return str(items[0].get("agency_id") or "") if items else ""


def _own(record: Record) -> bool:
    """Whether the portal's own lines name the agency that answers."""
    names, places = _values(record, "lead_agency"), rules().site
    return any(r["kind"] in places and any(n in r["text"] for n in names) for r in record["removed"])
