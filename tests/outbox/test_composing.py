"""The bytes that a mail server gets."""

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from pytest_django import Settings

from accounts.verdicts import Refused
from config.site import Site
from debates.outbox.addresses import new_message_id, site_host
from debates.outbox.composing import UnsendableError, compose, made_up
from debates.outbox.renderers import Letter
from tests.makers import NOW

MESSAGE_ID = "<0123@debates.example>"


@pytest.fixture(autouse=True)
def site(settings: Settings) -> Site:
    settings.SITE = Site(
        name="The Quay",
        tagline="",
        logo="",
        contact="editors@debates.example",
        imprint=settings.SITE.imprint,
        privacy=settings.SITE.privacy,
        licence_name="CC BY 4.0",
        licence_url="https://licence.example/",
        base_url="https://debates.example",
        postal_address="1 Quay Street, Bruges",
    )
    settings.DEFAULT_FROM_EMAIL = "The Quay <debates@debates.example>"
    return settings.SITE


def letter(**given: Any) -> Letter:
    return Letter(
        **{"subject": "Dredging", "text": "Mud moves.", "html": "<p>Mud <a href='/x'>moves</a>.</p>", **given}
    )


def sent(given: Letter | None = None, recipient: str = "vera@example.org") -> EmailMessage:
    """Answer the e-mail as whoever gets it reads it."""
    mail = compose(given or letter(), recipient=recipient, message_id=MESSAGE_ID, now=NOW)
    return read(mail)


