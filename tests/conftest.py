"""Skips are failures where FUWEN_CI is set, but for material outside the repository and the yardstick's parts."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# The same examples in every run; a long random search is `--hypothesis-profile=default`.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")

ALLOWED = ("FUWEN_SHARED", "extra bench")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Turn a skip into a failure in continuous integration, so that no browser or server test rots unseen."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if os.environ.get("FUWEN_CI") and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not any(word in reason for word in ALLOWED):
            report.outcome = "failed"
            report.longrepr = f"skipped in continuous integration: {reason}"
