"""What an e-mail says that is sent to leave a list: the number, the list and the token of a letter.

A pure rule. They stand in the subject, as letters ask for, or in the local part of an address that it came
to, where a mail server sorts so. An answer to such an e-mail says the same: reading it twice does no harm.
"""

import re
from dataclasses import dataclass
from email.message import EmailMessage

WHERE = ("Subject", "To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
_WISH = re.compile(r"(?<![\w-])([0-9]{1,18})\.([a-z]{1,20}(?:-[a-z]{1,20})*)\.([\w-]{43})(?![\w-])", re.ASCII)


@dataclass(frozen=True, slots=True)
class MailedWish:
    """Who wants to leave which list, and by which token."""

    number: int
    list_name: str
    token: str


def wishes_in(mail: EmailMessage) -> tuple[MailedWish, ...]:
    """Answer what the e-mail says, each once; nothing where it says nothing of the kind."""
    headers = [str(value) for name in WHERE for value in mail.get_all(name, [])]
    # A long subject comes in several lines, which a program may have put together with spaces.
    found = [match for header in headers for match in _WISH.findall(re.sub(r"\s+", " ", header))]
    return tuple(dict.fromkeys(MailedWish(int(number), name, token) for number, name, token in found))
