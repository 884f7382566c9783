"""What tests of subscriptions share."""

import pytest

from debates.digests.letters import digest, happening


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Forget the letters of the test before: rows of another one may have the same numbers."""
    for keeper in (digest.CONTENTS, digest.LETTERS, digest.DEBATES, happening.CONTENTS, happening.LETTERS):
        keeper.forget()
