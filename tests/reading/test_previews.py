"""A debate before its readers see it: in an editor's frame, and by a link."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.views import LINK_OPENINGS
from debates.publishing import actions
from debates.publishing.models import Debate, PreviewLink
from debates.publishing.workflow import Round, Status
from tests.makers import make_debate, make_draft, make_essay, make_reference, text_of
from tests.publishing.writers import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(ed: User) -> Client:
    return signed_in(ed)


def policy(response: HttpResponse) -> dict[str, str]:
    """Answer the directives of the page's security policy."""
    parts = response["Content-Security-Policy"].split(";")
    return {name: value for name, _space, value in (part.strip().partition(" ") for part in parts)}


def words(response: HttpResponse) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def shared(ed: User, debate: Debate, label: str = "A friend") -> PreviewLink:
    return actions.make_preview_link(debate=debate, label=label, by=ed, now=timezone.now())


def link_to(link: PreviewLink, token: str = "") -> str:
    return f"/preview/{link.debate_id}/{token or link.token}/"


# ---------------------------------------------------------------- the frame


@pytest.mark.parametrize(
    ("query", "width", "theme"),
    [
        ("", "390", "light"),
        ("?width=tablet&theme=dark", "820", "dark"),
        ("?width=desktop&theme=light", "1280", "light"),
        ("?width=12345&theme=%22%3E", "390", "light"),
    ],
)
def test_the_frame_is_as_wide_and_as_dark_as_was_chosen(
    editor: Client, ed: User, query: str, width: str, theme: str
) -> None:
    debate = make_draft(ed)
    response = editor.get(f"/preview/{debate.pk}/{query}")
    frame = BeautifulSoup(response.content, "html.parser").select_one("iframe")
    assert frame is not None
    assert (frame["width"], frame["src"]) == (width, f"/preview/{debate.pk}/page/?theme={theme}")
    inside = editor.get(str(frame["src"]))
    root = BeautifulSoup(inside.content, "html.parser").html
    assert root is not None
    assert (root["data-theme"], root["data-fixed"]) == (theme, "theme")
    assert "Essay number 1 argues its case" in words(inside)


def test_only_the_two_pages_of_a_preview_take_part_in_frames(editor: Client, ed: User) -> None:
    debate = make_debate(ed)
    outer, inner, other = (
        editor.get(path) for path in (f"/preview/{debate.pk}/", f"/preview/{debate.pk}/page/", "/editing/")
    )
    assert (policy(outer)["frame-src"], policy(outer)["frame-ancestors"]) == ("'self'", "'none'")
    assert (policy(inner)["frame-ancestors"], inner["X-Frame-Options"]) == ("'self'", "SAMEORIGIN")
    assert "frame-src" not in policy(inner)
    rest = {name: value for name, value in policy(other).items() if name != "frame-ancestors"}
    assert {name: policy(inner)[name] for name in rest} == rest
    for response in (other, editor.get(debate.get_absolute_url())):
        assert (policy(response)["frame-ancestors"], response["X-Frame-Options"]) == ("'none'", "DENY")
        assert "frame-src" not in policy(response)


@pytest.mark.parametrize("status", list(Status))
def test_the_page_in_the_frame_is_there_for_editors_alone_and_asks_nothing(
    editor: Client, ed: User, vera: User, status: Status
) -> None:
    path = f"/preview/{make_debate(ed, status).pk}/page/"
    response = editor.get(path)
    assert [client.get(path).status_code for client in (signed_in(vera), Client())] == [404, 404]
    page = BeautifulSoup(response.content, "html.parser")
    assert page.select("#vote, #before-title, #comments, #results, main form") == []
    assert "Sign in" not in page.get_text()
    assert ("no-store" in response["Cache-Control"], response["X-Robots-Tag"]) == (True, "noindex")


def addresses(response: HttpResponse) -> list[str]:
    return [
        str(link["href"]) for link in BeautifulSoup(response.content, "html.parser").select("main a[href]")
    ]


def leads_nowhere(client: Client, response: HttpResponse) -> set[str]:
    """Answer the links of a page that lead to a page of this site which is not there."""
    return {url for url in addresses(response) if url.startswith("/") and client.get(url).status_code != 200}


