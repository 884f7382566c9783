"""Writing a comment: on a debate or a part of it, in answer to another, or anew within its time."""

from time import time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.any_text import takes_any_text
from accounts.kept_forms import kept_form
from accounts.limits import Limit
from accounts.private_pages import personal_page, private_page
from accounts.verdicts import Refused
from accounts.views import too_many_requests
from debates.comments import actions, policies
from debates.comments.actions.placing import Target
from debates.comments.composing import composing, nearest, preview_of
from debates.comments.forms import CommentForm, EditForm
from debates.comments.models import Comment
from debates.comments.queries import own
from debates.comments.views.fetching import discussed, known_comment, number_in, own_comment
from debates.comments.words import became
from debates.publishing.stored_html import safe

PREVIEWS = Limit("comment-preview", tries=120, seconds=60)


@takes_any_text
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a comment on a debate, on one of its texts or on a paragraph, and post it."""
    debate = discussed(slug)
    form, kept = asked(request)
    if posting(request) and form.is_valid():
        given = form.cleaned_data
        target = {"text_id": given.pop("on"), "paragraph": given.pop("paragraph")}
        try:
            comment = actions.post_comment(
                debate=debate,
                by=request.user,
                source=given.pop("text"),
                now=timezone.now(),
                **target,
                **given,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return posted(request, comment)
    # A link says where; what was kept while the reader signed in says the rest.
    sent = request.POST if form.is_bound else {**kept, **request.GET.dict()}
    on = sent.get("on", "")
    text_id = number_in(on)
    target_found, said = nearest(debate, text_id, sent.get("paragraph", ""))
    if not form.is_bound and on and target_found.text is None:
        raise Http404
    return page(request, target_found, form, "" if form.errors else said)


@takes_any_text
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for an answer to a comment, and post it."""
    # Where an answer is stored nothing is shown of what it answers.
    parent = known_comment(request.user, pk, for_page=not posting(request))
    form, _kept = asked(request)
    if posting(request) and form.is_valid():
        given = form.cleaned_data
        try:
            comment = actions.post_comment(
                debate=parent.debate,
                by=request.user,
                parent=parent,
                source=given["text"],
                kind=given["kind"],
                changed_mind=given["changed_mind"],
                shows_stance=given["shows_stance"],
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return posted(request, comment)
    return page(request, Target(parent.debate, parent.text, parent=parent), form)


@takes_any_text
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for another text of a comment, and put it in the place of what stands."""
    comment = own_comment(request.user, pk)
    kept = {} if request.method == "POST" else kept_form(request)
    start = {"text": comment.source, **kept, "version": comment.version}
    form = EditForm(request.POST if request.method == "POST" else None, initial=start)
    stands = None
    if posting(request) and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            changed = actions.edit_comment(
                comment=comment,
                by=request.user,
                expected_version=version,
                source=form.cleaned_data["text"],
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            comment = own_comment(request.user, pk)
            # Whoever sends it again has seen both.
            stands = safe(comment.html) if comment.version != version else None
        else:
            return posted(request, changed)
    now = timezone.now()
    context = {
        "comment": comment,
        "debate": comment.debate,
        "form": form,
        "stands": stands,
        "verdict": policies.may_edit(request.user, comment, now),
        "until": own.editable_until(comment, now),
        "about": own.about(comment),
        "preview": previewed(request, form),
    }
    return render(request, "comments/edit.html", context, status=400 if form.errors else 200)


@require_POST
@personal_page
def preview(request: HttpRequest) -> HttpResponse:
    """Answer what is typed as it would be shown: the safe HTML alone, for a script to put in its place."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    too_early = PREVIEWS.wait(str(request.user.pk), time())
    if too_early:
        return too_many_requests(request, too_early)
    try:
        return HttpResponse(preview_of(request.POST.get("text", "")))
    except Refused as refusal:
        return render(request, "comments/_refused.html", {"refusal": str(refusal)}, status=422)


# ---------------------------------------------------------------- what they share


def posting(request: HttpRequest) -> bool:
    """Answer whether a form was sent to be stored: not to be looked at first."""
    return request.method == "POST" and "preview" not in request.POST


def asked(request: HttpRequest) -> tuple[CommentForm, dict[str, str]]:
    """Answer the form as it was sent, or as it was kept while its reader signed in, with what was kept."""
    if request.method == "POST":
        return CommentForm(request.POST), {}
    kept = kept_form(request)
    return CommentForm(initial=kept), kept


def page(request: HttpRequest, target: Target, form: CommentForm, said: str = "") -> HttpResponse:
    """Answer the page on which a comment is written, with a sentence about where it is on."""
    around = composing(target, request.user, timezone.now())
    preview = previewed(request, form)
    context = {
        "debate": target.debate,
        "around": around,
        "form": form,
        "said": said,
        "kind": form["kind"].value() or "",
        "preview": preview,
    }
    return render(request, "comments/write.html", context, status=400 if form.errors else 200)


def previewed(request: HttpRequest, form: Any) -> str:
    """Answer the text as it would be shown, where somebody pressed the button for it."""
    if "preview" not in request.POST or not form.is_valid():
        return ""
    return preview_of(form.cleaned_data["text"])


def posted(request: HttpRequest, comment: Comment) -> HttpResponse:
    """Lead the author to where they see their comment at once: public pages may be two seconds behind."""
    rule = None if comment.is_shown else own.holds_of([comment]).get(comment.pk)
    messages.success(request, became(rule))
    address = reverse("comments:mine", args=[comment.debate.slug])
    return redirect(f"{address}?posted={comment.pk}")
