"""The command as a user meets it: outputs, exit codes, one-line errors, quick start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.letters import standard

FUWEN = [sys.executable, "-m", "pipeline.cli"]
ROOT = Path(__file__).parent.parent


def fuwen(*args: str, **more: object) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "NO_COLOR": "1", "COLUMNS": "100", **more.pop("env", {})}  # type: ignore[dict-item]
    return subprocess.run(
        [*FUWEN, *args], capture_output=True, text=True, cwd=ROOT, env=env, timeout=120, check=False, **more
    )  # type: ignore[call-overload]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("cli")
    page = standard(tail="望川县水利局\n2022年5月27日\n联系人：李某 电话：0799-1234567")
    (folder / "a.html").write_text(f"<div id=zoom><p>{page.replace(chr(10), '</p><p>')}</p></div>", "utf-8")
    url = f"sqlite:///{folder}/s.db"
    done = fuwen("ingest", str(folder), "--store", url, "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["new"] == 1
    return url


def test_read_masks_and_shows(store: str) -> None:
    page = Path(store.removeprefix("sqlite:///")).parent / "a.html"
    done = fuwen("read", str(page), "--tokens")
    record = json.loads(done.stdout)
    assert "1234567" not in done.stdout
    assert "".join(record["tokens"]) == record["text"]
    shown = json.loads(fuwen("read", str(page), "--show-personal").stdout)
    assert shown["fields"]["contact_phone"][0]["value"] == "0799-1234567"


def test_read_standard_input(store: str) -> None:
    page = Path(store.removeprefix("sqlite:///")).parent / "a.html"
    record = json.loads(fuwen("read", "-", input=page.read_text("utf-8")).stdout)
    assert (record["source"]["path"], record["kind"]) == ("-", "reply")


def test_copies_are_one_hit(tmp_path: Path) -> None:
    body = "一、已在青石、双河两个乡镇建成消防站2座，投入资金80万元，配备消防车3辆，招录专职队员26名，实行24小时值班备勤。"
    lines = standard(body=body).split("\n")
    for name, lead in (("a", "政府门户网站"), ("b", "部门网站")):
        page = f"<p>{lead}</p><div id=zoom>{''.join(f'<p>{line}</p>' for line in lines)}</div>"
        (tmp_path / f"{name}.html").write_text(page, "utf-8")
    url = f"sqlite:///{tmp_path}/s.db"
    assert fuwen("ingest", str(tmp_path), "--store", url).returncode == 0
    assert "共 2 份" in fuwen("search", "消防车", "--store", url).stdout
    (hit,) = json.loads(fuwen("search", "消防车", "--store", url, "--format", "json").stdout)["hits"]
    both = fuwen("search", "消防车", "--store", url, "--format", "json", "--all-copies").stdout
    assert [each["copies"] for each in json.loads(both)["hits"]] == [2, 2]
    other = "b.html" if hit["path"].endswith("a.html") else "a.html"
    assert other in fuwen("show", hit["id"], "--store", url).stdout


def test_search_show_topics_export(store: str, tmp_path: Path) -> None:
    hits = json.loads(fuwen("search", "消防站", "kind:reply", "--store", store, "--format", "json").stdout)
    assert hits["hits"][0]["agency"] == "望川县水利局" or "望川县水利局" in json.dumps(
        hits, ensure_ascii=False
    )
    identifier = hits["hits"][0]["id"]
    shown = fuwen("show", identifier[:12], "--store", store)
    assert shown.returncode == 0
    assert "望川县水利局" in shown.stdout
    assert "1234567" not in shown.stdout
    assert fuwen("topics", "--store", store).stdout.startswith("#")
    for fmt in ("md", "html", "json"):
        done = fuwen("topics", "--store", store, "--format", fmt, "-o", str(tmp_path))
        assert Path(done.stdout.strip()).is_file()
    assert fuwen("export", "--store", store, "-o", str(tmp_path)).returncode == 0
    assert (tmp_path / "replies.csv").is_file()


def test_no_hit_is_no_error(store: str) -> None:
    assert fuwen("search", "没有这样的话", "--store", store).returncode == 0


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["read", "no/such/path"], 2),
        (["search", "topic:", "--store", "STORE"], 2),
        (["search", "(", "--store", "STORE"], 2),
        (["show", "ffff", "--store", "STORE"], 1),
        (["search", "x", "--store", "sqlite:///no/such/store.db"], 1),
        (["crawl", "no-such-site"], 2),
        (["ingest"], 2),
        (["read", "x", "-j", "0"], 2),
        (["nonsense"], 2),
    ],
)
def test_exit_codes_and_one_line(store: str, args: list[str], code: int) -> None:
    done = fuwen(*[store if a == "STORE" else a for a in args])
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_too_many_bad_pages_fail_the_run(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9)
    url = f"sqlite:///{tmp_path}/s.db"
    done = fuwen("ingest", str(tmp_path), "--store", url)
    assert done.returncode == 1
    assert "UnreadablePage" in done.stdout
    assert fuwen("ingest", str(tmp_path), "--store", url, "--max-bad", "100").returncode == 0


def test_a_broken_pipe_is_silent() -> None:
    command = f"{sys.executable} -m pipeline.cli read corpus/pages | head -c 100"
    done = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, cwd=ROOT, timeout=120, check=False
    )
    assert "Traceback" not in done.stderr
    assert done.stderr == ""


@pytest.mark.parametrize("module", ["sklearn", "lxml", "jieba", "bs4", "requests", "scipy", "numpy"])
def test_light_commands_import_nothing_heavy(module: str, store: str) -> None:
    code = (
        f"import sys; from pipeline.cli import main; main(['search', 'kind:reply', '--store', {store!r}]); "
        f"sys.exit({module!r} in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, cwd=ROOT, timeout=60, check=False
    )
    assert done.returncode == 0, module