def test_links_in_the_frame_lead_to_the_previews_own_pages_or_leave_it(editor: Client, ed: User) -> None:
    debate = make_draft(ed)
    make_reference(ed, debate)
    text = text_of(debate, 1)
    actions.save_text(text=text, source=f"{text.source} [@disputes] [Elsewhere](https://a.example/)", by=ed)
    make_essay(ed, debate.positions.get(order=1), "An answer.", Round.REBUTTAL)
    page = f"/preview/{debate.pk}/page/"
    first, second = (position.slug for position in debate.positions.order_by("order"))
    own = {f"{page}{first}/", f"{page}{second}/", f"{page}{first}/rebuttal/"}
    response = editor.get(f"{page}?theme=dark")
    assert own == {url.partition("?")[0] for url in addresses(response) if url.startswith("/preview/")}
    for path in (page, *own):
        response = editor.get(f"{path}?theme=dark")
        assert policy(response)["frame-ancestors"] == "'self'"
        assert response["X-Robots-Tag"] == "noindex"
        links = BeautifulSoup(response.content, "html.parser").select("a[href]")
        inside = [link for link in links if link.get("target") != "_top"]
        assert {str(link["href"]).partition("?")[2] for link in inside if link["href"][0] == "/"} <= {
            "theme=dark"
        }
        assert {str(link["href"])[:9] for link in inside if link["href"][0] == "/"} <= {"/preview/"}
        assert all(link["href"][0] == "#" or link["href"].startswith(page) for link in inside)
        assert not any(link["href"].startswith(("#", page)) for link in links if link.get("target"))
        assert len(inside) < len(links)
        assert leads_nowhere(editor, response) == set()
    assert editor.get(f"{page}{first}/opening/").status_code == 404
    assert editor.get(f"{page}{second}/rebuttal/").status_code == 404


def test_words_that_look_like_a_link_stay_words_in_the_frame(editor: Client, ed: User) -> None:
    debate = make_draft(ed)
    actions.save_text(text=text_of(debate, 1), source='Write `<a href="/">` and <a href="/">.', by=ed)
    told = words(editor.get(f"/preview/{debate.pk}/page/"))
    assert 'Write <a href="/"> and' in told
    assert "_top" not in told


# ---------------------------------------------------------------- the link


def test_the_link_leads_to_each_essay_that_readers_will_see(ed: User) -> None:
    debate = make_draft(ed)
    make_essay(ed, debate.positions.get(order=1), "An answer.", Round.REBUTTAL)
    start = link_to(shared(ed, debate))
    first, second = (position.slug for position in debate.positions.order_by("order"))
    outsider = Client()
    assert {url for url in addresses(outsider.get(start)) if url.startswith("/")} == {
        f"{start}{first}/",
        f"{start}{second}/",
    }
    response = outsider.get(f"{start}{first}/")
    told = words(response)
    assert "Essay number 1 argues its case" in told
    assert "this debate has not been published" in told
    assert f"http://localhost:8000{debate.get_absolute_url()}{first}/" in told  # as it will be cited
    assert start not in told
    assert f"{start}{second}/" in addresses(response)
    assert leads_nowhere(outsider, response) == set()
    assert ("no-store" in response["Cache-Control"], response["X-Robots-Tag"]) == (True, "noindex")
    assert response["Referrer-Policy"] == "same-origin"
    assert policy(response)["frame-ancestors"] == "'none'"
    for hidden in (f"{first}/rebuttal/", f"{first}/opening/", "nobody/"):
        assert outsider.get(f"{start}{hidden}").status_code == 404
    assert outsider.get(link_to(shared(ed, debate), "x" * 43) + f"{first}/").status_code == 404


def test_once_readers_see_the_debate_the_link_to_an_essay_leads_to_it(ed: User) -> None:
    debate = make_draft(ed)
    start = link_to(shared(ed, debate))
    Debate.objects.update(status=Status.PUBLISHED, published_at=timezone.now())
    slug = debate.positions.get(order=1).slug
    response = Client().get(f"{start}{slug}/")
    assert (response.status_code, response["Location"]) == (302, f"{debate.get_absolute_url()}{slug}/")


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.SCHEDULED])
def test_whoever_has_the_link_reads_and_does_nothing_else(ed: User, status: Status) -> None:
    debate = make_debate(ed, status)
    make_essay(ed, debate.positions.get(order=1), "An answer that is not ready.", Round.REBUTTAL)
    actions.save_debate(debate=debate, by=ed, conclusion="Nobody wins.")
    response = Client().get(link_to(shared(ed, debate)))
    assert response.status_code == 200
    told = words(response)
    assert "Essay number 1 argues its case" in told
    assert "Essay number 2 argues its case" in told
    assert "this debate has not been published" in told
    assert "An answer that is not ready." not in told
    assert "Nobody wins." not in told
    page = BeautifulSoup(response.content, "html.parser")
    assert page.select("#vote, #comments, #results, main form, iframe") == []
    assert page.select_one('meta[name="robots"][content="noindex"]') is not None
    assert list(response.cookies) == []
    assert ("no-store" in response["Cache-Control"], response["X-Robots-Tag"]) == (True, "noindex")
    assert response["Referrer-Policy"] == "same-origin"
    assert policy(response)["frame-ancestors"] == "'none'"


