"""How many readers vote, for the editors' home: nothing of what they answer."""

from collections.abc import Collection

from django.db.models import Count

from debates.stances.models import Ballot


def readers_who_voted(debates: Collection[int]) -> dict[int, int]:
    """Answer how many readers' ballots stand in each of these debates, in one query."""
    rows = Ballot.objects.filter(debate__in=debates).order_by().values_list("debate")
    return dict(rows.annotate(count=Count("voter", distinct=True)))
