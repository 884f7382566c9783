"""Save a text, and what happens when two people do."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.private_pages import private_page
from accounts.verdicts import Refused
from debates.publishing import actions, policies
from debates.publishing.forms.texts import TextForm
from debates.publishing.models import Text
from debates.publishing.queries.drafts import text_url


@require_POST
@private_page
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Save a text that somebody has written on from a revision that they name."""
    text = written_by(request, pk)
    form = TextForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.save_text(
                text=text,
                source=given["source"],
                started_from=given["started_from"],
                by=request.user,
                now=timezone.now(),
            )
        except actions.Conflict as conflict:
            context = {"text": text, "meeting": conflict.meeting, "sentence": conflict.sentence}
            return render(request, "publishing/conflict.html", context, status=409)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(_("Saved: %s.") % text.name))
            return redirect(text_url(text, text.debate))
    return render(request, "publishing/text.html", {"text": text, "form": form}, status=400)


def written_by(request: HttpRequest, pk: int) -> Text:
    """Answer the text for somebody who may read what is written of it; for everybody else it is not there."""
    rows = Text.objects.select_related("debate", "pending", "essay__position__debate", "essay__contributor")
    text = get_object_or_404(rows, pk=pk)
    if text.essay is not None:
        policies.may_read_essay(request.user, text.essay).or_not_found()
    else:
        policies.may_edit(request.user).or_not_found()
    return text
