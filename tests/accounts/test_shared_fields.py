"""Forms that share their fields keep apart what was typed into each, and what is wrong with it."""

from django import forms

from accounts.shared_fields import shares_fields


@shares_fields
class Question(forms.Form):
    """A form as the rooms have them."""

    text = forms.CharField(max_length=5)
    kind = forms.ChoiceField(choices=[("a", "A")], required=False, widget=forms.RadioSelect)


def test_forms_share_their_fields_and_nothing_else() -> None:
    right, wrong = Question({"text": "one"}), Question({"text": "too long", "kind": "b"})
    fresh = Question(initial={"text": "two"})
    assert right.fields["text"] is wrong.fields["text"]
    assert (right.is_valid(), wrong.is_valid(), fresh.is_valid()) == (True, False, False)
    assert right.cleaned_data == {"text": "one", "kind": ""}
    assert {*wrong.errors} == {"text", "kind"}
    assert not fresh.errors
    assert [form["text"].value() for form in (right, wrong, fresh)] == ["one", "too long", "two"]
    wrong.add_error("text", "Refused.")
    assert not right.errors
    pages = [str(form) for form in (right, wrong, fresh)]
    assert pages == [str(form) for form in (right, wrong, fresh)]
    assert len({*pages}) == 3


def test_a_form_made_of_one_that_shares_has_fields_of_its_own() -> None:
    class Longer(Question):
        more = forms.CharField()

    one, other = Longer(), Longer()
    assert [*one.fields] == ["text", "kind", "more"]
    assert one.fields["more"] is not other.fields["more"]
