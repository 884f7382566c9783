"""The checklist of a debate as it is stored."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.verdicts import Refused
from debates.publishing import actions
from debates.publishing.checklist import FIRST_HEADING
from debates.publishing.models import Approval, Debate, Kind, Reference, Text
from debates.publishing.queries import draft_of, missing_in
from debates.publishing.queries.drafts import HEADING
from debates.publishing.workflow import Round
from debates.richtext.render import Profile, render
from tests.makers import (
    NOW,
    approve,
    make_contributor,
    make_debate,
    make_draft,
    make_essay,
    make_image,
    make_reference,
    text_of,
)
from tests.publishing.writers import signed_in


def missing(debate: Debate, *more: Round) -> list[tuple[str, str, bool]]:
    return [(str(row.sentence), row.url, row.blocks) for row in missing_in(debate, *more)]


def test_the_debates_of_the_tests_lack_nothing(ed: User) -> None:
    assert missing(make_draft(ed)) == []


def test_a_bare_debate_lacks_everything(ed: User) -> None:
    debate = actions.save_debate(debate=Debate(question="Why?", slug="why"), by=ed)
    url = f"/editing/debates/{debate.pk}/"
    introduction = Text.objects.get(debate=debate, kind=Kind.INTRODUCTION)
    assert missing(debate) == [
        ("The introduction is empty.", f"{url}#text-{introduction.pk}", True),
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
    actions.save_debate(debate=debate, by=ed, now=NOW)
    first, second = text_of(debate, 1), text_of(debate, 2)
    actions.save_text(text=first, source=f"Look. ![](image:{shown.key}) [@silt]\n\n#### Deep", by=ed)
    essay = second.essay
    assert essay is not None
    essay.contributor = make_contributor(ed, "Noor", portrait=portrait, disclosure="")
    actions.save_essay(essay=essay, source="", by=ed, now=NOW)
    editing = f"/editing/debates/{debate.pk}/"
    images, references = f"{editing}images/", f"{editing}references/"
    assert missing(debate) == [
        (
            "Author A has not approved “The opening of side 1” as it is now.",
            f"{editing}#text-{first.pk}",
            True,
        ),
        ("The essay “The opening of side 2” is empty.", f"{editing}#text-{second.pk}", True),
        ("Noor has not disclosed interests yet.", f"/editing/contributors/{essay.contributor_id}/", True),
        (
            "“The opening of side 1” cites what is not among the references: silt.",
            f"{editing}#text-{first.pk}",
            True,
        ),
        ("The image “Lead” lacks: author.", f"{images}{lead.pk}/", True),
        ("The image “Shown in a text” lacks: author.", f"{images}{shown.pk}/", True),
        ("The image “Portrait” lacks: author.", f"{images}{portrait.pk}/", True),
        ("The headings of “The opening of side 1” skip a level.", f"{editing}#text-{first.pk}", False),
        ("The reference “mud” is kept as it was typed.", f"{references}{reference.pk}/", False),
        ("The reference “sand” has neither URL nor DOI.", f"{references}{bare.pk}/", False),
    ]


def test_every_row_leads_to_a_page_and_every_place_in_one_is_there(ed: User) -> None:
    debate = make_draft(ed)
    actions.save_text(text=text_of(debate, 1), source="![](image:0123456789ab) [@silt]", by=ed)
    make_reference(ed, debate, "sand", URL=None)
    debate.lead_image = make_image(ed, author="")
    actions.save_debate(debate=debate, by=ed, now=NOW)
    client = Client()
    client.force_login(ed)
    found = missing(debate)
    assert len(found) == 5
    for sentence, url, _blocks in found:
        path, _mark, place = url.partition("#")
        response = client.get(path)
        assert (sentence, response.status_code) == (sentence, 200)
        assert f'id="{place}"' in response.content.decode() or not place


# ---------------------------------------------------------------- what texts cite and show, and approvals


def sentences(debate: Debate) -> list[str]:
    return [sentence for sentence, _url, blocks in missing(debate) if blocks]


def test_what_a_text_cites_and_shows_in_vain_is_stored_and_blocks_until_it_is_there(ed: User) -> None:
    debate = make_draft(ed)
    text = text_of(debate, 1)
    actions.save_text(text=text, source="See [@silt; @sand] and [@silt]. ![](image:0123456789ab)", by=ed)
    text.refresh_from_db()
    approve(text.essay, ed)
    assert sorted(text.unknown_citations) == ["sand", "silt"]
    assert text.unknown_images == ["0123456789ab"]
    assert len(sentences(debate)) == 2
    make_reference(ed, debate, "silt")
    make_reference(ed, debate, "sand")
    image = make_image(ed)
    actions.save_text(text=text, source=f"See [@silt; @sand]. ![](image:{image.key})", by=ed)
    approve(text.essay, ed)
    text.refresh_from_db()
    assert (text.unknown_citations, text.unknown_images) == ([], [])
    assert sentences(debate) == []


@pytest.mark.parametrize(
    ("source", "ordered"),
    [
        ("# Top\n\n### Below\n\nWords.", True),
        ("## Top\n\n### Below\n\nWords.", True),
        ("### Below\n\nWords.", False),
        ("## Top\n\n#### Deep\n\nWords.", False),
        ("Words without any.", True),
    ],
)
def test_headings_are_read_at_the_levels_that_the_renderer_writes(
    ed: User, source: str, ordered: bool
) -> None:
    debate = make_draft(ed)
    text = text_of(debate, 1)
    actions.save_text(text=text, source=source, by=ed)
    approve(text.essay, ed)
    warnings = [sentence for sentence, _url, blocks in missing(debate) if not blocks]
    assert [sentence for sentence in warnings if "skip a level" in sentence] == (
        [] if ordered else ["The headings of “The opening of side 1” skip a level."]
    )


def test_the_first_heading_of_the_checklist_is_the_highest_that_the_renderer_writes() -> None:
    html = render("# One\n\n## Two\n\n### Three", Profile.ESSAY, prefix="x").html
    assert [int(level) for level in HEADING.findall(html)] == [
        FIRST_HEADING,
        FIRST_HEADING,
        FIRST_HEADING + 1,
    ]


def test_an_approval_is_stale_after_an_edit_and_stands_again_after_it_is_given_again(ed: User) -> None:
    debate = make_draft(ed)
    text = text_of(debate, 1)
    stale = ["Author A has not approved “The opening of side 1” as it is now."]
    assert sentences(debate) == []
    actions.save_text(text=text, source="Another argument.", by=ed)
    assert sentences(debate) == stale
    with pytest.raises(Refused):
        actions.approve_revision(essay=text.essay, number=1, by=ed, now=NOW)
    assert sentences(debate) == stale
    approve(text.essay, ed)
    assert sentences(debate) == []
    approval = Approval.objects.get(revision__text=text, revision__number=2)
    assert (approval.by, approval.on_behalf) == (ed, True)


def test_an_image_without_a_title_is_called_by_its_key_and_named_once(ed: User) -> None:
    debate = make_draft(ed)
    image = make_image(ed, title="")
    for order in (1, 2):
        actions.save_text(text=text_of(debate, order), source=f"See. ![](image:{image.key})", by=ed)
        approve(text_of(debate, order).essay, ed)
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
        f"/editing/positions/{debate.positions.get(order=2).pk}/",
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


@pytest.mark.parametrize("where", ["contributor", "image", "reference"])
def test_a_name_that_is_spelled_oddly_leads_to_the_field_that_spells_it(ed: User, where: str) -> None:
    debate = make_draft(ed)
    family = {name: "Okonyo" if name == where else "Okonjo" for name in ("contributor", "image", "reference")}
    text = text_of(debate, 1)
    assert text.essay is not None
    contributor = text.essay.contributor
    contributor.name = f"Mira {family['contributor']}"
    actions.save_contributor(contributor=contributor, by=ed)
    image = make_image(ed, author=f"Mira {family['image']}")
    actions.save_text(text=text, source=f"{text.source}\n\n![](image:{image.key})", by=ed)
    author = {"given": "Mira", "family": family["reference"]}
    reference = make_reference(ed, debate, author=[author])
    page, field = {
        "contributor": (f"/editing/contributors/{contributor.pk}/", "id_name"),
        "image": (f"/editing/debates/{debate.pk}/images/{image.pk}/", "id_author"),
        "reference": (f"/editing/debates/{debate.pk}/references/{reference.pk}/", "id_author"),
    }[where]
    [url] = [row.url for row in missing_in(debate) if "is this one person?" in str(row.sentence)]
    assert url == f"{page}#{field}"
    found = BeautifulSoup(signed_in(ed).get(page).content, "html.parser").select_one(f"#{field}")
    assert found is not None
