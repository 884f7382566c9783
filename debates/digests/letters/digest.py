"""The digest: what there was since the last, alike for all who want the same, and what is to one alone."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from debates.digests.letters.keeping import Keeper
from debates.digests.letters.own import own_of
from debates.digests.letters.wording import letter
from debates.digests.lists import MailingList
from debates.digests.models import Digest, Subscriber, Subscription
from debates.digests.queries.comment_news import told_in
from debates.digests.queries.contents import digest_contents
from debates.digests.queries.interests import Interests
from debates.digests.queries.shapes import CommentNews, DebateNews
from debates.digests.queries.telling import Telling
from debates.outbox.composing import compose
from debates.outbox.renderers import Letter
from debates.outbox.wire import as_wire
from debates.publishing.position_order import arm_of, rotated

FOR = timedelta(minutes=1)
"""For so long a letter says what was true when it was first made up."""

MOST_DEBATES = 20
MOST_CORRECTIONS = 3
MOST_COMMENTS = 20
"""So much stands in one digest; what is left out has a link."""

MOST_BYTES = 95_000
"""A digest is made shorter until it is no longer than this as it is sent: mail programs cut off what is above
about 100 KB, and what is added on the way needs room."""

STYLE = 300
"""Bytes that the layout adds to an element at the most."""
LAYOUT = 12_000
"""Bytes of an e-mail that says nothing."""
WRITTEN_DOWN = 3
"""How many bytes one of UTF-8 becomes at the most, where a line is too long to be sent as it is."""

LONGEST_QUESTION = 160
"""Characters of a question that others follow in a subject."""

Contents = tuple[DebateNews, ...]
CONTENTS: Keeper[Contents] = Keeper(256, FOR)
LETTERS: Keeper[Letter] = Keeper(256, FOR)
DEBATES: Keeper[Mapping[str, SafeString]] = Keeper(256, FOR)


def digest_letter(ids: Mapping[str, Any]) -> Letter | None:
    """Answer the letter of one message."""
    return digest_letters([ids])[0]


def digest_letters(many: Sequence[Mapping[str, Any]]) -> list[Letter | None]:
    """Answer the letters of these messages; nothing where there is nothing left to tell.

    Nine queries at the most for all of them, and seven for each cohort that was not met lately.
    """
    now = timezone.now()
    rows = Digest.objects.filter(pk__in={ids["digest"] for ids in many}).select_related("subscriber__user")
    digests = {digest.pk: digest for digest in rows if may_be_written_to(digest.subscriber)}
    if not digests:
        return [None for _ids in many]
    wanted: dict[int, list[Subscription]] = {}
    people = [digest.subscriber_id for digest in digests.values()]
    for row in Subscription.objects.wanted().filter(subscriber__in=people):
        wanted.setdefault(row.subscriber_id, []).append(row)
    telling = Telling([*digests.values()], wanted)
    told = told_in(digests)
    written = {
        pk: letter_of(Reader(digest.subscriber, telling.interests[pk], told.get(pk, ())), telling, now)
        for pk, digest in digests.items()
    }
    return [written.get(ids["digest"]) for ids in many]


def may_be_written_to(person: Subscriber) -> bool:
    """Answer whether the address is confirmed, of no account that is closed."""
    return person.confirmed_at is not None and (person.user is None or person.user.is_active)


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose digest it is, what it is about, and which comments are to them."""

    person: Subscriber
    interests: Interests
    told: tuple[CommentNews, ...]


def letter_of(reader: Reader, telling: Telling, now: datetime, *, for_all: bool = True) -> Letter | None:
    """Answer somebody's digest in their language; nothing where it would be empty.

    `for_all` has what is alike for many kept, with the person's own addresses still to be put in.
    """
    person, language = reader.person, reader.person.spoken
    with translation.override(language):
        contents = CONTENTS.get(
            (reader.interests, language), now, lambda: digest_contents(telling, reader.interests, now)
        )
        if not contents and not reader.told:
            return None
        own = own_of(person, MailingList.DIGEST)
        turn = person.pk % cycle(contents)
        if for_all and not reader.told:
            # The same for the cohort, but for these addresses.
            key = (contents, language, turn)
            made = LETTERS.get(key, now, lambda: fitting(contents, (), turn, language))
            return replace(made, own=own)
        return put_in(fitting(contents, reader.told, turn, language), own)


