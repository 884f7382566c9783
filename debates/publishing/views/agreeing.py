"""What editors do with an essay on its way to one text: hand it in, give it back, approve it, ask."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.any_text import takes_any_text
from accounts.private_pages import private_page
from accounts.verdicts import Verdict
from debates.publishing import actions, policies
from debates.publishing.forms.agreeing import ReturnForm, VersionForm
from debates.publishing.models import Essay
from debates.publishing.queries.drafts import text_url
from debates.publishing.views.asking import asked
from debates.publishing.views.fetching import edited_essay

Words = tuple[str | Promise, str | Promise, str | Promise]
"""What a step is called, what it does, and what is said once it is done."""

SUBMIT: Words = (
    _("Hand in on the contributor’s behalf"),
    _("Its contributor has no account here. From now on the essay counts as handed in."),
    _("Handed in: %s."),
)
RETURN: Words = (
    _("Give the essay back"),
    _("Its contributor writes on, and hands it in again. Until then the other side is sealed again."),
    _("Given back: %s."),
)
APPROVE: Words = (
    _("Approve on the contributor’s behalf"),
    _("Its contributor has no account here, and has told you that they stand by this version of the essay."),
    _("Approved on its contributor’s behalf: %s."),
)
ASK: Words = (
    _("Ask for approval"),
    _("Its contributor gets an e-mail with the way to this version of the essay, and approves it there."),
    _("Asked for approval: %s."),
)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, and hand an essay in for a contributor who has no account."""
    essay = edited_essay(request, pk)

    def act(_given: dict[str, Any]) -> None:
        actions.submit_essay(essay=essay, by=request.user, now=timezone.now())

    verdict = policies.may_submit_essay(request.user, essay)
    return step(request, essay, bare_form(request), words=SUBMIT, verdict=verdict, act=act)


@takes_any_text
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a note, and give an essay back with it."""
    essay = edited_essay(request, pk)

    def act(given: dict[str, Any]) -> None:
        actions.return_essay(essay=essay, body=given["body"], by=request.user, now=timezone.now())

    form = ReturnForm(request.POST if request.method == "POST" else None)
    verdict = policies.may_return_essay(request.user, essay)
    return step(request, essay, form, words=RETURN, verdict=verdict, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, and record an approval of a contributor who has no account."""
    essay = edited_essay(request, pk)

    def act(given: dict[str, Any]) -> None:
        actions.approve_revision(essay=essay, number=given["number"], by=request.user, now=timezone.now())

    form = version_form(request, essay)
    verdict = policies.may_approve(request.user, essay)
    return step(request, essay, form, words=APPROVE, verdict=verdict, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, and send the contributor an e-mail that asks for their approval."""
    essay = edited_essay(request, pk)

    def act(_given: dict[str, Any]) -> None:
        actions.ask_for_approval(essay=essay, by=request.user, now=timezone.now())

    verdict = policies.may_ask_for_approval(request.user, essay)
    return step(request, essay, bare_form(request), words=ASK, verdict=verdict, act=act)


def bare_form(request: HttpRequest) -> Form:
    """Answer a form that asks for nothing but the button."""
    return Form(request.POST if request.method == "POST" else None)


def version_form(request: HttpRequest, essay: Essay) -> VersionForm:
    """Answer the form that names the version which the page shows."""
    initial = {"number": essay.text.revision}
    return VersionForm(request.POST if request.method == "POST" else None, initial=initial)


def step(
    request: HttpRequest,
    essay: Essay,
    form: Form,
    *,
    words: Words,
    verdict: Verdict,
    act: Callable[[dict[str, Any]], None],
) -> HttpResponse:
    """Answer the page that asks; when it was sent, act and go back to the essay in the workspace."""
    label, effect, done = words
    back = text_url(essay.text, essay.position.debate)
    if not verdict:
        messages.error(request, str(verdict.sentence))
        return redirect(back)

    def act_and_go_back() -> str:
        act(form.cleaned_data)
        return back

    context = {"essay": essay, "text": essay.text, "label": label, "effect": effect, "back": back}
    return asked(
        request, "publishing/agree.html", form, act_and_go_back, done=done % essay.title, context=context
    )
