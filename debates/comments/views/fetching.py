"""Finds what the pages of comments are about, for somebody who may know of it."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from debates.comments import policies
from debates.comments.models import Comment
from debates.comments.queries.around import comment_around, debate_around
from debates.publishing.models import Debate

MOST_IDS = 200
"""So many comments a page may ask about at once: more than any page holds."""

AROUND = ("debate__discussion", "debate__poll_key")
"""What depends on the debate of a comment."""


def discussed(slug: str) -> Debate:
    """Answer the debate at this address that readers see, with what its comments depend on."""
    debate = debate_around(slug)
    if debate is None or not debate.is_public:
        raise Http404
    return debate


def known_comment(by: Any, pk: int, *, for_page: bool = True) -> Comment:
    """Answer a comment that readers see or have seen, or that is this reader's: else it is not there.

    With all that its pages show, where it is `for_page`.
    """
    comment = found(pk) if for_page else comment_around(pk)
    if comment is None or not (
        policies.may_see(by, comment) or (comment.was_public and comment.debate.is_public)
    ):
        raise Http404
    return comment


def own_comment(by: Any, pk: int) -> Comment:
    """Answer a comment of this reader, in any state; those of others are not there."""
    comment = found(pk)
    if not policies.is_author(by, comment):
        raise Http404
    return comment


def found(pk: int) -> Comment:
    """Answer the comment of this number with all that its pages show."""
    around = Comment.objects.select_related(
        *AROUND,
        "author",
        "text__essay__position",
        "text__essay__contributor",
        "stance_position",
        "parent__author",
    )
    return get_object_or_404(around, pk=pk)


def number_in(text: str) -> int | None:
    """Answer the number that an address holds; None for what is none that a row could have."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(2**63)) - 1 else None


def numbers_in(text: str) -> list[int]:
    """Answer the numbers that an address holds, apart by commas, as many as a page may ask about."""
    found_there = (number_in(part) for part in text.split(",", MOST_IDS)[:MOST_IDS])
    return [number for number in found_there if number is not None]
