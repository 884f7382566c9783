"""The references of a debate: the list, a form by kind, what is pasted, what is looked up."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.private_pages import private_page
from accounts.verdicts import Refused
from debates.citations.fetching import FetchFailed, Service
from debates.citations.lookup import look_up as ask_about
from debates.citations.pasting.reading import read_pasted
from debates.citations.pasting.report import Pasted, PasteRefused
from debates.publishing import actions, policies
from debates.publishing.forms.references import LookUpForm, PasteForm, PlaceForm, ReferenceForm
from debates.publishing.models import Debate, Reference
from debates.publishing.queries.references import references_for_editors
from debates.publishing.views.fetching import editable


@require_safe
@private_page
def references(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer what a debate cites, in order, with what can be done about it."""
    debate = editable(request, pk)
    context = {
        "debate": debate,
        "references": references_for_editors(debate),
        "verdict": policies.may_edit_debate(request.user, debate),
        "look_up": LookUpForm() if service() else None,
    }
    return render(request, "publishing/references.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def new_reference(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask about a new reference by its kind, which is chosen first, and add it."""
    debate = editable(request, pk)
    if request.method != "POST":
        kind = request.GET.get("type", "article-journal")
        return form_page(request, debate, ReferenceForm(initial={"type": kind}))
    form = ReferenceForm(request.POST)
    return saved(request, debate, form, Reference(debate=debate))


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def reference(request: HttpRequest, pk: int, reference: int) -> HttpResponse:
    """Change a reference."""
    debate = editable(request, pk)
    found = get_object_or_404(debate.references, pk=reference)
    form = ReferenceForm(request.POST if request.method == "POST" else None, reference=found)
    if request.method != "POST":
        return form_page(request, debate, form, found)
    return saved(request, debate, form, found)


def saved(request: HttpRequest, debate: Debate, form: ReferenceForm, row: Reference) -> HttpResponse:
    """Save what was typed and lead to the list; with `show`, answer the fields of the kind instead."""
    if "show" in request.POST:
        form.errors.clear()
        return form_page(request, debate, form, row)
    if form.is_valid():
        row.csl, row.key = form.cleaned_data["item"], form.cleaned_data["key"]
        if row._state.adding:
            last = debate.references.order_by("-order").first()
            row.order = last.order + 1 if last else 0
        try:
            actions.save_reference(reference=row, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(_("Saved: [@%s].") % row.key))
            return redirect("publishing:references", debate.pk)
    return form_page(request, debate, form, row, status=400)


def form_page(
    request: HttpRequest,
    debate: Debate,
    form: ReferenceForm,
    row: Reference | None = None,
    *,
    status: int = 200,
    said: str = "",
) -> HttpResponse:
    """Answer the form about a reference."""
    context: dict[str, Any] = {
        "debate": debate,
        "form": form,
        "reference": row if row is not None and row.pk else None,
        "action": reverse("publishing:reference", args=[debate.pk, row.pk])
        if row is not None and row.pk
        else reverse("publishing:new_reference", args=[debate.pk]),
        "verdict": policies.may_edit_debate(request.user, debate),
        "said": said,
    }
    return render(request, "publishing/reference.html", context, status=status)


@require_POST
@private_page
def move_reference(request: HttpRequest, pk: int, reference: int) -> HttpResponse:
    """Put a reference at another place of the list."""
    debate = editable(request, pk)
    found = get_object_or_404(debate.references, pk=reference)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(_("Give a place in the list, from 1.")))
    else:
        try:
            actions.move_reference(reference=found, place=form.cleaned_data["place"], by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
    address = reverse("publishing:references", args=[debate.pk])
    return redirect(f"{address}#ref-{found.key}")


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def delete_reference(request: HttpRequest, pk: int, reference: int) -> HttpResponse:
    """Ask, and delete a reference that no text cites."""
    debate = editable(request, pk)
    found = get_object_or_404(debate.references, pk=reference)
    if request.method == "POST":
        try:
            actions.delete_reference(reference=found, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, str(_("Deleted: %s.") % found.key))
        return redirect("publishing:references", debate.pk)
    context = {
        "title": _("Delete this reference"),
        "sentence": _("The reference goes for good."),
        "name": found.key,
        "debate": debate,
        "back": reverse("publishing:references", args=[debate.pk]),
    }
    return render(request, "publishing/sure.html", context)


# ---------------------------------------------------------------- pasted


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def paste_references(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for references of a reference manager, add those that are new, and report on all of them.

    Sent again, it finds them all there already: nothing is added twice.
    """
    debate = editable(request, pk)
    form = PasteForm(request.POST if request.method == "POST" else None)
    pasted: Pasted | None = None
    added: actions.Added | None = None
    if form.is_bound and form.is_valid():
        try:
            pasted = read_pasted(form.cleaned_data["pasted"])
            items = [entry.item for entry in pasted.entries]
            added = actions.add_references(debate=debate, items=items, by=request.user)
        except PasteRefused as refusal:
            form.add_error("pasted", str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "debate": debate,
        "form": form,
        "verdict": policies.may_edit_debate(request.user, debate),
        "pasted": pasted,
        "added": added,
        "new": new_lines(pasted, added) if pasted and added else (),
        "known": [(pasted.entries[place], row) for place, row in added.duplicates]
        if pasted and added
        else (),
    }
    return render(request, "publishing/paste.html", context, status=400 if form.errors else 200)


def new_lines(pasted: Pasted, added: actions.Added) -> list[tuple[Any, Reference]]:
    """Answer each entry that was added, with the reference that it became."""
    known = {place for place, _row in added.duplicates}
    entries = [entry for place, entry in enumerate(pasted.entries) if place not in known]
    return list(zip(entries, added.references, strict=True))


# ---------------------------------------------------------------- looked up


@require_POST
@private_page
def look_up_reference(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the service about a DOI or an address, and answer the form filled in with what it says.

    Where it says nothing, the form holds what was typed.
    """
    debate = editable(request, pk)
    asked = service()
    form = LookUpForm(request.POST)
    if asked is None or not form.is_valid():
        messages.error(
            request, str(_("Give a DOI or a web address.") if asked else _("No look-up is set up."))
        )
        return redirect("publishing:references", debate.pk)
    typed = form.cleaned_data["address"].strip()
    try:
        found = ask_about(typed, asked)
    except FetchFailed as failure:
        name = "URL" if "://" in typed else "DOI"
        filled = {"type": "webpage" if name == "URL" else "article-journal", name: typed}
        return form_page(request, debate, ReferenceForm(initial=filled), said=str(failure))
    said = " ".join([str(_("Check what was found, then save.")), *found.remarks])
    return form_page(request, debate, ReferenceForm(initial=found.item), said=said)


def service() -> Service | None:
    """Answer the service that the settings name, or nothing where look-up is off."""
    if not settings.CITATION_LOOKUP_URL:
        return None
    return Service(settings.CITATION_LOOKUP_URL, str(_("The look-up service")), settings.ELSEWHERE_USER_AGENT)
