"""Legal erasure: an act of its own, apart from what moderators decide, that leaves nothing of a text."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.private_pages import personal_page
from accounts.verdicts import Refused
from debates.moderation import actions, policies
from debates.moderation.forms.erasure import ErasureForm
from debates.moderation.measures import Measure
from debates.moderation.models import Case
from debates.moderation.queries.erasure import what_goes


@require_http_methods(["GET", "HEAD", "POST"])
@personal_page
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the law, show what is lost for good, and erase the text once that is confirmed."""
    policies.may_erase(request.user).or_not_found()
    cases = Case.objects.select_related("comment__debate", "comment__author")
    case = get_object_or_404(cases, pk=pk)
    form = ErasureForm(request.POST) if request.method == "POST" else ErasureForm.for_case(case)
    asks = form.is_bound and form.is_valid() and "change" not in request.POST
    if asks and "erase" in request.POST:
        try:
            actions.decide(
                case=case,
                expected_version=form.cleaned_data["version"],
                expected_comment_version=form.cleaned_data["comment_version"],
                measure=Measure.ERASE,
                by=request.user,
                now=timezone.now(),
                why=form.why(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            asks = False
        else:
            messages.success(request, _("The text is erased, and what repeated it."))
            return redirect("moderation:erase", case.pk)
    case = cases.get(pk=pk)
    context = {
        "case": case,
        "form": form,
        "asks": asks,
        "goes": what_goes(case),
        "verdict": policies.may_decide(request.user, case, Measure.ERASE),
    }
    return render(request, "moderation/erase.html", context, status=400 if form.errors else 200)
