"""The house keeps its word: README and commands agree, the lock names no index, files are short."""

from __future__ import annotations

import argparse
import ast
import re
from pathlib import Path

from pipeline.cli import build_parser

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def commands() -> dict[str, argparse.ArgumentParser]:
    (action,) = (a for a in build_parser()._actions if isinstance(a, argparse._SubParsersAction))
    return action.choices


def options(parser: argparse.ArgumentParser) -> set[str]:
    return {o for a in parser._actions for o in a.option_strings if o.startswith("--")} - {"--help"}


def make_targets() -> set[str]:
    (line,) = re.findall(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)
    return set(line.split())


def test_readme_names_every_command_and_option() -> None:
    for name, parser in commands().items():
        assert re.search(rf"\bfuwen {name}\b", README), name
        for option in options(parser):
            assert option in README, f"{name} {option}"


def test_readme_names_no_strangers() -> None:
    known = set(commands())
    assert set(re.findall(r"(?:`|bin/)fuwen ([a-z]+)\b", README)) <= known
    every = set().union(*(options(p) for p in commands().values())) | {"--help", "--version"}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README)) <= every | {"--allow-regression", "--update"}


def test_readme_and_makefile_agree() -> None:
    assert set(re.findall(r"\bmake ([a-z]+)\b", README)) == make_targets()


def test_the_lock_has_hashes_and_no_index() -> None:
    for lock in (ROOT / ".lock").glob("*.txt"):
        text = lock.read_text("utf-8")
        assert not re.search(r"--(?:extra-)?index-url|--find-links|--trusted-host|https?://|file:", text), (
            lock
        )
        for block in re.split(r"\n(?=[a-zA-Z])", text.strip()):
            assert "--hash=sha256:" in block, block.split("\n")[0]


def test_functions_and_modules_are_short() -> None:
    for file in (ROOT / "pipeline").rglob("*.py"):
        source = file.read_text("utf-8")
        assert source.count("\n") <= 330, file
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 50, f"{file}: {node.name}"


def test_every_data_file_ships() -> None:
    endings = {
        p.suffix for p in (ROOT / "pipeline").rglob("*") if p.is_file() and p.suffix not in (".py", ".pyc")
    }
    shipped = set(re.findall(r'"\*(\.\w+)"', (ROOT / "pyproject.toml").read_text("utf-8")))
    assert endings - {"", ".typed"} <= shipped


def test_changelog_names_the_version() -> None:
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert version
    assert f"## {version[1]}" in (ROOT / "CHANGELOG.md").read_text("utf-8")
