"""From a letter to an e-mail: its headers, the text alone, and the same in the site's look."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from functools import lru_cache
from html.parser import HTMLParser

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from debates.outbox.addresses import is_one_line, new_message_id, refuse_unusable, site_host
from debates.outbox.layout import PLAIN_TAG, as_html, as_text
from debates.outbox.renderers import Letter

LONGEST_SUBJECT = 250

KEPT = 32
"""Letters that say the same to many are kept as they were made up: so many, the last ones asked for."""

_LIST_ID = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*", re.IGNORECASE | re.ASCII)
# What means nothing in HTML either, so that it can be put in anywhere.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+/[A-Za-z0-9._~/%=?-]*", re.ASCII)
_MAIL_ADDRESS = re.compile(r"mailto:[A-Za-z0-9._~%+-]+@[A-Za-z0-9.-]+(?:\?subject=[A-Za-z0-9._~%-]+)?")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>", re.ASCII)

_ATTRIBUTE = re.compile(r"""([a-z-]+)="[^"]*\"""", re.ASCII)


class UnsendableError(ValueError):
    """A letter that cannot become an e-mail; the message says why, to whoever wrote its renderer."""


def compose(
    letter: Letter, *, recipient: str, message_id: str | None = None, now: datetime
) -> EmailMultiAlternatives:
    """Answer the e-mail that says this to `recipient`, ready to be handed over.

    Without a `message_id` it gets a new one. Raises `UnsendableError`, or `Refused` for the recipient.
    """
    refuse_unusable(recipient)
    refuse_own(letter)
    if letter.own:
        text, html = made_up(replace(letter, own=(), reply_to_message_id=""), settings.SITE)
    else:
        text, html = parts(letter)
    host = site_host(settings.SITE.base_url)
    headers = {
        "Message-ID": message_id or new_message_id(host),
        "Date": format_datetime(now),
        "Auto-Submitted": "auto-generated",
        "Content-Language": letter.language,
    }
    if letter.list_id:
        headers["List-Id"] = f"<{letter.list_id}.{host}>"
        # Old programs that answer for whoever is away know a list by this alone.
        headers["Precedence"] = "list"
    if letter.reply_to_message_id:
        headers |= dict.fromkeys(("In-Reply-To", "References"), letter.reply_to_message_id)
    if letter.unsubscribe:
        # The one that is preferred comes first (RFC 2369, 3); one click is always by the web (RFC 8058).
        ways = filter(None, (letter.unsubscribe, letter.unsubscribe_mail))
        headers["List-Unsubscribe"] = ", ".join(f"<{put_in(way, letter.own)}>" for way in ways)
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if settings.BOUNCES_TO:
        # Whom mail comes from and to whom it comes back are two things: the second is the envelope's sender.
        headers["From"] = settings.DEFAULT_FROM_EMAIL
    refuse_lines(headers)
    mail = EmailMultiAlternatives(
        as_subject(letter.subject),
        put_in(text, letter.own),
        settings.BOUNCES_TO or settings.DEFAULT_FROM_EMAIL,
        [recipient],
        headers=headers,
    )
    mail.attach_alternative(put_in(html, letter.own), "text/html")
    return mail


def parts(letter: Letter) -> tuple[str, str]:
    """Answer both parts of the e-mail. Raises `UnsendableError`."""
    refuse_unsendable(letter)
    return as_text(letter), as_html(letter)


@lru_cache(maxsize=KEPT)
def made_up(letter: Letter, site: object) -> tuple[str, str]:  # noqa: ARG001 - the layout says whose site it is
    """Answer both parts of a letter that says the same to many, once for all of them."""
    return parts(letter)


def put_in(text: str, own: Iterable[tuple[str, str]]) -> str:
    """Answer the text with the recipient's own addresses in place of the words that stand for them."""
    for word, address in own:
        text = text.replace(word, address)
    return text


def as_subject(subject: str) -> str:
    """Answer the subject so that it is read as it was written, also where it looks like an encoded one."""
    return Header(subject, "utf-8").encode(maxlinelen=0) if "=?" in subject else subject


# ---------------------------------------------------------------- what is refused


def refuse_unsendable(letter: Letter) -> None:
    """Raise `UnsendableError` for what must not get into an e-mail."""
    if not letter.subject.strip() or len(letter.subject) > LONGEST_SUBJECT:
        raise UnsendableError(f"A subject has 1 to {LONGEST_SUBJECT} characters.")
    if not letter.text.strip():
        raise UnsendableError("The text part is empty: it has to be complete alone.")
    if letter.list_id and not _LIST_ID.fullmatch(letter.list_id):
        raise UnsendableError("A list is named by letters, digits, hyphens and dots alone.")
    if letter.reply_to_message_id and not _MESSAGE_ID.fullmatch(letter.reply_to_message_id):
        raise UnsendableError("What a message replies to is named by its Message-ID in angle brackets.")
    refuse_lines({"Subject": letter.subject, "Content-Language": letter.language})
    if letter.unsubscribe and not letter.list_id:
        raise UnsendableError("Only a list can be left.")
    if letter.unsubscribe_mail and not letter.unsubscribe:
        raise UnsendableError("A list that is left by e-mail is left by one click, too.")
    if found := loading(letter.html):
        raise UnsendableError(f"The HTML part would load something: {', '.join(found)}.")


def refuse_own(letter: Letter) -> None:
    """Raise `UnsendableError` for an address of the recipient's own that is none, or more than one."""
    for _word, address in letter.own:
        if not (_ADDRESS.fullmatch(address) or _MAIL_ADDRESS.fullmatch(address)):
            raise UnsendableError(
                "What is put in for a recipient is a plain address, of the web or of e-mail."
            )
    if letter.unsubscribe and not _ADDRESS.fullmatch(put_in(letter.unsubscribe, letter.own)):
        raise UnsendableError("A list is left at a plain web address.")
    mail = letter.unsubscribe_mail
    if mail and not _MAIL_ADDRESS.fullmatch(put_in(mail, letter.own)):
        raise UnsendableError("A list is left by an e-mail to one plain address.")


def refuse_lines(headers: dict[str, str]) -> None:
    """Raise `UnsendableError` for a header that would be more than one line, or hold control characters."""
    for name, value in headers.items():
        if not is_one_line(value):
            raise UnsendableError(f"The header {name} holds a line end or another control character.")


def loading(html: str) -> list[str]:
    """Answer what a mail program would fetch or run when it shows this."""
    names: set[str] = set()
    attributes: set[str] = set()
    tags = PLAIN_TAG.findall(html)
    for name, given in tags:
        names.add(name)
        if given:
            attributes.update(_ATTRIBUTE.findall(given))
    suspects = (names & Loading.ELEMENTS) | (attributes & Loading.ATTRIBUTES)
    suspects |= {name for name in attributes if name.startswith("on")}
    if not suspects and html.count("<") == len(tags):
        return []
    finder = Loading()
    finder.feed(html)
    return finder.found


class Loading(HTMLParser):
    """Finds what a mail program would fetch or run when it shows the HTML."""

    ELEMENTS = frozenset(
        {"audio", "base", "embed", "form", "frame", "iframe", "img", "input", "link", "meta", "object"}
        | {"picture", "script", "source", "style", "svg", "track", "video"}
    )
    ATTRIBUTES = frozenset({"background", "data", "poster", "src", "srcset", "style"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element where it, or an attribute of it, loads something."""
        if tag in self.ELEMENTS:
            self.found.append(tag)
        self.found.extend(
            f"{tag} {name}" for name, _ in attrs if name in self.ATTRIBUTES or name.startswith("on")
        )
