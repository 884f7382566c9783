from datetime import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.roles import Role
from debates.outbox.models import Message, State, Suppression
from debates.outbox.policies import may_lift, may_operate, may_resend
from tests.makers import NOW, make_user

ANYBODY = ["visitor", "reader", "contributor", "editor", "moderator", "former administrator"]


@pytest.fixture
def people(vera: User, ada: User, ed: User, mo: User) -> dict[str, object]:
    return {
        "visitor": AnonymousUser(),
        "reader": vera,
        "contributor": ada,
        "editor": ed,
        "moderator": mo,
        "former administrator": make_user("Fay", Role.ADMINISTRATOR, is_active=False),
        "administrator": make_user("Ida", Role.ADMINISTRATOR),
        "the machine": None,
    }


@pytest.mark.matrix("may_operate")
def test_the_outbox_is_for_administrators_and_the_machine(people: dict[str, object]) -> None:
    sentences = {name: str(may_operate(person).sentence) for name, person in people.items()}
    only = "Only administrators see the outbox."
    assert sentences == {
        **dict.fromkeys(ANYBODY, only),
        "administrator": "",
        "the machine": "",
    }
    assert {name for name, person in people.items() if may_operate(person)} == {
        "administrator",
        "the machine",
    }


@pytest.mark.matrix("may_resend")
@pytest.mark.parametrize("state", list(State))
def test_only_what_failed_or_is_uncertain_is_sent_again(people: dict[str, object], state: State) -> None:
    message = Message(state=state)
    allowed = {name for name, person in people.items() if may_resend(person, message)}
    assert allowed == ({"administrator", "the machine"} if state in {"failed", "uncertain"} else set())


@pytest.mark.matrix("may_lift")
@pytest.mark.parametrize("lifted_at", [None, NOW])
def test_operators_lift_what_still_stands(people: dict[str, object], lifted_at: datetime | None) -> None:
    suppression = Suppression(lifted_at=lifted_at)
    allowed = {name for name, person in people.items() if may_lift(person, suppression)}
    assert allowed == (set() if lifted_at else {"administrator", "the machine"})
    ida = people["administrator"]
    assert str(may_lift(ida, suppression).sentence) == (
        "This address is written to again already." if lifted_at else ""
    )
