"""The site's addresses, and some that answer what no page of the site should: an edge must not store it."""

import gzip
import time
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from accounts.limits import client_of
from config.urls import handler400, handler403, handler404, handler500, urlpatterns
from debates.reading.public import edge_bucket

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

PUBLIC = "public, max-age=60"
LONG = b"A page that says the same again and again. " * 500
MIXTURES = {
    "public": {"Cache-Control": PUBLIC},
    "ordered": {"Cache-Control": PUBLIC, "Vary": "X-Position-Order, Accept-Encoding"},
    "nothing-said": {},
    "private": {"Cache-Control": "private, max-age=60"},
    "no-store": {"Cache-Control": f"no-store, {PUBLIC}"},
    "not-public": {"Cache-Control": "max-age=60"},
    "cookie": {"Cache-Control": PUBLIC, "Set-Cookie": "sessionid=secret"},
    "varies-on-cookie": {"Cache-Control": PUBLIC, "Vary": "Accept-Encoding, Cookie"},
    "varies-on-all": {"Cache-Control": PUBLIC, "Vary": "*"},
    "varies-on-language": {"Cache-Control": PUBLIC, "Vary": "Accept-Language"},
}
"""What is said of the answer, by name; each answer is another, so a stored one is known again."""


def mixture(request: HttpRequest, name: str) -> HttpResponse:
    """Answer a new word each time, with these headers; `?wait=` makes the answer come late."""
    time.sleep(float(request.GET.get("wait", "0")))
    response = HttpResponse(uuid4().hex)
    for header, value in MIXTURES[name].items():
        if header == "Set-Cookie":
            response.set_cookie(*value.split("="))
        elif header == "Vary":
            patch_vary_headers(response, value.split(", "))
        else:
            response[header] = value
    return response


def compressed(request: HttpRequest) -> HttpResponse:
    """Answer a long page, gzipped for whoever takes that."""
    response = HttpResponse(LONG, headers={"Cache-Control": PUBLIC, "ETag": '"long"'})
    patch_vary_headers(response, ["Accept-Encoding"])
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.content = gzip.compress(LONG, mtime=0)
        response["Content-Encoding"] = "gzip"
    return response


@csrf_exempt
def heard(request: HttpRequest) -> HttpResponse:
    """Answer what the application was told of a request."""
    return JsonResponse(
        {
            "host": request.get_host(),
            "scheme": request.headers.get("X-Forwarded-Proto"),
            "client": client_of(request),
            "forwarded": request.headers.get("X-Forwarded-For"),
            "order": edge_bucket(request),
            "encodings": request.headers.get("Accept-Encoding"),
            "length": len(request.body),
        }
    )


urlpatterns = [
    path("tried/heard/", heard),
    path("editing/tried/heard/", heard),
    path("tried/compressed/", compressed),
    path("tried/<slug:name>/", mixture),
    *urlpatterns,
]
