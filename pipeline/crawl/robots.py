"""robots.txt as RFC 9309 has it: groups, longest match, `*` and `$`; also the older Crawl-delay."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes, urlsplit

MOST_BYTES = 512 * 1024
_SECONDS = re.compile(r"\d{1,6}(?:\.\d{0,6})?")


@dataclass(frozen=True, slots=True)
class Robots:
    """What one host permits: (pattern, allowed) pairs, and the seconds it wants between requests."""

    rules: tuple[tuple[str, bool], ...] = ()
    delay: float = 0.0

    def allows(self, url: str) -> bool:
        """Whether the address may be fetched: the longest matching pattern decides, Allow wins a tie."""
        parts = urlsplit(url)
        target = _normal(f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}")
        hits = [(len(pattern), allowed) for pattern, allowed in self.rules if _matches(pattern, target)]
        return max(hits, default=(0, True))[1]


OPEN = Robots()
CLOSED = Robots((("/", False),))


def parse_robots(text: str, agent: str) -> Robots:
    """The rules for `agent` (a product name), of all its groups; those of `*` if it has no group."""
    groups: dict[str, list[tuple[str, str]]] = {}
    agents: list[str] = []
    in_head = False
    for line in text.splitlines():
        key, colon, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        name = key.lower()
        if name == "user-agent":
            agents = [*(agents if in_head else ()), value.partition("/")[0].strip().lower()]
            in_head = True
            groups.setdefault(agents[-1], [])
        elif colon and name in {"allow", "disallow", "crawl-delay"}:
            in_head = False
            for one in agents:
                groups[one].append((name, value))
    return _robots(groups.get(agent.lower(), groups.get("*", [])))


def _robots(lines: list[tuple[str, str]]) -> Robots:
    rules = tuple(
        (_normal(value), name == "allow") for name, value in lines if name != "crawl-delay" and value
    )
    delays = [float(value) for name, value in lines if name == "crawl-delay" and _SECONDS.fullmatch(value)]
    return Robots(rules, max(delays, default=0.0))


def _normal(path: str) -> str:
    """One spelling for a path: percent signs where needed and only there."""
    return quote(unquote_to_bytes(path), safe="/?&=*$:;,@!'()+~")


def _matches(pattern: str, target: str) -> bool:
    """Match from the start, `*` for anything, `$` for the end; linear, so a hostile file cannot stall us."""
    anchored = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not target.startswith(first):
        return False
    at = len(first)
    last = rest.pop() if anchored and rest else None
    for piece in rest:
        found = target.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if not anchored:
        return True
    return at == len(target) if last is None else len(target) - len(last) >= at and target.endswith(last)
