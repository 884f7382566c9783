"""What is set about comments: debate by debate, and the words that are watched."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from debates.comments import policies
from debates.comments.models import WatchedWord
from debates.publishing.models import Debate

DEBATES = 20
WORDS = 100


@dataclass(frozen=True, slots=True)
class Discussed:
    """A debate with what is set about its comments. `refusal` is empty while it takes some."""

    id: int
    question: str
    language: str
    closes_at: datetime | None
    refusal: str | Promise
    premoderated: bool


@dataclass(frozen=True, slots=True)
class Discussions:
    """A page of debates, newest first; `after` is where the next one begins, 0 where none does."""

    rows: tuple[Discussed, ...]
    after: int


@dataclass(frozen=True, slots=True)
class Words:
    """A page of watched words, by what they are found by; `after` is empty where no other page follows."""

    rows: tuple[WatchedWord, ...]
    after: str
    sought: str


def discussions(now: datetime, after: int = 0) -> Discussions:
    """Answer a page of the debates that readers see, from before number `after` on."""
    debates = Debate.objects.public().select_related("discussion").order_by("-pk")
    if after:
        debates = debates.filter(pk__lt=after)
    found = [*debates[: DEBATES + 1]]
    following = found[DEBATES - 1].pk if len(found) > DEBATES else 0
    return Discussions(tuple(discussed(debate, now) for debate in found[:DEBATES]), following)


def discussed(debate: Debate, now: datetime) -> Discussed:
    """Answer what is set about the comments of one debate."""
    discussion = policies.discussion_of(debate)
    return Discussed(
        id=debate.pk,
        question=debate.question,
        language=debate.language,
        closes_at=discussion.closes_at or debate.closes_at,
        refusal=policies.takes_comments(debate, now).sentence,
        premoderated=discussion.premoderated,
    )


def watched_words(after: str = "", sought: str = "") -> Words:
    """Answer a page of the words that are watched; with `sought` those that hold it, folded like them."""
    words = WatchedWord.objects.order_by("folded")
    if folded := WatchedWord.folded_of(sought):
        words = words.filter(folded__contains=folded)
    if after:
        words = words.filter(folded__gt=after)
    found = [*words[: WORDS + 1]]
    return Words(tuple(found[:WORDS]), found[WORDS - 1].folded if len(found) > WORDS else "", sought)
