"""An export becomes debates that are closed, once, each whole or not at all."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.db.models import Model
from django.test import Client

from accounts.models import User
from accounts.verdicts import Refused
from debates.comments.models import Comment, CommentRevision
from debates.importing.actions import import_wxr
from debates.importing.models import ImportedPost
from debates.importing.report import Outcome, Report
from debates.importing.wxr import ImportRefused
from debates.publishing.models import (
    Contributor,
    Debate,
    Essay,
    Kind,
    Position,
    Reference,
    Revision,
    StatusChange,
    Text,
    Topic,
)
from debates.publishing.queries import missing_in
from tests.importing.exports import FERRY, SITE, contribution, export, introduction, pair
from tests.makers import make_contributor, make_debate

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
TABLES: tuple[type[Model], ...] = (
    Debate,
    Position,
    Essay,
    Text,
    Revision,
    Contributor,
    Reference,
    Topic,
    StatusChange,
    ImportedPost,
    Comment,
    CommentRevision,
)


def ferry(by: User, *, dry_run: bool = False) -> Report:
    with FERRY.open("rb") as file:
        return import_wxr(file=file, by=by, now=NOW, dry_run=dry_run)


def run(by: User, *items: str) -> Report:
    return import_wxr(file=export(*items), by=by, now=NOW)


def rows() -> dict[str, list[dict[str, object]]]:
    """Answer everything that an import may write."""
    return {table.__name__: [*table.objects.order_by("pk").values()] for table in TABLES}  # type: ignore[attr-defined]


NOTHING: dict[str, list[dict[str, object]]] = {table.__name__: [] for table in TABLES}


# ------------------------------------------------------------------ what is written


def test_a_debate_comes_in_closed_with_its_dates_and_addresses(ed: User) -> None:
    (found,) = ferry(ed).debates
    debate = Debate.objects.get()
    assert (found.outcome, found.address) == (Outcome.IMPORTED, debate.get_absolute_url())
    assert (debate.status, debate.origin, debate.slug, debate.language, debate.question) == (
        "closed",
        "import",
        "debate-should-a-bridge-replace-the-ferry",
        "en-GB",
        "Should a bridge replace the ferry?",
    )
    published = datetime(2024, 4, 12, 8, 30, tzinfo=UTC)
    assert (debate.published_at, debate.closed_at) == (published, published)
    assert debate.original_url == f"{SITE}/debate-should-a-bridge-replace-the-ferry/"
    assert [topic.name for topic in debate.topics.all()] == ["Bridges", "Rivers"]
    assert [(change.move, change.by, change.at) for change in debate.status_changes.all()] == [
        ("import", ed, NOW)
    ]


def test_its_positions_have_claims_contributors_and_essays(ed: User) -> None:
    ferry(ed)
    assert [
        (
            position.order,
            position.label,
            position.slug,
            position.claim[:28],
            essay.round,
            essay.title,
            essay.contributor.name,
            essay.contributor.role,
            essay.contributor.affiliation,
            essay.original_url,
        )
        for position in Position.objects.order_by("order")
        for essay in position.essays.all()
    ] == [
        (
            1,
            "Steel outlasts timetables",
            "steel-outlasts-timetables",
            "A bridge spares everybody th",
            "opening",
            "The crossing – steel outlasts timetables",
            "Ines Lindqvist",
            "Chief Engineer",
            "Crossings Office",
            f"{SITE}/debate-the-crossing-steel-outlasts-timetables/",
        ),
        (
            2,
            "Slow water keeps towns alive",
            "slow-water-keeps-towns-alive",
            "The ten minutes on the water",
            "opening",
            "The crossing – slow water keeps towns alive",
            "Tomas Brandl",
            "Ferryman",
            "Northbank Boats",
            f"{SITE}/debate-the-crossing-slow-water-keeps-towns-alive/",
        ),
    ]


def test_its_texts_are_markdown_and_rendered(ed: User) -> None:
    ferry(ed)
    text = Text.objects.get(kind=Kind.INTRODUCTION)
    assert text.source.startswith("For **ninety years** the ferry has tied")
    assert '<a href="https://records.example/ferry">the harbour records</a>' in text.html
    assert [text.kind for text in Text.objects.filter(html="")] == [Kind.CONCLUSION]  # it has none


def test_its_references_are_taken_apart_where_they_can_be(ed: User) -> None:
    ferry(ed)
    first, second = Reference.objects.order_by("order")
    assert (first.key, first.csl and first.csl["title"], first.raw[:12]) == (
        "quill2019",
        "Tolls and Tides",
        "Quill, Dora,",
    )
    assert "Tolls and Tides" in first.html
    assert second.raw == "Ledger of the ferry company, in the drawer under the stairs"


def test_what_the_export_lacks_is_the_editors_list_and_stops_nothing(ed: User) -> None:
    (found,) = ferry(ed).debates
    sentences = [str(row.sentence) for row in missing_in(Debate.objects.get()) if row.blocks]
    assert sentences == [
        "Ines Lindqvist has not disclosed interests yet.",
        "Tomas Brandl has not disclosed interests yet.",
    ]
    assert found.remarks[-3:] == (
        "Ines Lindqvist: the disclosure of interests is not recorded.",
        "Tomas Brandl: the disclosure of interests is not recorded.",
        "An export names no licence: the essays carry this site's, CC BY-SA 4.0.",
    )


def test_its_page_shows_everything(ed: User, client: Client) -> None:
    (found,) = ferry(ed).debates
    page = client.get(found.address).content.decode()
    shown = [
        "Should a bridge replace the ferry?",
        "For <strong>ninety years</strong> the ferry",
        "A bridge spares everybody the wait &amp; pays for itself.",
        "Ines Lindqvist",
        "Chief Engineer",
        "Crossings Office",
        "Tomas Brandl",
        "Tolls and Tides",
        "Ledger of the ferry company",
        "Disclosure not recorded",
        "I like both",
    ]
    assert [words for words in shown if words not in page] == []
    hidden = [
        "heron",
        "javascript:",
        "Read the contribution",
        "new format",
        "mail.example",
        "192.0.2",
    ]
    assert [words for words in hidden if words in page] == []


def test_comments_come_along_and_no_address_of_whoever_wrote_them(ed: User) -> None:
    ferry(ed)
    comments = Comment.objects.order_by("pk").values_list("plain", "author_name", "text__essay__title")
    assert [*comments] == [
        ("I like both.", "Passenger", None),
        ("Row!", "Rower", "The crossing – slow water keeps towns alive"),
    ]
    assert [post.comment_count for post in ImportedPost.objects.order_by("pk")] == [1, 0, 1]
    everything = repr(rows())
    private = ("mail.example", "spam.example", "192.0.2", "Machine", "Cheap oars", "desk@")
    assert [words for words in private if words in everything] == []


def test_no_image_of_the_sites_gallery_is_attached(ed: User) -> None:
    ferry(ed)
    assert Debate.objects.get().lead_image is None
    assert Text.objects.filter(images__isnull=False).count() == 0


# ------------------------------------------------------------------ once, whole, or not at all


def test_a_second_run_changes_nothing_and_says_so(ed: User) -> None:
    ferry(ed)
    before = rows()
    again = ferry(ed)
    assert rows() == before
    assert [(found.outcome, found.address, found.remarks) for found in again.debates] == [
        (Outcome.KNOWN, Debate.objects.get().get_absolute_url(), ())
    ]


def test_a_dry_run_writes_nothing_and_reports_the_same(ed: User) -> None:
    rehearsed = ferry(ed, dry_run=True)
    assert rows() == NOTHING
    real = ferry(ed)
    assert (rehearsed.debates, rehearsed.remarks, rehearsed.dry_run) == (real.debates, real.remarks, True)


def test_a_debate_of_which_some_posts_are_here_is_not_doubled(ed: User) -> None:
    run(ed, *pair())
    ImportedPost.objects.get(guid=f"{SITE}/?p=3").delete()
    before = rows()
    (found,) = run(ed, *pair()).debates
    assert rows() == before
    assert (found.outcome, found.remarks) == (
        Outcome.LEFT_OUT,
        ("Only 2 of its 3 posts are here, so it was not imported a second time.",),
    )


def test_a_side_added_on_the_old_site_is_reported(ed: User) -> None:
    run(ed, *pair())
    (found,) = run(ed, *pair(), contribution(4, "The weir – it depends", 1)).debates
    assert (found.outcome, Debate.objects.count(), Position.objects.count()) == (Outcome.LEFT_OUT, 1, 2)


def test_a_debate_that_was_deleted_can_come_in_again(ed: User) -> None:
    run(ed, *pair())
    Debate.objects.all().delete()
    assert ImportedPost.objects.count() == 0
    assert [found.outcome for found in run(ed, *pair()).debates] == [Outcome.IMPORTED]


def test_a_debate_that_is_refused_leaves_no_trace_and_stops_no_other(ed: User) -> None:
    long = "<p>" + "word " * 41_000 + "</p>"
    report = run(
        ed,
        introduction(11, "Should the mill go?", (12, "Cy Oake"), (13, "Di Fern")),
        contribution(12, "The mill – let it go", 11),
        contribution(13, "The mill – keep it", 11, long),
        *pair(),
    )
    refused, taken = report.debates
    assert (refused.outcome, refused.address, taken.outcome) == (Outcome.LEFT_OUT, "", Outcome.IMPORTED)
    assert refused.remarks == (
        "The mill – keep it: The text has 204,999 characters; at most 200,000 are possible.",
    )
    assert [debate.question for debate in Debate.objects.all()] == ["Should the weir go?"]
    assert [person.name for person in Contributor.objects.order_by("name")] == ["Ada Moss", "Bo Reed"]


def test_a_file_that_breaks_off_writes_nothing(ed: User) -> None:
    with pytest.raises(ImportRefused):
        import_wxr(file=BytesIO(FERRY.read_bytes()[:-30]), by=ed, now=NOW)
    assert rows() == NOTHING


@pytest.mark.parametrize("name", ["ada", "mo", "vera", "sam"])
def test_only_editors_import(name: str, request: pytest.FixtureRequest) -> None:
    person = request.getfixturevalue(name)
    with pytest.raises(Refused):
        ferry(person)
    assert rows() == NOTHING


# ------------------------------------------------------------------ beside what is here already


def test_a_contributor_of_the_same_name_is_the_same_person_and_stays_as_they_are(ed: User) -> None:
    known = make_contributor(ed, "Ines Lindqvist", role="Retired")
    (found,) = ferry(ed).debates
    assert Contributor.objects.filter(name="Ines Lindqvist").get() == known
    assert known.essays.count() == 1
    assert "Ines Lindqvist was here already: role and affiliation stay as they were." in found.remarks
    assert "Ines Lindqvist: the disclosure of interests is not recorded." not in found.remarks


def test_addresses_that_are_taken_get_a_number(ed: User) -> None:
    make_debate(ed, slug="debate-should-a-bridge-replace-the-ferry")
    make_contributor(ed, "Ines L. Lindqvist", slug="ines-lindqvist")
    (found,) = ferry(ed).debates
    assert found.address == "/debates/debate-should-a-bridge-replace-the-ferry-2/"
    assert Contributor.objects.get(name="Ines Lindqvist").slug == "ines-lindqvist-2"
    assert (
        "The address ends with “debate-should-a-bridge-replace-the-ferry-2” now; it was "
        "“debate-should-a-bridge-replace-the-ferry”."
    ) in found.remarks


def test_a_topic_is_known_by_its_name_in_any_case_or_by_its_address(ed: User) -> None:
    Topic.objects.create(name="RIVERS", slug="r")
    Topic.objects.create(name="Spans", slug="bridges")
    ferry(ed)
    assert [topic.name for topic in Debate.objects.get().topics.all()] == ["RIVERS", "Spans"]
    assert Topic.objects.count() == 2


def test_a_topic_that_cannot_be_kept_is_reported(ed: User) -> None:
    (found,) = run(ed, *pair(tags=(("T" * 90, "t"), ("水", "%e6%b0%b4"), ("Mud", "mud")))).debates  # type: ignore[arg-type]
    assert found.outcome == Outcome.IMPORTED
    assert "Mud" in [topic.name for topic in Debate.objects.get().topics.all()]
    assert [remark[:22] for remark in found.remarks if "topic" in remark][:1] == ["The topic “TTTTTTTTTTT"]


@pytest.mark.parametrize("slug", ["", "caf%c3%a9", "x" * 200, "no slug at all"])
def test_a_slug_that_cannot_be_kept_is_made_of_the_question(ed: User, slug: str) -> None:
    (found,) = (
        run(ed, *(post.replace("post-1", "first") for post in pair(slug=slug))).debates or run(ed).debates
    )
    assert Debate.objects.get().slug == "should-the-weir-go"
    assert "The address ends with “should-the-weir-go” now" in " ".join(found.remarks)


def test_a_position_never_takes_the_name_of_a_page_of_the_debate(ed: User) -> None:
    run(ed, pair()[0], contribution(2, "The weir – vote", 1), contribution(3, "The weir – 水", 1))
    assert [position.slug for position in Position.objects.order_by("order")] == ["vote-2", "position-2"]


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "https://a@b.example/", "", f"https://a.example/{'x' * 600}"]
)
def test_an_address_that_no_page_may_show_is_not_kept(ed: User, link: str) -> None:
    posts = [post.replace(f"<link>{SITE}/post-1/</link>", f"<link>{link}</link>") for post in pair()]
    posts = [post.replace(f'href="{SITE}/post-1/"', f'href="{SITE}/?p=1"') for post in posts]
    (found,) = run(ed, *posts).debates
    assert (found.outcome, Debate.objects.get().original_url) == (Outcome.IMPORTED, "")
    assert any("address of" in remark for remark in found.remarks)


def test_two_posts_with_one_path_keep_one_redirect(ed: User) -> None:
    run(ed, *pair())
    elsewhere = [post.replace(f"{SITE}/?p=", "https://other.example/?p=") for post in pair()]
    (found,) = run(ed, *elsewhere).debates
    assert sorted(ImportedPost.objects.values_list("path", flat=True)) == [
        "",
        "",
        "",
        "/post-1",
        "/post-2",
        "/post-3",
    ]
    assert "Another imported post stood at “/post-1” too: this address leads to that one." in found.remarks


# ------------------------------------------------------------------ hostile fields

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}%s' OR 1=1--&lt;svg onload=alert(1)&gt;"


def test_hostile_html_in_every_field_reaches_no_page(ed: User, client: Client) -> None:
    posts = (
        introduction(1, f"Who? {EVIL}", (2, f"Ada {EVIL}"[:60]), (3, "Bo Reed"), content=f"<p>x</p>{EVIL}"),
        contribution(2, f"One {EVIL}", 1, f"<p>{EVIL}</p><p>References:</p><ul><li>{EVIL} 2001</li></ul>"),
        contribution(3, f"Two {EVIL}", 1, EVIL),
    )
    (found,) = run(ed, *posts).debates
    assert found.outcome == Outcome.IMPORTED
    essay = Essay.objects.order_by("pk")[0].get_absolute_url()
    for page in (found.address, essay, "/", "/debates/"):
        html = client.get(page).content.decode()
        assert [
            bad for bad in ("<script>alert", "onerror=alert(1)>", "<svg", "<img src=x") if bad in html
        ] == []
