"""What the database refuses, whoever writes; and what rows answer without a query."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from accounts.models import User
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
from debates.publishing.models.debates import RESERVED_SLUGS, validate_not_reserved
from debates.publishing.workflow import Round, Status
from tests.makers import (
    NOW,
    make_contributor,
    make_debate,
    make_draft,
    make_essay,
    make_image,
    make_reference,
)


def refused(rows: "models.QuerySet[Any]", **values: Any) -> None:
    """Write around every action and every validator, and see the database refuse."""
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**values)


def refused_new(row: models.Model) -> None:
    """Insert around every action and every validator, and see the database refuse."""
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row)._base_manager.bulk_create([row])


# ---------------------------------------------------------------- debates


@pytest.mark.parametrize(
    ("status", "values"),
    [
        ("draft", {"status": "secret"}),
        ("draft", {"status": ""}),
        ("draft", {"origin": "moon"}),
        ("draft", {"citation_style": "chicago"}),
        ("draft", {"question": ""}),
        ("draft", {"slug": ""}),
        ("draft", {"original_url": "javascript:alert(1)"}),
        ("draft", {"original_url": "//old.example/debate"}),
        ("draft", {"status": "published"}),
        ("draft", {"status": "published", "publish_at": NOW}),
        ("draft", {"status": "closed", "closed_at": NOW, "poll_ended_at": NOW}),
        ("draft", {"status": "scheduled"}),
        ("draft", {"status": "withdrawn", "withdrawal_note": "Its author asked for it."}),
        ("draft", {"status": "withdrawn", "withdrawn_at": NOW}),
        ("draft", {"rebuttals_published_at": NOW}),
        ("draft", {"closings_published_at": NOW}),
        ("scheduled", {"publish_at": None}),
        ("published", {"published_at": None}),
        ("published", {"status": "closed"}),
        ("published", {"status": "archived"}),
        ("closed", {"closed_at": None}),
        ("closed", {"published_at": None}),
        ("archived", {"closed_at": None}),
        ("archived", {"published_at": None}),
        ("withdrawn", {"withdrawn_at": None}),
        ("withdrawn", {"withdrawal_note": ""}),
    ],
    ids=str,
)
def test_database_refuses_a_debate(ed: User, status: str, values: dict[str, Any]) -> None:
    debate = make_debate(ed, Status(status))
    refused(Debate.objects.filter(pk=debate.pk), **values)


def test_database_refuses_two_debates_of_one_address(debate: Debate) -> None:
    refused_new(Debate(question="Another?", slug=debate.slug))


def test_database_refuses_a_topic_without_a_name_of_its_own(db: None) -> None:
    Topic.objects.create(name="Ports", slug="ports")
    refused_new(Topic(name="", slug="nothing"))
    refused_new(Topic(name="Nothing", slug=""))
    refused_new(Topic(name="Ports", slug="other"))
    refused_new(Topic(name="Other", slug="ports"))


# ---------------------------------------------------------------- positions


@pytest.mark.parametrize(
    "values", [{"order": 0}, {"order": 7}, {"label": ""}, {"claim": ""}, {"slug": ""}], ids=str
)
def test_database_refuses_a_position(debate: Debate, values: dict[str, Any]) -> None:
    refused(debate.positions.filter(order=1), **values)


def test_database_refuses_two_positions_in_one_place(debate: Debate) -> None:
    def position(**values: Any) -> Position:
        named = {"order": 3, "label": "Third", "slug": "third", "claim": "A third claim"}
        return Position(debate=debate, **{**named, **values})

    refused_new(position(order=1))
    refused_new(position(slug="side-1"))
    position().save()


# ---------------------------------------------------------------- changes of state


@pytest.mark.parametrize(
    "values",
    [
        {"move": "publish", "from_status": "published", "to_status": "published"},
        {"move": "opening", "from_status": "published", "to_status": "published"},
        {"move": "steal", "from_status": "draft", "to_status": "published"},
        {"move": "submit", "from_status": "", "to_status": "in_review"},
        {"move": "submit", "from_status": "draft", "to_status": "gone"},
    ],
    ids=str,
)
def test_database_refuses_a_change_of_state(debate: Debate, values: dict[str, str]) -> None:
    refused_new(StatusChange(debate=debate, at=NOW, **values))


# ---------------------------------------------------------------- contributors and essays


def test_database_refuses_a_contributor_without_a_name_of_their_own(ed: User, ada: User) -> None:
    make_contributor(ed, "Ada", account=ada)
    refused_new(Contributor(name="", slug="nobody"))
    refused_new(Contributor(name="Nobody", slug=""))
    refused_new(Contributor(name="Another Ada", slug="ada"))
    refused_new(Contributor(name="Another Ada", slug="ada-2", account=ada))


@pytest.mark.parametrize(
    "values",
    [
        {"round": "overtime"},
        {"round": ""},
        {"title": ""},
        {"licence_name": ""},
        {"licence_url": ""},
        {"licence_url": "javascript:alert(1)"},
        {"original_url": "data:text/html,x"},
    ],
    ids=str,
)
def test_database_refuses_an_essay(debate: Debate, values: dict[str, str]) -> None:
    refused(Essay.objects.filter(position__debate=debate, position__order=1), **values)


def test_database_refuses_two_essays_of_a_position_in_one_round(debate: Debate) -> None:
    first = Essay.objects.filter(position__debate=debate)[0]
    refused_new(Essay(position=first.position, contributor=first.contributor, title="Once more"))


def test_database_keeps_who_signed_while_the_essay_stands(debate: Debate) -> None:
    author = Essay.objects.filter(position__debate=debate)[0].contributor
    with pytest.raises(ProtectedError):
        author.delete()


def test_database_keeps_an_image_while_a_debate_or_a_contributor_shows_it(ed: User, debate: Debate) -> None:
    lead, portrait = make_image(ed, "Lead"), make_image(ed, "Portrait")
    Debate.objects.filter(pk=debate.pk).update(lead_image=lead)
    Contributor.objects.filter(essays__position__debate=debate).update(portrait=portrait)
    for image in (lead, portrait):
        with pytest.raises(ProtectedError):
            image.delete()


# ---------------------------------------------------------------- texts, revisions, references


def test_database_refuses_a_text_whose_kind_is_not_what_it_belongs_to(debate: Debate) -> None:
    essay = Essay.objects.filter(position__debate=debate)[0]
    refused(Text.objects.filter(essay=essay), kind="introduction")
    refused(Text.objects.filter(essay=essay), essay=None)
    refused(Text.objects.filter(essay=essay), kind="sermon")
    refused(Text.objects.filter(debate=debate, kind="introduction"), kind="essay")
    refused(Text.objects.filter(debate=debate, kind="introduction"), kind="sermon")


def test_database_refuses_a_second_introduction_and_a_second_text_of_an_essay(debate: Debate) -> None:
    essay = Essay.objects.filter(position__debate=debate)[0]
    refused_new(Text(debate=debate, kind="introduction"))
    refused_new(Text(debate=debate, kind="essay", essay=essay))


def test_database_refuses_a_revision_that_has_the_number_of_another_or_none(debate: Debate) -> None:
    text = Text.objects.get(debate=debate, kind="introduction")
    refused_new(Revision(text=text, number=1, at=NOW))
    refused_new(Revision(text=text, number=0, at=NOW))
    Revision(text=text, number=2, at=NOW).save()


def test_database_refuses_a_reference_that_says_nothing_or_has_no_key_of_its_own(
    ed: User, debate: Debate
) -> None:
    make_reference(ed, debate, "mud")
    refused_new(Reference(debate=debate, key="sand"))
    refused_new(Reference(debate=debate, key="mud", raw="Mud, 1999."))
    refused_new(Reference(debate=debate, key="", raw="Mud, 1999."))
    Reference(debate=debate, key="sand", raw="Sand, 2001.").save()


def test_an_account_that_goes_leaves_what_its_person_did(ed: User, ada: User) -> None:
    author = make_contributor(ed, "Ada", account=ada)
    debate = make_debate(ed)
    ed.delete()
    ada.delete()
    author.refresh_from_db()
    assert author.account is None
    assert set(StatusChange.objects.filter(debate=debate).values_list("move", "by")) == {
        ("submit", None),
        ("publish", None),
    }
    texts = Text.objects.filter(debate=debate)
    assert sorted(texts.values_list("revision", "saved_by")) == [(0, None)] + [(1, None)] * 3
    assert [*Revision.objects.filter(text__in=texts).values_list("by", flat=True)] == [None] * 3


# ---------------------------------------------------------------- what rows answer


def test_the_time_decides_whether_a_debate_goes_on_not_whether_it_was_recorded(ed: User) -> None:
    debate = make_debate(ed, closes_at=NOW + timedelta(days=1))
    last, end = NOW + timedelta(days=1, seconds=-1), NOW + timedelta(days=1)
    assert (debate.is_open(last), debate.has_ended(last)) == (True, False)
    assert (debate.is_open(end), debate.has_ended(end)) == (False, True)
    assert [*Debate.objects.open(last)] == [debate]
    assert [*Debate.objects.over(last)] == []
    assert [*Debate.objects.ended_unrecorded(last)] == []
    assert [*Debate.objects.open(end)] == []
    assert [*Debate.objects.over(end)] == [debate]
    assert [*Debate.objects.ended_unrecorded(end)] == [debate]


SEEN_BY_READERS = {"published", "closed", "archived"}


@pytest.mark.parametrize("status", list(Status))
def test_readers_see_public_debates_and_editors_all(ed: User, vera: User, status: Status) -> None:
    debate = make_debate(ed, status)
    seen = [debate] if status in SEEN_BY_READERS else []
    assert [*Debate.objects.public()] == seen
    assert [*Debate.objects.visible_to(vera)] == seen
    assert [*Debate.objects.visible_to(ed)] == [debate]
    assert debate.is_public == (status in SEEN_BY_READERS)


def test_a_round_is_public_once_it_is_released_and_while_the_debate_is() -> None:
    debate = Debate(status=Status.PUBLISHED)
    assert debate.released_rounds == ("opening",)
    debate.rebuttals_published_at = NOW
    assert debate.released_rounds == ("opening", "rebuttal")
    assert [debate.round_is_public(round_) for round_ in Round] == [True, True, False]
    debate.status = Status.DRAFT
    assert debate.released_rounds == ("opening", "rebuttal")
    assert [debate.round_is_public(round_) for round_ in Round] == [False, False, False]


def test_each_essay_has_a_page_of_its_own(ed: User) -> None:
    debate = make_draft(ed)
    position = debate.positions.get(order=2)
    opening = position.essays.get()
    rebuttal = make_essay(ed, position, "A reply.", Round.REBUTTAL)
    assert debate.get_absolute_url() == "/debates/should-the-harbour-be-dredged/"
    assert opening.get_absolute_url() == "/debates/should-the-harbour-be-dredged/side-2/"
    assert rebuttal.get_absolute_url() == "/debates/should-the-harbour-be-dredged/side-2/rebuttal/"


def test_positions_are_lettered_by_their_order() -> None:
    assert [Position(order=order).letter for order in range(1, 7)] == ["A", "B", "C", "D", "E", "F"]


def test_rows_say_what_they_are(ed: User) -> None:
    debate = make_draft(ed)
    position = debate.positions.get(order=1)
    texts = Text.objects.filter(debate=debate).order_by("pk")
    assert str(position) == "A: Side 1 · Should the harbour be dredged?"
    assert [text.name for text in texts] == [
        "Introduction",
        "Conclusion",
        "The opening of side 1",
        "The opening of side 2",
    ]
    assert str(texts[0]) == "Introduction · Should the harbour be dredged?"
    assert str(make_reference(ed, debate, "mud")) == "mud"
    assert str(StatusChange(from_status="draft", to_status="in_review")) == "draft → in_review"


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_a_position_cannot_take_the_address_of_one_of_a_debates_own_pages(slug: str) -> None:
    with pytest.raises(ValidationError):
        validate_not_reserved(slug)


@pytest.mark.parametrize("tag", ["en", "fr", "pt-BR", "zh-Hant-TW", "gsw"])
def test_a_language_is_a_tag(tag: str) -> None:
    Debate._meta.get_field("language").run_validators(tag)


@pytest.mark.parametrize("tag", ["e", "english", "en_GB", "en-", '"><b>', "en\n", "x y"])
def test_what_is_no_tag_is_no_language(tag: str) -> None:
    with pytest.raises(ValidationError):
        Debate._meta.get_field("language").run_validators(tag)
