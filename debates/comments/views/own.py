"""What is somebody's own: their comments, what they take back, and how helpful they find those of others."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.private_pages import in_place, private_page
from accounts.verdicts import Refused, Verdict
from debates.comments import actions, policies
from debates.comments.forms import RatingForm
from debates.comments.models import Comment
from debates.comments.queries import own
from debates.comments.queries.authors import name_in_a_sentence
from debates.comments.views.fetching import known_comment, number_in, numbers_in, own_comment
from debates.publishing.models import Debate
from debates.publishing.stored_html import safe


@require_safe
@private_page
def mine(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer my comments in a debate; to a script, what I can do with those on the page that is open."""
    debates = Debate.objects.select_related("discussion", "poll_key")
    debate = get_object_or_404(debates, slug=slug)
    if not (debate.is_public or own.has_written(request.user, debate)):
        raise Http404
    now = timezone.now()
    if in_place(request):
        ids = numbers_in(request.GET.get("ids", ""))
        context = {
            "debate": debate,
            "unseen": own.unseen(debate, request.user, now),
            "comments": own.on_page(debate, request.user, ids, now),
        }
        return render(request, "comments/_mine.html", context)
    listing = own.own_comments(request.user, now, debate=debate, after=place_in(request))
    context = {"debate": debate, "listing": listing, "posted": "posted" in request.GET}
    return render(request, "comments/mine.html", context)


@require_safe
@private_page
def all_mine(request: HttpRequest) -> HttpResponse:
    """Answer my comments in all debates."""
    listing = own.own_comments(request.user, timezone.now(), after=place_in(request))
    return render(request, "comments/mine.html", {"listing": listing})


def place_in(request: HttpRequest) -> int:
    """Answer where the page of a list begins that the address asks for."""
    after = request.GET.get("after", "0")
    number = number_in(after)
    if number is None:
        raise Http404
    return number


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what withdrawing a comment does, and do it."""
    comment = own_comment(request.user, pk)

    def act() -> str | Promise:
        actions.withdraw_comment(comment=comment, by=request.user)
        return _("Your comment is withdrawn.")

    return confirmed(request, comment, "withdraw", policies.may_withdraw(request.user, comment), act)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def hide_stance(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what taking the stance off a comment does, and do it."""
    comment = own_comment(request.user, pk)

    def act() -> str | Promise:
        actions.hide_stance(comment=comment, by=request.user)
        return _("Your stance no longer stands on this comment.")

    return confirmed(request, comment, "hide_stance", policies.may_hide_stance(request.user, comment), act)


ASKED = {
    "withdraw": _("Withdraw your comment?"),
    "hide_stance": _("Take your stance off this comment?"),
}


def confirmed(
    request: HttpRequest, comment: Comment, step: str, verdict: Verdict, act: Callable[[], str | Promise]
) -> HttpResponse:
    """Answer the page that asks; when it was sent, act and go back to my comments."""
    refused = ""
    if request.method == "POST":
        try:
            said = act()
        except Refused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, str(said))
            return redirect("comments:mine", comment.debate.slug)
    context = {
        "comment": comment,
        "debate": comment.debate,
        "row": own.rows_of([comment], timezone.now())[0],
        "question": ASKED[step],
        "back": reverse("comments:mine", args=[comment.debate.slug]),
        "verdict": verdict,
        "refused": refused,
    }
    return render(request, f"comments/{step}.html", context, status=400 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a comment is helpful, and count it; a script is answered the buttons alone."""
    comment = known_comment(request.user, pk)
    form = RatingForm(request.POST if request.method == "POST" else None)
    now = timezone.now()
    if form.is_bound and form.is_valid():
        helpful = form.cleaned_data["helpful"]
        try:
            actions.rate_comment(comment=comment, by=request.user, helpful=helpful, now=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return rated(request, comment, helpful)
    return rating_page(request, comment, form)


COUNTED = {
    True: _("Counted: you find this comment helpful."),
    False: _("Counted: you do not find this comment helpful."),
    None: _("Your rating is taken back."),
}


def rated(request: HttpRequest, comment: Comment, helpful: bool | None) -> HttpResponse:
    """Say what was counted: in place, where the buttons stand in another page, or else on their own."""
    if in_place(request):
        # Found anew: the first rating of a debate has made its key.
        comment = known_comment(request.user, comment.pk)
        return rating_page(request, comment, RatingForm(), str(COUNTED[helpful]))
    messages.success(request, str(COUNTED[helpful]))
    return redirect("comments:rate", comment.pk)


def rating_page(request: HttpRequest, comment: Comment, form: RatingForm, said: str = "") -> HttpResponse:
    """Answer the comment with the buttons; to a script the buttons alone, with what is to be said."""
    given = own.ratings_of(comment.debate, request.user, [comment.pk])
    context = {
        "comment": comment,
        "debate": comment.debate,
        "author": name_in_a_sentence(comment),
        "html": safe(comment.html if comment.is_shown else ""),
        "form": form,
        "said": said,
        "refused": " ".join(str(error) for errors in form.errors.values() for error in errors),
        "rating": given.get(comment.pk),
        "rate_url": reverse("comments:rate", args=[comment.pk]),
        "verdict": policies.may_rate(request.user, comment, timezone.now()),
    }
    if in_place(request):
        # 422: what the buttons refuse is said in place, what comes of other errors is not.
        return render(request, "comments/_rating.html", context, status=422 if form.errors else 200)
    return render(request, "comments/rate.html", context, status=400 if form.errors else 200)
