from pathlib import Path

import pytest


@pytest.fixture
def folder(settings) -> Path:
    """The test's own folder for the files of images."""
    return Path(settings.MEDIA_ROOT)
