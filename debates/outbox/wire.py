"""An e-mail as the bytes that a mail server gets: what Django's own writer says, in a small part of its time.

Only what `compose` makes is written here: two parts, and headers that are decided there.
"""

import binascii
import re
from functools import lru_cache
from secrets import token_hex

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives
from django.core.mail.message import forbid_multi_line_headers

from debates.outbox.addresses import is_one_line

LONGEST_LINE = 998
"""Octets of a line, without its end (RFC 5322, 2.1.1)."""

_LINE_END = re.compile(rb"\r?\n")


class TooLongError(ValueError):
    """A header with a line that no mail server has to take."""


def as_wire(mail: EmailMultiAlternatives) -> bytes:
    """Answer the e-mail in lines that end as SMTP has it, its HTML part after the text.

    Raises `BadHeaderError` or `TooLongError` for a header, `UnicodeEncodeError` for what is no text.
    """
    # Nobody can guess it, so that no text holds it.
    boundary = f"=_{token_hex(16)}"
    named = {
        "Subject": mail.subject,
        "From": mail.from_email,
        "To": ", ".join(mail.to),
        **mail.extra_headers,
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/alternative; boundary="{boundary}"',
    }
    head = "".join(f"{header(name, str(value))}\r\n" for name, value in named.items())
    [(html, _type)] = mail.alternatives
    border = f"\r\n--{boundary}"
    return b"".join(
        (
            f"{head}{border}".encode("ascii"),
            part("plain", str(mail.body)),
            border.encode("ascii"),
            part("html", str(html)),
            f"{border}--\r\n".encode("ascii"),
        )
    )


def header(name: str, value: str) -> str:
    """Answer a header, its value encoded and folded where it can't stand as it is."""
    if not is_one_line(value):
        raise BadHeaderError(f"The header {name} holds a line end or another control character.")
    line = f"{name}: {value}"
    return line if line.isascii() and len(line) <= LONGEST_LINE else folded(name, value)


@lru_cache
def folded(name: str, value: str) -> str:
    """Answer a header as Django encodes and folds it: subjects and senders come again and again."""
    _name, encoded = forbid_multi_line_headers(name, value, settings.DEFAULT_CHARSET)
    lines = f"{name}: {encoded}".splitlines()
    if max(map(len, lines)) > LONGEST_LINE:
        raise TooLongError(f"The header {name} is too long.")
    return "\r\n".join(lines)


def part(kind: str, said: str) -> bytes:
    """Answer one part: as it is, or with its lines shortened where one of them is too long."""
    content = said.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n").encode()
    encoding = "7bit" if content.isascii() else "8bit"
    if max(map(len, content.split(b"\r\n"))) > LONGEST_LINE:
        encoding = "quoted-printable"
        # It ends the lines that it breaks as the first one ends, and so without knowing how.
        content = _LINE_END.sub(b"\r\n", binascii.b2a_qp(content))
    about = f'\r\nContent-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    return about.encode("ascii") + content
