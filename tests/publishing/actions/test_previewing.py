"""Links to a preview: made with a name, for a time, and taken back once."""

from datetime import timedelta

import pytest

from accounts.models import User
from accounts.verdicts import Refused
from debates.publishing import actions
from debates.publishing.models import PreviewLink
from debates.publishing.workflow import Status
from tests.makers import NOW, make_debate, make_draft


def told(act: object) -> str:
    """Answer the sentence with which an action was refused, having written nothing."""
    before = [*PreviewLink.objects.values()]
    with pytest.raises(Refused) as refused:
        act()  # type: ignore[operator]
    assert [*PreviewLink.objects.values()] == before
    return str(refused.value)


def test_a_link_is_named_lasts_thirty_days_and_has_a_secret_of_its_own(ed: User) -> None:
    debate = make_draft(ed)
    one, other = (
        actions.make_preview_link(debate=debate, label=label, by=ed, now=NOW)
        for label in (" The jury ", "The jury")
    )
    assert (one.label, one.made_by, one.expires_at) == ("The jury", ed, NOW + timedelta(days=30))
    assert len({one.token, other.token, one.nonce, other.nonce}) == 4
    assert one.is_opened_by(one.token)
    assert not one.is_opened_by(other.token)
    assert not one.is_opened_by("")


@pytest.mark.parametrize("label", ["", "   ", "x" * 81, "A\x00B"])
def test_a_link_for_nobody_is_refused(ed: User, label: str) -> None:
    debate = make_draft(ed)
    told(lambda: actions.make_preview_link(debate=debate, label=label, by=ed, now=NOW))


def test_a_link_is_taken_back_once_in_whatever_state_the_debate_is(ed: User, vera: User) -> None:
    debate = make_draft(ed)
    link = actions.make_preview_link(debate=debate, label="A friend", by=ed, now=NOW)
    assert told(lambda: actions.revoke_preview_link(link=link, by=vera, now=NOW)) == (
        "Only editors can change this."
    )
    actions.revoke_preview_link(link=link, by=ed, now=NOW + timedelta(days=1))
    assert PreviewLink.objects.get().revoked_at == NOW + timedelta(days=1)
    assert told(lambda: actions.revoke_preview_link(link=link, by=ed, now=NOW + timedelta(days=2))) == (
        "This link has been taken back already."
    )


def test_what_readers_see_needs_no_link(ed: User) -> None:
    debate = make_debate(ed, Status.PUBLISHED)
    assert told(lambda: actions.make_preview_link(debate=debate, label="A friend", by=ed, now=NOW)) == (
        "Readers see this debate already: send its address."
    )
