"""Takes away what may repeat a text that was erased: nothing of it is kept beside its comment."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _now

from debates.moderation.models import Appeal, Case, CaseNote, Notice


def forget_what_repeats(*, case: Case) -> None:
    """Wipe what people wrote about the comment of a case, in the transaction that erases its text.

    Notices quote the place that they mean and explain it, moderators note what they saw, appeals repeat what
    they defend: each keeps its row, with a sentence that says what became of its words. What the screening
    found went with the revisions. Decisions stay: they are the site's own words, and kept for good.
    """
    with translation.override(settings.LANGUAGE_CODE):
        # Translators: stands in the place of a notice's explanation, a moderator's note or an appeal.
        gone = _now("Erased with the comment.")
    notices = Notice.objects.filter(case=case)
    notices.exclude(place="").update(place="")
    notices.exclude(explanation="").update(explanation=gone)
    CaseNote.objects.filter(case=case).update(text=gone)
    appeals = Appeal.objects.filter(decision__case=case)
    appeals.update(text=gone)
    appeals.exclude(reply="").update(reply=gone)
