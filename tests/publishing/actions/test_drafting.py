"""Saving debates and positions, contributors, topics and images: what is kept, and what is refused when."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.verdicts import Refused
from debates.media.actions import ImageRefused
from debates.media.models import Image
from debates.publishing import actions
from debates.publishing.models import (
    Contributor,
    Debate,
    Essay,
    Position,
    Reference,
    Revision,
    StatusChange,
    Text,
    Topic,
)
from debates.publishing.workflow import Move, Round, Status
from tests.makers import (
    NOW,
    make_contributor,
    make_debate,
    make_draft,
    make_essay,
    make_image,
    make_reference,
    rewrite,
    text_of,
)
from tests.publishing.rows import everything

LATER = NOW + timedelta(days=1)
SEEN = "Readers have seen these positions: unpublish the debate before you change them."
ROUND_SEEN = "Readers have seen this round: unpublish the debate before you add or remove an essay."
STAYS = "What belongs to a debate stays in it: add it to the other debate anew."


def refusal(attempt: Any, *args: Any, **kwargs: Any) -> str:
    """Answer what the editor is told, and see that nothing was written."""
    before = everything()
    with pytest.raises(Refused) as refused:
        attempt(*args, **kwargs)
    assert everything() == before
    return str(refused.value)


# ---------------------------------------------------------------- debates


def test_a_new_debate_is_a_draft_whatever_its_maker_claims(ed: User) -> None:
    debate = Debate(question="Mine?", slug="mine", status=Status.PUBLISHED, published_at=NOW)
    assert actions.save_debate(debate=debate, by=ed).status == "draft"
    assert [*Debate.objects.public()] == []


def test_saving_a_debate_writes_no_column_of_its_workflow(ed: User) -> None:
    debate = make_debate(ed)
    before = Debate.objects.values().get()
    debate.question = "Should the harbour be deepened?"
    debate.status = Status.CLOSED
    debate.published_at = debate.closed_at = debate.withdrawn_at = debate.publish_at = LATER
    debate.rebuttals_published_at = debate.closings_published_at = debate.created_at = LATER
    debate.withdrawal_note = "Gone."
    answer = actions.save_debate(debate=debate, by=ed, now=NOW)
    after = Debate.objects.values().get()
    assert after == {
        **before,
        "question": "Should the harbour be deepened?",
        "updated_at": after["updated_at"],
    }
    assert (answer.status, answer.published_at) == ("published", NOW)


def test_saving_a_debate_sets_its_topics(ed: User) -> None:
    debate = make_draft(ed)
    ports, birds = (
        actions.save_topic(topic=Topic(name=name, slug=name.lower()), by=ed) for name in ("Ports", "Birds")
    )
    actions.save_debate(debate=debate, by=ed, topics=[ports, birds])
    assert {*debate.topics.all()} == {ports, birds}
    actions.save_debate(debate=debate, by=ed)
    actions.save_debate(debate=debate, by=ed, topics=[birds])
    assert {*debate.topics.all()} == {birds}


def test_the_address_of_a_debate_is_frozen_once_readers_have_seen_it(ed: User) -> None:
    debate = make_debate(ed, Status.IN_REVIEW)
    debate.slug = "harbour"
    actions.save_debate(debate=debate, by=ed)
    actions.publish(debate=debate, by=ed, now=NOW)
    sentence = "The address of a debate stays as it is once readers have seen it."
    debate.slug = "other"
    assert refusal(actions.save_debate, debate=debate, by=ed) == sentence
    debate.refresh_from_db()
    actions.change_status(debate=debate, move=Move.UNPUBLISH, by=ed, now=NOW, note="For a test.")
    debate.slug = "other"
    assert refusal(actions.save_debate, debate=debate, by=ed) == sentence
    assert Debate.objects.get().slug == "harbour"


def test_a_debate_that_is_over_does_not_go_on_by_a_later_date(ed: User) -> None:
    debate = make_debate(ed, closes_at=LATER)
    debate.closes_at = LATER + timedelta(days=1)
    actions.save_debate(debate=debate, by=ed, now=LATER - timedelta(seconds=1))
    over = LATER + timedelta(days=1)
    for later in (over + timedelta(seconds=1), None):
        debate.closes_at = later
        told = refusal(actions.save_debate, debate=debate, by=ed, now=over)
        assert told == "This debate is over: reopen it before you choose another date on which it closes."
    debate.refresh_from_db()
    debate.summary = "What else it says may change."
    actions.save_debate(debate=debate, by=ed, now=over)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"question": ""}, "Question: This field cannot be blank."),
        ({"question": "A\x00B"}, "Question: it contains an invalid character (U+0000)."),
        (
            {"question": "x" * 251},
            "Question: Ensure this value has at most 250 characters (it has 251).",
        ),
        (
            {"language": "English"},
            "Language: Give the language as a tag, for example en, fr or pt-BR.",
        ),
        (
            {"original_url": "javascript:alert(1)"},
            "First published at: Give a full address with https:// or http://.",
        ),
        (
            {"original_url": "https://us@bank.example/"},
            "First published at: Give an address without a user name and without invisible characters.",
        ),
        (
            {"slug": "a b"},
            "Address: Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.",
        ),
        ({"slug": "taken"}, "Address: Debate with this Address already exists."),
    ],
    ids=str,
)
def test_a_debate_that_cannot_be_is_refused_with_the_name_of_the_field(
    ed: User, values: dict[str, str], sentence: str
) -> None:
    make_draft(ed, "Taken?", slug="taken")
    told = refusal(actions.save_debate, debate=Debate(**{"question": "?", "slug": "q", **values}), by=ed)
    assert told == sentence


def test_a_debate_that_no_reader_has_seen_can_be_deleted_with_everything_in_it(ed: User) -> None:
    debate = make_debate(ed, Status.SCHEDULED)
    make_reference(ed, debate)
    actions.delete_debate(debate=debate, by=ed)
    inside = (Debate, Position, Essay, Text, Revision, Reference, StatusChange)
    assert [model.objects.count() for model in inside] == [0] * 7
    assert Contributor.objects.count() == 2


def test_a_debate_that_was_published_is_not_deleted(ed: User, vera: User) -> None:
    debate = make_debate(ed)
    actions.change_status(debate=debate, move=Move.UNPUBLISH, by=ed, now=NOW, note="For a test.")
    debate.published_at = None
    assert refusal(actions.delete_debate, debate=debate, by=ed) == (
        "This debate has been published: withdraw it, so that its address still answers."
    )
    assert refusal(actions.delete_debate, debate=debate, by=vera) == "Only editors can change this."


# ---------------------------------------------------------------- positions


def new_position(debate: Debate, **values: Any) -> Position:
    given = {"order": 3, "label": "Third", "slug": "third", "claim": "A third claim"}
    return Position(debate=debate, **{**given, **values})


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.CLOSED])
def test_positions_stay_where_they_are_while_readers_see_them(ed: User, status: Status) -> None:
    debate = make_debate(ed, status)
    position = debate.positions.get(order=1)
    assert refusal(actions.save_position, position=new_position(debate), by=ed) == SEEN
    assert refusal(actions.delete_position, position=position, by=ed) == SEEN
    position.order = 3
    assert refusal(actions.save_position, position=position, by=ed) == SEEN
    position.order, position.slug = 1, "first"
    assert refusal(actions.save_position, position=position, by=ed) == SEEN
    position.slug, position.claim = "side-1", "The claim of side 1, corrected"
    actions.save_position(position=position, by=ed)
    assert debate.positions.get(order=1).claim == "The claim of side 1, corrected"


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.SCHEDULED])
def test_positions_can_be_added_moved_and_removed_while_no_reader_sees_them(ed: User, status: Status) -> None:
    debate = make_debate(ed, status)
    actions.save_position(position=new_position(debate, order=6), by=ed)
    first = debate.positions.get(order=1)
    first.order, first.slug = 3, "first"
    actions.save_position(position=first, by=ed)
    actions.delete_position(position=debate.positions.get(order=2), by=ed)
    assert [*debate.positions.values_list("order", "slug")] == [(3, "first"), (6, "third")]
    assert [text.name for text in Text.objects.filter(debate=debate).order_by("pk")] == [
        "Introduction",
        "Conclusion",
        "The opening of side 1",
    ]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"order": 7}, "A debate has at most six positions, numbered from 1."),
        ({"order": 1}, "Position with this Debate and Order already exists."),
        ({"slug": "side-1"}, "Position with this Debate and Address already exists."),
        ({"slug": "results"}, "Address: This address is a page of every debate: choose another."),
        ({"label": ""}, "Label: This field cannot be blank."),
        ({"claim": "\x7f"}, "Claim: it contains an invalid character (U+007F)."),
    ],
    ids=str,
)
def test_a_position_that_cannot_be_is_refused(ed: User, values: dict[str, Any], sentence: str) -> None:
    debate = make_draft(ed)
    told = refusal(actions.save_position, position=new_position(debate, **values), by=ed)
    assert told == sentence


def test_what_belongs_to_a_debate_stays_in_it(ed: User) -> None:
    debate, other = make_draft(ed), make_draft(ed, "Another?")
    position = debate.positions.get(order=1)
    essay, reference = position.essays.get(), make_reference(ed, debate)
    position.debate = reference.debate = other
    position.order, position.slug = 3, "third"
    assert refusal(actions.save_position, position=position, by=ed) == STAYS
    assert refusal(actions.save_reference, reference=reference, by=ed) == STAYS
    essay.position = other.positions.get(order=1)
    essay.round = "rebuttal"
    assert refusal(actions.save_essay, essay=essay, source="Moved.", by=ed) == STAYS


# ---------------------------------------------------------------- essays in their rounds


def test_no_essay_joins_leaves_or_changes_a_round_that_readers_see(ed: User) -> None:
    debate = make_debate(ed)
    opening = text_of(debate, 1).essay
    assert opening is not None
    assert refusal(actions.delete_essay, essay=opening, by=ed) == ROUND_SEEN
    opening.round = "rebuttal"
    assert refusal(actions.save_essay, essay=opening, source="As a reply.", by=ed) == ROUND_SEEN
    rebuttal = make_essay(ed, opening.position, "A reply.", Round.REBUTTAL)
    rebuttal.round = "opening"
    Essay.objects.filter(pk=opening.pk).update(round="closing")
    assert refusal(actions.save_essay, essay=rebuttal, source="As an opening.", by=ed) == ROUND_SEEN
    late = Essay(position=opening.position, contributor=opening.contributor, title="Late")
    assert refusal(actions.save_essay, essay=late, source="Late.", by=ed) == ROUND_SEEN


def test_an_essay_that_no_reader_sees_can_change_its_round_or_go(ed: User) -> None:
    debate = make_debate(ed)
    rebuttal = make_essay(ed, debate.positions.get(order=1), "A reply.", Round.REBUTTAL)
    rebuttal.round = Round.CLOSING
    actions.save_essay(essay=rebuttal, source="A last word.", by=ed)
    assert text_of(debate, 1, Round.CLOSING).source == "A last word."
    actions.delete_essay(essay=rebuttal, by=ed)
    assert [*Essay.objects.values_list("round", flat=True)] == ["opening", "opening"]
    assert Text.objects.count() == 4


def test_a_position_speaks_once_in_a_round(ed: User) -> None:
    debate = make_draft(ed)
    opening = text_of(debate, 1).essay
    assert opening is not None
    twice = Essay(position=opening.position, contributor=opening.contributor, title="Twice")
    told = refusal(actions.save_essay, essay=twice, source="Again.", by=ed)
    assert told == "Essay with this Position and Round already exists."


# ---------------------------------------------------------------- what debates share


def test_contributors_and_topics_are_saved_by_editors_alone(ed: User, vera: User) -> None:
    noor = make_contributor(ed, "Noor", biography="Writes.")
    assert (noor.name, noor.biography) == ("Noor", "Writes.")
    topic = actions.save_topic(topic=Topic(name="Ports", slug="ports"), by=ed)
    only = "Only editors can change this."
    assert refusal(actions.save_contributor, contributor=noor, by=vera) == only
    assert refusal(actions.save_topic, topic=topic, by=vera) == only
    noor.name = topic.name = ""
    blank = "Name: This field cannot be blank."
    assert refusal(actions.save_contributor, contributor=noor, by=ed) == blank
    assert refusal(actions.save_topic, topic=topic, by=ed) == blank


def test_what_is_said_of_an_image_shows_in_the_texts_that_show_it(ed: User) -> None:
    image = make_image(ed)
    debate = make_debate(ed)
    text = rewrite(text_of(debate, 1), f"Look:\n\n![](image:{image.key})", ed)
    elsewhere = text_of(make_draft(ed, "Another?"), 1)
    assert "by Wil Ferris" in text.html
    image.author, image.alt = "Ida Brook", "Boats, and a gull"
    actions.save_image_details(image=image, by=ed)
    text.refresh_from_db()
    assert ("by Wil Ferris" in text.html, "by Ida Brook" in text.html) == (False, True)
    assert 'alt="Boats, and a gull"' in text.html
    assert Text.objects.get(pk=elsewhere.pk).html == elsewhere.html
    assert text.revisions.count() == 2


def test_what_is_said_of_an_image_is_saved_by_editors_alone_and_without_contradiction(
    ed: User, vera: User
) -> None:
    image = make_image(ed)
    assert refusal(actions.save_image_details, image=image, by=vera) == "Only editors can change this."
    image.decorative = True
    before = Image.objects.values().get()
    with pytest.raises(ImageRefused):
        actions.save_image_details(image=image, by=ed)
    assert Image.objects.values().get() == before
