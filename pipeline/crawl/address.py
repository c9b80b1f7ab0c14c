"""Web addresses in one spelling, so that the same page is fetched once."""

from __future__ import annotations

from urllib.parse import urldefrag, urljoin, urlsplit, urlunsplit

from requests.utils import requote_uri


def absolute(base: str, link: str) -> str:
    """The http address a link on page `base` leads to, without its fragment; '' if it leads to none."""
    try:
        parts = urlsplit(urldefrag(urljoin(base, link.strip())).url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return ""
        return requote_uri(
            urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", parts.query, ""))
        )
    except ValueError:
        return ""


def origin(url: str) -> str:
    """Scheme, host and port: what one robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
