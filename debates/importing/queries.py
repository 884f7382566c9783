"""Where an imported debate's old addresses lead, who imports, and who moderates what is shown."""

from accounts.models import User
from accounts.roles import Role
from debates.importing.addresses import bare, number_in
from debates.importing.models import ImportedPost
from debates.publishing.workflow import PUBLIC


def new_address(path: str, query: str) -> str | None:
    """Answer where an old permalink leads now, or None where readers find nothing.

    `path` is decoded, as Django has it, with or without a slash at its end; `query` as the browser sent it.
    A post's number counts only while no two sites' posts share it.
    """
    number, stored = number_in(query), bare(path)
    if number:
        found = ImportedPost.objects.filter(post_id=number)
    elif stored:
        found = ImportedPost.objects.filter(path=stored)
    else:
        return None
    posts = list(
        found.filter(debate__status__in=PUBLIC).select_related("debate", "essay__position__debate")[:2]
    )
    if len(posts) != 1:
        return None
    post = posts[0]
    if post.essay is not None and post.debate.round_is_public(post.essay.round):
        return post.essay.get_absolute_url()
    return post.debate.get_absolute_url()


def moderator(email: str) -> User | None:
    """Answer the moderator with this address."""
    return User.objects.holding(Role.MODERATOR).filter(email__iexact=email).first()


def editor(email: str | None) -> User | None:
    """Answer who is recorded as the editor of an import: the one named, else the first administrator."""
    people = User.objects.holding(Role.EDITOR).order_by("pk")
    if email:
        return people.filter(email__iexact=email).first()
    return people.filter(pk__in=User.objects.holding(Role.ADMINISTRATOR)).first()
