"""What accounts add to every request."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import SimpleTemplateResponse
from django.urls import reverse

from accounts.verdicts import SecondFactorMissing

Handler = Callable[[HttpRequest], HttpResponse]

HINT = "signed_in"
"""A cookie that says nothing but that it is worth asking who is signed in: scripts read it, pages don't."""


class SignedInHint:
    """Keep the hint in step with the session, whenever a page has looked at the session anyway."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; set or delete the hint where it is wrong."""
        response = self.get_response(request)
        if request.session.accessed:
            signed_in = request.user.is_authenticated
            if signed_in and HINT not in request.COOKIES:
                response.set_cookie(
                    HINT,
                    "1",
                    max_age=settings.SESSION_COOKIE_AGE,
                    secure=settings.SESSION_COOKIE_SECURE,
                    samesite="Lax",
                )
            elif not signed_in and HINT in request.COOKIES:
                response.delete_cookie(HINT, samesite="Lax")
        return response


class SecondFactorWall:
    """Lead somebody whose powers wait for a second factor to where they add one."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer the way to the wall, and back from there."""
        if isinstance(exception, SecondFactorMissing):
            query = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('accounts:second_factor')}?{query}")
        return None


class OwnSite:
    """Let `site` mean the publication on every page: allauth gives its own pages the host by that name."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_template_response(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django calls it so
        response: SimpleTemplateResponse,
    ) -> SimpleTemplateResponse:
        """Answer the page that is about to be written, with our site in it."""
        if response.context_data is not None:
            response.context_data["site"] = settings.SITE
        return response
