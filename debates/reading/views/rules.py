"""The rules that hold here, and the versions that held before or will hold."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from debates.moderation.queries.rules import terms_page
from debates.reading.public import public_page


@require_safe
@public_page
def rules(request: HttpRequest) -> HttpResponse:
    """Answer the rules that hold now."""
    return page(request, None)


@require_safe
@public_page
def rules_version(request: HttpRequest, number: int) -> HttpResponse:
    """Answer one version of the rules: decisions and letters point to the one that held."""
    return page(request, number)


def page(request: HttpRequest, number: int | None) -> HttpResponse:
    """Answer a version of the rules as a page."""
    found = terms_page(timezone.now(), number)
    if found is None:
        raise Http404
    context = {"page": found, "is_current": number is None, "language": settings.LANGUAGE_CODE}
    return render(request, "reading/rules.html", context)
