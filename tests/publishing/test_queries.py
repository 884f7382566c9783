"""The checklist of a debate as it is stored."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from debates.publishing import actions
from debates.publishing.models import Debate, Reference
from debates.publishing.queries import draft_of, missing_in
from debates.publishing.workflow import Round
from tests.makers import (
    NOW,
    make_contributor,
    make_debate,
    make_draft,
    make_essay,
    make_image,
    make_reference,
    text_of,
)


def missing(debate: Debate, *more: Round) -> list[tuple[str, str, bool]]:
    return [(str(row.sentence), row.url, row.blocks) for row in missing_in(debate, *more)]


def test_the_debates_of_the_tests_lack_nothing(ed: User) -> None:
    assert missing(make_draft(ed)) == []


def test_a_bare_debate_lacks_everything(ed: User) -> None:
    debate = actions.save_debate(debate=Debate(question="Why?", slug="why"), by=ed)
    url = f"/admin/publishing/debate/{debate.pk}/change/"
    assert missing(debate) == [
        ("The introduction is empty.", url, True),
        ("A debate needs at least two positions.", url, True),
    ]


def test_every_lack_leads_to_where_it_is_mended(ed: User) -> None:
    debate = make_draft(ed)
    reference = actions.save_reference(reference=Reference(debate=debate, key="mud", raw="Mud."), by=ed)
    bare = make_reference(ed, debate, "sand", URL=None)
    lead, shown, portrait = (
        make_image(ed, title, author="") for title in ("Lead", "Shown in a text", "Portrait")
    )
    debate.lead_image = lead
    actions.save_debate(debate=debate, by=ed)
    actions.save_text(text=text_of(debate, 1), source=f"Look. ![](image:{shown.key})", by=ed)
    essay = text_of(debate, 2).essay
    assert essay is not None
    essay.contributor = make_contributor(ed, "Noor", portrait=portrait, disclosure="")
    actions.save_essay(essay=essay, source="", by=ed)
    assert missing(debate) == [
        (
            "The essay “The opening of side 2” is empty.",
            f"/admin/publishing/essay/{essay.pk}/change/",
            True,
        ),
        (
            "Noor has not disclosed interests yet.",
            f"/admin/publishing/contributor/{essay.contributor_id}/change/",
            True,
        ),
        ("The image “Lead” lacks: author.", f"/admin/media/image/{lead.pk}/change/", True),
        (
            "The image “Shown in a text” lacks: author.",
            f"/admin/media/image/{shown.pk}/change/",
            True,
        ),
        ("The image “Portrait” lacks: author.", f"/admin/media/image/{portrait.pk}/change/", True),
        (
            "The reference “mud” is kept as it was typed.",
            f"/admin/publishing/reference/{reference.pk}/change/",
            False,
        ),
        (
            "The reference “sand” has neither URL nor DOI.",
            f"/admin/publishing/reference/{bare.pk}/change/",
            False,
        ),
    ]


def test_an_image_without_a_title_is_called_by_its_key_and_named_once(ed: User) -> None:
    debate = make_draft(ed)
    image = make_image(ed, title="")
    for order in (1, 2):
        actions.save_text(text=text_of(debate, order), source=f"See. ![](image:{image.key})", by=ed)
    assert [row[0] for row in missing(debate)] == [f"The image “{image.key}” lacks: title."]


def test_a_reference_with_a_doi_alone_can_be_followed(ed: User) -> None:
    debate = make_draft(ed)
    make_reference(ed, debate, URL=None, DOI="10.1234/mud")
    assert missing(debate) == []


def test_rounds_are_asked_about_once_readers_see_them_or_are_about_to(ed: User) -> None:
    debate = make_debate(ed)
    make_essay(ed, debate.positions.get(order=1), "A reply.", Round.REBUTTAL)
    assert missing(debate) == []
    row = (
        "B: Side 2 has no rebuttal; all positions speak in a round, or none.",
        f"/admin/publishing/position/{debate.positions.get(order=2).pk}/change/",
        True,
    )
    assert missing(debate, Round.REBUTTAL) == [row]
    make_essay(ed, debate.positions.get(order=2), "", Round.REBUTTAL)
    Debate.objects.update(rebuttals_published_at=NOW + timedelta(days=1))
    debate.refresh_from_db()
    assert [sentence for sentence, _url, _blocks in missing(debate)] == [
        "The essay “The rebuttal of side 2” is empty."
    ]


@pytest.mark.parametrize("many", [2, 6])
def test_the_checklist_takes_as_many_queries_however_much_a_debate_holds(
    ed: User, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    debate = make_draft(ed, positions=many)
    debate.lead_image = make_image(ed)
    actions.save_debate(debate=debate, by=ed)
    for order in range(1, many + 1):
        make_reference(ed, debate, f"key{order}")
        image = make_image(ed, f"Image {order}")
        actions.save_text(text=text_of(debate, order), source=f"![](image:{image.key})", by=ed)
    debate = Debate.objects.get()
    with django_assert_num_queries(5):
        assert len(draft_of(debate).images) == many + 1
