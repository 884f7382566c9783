"""People with more or less to sign in with."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from accounts.models import User


@pytest.fixture
def without_password(vera: User) -> User:
    """Answer Vera as whoever signed up by code: with no password."""
    vera.set_unusable_password()
    vera.save()
    return vera


@pytest.fixture
def guarded(without_password: User) -> User:
    """Answer Vera with an authenticator app and recovery codes."""
    TOTP.activate(without_password, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(without_password)
    return without_password
