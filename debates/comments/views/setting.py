"""What editors and moderators set: pinned comments, until when a debate takes some, the words watched."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.kept_forms import kept_form
from accounts.policies import may_act_as
from accounts.private_pages import private_page
from accounts.roles import Role
from accounts.verdicts import Refused
from debates.comments import actions, policies
from debates.comments.forms import DiscussionForm, WatchedWordsForm
from debates.comments.models import WatchedWord
from debates.comments.queries import own, settings
from debates.comments.queries.authors import name_in_a_sentence
from debates.comments.views.fetching import known_comment, number_in
from debates.publishing.models import Debate


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def pin(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask an editor whether to pin a comment, or to take the pin off, and do it."""
    may_act_as(request.user, Role.EDITOR).or_not_found()
    comment = known_comment(request.user, pk)
    refused = ""
    if request.method == "POST":
        pinned = request.POST.get("pinned") == "yes"
        try:
            actions.pin_comment(comment=comment, by=request.user, pinned=pinned)
        except Refused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("The comment is pinned.") if pinned else _("The pin is taken off."))
            return redirect("comments:pin", comment.pk)
    context = {
        "comment": comment,
        "debate": comment.debate,
        "row": own.rows_of([comment], timezone.now())[0],
        "author": name_in_a_sentence(comment),
        "question": _("Take the pin off this comment?") if comment.pinned else _("Pin this comment?"),
        "back": comment.get_absolute_url(),
        "verdict": policies.may_pin(request.user, comment),
        "refused": refused,
    }
    return render(request, "comments/pin.html", context, status=400 if refused else 200)


@require_safe
@private_page
def discussions(request: HttpRequest) -> HttpResponse:
    """Answer the debates that readers see, each with what is set about its comments."""
    policies.may_watch_words(request.user).or_not_found()
    after = number_in(request.GET.get("after", "0"))
    if after is None:
        raise Http404
    listing = settings.discussions(timezone.now(), after)
    return render(request, "comments/discussions.html", {"listing": listing})


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def discussion(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what is to hold of the comments of a debate, and set it."""
    policies.may_watch_words(request.user).or_not_found()
    debate = get_object_or_404(Debate.objects.visible_to(request.user).select_related("discussion"), pk=pk)
    data = request.POST if request.method == "POST" else None
    form = DiscussionForm(data, instance=policies.discussion_of(debate), initial=kept_form(request))
    if data is not None and form.is_valid():
        try:
            actions.save_discussion(debate=debate, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _now("Set: %(debate)s") % {"debate": debate.question})
            return redirect("comments:discussions")
    context = {"debate": debate, "form": form, "verdict": policies.may_set_discussion(request.user, debate)}
    return render(request, "comments/discussion.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def watched_words(request: HttpRequest) -> HttpResponse:
    """Answer the words that are watched, and take more."""
    policies.may_watch_words(request.user).or_not_found()
    data = request.POST if request.method == "POST" else None
    form = WatchedWordsForm(data, initial=kept_form(request))
    if data is not None and form.is_valid():
        given = form.cleaned_data
        try:
            added = actions.add_watched_words(
                entries=given["entries"].splitlines(), severity=given["severity"], by=request.user
            )
        except Refused as refusal:
            form.add_error("entries", str(refusal))
        else:
            count = len(added)
            said = ngettext("%(count)s entry was added.", "%(count)s entries were added.", count)
            messages.success(request, said % {"count": count})
            return redirect("comments:watched_words")
    listing = settings.watched_words(request.GET.get("after", ""), request.GET.get("q", ""))
    context = {"form": form, "listing": listing}
    return render(request, "comments/watched_words.html", context, status=400 if form.errors else 200)


@require_POST
@private_page
def delete_watched_word(request: HttpRequest, pk: int) -> HttpResponse:
    """Watch for an entry no longer."""
    policies.may_watch_words(request.user).or_not_found()
    word = get_object_or_404(WatchedWord, pk=pk)
    try:
        actions.delete_watched_word(word=word, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _now("Taken off the list: %(entry)s") % {"entry": word.entry})
    return redirect("comments:watched_words")
