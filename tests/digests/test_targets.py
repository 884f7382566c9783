"""One thing has one name."""

import pytest

from debates.comments.models import Comment
from debates.digests import targets
from debates.digests.things import Thing
from debates.publishing.models import Debate, Topic


def test_each_thing_has_a_name_of_its_own() -> None:
    assert [
        targets.new_debates(),
        targets.new_on_topic(3),
        targets.new_in_language("fr"),
        targets.of_debate(3),
        targets.replies(),
        targets.thread(3),
    ] == ["new", "new:topic:3", "new:language:fr", "debate:3", "replies", "thread:3"]


@pytest.mark.parametrize(
    ("thing", "target"),
    [
        (Thing.new_debates(), "new"),
        (Thing.new_on(Topic(pk=4)), "new:topic:4"),
        (Thing.new_in("pt-br"), "new:language:pt-br"),
        (Thing.about(Debate(pk=5)), "debate:5"),
        (Thing.replies(), "replies"),
        (Thing.below(Comment(pk=6)), "thread:6"),
        (Thing.below(Comment(pk=7, thread=Comment(pk=6))), "thread:6"),
    ],
)
def test_a_thing_is_named_by_what_it_is(thing: Thing, target: str) -> None:
    assert thing.target == target
