"""The table of the generated pages."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.generator.letters import letters
from tests.generator.mutation import MUTATIONS, mutations
from tests.generator.spam import KINDS, inject
from tests.generator.trials import Repaired, Shape, try_damaged, try_mutated, try_spam


def report(seeds: int, *, faults: bool = False) -> str:
    """The table over all letters and as many seeds; with `faults` every page that is not as it should be."""
    started = time.perf_counter()
    notes: list[str] = []
    lines = [*_damage(seeds, notes), "", *_markup(seeds, notes), "", *_spam(seeds, notes)]
    lines += ["", f"{len(letters())} letters, {seeds} seeds each, {time.perf_counter() - started:.1f} s"]
    return "\n".join(lines + (["", *notes] if faults else []))


def _damage(seeds: int, notes: list[str]) -> Iterator[str]:
    total, dated, right_dates = Repaired(), 0, 0
    for letter in letters():
        for seed in range(seeds):
            one = try_damaged(letter, seed)
            total.right += one.right
            total.wrong += one.wrong
            total.lost += one.lost
            total.found += one.found
            dated += one.issue_date is not None
            right_dates += one.issue_date is True
            notes += [f"{letter.file} {seed} wrong repair {wrong}" for wrong in one.wrong]
            notes += [f"{letter.file} {seed} missed {missed}" for missed in one.missed]
            if one.issue_date is False:
                notes.append(f"{letter.file} {seed} issue date")
    wrong = Counter(rule for rule, _, _ in total.wrong)
    yield "repair  right  wrong  precision   lost  found  recall"
    for rule in sorted({*total.right, *wrong, *total.lost}):
        yield _repair_row(rule, total.right[rule], wrong[rule], total.lost[rule], total.found[rule])
    yield _repair_row("all", total.right.total(), wrong.total(), total.lost.total(), total.found.total())
    yield f"issue date right {_share(right_dates, dated)} of {dated}"


def _repair_row(rule: str, right: int, wrong: int, lost: int, found: int) -> str:
    precision, recall = _share(right, right + wrong), _share(found, lost)
    return f"{rule:6} {right:6} {wrong:6} {precision:>10} {lost:6} {found:6} {recall:>7}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def _markup(seeds: int, notes: list[str]) -> Iterator[str]:
    ways = defaultdict[str, list[tuple[Shape, list[str]]]](list)
    for letter in letters():
        for seed in range(seeds):
            one, changed = try_mutated(letter, seed)
            names = mutations(letter.html, seed)
            for name in ("all", *names):
                ways[name].append((one, changed))
            if one.lost or one.gained or changed:
                notes.append(f"{letter.file} {seed} mutated {one} {changed} by {' '.join(names)}")
    yield "mutation            pages  whole  lowest similarity  same fields"
    for name in (*MUTATIONS, "all"):
        yield _mutation_row(name, ways[name])


def _mutation_row(name: str, trials: list[tuple[Shape, list[str]]]) -> str:
    count = len(trials)
    whole = sum(not (one.lost or one.gained) for one, _ in trials)
    same = sum(not changed for _, changed in trials)
    lowest = min((one.similarity for one, _ in trials), default=1.0)
    return f"{name:18} {count:6} {_share(whole, count):>6} {lowest:18.4f} {_share(same, count):>12}"


def _spam(seeds: int, notes: list[str]) -> Iterator[str]:
    yield "injection     strings  removed  letters whole  flagged"
    for kind in KINDS:
        strings = left = whole = flagged = pages = 0
        for letter in letters():
            for seed in range(seeds):
                injected = inject(letter.html, kind, seed)
                one, stays, flag = try_spam(letter, injected)
                pages += 1
                strings += len(injected.strings)
                left += len(stays)
                whole += not (one.lost or one.gained)
                flagged += flag
                if stays or one.lost or one.gained:
                    notes.append(f"{letter.file} {seed} {kind} {one} {' '.join(stays)}")
        yield (
            f"{kind:13} {strings:7} {_share(strings - left, strings):>8} "
            f"{_share(whole, pages):>14} {_share(flagged, pages):>8}"
        )
