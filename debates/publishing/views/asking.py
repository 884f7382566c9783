"""A page that asks with a form, and acts once it was sent."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from accounts.verdicts import Refused


def asked(
    request: HttpRequest,
    template: str,
    form: BaseForm,
    act: Callable[[], str],
    *,
    done: str | Promise,
    context: Mapping[str, Any],
) -> HttpResponse:
    """Answer a form; when it was sent, act, say what is `done`, and lead to the address that `act` answers.

    A refusal stands above the form as it was typed.
    """
    if request.method == "POST" and form.is_valid():
        try:
            address = act()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(done))
            return redirect(address)
    return render(request, template, {"form": form, **context}, status=400 if form.errors else 200)
