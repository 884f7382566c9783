"""Editors make links by which outsiders see a debate before its readers do, and take them back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.private_pages import private_page
from accounts.verdicts import Refused
from debates.publishing import actions, policies
from debates.publishing.forms.agreeing import PreviewLinkForm
from debates.publishing.models import PreviewLink
from debates.publishing.queries.previews import previews_of
from debates.publishing.views.fetching import editable


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def previews(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the links to a preview of this debate, and make another."""
    debate = editable(request, pk)
    form = PreviewLinkForm(request.POST if request.method == "POST" else None)
    now = timezone.now()
    if form.is_bound and form.is_valid():
        label = form.cleaned_data["label"]
        try:
            actions.make_preview_link(debate=debate, label=label, by=request.user, now=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(_("The link is made: copy it from the list.")))
            return redirect("publishing:previews", pk)
    context = {
        "debate": debate,
        "form": form,
        "verdict": policies.may_share_preview(request.user, debate),
        "links": previews_of(debate, now),
    }
    return render(request, "publishing/previews.html", context, status=400 if form.errors else 200)


@require_POST
@private_page
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a link back, and go back to the list."""
    policies.may_edit(request.user).or_not_found()
    link = get_object_or_404(PreviewLink, pk=pk)
    try:
        actions.revoke_preview_link(link=link, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(_("Taken back: %s.") % link.label))
    return redirect("publishing:previews", link.debate_id)
