"""The store: idempotent by content, older versions kept, safe against a kill, errors in one line."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import StoreError, UsageError
from pipeline.record import to_line
from pipeline.search import matching
from pipeline.store import Counts, Store, open_store
from tests.records import letter, record, sha


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    ticks = (f"2026-01-01T00:00:{n:02}+00:00" for n in range(60))
    with open_store(f"sqlite:///{tmp_path}/s.db", create=True, clock=lambda: next(ticks)) as opened:
        yield opened


def page(path: str, text: str = "关于养老的答复") -> tuple[str, dict, list[str]]:
    return path, record(text, path=path), list(text)


def test_record_comes_back_whole(store: Store) -> None:
    made = letter()
    assert store.write([("letter.html", made, [])]) == Counts(new=1)
    assert store.get(made["id"]) == json.loads(to_line(made))
    assert list(store.records()) == [store.get(made["id"][:8])]


def test_writing_twice_changes_nothing(store: Store) -> None:
    entries = [page("a.html"), page("b.html")]
    assert store.write(entries) == Counts(new=2)
    assert store.write(entries) == Counts(unchanged=2)
    assert store.size() == 2
    assert store.history("a.html") == []


def test_same_path_other_bytes_is_changed_and_the_old_is_kept(store: Store) -> None:
    old, new = page("a.html", "旧的答复"), page("a.html", "新的答复")
    store.write([old])
    store.seen(["a.html"])
    assert store.write([new]) == Counts(changed=1)
    assert store.known("a.html") == new[1]["id"]
    assert [row[0] for row in store.history("a.html")] == [old[1]["id"]]
    first, last = store.history("a.html")[0][1:]
    assert first < last
    assert store.get(old[1]["id"])["text"] == "旧的答复"
    assert matching(store, "旧的") == []
    assert matching(store, "新的") == [new[1]["id"]]
    assert store.write([old]) == Counts(changed=1)
    assert matching(store, "旧的") == [old[1]["id"]]


def test_same_bytes_under_two_paths_are_one_record(store: Store) -> None:
    made = record("同文", path="a.html")
    copy = {**made, "source": {**made["source"], "path": "b.html"}}
    assert store.write([("a.html", made, []), ("b.html", copy, [])]) == Counts(new=2)
    assert store.size() == 1
    assert store.paths(made["id"]) == ["a.html", "b.html"]
    assert store.get(made["id"])["source"]["path"] == "a.html"
    assert store.holds(made["id"])
    assert store.link("c.html", made["id"]) == Counts(new=1)
    assert store.known("c.html") == made["id"]
    with pytest.raises(StoreError, match="no page"):
        store.link("d.html", sha("other"))


def test_same_bytes_read_anew_replace_the_record_and_its_index(store: Store) -> None:
    first = record("第一次读出的正文", "标题甲", flags=("damaged",))
    again = {**record("第二次读出", "标题乙"), "id": first["id"]}
    store.write([("a.html", first, ["第一次", "读出"])])
    assert store.write([("a.html", again, ["第二次", "读出"])]) == Counts(unchanged=1)
    assert store.get(first["id"])["text"] == "第二次读出"
    assert matching(store, "第一次") == matching(store, "标题甲") == matching(store, "flag:damaged") == []
    assert matching(store, "第二次读出 标题乙") == [first["id"]]
    assert store.rows("SELECT count(*) FROM pages_fts WHERE pages_fts MATCH '\"第 一 次\"'") == [(0,)]


def test_errors_go_into_quarantine_and_out_again(store: Store) -> None:
    source = {"path": "a.html", "url": None, "fetched_at": None, "encoding": None, "bytes": 3}
    bad = {
        "schema": 1,
        "id": sha("x"),
        "source": source,
        "error": {"type": "UnreadablePage", "message": "binary"},
    }
    assert store.write([("a.html", bad, [])]) == Counts(quarantined=1)
    assert store.quarantined() == [("a.html", "UnreadablePage", "binary")]
    assert store.known("a.html") is None
    store.quarantine("z.html", None, "OSError", "gone")
    assert [row[0] for row in store.quarantined()] == ["a.html", "z.html"]
    store.write([page("a.html")])
    assert [row[0] for row in store.quarantined()] == ["z.html"]


def test_runs_are_noted(store: Store) -> None:
    run = store.begin_run()
    store.end_run(run, Counts(new=3, quarantined=1))
    killed = store.begin_run()
    rows = store.rows("SELECT run, ended IS NULL, new, quarantined FROM runs ORDER BY run")
    assert rows == [(run, 0, 3, 1), (killed, 1, None, None)]


@pytest.mark.parametrize("prefix", ["", "zz", "ffffffffffff", "%", "' OR 1=1"])
def test_unknown_id(store: Store, prefix: str) -> None:
    store.write([page("a.html")])
    with pytest.raises(StoreError, match="no page"):
        store.get(prefix)


def test_ambiguous_prefix_names_candidates(store: Store) -> None:
    store.write(
        [
            ("a.html", {**record("甲"), "id": "ab" * 32}, []),
            ("b.html", {**record("乙"), "id": "abcd" * 16}, []),
        ]
    )
    with pytest.raises(StoreError, match="several pages begin with ab"):
        store.get("AB")
    assert store.get("abcd")["text"] == "乙"


def test_records_in_order_of_path_or_of_ids(store: Store) -> None:
    entries = [page("b.html", "乙"), page("a.html", "甲"), page("c.html", "丙")]
    store.write(entries)
    assert [r["text"] for r in store.records()] == ["甲", "乙", "丙"]
    assert [r["text"] for r in store.records([entries[2][1]["id"], entries[0][1]["id"]])] == ["丙", "乙"]


def test_a_failing_batch_leaves_whole_transactions(store: Store) -> None:
    def entries() -> Iterator[tuple[str, dict, list[str]]]:
        yield from (page(f"{n}.html", f"文{n}") for n in range(5))
        raise ValueError("the chain broke")

    with pytest.raises(ValueError, match="the chain broke"):
        store.write(entries(), size=2)
    assert store.size() == 4
    assert store.write((page(f"{n}.html", f"文{n}") for n in range(5)), size=2) == Counts(new=1, unchanged=4)


def test_odd_characters_can_be_stored(store: Store) -> None:
    made = record("坏\udc80字\x00末\U00020000", path="\udcb0\udca1.html")
    assert store.write([("\udcb0\udca1.html", made, ["坏\udc80字"])]) == Counts(new=1)
    assert store.known("\udcb0\udca1.html") == made["id"]
    assert store.get(made["id"])["text"] == made["text"]
    assert matching(store, '"末\U00020000"') == [made["id"]]


def test_nothing_personal_outside_the_record(store: Store) -> None:
    text = letter()["text"]
    tokens = [part for part in re.split("(王小红|0799-6543210|交通|\\W)", text) if part]
    store.write([("letter.html", letter(), tokens)])
    dump = "\n".join(store._connection.iterdump())  # every byte of every table
    outside = dump.replace(to_line(letter()).replace("'", "''"), "")
    assert "0799-6543210" in dump
    assert "0799-6543210" not in outside
    assert "王小红" not in outside
    assert "交通" in store.rows("SELECT words FROM pages")[0][0].split(" ")
    assert matching(store, "王小红") == matching(store, "6543210") == []
    assert len(matching(store, "has:contact_phone")) == 1


@pytest.mark.parametrize(
    ("url", "error", "message"),
    [
        ("postgresql://host/db", StoreError, "not supported yet"),
        ("postgres://host/db", StoreError, "not supported yet"),
        ("mysql://host/db", UsageError, "not a store URL"),
        ("sqlite:///", UsageError, "not a store URL"),
        ("fuwen.db", UsageError, "not a store URL"),
        ("sqlite:///missing/fuwen.db", StoreError, "no store at missing/fuwen.db"),
    ],
)
def test_urls_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, error: type, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error, match=message):
        open_store(url)


def test_other_files_are_refused_and_kept(tmp_path: Path) -> None:
    text = tmp_path / "notes.db"
    text.write_text("no database at all" * 100)
    with pytest.raises(StoreError, match="not a database"):
        open_store(f"sqlite:///{text}", create=True)
    foreign = tmp_path / "foreign.db"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    with pytest.raises(StoreError, match="no fuwen store"):
        open_store(f"sqlite:///{foreign}", create=True)
    newer = tmp_path / "newer.db"
    open_store(f"sqlite:///{newer}", create=True).close()
    with sqlite3.connect(newer) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="schema 99"):
        open_store(f"sqlite:///{newer}")


def test_folders_are_made_only_on_create(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a/b/s.db"
    with pytest.raises(StoreError, match="fuwen ingest"):
        open_store(url)
    assert not (tmp_path / "a").exists()
    open_store(url, create=True).close()
    open_store(url).close()


WRITER = """
import sys
from pipeline.store import open_store
from tests.records import record
def entries():
    for n in range(100000):
        text = f"第{n}号答复" * 30
        yield f"{n}.html", record(text, path=f"{n}.html"), [text]
        if n % 10 == 9:
            print(n, flush=True)
open_store(sys.argv[1], create=True).write(entries(), size=10)
"""


@pytest.mark.parametrize("lines", [1, 7, 23])
def test_kill_leaves_whole_batches(tmp_path: Path, lines: int) -> None:
    url = f"sqlite:///{tmp_path}/s.db"
    root = Path(__file__).parent.parent
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, url],
        stdout=subprocess.PIPE,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    ) as writer:
        assert writer.stdout is not None
        for _ in range(lines):
            writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
    with open_store(url, create=True) as store:
        assert store.rows("PRAGMA integrity_check") == [("ok",)]
        store._connection.execute("INSERT INTO pages_fts (pages_fts) VALUES ('integrity-check')")
        size = store.size()
        assert size % 10 == 0
        assert size >= (lines - 1) * 10
        assert len(matching(store, "号答复")) == size
        assert store.rows("SELECT count(*) FROM pages") == [(size,)]


def test_two_writers_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/s.db"
    with open_store(url, create=True) as one, open_store(url, create=True) as two:
        one.write([page("a.html")])
        two.write([page("a.html"), page("b.html", "另文")])
        assert one.size() == two.size() == 2
