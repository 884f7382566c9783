"""Adding many references at once, putting them in order, and taking them out."""

from typing import Any

import pytest

from accounts.models import User
from accounts.verdicts import Refused
from debates.publishing import actions
from debates.publishing.models import Debate, Reference
from debates.publishing.workflow import Status
from tests.makers import BOOK, make_debate, make_reference, text_of
from tests.publishing.rows import everything

PAGE = {"type": "webpage", "title": "Tides", "URL": "https://tides.example/"}


def keys(debate: Debate) -> list[str]:
    return list(debate.references.order_by("order", "pk").values_list("key", flat=True))


def test_new_references_come_behind_the_others_under_keys_of_their_own(ed: User, debate: Debate) -> None:
    make_reference(ed, debate, "okonjo2019", title="Another", URL="")
    added = actions.add_references(debate=debate, items=[BOOK, PAGE, BOOK | {"title": "C", "URL": ""}], by=ed)
    assert [row.key for row in added.references] == ["okonjo2019b", "tides", "okonjo2019c"]
    assert added.duplicates == ()
    assert keys(debate) == ["okonjo2019", "okonjo2019b", "tides", "okonjo2019c"]
    html = {row.key: row.html for row in debate.references.all()}
    assert html["okonjo2019b"].startswith("M. Okonjo, <i>A Short Account of Long Disputes</i>.")


def test_what_is_there_already_is_reported_and_not_added(ed: User, debate: Debate) -> None:
    there = make_reference(ed, debate)
    items = [
        PAGE,
        BOOK | {"URL": "", "title": "a short account; of long disputes"},
        PAGE | {"title": "Other"},
    ]
    added = actions.add_references(debate=debate, items=items, by=ed)
    [page] = added.references
    assert added.duplicates == ((1, there), (2, page))
    assert keys(debate) == ["disputes", "tides"]
    before = everything()
    again = actions.add_references(debate=debate, items=items, by=ed)
    assert (again.references, [place for place, _row in again.duplicates]) == ((), [0, 1, 2])
    assert everything() == before


def test_all_are_added_or_none(ed: User, debate: Debate) -> None:
    before = everything()
    with pytest.raises(Refused, match="The “title” is missing"):
        actions.add_references(debate=debate, items=[PAGE, {"type": "book"}], by=ed)
    assert everything() == before


@pytest.mark.parametrize("who", ["ada", "mo", "vera", "sam"])
def test_nobody_but_an_editor_writes_references(
    ed: User, debate: Debate, who: str, request: pytest.FixtureRequest
) -> None:
    reference = make_reference(ed, debate)
    by = request.getfixturevalue(who)
    before = everything()
    attempts: list[tuple[Any, dict[str, Any]]] = [
        (actions.add_references, {"debate": debate, "items": [PAGE]}),
        (actions.save_reference, {"reference": reference}),
        (actions.move_reference, {"reference": reference, "place": 1}),
        (actions.delete_reference, {"reference": reference}),
    ]
    for attempt, given in attempts:
        with pytest.raises(Refused, match="Only editors can change this"):
            attempt(by=by, **given)
    assert everything() == before


def test_references_of_a_withdrawn_debate_stay_as_they_are(ed: User) -> None:
    debate = make_debate(ed, Status.WITHDRAWN)
    with pytest.raises(Refused, match="bring it back before you change it"):
        actions.add_references(debate=debate, items=[PAGE], by=ed)
    assert keys(debate) == []


def test_a_citation_that_led_nowhere_leads_to_the_new_reference(ed: User, debate: Debate) -> None:
    text = text_of(debate, 1)
    actions.save_essay(essay=text.essay, source="As was said [@tides].", by=ed)
    text.refresh_from_db()
    assert (text.unknown_citations, text.citations) == (["tides"], [])
    actions.add_references(debate=debate, items=[PAGE], by=ed)
    text.refresh_from_db()
    assert (text.unknown_citations, [cited[0] for cited in text.citations]) == ([], ["tides"])


@pytest.mark.parametrize(
    ("key", "place", "order"),
    [
        ("a", 1, "abcd"),
        ("a", 2, "bacd"),
        ("a", 4, "bcda"),
        ("a", 99, "bcda"),
        ("d", 1, "dabc"),
        ("d", -5, "dabc"),
        ("c", 2, "acbd"),
    ],
)
def test_a_reference_goes_to_a_place(ed: User, debate: Debate, key: str, place: int, order: str) -> None:
    for name in "abcd":
        make_reference(ed, debate, name, title=name)
    Reference.objects.update(order=7)  # as an import may leave them
    actions.move_reference(reference=Reference.objects.get(key=key), place=place, by=ed)
    assert keys(debate) == list(order)


def test_a_reference_that_is_gone_is_not_moved(ed: User, debate: Debate) -> None:
    reference = make_reference(ed, debate)
    Reference.objects.filter(pk=reference.pk).delete()
    with pytest.raises(Refused, match="has been deleted"):
        actions.move_reference(reference=reference, place=1, by=ed)


def test_a_cited_reference_is_kept_and_it_is_said_where_it_is_cited(ed: User, debate: Debate) -> None:
    reference = make_reference(ed, debate)
    for order in (1, 2):
        essay = text_of(debate, order).essay
        actions.save_essay(essay=essay, source="As was said [@disputes].", by=ed)
    with pytest.raises(Refused) as refused:
        actions.delete_reference(reference=reference, by=ed)
    assert str(refused.value) == (
        "Texts cite this reference by its key: change them first "
        "(The opening of side 1, The opening of side 2)."
    )
    assert keys(debate) == ["disputes"]


def test_references_follow_the_style_that_somebody_chose_in_between(ed: User, debate: Debate) -> None:
    seen = Debate.objects.get(pk=debate.pk)
    debate.citation_style = "apa"
    actions.save_debate(debate=debate, by=ed)
    [row] = actions.add_references(debate=seen, items=[BOOK], by=ed).references
    row.refresh_from_db()
    assert row.html.startswith("Okonjo, M. (2019).")
