"""The notes 怎么算的 that explain each group of figures."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.rules import load_toml


@dataclass(frozen=True, slots=True)
class Note:
    """How a group of figures is made."""

    key: str
    head: str
    text: str


NOTES: dict[str, Note] = {
    key: Note(key, row["head"], row["text"])
    for key, row in load_toml("pipeline.summarise", "data/notes.toml").items()
}
