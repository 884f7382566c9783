"""What an e-mail says that is sent to leave a list."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debates.digests.mailed_wish import MailedWish, wishes_in

TOKEN = "Ab-_" * 10 + "xyz"
SAID = f"0000000007.new-debates.{TOKEN}"
WISH = MailedWish(7, "new-debates", TOKEN)


def mail(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    return message


@pytest.mark.parametrize(
    "headers",
    [
        {"Subject": f"unsubscribe {SAID}"},
        {"Subject": f"Re: unsubscribe {SAID}"},
        {"Subject": f"  UNSUBSCRIBE\t{SAID} thank you"},
        {"Subject": SAID},
        {"To": f"<leave+{SAID}@example.org>"},
        {"Delivered_To": f"leave+{SAID}@example.org"},
        {"X_Original_To": f"{SAID}@example.org", "Subject": "Hello"},
        {"Subject": f"unsubscribe {SAID}", "To": f"leave+{SAID}@example.org"},
    ],
)
def test_the_wish_is_found_in_the_subject_and_in_addresses(headers: dict[str, str]) -> None:
    assert wishes_in(mail(**headers)) == (WISH,)


def test_a_subject_that_was_encoded_or_folded_says_the_same() -> None:
    raw = f"Subject: =?utf-8?q?d=C3=A9sabonnement?=\r\n unsubscribe {SAID}\r\n\r\nHello\r\n"
    from email import message_from_string, policy

    found = message_from_string(raw, _class=EmailMessage, policy=policy.default)
    assert wishes_in(found) == (WISH,)


@pytest.mark.parametrize(
    "subject",
    [
        "unsubscribe",
        f"unsubscribe {SAID}x",
        f"unsubscribe {SAID[:-1]}",
        f"unsubscribe x{SAID}",
        f"unsubscribe 7.{TOKEN}",
        f"unsubscribe {'9' * 30}.digest.{TOKEN}",
        "",
    ],
)
def test_what_says_nothing_of_the_kind_is_no_wish(subject: str) -> None:
    assert wishes_in(mail(Subject=subject)) == ()


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=200))
def test_no_subject_is_too_strange(subject: str) -> None:
    assert wishes_in(mail(Subject=subject)) in {(), (WISH,)}
