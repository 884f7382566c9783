"""Writes comments: posted, edited, withdrawn."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused, Verdict
from debates.comments import policies
from debates.comments.actions.knowing import Known, known_of, known_of_answer, one_at_a_time, screened
from debates.comments.actions.placing import Target, target_of
from debates.comments.actions.storing import record, store
from debates.comments.actions.visibility import CHANGED_MEANWHILE, set_visibility
from debates.comments.models import (
    Comment,
    Kind,
)
from debates.comments.models.comments import MAX_DEPTH
from debates.comments.queries.around import comment_around
from debates.comments.screening import (
    Draft,
    Outcome,
    Screening,
)
from debates.comments.visibility import SHOWN, Cause, Visibility
from debates.publishing.models import Debate
from debates.richtext.render import RENDERER_VERSION, Profile, TextRefused, render
from debates.stances.models import Ballot
from debates.stances.options import Option
from debates.stances.voters import is_destroyed, key_of, voter_of

MOST_REVISIONS = 20
"""So often a comment is kept: its history is a page that readers open."""

SHORTEST_WHY = 50
"""Characters that a comment has which says why it changed its author's mind."""


@transaction.atomic
def post_comment(
    *,
    debate: Debate,
    by: Any,
    source: str,
    now: datetime,
    text_id: int | None = None,
    paragraph: str = "",
    parent: Comment | None = None,
    kind: str = "",
    changed_mind: bool = False,
    shows_stance: bool = False,
) -> Comment:
    """Post a comment on a debate, on one of its texts or paragraphs, or in answer to `parent`.

    It is published, or held for a moderator: the comment says which, and its screening why. With
    `shows_stance` it carries what its author's ballot says now, where they have one. Raises `Refused`.

    Debate and author are taken as they have just been read: nothing of them is locked here, and to read them
    once more would make nothing surer.
    """
    if parent is not None and parent.debate_id != debate.pk:
        raise Refused(_("This debate has no such comment to answer."))
    verdict = policies.may_answer(by, parent, now) if parent else policies.may_comment(by, debate, now)
    verdict.or_refuse()
    # Before anybody waits for it: to render takes longer than all that is written.
    draft, html = drafted(source)
    if parent is not None:
        known = known_of_answer(by, parent, draft, now)
        parent = still_there(parent, known, by, now)
        debate = parent.debate
    else:
        known = known_of(by, debate, draft, now)
    target = target_of(debate, text_id=text_id, paragraph=paragraph, parent=parent)
    if kind not in {"", *Kind.values}:
        raise Refused(_("Choose one of the kinds that are shown, or none."))
    if changed_mind:
        check_changed_mind(target, by, draft)
    said = screened(draft, known, by, debate, now)
    stance = stance_of(debate, by) if shows_stance else None
    comment = Comment(
        debate=debate,
        text_id=target.text_id,
        position_id=target.position_id,
        paragraph=target.paragraph,
        quote=target.quote,
        quoted_revision=target.text.revision if target.text and target.paragraph else None,
        author=by,
        kind=kind,
        changed_mind=changed_mind,
        stance_kind=stance.kind if stance else "",
        stance_position_id=stance.position if stance else None,
        source=draft.source,
        html=html,
        plain=draft.plain,
        renderer_version=RENDERER_VERSION,
        visibility=visibility_of(said),
        was_public=visibility_of(said) in SHOWN,
        created_at=now,
    )
    if parent is not None:
        place_in_thread(comment, parent, known.number)
    store(comment, said)
    return comment


@transaction.atomic
def edit_comment(*, comment: Comment, by: Any, expected_version: int, source: str, now: datetime) -> Comment:
    """Put another text in the place of a comment's, and screen it anew; what it said before stays on record.

    A comment that a moderator or the screening holds stays held. Raises `Refused`.
    """
    one_at_a_time(by)
    comment = held(comment)
    policies.may_edit(by, comment, now).or_refuse()
    if comment.version != expected_version:
        raise Refused(CHANGED_MEANWHILE)
    draft, html = drafted(source)
    if draft.source == comment.source:
        return comment
    if comment.changed_mind and len(draft.plain) < SHORTEST_WHY:
        raise Refused(SAY_WHY)
    revisions = comment.revisions.count()
    if revisions >= MOST_REVISIONS:
        raise Refused(_("This comment has been changed so often that it now stays as it is."))
    known = known_of(by, comment.debate, draft, now, but=comment)
    said = screened(draft, known, by, comment.debate, now)
    changed = Comment.objects.filter(pk=comment.pk, version=expected_version).update(
        source=draft.source,
        html=html,
        plain=draft.plain,
        renderer_version=RENDERER_VERSION,
        edited_at=now,
        version=F("version") + 1,
    )
    if not changed:
        raise Refused(CHANGED_MEANWHILE)
    comment.refresh_from_db()
    record(comment, revisions + 1, said, now)
    if said.outcome is Outcome.HOLD and comment.visibility in SHOWN:
        return set_visibility(
            comment=comment,
            expected_version=comment.version,
            state=Visibility.HELD,
            cause=Cause.SCREENING,
        )
    return comment


