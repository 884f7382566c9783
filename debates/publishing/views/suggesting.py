"""Readers say what should be put right; editors answer."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.any_text import takes_any_text
from accounts.kept_forms import kept_form
from accounts.private_pages import private_page
from accounts.verdicts import Refused
from debates.publishing import actions, policies
from debates.publishing.forms.suggesting import AnswerForm, SuggestionForm
from debates.publishing.models import Essay, Outcome, Suggestion
from debates.publishing.queries.drafts import text_url
from debates.publishing.queries.suggestions import suggestions


@takes_any_text
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def suggest(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what should be put right in an essay, and tell the editors."""
    essay = read_essay(pk)
    now = timezone.now()
    sent = request.method == "POST"
    form = SuggestionForm(request.POST) if sent else SuggestionForm(initial=kept_form(request))
    if sent and form.is_valid():
        try:
            actions.suggest_correction(essay=essay, body=form.cleaned_data["body"], by=request.user, now=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("publishing:suggested", essay.pk)
    context = {
        "essay": essay,
        "debate": essay.position.debate,
        "form": form,
        "verdict": policies.may_suggest(request.user, essay, now),
    }
    return render(request, "publishing/suggest.html", context, status=400 if form.errors else 200)


@require_safe
@private_page
def suggested(request: HttpRequest, pk: int) -> HttpResponse:
    """Thank a reader for what they suggested, and say what happens with it."""
    essay = read_essay(pk)
    return render(request, "publishing/suggested.html", {"essay": essay, "debate": essay.position.debate})


@require_safe
@private_page
def listed(request: HttpRequest) -> HttpResponse:
    """Answer what readers suggested: what waits, and what was answered last."""
    policies.may_edit(request.user).or_not_found()
    return render(request, "publishing/suggestions.html", {"suggestions": suggestions()})


@require_POST
@private_page
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a suggestion up, which leads to the text, or decline it."""
    policies.may_edit(request.user).or_not_found()
    rows = Suggestion.objects.select_related("essay__text", "essay__position__debate")
    found = get_object_or_404(rows, pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        context = {"suggestions": suggestions(), "form": form}
        return render(request, "publishing/suggestions.html", context, status=400)
    outcome = form.cleaned_data["outcome"]
    try:
        actions.handle_suggestion(suggestion=found, outcome=outcome, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("publishing:suggestions")
    if outcome is Outcome.DECLINED:
        messages.success(request, str(_("Declined. What it said stays below.")))
        return redirect("publishing:suggestions")
    messages.success(request, str(_("Taken up: “%s”. Here is the text.") % found.body))
    return redirect(text_url(found.essay.text, found.essay.position.debate))


def read_essay(pk: int) -> Essay:
    """Answer an essay that readers see; any other is not there."""
    rows = Essay.objects.select_related("position__debate", "contributor", "text")
    essay = get_object_or_404(rows, pk=pk)
    if not essay.position.debate.round_is_public(essay.round):
        raise Http404
    return essay
