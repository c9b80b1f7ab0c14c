"""Markup as a row of pieces that give the page back when joined: tags, text, and what is no text of the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["raw", "tag", "text"]

_PIECE = re.compile(
    r"(?P<raw><!--.*?-->|<(?P<unseen>script|style|title|textarea|select|noscript)\b.*?</(?P=unseen)\s*>|<!?\[?[^<>]*!?\]?>"
    r"(?<=[\]-]>))"
    r"|(?P<doctype><[!?][^<>]*>)"
    r"|(?P<tag></?[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>)"
    r"|(?P<text>[^<]+|<)",
    re.DOTALL | re.IGNORECASE,
)
