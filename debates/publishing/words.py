"""What the steps of the workflow are called on a button."""

from django.utils.translation import pgettext_lazy

from debates.publishing.workflow import Move, Round

MOVE_LABELS = {
    Move.SUBMIT: pgettext_lazy("step of a debate", "Submit for review"),
    Move.RETURN: pgettext_lazy("step of a debate", "Return to draft"),
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
