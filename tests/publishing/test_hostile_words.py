"""Hostile HTML in every field that an editor fills in: stored, shown, and harmless on every page."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from defusedxml import ElementTree
from django.test import Client

from accounts.models import User
from debates.publishing import actions
from debates.publishing.models import Debate, Essay, Position, Reference, Text, Topic
from debates.publishing.workflow import Move, Round
from tests.makers import NOW, approve, make_contributor, make_image

ATTACK = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a>'
SHORT = "<script>alert(1)</script><b onclick=x>"
MARKDOWN = (
    f"{ATTACK}\n\n[link](javascript:alert(1)) <https://a.example/{SHORT}> ![{SHORT}](https://x.example/a.png)\n\n"
    f"# {ATTACK}\n\n<iframe src='javascript:alert(1)'></iframe>\n\n[words]{{lang=en onclick=alert(1) "
    "style=position:fixed}\n\n| a |\n|:-:|\n| <svg onload=alert(1)> |\n\nNote[^1] and [@mud].\n\n"
    f"[^1]: {ATTACK}\n\nSee ![{SHORT}](image:KEY '{SHORT}')"
)


@pytest.fixture
def debate(ed: User) -> Debate:
    """Answer a debate with a hostile word in every field, brought to its publication."""
    image = make_image(
        ed, ATTACK, author=ATTACK, source_name=SHORT, licence_name=ATTACK[:100], changes=ATTACK, alt=ATTACK
    )
    source = MARKDOWN.replace("KEY", image.key)
    topic = actions.save_topic(topic=Topic(name=SHORT, slug="hostile"), by=ed)
    debate = Debate(question=ATTACK, slug="hostile", summary=ATTACK, lead_image=image)
    actions.save_debate(debate=debate, by=ed, topics=[topic])
    csl = {
        "type": "book",
        "title": ATTACK,
        "author": [{"family": ATTACK, "given": SHORT}, {"literal": ATTACK}],
        "publisher": ATTACK,
        "issued": {"literal": SHORT},
        "DOI": "10.1234/<script>alert(1)</script>",
        "note": ATTACK,
    }
    actions.save_reference(reference=Reference(debate=debate, key="mud", csl=csl), by=ed)
    actions.save_reference(reference=Reference(debate=debate, key="raw", order=1, raw=ATTACK), by=ed)
    actions.save_debate(debate=debate, by=ed, introduction=source, conclusion=source)
    for order in (1, 2):
        write_position(ed, debate, order, source, image)
    for essay in Essay.objects.all():
        approve(essay, ed)
    actions.change_status(debate=debate, move=Move.SUBMIT, by=ed, now=NOW, note=ATTACK)
    actions.publish(debate=debate, by=ed, now=NOW, note=ATTACK)
    return actions.publish_round(debate=debate, round_=Round.REBUTTAL, by=ed, now=NOW, note=ATTACK)


def write_position(ed: User, debate: Debate, order: int, source: str, portrait: Any) -> None:
    position = Position(debate=debate, order=order, label=SHORT, slug=f"side-{order}", claim=ATTACK)
    actions.save_position(position=position, by=ed)
    contributor = make_contributor(
        ed,
        ATTACK,
        slug=f"person-{order}",
        role=ATTACK,
        affiliation=ATTACK,
        disclosure=ATTACK,
        biography=ATTACK,
        portrait=portrait,
    )
    for round_ in (Round.OPENING, Round.REBUTTAL):
        essay = Essay(
            position=position, round=round_, contributor=contributor, title=ATTACK, licence_name=SHORT
        )
        actions.save_essay(essay=essay, source=source, by=ed)


def harm_in(html: str) -> list[str]:
    """Answer every element and attribute of this HTML that could run something or look like the site."""
    page = BeautifulSoup(html, "html.parser")
    found = [str(tag) for tag in page.find_all(["iframe", "object", "embed", "base"])]
    run = page.find_all(lambda tag: tag.name == "script" and tag.get("type") != "application/ld+json")
    found += [str(tag) for tag in run if "alert" in tag.get_text()]
    for tag in page.find_all(True):
        for name, value in tag.attrs.items():
            text = " ".join(value) if isinstance(value, list) else value
            if name.startswith("on") or (name in {"href", "src"} and "javascript:" in text):
                found.append(str(tag))
        if tag.name == "img" and not str(tag.get("src", "")).startswith("/"):
            found.append(str(tag))
    return found


def test_this_test_sees_harm() -> None:
    assert len(harm_in(ATTACK)) == 4


def test_stored_html_is_harmless(debate: Debate) -> None:
    texts = [*Text.objects.values_list("html", flat=True)]
    references = [*Reference.objects.values_list("html", flat=True)]
    assert len(texts) == 6
    assert [harm_in(html) for html in [*texts, *references]] == [[]] * 8
    for html in texts:
        page = BeautifulSoup(html, "html.parser")
        assert page.find_all(["script", "svg", "style"]) == []
        assert page.find_all(attrs={"style": True}) == []
        # What was typed is still there to be read.
        assert "<script>alert(1)</script>" in page.get_text()


def public_pages(debate: Debate) -> list[str]:
    essays = Essay.objects.filter(position__debate=debate)
    return [
        "/",
        "/debates/",
        "/topics/",
        "/topics/hostile/",
        debate.get_absolute_url(),
        *(essay.get_absolute_url() for essay in essays),
        *(essay.contributor.get_absolute_url() for essay in essays),
    ]


def test_every_public_page_is_harmless(debate: Debate) -> None:
    for address in public_pages(debate):
        page = Client().get(address)
        assert (address, page.status_code, harm_in(page.content.decode())) == (address, 200, [])


def test_the_feed_is_harmless(debate: Debate) -> None:
    feed = ElementTree.fromstring(Client().get("/feed.atom").content)
    written = [element.text or "" for element in feed.iter() if element.get("type") == "html"]
    assert len(written) >= 1
    assert [harm_in(html) for html in written] == [[]] * len(written)
    assert {element.tag.partition("}")[0] for element in feed.iter()} == {"{http://www.w3.org/2005/Atom"}


def test_every_page_of_the_editors_is_harmless(debate: Debate, ed: User) -> None:
    client = Client()
    client.force_login(ed)
    rows: list[Any] = [*Position.objects.all(), *Essay.objects.all()]
    rows += [*Topic.objects.all(), *{essay.contributor for essay in Essay.objects.all()}, debate.lead_image]
    editing = f"/editing/debates/{debate.pk}"
    pages = [
        f"/preview/{debate.pk}/page/",
        f"/preview/{debate.pk}/page/",
        "/editing/",
        f"{editing}/",
        f"{editing}/details/",
        f"{editing}/moves/withdraw/",
    ]
    for row in rows:
        name = row._meta.model_name
        if name in {"topic", "image"}:
            model = f"/admin/{row._meta.app_label}/{name}"
            pages += [f"{model}/", f"{model}/{row.pk}/change/", f"{model}/{row.pk}/history/"]
        else:
            pages.append(f"/editing/{name}s/{row.pk}/")
    for address in pages:
        page = client.get(address)
        assert (address, page.status_code, harm_in(page.content.decode())) == (address, 200, [])


def test_the_note_of_a_withdrawal_is_harmless(debate: Debate, ed: User) -> None:
    essay = Essay.objects.filter(position__debate=debate)[0]
    actions.withdraw_essay(essay=essay, note=ATTACK, by=ed, now=NOW)
    page = Client().get(debate.get_absolute_url())
    assert (page.status_code, harm_in(page.content.decode())) == (410, [])
