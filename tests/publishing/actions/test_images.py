"""The images of a debate: added, chosen to lead it, taken out."""

from typing import Any

import pytest

from accounts.models import User
from accounts.verdicts import Refused
from debates.media.models import Image
from debates.publishing import actions
from debates.publishing.models import Debate
from debates.publishing.workflow import Status
from tests.makers import make_debate, make_draft, make_image, png, text_of
from tests.publishing.rows import everything


def test_an_image_that_nothing_shows_yet_stays_with_its_debate(ed: User, debate: Debate) -> None:
    image = actions.add_image(debate=debate, upload=png(), by=ed, title="A harbour")
    assert (list(debate.images.all()), image.title, image.uploaded_by) == ([image], "A harbour", ed)


def test_a_text_that_waited_for_the_image_shows_it(ed: User, debate: Debate) -> None:
    text = text_of(debate, 1)
    actions.save_essay(essay=text.essay, source="![](image:a-harbour)", by=ed)
    text.refresh_from_db()
    assert text.unknown_images == ["a-harbour"]
    image = actions.add_image(debate=debate, upload=png(), by=ed, title="A harbour")
    text.refresh_from_db()
    assert (text.unknown_images, list(text.images.all())) == ([], [image])


def test_what_is_refused_leaves_no_image_behind(ed: User) -> None:
    debate = make_debate(ed, Status.WITHDRAWN)
    with pytest.raises(Refused, match="bring it back"):
        actions.add_image(debate=debate, upload=png(), by=ed)
    # The state changed since the page was opened: the file is written, and goes again.
    debate.status = Status.DRAFT
    with pytest.raises(Refused, match="bring it back"):
        actions.add_image(debate=debate, upload=png(), by=ed)
    assert not Image.objects.exists()


@pytest.mark.parametrize("who", ["ada", "mo", "vera", "sam"])
def test_nobody_but_an_editor_writes_images(
    ed: User, debate: Debate, who: str, request: pytest.FixtureRequest
) -> None:
    image = make_image(ed)
    debate.images.add(image)
    by = request.getfixturevalue(who)
    before = everything()
    attempts: list[tuple[Any, dict[str, Any]]] = [
        (actions.add_image, {"debate": debate, "upload": png()}),
        (actions.choose_lead_image, {"debate": debate, "image": image}),
        (actions.remove_image, {"debate": debate, "image": image}),
        (actions.save_image_details, {"image": image}),
    ]
    for attempt, given in attempts:
        with pytest.raises(Refused, match="Only editors can change this"):
            attempt(by=by, **given)
    assert everything() == before


def test_the_image_above_a_debate_is_chosen_and_the_one_before_is_kept(ed: User, debate: Debate) -> None:
    first, second = make_image(ed, "First"), make_image(ed, "Second")
    for image in (first, second):
        actions.choose_lead_image(debate=debate, image=image, by=ed)
        debate.refresh_from_db()
        assert debate.lead_image == image
    actions.choose_lead_image(debate=debate, image=None, by=ed)
    debate.refresh_from_db()
    assert (debate.lead_image, set(debate.images.all())) == (None, {first, second})


def test_an_image_is_removed_once_nothing_shows_it(ed: User, debate: Debate) -> None:
    image = make_image(ed)
    actions.choose_lead_image(debate=debate, image=image, by=ed)
    with pytest.raises(Refused, match="is shown in this debate"):
        actions.remove_image(debate=debate, image=image, by=ed)
    actions.choose_lead_image(debate=debate, image=None, by=ed)
    assert actions.remove_image(debate=debate, image=image, by=ed) is True
    assert not Image.objects.exists()


def test_an_image_that_another_debate_uses_stays_there(ed: User, debate: Debate) -> None:
    image = make_image(ed)
    other = make_draft(ed, "Another question?", lead_image=image)
    debate.images.add(image)
    assert actions.remove_image(debate=debate, image=image, by=ed) is False
    other.refresh_from_db()
    assert (other.lead_image, list(debate.images.all())) == (image, [])
