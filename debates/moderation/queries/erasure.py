"""What an administrator is shown before a text is erased for good."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from debates.comments.models import Comment, CommentRevision
from debates.moderation.models import Appeal, Case, CaseNote, Notice
from debates.publishing.stored_html import safe


@dataclass(frozen=True, slots=True)
class WhatGoes:
    """What is lost with the text of a comment, and what stays.

    `earlier` are the versions before it was edited; `notices`, `notes` and `appeals` are those whose words
    are lost; `answers` are direct answers, which stay. `hears` says that there is an author who is told.
    """

    html: SafeString
    state: str
    url: str
    language: str
    author: str
    earlier: int
    notices: int
    notes: int
    appeals: int
    answers: int
    hears: bool


def what_goes(case: Case) -> WhatGoes:
    """Answer what is lost if the text of a case's comment is erased. Five queries."""
    comment = case.comment
    return WhatGoes(
        html=safe(comment.html),
        state=str(comment.get_visibility_display()),
        url=comment.get_absolute_url() if comment.debate.is_public else "",
        language=comment.debate.language,
        author=comment.author.display_name if comment.author else comment.author_name,
        earlier=max(CommentRevision.objects.filter(comment=comment).count() - 1, 0),
        notices=Notice.objects.filter(case=case).count(),
        notes=CaseNote.objects.filter(case=case).count(),
        appeals=Appeal.objects.filter(decision__case=case).count(),
        answers=Comment.objects.order_by().filter(parent=comment).count(),
        hears=comment.author is not None,
    )
