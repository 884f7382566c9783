"""What a page of an editor or of a guest is about; for everybody else it is not there."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from debates.publishing import policies
from debates.publishing.models import Debate, Essay

ESSAYS = Essay.objects.select_related(
    "position__debate", "contributor", "text__pending__by", "text__saved_by", "text__debate"
)


def editable(request: HttpRequest, pk: int) -> Debate:
    """Answer the debate for somebody who may edit; for everybody else it is not there."""
    policies.may_edit(request.user).or_not_found()
    return get_object_or_404(Debate.objects.visible_to(request.user), pk=pk)


def edited_essay(request: HttpRequest, pk: int) -> Essay:
    """Answer the essay, with its text, for somebody who may edit; for everybody else it is not there."""
    policies.may_edit(request.user).or_not_found()
    return get_object_or_404(ESSAYS.all(), pk=pk)


def essay_in_writing(request: HttpRequest, pk: int) -> Essay:
    """Answer the essay, with its text, for its guest, and once all sides are in for the others' guests."""
    essay = get_object_or_404(ESSAYS.all(), pk=pk)
    policies.may_find_in_writing(request.user, essay).or_not_found()
    return essay
