"""Who writes the letters: each room hands over its renderers once, and delivery asks for them by kind.

A row holds only ids; the letter is rendered when it is sent, from what is true then.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from debates.outbox.stops import OWED, Stops


@dataclass(frozen=True, slots=True)
class Letter:
    """What a room has to say in one e-mail.

    `text` is complete alone. `html` is the same as a fragment: paragraphs, headings, lists, tables, links and
    nothing that loads anything. The layout of the site is put around both.

    `reply_to_message_id` is the Message-ID, with its angle brackets, of the message that this one continues.
    `list_id` names the list that the recipient is on: letters, digits, hyphens and dots; the site's host
    follows it. `language` is the language of the layout's own words, and of the message as a whole.
    `unsubscribe` is the https address at which the recipient leaves that list by one click, and
    `unsubscribe_mail` the `mailto:` to which they can write instead.

    `own` are the recipient's own addresses, each by the word that stands for it in `text`, `html`,
    `unsubscribe` and `unsubscribe_mail`. So letters that say the same to many are equal but for `own`, and
    are made up once.
    """

    subject: str
    text: str
    html: str
    reply_to_message_id: str = ""
    list_id: str = ""
    language: str = "en"
    unsubscribe: str = ""
    unsubscribe_mail: str = ""
    own: tuple[tuple[str, str], ...] = ()


Renderer = Callable[[Mapping[str, Any]], Letter | None]
"""Renders the ids of a message to a letter, or to nothing when it is no longer wanted."""

RenderTogether = Callable[[Sequence[Mapping[str, Any]]], Sequence[Letter | None]]
"""Renders the ids of several messages, in their order, to what they would be rendered to one by one."""

REGISTERED: dict[str, Renderer] = {}
"""The renderer of each kind. Rooms write here through `register` alone."""


TOGETHER: dict[str, RenderTogether] = {}
"""What renders several messages of a kind with fewer questions to the database, where there is such."""


STOPPED_BY: dict[str, Stops] = {}
"""What stops each kind, where an address is written to no more."""


class RegisteredTwiceError(Exception):
    """Two renderers want the same kind."""


def register(
    kind: str, render: Renderer, together: RenderTogether | None = None, *, stopped_by: Stops = OWED
) -> None:
    """Take `render` as the renderer of `kind`; the same one again changes nothing.

    `together` renders several at once, `stopped_by` says what keeps such letters from an address. Raises
    `RegisteredTwiceError` when another has the kind already.
    """
    if together is not None:
        TOGETHER[kind] = together
    if REGISTERED.setdefault(kind, render) is not render:
        raise RegisteredTwiceError(f"Messages of the kind {kind!r} have a renderer already.")
    STOPPED_BY[kind] = stopped_by
