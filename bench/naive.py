"""The page of a debate as it is usually written: an include for each comment, and nothing kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from debates.reading import queries
from debates.reading.public import ReaderOrder
from debates.reading.structured_data import debate_data
from debates.reading.views import readable


def naive(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer the same bytes as the page of the debate, from the same questions to the database."""
    page = queries.debate_page(readable(slug), ReaderOrder(request), timezone.now())
    return render(request, "reading/debate.html", {"page": page, "data": debate_data(page)}, using="naive")