def read(mail: EmailMultiAlternatives) -> EmailMessage:
    parsed = message_from_bytes(mail.message().as_bytes(), policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


# ---------------------------------------------------------------- headers


def test_headers_of_every_message() -> None:
    mail = sent()
    headers = {name: mail[name] for name in mail if not name.startswith(("Content-T", "MIME"))}
    assert headers == {
        "Subject": "Dredging",
        "From": "The Quay <debates@debates.example>",
        "To": "vera@example.org",
        "Message-ID": MESSAGE_ID,
        "Date": "Sun, 01 Mar 2026 09:00:00 +0000",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "en",
    }
    assert parsedate_to_datetime(mail["Date"]) == NOW


def test_mail_comes_back_where_the_site_has_it_come_and_its_sender_stays(settings: Settings) -> None:
    settings.BOUNCES_TO = "bounces@debates.example"
    mail = compose(letter(), recipient="vera@example.org", now=NOW)
    assert mail.from_email == "bounces@debates.example"
    assert read(mail).get_all("From") == ["The Quay <debates@debates.example>"]


def test_without_a_message_id_there_is_a_new_one_of_the_sites_host() -> None:
    one, other = (read(compose(letter(), recipient="a@example.org", now=NOW))["Message-ID"] for _ in range(2))
    assert one != other
    assert re.fullmatch(r"<[0-9a-f]{32}@debates\.example>", one)


def test_a_list_is_named_in_ascii_and_a_reply_names_what_it_replies_to() -> None:
    mail = sent(letter(list_id="debate-12", reply_to_message_id="<first@debates.example>"))
    assert mail["List-Id"] == "<debate-12.debates.example>"
    assert mail["Precedence"] == "list"
    assert (mail["In-Reply-To"], mail["References"]) == ("<first@debates.example>",) * 2


@pytest.mark.parametrize(
    "subject",
    ["Grüße aus Zürich", "שלום", "Should the harbour be dredged? 🚢", "=?utf-8?q?no?=", "ü" * 250],
)
def test_a_subject_of_any_script_arrives_as_it_was_written(subject: str) -> None:
    mail = compose(letter(subject=subject), recipient="vera@example.org", now=NOW)
    raw = mail.message().as_bytes().partition(b"\n\n")[0]
    assert raw.isascii()
    assert max(map(len, raw.splitlines())) <= 998
    # A long one begins on the line below its name: the space there is the fold's.
    assert read(mail)["Subject"].lstrip() == subject


def test_the_name_of_the_site_arrives_in_any_script(settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = '"Der Kai, Zürich" <debates@debates.example>'
    mail = sent()
    assert mail["From"].addresses[0].display_name == "Der Kai, Zürich"
    assert mail["From"].addresses[0].addr_spec == "debates@debates.example"


@pytest.mark.parametrize(
    ("base_url", "host"),
    [
        ("https://debates.example", "debates.example"),
        ("http://localhost:8000", "localhost"),
        ("https://zürich.example", "xn--zrich-kva.example"),
        ("http://[::1]:8000", "[IPv6:::1]"),
    ],
)
def test_host_of_a_message_id_is_ascii_without_a_port(base_url: str, host: str) -> None:
    assert site_host(base_url) == host
    assert new_message_id(host).endswith(f"@{host}>")


# ---------------------------------------------------------------- injection

LINE_ENDS = ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
CONTROLS = ["\x00", "\t", "\x07", "\x1b", "\x7f", "\x9f", "\ud800"]


@pytest.mark.parametrize("character", LINE_ENDS + CONTROLS, ids=lambda c: f"U+{ord(c[0]):04X}{len(c)}")
@pytest.mark.parametrize("where", ["subject", "list_id", "reply_to_message_id", "language"])
def test_no_header_takes_a_line_end_or_a_control_character(where: str, character: str) -> None:
    value = {"reply_to_message_id": "<a{}Bcc:sam@example.org>"}.get(where, "Vera{}Bcc: sam@example.org")
    with pytest.raises(UnsendableError):
        compose(letter(**{where: value.format(character)}), recipient="vera@example.org", now=NOW)


@pytest.mark.parametrize("character", LINE_ENDS + CONTROLS, ids=lambda c: f"U+{ord(c[0]):04X}{len(c)}")
def test_neither_recipient_nor_message_id_takes_one(character: str) -> None:
    with pytest.raises(Refused):
        compose(letter(), recipient=f"vera@example.org{character}Bcc: sam@example.org", now=NOW)
    with pytest.raises(UnsendableError):
        compose(letter(), recipient="vera@example.org", message_id=f"<a@b>{character}Bcc: s@b", now=NOW)


@pytest.mark.parametrize("name", ["Vera\u200f", "Zoë 👩🏽‍🚀", "a\u00adb"])
def test_marks_that_are_part_of_names_may_stand_in_a_subject(name: str) -> None:
    assert sent(letter(subject=f"{name} wrote"))["Subject"] == f"{name} wrote"


@pytest.mark.parametrize("list_id", ["débat", "a b", ".a", "a..b", "a>,<b", "<a>"])
def test_a_list_has_a_plain_name(list_id: str) -> None:
    with pytest.raises(UnsendableError) as refused:
        compose(letter(list_id=list_id), recipient="vera@example.org", now=NOW)
    assert str(refused.value) == "A list is named by letters, digits, hyphens and dots alone."


@pytest.mark.parametrize("subject", ["", "  ", "x" * 251])
def test_a_subject_has_a_length(subject: str) -> None:
    with pytest.raises(UnsendableError):
        compose(letter(subject=subject), recipient="vera@example.org", now=NOW)


def test_a_body_may_hold_what_looks_like_headers() -> None:
    text = "Hello\r\nBcc: sam@example.org\r\n\r\n.\r\nFrom here on."
    mail = sent(letter(text=text))
    assert mail["Bcc"] is None
    assert "Bcc: sam@example.org" in body(mail, "plain")


# ---------------------------------------------------------------- the two parts


def test_the_text_part_comes_first_and_is_complete_alone() -> None:
    mail = sent()
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert body(mail, "plain").splitlines() == [
        "Mud moves.",
        "",
        "-- ",
        "The Quay",
        "https://debates.example/",
        "1 Quay Street, Bruges",
        "Imprint: https://debates.example/imprint/",
        "Contact: editors@debates.example",
    ]


def test_a_text_is_not_escaped_and_a_subject_in_the_html_is() -> None:
    mail = sent(letter(subject="Fish & <chips>", text="Fish & <chips>"))
    assert body(mail, "plain").startswith("Fish & <chips>")
    assert "<title>Fish &amp; &lt;chips&gt;</title>" in body(mail, "html")


class Elements(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_the_html_part_carries_its_looks_in_its_elements_and_loads_nothing() -> None:
    html = body(sent(), "html")
    elements = Elements(html).found
    styled = {tag for tag, attributes in elements if attributes.get("style")}
    assert {"body", "p", "a", "div"} <= styled
    assert not {tag for tag, _ in elements} & {"img", "link", "script", "iframe", "svg", "video"}
    assert not any({"src", "srcset", "background"} & attributes.keys() for _, attributes in elements)
    assert "url(" not in html
    assert "@import" not in html
    assert html.count("<style>") == 1
    assert "prefers-color-scheme: dark" in html
    # Of the rules only those for dark colours are left in the head.
    assert ".masthead {" not in html.partition("<style>")[2].partition("@media")[0]
    assert "Imprint" in html
    assert "1 Quay Street, Bruges" in html


def test_the_html_part_is_no_wider_than_600_pixels() -> None:
    [sheet] = [a for tag, a in Elements(body(sent(), "html")).found if a.get("class") == "sheet"]
    widths = re.findall(r"max-width:\s*(\d+)px", sheet["style"] or "")
    assert widths == ["560"]


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://pixel.example/1.gif">',
        "<IMG SRC=x>",
        '<p background="x">',
        '<p style="background: url(x)">',
        "<link rel=stylesheet href=x>",
        "<style>@import 'x'</style>",
        "<script>1</script>",
        "<svg><image href=x></svg>",
        '<p onclick="x()">',
        "<iframe></iframe>",
    ],
)
def test_what_would_load_or_run_something_is_refused(html: str) -> None:
    with pytest.raises(UnsendableError) as refused:
        compose(letter(html=html), recipient="vera@example.org", now=NOW)
    assert str(refused.value).startswith("The HTML part would load something: ")


def test_an_empty_text_part_is_refused() -> None:
    with pytest.raises(UnsendableError):
        compose(letter(text=" \n"), recipient="vera@example.org", now=NOW)


# ---------------------------------------------------------------- what is the recipient's own

WORD = "https://3f2a.invalid/leave"
LEAVE = "https://debates.example/unsubscribe/0000000007/digest/abc_-/"
MAIL_WORD = "mailto:3f2a@leave.invalid"
LEAVE_BY_MAIL = "mailto:leave+us@debates.example?subject=unsubscribe%200000000007.digest." + "abc_-" * 9


def of_list(**given: Any) -> Letter:
    """Answer a letter that says the same to many, but for one address."""
    return letter(
        **{
            "text": f"Leave here: {WORD}",
            "html": f'<p><a href="{WORD}">Leave</a></p>',
            "list_id": "digest",
            "unsubscribe": WORD,
            "own": ((WORD, LEAVE),),
            **given,
        }
    )


def test_the_recipients_own_addresses_are_put_in() -> None:
    mail = sent(of_list())
    assert f"Leave here: {LEAVE}" in body(mail, "plain")
    assert f'href="{LEAVE}"' in body(mail, "html")
    assert WORD not in str(mail)


def test_a_list_is_left_by_one_click() -> None:
    mail = sent(of_list())
    assert mail["List-Unsubscribe"].strip() == f"<{LEAVE}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert not {"List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "Precedence"} & {*sent()}


