"""`manage.py rerender`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from debates.publishing.models import Debate, Text
from tests.makers import make_draft, text_of


@pytest.fixture
def debates(ed: User) -> list[Debate]:
    """Answer three debates: one rendered by an older renderer, two up to date, all with stale HTML."""
    debates = [make_draft(ed, f"Question {number}?") for number in (1, 2, 3)]
    Text.objects.update(html="stale")
    Text.objects.filter(debate=debates[0]).update(renderer_version=0)
    return debates


def stale() -> set[str]:
    return {*Text.objects.filter(html="stale").values_list("debate__question", flat=True)}


def rerender(*arguments: str) -> str:
    out = StringIO()
    call_command("rerender", *arguments, stdout=out)
    return out.getvalue()


def test_only_what_an_older_renderer_wrote_is_renewed(debates: list[Debate]) -> None:
    assert rerender() == "Rendered 1 debate(s).\n"
    assert stale() == {"Question 2?", "Question 3?"}
    assert rerender() == "Rendered 0 debate(s).\n"


def test_all_renews_everything(debates: list[Debate]) -> None:
    assert rerender("--all") == "Rendered 3 debate(s).\n"
    assert stale() == set()


def test_a_text_that_is_refused_stops_no_other_and_is_named(debates: list[Debate]) -> None:
    Text.objects.filter(pk=text_of(debates[1], 2).pk).update(source="A\x01B")
    out = StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("rerender", "--all", stdout=out)
    assert str(failed.value) == (
        f"Debate {debates[1].pk} stays as it is. The opening of side 2: "
        "The text contains an invalid character (U+0001). Remove it and try again."
    )
    assert out.getvalue() == "Rendered 2 debate(s).\n"
    assert stale() == {"Question 2?"}
