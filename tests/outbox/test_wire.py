"""The bytes that are written here say what Django's own writer says."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.mail import BadHeaderError, EmailMultiAlternatives
from hypothesis import example, given, settings
from hypothesis import strategies as st

from debates.outbox.composing import compose
from debates.outbox.renderers import Letter
from debates.outbox.wire import LONGEST_LINE, TooLongError, as_wire

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
LONG = "word " * 400
RECIPIENTS = ["vera@example.org", '"v..e@ra"@example.org', "o'neil+news@example.org", "vera@zürich.example"]
SENDERS = ["", "Der Kai, Zürich", "The Quay"]

lines = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
odd = st.sampled_from([".", "..", "From here", "=3D", "end ", "\t", "ü" * 999, LONG])
parts = st.lists(lines | odd)
subjects = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=250)


def mail(**given: Any) -> EmailMultiAlternatives:
    values: dict[str, Any] = {
        "subject": "Dredging",
        "body": "Mud moves.\n",
        "from_email": "The Quay <debates@debates.example>",
        "to": ["vera@example.org"],
        "headers": {"Message-ID": "<1@debates.example>", "Date": "Sun, 01 Mar 2026 09:00:00 +0000"},
    }
    made = EmailMultiAlternatives(**values | given)
    made.attach_alternative("<p>Mud moves.</p>", "text/html")
    return made


def read(content: bytes) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    """Answer the headers, but for what names the border, and the parts, as a strict reader has them."""
    parsed = message_from_bytes(content, policy=policy.default.clone(raise_on_defect=True))
    assert isinstance(parsed, EmailMessage)
    # Where a header is folded is the writer's choice.
    headers = {name: " ".join(parsed[name].split()) for name in parsed if name != "Content-Type"}
    found = [
        (part.get_content_type(), str(part.get_content_charset()), part.get_content().replace("\r\n", "\n"))
        for part in parsed.iter_parts()
    ]
    return headers, found


@settings(deadline=None)
@given(subjects, parts, parts, st.sampled_from(RECIPIENTS), st.sampled_from(SENDERS))
@example("=?utf-8?q?no?=", ["a\rb\x0bc\x85d\u2028e"], [LONG, " "], RECIPIENTS[0], "")
@example("x" * 250, [LONG, "."], ["ü" * 999, ".", "=", "a "], RECIPIENTS[1], "")
def test_what_is_written_is_read_as_what_django_writes(
    subject: str, text: list[str], html: list[str], recipient: str, sender: str
) -> None:
    given = mail(
        subject=subject,
        body="\n".join(["Mud.", *text]),
        to=[recipient],
        from_email=f'"{sender}" <debates@debates.example>' if sender else "debates@debates.example",
    )
    given.alternatives.clear()
    given.attach_alternative("\n".join(["<p>", *html]), "text/html")
    content = as_wire(given)
    assert read(content) == read(given.message().as_bytes(linesep="\r\n"))
    # Every line ends as SMTP has it, and none is longer than it allows.
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content)
    assert content.endswith(b"\r\n")
    assert max(map(len, content.split(b"\r\n"))) <= LONGEST_LINE


@pytest.mark.parametrize("filling", ["short", LONG])
def test_the_recipients_own_addresses_arrive_whole_however_the_lines_are_broken(filling: str) -> None:
    own = "https://debates.example/unsubscribe/0000000007/digest/" + "Ab-_" * 11 + "/"
    word = "https://3f2a.invalid/leave"
    letter = Letter(
        "Dredging",
        f"{filling} {word}",
        f'<p>{filling} <a href="{word}">Leave</a></p>',
        list_id="digest",
        unsubscribe=word,
        own=((word, own),),
    )
    headers, found = read(as_wire(compose(letter, recipient="vera@example.org", now=NOW)))
    assert headers["List-Unsubscribe"] == f"<{own}>"
    assert [said.count(own) for _type, _charset, said in found] == [1, 1]


@pytest.mark.parametrize("value", ["a\r\nBcc: s@b.example", "a\nb", "a\rb", "a\x0bb", "a\x00b", "a\u2028b"])
@pytest.mark.parametrize("where", ["subject", "from_email", "to", "headers"])
def test_no_header_takes_a_line_end(where: str, value: str) -> None:
    values: dict[str, Any] = {"to": [value], "headers": {"List-Id": value}}
    given = values.get(where, value)
    with pytest.raises(BadHeaderError):
        as_wire(mail(**{where: given}))


def test_a_header_that_cannot_be_folded_is_refused() -> None:
    with pytest.raises(TooLongError):
        as_wire(mail(headers={"List-Unsubscribe": "<https://debates.example/" + "x" * LONGEST_LINE + ">"}))


@pytest.mark.parametrize("where", ["subject", "body"])
def test_half_a_character_is_no_text(where: str) -> None:
    with pytest.raises((UnicodeEncodeError, BadHeaderError)):
        as_wire(mail(**{where: "half \ud800"}))
