"""Checks the corpus itself: gold against its pages, letters and labelled texts against each other.

`python -m tests.corpus_check` prints the pages by type, the largest overlaps and every problem; exit 1 if any.
Of blind gold only the file and the broken rule are named, never a value.
"""

from __future__ import annotations

import html
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

from pipeline.document import KINDS, LETTER_KINDS, STATUSES
from pipeline.evaluation import FIELDS, GoldPage, load_gold
from pipeline.evaluation.normal import comparable
from tests.corpus_counts import counts, counts_table

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
GRAM = 8
MAX_OVERLAP = 0.20
MIN_LABELS = 60
TOPICS = frozenset(f"R{i:02d}" for i in range(1, 23))

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_UNSEEN = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_DOCUMENT_NUMBER = re.compile(r"[一-\u9fff]{2,14}〔(?:19|20)\d{2}〕(?:[1-9]\d*(?:-\d+)?|[×X]+)号")

Problems = Iterator[str]


# --- pages ---


def decode(data: bytes) -> str:
    """A page's text: UTF-8 if it is, else the charset it names (never UTF-8 again), else GB 18030."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        named = _CHARSET.search(data[:4096])
        charset = named[1].decode("ascii").lower() if named else "gb18030"
        return data.decode("gb18030" if charset.startswith(("gb", "utf")) else charset, errors="replace")


def shown(source: str) -> str:
    """The words that a page shows, in the form for comparison."""
    return comparable(html.unescape(_TAG.sub("", _UNSEEN.sub("", source))))


@cache
def page_texts(path: Path) -> tuple[str, str]:
    """The words a page shows, and its whole source with scripts and attributes, for comparison."""
    source = decode(path.read_bytes())
    return (comparable(source) if path.suffix == ".txt" else shown(source)), comparable(html.unescape(source))


# --- gold ---


def page_exists(gold: GoldPage, pages: Path) -> Problems:
    if not (pages / gold.file).is_file():
        yield "has no page"


def kind_is_known(gold: GoldPage, pages: Path) -> Problems:
    if gold.kind not in KINDS:
        yield f"kind {gold.kind}"


def letters_have_text(gold: GoldPage, pages: Path) -> Problems:
    if gold.kind in LETTER_KINDS and not gold.body_text:
        yield "a letter without body_text"


def fields_are_known(gold: GoldPage, pages: Path) -> Problems:
    for part in (gold.fields or {}, gold.alt or {}, gold.optional or {}):
        yield from (f"field {name}" for name in part if name not in FIELDS)
    if gold.is_letter:
        yield from (f"field {name} is missing" for name in FIELDS if name not in (gold.fields or {}))


def dates_are_valid(gold: GoldPage, pages: Path) -> Problems:
    for name in ("publish_date", "issue_date"):
        for value in (gold.fields or {}).get(name, ()):
            if not _is_date(str(value)):
                yield f"{name} {value}"


def _is_date(text: str) -> bool:
    try:
        return bool(_ISO.fullmatch(text)) and date.fromisoformat(text).year > 1949
    except ValueError:
        return False


def document_numbers_are_normal(gold: GoldPage, pages: Path) -> Problems:
    for name in ("document_number", "cited_document"):
        for value in (gold.fields or {}).get(name, ()):
            if not _DOCUMENT_NUMBER.fullmatch(str(value)):
                yield f"{name} {value}"


def money_is_a_number(gold: GoldPage, pages: Path) -> Problems:
    for value in (gold.fields or {}).get("money", ()):
        if isinstance(value, str) or value < 0:
            yield f"money {value!r}"


def alternatives_belong_to_values(gold: GoldPage, pages: Path) -> Problems:
    for name, forms in (gold.alt or {}).items():
        known = {str(value) for value in (gold.fields or {}).get(name, ())}
        yield from (f"alt {name} of no value {value}" for value in forms if value not in known)


def measures_stand_in_the_text(gold: GoldPage, pages: Path) -> Problems:
    body = comparable(gold.body_text)
    for measure in gold.measures:
        if not measure.text or comparable(measure.text) not in body:
            yield f"measure {measure.text!r} is not in body_text"
        yield from (f"status {status}" for status in measure.statuses if status not in STATUSES)


def topics_are_known(gold: GoldPage, pages: Path) -> Problems:
    yield from (f"topic {label}" for label in gold.topic if label not in TOPICS | {"R00"})
    if gold.is_letter and not gold.topic:
        yield "a letter without topic"


def unwanted_words_stand_beside_the_text(gold: GoldPage, pages: Path) -> Problems:
    """Each is on the page (shown or in its source) and not in the clean text, and spam is among them."""
    body = comparable(gold.body_text)
    texts = page_texts(pages / gold.file) if (pages / gold.file).is_file() else ()
    for words in gold.must_not:
        if not any(comparable(words) in text for text in texts):
            yield f"must_not {words!r} is not on the page"
        if comparable(words) in body:
            yield f"must_not {words!r} is in body_text"
    yield from (f"spam {w!r} is not in must_not" for w in gold.must_not_spam if w not in gold.must_not)


def lines_stand_on_the_page(gold: GoldPage, pages: Path) -> Problems:
    """The clean text of an undamaged page holds nothing that the page does not show."""
    if gold.damaged or gold.tampered or not (pages / gold.file).is_file():
        return
    text = page_texts(pages / gold.file)[0]
    for line in gold.body_text.splitlines():
        if comparable(line) not in text:
            yield f"line {line[:40]!r} is not on the page"


def flags_agree(gold: GoldPage, pages: Path) -> Problems:
    if gold.must_not_spam and not gold.spam:
        yield "spam words on a page without spam"


CHECKS: tuple[Callable[[GoldPage, Path], Problems], ...] = (
    page_exists,
    kind_is_known,
    letters_have_text,
    fields_are_known,
    dates_are_valid,
    document_numbers_are_normal,
    money_is_a_number,
    alternatives_belong_to_values,
    measures_stand_in_the_text,
    topics_are_known,
    unwanted_words_stand_beside_the_text,
    lines_stand_on_the_page,
    flags_agree,
)


def check_gold(path: Path, pages: Path) -> Problems:
    """Problems of one gold file; of a blind one the values are left out."""
    blind = path.name.startswith("blind")
    for gold in load_gold([path]):
        for check in CHECKS:
            for problem in check(gold, pages):
                yield f"{path.name}: {gold.file}: {check.__name__ if blind else problem}"


def check_files(gold: Iterable[GoldPage], pages: Path) -> Problems:
    """Each page has one gold object, each stands in one file."""
    times = Counter(page.file for page in gold)
    yield from (f"{file}: gold stands {n} times" for file, n in times.items() if n > 1)
    names = (path.name for path in sorted(pages.iterdir()) if path.suffix not in (".headers", ".json", ".md"))
    yield from (f"{name}: page without gold" for name in names if name not in times)


# --- texts against each other ---


def shingles(text: str) -> frozenset[str]:
    text = comparable(text)
    return frozenset(text[i : i + GRAM] for i in range(len(text) - GRAM + 1))


def overlaps(texts: Mapping[str, str]) -> list[tuple[float, str, str]]:
    """Shared 8-grams of each pair that shares any, as a share of the smaller set, the largest first."""
    sets = {name: shingles(text) for name, text in texts.items()}
    holders: dict[str, list[str]] = defaultdict(list)
    for name, grams in sets.items():
        for gram in grams:
            holders[gram].append(name)
    shared = Counter(pair for names in holders.values() for pair in combinations(names, 2))
    found = ((n / min(len(sets[a]), len(sets[b])), a, b) for (a, b), n in shared.items())
    return sorted(found, reverse=True)


def too_alike(texts: Mapping[str, str]) -> Problems:
    for share, a, b in overlaps(texts):
        if share > MAX_OVERLAP:
            yield f"{a} and {b} share {share:.0%} of their {GRAM}-grams"


# --- labels ---


def load_labels(folder: Path) -> dict[str, dict[str, str]]:
    """Rows of the labelled texts by `file:line`."""
    return {
        f"{path.name}:{number}": json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
    }


def check_labels(rows: Mapping[str, Mapping[str, str]]) -> Problems:
    """Every topic has enough texts and there are no others; no text is empty."""
    counts = Counter(row["label"] for row in rows.values())
    yield from (
        f"{t}: {counts[t]} texts, {MIN_LABELS} needed" for t in sorted(TOPICS) if counts[t] < MIN_LABELS
    )
    for place, row in rows.items():
        if row["label"] not in TOPICS or (row.get("second") or row["label"]) not in TOPICS:
            yield f"{place}: label {row['label']}, second {row.get('second')}"
        if not row["text"].strip():
            yield f"{place}: no text"


# --- report ---


def page_types(gold: Iterable[GoldPage]) -> str:
    """A table: pages of each kind by file type, with those damaged, spammed or tampered."""
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for page in gold:
        traits = [t for t in ("damaged", "spam", "tampered") if getattr(page, t)]
        rows[page.kind].update(["pages", page.file.rpartition(".")[2], *traits])
        rows["all"].update(["pages", page.file.rpartition(".")[2], *traits])
    columns = ("pages", "html", "txt", "damaged", "spam", "tampered")
    lines = [f"{'kind':<16}" + "".join(f"{c:>9}" for c in columns)]
    order = sorted(rows, key=lambda kind: (kind == "all", -rows[kind]["pages"], kind))
    return "\n".join(lines + [f"{k:<16}" + "".join(f"{rows[k][c]:>9}" for c in columns) for k in order])


def gold_files(corpus: Path = CORPUS) -> list[Path]:
    return sorted((corpus / "gold").glob("*.jsonl"))


def all_problems(corpus: Path = CORPUS) -> list[str]:
    """Every problem of the whole corpus."""
    files, pages = gold_files(corpus), corpus / "pages"
    gold, labels = load_gold(files), load_labels(corpus / "labels")
    problems = [problem for path in files for problem in check_gold(path, pages)]
    problems += check_files(gold, pages)
    problems += too_alike(_letters(gold))
    problems += check_labels(labels)
    problems += too_alike({place: row["text"] for place, row in labels.items()})
    return problems


def _letters(gold: Iterable[GoldPage]) -> dict[str, str]:
    return {page.file: page.body_text for page in gold if page.body_text}


def main() -> int:
    gold, labels = load_gold(gold_files()), load_labels(CORPUS / "labels")
    print(page_types(gold))
    print(counts_table(counts(gold, CORPUS / "pages")))
    print("labelled texts", dict(sorted(Counter(row["label"] for row in labels.values()).items())))
    for title, texts in (
        ("letters", _letters(gold)),
        ("labels", {place: row["text"] for place, row in labels.items()}),
    ):
        largest = ", ".join(f"{share:.0%} {a} {b}" for share, a, b in overlaps(texts)[:3])
        print(f"largest overlaps of {title}: {largest}")
    problems = all_problems()
    print("\n".join(problems) or "no problems")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
