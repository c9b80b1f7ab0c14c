"""The topic report as a reader meets it: a real browser renders it without a network."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.pages import Inputs
from pipeline.run import read_pages
from pipeline.summarise import summarise, to_html

CORPUS = Path(__file__).parent.parent / "corpus" / "pages"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP*~NOTFOUND",
]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    records = (result.record for result in read_pages(list(Inputs([str(CORPUS)]))[:24]))
    path = tmp_path_factory.mktemp("report") / "topics.html"
    path.write_text(to_html(summarise(records)), "utf-8")
    return path


def chromium(profile: Path, *args: str) -> str:
    done = subprocess.run(
        [str(CHROMIUM), *QUIET, f"--user-data-dir={profile}", *args],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")
def test_report_renders_offline(report: Path, tmp_path: Path) -> None:
    dom = chromium(tmp_path / "profile", "--dump-dom", report.as_uri())
    assert "<h1" in dom
    assert "<svg" in dom
    assert "http://" not in dom.replace("http://www.w3.org", "").split("<body")[0]


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")
def test_report_prints(report: Path, tmp_path: Path) -> None:
    pdf = tmp_path / "topics.pdf"
    chromium(tmp_path / "profile", f"--print-to-pdf={pdf}", report.as_uri())
    assert pdf.read_bytes().startswith(b"%PDF")
