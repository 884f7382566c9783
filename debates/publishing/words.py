"""Words for editors and writers: what the steps of the workflow are called and do, what a text lacks."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from debates.publishing.workflow import Move, Round

MOVE_LABELS = {
    Move.SUBMIT: pgettext_lazy("step of a debate", "Submit for review"),
    Move.RETURN: pgettext_lazy("step of a debate", "Return to draft"),
    Move.APPROVE: pgettext_lazy("step of a debate", "Approve"),
    Move.SCHEDULE: pgettext_lazy("step of a debate", "Schedule"),
    Move.UNSCHEDULE: pgettext_lazy("step of a debate", "Take off the schedule"),
    Move.PUBLISH: pgettext_lazy("step of a debate", "Publish now"),
    Move.CLOSE: pgettext_lazy("step of a debate", "Close"),
    Move.REOPEN: pgettext_lazy("step of a debate", "Reopen"),
    Move.ARCHIVE: pgettext_lazy("step of a debate", "Archive"),
    Move.UNARCHIVE: pgettext_lazy("step of a debate", "Take out of the archive"),
    Move.UNPUBLISH: pgettext_lazy("step of a debate", "Unpublish"),
    Move.WITHDRAW: pgettext_lazy("step of a debate", "Withdraw an essay, and the debate with it"),
    Move.REVISE: pgettext_lazy("step of a debate", "Take back to draft"),
    Move.IMPORT: pgettext_lazy("step of a debate", "Import"),
}

ROUND_MOVE_LABELS = {
    Round.REBUTTAL: pgettext_lazy("step of a debate", "Publish the rebuttals"),
    Round.CLOSING: pgettext_lazy("step of a debate", "Publish the closing essays"),
}

MOVE_EFFECTS = {
    Move.SUBMIT: _("The debate waits for another editor’s eyes."),
    Move.RETURN: _("The debate goes back to those who write it."),
    Move.APPROVE: _("You have read it, and it can go out. That is on record; the debate stays in review."),
    Move.SCHEDULE: _("All positions become public together, at the moment that you choose."),
    Move.UNSCHEDULE: _("The debate goes back to review and is not published by itself."),
    Move.PUBLISH: _("All positions become public together, at once."),
    Move.CLOSE: _("The debate ends. Everything stays readable, and the conclusion shows."),
    Move.REOPEN: _(
        "Comments open again, without a date on which they close, and the conclusion no longer shows. "
        "The vote stays closed: its results were public."
    ),
    Move.ARCHIVE: _("The debate stays readable, and nobody can change it."),
    Move.UNARCHIVE: _("Editors can change the debate again."),
    Move.UNPUBLISH: _("Readers no longer find the debate, and editors can change its positions."),
    Move.WITHDRAW: _(
        "No side stands alone: readers find your note, with its date, in place of the whole debate."
    ),
    Move.REVISE: _("Editors can change the debate again. Readers do not see it until it is published anew."),
}

ROUND_MOVE_EFFECT = _("The essays of this round become public together. No number that readers saw changes.")

MOVES_DONE = {
    Move.SUBMIT: _("The debate is in review."),
    Move.RETURN: _("The debate is a draft again."),
    Move.APPROVE: _("Approved: the debate can go out."),
    Move.SCHEDULE: _("The debate is scheduled."),
    Move.UNSCHEDULE: _("The debate is in review again, and off the schedule."),
    Move.PUBLISH: _("The debate is public."),
    Move.CLOSE: _("The debate is closed."),
    Move.REOPEN: _("The debate goes on."),
    Move.ARCHIVE: _("The debate is in the archive."),
    Move.UNARCHIVE: _("The debate is out of the archive."),
    Move.UNPUBLISH: _("The debate is a draft again: readers no longer find it."),
    Move.WITHDRAW: _("The debate is withdrawn."),
    Move.REVISE: _("The debate is a draft again."),
}

ROUND_MOVE_DONE = _("The round is public.")

SUGGESTION_BOUNDS = _("A suggestion has between 10 and 2,000 characters.")


def not_there(references: Iterable[str], images: Iterable[str]) -> list[str]:
    """Answer a sentence for the keys of references that a text cites in vain, and one for those of images."""
    sentences = []
    if keys := list(dict.fromkeys(references)):
        sentence = ngettext(
            "This debate has no reference with the key: %(keys)s. Add it, or correct the key.",
            "This debate has no references with the keys: %(keys)s. Add them, or correct the keys.",
            len(keys),
        )
        sentences.append(sentence % {"keys": ", ".join(keys)})
    if keys := list(dict.fromkeys(images)):
        sentence = ngettext(
            "There is no image with the key: %(keys)s. Upload it, or correct the key.",
            "There are no images with the keys: %(keys)s. Upload them, or correct the keys.",
            len(keys),
        )
        sentences.append(sentence % {"keys": ", ".join(keys)})
    return sentences
