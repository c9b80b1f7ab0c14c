"""Grouping: letters new or changed since the last time are signed, compared with their likes and joined to them.

Two letters are joined if they are the same answer or joined to a third; so what is joined depends on what is
stored, not on the order in which it came. Of those joined only by a third, letters that contradict the trusted one
are set apart again. Each round is one transaction: after a kill the next run goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from pipeline.document import LETTER_KINDS
from pipeline.duplicates.compare import contradict, limits_for, same_answer
from pipeline.duplicates.letter import PATHS, Facts, Letter, facts_of, of_parts, read_letter
from pipeline.duplicates.rules import rules
from pipeline.duplicates.shingles import buckets, estimate, signatures, version
from pipeline.duplicates.trust import parted

_ROUND = 200

Signed = tuple[int, str, int, bytes, str]


class Copies(Protocol):
    """What grouping needs of a store inside a transaction; pages are row numbers."""

    def expect(self, version: str) -> None:
        """Forget signatures of another version."""

    def due(self, kinds: Iterable[str], parts: Sequence[str], limit: int) -> list[tuple[int, str | None]]:
        """Pages to look at, each with parts of its record, None if no path holds it or it is of another kind."""

    def done(self, pages: Iterable[int]) -> None:
        """Strike pages off that list."""

    def signed(self, pages: Iterable[int]) -> dict[int, tuple[int, bytes, str]]:
        """Digest, signature and facts of those pages that have them."""

    def holders(self, digests: Iterable[int]) -> dict[int, int]:
        """The page that stands in the buckets for all of a digest."""

    def sign(self, rows: Sequence[Signed]) -> None:
        """Store (page, version, digest, signature, facts), in place of older rows."""

    def forget(self, pages: Sequence[int], buckets: Sequence[tuple[int, int]]) -> None:
        """Delete signatures and (bucket, page); what was joined to them is due again and joined no more."""

    def put(self, buckets: Sequence[tuple[int, int]], holders: Iterable[int]) -> None:
        """Add (bucket, page) of pages that stand for their digest."""

    def met(self, buckets: Sequence[int]) -> list[tuple[int, int]]:
        """All (bucket, page) in these buckets."""

    def parts(self, page: int, parts: Sequence[str]) -> str:
        """What stands at some paths of a page's record, as a JSON array."""

    def joined(self, pages: Iterable[int]) -> dict[int, int]:
        """The component of those pages that are joined to others."""

    def members(self, components: Iterable[int]) -> dict[int, int]:
        """All pages of these components, each with its component."""

    def regroup(self, rows: Sequence[tuple[int, int, int, str]]) -> None:
        """Store (page, component, trusted page, relation), in place of older rows."""


class Store(Protocol):
    """What grouping needs of a store."""

    def copying(self) -> AbstractContextManager[Copies]:
        """One transaction."""

    def copies_due(self) -> bool:
        """Whether any page is to be looked at."""


def group(store: Store) -> int:
    """Bring the groups of a store up to date; how many pages were looked at."""
    with store.copying() as copies:
        copies.expect(version())
    looked = 0
    while store.copies_due():
        with store.copying() as copies:
            looked += _Round(copies).run()
    return looked


