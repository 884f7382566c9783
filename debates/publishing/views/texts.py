"""A text by itself: write it, save it, and what happens when two people do."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.any_text import takes_any_text
from accounts.kept_forms import kept_form
from accounts.private_pages import private_page
from accounts.verdicts import Refused
from debates.publishing import actions, composing, policies
from debates.publishing.forms.texts import ChoiceForm, TextForm
from debates.publishing.models import Revision, Saving, Text
from debates.publishing.queries.history import compared
from debates.publishing.queries.workspace import editor_of
from debates.publishing.queries.writing import writing_place
from debates.publishing.views.answers import in_script, said, script_answers


@takes_any_text
@require_http_methods(["GET", "HEAD", "POST"])
@script_answers
@private_page
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a text to write on alone; save what somebody wrote from a revision that they name.

    A script is answered in JSON. Without one, “Preview” shows how it would look and saves nothing.
    """
    text = followed(request, pk)
    if request.method != "POST":
        kept = kept_form(request)
        form = TextForm(initial={"source": text.working_source, **kept})
        return page(request, text, form, started_from=number_in(kept.get("started_from", "")))
    form = TextForm(request.POST)
    if not form.is_valid():
        return refused(request, text, form)
    if "preview" in request.POST:
        return page(request, text, form, started_from=form.cleaned_data["started_from"], looks=True)
    return saved(request, text, form)


def saved(request: HttpRequest, text: Text, form: TextForm) -> HttpResponse:
    """Save what was sent, and answer what became of it."""
    given = form.cleaned_data
    now = timezone.now()
    try:
        text = actions.save_text(
            text=text,
            source=given["source"],
            started_from=given["started_from"],
            by=request.user,
            saving=Saving.AUTOSAVED if given["autosaved"] else Saving.SAVED,
            now=now,
        )
    except actions.Conflict as conflict:
        return met(request, text, conflict)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return refused(request, text, form)
    if in_script(request):
        return said(_("Saved %(time)s") % {"time": clock(now)}, **state_of(text))
    messages.success(request, str(_("Saved: %s.") % text.name))
    return redirect(writing_place(request.user, text))


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def conflict(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Answer what stands beside what was set aside, and do what its writer chooses.

    Every choice states the revision that stands; where another does by now, both are shown anew.
    """
    text = followed(request, pk)
    aside = get_object_or_404(Revision.objects.with_people(), text=text, number=number, saving=Saving.ASIDE)
    form = ChoiceForm(request.POST) if request.method == "POST" else None
    if form is None or not form.is_valid():
        return both(request, text, aside, status=400 if form else 200)
    given = form.cleaned_data
    merged = given["source"] if given["choice"] == ChoiceForm.MERGE else None
    if given["started_from"] != text.working_revision:
        sentence = _("Somebody has saved this text again meanwhile: this is what stands now.")
        return both(request, text, aside, sentence, merged, status=409)
    if given["choice"] == ChoiceForm.KEEP:
        messages.success(request, str(_("What stood stays. Your version is in the history.")))
        return redirect(writing_place(request.user, text))
    source = aside.source if merged is None else merged
    try:
        actions.save_text(
            text=text,
            source=source,
            started_from=given["started_from"],
            by=request.user,
            now=timezone.now(),
        )
    except actions.Conflict:
        sentence = _("Somebody has saved this text again meanwhile: this is what stands now.")
        return both(request, followed(request, pk), aside, sentence, merged, status=409)
    except Refused as refusal:
        return both(request, text, aside, str(refusal), merged, status=400)
    messages.success(request, str(_("Saved: %s.") % text.name))
    return redirect(writing_place(request.user, text))


# ---------------------------------------------------------------- what they are made of


def followed(request: HttpRequest, pk: int) -> Text:
    """Answer the text for somebody who may see it being written; for everybody else it is not there."""
    rows = Text.objects.select_related(
        "debate", "pending__by", "saved_by", "essay__position__debate", "essay__contributor"
    )
    text = get_object_or_404(rows, pk=pk)
    policies.may_follow_text(request.user, text).or_not_found()
    return text


def page(
    request: HttpRequest,
    text: Text,
    form: TextForm,
    *,
    started_from: int | None,
    looks: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Answer the page of one text, with what was typed in it, from the revision that was stated."""
    editor = editor_of(text, uploads=bool(policies.may_edit(request.user)))
    look = None
    if looks:
        try:
            look = composing.look_of(text, form["source"].value() or "")
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = 400
    context = {
        **around(request, text),
        "form": form,
        "editor": editor.holding(form["source"].value() or "", started_from),
        "verdict": policies.may_write_text(request.user, text),
        "look": look,
    }
    return render(request, "publishing/text.html", context, status=status)


def around(request: HttpRequest, text: Text) -> dict[str, Any]:
    """Answer what stands on every page of one text."""
    return {
        "text": text,
        "debate": text.debate,
        "language": (text.essay.language if text.essay else "") or text.debate.language,
        "workspace_url": writing_place(request.user, text),
        "url": reverse("publishing:save_text", args=[text.pk]),
    }


def refused(request: HttpRequest, text: Text, form: TextForm) -> HttpResponse:
    """Answer why a text was not saved, and keep what was typed."""
    if in_script(request):
        sentences = [sentence for found in form.errors.values() for sentence in found]
        return said(" ".join(map(str, sentences)), status=400)
    started_from = number_in(request.POST.get("started_from", ""))
    return page(request, text, form, started_from=started_from, status=400)


def met(request: HttpRequest, text: Text, conflict: actions.Conflict) -> HttpResponse:
    """Answer that somebody else has saved meanwhile: both versions, or the way to them."""
    aside = conflict.meeting.aside
    if in_script(request):
        address = reverse("publishing:conflict", args=[text.pk, aside.number])
        return said(conflict.sentence, status=409, url=address, link=str(_("Compare both")))
    return both(request, followed(request, text.pk), aside, conflict.sentence, status=409)


def both(
    request: HttpRequest,
    text: Text,
    aside: Revision,
    sentence: Any = "",
    merged: str | None = None,
    *,
    status: int,
) -> HttpResponse:
    """Answer what stands and what was set aside, side by side, and the three ways on."""
    stands = text.revisions.with_people().get(number=text.working_revision)
    context = {
        **around(request, text),
        "sentence": sentence or _("Two versions of this text were written at the same time. Both are kept."),
        "stands": stands,
        "aside": aside,
        "comparison": compared(stands, aside, text),
        "merged": aside.source if merged is None else merged,
        "address": reverse("publishing:conflict", args=[text.pk, aside.number]),
        "verdict": policies.may_write_text(request.user, text),
    }
    return render(request, "publishing/conflict.html", context, status=status)


def state_of(text: Text) -> dict[str, Any]:
    """Answer what a script that saves a text goes on from."""
    return {
        "revision": text.working_revision,
        "words": text.words if text.pending is None else None,
        "waits": text.pending is not None,
    }


def clock(moment: datetime) -> str:
    """Answer the hour and minute, in the zone of whoever reads it."""
    return timezone.localtime(moment).strftime("%H:%M")


def number_in(typed: str) -> int | None:
    """Answer a number that was sent, or nothing."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None  # noqa: PLR2004