@transaction.atomic
def withdraw_comment(*, comment: Comment, by: Any) -> Comment:
    """Take a comment out of readers' sight for good, for its author. Raises `Refused`."""
    comment = held(comment)
    policies.may_withdraw(by, comment).or_refuse()
    return set_visibility(
        comment=comment, expected_version=comment.version, state=Visibility.WITHDRAWN, cause=Cause.AUTHOR
    )


@transaction.atomic
def hide_stance(*, comment: Comment, by: Any) -> Comment:
    """Take the stance off a comment, for its author. Raises `Refused`."""
    comment = held(comment)
    policies.may_hide_stance(by, comment).or_refuse()
    Comment.objects.filter(pk=comment.pk).update(
        stance_kind="", stance_position=None, version=F("version") + 1
    )
    comment.refresh_from_db()
    return comment


# ---------------------------------------------------------------- what a comment is made of

GONE = _("This comment is no longer there.")
SAY_WHY = _("Say in at least 50 characters what changed your mind.")


def current(debate: Debate) -> Debate:
    """Answer the debate as it now is, with what its comments depend on. Raises `Refused` if it is gone."""
    found = Debate.objects.select_related("discussion", "poll_key").filter(pk=debate.pk).first()
    if found is None:
        raise Refused(_("This debate has been deleted."))
    return found


def held(comment: Comment) -> Comment:
    """Answer a comment as it now is, kept from others until the transaction ends.

    Raises `Refused` if it is gone.
    """
    found = comment_around(comment.pk, locked=True)
    if found is None:
        raise Refused(GONE)
    return found


def drafted(source: str) -> tuple[Draft, str]:
    """Answer a text as the screening reads it, and its safe HTML. Raises `Refused` for what is no text."""
    source = source.strip().replace("\r\n", "\n")
    try:
        rendered = render(source, Profile.COMMENT)
    except TextRefused as refused:
        raise Refused(str(refused)) from refused
    return Draft(source, rendered.plain, rendered.html.count("<a ")), rendered.html


def visibility_of(said: Screening) -> Visibility:
    """Answer the state that a new comment begins in."""
    return Visibility.HELD if said.outcome is Outcome.HOLD else Visibility.PUBLISHED


def still_there(answered: Comment, known: Known, by: Any, now: datetime) -> Comment:
    """Answer a comment as it was, unless something of it has changed meanwhile: then as it is now.

    Raises `Refused` where it can't be answered any more.
    """
    if known.version is None:
        raise Refused(GONE)
    if known.version != answered.version:
        answered = held(answered)
        policies.may_answer(by, answered, now).or_refuse()
    return answered


def place_in_thread(comment: Comment, parent: Comment, number: int | None) -> None:
    """Make a comment an answer of this number. Raises `Refused` where the thread has given it none."""
    if number is None:
        raise Refused(policies.LOCKED)
    comment.number, comment.thread_id, comment.parent = number, parent.thread_id or parent.pk, parent
    comment.depth = min(parent.depth + 1, MAX_DEPTH)


def check_changed_mind(target: Target, by: Any, draft: Draft) -> None:
    """Raise `Refused` unless the target can have changed somebody's mind, and they say why."""
    can_change_mind(target, by).or_refuse()
    if len(draft.plain) < SHORTEST_WHY:
        raise Refused(SAY_WHY)
    said = Comment.objects.filter(author=by, changed_mind=True, parent=target.parent)
    if (said if target.parent else said.filter(text=target.text)).exists():
        raise Refused(_("You have said already that this changed your mind."))


def can_change_mind(target: Target, by: Any) -> Verdict:
    """Answer whether this can have changed somebody's mind: an essay or a comment, of another."""
    if target.parent is None and target.position is None:
        return Verdict.no(_("A comment or an essay can change your mind: comment on the one that did."))
    own_essay = target.text and target.text.essay and target.text.essay.contributor.account_id == by.pk
    if policies.is_author(by, target.parent) if target.parent else own_essay:
        return Verdict.no(_("What you have written yourself did not change your mind."))
    return Verdict.yes()


def stance_of(debate: Debate, by: Any) -> Option | None:
    """Answer what the standing ballot of `by` says, after reading or else before; none where none stands."""
    key = key_of(debate)
    if key is None or is_destroyed(debate):
        return None
    ballot = Ballot.objects.of_reader(debate, voter_of(key, by=by)).first()
    return ballot.option if ballot else None