@pytest.mark.parametrize(
    "void", ["taken back", "too old", "guessed", "of another debate", "withdrawn", "deleted"]
)
def test_a_void_link_says_the_same_whatever_the_reason(ed: User, void: str) -> None:
    debate = make_draft(ed)
    link = shared(ed, debate)
    path = link_to(link)
    if void == "taken back":
        actions.revoke_preview_link(link=link, by=ed, now=timezone.now())
    elif void == "too old":
        PreviewLink.objects.update(
            made_at=timezone.now() - timedelta(days=31), expires_at=timezone.now() - timedelta(days=1)
        )
    elif void == "guessed":
        path = link_to(link, "x" * 43)
    elif void == "of another debate":
        path = link_to(link, shared(ed, make_draft(ed, "Why not?")).token)
    elif void == "withdrawn":
        Debate.objects.update(status="withdrawn", withdrawn_at=timezone.now(), withdrawal_note="Gone.")
    else:
        actions.delete_debate(debate=debate, by=ed)
    response = Client().get(path)
    assert response.status_code == (410 if void in {"taken back", "too old", "withdrawn"} else 404)
    expected = Client().get("/preview/999/x/")
    assert expected.status_code == 404
    assert words(response).replace(path, "") == words(expected).replace("/preview/999/x/", "")
    assert "harbour" not in words(response)
    assert response["Referrer-Policy"] == "same-origin"


def test_an_editor_who_is_signed_in_sees_by_the_link_what_an_outsider_sees(ed: User) -> None:
    path = link_to(shared(ed, make_draft(ed)))
    assert words(signed_in(ed).get(path)) == words(Client().get(path))


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.CLOSED, Status.ARCHIVED])
def test_once_readers_see_the_debate_the_link_leads_to_its_page(ed: User, status: Status) -> None:
    debate = make_draft(ed)
    link = shared(ed, debate)
    values: dict[str, Any] = {"published_at": timezone.now(), "closed_at": timezone.now()}
    Debate.objects.update(status=status, poll_ended_at=timezone.now(), **values)
    response = Client().get(link_to(link))
    assert (response.status_code, response["Location"]) == (302, debate.get_absolute_url())


def test_links_are_not_tried_endlessly(ed: User) -> None:
    link = shared(ed, make_draft(ed))
    client = Client()
    answers = [client.get(link_to(link, f"{number:043d}")).status_code for number in range(31)]
    assert (set(answers[:-1]), answers[-1]) == ({404}, 429)
    assert LINK_OPENINGS.tries == 30
    assert client.get(link_to(link)).status_code == 429


# ---------------------------------------------------------------- the list of links


def test_editors_make_links_see_them_and_take_them_back(editor: Client, ed: User) -> None:
    debate = make_draft(ed)
    at = f"/editing/debates/{debate.pk}/previews/"
    assert editor.post(at, {"label": " "}).status_code == 400
    assert editor.post(at, {"label": "The <b>jury</b>"})["Location"] == at
    link = PreviewLink.objects.get()
    page = editor.get(at)
    address = f"http://localhost:8000{link_to(link)}"
    assert f'href="{address}"' in page.content.decode()
    assert "The <b>jury</b>" in words(page)
    assert editor.post(f"/editing/previews/{link.pk}/revoke/")["Location"] == at
    page = editor.get(at)
    assert "taken back" in words(page)
    assert address not in page.content.decode()
    assert "This link has been taken back already." in words(
        editor.post(f"/editing/previews/{link.pk}/revoke/", follow=True)
    )


def test_of_a_public_debate_no_link_is_offered(editor: Client, ed: User) -> None:
    debate = make_debate(ed)
    at = f"/editing/debates/{debate.pk}/previews/"
    assert "Readers see this debate already: send its address." in words(editor.get(at))
    assert editor.post(at, {"label": "A friend"}).status_code == 400
    assert not PreviewLink.objects.exists()


@pytest.mark.parametrize("many", [1, 6])
def test_the_list_takes_the_same_queries_for_one_link_and_for_many(
    editor: Client, ed: User, many: int, django_assert_num_queries: Any
) -> None:
    debate = make_draft(ed)
    for number in range(many):
        shared(ed, debate, f"Friend {number}")
    with django_assert_num_queries(5):
        assert words(editor.get(f"/editing/debates/{debate.pk}/previews/")).count("Friend ") >= many
