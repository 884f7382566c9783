"""What a page of an editor is about; for everybody else it is not there."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from debates.publishing import policies
from debates.publishing.models import Debate


def editable(request: HttpRequest, pk: int) -> Debate:
    """Answer the debate for somebody who may edit; for everybody else it is not there."""
    policies.may_edit(request.user).or_not_found()
    return get_object_or_404(Debate.objects.visible_to(request.user), pk=pk)
