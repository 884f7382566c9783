"""What readers and strangers see."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from debates.publishing import actions
from debates.publishing.models import Debate, Essay, Topic
from debates.publishing.workflow import PUBLIC, Move, Round, Status
from tests.makers import (
    NOW,
    approve,
    make_debate,
    make_draft,
    make_essay,
    make_image,
    make_reference,
    rewrite,
    text_of,
)
from tests.stances.snapshots import make_snapshot

HIDDEN = [Status.DRAFT, Status.IN_REVIEW, Status.SCHEDULED]


def addresses(debate: Debate) -> list[str]:
    """Answer every address of a debate and of what is in it."""
    essays = Essay.objects.filter(position__debate=debate)
    return [
        debate.get_absolute_url(),
        *(essay.get_absolute_url() for essay in essays),
        *(essay.contributor.get_absolute_url() for essay in essays),
    ]


@pytest.mark.parametrize("status", sorted(PUBLIC))
def test_a_stranger_reads_what_is_public(ed: User, status: Status) -> None:
    debate = make_debate(ed, status)
    assert [Client().get(path).status_code for path in addresses(debate)] == [200] * 5


@pytest.mark.parametrize("status", HIDDEN)
def test_to_a_stranger_a_debate_that_is_not_public_is_not_there(ed: User, status: Status) -> None:
    debate = make_debate(ed, status)
    assert [Client().get(path).status_code for path in addresses(debate)] == [404] * 5


@pytest.mark.parametrize("status", HIDDEN)
def test_no_list_names_a_debate_that_is_not_public(ed: User, status: Status) -> None:
    debate = make_debate(ed, status)
    topic = actions.save_topic(topic=Topic(name="Ports", slug="ports"), by=ed)
    actions.save_debate(debate=debate, by=ed, topics=[topic])
    for name in ("home", "archive", "topics", "feed", "sitemap"):
        assert "dredged" not in Client().get(reverse(f"reading:{name}")).content.decode()
    assert Client().get(topic.get_absolute_url()).status_code == 404


def test_an_unpublished_debate_is_not_there_any_more(ed: User) -> None:
    debate = make_debate(ed)
    actions.change_status(debate=debate, move=Move.UNPUBLISH, by=ed, now=NOW, note="For a test.")
    assert [Client().get(path).status_code for path in addresses(debate)] == [404] * 5


def test_a_withdrawn_debate_leaves_a_dated_page_at_all_its_addresses(ed: User) -> None:
    debate = make_debate(ed, Status.WITHDRAWN)
    for path in [debate.get_absolute_url(), *(e.get_absolute_url() for e in Essay.objects.all())]:
        response = Client().get(path)
        page = response.content.decode()
        assert response.status_code == 410
        assert "Withdrawn on 1 March 2026" in page
        assert "Its author asked for it." in page
        assert "argues its case" not in page


def test_a_withdrawn_debate_answers_404_where_it_never_had_a_page(ed: User) -> None:
    debate = make_debate(ed, Status.WITHDRAWN)
    assert Client().get(debate.get_absolute_url() + "side-9/").status_code == 404
    assert Client().get(debate.get_absolute_url() + "side-1/rebuttal/").status_code == 404


def test_a_contributor_without_public_essays_is_nobody(ed: User) -> None:
    debate = make_debate(ed, Status.WITHDRAWN)
    author = Essay.objects.filter(position__debate=debate)[0].contributor
    assert Client().get(author.get_absolute_url()).status_code == 404


def test_a_round_that_is_not_public_shows_nowhere(ed: User) -> None:
    debate = make_debate(ed)
    for position in debate.positions.all():
        make_essay(ed, position, "An answer that is still secret.", Round.REBUTTAL)
    paths = [debate.get_absolute_url(), reverse("reading:feed"), reverse("reading:sitemap")]
    paths += [essay.contributor.get_absolute_url() for essay in Essay.objects.all()]
    for path in paths:
        page = Client().get(path).content.decode()
        assert "still secret" not in page
        assert "rebuttal" not in page.lower()
    assert Client().get(debate.get_absolute_url() + "side-1/rebuttal/").status_code == 404


def test_a_published_round_shows_all_its_sides(ed: User) -> None:
    debate = make_debate(ed)
    for position in debate.positions.all():
        make_essay(ed, position, f"The answer of side {position.order}.", Round.REBUTTAL)
    actions.publish_round(debate=debate, round_=Round.REBUTTAL, by=ed, now=NOW)
    page = Client().get(debate.get_absolute_url()).content.decode()
    assert page.count("The answer of side 1.") == page.count("The answer of side 2.") == 1
    assert Client().get(debate.get_absolute_url() + "side-2/rebuttal/").status_code == 200


def test_the_opening_has_one_address(ed: User) -> None:
    debate = make_debate(ed)
    assert Client().get(debate.get_absolute_url() + "side-1/opening/").status_code == 404
    assert Client().get(debate.get_absolute_url() + "side-1/anything/").status_code == 404


def test_the_conclusion_shows_once_the_debate_is_closed(ed: User) -> None:
    debate = make_debate(ed)
    actions.save_debate(debate=debate, by=ed, conclusion="What the editors learned.")
    assert "What the editors learned." not in Client().get(debate.get_absolute_url()).content.decode()
    actions.change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
    assert "What the editors learned." in Client().get(debate.get_absolute_url()).content.decode()


def test_an_essay_leads_to_the_other_sides_in_turn(ed: User) -> None:
    debate = make_debate(ed, positions=3)
    page = Client().get(debate.get_absolute_url() + "side-2/").content.decode()
    assert page.index("The claim of side 3") < page.index("The claim of side 1")
    assert page.count("Read the other side") == 2


def test_the_essay_page_lists_only_what_the_essay_cites(ed: User) -> None:
    debate = make_draft(ed)
    make_reference(ed, debate, "one", title="First work")
    make_reference(ed, debate, "two", title="Second work")
    for order, source in ((1, "See [@one]."), (2, "See [@two] and [@two].")):
        approve(rewrite(text_of(debate, order), source, ed).essay, ed)
    actions.change_status(debate=debate, move=Move.SUBMIT, by=ed, now=NOW)
    actions.publish(debate=debate, by=ed, now=NOW)
    first = Client().get(debate.get_absolute_url() + "side-1/").content.decode()
    second = Client().get(debate.get_absolute_url() + "side-2/").content.decode()
    assert ("First work" in first, "Second work" in first) == (True, False)
    assert ("First work" in second, "Second work" in second) == (False, True)
    assert '<li id="ref-two" dir="auto" value="2">' in second
    assert second.count('role="doc-backlink"') == 2


def test_an_imported_debate_says_what_was_not_recorded(ed: User) -> None:
    debate = make_draft(ed, origin="import", original_url="https://old.example/dredging/")
    author = debate.positions.get(order=1).essays.get().contributor
    author.disclosure = ""
    actions.save_contributor(contributor=author, by=ed)
    actions.record_import(debate=debate, published_at=NOW, by=ed, now=NOW)
    page = Client().get(debate.get_absolute_url()).content.decode()
    assert page.count("Disclosure not recorded.") == 1
    assert 'href="https://old.example/dredging/"' in page


def test_every_essay_shows_its_licence(ed: User) -> None:
    debate = make_debate(ed)
    link = '<a rel="license" href="https://creativecommons.org/licenses/by-sa/4.0/">CC BY-SA 4.0</a>'
    assert Client().get(debate.get_absolute_url()).content.decode().count(link) == 2
    assert Client().get(debate.get_absolute_url() + "side-1/").content.decode().count(link) == 1


def test_a_text_in_another_language_says_so(ed: User) -> None:
    debate = make_draft(ed)
    essay = text_of(debate, 1).essay
    assert essay is not None
    essay.language = "ar"
    actions.save_essay(essay=essay, source="نص قصير", by=ed)
    page = Client()
    page.force_login(ed)
    html = page.get(reverse("reading:preview_page", args=[debate.pk])).content.decode()
    assert '<div class="prose" lang="ar" dir="rtl">' in html


# ---------------------------------------------------------------- preview


@pytest.mark.parametrize("status", list(Status))
def test_a_preview_is_there_for_editors_alone(ed: User, vera: User, status: Status) -> None:
    path = reverse("reading:preview", args=[make_debate(ed, status).pk])
    editor, reader = Client(), Client()
    editor.force_login(ed)
    reader.force_login(vera)
    assert [client.get(path).status_code for client in (editor, reader, Client())] == [200, 404, 404]


def test_a_preview_is_kept_nowhere(ed: User) -> None:
    client = Client()
    client.force_login(ed)
    response = client.get(reverse("reading:preview", args=[make_debate(ed, Status.DRAFT).pk]))
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


def test_a_preview_of_nothing_is_not_there(ed: User) -> None:
    client = Client()
    client.force_login(ed)
    assert client.get(reverse("reading:preview", args=[999])).status_code == 404


# ---------------------------------------------------------------- queries


def fill(debate: Debate, by: User, many: int) -> None:
    """Give the debate so many references, images in its texts, and topics."""
    keys = [make_reference(by, debate, f"work{number}").key for number in range(many)]
    images = [make_image(by, f"Picture {number}") for number in range(many)]
    source = "\n\n".join(
        [*(f"See [@{key}]." for key in keys), *(f"![](image:{image.key})" for image in images)]
    )
    rewrite(text_of(debate, 1), source, by)
    topics = [actions.save_topic(topic=Topic(name=f"T{n}", slug=f"t{n}"), by=by) for n in range(many)]
    actions.save_debate(debate=debate, by=by, topics=topics)


@pytest.mark.parametrize(("many", "positions"), [(1, 2), (12, 6)])
def test_a_debate_costs_seven_queries_however_much_it_holds(
    ed: User, django_assert_num_queries: DjangoAssertNumQueries, many: int, positions: int
) -> None:
    debate = make_debate(ed, positions=positions)
    fill(debate, ed, many)
    with django_assert_num_queries(7):
        assert Client().get(debate.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("many", [1, 12])
def test_an_essay_costs_four_queries_however_much_the_debate_holds(
    ed: User, django_assert_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    debate = make_debate(ed)
    fill(debate, ed, many)
    with django_assert_num_queries(4):
        assert Client().get(debate.get_absolute_url() + "side-1/").status_code == 200


@pytest.mark.parametrize("many", [1, 5])
@pytest.mark.parametrize(
    ("name", "queries"), [("home", 7), ("archive", 4), ("topics", 1), ("feed", 6), ("sitemap", 4)]
)
def test_a_list_costs_the_same_for_one_and_for_many(
    ed: User, django_assert_num_queries: DjangoAssertNumQueries, many: int, name: str, queries: int
) -> None:
    for number in range(many):
        open_one = make_debate(ed, question=f"Open question {number}?")
        over = make_debate(
            ed, Status.CLOSED, question=f"Closed question {number}?", lead_image=make_image(ed)
        )
        make_snapshot(over)
        topic = actions.save_topic(topic=Topic(name=f"T{number}", slug=f"t{number}"), by=ed)
        for debate in (open_one, over):
            actions.save_debate(debate=debate, by=ed, topics=[topic])
    with django_assert_num_queries(queries):
        assert Client().get(reverse(f"reading:{name}")).status_code == 200


@pytest.mark.parametrize("many", [1, 5])
def test_a_contributor_costs_the_same_for_one_essay_and_for_many(
    ed: User, django_assert_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    for number in range(many):
        make_debate(ed, question=f"Question {number}?")
    author = Essay.objects.order_by("pk")[0].contributor
    Essay.objects.filter(position__order=1).update(contributor=author)
    with django_assert_num_queries(2):
        assert Client().get(author.get_absolute_url()).status_code == 200


# ---------------------------------------------------------------- lists


def test_the_archive_goes_on_where_the_last_page_ended(ed: User) -> None:
    for number in range(23):
        make_debate(ed, Status.CLOSED, question=f"Question {number:02}?")
    seen: list[str] = []
    path = reverse("reading:archive")
    pages = 0
    while path:
        page = Client().get(path)
        seen += [debate.question for debate in page.context["listing"].debates]
        following = page.context["listing"].next
        path = f"{reverse('reading:archive')}?after={following}" if following else ""
        pages += 1
    assert seen == [f"Question {number:02}?" for number in reversed(range(23))]
    assert pages == 2


@pytest.mark.parametrize(
    "after", ["x", "1-2", "20260301T090000.000000Z-x", "20260301T090000.000000Z-", "-" * 999]
)
def test_a_place_in_the_archive_that_is_none_is_not_there(db: None, after: str) -> None:
    assert Client().get(reverse("reading:archive"), {"after": after}).status_code == 404


def test_a_debate_past_its_date_is_in_the_archive_before_anybody_records_it(ed: User) -> None:
    debate = make_debate(ed)
    Debate.objects.filter(pk=debate.pk).update(closes_at=NOW)
    home = Client().get(reverse("reading:home"))
    assert [d.question for d in home.context["open_debates"]] == []
    assert [d.question for d in home.context["archive"].debates] == [debate.question]
    assert "Closed on 1 March 2026" in Client().get(debate.get_absolute_url()).content.decode()
