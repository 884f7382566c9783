"""What the poll keeps about somebody, for themselves alone.

Their pseudonyms are made anew for this, and leave with nothing: neither they nor the salts are handed over,
so what is exported says how somebody voted and proves it to nobody.
"""

from collections.abc import Iterator, Mapping
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.own_data import CHUNK, WITHOUT_OTHERS, Act, Part, Row, Whose, part, part_of_acts
from debates.stances.models import Ballot, BurstDecision, Cast, PollKey, ResultsShown
from debates.stances.voters import voter_of

DEBATES_AT_ONCE = 100
"""One question is asked for so many debates: an index answers each by debate and pseudonym."""

ANSWER = {
    "debate": "debate__slug",
    "phase": "phase",
    "answer": "kind",
    "position": "position__label",
    "hour": "hour",
    "order_of_positions": "arm",
    "had_been_shown_results": "exposed",
}


def parts_about(whose: Whose) -> tuple[Part, ...]:
    """Answer what this room keeps about somebody, as far as anybody can tell that it is theirs."""
    voters = voters_in_debates(whose.person)
    return (
        part(
            "ballots",
            _("How you voted"),
            *of_voters(Ballot.objects.all(), voters),
            columns=ANSWER,
            says=_(
                "The answers that stand. They are kept under a name of each debate that was worked out for "
                "this file only. What your browser cast while you were not signed in is not among them."
            ),
        ),
        Part(
            "casts",
            _("Every answer that you gave"),
            (*ANSWER, "essays_read_to_their_end", "taken_back", "receipt", "place_in_the_seal"),
            lambda: casts_of(voters),
            says=_("Also those that you changed or took back; of those taken back the answer is wiped."),
        ),
        part(
            "results_shown",
            _("Debates whose results you were shown while they were open"),
            *of_voters(ResultsShown.objects.all(), voters),
            columns={"debate": "debate__slug"},
        ),
        part(
            "polls_of_nobody",
            _("Debates of which nobody can tell any more"),
            PollKey.objects.filter(destroyed_at__isnull=False),
            columns={"debate": "debate__slug", "key_destroyed_at": "destroyed_at"},
            says=_(
                "The keys of these debates were destroyed. If you voted in one of them or rated comments, "
                "nobody can find out what was yours, so it is not in this file."
            ),
        ),
        part_of_acts(
            "crowds_of_ballots",
            _("What you decided about crowds of ballots"),
            Act(
                "decided about a crowd of ballots",
                BurstDecision.objects.filter(by=whose.person),
                "decided_at",
                "burst__debate__slug",
            ),
            says=WITHOUT_OTHERS,
        ),
    )


def voters_in_debates(person: User) -> Mapping[int, str]:
    """Answer the pseudonym of somebody in every debate whose key is there, by the debate's number."""
    keys = PollKey.objects.filter(destroyed_at=None).order_by("debate")
    return {key.debate_id: voter_of(key, by=person) for key in keys}


def of_voters(query: "QuerySet[Any]", voters: Mapping[int, str]) -> "list[QuerySet[Any]]":
    """Answer the rows of these pseudonyms, each in its debate, some debates at a time."""
    left, queries = iter(voters.items()), list[Any]()
    while some := [*islice(left, DEBATES_AT_ONCE)]:
        pairs = (Q(debate=debate, voter=voter) for debate, voter in some)
        queries.append(query.filter(reduce(or_, pairs)))
    return queries


def casts_of(voters: Mapping[int, str]) -> Iterator[Row]:
    """Answer every answer of these pseudonyms, oldest first."""
    for query in of_voters(Cast.objects.select_related("debate", "position"), voters):
        for cast in query.order_by("pk").iterator(chunk_size=CHUNK):
            yield {
                "debate": cast.debate.slug,
                "phase": cast.phase,
                "answer": cast.kind,
                "position": cast.position.label if cast.position else None,
                "hour": cast.hour,
                "order_of_positions": cast.arm,
                "had_been_shown_results": cast.exposed,
                "essays_read_to_their_end": cast.read,
                "taken_back": cast.erased,
                "receipt": "" if cast.erased else cast.commitment,
                "place_in_the_seal": cast.place,
            }
