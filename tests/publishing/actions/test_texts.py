"""Saving texts: each version is kept, and what cannot be rendered is refused before anything is written."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.verdicts import Refused
from debates.publishing import actions
from debates.publishing.models import Debate, Essay, Kind, Revision, Text
from debates.publishing.workflow import Move, Round, Status
from tests.makers import NOW, approve, make_contributor, make_debate, make_draft, make_essay, text_of
from tests.publishing.rows import everything

LATER = NOW + timedelta(days=1)


def versions(text: Text) -> list[tuple[Any, ...]]:
    return [*Revision.objects.filter(text=text).values_list("number", "source", "by", "at", "note")]


# ---------------------------------------------------------------- revisions


def test_each_save_leaves_a_revision_and_changes_none_before_it(ed: User) -> None:
    text = text_of(make_draft(ed), 1)
    first = (1, "Essay number 1 argues its case in one paragraph.", ed.pk, NOW, "")
    assert versions(text) == [first]
    saved = actions.save_text(text=text, source="Second *version*.", by=ed, note="Shorter.", now=LATER)
    assert versions(text) == [first, (2, "Second *version*.", ed.pk, LATER, "Shorter.")]
    assert (saved.source, saved.plain, saved.words) == ("Second *version*.", "Second version.", 2)
    assert saved.html.endswith(">Second <em>version</em>.</p>\n")
    assert (saved.revision, saved.saved_at, saved.saved_by) == (2, LATER, ed)
    assert saved.debate.updated_at == LATER


def test_the_same_text_again_is_no_new_version(ed: User) -> None:
    debate = make_draft(ed)
    text = text_of(debate, 1)
    essay = text.essay
    assert essay is not None
    before = Revision.objects.count()
    actions.save_text(text=text, source=f"\r\n{text.source}  \n", by=ed, now=LATER)
    actions.save_essay(essay=essay, source=text.source, by=ed, now=LATER)
    actions.save_debate(debate=debate, by=ed, introduction="Ships need *depth*; birds need mud.", now=LATER)
    assert Revision.objects.count() == before
    text.refresh_from_db()
    assert (text.revision, text.saved_at) == (1, NOW)


def test_line_ends_are_stored_alike_whatever_machine_they_come_from(ed: User) -> None:
    text = text_of(make_draft(ed), 1)
    saved = actions.save_text(text=text, source="One.\r\n\r\nTwo.\rThree.", by=ed)
    assert saved.source == "One.\n\nTwo.\nThree."


def test_a_text_that_nobody_has_written_has_no_revision(ed: User) -> None:
    debate = make_draft(ed)
    actions.save_debate(debate=debate, by=ed, conclusion="")
    conclusion = Text.objects.get(debate=debate, kind=Kind.CONCLUSION)
    assert (conclusion.revision, conclusion.saved_at, versions(conclusion)) == (0, None, [])


def test_saving_a_debate_leaves_alone_the_texts_and_topics_that_are_not_given(ed: User) -> None:
    debate = make_draft(ed)
    texts = [*Text.objects.order_by("pk").values()]
    debate.summary = "Another summary."
    actions.save_debate(debate=debate, by=ed)
    assert [*Text.objects.order_by("pk").values()] == texts
    assert Debate.objects.get().summary == "Another summary."


def test_a_new_essay_brings_its_text_and_its_first_revision(ed: User) -> None:
    debate = make_draft(ed)
    essay = make_essay(ed, debate.positions.get(order=1), "A reply.", Round.REBUTTAL)
    assert versions(essay.text) == [(1, "A reply.", ed.pk, NOW, "")]
    assert essay.text.kind == Kind.ESSAY
    assert (essay.licence_name, essay.licence_url) == (
        "CC BY-SA 4.0",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    )


# ---------------------------------------------------------------- what cannot be a text

LONG = "a " * 524_288  # a megabyte

HOPELESS = [
    pytest.param(LONG, "The text has 1,048,575 characters; at most 200,000 are possible.", id="one megabyte"),
    pytest.param(
        "A\x00B",
        "The text contains an invalid character (U+0000). Remove it and try again.",
        id="NUL",
    ),
    pytest.param(
        "A\ud800B",
        "The text contains an invalid character (U+D800). Remove it and try again.",
        id="lone surrogate",
    ),
]


def attempts(ed: User, source: str) -> dict[str, tuple[str, Callable[[], object]]]:
    """Answer every way to save a text, with what the text is called in the refusal."""
    debate = make_draft(ed)
    text = text_of(debate, 1)
    essay = text.essay
    assert essay is not None
    rebuttal = Essay(
        position=essay.position, round="rebuttal", contributor=essay.contributor, title="A reply"
    )
    new = Debate(question="Another?", slug="another")
    return {
        "save_text": (
            "The opening of side 1",
            lambda: actions.save_text(text=text, source=source, by=ed),
        ),
        "save_essay": (
            "The opening of side 1",
            lambda: actions.save_essay(essay=essay, source=source, by=ed),
        ),
        "new essay": ("A reply", lambda: actions.save_essay(essay=rebuttal, source=source, by=ed)),
        "introduction": (
            "Introduction",
            lambda: actions.save_debate(debate=debate, by=ed, introduction=source),
        ),
        "conclusion": ("Conclusion", lambda: actions.save_debate(debate=debate, by=ed, conclusion=source)),
        "new debate": ("Introduction", lambda: actions.save_debate(debate=new, by=ed, introduction=source)),
    }


@pytest.mark.parametrize(("source", "sentence"), HOPELESS)
@pytest.mark.parametrize(
    "way", ["save_text", "save_essay", "new essay", "introduction", "conclusion", "new debate"]
)
def test_a_hopeless_text_is_refused_with_a_sentence_and_nothing_is_written(
    ed: User, source: str, sentence: str, way: str
) -> None:
    name, attempt = attempts(ed, source)[way]
    before = everything()
    with pytest.raises(Refused) as refused:
        attempt()
    assert str(refused.value) == f"{name}: {sentence}"
    assert everything() == before


def test_a_text_as_long_as_is_possible_is_saved(ed: User) -> None:
    text = text_of(make_draft(ed), 1)
    source = "word " * 39_999 + "words"
    assert actions.save_text(text=text, source=source, by=ed).words == 40_000


# ---------------------------------------------------------------- who, and when


def test_a_stranger_saves_no_text(ed: User, vera: User) -> None:
    make_draft(ed)
    before = everything()
    text = text_of(Debate.objects.get(), 1)
    essay = text.essay
    assert essay is not None
    editors = "Only editors can change this."
    for sentence, attempt in (
        (
            "Only its contributor and editors can write this essay.",
            lambda: actions.save_text(text=text, source="Mine.", by=vera),
        ),
        (editors, lambda: actions.save_essay(essay=essay, source="Mine.", by=vera)),
        (editors, lambda: actions.save_debate(debate=text.debate, by=vera, introduction="Mine.")),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert str(refused.value) == sentence
    assert everything() == before


@pytest.mark.parametrize("status", [Status.ARCHIVED, Status.WITHDRAWN])
def test_what_is_archived_or_withdrawn_stays_as_it_is(ed: User, status: Status) -> None:
    debate = make_debate(ed, status)
    text = text_of(debate, 1)
    essay = text.essay
    assert essay is not None
    before = everything()
    for attempt in (
        lambda: actions.save_text(text=text, source="Other.", by=ed),
        lambda: actions.save_essay(essay=essay, source="Other.", by=ed),
        lambda: actions.save_debate(debate=debate, by=ed, introduction="Other."),
        lambda: actions.save_position(position=essay.position, by=ed),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert str(refused.value) == (
            "This debate is archived or withdrawn: bring it back before you change it."
        )
    assert everything() == before


def test_the_state_in_the_database_decides_not_the_one_that_a_caller_brings(ed: User) -> None:
    debate = make_debate(ed, Status.ARCHIVED)
    debate.status = Status.DRAFT
    with pytest.raises(Refused):
        actions.save_debate(debate=debate, by=ed, introduction="Other.")


# ---------------------------------------------------------------- under the eyes of readers


def test_a_text_that_readers_see_is_not_emptied(ed: User) -> None:
    debate = make_debate(ed)
    text = text_of(debate, 1)
    before = everything()
    for attempt in (
        lambda: actions.save_text(text=text, source=" ", by=ed),
        lambda: actions.save_debate(debate=debate, by=ed, introduction=""),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert str(refused.value) == "Readers see this text: it cannot be emptied."
    assert everything() == before


def test_a_text_that_readers_do_not_see_can_be_emptied(ed: User) -> None:
    debate = make_debate(ed)
    rebuttal = make_essay(ed, debate.positions.get(order=1), "A reply.", Round.REBUTTAL)
    actions.save_debate(debate=debate, by=ed, conclusion="What we learned.")
    assert actions.save_text(text=rebuttal.text, source="", by=ed).html == ""
    actions.change_status(debate=debate, move=Move.CLOSE, by=ed, now=LATER)
    actions.save_debate(debate=debate, by=ed, conclusion="")
    assert Text.objects.get(debate=debate, kind=Kind.CONCLUSION).source == ""
    actions.change_status(debate=debate, move=Move.UNPUBLISH, by=ed, now=LATER, note="For a test.")
    assert actions.save_text(text=text_of(debate, 1), source="", by=ed).words == 0


UNKNOWN = "[@nobody; @noone] and [@nobody] ![](image:nowhere)"


def test_what_a_draft_cites_and_is_not_there_is_kept_with_it_and_blocks_publication(ed: User) -> None:
    debate = make_debate(ed, Status.IN_REVIEW)
    text = actions.save_text(text=text_of(debate, 1), source=UNKNOWN, by=ed)
    assert (text.unknown_citations, text.unknown_images) == (["nobody", "noone"], ["nowhere"])
    approve(text.essay, ed)
    with pytest.raises(Refused) as refused:
        actions.publish(debate=debate, by=ed, now=LATER)
    assert str(refused.value) == (
        "“The opening of side 1” cites what is not among the references: nobody, noone. "
        "“The opening of side 1” shows what is not among the images: nowhere."
    )
    text = actions.save_text(text=text, source="Sound.", by=ed)
    assert (text.unknown_citations, text.unknown_images) == ([], [])


def test_readers_never_see_a_text_that_cites_what_is_not_there(ed: User) -> None:
    debate = make_debate(ed)
    text = actions.save_text(text=text_of(debate, 1), source=UNKNOWN, by=ed)
    assert (text.pending.source, text.unknown_citations) == (UNKNOWN, [])
    before = everything()
    with pytest.raises(Refused) as refused:
        actions.publish_change(text=text, started_from=text.working_revision, by=ed, now=LATER)
    assert str(refused.value) == (
        "The opening of side 1: This debate has no references with the keys: nobody, noone. "
        "Add them, or correct the keys. "
        "There is no image with the key: nowhere. Upload it, or correct the key."
    )
    assert everything() == before


def test_an_essay_may_be_signed_by_anybody_whose_record_is_there(ed: User) -> None:
    essay = text_of(make_draft(ed), 1).essay
    assert essay is not None
    essay.contributor = make_contributor(ed, "Noor")
    actions.save_essay(essay=essay, source=essay.text.source, by=ed)
    assert Essay.objects.get(pk=essay.pk).contributor.name == "Noor"
