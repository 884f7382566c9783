"""Finds what the pages of subscriptions are about, for whoever may know of it; for others it is not there."""

from collections.abc import Callable, Sequence
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers

from debates.comments.models import Comment
from debates.digests.models import Subscriber
from debates.digests.queries.links import subscriber_numbered
from debates.digests.things import Thing
from debates.publishing.models import Debate, Topic


def followed_debate(slug: str) -> Debate:
    """Answer the debate at this address that readers see."""
    return get_object_or_404(Debate.objects.public(), slug=slug)


def followed_thread(pk: int) -> Comment:
    """Answer the comment that begins the thread of this one, where readers see both or have seen them."""
    rows = Comment.objects.select_related("debate", "author", "thread__debate", "thread__author")
    comment = get_object_or_404(rows, pk=pk)
    root = comment.thread or comment
    if not (comment.is_shown or comment.was_public) or not (root.is_shown or root.was_public):
        raise Http404
    if not root.debate.is_public:
        raise Http404
    return root


def thing_of(target: str) -> Thing:
    """Answer the new debates of this name, which is one of those that a form offers."""
    kind, _colon, rest = target.removeprefix("new:").partition(":")
    if kind == "topic":
        return Thing.new_on(get_object_or_404(Topic, pk=int(rest)))
    return Thing.new_in(rest) if kind == "language" else Thing.new_debates()


def offered(topic: str, language: str, choices: Sequence[tuple[str, str]]) -> str:
    """Answer the target that a link names by a topic or a language; nothing where it is not offered."""
    found = Topic.objects.filter(slug=topic).first() if topic else None
    wanted = Thing.new_on(found) if found else Thing.new_in(language)
    return wanted.target if wanted.target in dict(choices) else ""


def by_link(pk: int) -> Subscriber:
    """Answer the subscriber whose link names this number; whether its token is right, is asked next."""
    subscriber = subscriber_numbered(pk)
    if subscriber is None:
        raise Http404
    return subscriber


def secret_address(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a page whose address is a secret that machines ask for, too: not stored, not told to other sites.

    There is no limit: a mail provider asks for thousands from one address, and nobody guesses 256 bits.
    """

    @wraps(view)
    def answer(request: HttpRequest, **named: object) -> HttpResponse:
        response = view(request, **named)
        add_never_cache_headers(response)
        response["Referrer-Policy"] = "same-origin"
        return response

    return answer