@dataclass
class _Round:
    """Some pages that are due, and how they are joined."""

    copies: Copies
    letters: dict[int, Letter] = field(default_factory=dict)
    others: dict[int, Letter] = field(default_factory=dict)
    roots: dict[int, int] = field(default_factory=dict)
    components: set[int] = field(default_factory=set)
    touched: set[int] = field(default_factory=set)

    def run(self) -> int:
        """Sign, compare, join; the number of pages looked at."""
        due = self.copies.due(LETTER_KINDS, PATHS, _ROUND)
        self.letters = {page: read_letter(of_parts(line)) for page, line in due if line is not None}
        pages = [page for page, _ in due]
        self.copies.done(pages)
        old = self.copies.signed(pages)
        digests = {page: letter.digest() for page, letter in self.letters.items()}
        self._forget({page: row for page, row in old.items() if row[0] != digests.get(page)})
        self._join(digests, self._sign(digests, old))
        self._regroup()
        return len(due)

    def _forget(self, rows: Mapping[int, tuple[int, bytes, str]]) -> None:
        if rows:
            signed = {page: row[1] for page, row in rows.items() if row[1]}
            listed = zip(signed, buckets(list(signed.values())), strict=True)
            self.copies.forget(list(rows), [(bucket, page) for page, row in listed for bucket in row])

    def _sign(
        self, digests: Mapping[int, int], old: Mapping[int, tuple[int, bytes, str]]
    ) -> dict[int, bytes]:
        """The signatures of the letters due, made only for new words; none for a core that is too short."""
        found = {page: row[1] for page, row in old.items() if row[0] == digests.get(page)}
        fresh = [page for page in self.letters if page not in found]
        long = [page for page in fresh if len(self.letters[page].core) >= rules().least]
        found |= dict.fromkeys(fresh, b"")
        found |= dict(zip(long, signatures([self.letters[page].core for page in long]), strict=True))
        now = version()
        rows = [
            (page, now, digests[page], found[page], letter.facts.line())
            for page, letter in self.letters.items()
        ]
        self.copies.sign(rows)
        return found

    def _join(self, digests: Mapping[int, int], signatures: Mapping[int, bytes]) -> None:
        """Join each letter to the one that stands for its digest, that one to its likes."""
        holders = self.copies.holders(digests.values())
        self._load({*self.letters, *holders.values()})
        self.touched = {page for page in self.letters if page in self.roots}
        seeking = []
        for page in sorted(page for page, signature in signatures.items() if signature):
            holder = holders.setdefault(digests[page], page)
            if holder == page:
                seeking.append(page)
            else:
                self._unite(page, holder)
        seekers = dict(zip(seeking, buckets([signatures[page] for page in seeking]), strict=True))
        self.copies.put(sorted((bucket, page) for page, row in seekers.items() for bucket in row), seekers)
        self._compare(seekers, signatures)

    def _compare(self, seekers: Mapping[int, list[int]], signatures: Mapping[int, bytes]) -> None:
        met: dict[int, set[int]] = {}
        for bucket, page in self.copies.met(sorted({bucket for row in seekers.values() for bucket in row})):
            met.setdefault(bucket, set()).add(page)
        pairs = {
            page: set().union(*(met[bucket] for bucket in row)) - {page} for page, row in seekers.items()
        }
        candidates = set().union(*pairs.values())
        self._load(candidates)
        known = {page: (row[1], facts_of(row[2])) for page, row in self.copies.signed(candidates).items()}
        for page, others in pairs.items():
            for other in sorted(others):
                if self._root(page) != self._root(other) and self._alike(
                    page, other, signatures[page], known[other]
                ):
                    self._unite(page, other)

    def _alike(self, page: int, other: int, signature: bytes, known: tuple[bytes, Facts]) -> bool:
        """Whether two letters are the same answer; most are told apart by facts and signatures, unread."""
        facts = self.letters[page].facts
        if contradict(facts, known[1]):
            return False
        if estimate(signature, known[0]) < limits_for(facts, known[1]).similarity - rules().slack:
            return False
        return same_answer(self.letters[page], self._letter(other))

    def _letter(self, page: int) -> Letter:
        found = self.letters.get(page) or self.others.get(page)
        if found is None:
            found = self.others[page] = read_letter(of_parts(self.copies.parts(page, PATHS)))
        return found

    def _load(self, pages: Iterable[int]) -> None:
        """Take over how pages not met so far are joined."""
        new = [page for page in pages if page not in self.roots]
        joined = self.copies.joined(new)
        self.roots |= joined
        self.components.update(joined.values())

    def _root(self, page: int) -> int:
        while (above := self.roots.get(page, page)) != page:
            page = above
        return page

    def _unite(self, one: int, other: int) -> None:
        first, second = sorted((self._root(one), self._root(other)))
        self.roots[second] = self.roots[first] = first
        self.touched.add(first)

    def _regroup(self) -> None:
        """Choose anew whom to trust in every component that was touched."""
        touched = {self._root(page) for page in self.touched}
        stored = {component for component in self.components if self._root(component) in touched}
        self.roots = {**self.copies.members(stored), **self.roots}
        groups: dict[int, list[int]] = {}
        for page in self.roots:
            if (root := self._root(page)) in touched:
                groups.setdefault(root, []).append(page)
        signed = self.copies.signed(page for pages in groups.values() for page in pages)
        rows = [
            (page, root, trusted, relation)
            for root, pages in groups.items()
            for page, (trusted, relation) in parted(
                {page: facts_of(signed[page][2]) for page in pages}
            ).items()
        ]
        self.copies.regroup(rows)
