"""Notes in the margin of an essay: editors and its guest write, settle and reopen them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.any_text import takes_any_text
from accounts.private_pages import private_page
from accounts.verdicts import Refused
from debates.publishing import actions, policies
from debates.publishing.forms.agreeing import NoteForm, SettleForm
from debates.publishing.models import Essay, Note
from debates.publishing.queries.notes import notes_of
from debates.publishing.queries.writing import writing_place
from debates.publishing.views.fetching import edited_essay, essay_in_writing


@takes_any_text
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def edited(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the notes on an essay to an editor, and keep a new one."""
    return notes(request, edited_essay(request, pk))


@takes_any_text
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def written(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the notes on an essay to its guest, and keep a new one."""
    essay = essay_in_writing(request, pk)
    policies.may_write_as_guest(request.user, essay).or_not_found()
    return notes(request, essay)


def notes(request: HttpRequest, essay: Essay) -> HttpResponse:
    """Answer the notes on an essay; `on` in the address names the paragraph that a new one is about."""
    page = notes_of(essay.text)
    words = {paragraph.id: paragraph.words for paragraph in page.paragraphs}
    on = request.GET.get("on", "")
    initial = {"number": page.version, "paragraph": on if on in words else ""}
    form = NoteForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            note = actions.add_note(essay=essay, by=request.user, now=timezone.now(), **given)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(_("The note is kept.")))
            return redirect(f"{request.path}#note-{note.pk}")
    chosen = form["paragraph"].value() or ""
    context = {
        "essay": essay,
        "debate": essay.position.debate,
        "language": essay.language or essay.position.debate.language,
        "page": page,
        "form": form,
        "on": words.get(chosen, ""),
        "verdict": policies.may_note(request.user, essay),
        "back": writing_place(request.user, essay.text),
    }
    return render(request, "publishing/notes.html", context, status=400 if form.errors else 200)


@require_POST
@private_page
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a note as settled, or as open again, and go back to it."""
    rows = Note.objects.select_related("revision__text__essay__position__debate")
    note = get_object_or_404(rows, pk=pk)
    essay = note.revision.text.essay
    if essay is None or not policies.is_guest_of(request.user, essay):
        policies.may_edit(request.user).or_not_found()
    assert essay is not None  # noqa: S101 - notes are made on essays only
    form = SettleForm(request.POST)
    if form.is_valid():
        settled = form.cleaned_data["settled"]
        try:
            actions.settle_note(note=note, by=request.user, now=timezone.now(), settled=settled)
        except Refused as refusal:
            messages.error(request, str(refusal))
    name = "publishing:notes" if policies.may_edit(request.user) else "publishing:writing_notes"
    return redirect(f"{reverse(name, args=[essay.pk])}#note-{note.pk}")
