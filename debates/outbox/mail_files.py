"""E-mails as files, one each: what an embedded site has in place of a mail server."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

NAME = re.compile(r"[0-9]{8}T[0-9]{12}-[0-9a-f]{32}", re.ASCII)
"""A file is named by its moment and by chance, so that names sort by time and cannot be guessed."""


@dataclass(frozen=True, slots=True)
class MailFile:
    """One e-mail, read again from its file."""

    name: str
    recipient: str
    subject: str
    date: datetime
    text: str
    html: str


class EmailBackend(BaseEmailBackend):
    """Writes each message to a file of its own, which appears when it is complete."""

    # A file that could not be put in its place is not there.
    text_is_out = False

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages and answer how many they were."""
        for message in email_messages:
            write(folder(), message.message().as_bytes())
        return len(email_messages)


def folder() -> Path:
    """Answer where the files lie. Raises `LookupError` on a site that has a mail server."""
    if settings.EMAIL_FILES is None:
        raise LookupError("This site hands its e-mails to a mail server: there are no files.")
    return settings.EMAIL_FILES


def write(folder: Path, content: bytes) -> Path:
    """Answer the new file in the folder; both are their owner's alone, for letters hold codes to sign in."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{timezone.now():%Y%m%dT%H%M%S%f}-{uuid4().hex}.eml"
    with NamedTemporaryFile(dir=folder, prefix=".", delete=False) as file:
        file.write(content)
    return Path(file.name).rename(folder / name)


def newest(folder: Path, most: int) -> list[MailFile]:
    """Answer the newest messages, newest first."""
    names = sorted((file.stem for file in folder.glob("*.eml")), reverse=True)
    read_ones = (read(folder, name) for name in names[:most])
    return [file for file in read_ones if file]


def read(folder: Path, name: str) -> MailFile | None:
    """Answer the message in the file of this name, or nothing."""
    if not NAME.fullmatch(name):
        return None
    try:
        content = (folder / f"{name}.eml").read_bytes()
    except FileNotFoundError:
        return None
    mail = message_from_bytes(content, policy=policy.default)
    return MailFile(
        name,
        str(mail["To"]),
        str(mail["Subject"]),
        mail["Date"].datetime,
        part(mail, "plain"),
        part(mail, "html"),
    )


def part(mail: ParsedMessage, kind: str) -> str:
    """Answer the part of that kind, or an empty text."""
    body = mail.get_body((kind,))
    return str(body.get_content()) if body else ""
