"""The whole chain: order kept, one record a page whatever the page, idempotent ingest."""

from __future__ import annotations

import json
import time
from pathlib import Path

import jsonschema
import pytest

from pipeline.document import Document
from pipeline.errors import UsageError
from pipeline.ingest import ingest
from pipeline.pages import Inputs, Page
from pipeline.record import schema
from pipeline.run import batches, read_batch, read_page, read_pages
from pipeline.store import open_store
from tests.hostile import write_hostile
from tests.letters import standard

CORPUS = Path(__file__).parent.parent / "corpus" / "pages"


def html(text: str) -> bytes:
    return (
        "<html><body><div id=zoom>" + "".join(f"<p>{p}</p>" for p in text.split("\n")) + "</div>"
    ).encode()


def test_every_corpus_page_gives_a_valid_record_in_order() -> None:
    results = list(read_pages(Inputs([str(CORPUS)])))
    assert [r.path for r in results] == sorted(r.path for r in results)
    assert len(results) >= 40
    for result in results:
        assert "error" not in result.record, result.record
        jsonschema.validate(result.record, schema())
        assert "".join(result.tokens) == result.record["text"]
        for items in result.record["fields"].values():
            for item in items:
                if item["where"] == "text":
                    assert result.record["text"][item["start"] : item["end"]] == item["raw"]
                else:
                    assert (item["start"], item["end"]) == (None, None)


def test_one_process_and_several_agree() -> None:
    pages = list(Inputs([str(CORPUS)]))[:12]
    assert list(read_pages(pages, 1)) == list(read_pages(pages, 2))


def test_hostile_folder(tmp_path: Path) -> None:
    sentences = write_hostile(tmp_path)
    names, texts = [], {}
    for page in Inputs([str(tmp_path)]):
        start = time.perf_counter()
        record = read_page(page).record
        assert time.perf_counter() - start < 20, page.path
        jsonschema.validate(record, schema())
        name = Path(page.path).name
        names.append(name)
        texts[name] = record.get("text", "")
    assert names == sorted(sentences)
    for name, sentence in sentences.items():
        if sentence:
            assert sentence in texts[name], name


def test_empty_and_binary(tmp_path: Path) -> None:
    write_hostile(tmp_path)
    empty = read_page(Page(str(tmp_path / "a_empty.html"))).record
    assert (empty["kind"], empty["flags"], empty["text"]) == ("other", ["empty"], "")
    binary = read_page(Page(str(tmp_path / "b_binary.html"))).record
    assert binary["error"]["type"] == "UnreadablePage"
    gone = read_page(Page(str(tmp_path / "gone.html"))).record
    assert gone["error"]["type"] == "UnreadablePage"


def test_sidecars_give_address_time_and_charset(tmp_path: Path) -> None:
    page = tmp_path / "p.html"
    page.write_bytes(html(standard()).decode().encode("gb18030"))
    (tmp_path / "p.html.headers").write_text("Content-Type: text/html; charset=gbk\n")
    (tmp_path / "p.json").write_text(
        json.dumps({"url": "https://www.example.gov.cn/a", "fetched_at": "2023-01-02"})
    )
    record = read_page(Page(str(page))).record
    assert (record["source"]["url"], record["source"]["fetched_at"]) == (
        "https://www.example.gov.cn/a",
        "2023-01-02",
    )
    assert record["kind"] == "reply"
    assert [p.path for p in Inputs([str(tmp_path)])] == [str(page)]


def test_other_endings_are_counted_and_missing_paths_refused(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"x")
    (tmp_path / "b").write_bytes(b"x")
    inputs = Inputs([str(tmp_path)])
    assert list(inputs) == []
    assert inputs.skipped == {".pdf": 1, "no ending": 1}
    with pytest.raises(UsageError, match="no such path"):
        Inputs([str(tmp_path / "none")])


def test_ingest_is_idempotent_and_sees_changes(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for n in range(3):
        (folder / f"{n}.html").write_bytes(html(standard(tail=f"望川县水利局\n2022年5月2{n}日")))
    (folder / "x.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9)
    url = f"sqlite:///{tmp_path}/s.db"
    with open_store(url, create=True) as store:
        first = ingest(Inputs([str(folder)]), store)
        assert (first.read, first.new, first.quarantined) == (4, 3, 1)
        assert first.bad_share() == 0.25
        second = ingest(Inputs([str(folder)]), store)
        assert (second.new, second.changed, second.unchanged) == (0, 0, 3)
        (folder / "0.html").write_bytes(html(standard(tail="望川县水利局\n2023年1月1日")))
        third = ingest(Inputs([str(folder)]), store)
        assert (third.changed, third.unchanged) == (1, 2)
        forced = ingest(Inputs([str(folder)]), store, force=True)
        assert (forced.read, forced.new, forced.changed) == (4, 0, 0)
        assert store.size() == 3


def test_a_fault_of_ours_on_one_page_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(doc: Document) -> Document:
        if "县水利局" in doc.text:
            raise ZeroDivisionError("division by zero")
        return doc

    monkeypatch.setattr("pipeline.run.stages", lambda: (("broken", broken),))
    bad, good = "<p>县水利局</p>".encode(), "<p>县农业农村局</p>".encode()
    first, second, third = (r.record for r in read_batch([Page("a", good), Page("b", bad), Page("c", good)]))
    assert second["error"] == {"type": "ZeroDivisionError", "message": "division by zero"}
    assert first["text"] == third["text"] == "县农业农村局"


def test_large_pages_are_not_read_together(tmp_path: Path) -> None:
    large = tmp_path / "large.html"
    large.write_bytes(b" " * 5_000_000)
    small = [Page(str(n), b"x") for n in range(40)]
    sizes = [len(batch) for batch in batches([*small, Page(str(large)), *small])]
    assert sizes == [32, 9, 32, 8]
