"""What is typed with a character that is no text is refused in words, and shown again without it."""

import pytest
from django.forms import Form, ValidationError
from django.utils import timezone

from accounts.models import User
from debates.publishing import actions
from debates.publishing.models import Debate, Note, Suggestion, Text
from debates.publishing.typed_text import TypedText
from tests.makers import make_debate, text_of
from tests.publishing.writers import hand_in, make_pair, signed_in
from tests.typed import keeps

CHARACTERS = ["\x00", "\x07", "\x0b", "\x85", "\ufffe"]


class Typing(Form):
    body = TypedText()


@pytest.mark.parametrize("character", CHARACTERS)
def test_the_character_is_named_and_taken_out_of_what_is_shown(character: str) -> None:
    form = Typing({"body": f"The year {character}is 1921."})
    named = f"A character in it was no text (U+{ord(character):04X})."
    assert form.errors == {"body": [f"{named} It is taken out: look it over, and send it again."]}
    assert form["body"].value() == "The year is 1921."
    assert Typing({"body": form["body"].value()}).is_valid()


def test_text_of_any_script_passes() -> None:
    typed = "Grüße,\r\n\tשלום, 你好 👩🏽‍🚀"
    form = Typing({"body": typed})
    assert (form.is_valid(), form.cleaned_data["body"], form["body"].value()) == (True, typed, typed)


def test_what_was_kept_while_somebody_signed_in_is_shown_without_it_too() -> None:
    assert Typing(initial={"body": "a\x07b"})["body"].value() == "ab"
    assert Typing(initial={})["body"].value() is None


def test_the_field_is_required_and_bounded_like_any_other() -> None:
    with pytest.raises(ValidationError):
        TypedText().clean("")
    with pytest.raises(ValidationError):
        TypedText(max_length=2).clean("abc")


# ---------------------------------------------------------------- on its pages


def test_a_suggestion_is_kept(ed: User, vera: User) -> None:
    essay = text_of(make_debate(ed), 1).essay
    assert essay is not None
    keeps(signed_in(vera), f"/suggest/essays/{essay.pk}/", "body")
    assert not Suggestion.objects.exists()


def test_notes_are_kept(ed: User) -> None:
    pair = make_pair(ed)
    hand_in(pair.essay)
    number = Text.objects.get(essay=pair.essay).revision
    keeps(signed_in(ed), f"/editing/essays/{pair.essay.pk}/notes/", "body", number=number)
    keeps(signed_in(pair.guest), f"/writing/essays/{pair.essay.pk}/notes/", "body", number=number)
    keeps(signed_in(ed), f"/editing/essays/{pair.essay.pk}/return/", "body")
    assert not Note.objects.exists()


def test_a_text_is_kept(ed: User, debate: Debate) -> None:
    text = text_of(debate, 1)
    before = text.source
    keeps(signed_in(ed), f"/editing/texts/{text.pk}/", "source", started_from=text.revision)
    answer = signed_in(ed).post(
        f"/editing/texts/{text.pk}/",
        {"source": "a\x07b", "started_from": text.revision},
        headers={"accept": "application/json"},
    )
    assert (answer.status_code, "U+0007" in answer.json()["sentence"]) == (400, True)
    assert Text.objects.get(pk=text.pk).source == before
    actions.save_text(text=text, source="ab", by=ed, now=timezone.now())
