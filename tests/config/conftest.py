"""The clock by which pages are kept, for the tests that ask for it."""

import pytest
from pytest_django import Settings

import config.page_memory
from tests.config.kept_pages import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Clock:
    """Answer the clock of a memory that is on."""
    settings.PAGE_MEMORY = 1
    clock = Clock()
    monkeypatch.setattr(config.page_memory, "monotonic", clock)
    return clock
