"""Who may write a text, follow how it is written, and publish a change of it: every role, every state."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.roles import Role
from accounts.verdicts import Verdict
from debates.publishing import policies
from debates.publishing.models import Debate, Kind, Text
from debates.publishing.workflow import Status
from tests.makers import NOW, accept, make_debate, make_invitation, make_user, text_of

ONLY_EDITORS = "Only editors can change this."
ONLY_ITS_OWN = "Only its contributor and editors can write this essay."
NOT_YOURS = "Only its contributor and editors can see this essay."
LOCKED = "This debate is archived or withdrawn: bring it back before you change it."
OVER = "This essay is no longer being written. Tell the editors what should change."
STRANGERS = ("visitor", "reader", "former editor", "guest of the other side")
EDITORS = ("editor", "the site itself")


@pytest.fixture
def people(debate: Debate, ed: User, vera: User) -> dict[str, Any]:
    essays = [text_of(debate, order).essay for order in (1, 2)]
    return {
        "visitor": AnonymousUser(),
        "reader": vera,
        "former editor": make_user("Fay", Role.EDITOR, is_active=False),
        "guest": accept(make_invitation(ed, essays[0])),
        "guest of the other side": accept(make_invitation(ed, essays[1], "other@example.org")),
        "editor": ed,
        "the site itself": None,
    }


def in_state(debate: Debate, status: Status, text: Text) -> Text:
    """Answer the text as it would be in a debate of this state."""
    text.debate = debate
    debate.status = status
    if text.essay is not None:
        text.essay.position.debate = debate
    return text


def sentences(verdicts: dict[str, Verdict]) -> dict[str, str]:
    return {role: str(verdict.sentence) for role, verdict in verdicts.items()}


@pytest.mark.matrix("may_edit_state")
@pytest.mark.parametrize("status", list(Status))
def test_what_is_archived_or_withdrawn_is_changed_by_nobody(status: Status) -> None:
    verdict = policies.may_edit_state(Debate(status=status))
    assert str(verdict.sentence) == (LOCKED if status in {Status.ARCHIVED, Status.WITHDRAWN} else "")


@pytest.mark.matrix("may_write_text", "may_publish_change")
@pytest.mark.parametrize("status", list(Status))
def test_an_introduction_is_the_editors(debate: Debate, people: dict[str, Any], status: Status) -> None:
    text = in_state(debate, status, Text.objects.get(debate=debate, kind=Kind.INTRODUCTION))
    locked = LOCKED if status in {Status.ARCHIVED, Status.WITHDRAWN} else ""
    expected = {role: locked if role in EDITORS else ONLY_EDITORS for role in people}
    writing = {role: policies.may_write_text(user, text) for role, user in people.items()}
    publishing = {role: policies.may_publish_change(user, text) for role, user in people.items()}
    assert sentences(writing) == sentences(publishing) == expected


@pytest.mark.matrix("may_write_text")
@pytest.mark.parametrize("status", list(Status))
def test_an_essay_is_its_guests_too_while_it_is_written(
    debate: Debate, people: dict[str, Any], status: Status
) -> None:
    text = in_state(debate, status, text_of(debate, 1))
    locked = LOCKED if status in {Status.ARCHIVED, Status.WITHDRAWN} else ""
    guest = "" if status in {Status.DRAFT, Status.IN_REVIEW} else OVER
    verdicts = {role: policies.may_write_text(user, text) for role, user in people.items()}
    assert sentences(verdicts) == {
        **dict.fromkeys(STRANGERS, ONLY_ITS_OWN),
        **dict.fromkeys(EDITORS, locked),
        "guest": guest,
    }


@pytest.mark.matrix("may_follow_text")
@pytest.mark.parametrize("status", list(Status))
def test_how_an_essay_is_written_is_for_its_guest_and_editors_in_every_state(
    debate: Debate, people: dict[str, Any], status: Status
) -> None:
    essay = in_state(debate, status, text_of(debate, 1))
    verdicts = {role: policies.may_follow_text(user, essay) for role, user in people.items()}
    assert sentences(verdicts) == {
        **dict.fromkeys(STRANGERS, NOT_YOURS),
        **dict.fromkeys(EDITORS, ""),
        "guest": "",
    }
    own = in_state(debate, status, Text.objects.get(debate=debate, kind=Kind.CONCLUSION))
    verdicts = {role: policies.may_follow_text(user, own) for role, user in people.items()}
    assert sentences(verdicts) == {role: "" if role in EDITORS else ONLY_EDITORS for role in people}


@pytest.mark.matrix("may_publish_change")
def test_a_change_of_an_essay_is_published_by_editors_and_not_by_its_guest(ed: User, vera: User) -> None:
    debate = make_debate(ed)
    guest = make_user("Ada", Role.CONTRIBUTOR)
    text = text_of(debate, 1)
    text.essay.contributor.account = guest
    text.essay.contributor.save()
    verdicts = {
        role: policies.may_publish_change(user, text)
        for role, user in {"reader": vera, "guest": guest, "editor": ed}.items()
    }
    assert sentences(verdicts) == {"reader": ONLY_EDITORS, "guest": ONLY_EDITORS, "editor": ""}


SUGGEST_FIRST = "Sign in to suggest a correction."
NOT_SEEN = "Readers do not see this essay now."


@pytest.mark.matrix("may_suggest")
@pytest.mark.parametrize("status", list(Status))
def test_whoever_may_take_part_suggests_corrections_of_what_readers_see(
    debate: Debate, people: dict[str, Any], status: Status
) -> None:
    essay = in_state(debate, status, text_of(debate, 1)).essay
    assert essay is not None
    seen = status in {Status.PUBLISHED, Status.CLOSED, Status.ARCHIVED}
    verdicts = {role: policies.may_suggest(user, essay, NOW) for role, user in people.items()}
    assert sentences(verdicts) == {
        role: NOT_SEEN
        if not seen
        else {"visitor": SUGGEST_FIRST, "former editor": "This account is closed."}.get(role, "")
        for role in people
    }
