"""Whoever neither edits nor writes a text finds nothing of it, in whatever state its debate is."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from debates.publishing import actions, urls
from debates.publishing.models import Text
from debates.publishing.workflow import Status
from tests.makers import accept, bring_to, make_debate, make_invitation, make_user, text_of
from tests.publishing.rows import everything
from tests.publishing.writing.pages import entered

PLAIN = {"preview_text", "upload_image"}
"""What a script alone asks for: a visitor is told in a sentence that they are signed out."""


def addresses(text: Text, aside: int) -> Iterator[tuple[str, str]]:
    """Answer every address of a text by its name."""
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        if str(pattern.pattern).startswith("editing/texts/"):
            more = [aside] if "number" in pattern.pattern.converters else []
            yield str(pattern.name), reverse(f"publishing:{pattern.name}", args=[text.pk, *more])


def strangers(ed: User, text: Text) -> dict[str, User]:
    """Answer people who have no business with this text, though some have had or have with others."""
    now = timezone.now()
    essay = text.essay
    assert essay is not None
    other = text_of(text.debate, 2).essay
    accept(make_invitation(ed, other, "other@example.org", now=now), now=now)
    mine = make_invitation(ed, essay, "revoked@example.org", now=now)
    revoked = accept(mine, now=now)
    actions.revoke_invitation(invitation=mine, by=ed, now=now)
    return {
        "the other contributor": User.objects.get(email="other@example.org"),
        "a guest whose invitation was taken back": revoked,
        "a moderator": make_user("Mo", Role.MODERATOR),
        "a reader": make_user("Vera"),
    }


@pytest.mark.parametrize("status", [Status.DRAFT, Status.PUBLISHED, Status.CLOSED])
def test_strangers_find_no_text_that_is_written_and_change_nothing(ed: User, status: Status) -> None:
    debate = make_debate(ed, Status.DRAFT)
    text = text_of(debate, 1)
    people = strangers(ed, text)
    if status is not Status.DRAFT:
        bring_to(debate, status, ed)
    actions.save_text(text=text, source="Not for strangers.", by=ed)
    with pytest.raises(actions.Conflict) as conflict:
        actions.save_text(text=text, source="Nor this.", by=ed, started_from=1)
    before = everything()
    found = [*addresses(text, conflict.value.meeting.aside.number)]
    assert len(found) == 7
    for who, person in people.items():
        client = entered(person)
        for name, address in found:
            data = {"source": "Mine.", "started_from": "2", "choice": "small", "content": "x"}
            answers = (client.get(address).status_code, client.post(address, data).status_code)
            expected = (405, 404) if name in PLAIN else (404, 405) if name == "history" else (404, 404)
            assert (who, name, answers) == (who, name, expected)
    for name, address in found:
        posted = Client().post(address, {"source": "Mine.", "started_from": "2"})
        expected_status = 401 if name in PLAIN else 405 if name == "history" else 302
        assert (name, posted.status_code) == (name, expected_status)
        assert b"strangers" not in posted.content
    assert everything() == before


def test_a_text_that_is_not_there_is_not_found_by_an_editor(ed: User) -> None:
    client = entered(ed)
    for pk in (0, 10**15):
        for name in ("save_text", "history", "change"):
            assert client.get(reverse(f"publishing:{name}", args=[pk])).status_code == 404
