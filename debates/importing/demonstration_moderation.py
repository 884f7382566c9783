"""What the demonstration gives moderators to do: invented readers, and something in every queue.

Everything is done by the actions that the site uses, each as if it had happened at its time. The accounts
have no password: nobody signs in with them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.actions import open_account
from accounts.models import User
from debates.comments.actions import post_comment
from debates.comments.models import Comment
from debates.importing.demonstration import DATA, text_of, toml
from debates.moderation import actions
from debates.moderation.actions import Consequence, Why
from debates.moderation.actions.appealing import appeal_decision
from debates.moderation.actions.intake import take_in
from debates.moderation.actions.reporting import Report, report_comment
from debates.moderation.actions.rules import ensure_rules
from debates.moderation.measures import Ground, Measure, Sanction
from debates.moderation.models import Case, Decision, Rule, Terms
from debates.publishing.models import Debate

Step = Mapping[str, Any]
Happening = tuple[datetime, Callable[[datetime], None]]


@transaction.atomic
def load_moderation(*, by: Any, now: datetime) -> int:
    """Load what moderators find to do, dated back from `now`, and answer how many comments that were.

    `by` is the moderator who has decided about some. All of it or nothing: nothing where somebody moderates
    here already, or the debate is not here. Raises `Refused` where an action refuses.
    """
    data = toml(DATA / "moderation.toml")
    debate = Debate.objects.filter(slug=data["debate"]).first()
    if debate is None or Terms.objects.exists() or Case.objects.exists():
        return 0
    begins = now - timedelta(days=max(item["days_ago"] for item in data["comments"]) + 1)
    ensure_rules(now=begins)
    people = {key: open_person(key, name, begins) for key, name in data["people"].items()}
    play = Play(debate, by, people, now)
    happenings = [each for item in data["comments"] for each in play.of(item)]
    for at, happens in sorted(happenings, key=lambda happening: happening[0]):
        happens(at)
        take_in(now=at)
    return len(data["comments"])


def open_person(key: str, name: str, now: datetime) -> User:
    """Answer the account of an invented reader."""
    return open_account(email=f"{key}@example.org", display_name=name, now=now)


@dataclass(frozen=True, slots=True)
class Play:
    """Where it happens, who moderates, the readers by their keys, and when now is."""

    debate: Debate
    moderator: Any
    people: Mapping[str, User]
    now: datetime

    def of(self, item: Step) -> list[Happening]:
        """Answer what happens around one comment, each with its time."""
        written: list[Comment] = []

        def write(at: datetime) -> None:
            written.append(self.post(item, at))

        def step_of(step: Step) -> Callable[[datetime], None]:
            return lambda at: self.take_step(Comment.objects.get(pk=written[0].pk), step, at)

        steps = [(self.at(step), step_of(step)) for step in item.get("then", ())]
        return [(self.at(item), write), *steps]

    def at(self, item: Step) -> datetime:
        """Answer when something happens."""
        return self.now - timedelta(days=item["days_ago"])

    def post(self, item: Step, at: datetime) -> Comment:
        """Post a comment; the screening makes of it what it makes of others."""
        debate = Debate.objects.select_related("discussion", "poll_key").get(pk=self.debate.pk)
        author = User.objects.select_related("standing").get(pk=self.people[item["by"]].pk)
        text = text_of(debate, item["on"])
        return post_comment(debate=debate, by=author, source=item["text"], text_id=text.pk, now=at)

    def take_step(self, comment: Comment, step: Step, at: datetime) -> None:
        """Report a comment, appeal against what was decided about it, or decide."""
        if step["what"] == "report":
            report_comment(comment=comment, by=self.people[step["by"]], report=report_of(step), now=at)
        elif step["what"] == "appeal":
            decision = Decision.objects.filter(case__comment=comment).order_by("-number")[0]
            appeal_decision(decision=decision, by=comment.author, text=step["text"], now=at)
        else:
            self.decide(comment, step, at)

    def decide(self, comment: Comment, step: Step, at: datetime) -> None:
        """Decide about a comment as it is."""
        case = Case.objects.get(comment=comment)
        days = step.get("suspend_days")
        actions.decide(
            case=case,
            expected_version=case.version,
            expected_comment_version=comment.version,
            measure=Measure(step["what"]),
            by=self.moderator,
            now=at,
            why=why_of(step),
            consequence=Consequence(Sanction.SUSPEND, at + timedelta(days=days)) if days else None,
        )


def why_of(step: Step) -> Why | None:
    """Answer the ground of a decision; none where it takes nothing from anybody."""
    if "rule" not in step:
        return None
    return Why(Ground.RULES, Rule.objects.get(key=step["rule"]), explanation=step["explanation"])


def report_of(step: Step) -> Report:
    """Answer what a reader reports."""
    said = {"explanation": step["explanation"], "place": step.get("place", "")}
    if "rule" in step:
        return Report(Ground.RULES, rule=step["rule"], **said)
    return Report(Ground.LAW, law=step["law"], in_good_faith=True, name=step["by"].title(), **said)