def put_in(made: Letter, own: tuple[tuple[str, str], ...]) -> Letter:
    """Answer the letter with somebody's own addresses in it: nobody else gets this one."""
    parts = {name: getattr(made, name) for name in ("text", "html", "unsubscribe", "unsubscribe_mail")}
    for word, address in own:
        parts = {name: part.replace(word, address) for name, part in parts.items()}
    return replace(made, **parts)


def cycle(contents: Contents) -> int:
    """Answer after how many subscribers the orders of all positions repeat."""
    return math.lcm(*(len(news.sides) or 1 for news in contents))


@dataclass(frozen=True, slots=True)
class Room:
    """How many debates and how many comments a digest has room for."""

    debates: int = MOST_DEBATES
    comments: int = MOST_COMMENTS

    @property
    def half(self) -> "Room":
        """Answer half of it, and one of each at the least."""
        return Room(max(self.debates // 2, 1), max(self.comments // 2, 1))


def fitting(contents: Contents, told: tuple[CommentNews, ...], turn: int, language: str) -> Letter:
    """Answer the digest with as much in it as an e-mail may hold."""
    room = Room()
    made = made_up(contents, told, turn, language, room)
    while is_too_long(made) and room != room.half:
        room = room.half
        made = made_up(contents, told, turn, language, room)
    return made


def is_too_long(made: Letter) -> bool:
    """Answer whether the letter is longer, as it is sent, than an e-mail may be."""
    elements = made.html.count("<") - made.html.count("</")
    said = len(made.text.encode()) + len(made.html.encode()) + STYLE * elements
    if LAYOUT + WRITTEN_DOWN * said <= MOST_BYTES:
        return False  # surely, and most are: nothing has to be made up to find it
    mail = compose(made, recipient="reader@example.org", now=timezone.now())
    return len(as_wire(mail)) > MOST_BYTES


def made_up(
    contents: Contents, told: tuple[CommentNews, ...], turn: int, language: str, room: Room
) -> Letter:
    """Answer the digest in the language that is active, the positions of each debate in this turn."""
    key = (contents[: room.debates], len(contents), turn, language)
    answers = told[: room.comments]
    context = {
        "debates": DEBATES.get(key, timezone.now(), lambda: debates_parts(contents, turn, room)),
        "answers": answers,
        "more_told": len(told) - len(answers),
        "why": _("You get this e-mail because you asked for it once a day or once a week."),
    }
    return letter("digest", MailingList.DIGEST, subject_of(contents, told), context, language)


def debates_parts(contents: Contents, turn: int, room: Room) -> Mapping[str, SafeString]:
    """Answer what a digest says of debates, as a text and as HTML: rendered once for all who are told it."""
    if not contents:
        return {}
    debates = [in_turn(news, turn) for news in contents[: room.debates]]
    context = {"debates": debates, "more_debates": len(contents) - len(debates), "site": settings.SITE}
    return {
        "text": render_to_string("digests/email/_debates.txt", context),
        "html": render_to_string("digests/email/_debates.html", context),
    }


def in_turn(news: DebateNews, turn: int) -> DebateNews:
    """Answer what there is to tell of a debate with its positions in this turn."""
    arm = arm_of(turn, len(news.sides))
    return replace(
        news,
        sides=rotated(news.sides, arm),
        valued=rotated(news.valued, arm),
        corrections=news.corrections[:MOST_CORRECTIONS],
    )


def subject_of(contents: Contents, told: tuple[CommentNews, ...]) -> str:
    """Answer the question of the newest debate, and how many there are beside it."""
    questions = [*dict.fromkeys([*(news.question for news in contents), *(news.question for news in told)])]
    others = len(questions) - 1
    if not others:
        return questions[0]
    # Translators: subject of a digest that begins with one debate; %(count)s are the others in it.
    said = ngettext("%(question)s (and %(count)s more)", "%(question)s (and %(count)s more)", others)
    return said % {"question": shortened(questions[0]), "count": others}


def shortened(question: str) -> str:
    """Answer a question so short that a few words after it still stand in a subject."""
    return question if len(question) <= LONGEST_QUESTION else f"{question[: LONGEST_QUESTION - 1].rstrip()}…"
