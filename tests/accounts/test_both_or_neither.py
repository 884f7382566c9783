"""What changes an account and the promise to tell its person are written together."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from accounts.models import User
from accounts.verdicts import Refused
from debates.outbox.models import Message
from tests.accounts.rows import accounts

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "quay-and-mud-7"
CHANGES: dict[str, dict[str, Any]] = {
    "/account/password/change/": {
        "oldpassword": "secret",
        "password1": "quay-and-mud-7",
        "password2": "quay-and-mud-7",
    },
    "/account/2fa/totp/deactivate/": {},
    "/account/2fa/webauthn/keys/{passkey}/remove/": {},
    "/account/2fa/recovery-codes/generate/": {},
}


@pytest.fixture
def signed_in(vera: User) -> Client:
    """Answer the browser in which Vera has just signed in; only then she got all there is to have."""
    client = Client()
    assert client.post("/account/login/", {"login": vera.email, "password": "secret"}).status_code == 302
    TOTP.activate(vera, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(vera)
    data = {"name": "Key", "credential": {}}
    Authenticator.objects.create(user=vera, type=Authenticator.Type.WEBAUTHN, data=data)
    return client


def sent(client: Client, vera: User, path: str) -> Any:
    passkeys = Authenticator.objects.filter(user=vera, type=Authenticator.Type.WEBAUTHN)
    return client.post(path.format(passkey=passkeys.get().pk), CHANGES[path])


@pytest.mark.parametrize("path", CHANGES)
def test_a_change_is_told(signed_in: Client, vera: User, path: str) -> None:
    before = accounts()
    assert sent(signed_in, vera, path).status_code == 302
    assert accounts() != before
    assert [message.recipient for message in Message.objects.all()] == ["vera@example.org"]


@pytest.mark.parametrize("path", CHANGES)
def test_where_it_can_not_be_told_nothing_changes(signed_in: Client, vera: User, path: str) -> None:
    # An address to which no message can be promised, as an old row might hold one.
    EmailAddress.objects.filter(user=vera).update(email="vera at example.org")
    before = accounts()
    with pytest.raises(Refused):
        sent(signed_in, vera, path)
    assert accounts() == before
    assert Message.objects.count() == 0
