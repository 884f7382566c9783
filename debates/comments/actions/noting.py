"""Marks the versions of comments that moderation has taken note of: only it calls this."""

from collections.abc import Mapping

from django.db.models import Case, Value, When

from debates.comments.models import Comment


def note_versions(*, versions: Mapping[int, int]) -> None:
    """Mark these versions of comments, by their numbers, as noted, in one query.

    What has changed again meanwhile still waits to be noted.
    """
    if versions:
        whens = [When(pk=pk, then=Value(version)) for pk, version in versions.items()]
        Comment.objects.filter(pk__in=[*versions]).update(noted_version=Case(*whens))
