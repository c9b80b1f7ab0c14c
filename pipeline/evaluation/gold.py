"""Gold pages: what a careful reader found on a page, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.document import LETTER_KINDS
from pipeline.errors import UsageError

FIELDS = (
    "proposal_number",
    "proposal_kind",
    "body",
    "level",
    "term",
    "session",
    "proposal_title",
    "sponsor",
    "lead_agency",
    "co_agency",
    "document_number",
    "publish_date",
    "issue_date",
    "result_mark",
    "disclosure",
    "contact_person",
    "contact_phone",
    "cited_document",
    "money",
)

GoldValue = str | int | float


@dataclass(frozen=True, slots=True)
class GoldMeasure:
    """A measure with the statuses that count as right, the first choice first."""

    text: str
    statuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoldPage:
    """The truth about one page; `alt` holds other right forms of a value, `optional` values not punished."""

    file: str
    kind: str
    body_text: str = ""
    spam: bool = False
    tampered: bool = False
    damaged: bool = False
    must_not: tuple[str, ...] = ()
    must_not_spam: tuple[str, ...] = ()
    fields: Mapping[str, tuple[GoldValue, ...]] | None = None
    alt: Mapping[str, Mapping[str, tuple[GoldValue, ...]]] | None = None
    optional: Mapping[str, tuple[GoldValue, ...]] | None = None
    topic: tuple[str, ...] = ()
    measures: tuple[GoldMeasure, ...] = ()

    @property
    def is_letter(self) -> bool:
        """Whether text, fields, measures and topics of the page are scored, not only its kind."""
        return self.kind in LETTER_KINDS and bool(self.body_text)


def load_gold(paths: Iterable[Path]) -> list[GoldPage]:
    """The pages of several gold files in order; UsageError names the line that is no gold page."""
    return [page for path in paths for page in _read(path)]


def _read(path: Path) -> list[GoldPage]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}") from error
    pages = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            pages.append(gold_page(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(f"{path}:{number}: no gold page: {error!r}") from error
    return pages


def gold_page(row: Mapping[str, Any]) -> GoldPage:
    """A gold page from its JSON object; KeyError if `file` or `kind` is missing."""
    return GoldPage(
        file=row["file"],
        kind=row["kind"],
        body_text=row.get("body_text") or "",
        spam=bool(row.get("spam")),
        tampered=bool(row.get("tampered")),
        damaged=bool(row.get("damaged")),
        must_not=tuple(row.get("must_not", ())),
        must_not_spam=tuple(row.get("must_not_spam", ())),
        fields=_lists(row.get("fields", {})),
        alt={name: _lists(forms) for name, forms in row.get("alt", {}).items()},
        optional=_lists(row.get("optional", {})),
        topic=tuple(row.get("topic") or ()),
        measures=tuple(
            GoldMeasure(m["text"], (m["status"], *m.get("status_alt", ()))) for m in row.get("measures", ())
        ),
    )


def _lists(values: Mapping[str, Iterable[GoldValue]]) -> dict[str, tuple[GoldValue, ...]]:
    return {name: tuple(items) for name, items in values.items()}
