"""Every page that strangers may read, and a site on which all of them are there."""

from accounts.models import User
from debates.moderation.measures import Measure
from debates.publishing import actions
from debates.publishing.models import Debate, Topic
from debates.publishing.workflow import Status
from tests.comments.rows import written
from tests.makers import make_debate, rewrite, text_of
from tests.moderation.rows import case_of, decided
from tests.stances.snapshots import make_snapshot

ORDERED = {"/", "/debates/should-the-harbour-be-dredged/"}
PLAIN = {
    "/debates/",
    "/debates/should-the-harbour-be-dredged/side-1/",
    "/debates/should-the-harbour-be-dredged/recount/",
    "/debates/should-the-lighthouse-be-sold/results/",
    "/debates/should-the-lighthouse-be-sold/results.csv",
    "/debates/should-the-harbour-be-dredged/comments/",
    "/debates/should-the-harbour-be-dredged/comments/order/",
    "/debates/should-the-harbour-be-dredged/comments/1000/",
    "/debates/should-the-harbour-be-dredged/comments/1000/history/",
    "/contributors/author/",
    "/topics/",
    "/topics/ports/",
    "/debates/should-the-harbour-be-dredged/corrections/",
    "/rules/",
    "/rules/versions/1/",
    "/transparency/",
    "/transparency/2026/",
    "/transparency/2026.csv",
    "/imprint/",
    "/privacy/",
    "/feed.atom",
    "/sitemap.xml",
    "/robots.txt",
}


def with_every_page(ed: User) -> Debate:
    """Answer an open debate of a site on which those pages are there."""
    debate = make_debate(ed)
    topic = actions.save_topic(topic=Topic(name="Ports", slug="ports"), by=ed)
    actions.save_debate(debate=debate, by=ed, topics=[topic])
    author = debate.positions.get(order=1).essays.get().contributor
    author.slug = "author"
    actions.save_contributor(contributor=author, by=ed)
    make_snapshot(make_debate(ed, Status.CLOSED, question="Should the lighthouse be sold?"))
    rewrite(text_of(debate, 1), "Essay number 1 argues otherwise.", ed, correction="It argued.")
    decided(case_of(written(debate, pk=1000, author=ed)), None, Measure.APPROVE)
    return debate
