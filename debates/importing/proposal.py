"""The debates that an export holds.

Nothing is written, and nothing is made up: what the export does not say stays empty and is remarked.
"""

from collections.abc import Iterable

from debates.importing.characters import shortened
from debates.importing.drafting import Drafting, Unusable
from debates.importing.grouping import Candidate, Grouping
from debates.importing.html_tree import HtmlRefused, plain_line
from debates.importing.shapes import MAX_GUID, Proposal
from debates.importing.signs import is_candidate, read_signs
from debates.importing.wxr import Post


def propose(posts: Iterable[Post]) -> Proposal:
    """Answer the debates among the posts, in the order of their introductions."""
    sieve = Sieve()
    candidates = [candidate for post in posts if (candidate := sieve.candidate(post))]
    grouping = Grouping(candidates)
    grouping.run()
    debates, remarks = [], [*sieve.remarks, *grouping.remarks]
    for group in grouping.groups:
        try:
            debates.append(Drafting(group).debate())
        except Unusable as reason:
            remarks.append(f"“{group.introduction.title}” was left out: {reason}")
    return Proposal(sieve.posts_read, tuple(debates), tuple(remarks))


class Sieve:
    """Lets through the posts that show signs of a debate, and remarks on those that can't be taken."""

    def __init__(self) -> None:
        self.posts_read = 0
        self.guids: set[str] = set()
        self.remarks: list[str] = []

    def candidate(self, post: Post) -> Candidate | None:
        """Answer the post with its signs, or None."""
        self.posts_read += 1
        if not is_candidate(post):
            return None
        problem = self.problem(post)
        if not problem:
            try:
                candidate = Candidate(post, read_signs(post))
            except HtmlRefused as refusal:
                problem = str(refusal)
            else:
                self.guids.add(post.guid)
                return candidate
        title = shortened(plain_line(post.title) or post.link or "A post without a title", 120)
        self.remarks.append(f"“{title}” was left out: it {problem}.")
        return None

    def problem(self, post: Post) -> str:
        """Answer what keeps a post out; empty when nothing does."""
        if post.status != "publish":
            return f"is not published (its status is “{post.status[:20]}”)"
        if post.protected:
            return "is protected by a password"
        if not post.guid:
            return "has no identifier (guid)"
        if len(post.guid) > MAX_GUID:
            return f"has an identifier (guid) of more than {MAX_GUID} characters"
        if post.guid in self.guids:
            return "has the identifier (guid) of another post"
        return ""
