"""While somebody types one text is rendered alone, and the debate is what it would be if all were."""

from datetime import timedelta

import pytest

from accounts.models import User
from debates.publishing import actions
from debates.publishing.actions.rendering import render_debate
from debates.publishing.models import Debate, Kind, Saving, Text
from tests.makers import NOW, make_draft, make_image, make_reference, text_of
from tests.publishing.rows import everything

SHARED = "A paragraph that two essays have."


@pytest.fixture
def debate(ed: User) -> Debate:
    """Answer a draft whose texts cite each other's references and have a paragraph in common."""
    debate = make_draft(ed, positions=3)
    for key in ("a", "b", "c"):
        make_reference(ed, debate, key, title=f"Title {key}")
    make_image(ed)
    for order, source in enumerate(
        ("One [@a].", f"{SHARED}\n\nTwo [@b; @a].", f"{SHARED}\n\nThree [@c]."), 1
    ):
        actions.save_text(text=text_of(debate, order), source=source, by=ed, now=NOW)
    return debate


def type_in(text: Text, source: str, ed: User) -> None:
    later = NOW + timedelta(hours=1)
    actions.save_text(text=text, source=source, by=ed, saving=Saving.AUTOSAVED, now=later)


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize(
    "source",
    [
        "Other words.",
        "First [@c], then [@a].",
        "[@a] [@b] [@c]",
        f"{SHARED}\n\nOne more.",
        f"{SHARED}\n\n{SHARED}",
        "# A heading\n\nWith a note.[^1]\n\n[^1]: The note [@b].",
        "[@nobody] ![A harbour](image:a-harbour) ![](image:lost)",
        "",
    ],
)
def test_a_text_rendered_alone_leaves_the_debate_as_if_all_had_been(
    ed: User, debate: Debate, order: int, source: str
) -> None:
    type_in(text_of(debate, order), source, ed)
    alone = everything()
    render_debate(Debate.objects.get(pk=debate.pk))
    assert everything() == alone


def test_an_introduction_that_cites_first_renumbers_all(ed: User, debate: Debate) -> None:
    type_in(Text.objects.get(debate=debate, kind=Kind.INTRODUCTION), "See [@c].", ed)
    numbers = {text.name: [number for _, _, number in text.citations] for text in debate.texts.all()}
    assert numbers == {
        "Introduction": [1],
        "The opening of side 1": [2],
        "The opening of side 2": [3, 2],
        "The opening of side 3": [1],
        "Conclusion": [],
    }


def test_what_does_not_follow_is_not_rendered(ed: User, debate: Debate) -> None:
    other = text_of(debate, 3)
    Text.objects.filter(pk=other.pk).update(html="Not rendered again.")
    type_in(text_of(debate, 1), "Other words [@a].", ed)
    other.refresh_from_db()
    assert other.html == "Not rendered again."
    assert text_of(debate, 1).plain == "Other words."