def of_list_by_mail(**given: Any) -> Letter:
    """Answer a letter of a list that can be left by an e-mail, too."""
    both = ((WORD, LEAVE), (MAIL_WORD, LEAVE_BY_MAIL))
    return of_list(**{"unsubscribe_mail": MAIL_WORD, "own": both, **given})


def test_a_list_is_left_by_an_email_too_where_the_site_takes_them() -> None:
    mail = compose(of_list_by_mail(), recipient="vera@example.org", message_id=MESSAGE_ID, now=NOW)
    raw = mail.message().as_bytes(linesep="\r\n")
    # Strict: what is not as the standards have it is an error.
    parsed = message_from_bytes(raw, policy=policy.strict + policy.default)
    assert [part.defects for part in parsed.walk()] == [[], [], []]
    assert [parsed[name].defects for name in parsed] == [()] * len(parsed.keys())
    assert parsed["List-Unsubscribe"].split() == [f"<{LEAVE}>,", f"<{LEAVE_BY_MAIL}>"]
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    "address",
    [
        "mailto:",
        "mailto:leave@debates.example\r\nBcc: sam@example.org",
        "mailto:leave@debates.example?subject=a&bcc=sam@example.org",
        "mailto:leave@debates.example>, <mailto:sam@example.org",
        "mailto:leave@debates.example,sam@example.org",
        "leave@debates.example",
        LEAVE,
    ],
)
@pytest.mark.parametrize("how", ["as it is", "put in"])
def test_the_email_that_leaves_a_list_goes_to_one_plain_address(address: str, how: str) -> None:
    own = ((WORD, LEAVE), *(((MAIL_WORD, address),) if how == "put in" else ()))
    with pytest.raises(UnsendableError):
        sent(of_list_by_mail(own=own, unsubscribe_mail=MAIL_WORD if how == "put in" else address))


def test_a_list_is_never_left_by_an_email_alone() -> None:
    with pytest.raises(UnsendableError):
        sent(of_list_by_mail(unsubscribe=""))


def test_what_many_get_is_made_up_once() -> None:
    made_up.cache_clear()
    for number in range(5):
        own = f"https://debates.example/unsubscribe/{number}/"
        mail = sent(of_list(own=((WORD, own),), reply_to_message_id=f"<{number}@debates.example>"))
        assert own in body(mail, "html")
        assert mail["In-Reply-To"] == f"<{number}@debates.example>"
    assert made_up.cache_info().misses == 1


def test_what_is_made_up_once_is_made_up_anew_for_a_site_of_another_name(settings: Settings) -> None:
    before = body(sent(of_list()), "plain")
    settings.SITE = replace(settings.SITE, name="The Pier")
    assert "The Pier" not in before
    assert "The Pier" in body(sent(of_list()), "plain")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        'https://debates.example/"><b>',
        "https://debates.example/\r\nBcc: x",
        "",
        "/leave/",
    ],
)
def test_what_is_put_in_is_a_plain_web_address(address: str) -> None:
    with pytest.raises(UnsendableError):
        sent(of_list(own=((WORD, address),)))


def test_only_a_list_can_be_left() -> None:
    with pytest.raises(UnsendableError):
        sent(of_list(list_id=""))


def test_what_would_load_something_is_refused_also_where_many_get_it() -> None:
    with pytest.raises(UnsendableError):
        sent(of_list(html='<img src="https://elsewhere.example/pixel.gif">'))
