"""The public report about moderation, by year, as a page and as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from debates.moderation.queries.transparency import report_file, report_of
from debates.reading.public import public_page


@require_safe
@public_page
def report(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Answer the report about a year, about the newest where none is named."""
    found = report_of(year, timezone.now())
    if found is None:
        raise Http404
    return render(request, "reading/transparency.html", {"report": found})


@require_safe
@public_page
def report_csv(_request: HttpRequest, year: int) -> HttpResponse:
    """Answer the same numbers as a file."""
    found = report_of(year, timezone.now())
    if found is None:
        raise Http404
    response = HttpResponse(report_file(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="moderation-{year}.csv"'
    return response
