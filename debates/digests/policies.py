"""Who may be told what by e-mail, and who says so.

`user` is whoever asks, a visitor among them. Somebody who is suspended or banned may be told like everybody:
they still read.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Verdict
from debates.comments.models import Comment
from debates.digests.letters import links
from debates.digests.lists import MailingList
from debates.digests.models import Kind, Subscriber
from debates.digests.things import Thing
from debates.publishing.models import Debate

MOST = 300
"""So many things one person is told of: more than anybody reads, and few enough for each digest."""

NO_ADDRESS = _("Your account has no confirmed e-mail address: add one first.")
NOT_YOURS = _("This link does not open these settings.")


def may_subscribe(user: Any) -> Verdict:
    """Answer whether `user` may be told of new debates: a visitor by an address, which they then confirm."""
    if user is None:
        return Verdict.no(_("Only people are written to."))
    if not user.is_authenticated:
        return Verdict.yes()
    if not user.is_active:
        return Verdict.no(_("This account is closed."))
    return Verdict.yes() if user.email and user.has_confirmed(user.email) else Verdict.no(NO_ADDRESS)


def may_follow(user: Any, debate: Debate) -> Verdict:
    """Answer whether `user` may follow this debate: one that readers see, open or over."""
    if not debate.is_public:
        return Verdict.no(_("This debate is not there."))
    return may_subscribe(user)


def may_follow_thread(user: Any, comment: Comment) -> Verdict:
    """Answer whether `user` may follow the thread of this comment: one that readers see and that goes on."""
    root = comment.thread or comment
    if not root.debate.is_public or not (root.is_shown or root.was_public):
        return Verdict.no(_("This comment is not there."))
    if root.is_locked:
        return Verdict.no(_("This thread is locked: it takes no more answers."))
    return may_subscribe(user)


def may_be_told(user: Any, thing: Thing) -> Verdict:
    """Answer whether `user` may be told of this."""
    if thing.kind is Kind.DEBATE and thing.debate:
        return may_follow(user, thing.debate)
    if thing.kind is Kind.THREAD and thing.thread:
        return may_follow_thread(user, thing.thread)
    verdict = may_subscribe(user)
    if verdict and thing.kind is Kind.REPLIES and not user.is_authenticated:
        return Verdict.no(_("Sign in to be told of replies: only accounts comment."))
    return verdict


def may_manage(user: Any, subscriber: Subscriber, token: str = "") -> Verdict:
    """Answer whether `user` may choose what this subscriber gets: for themselves, or by the secret link."""
    own = user is not None and user.is_authenticated and user.is_active and user.pk == subscriber.user_id
    if own or links.opens_preferences(token, subscriber):
        return Verdict.yes()
    return Verdict.no(NOT_YOURS)


def may_leave(subscriber: Subscriber, mailing_list: MailingList, token: str) -> Verdict:
    """Answer whether the secret of a letter ends this list for the subscriber, whoever comes with it."""
    return Verdict.yes() if links.leaves(token, subscriber, mailing_list) else Verdict.no(NOT_YOURS)


def may_be_forgotten(user: Any, subscriber: Subscriber, token: str = "") -> Verdict:
    """Answer whether `user` may have this address deleted here: where there is no account that needs it."""
    verdict = may_manage(user, subscriber, token)
    if verdict and subscriber.user_id is not None:
        return Verdict.no(_("This address is that of an account: it goes with the account."))
    return verdict
