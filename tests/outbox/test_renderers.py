import pytest

from debates.outbox.account_letters import NOTICE, notice_letter
from debates.outbox.letters import TEST, arrival_letter
from debates.outbox.renderers import REGISTERED, Letter, RegisteredTwiceError, register


def test_the_room_hands_over_its_own_letters_when_the_site_starts() -> None:
    assert (REGISTERED[TEST], REGISTERED[NOTICE]) == (arrival_letter, notice_letter)


def test_the_same_renderer_may_be_handed_over_again() -> None:
    before = dict(REGISTERED)
    register(TEST, arrival_letter)
    assert before == REGISTERED


def test_a_kind_has_one_renderer() -> None:
    with pytest.raises(RegisteredTwiceError) as refused:
        register(TEST, lambda _: Letter("Mine", "Mine", "<p>Mine</p>"))
    assert str(refused.value) == "Messages of the kind 'outbox_test' have a renderer already."
    assert REGISTERED[TEST] is arrival_letter
