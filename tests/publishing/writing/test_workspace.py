"""A debate with everything that is written of it, side by side."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from debates.publishing import actions
from debates.publishing.models import Debate, Text
from tests.makers import (
    make_draft,
    make_image,
    make_reference,
    text_of,
)


def workspace(client: Client, debate: Debate) -> BeautifulSoup:
    page = client.get(reverse("publishing:workspace", args=[debate.pk]))
    assert page.status_code == 200
    return BeautifulSoup(page.content, "html.parser")


@pytest.mark.parametrize(("positions", "references"), [(2, 1), (6, 30)])
def test_the_workspace_asks_as_often_however_much_a_debate_holds(
    ed: User,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    positions: int,
    references: int,
) -> None:
    debate = make_draft(ed, positions=positions)
    for number in range(references):
        make_reference(ed, debate, f"key{number}", title=f"Title {number}")
    image = make_image(ed)
    for text in Text.objects.filter(debate=debate):
        actions.save_text(text=text, source=f"Shown: ![](image:{image.key})", by=ed)
    client.get(reverse("publishing:workspace", args=[debate.pk]))
    with django_assert_num_queries(12):
        page = workspace(client, debate)
    assert len(page.select("form.writing")) == positions + 2


def test_the_workspace_says_how_long_essays_are_and_whether_they_are_approved(
    ed: User, client: Client
) -> None:
    debate = make_draft(ed)
    actions.save_text(text=text_of(debate, 2), source="word " * 20, by=ed)
    one, other = (
        re.sub(r"\s+", " ", facts.get_text(" ", strip=True))
        for facts in workspace(client, debate).select(".facts")
    )
    assert one == "9 words not handed in ✓ approved r1"
    assert other == "20 words ⚠ 2.22× the shortest not handed in ✗ approved r1, now r2: stale"


def test_the_workspace_says_who_saved_last_and_what_is_missing(ed: User, client: Client, fay: User) -> None:
    debate = make_draft(ed)
    two_minutes_ago = timezone.now() - timedelta(minutes=2)
    actions.save_text(text=text_of(debate, 1), source="Fay's [@nobody].", by=fay, now=two_minutes_ago)
    page = workspace(client, debate)
    kicker = page.select_one(".kicker")
    assert kicker is not None
    assert kicker.get_text().replace("\xa0", " ") == "Draft · last saved by Fay, 2 minutes ago"
    lines = page.select(".checklist > ul > li")
    assert len(lines) == 12
    done = [line for line in lines if line["class"] == ["done"]]
    assert page.select_one(".tally").get_text() == f"{len(done)} / 12"  # type: ignore[union-attr]
    assert "cites what is not among the references: nobody" in page.select_one(".checklist").get_text()  # type: ignore[union-attr]
    assert page.select_one(f"#text-{text_of(debate, 1).pk} .unknown").get_text() == (  # type: ignore[union-attr]
        "This debate has no reference with the key: nobody. Add it, or correct the key."
    )


def test_every_field_has_its_name_its_form_and_no_address_of_markdownx(ed: User, client: Client) -> None:
    debate = make_draft(ed)
    page = workspace(client, debate)
    for form in page.select("form.writing"):
        field = form.select_one("textarea.markdownx-editor")
        assert field is not None
        pk = form["id"].removeprefix("text-")  # type: ignore[union-attr]
        assert form.select_one(f"label[for=source-{pk}]") is not None
        assert field["data-markdownx-urls-path"] == f"/editing/texts/{pk}/preview/"
        assert field["data-markdownx-upload-urls-path"] == f"/editing/texts/{pk}/images/"
    assert client.post("/markdownx/upload/").status_code == 404
    assert client.post("/markdownx/markdownify/").status_code == 404


POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def test_the_editor_needs_no_other_security_policy_than_the_sites(client: Client, text: Text) -> None:
    page = client.get(reverse("publishing:workspace", args=[text.debate_id]))
    directives = {part.strip() for part in page["Content-Security-Policy"].split(";") if part.strip()}
    assert directives == {part.strip() for part in POLICY.split(";")}
    soup = BeautifulSoup(page.content, "html.parser")
    assert soup.select("script:not([src]), style, [style], [onclick]") == []
