"""What can be subscribed to, with all that a subscription to it stores."""

from dataclasses import dataclass
from typing import Any, Self

from debates.comments.models import Comment
from debates.digests import targets
from debates.digests.models import Kind, Subscription
from debates.publishing.models import Debate, Topic


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that somebody can be told of. `target` names it."""

    kind: Kind
    target: str
    topic: Topic | None = None
    language: str = ""
    debate: Debate | None = None
    thread: Comment | None = None

    @classmethod
    def new_debates(cls) -> Self:
        """Answer all new debates."""
        return cls(Kind.NEW_DEBATES, targets.new_debates())

    @classmethod
    def new_on(cls, topic: Topic) -> Self:
        """Answer the new debates on a topic."""
        return cls(Kind.NEW_DEBATES, targets.new_on_topic(topic.pk), topic=topic)

    @classmethod
    def new_in(cls, language: str) -> Self:
        """Answer the new debates in a language."""
        return cls(Kind.NEW_DEBATES, targets.new_in_language(language), language=language)

    @classmethod
    def about(cls, debate: Debate) -> Self:
        """Answer what happens to a debate."""
        return cls(Kind.DEBATE, targets.of_debate(debate.pk), debate=debate)

    @classmethod
    def replies(cls) -> Self:
        """Answer the replies to what somebody has written."""
        return cls(Kind.REPLIES, targets.replies())

    @classmethod
    def below(cls, comment: Comment) -> Self:
        """Answer the thread that a comment begins. Whoever names an answer means the thread that it is in."""
        root = comment.thread or comment
        return cls(Kind.THREAD, targets.thread(root.pk), thread=root)

    @classmethod
    def of(cls, subscription: Subscription) -> Self:
        """Answer what a subscription is to; what it names comes with it."""
        return cls(
            Kind(subscription.kind),
            subscription.target,
            topic=subscription.topic,
            language=subscription.language,
            debate=subscription.debate,
            thread=subscription.thread,
        )

    @property
    def columns(self) -> dict[str, Any]:
        """Answer what a row stores beside its target."""
        return {
            "kind": self.kind.value,
            "topic": self.topic,
            "language": self.language,
            "debate": self.debate,
            "thread": self.thread,
        }
