"""Every version of a text, what lies between two, and a change of what readers see."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.private_pages import private_page
from accounts.verdicts import Refused
from debates.publishing import actions, policies
from debates.publishing.forms.texts import ChangeForm, StartingForm
from debates.publishing.queries.history import change_of, comparison_of, history_of, previous_of
from debates.publishing.queries.writing import writing_place
from debates.publishing.views.texts import around, followed, number_in


@require_safe
@private_page
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the versions of a text, newest first; lead on to two that were chosen."""
    text = followed(request, pk)
    first, second = (number_in(request.GET.get(name, "")) for name in ("first", "second"))
    if first is not None and second is not None:
        address = request.path + f"{max(first, second)}/?with={min(first, second)}"
        return redirect(address)
    page = number_in(request.GET.get("page", "")) or 1
    context = {**around(request, text), "history": history_of(text, page)}
    return render(request, "publishing/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Answer a version of a text beside another, and restore it."""
    text = followed(request, pk)
    form = StartingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.restore_revision(
                text=text,
                number=number,
                started_from=form.cleaned_data["started_from"],
                by=request.user,
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(_("Version %s is restored.") % number))
            return redirect(writing_place(request.user, text))
    other = number_in(request.GET.get("with", ""))
    if other is None:
        other = previous_of(text, number) or number
    comparison = comparison_of(text, other, number)
    if comparison is None:
        raise Http404
    context = {
        **around(request, text),
        "form": form,
        "number": number,
        "comparison": comparison,
        "restorable": number != text.working_revision and policies.may_write_text(request.user, text),
    }
    return render(request, "publishing/version.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a change of what readers see, and publish or discard it as an editor says."""
    text = followed(request, pk)
    policies.may_edit(request.user).or_not_found()
    if text.pending is None and request.method != "POST":
        messages.info(request, str(_("No change of this text waits.")))
        return redirect(writing_place(request.user, text))
    form = ChangeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        started = {"text": text, "started_from": given["started_from"], "by": request.user}
        try:
            if given["choice"] == ChangeForm.DISCARD:
                actions.discard_change(**started)
                done = _("The change is discarded. It stays in the history.")
            else:
                note = given["note"] if given["choice"] == ChangeForm.CORRECTION else ""
                actions.publish_change(**started, correction=note, now=timezone.now())
                done = _("The correction is published.") if note else _("The change is published.")
        except Refused as refusal:
            form.add_error(None, str(refusal))
            text = followed(request, pk)
        else:
            messages.success(request, str(done))
            return redirect(writing_place(request.user, text))
    context = {**around(request, text), "form": form, "comparison": change_of(text)}
    return render(request, "publishing/change.html", context, status=400 if form.errors else 200)
