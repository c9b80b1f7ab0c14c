"""Strip: decoding, lines, main text, furniture, spam, metadata; the two parsers agree; hostile pages stay cheap."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import Document, Source
from pipeline.errors import UnreadablePage
from pipeline.evaluation.normal import compared  # type: ignore[attr-defined, unused-ignore]
from pipeline.rules import load_toml
from pipeline.strip import strip, strip_with
from pipeline.strip.decode import decode
from pipeline.strip.furniture import judge, key_of
from pipeline.strip.lines import hides
from pipeline.strip.metadata import pairs
from pipeline.strip.page import Line
from pipeline.strip.reference import parse_soup
from pipeline.strip.shapes import shapes
from pipeline.strip.spam import is_injected, lexicon, without_pinyin
from pipeline.strip.wrap import rejoin
