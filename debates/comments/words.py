"""What people are told about comments, in their language."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from debates.comments.screening import Rule

REFUSALS: dict[Rule, str | Promise] = {
    Rule.LENGTH: _("A comment has between 2 and 5,000 characters."),
    Rule.CLOSED: _("This debate takes no more comments."),
    Rule.REPEAT: _("You have said exactly this here already."),
    Rule.BANNED_WORDS: _("This comment holds a word that this site does not publish: say it another way."),
    Rule.RATE: _("You have written several comments in a few minutes: wait a little before the next."),
}
"""What the author is told of a comment that was not stored."""

HOLDS: dict[Rule, str | Promise] = {
    Rule.LINKS: pgettext_lazy("why a comment waits for a moderator", "it has many links"),
    Rule.FIRST_COMMENTS: pgettext_lazy("why a comment waits for a moderator", "it is among your first here"),
    Rule.HISTORY: pgettext_lazy(
        "why a comment waits for a moderator", "several of your comments were removed lately"
    ),
    Rule.DEBATE_PREMODERATED: pgettext_lazy(
        "why a comment waits for a moderator", "in this debate every comment does"
    ),
    Rule.PERSON_PREMODERATED: pgettext_lazy(
        "why a comment waits for a moderator", "a moderator has decided so for all of yours for now"
    ),
}
"""Why the author is told that a comment waits for a moderator."""


def became(rule: Rule | None) -> str:
    """Answer what the author is told of a comment that was stored: `rule` is what it is held by."""
    if rule is None:
        return _now("Your comment is published.")
    told = _now("Your comment waits for a moderator, because %(why)s. Nobody else sees it until then.")
    return told % {"why": HOLDS[rule]}
