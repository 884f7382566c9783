"""What a person sees when there is no page: 400, 403, 404, 410, 500."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404
from django.utils.html import escape

from debates.importing.queries import new_address
from debates.publishing.models import Debate
from debates.reading.public import FRESH_SECONDS, is_public


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer a request that cannot be read."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer what this person may not do."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere; an imported debate's old one leads to where it is now.

    Where a public page was, its absence is public too: it takes the place of the page at an edge.
    """
    if isinstance(exception, Resolver404):
        moved = new_address(request.path_info, request.META.get("QUERY_STRING", ""))
        if moved:
            return HttpResponsePermanentRedirect(moved)
    response = render(request, "404.html", status=404)
    public = request.resolver_match is not None and is_public(request.resolver_match.func)
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}" if public else "no-cache"
    return response


def gone(request: HttpRequest, debate: Debate) -> HttpResponse:
    """Answer where a debate stood that was withdrawn: when, and what the editors say of it."""
    response = render(request, "410.html", {"debate": debate}, status=410)
    response["Cache-Control"] = "no-cache"
    return response


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer a fault of ours: the page needs neither database nor request."""
    try:
        return HttpResponse(render_to_string("500.html"), status=500)
    except Exception:  # noqa: BLE001 - whatever broke, a person still gets a page
        return HttpResponse(escape("Something went wrong on our side."), status=500)
