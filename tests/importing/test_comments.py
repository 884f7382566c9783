"""Approved comments come in once, under the names that were given, without any address of a person."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command

from accounts.models import User
from accounts.roles import Role
from accounts.verdicts import Refused
from debates.comments.actions import import_comment, set_visibility
from debates.comments.models import Comment, CommentRevision, Discussion, Screened, WatchedWord
from debates.comments.visibility import Cause, Visibility
from debates.importing.actions import import_wxr
from debates.importing.comments import identifier, parents_first, stated_name
from debates.importing.report import Outcome, Report, as_text
from debates.importing.wxr import Post, PostedComment
from debates.publishing.actions import withdraw_essay
from debates.publishing.models import Debate, Essay
from tests.importing.exports import FERRY, SITE, comment, export, pair
from tests.makers import NOW, make_debate, make_user

pytestmark = pytest.mark.django_db


def run(by: User, *comments: str, on_essay: str = "", **given: Any) -> Report:
    """Import a debate of two sides with these comments on its introduction."""
    posts = pair(on_essay=on_essay, extra="".join(comments))
    return import_wxr(file=export(*posts), by=by, now=NOW, **given)


def told(report: Report) -> list[str]:
    """Answer what is remarked of comments."""
    [debate] = report.debates
    return [remark for remark in debate.remarks if remark.startswith("Comment")]


def source_of(by: User, content: str) -> str:
    run(by, comment(1, content))
    return Comment.objects.get().source


# ------------------------------------------------------------------ what is written


def test_a_comment_comes_in_published_under_its_name_at_its_time(ed: User) -> None:
    run(ed, comment(31, "Let it <em>flow</em>.", author="Bo  &amp; Co"))
    found = Comment.objects.get()
    written = datetime(2024, 4, 13, 10, 0, tzinfo=UTC)
    assert (found.debate, found.text, found.position) == (Debate.objects.get(), None, None)
    assert (found.author, found.author_name) == (None, "Bo & Co")
    assert (found.source, found.plain) == ("Let it *flow*.", "Let it flow.")
    assert (found.created_at, found.edited_at, found.kind) == (written, None, "")
    assert (found.visibility, found.cause, found.was_public) == ("published", "screening", True)
    assert found.imported_from == f"{SITE}/?p=1#comment-31"
    assert [*CommentRevision.objects.values_list("source", "at")] == [("Let it *flow*.", written)]
    assert Screened.objects.get().outcome == "publish"


def test_what_was_said_of_an_essay_is_on_that_essay(ed: User) -> None:
    run(ed, on_essay=comment(5))
    found = Comment.objects.get()
    essay = Essay.objects.get(position__order=1)
    assert found.text is not None
    assert (found.text.essay, found.position, found.quote) == (essay, essay.position, "")


def test_answers_stand_in_their_threads_and_are_flat_from_the_third_level(ed: User) -> None:
    run(
        ed,
        comment(7, "Down to here", parent=6, date="2024-04-17 10:00:00"),
        comment(4, "Another answer", parent=2, date="2024-04-15 10:00:00"),
        comment(2, "The head"),
        comment(3, "An answer", parent=2, date="2024-04-14 10:00:00"),
        comment(5, "An answer to it", parent=3, date="2024-04-13 09:00:00"),  # by a clock that was wrong
        comment(6, "Deeper", parent=5, date="2024-04-16 10:00:00"),
        comment(8, "On its own"),
    )
    head = Comment.objects.get(plain="The head")
    rows = Comment.objects.filter(thread=head).order_by("number")
    assert [(row.number, row.depth, row.plain) for row in rows] == [
        (1, 2, "An answer"),
        (2, 3, "An answer to it"),
        (3, 2, "Another answer"),
        (4, 3, "Deeper"),
        (5, 3, "Down to here"),
    ]
    assert (head.reply_count, Comment.objects.filter(parent=None).count()) == (5, 2)


def test_answers_to_what_is_not_here_begin_threads(ed: User) -> None:
    report = run(
        ed,
        comment(1, "Spam", approved="spam"),
        comment(2, "An answer to it", parent=1),
        comment(3, "In a ring", parent=4),
        comment(4, "Of two", parent=3),
        comment(5, "To itself", parent=5),
    )
    assert [*Comment.objects.order_by("plain").values_list("plain", "depth")] == [
        ("An answer to it", 1),
        ("In a ring", 2),
        ("Of two", 1),
        ("To itself", 1),
    ]
    assert told(report) == [
        "Comments on “Debate: Should the weir go?” that answer one which is not here begin a thread: 3."
    ]


def test_a_chain_of_answers_is_never_lost_nor_before_what_it_answers() -> None:
    numbers = [*range(1, 4_001, 2), *range(4_000, 1, -2)]
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    chain = {one: PostedComment(one, one - 1, "", moment, "") for one in numbers}
    assert [one.number for one in parents_first(chain)] == [*range(1, 4_001)]


def test_what_is_no_approved_comment_stays_out(ed: User) -> None:
    report = run(
        ed,
        comment(1, approved="0"),
        comment(2, approved="spam"),
        comment(3, approved="trash"),
        comment(4, approved="post-trashed"),
        comment(5, kind="pingback"),
        comment(6, kind="trackback"),
        comment(7, kind="review"),
    )
    assert (Comment.objects.count(), report.comments, told(report)) == (0, 0, [])


# ------------------------------------------------------------------ nothing of a person but the name given


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("  Ada \t Moss ", "Ada Moss"),
        ("O&#8217;Hara", "O’Hara"),
        ("Ada<script>x</script>", "Ada"),
        ("<b>Bo</b> Reed", "Bo Reed"),
        ("Bo\u202egnirts\u0000", "Bognirts"),
        ("ada@mail.example", ""),
        ("Ada <ada@mail.example>", "Ada"),
        ("Ada (ada@mail.example)", "Ada"),
        ("192.0.2.1", ""),
        ("Ada 2001:db8::1", "Ada"),
        ("@ada", "@ada"),
        ("", ""),
        ("x" * 300, "x" * 80),
    ],
    ids=[str(number) for number in range(13)],
)
def test_the_name_is_what_was_given_and_no_address(author: str, name: str) -> None:
    assert stated_name(author) == name


def test_no_address_of_a_person_is_stored_or_printed(ed: User, capsys: pytest.CaptureFixture[str]) -> None:
    WatchedWord.objects.create(entry="flow", folded="flow", severity="suspect")
    report = run(
        ed,
        comment(1, author="someone@mail.example"),
        comment(2, "x" * 6_000, author="someone@mail.example"),
        comment(3, author="192.0.2.79", parent=9),
        comment(4, date="0000-00-00 00:00:00"),
    )
    assert report.comments == 3
    make_user("Root", Role.EDITOR, Role.ADMINISTRATOR)
    call_command("import_wxr", FERRY)
    out = capsys.readouterr()
    stored = repr([[*model._base_manager.values()] for model in apps.get_models()])
    assert "Passenger" in stored
    for trace in ("mail.example", "192.0.2", "private.example", "agent_ip"):
        assert trace not in stored
        assert trace not in as_text(report) + out.out + out.err


# ------------------------------------------------------------------ text


@pytest.mark.parametrize(
    ("content", "source"),
    [
        ("One line\nand another.\n\nA paragraph.", "One line\\\nand another.\n\nA paragraph."),
        ("One line\r\nand another.", "One line\\\nand another."),
        (
            'See <a href="https://estuary.example/x" onclick="y()">this</a>.',
            "See [this](https://estuary.example/x).",
        ),
        ('Not <a href="javascript:alert(1)">this</a>.', "Not this."),
        ("2 * 3 * 4 and [@key] and <script>alert(1)</script>", "2 \\* 3 \\* 4 and \\[@key\\] and"),
        ("<blockquote>Said</blockquote>\n\nNo.", "> Said\n\nNo."),
        ('<span lang="fr">Non</span>, merci', "Non, merci"),
        ("<table><tr><td>A</td><td>B</td></tr><tr><td>C</td></tr></table>", "A B\n\nC"),
        ('Look: <img src="https://tracker.example/x.gif" alt="x">', "Look:"),
        ("Curly \x93quotes\x94", "Curly “quotes”"),
    ],
    ids=[str(number) for number in range(10)],
)
def test_html_becomes_what_a_comment_can_say(ed: User, content: str, source: str) -> None:
    assert source_of(ed, content) == source


def test_nothing_in_a_comment_runs_or_loads(ed: User) -> None:
    source_of(
        ed, '<svg onload=alert(1)></svg><p style="x">&lt;script&gt;alert(1)&lt;/script&gt;</p><iframe src=x>'
    )
    html = Comment.objects.get().html
    assert [word for word in ("<script", "<svg", "<iframe", "style=", "onload") if word in html] == []


def test_what_can_be_no_comment_is_reported_and_not_dropped_in_silence(ed: User) -> None:
    report = run(
        ed,
        comment(1, "x" * 5_001),
        comment(2, ""),
        comment(3, '<img src="https://pictures.example/x.png">'),
        comment(4, "x"),
        comment("", "No number"),
        comment("1e9", "No number either"),
        comment(6, "<b>x</b>" * 5_001),
        comment(7, "Fine."),
        comment(7, "The same number."),
    )
    assert [*Comment.objects.values_list("plain", flat=True)] == ["Fine."]
    where = "on “Debate: Should the weir go?” was left out"
    has_two = "A comment has between 2 and 5,000 characters"
    assert told(report) == [
        f"Comment without a number {where}: another import would not know it again.",
        f"Comment without a number {where}: another import would not know it again.",
        f"Comment 7 {where}: an earlier one has its number.",
        f"Comment 1 {where}: The text has 5,001 characters; at most 5,000 are possible.",
        f"Comment 2 {where}: {has_two}.",
        f"Comment 3 {where}: {has_two}.",
        f"Comment 4 {where}: {has_two}.",
        f"Comment 6 {where}: it has more than 5,000 HTML elements.",
    ]
    assert report.comments == 1


def test_watched_words_are_reported_of_what_was_approved(ed: User) -> None:
    for entry, severity in (("scum", "banned"), ("liar", "suspect")):
        WatchedWord.objects.create(entry=entry, folded=entry, severity=severity)
    report = run(ed, comment(1, "You scum, you liar!"), comment(2, "Liar."), comment(3, "Fine."))
    where = "on “Debate: Should the weir go?” was imported, with watched words"
    assert told(report) == [f"Comment 1 {where}: scum.", f"Comment 2 {where}: liar."]
    assert [*Comment.objects.values_list("visibility", flat=True)] == ["published"] * 3
    assert [*Screened.objects.order_by("pk").values_list("outcome", "rule", "found")] == [
        ("report", "banned_words", ["scum"]),
        ("report", "suspect_words", ["liar"]),
        ("publish", "", []),
    ]


@pytest.mark.parametrize("date", ["0000-00-00 00:00:00", "", "0001-01-01 00:00:00", "yesterday"])
def test_without_a_date_the_sites_own_clock_counts_or_else_that_of_the_post(ed: User, date: str) -> None:
    local = "<wp:comment_date>2024-04-13 12:00:00</wp:comment_date>"
    report = run(ed, comment(1, date=date), comment(2, date=date).replace(local, ""))
    told_of = "on “Debate: Should the weir go?” has no date: it is dated like what it is on."
    moments = [*Comment.objects.order_by("imported_from").values_list("created_at", flat=True)]
    published = datetime(2024, 4, 12, 8, 30, tzinfo=UTC)
    if date.startswith("0001"):
        assert moments == [published, published]
        assert told(report) == [f"Comment 1 {told_of}", f"Comment 2 {told_of}"]
    else:
        assert moments == [datetime(2024, 4, 13, 12, 0, tzinfo=UTC), published]
        assert told(report) == [f"Comment 2 {told_of}"]


def test_nothing_is_dated_ahead(ed: User) -> None:
    run(ed, comment(1, date="2999-01-01 00:00:00"))
    assert Comment.objects.get().created_at == NOW


# ------------------------------------------------------------------ once


def test_a_second_import_adds_only_what_is_new(ed: User) -> None:
    first = [comment(1, "The head"), comment(2, "An answer", parent=1)]
    run(ed, *first)
    before = [*Comment.objects.order_by("pk").values()]
    again = run(ed, *first)
    assert (again.comments, [*Comment.objects.order_by("pk").values()]) == (0, before)
    assert as_text(again).endswith("Nothing was changed.")
    later = run(ed, *first, comment(3, "A new answer", parent=2), on_essay=comment(4, "On the essay"))
    [debate] = later.debates
    assert (debate.outcome, debate.comments, told(later)) == (Outcome.KNOWN, 2, [])
    new = Comment.objects.get(plain="A new answer")
    assert (new.depth, new.number, new.thread_id) == (3, 2, before[0]["id"])
    assert Comment.objects.get(plain="On the essay").text is not None
    lines = as_text(later).splitlines()
    assert lines[2:5] == [
        "Here already: Should the weir go?",
        f"  {Debate.objects.get().get_absolute_url()}",
        "  New comments: 2",
    ]
    assert lines[-1] == "Debates added: 0. Comments added: 2."


def test_what_moderators_did_meanwhile_stays(ed: User) -> None:
    comments = [comment(1, "Rejected"), comment(2, "Erased"), comment(3, "Collapsed")]
    run(ed, *comments)
    for row, state, cause in zip(
        Comment.objects.order_by("pk"),
        (Visibility.REJECTED, Visibility.ERASED, Visibility.RESTRICTED),
        (Cause.MODERATION, Cause.ERASURE, Cause.MODERATION),
        strict=True,
    ):
        set_visibility(comment=row, expected_version=1, state=state, cause=cause, public_reason="Rules.")
    before = [*Comment.objects.order_by("pk").values()]
    report = run(ed, *comments, comment(4, "An answer", parent=2))
    assert [*Comment.objects.order_by("pk").exclude(plain="An answer").values()][:1] == before[:1]
    states = [*Comment.objects.order_by("pk").values_list("visibility", "plain", "author_name")]
    assert states == [
        ("rejected", "Rejected", "Rower"),
        ("erased", "", ""),
        ("restricted", "Collapsed", "Rower"),
        ("published", "An answer", "Rower"),
    ]
    assert report.comments == 1


def test_a_dry_run_says_the_same_and_writes_nothing(ed: User) -> None:
    given = [comment(1), comment(2, "")]
    rehearsed = run(ed, *given, dry_run=True)
    assert (Comment.objects.count(), rehearsed.comments) == (0, 1)
    assert as_text(rehearsed).splitlines()[-1] == (
        "This was a dry run: nothing was written. An import would add debates: 1, comments: 1."
    )
    assert told(rehearsed) == told(run(ed, *given))


def test_what_was_withdrawn_or_locked_meanwhile_takes_old_comments_still(ed: User) -> None:
    run(ed)
    debate = Debate.objects.get()
    Discussion.objects.create(debate=debate, locked=True, premoderated=True)
    essay = Essay.objects.get(position__order=1)
    withdraw_essay(essay=essay, note="Its author asked for it.", by=ed, now=NOW)
    report = run(ed, comment(1), on_essay=comment(2))
    assert (report.comments, told(report)) == (2, [])
    assert {*Comment.objects.values_list("visibility", flat=True)} == {"published"}


def test_a_long_identifier_is_shortened_and_still_one_of_a_kind() -> None:
    def known(guid: str, number: int) -> str:
        post = Post(guid, 1, "", "", "", None, "publish", "post", False, "", "", "")
        return identifier(post, number)

    assert known("https://estuary.example/?p=1", 12) == "https://estuary.example/?p=1#comment-12"
    long = [known(f"{'x' * 499}{end}", number) for end in "ab" for number in (1, 10**17)]
    assert len({*long}) == 4
    assert max(map(len, long)) <= 250


# ------------------------------------------------------------------ the action


def imported(debate: Debate, by: Any, **given: Any) -> Comment:
    said = {"imported_from": "old site#1", "author_name": "Rower", "source": "Row!", "written_at": NOW}
    return import_comment(debate=debate, by=by, **{**said, **given})[0]


def test_only_editors_import_a_comment(ed: User, vera: User, mo: User, ada: User) -> None:
    debate = make_debate(ed)
    for person in (vera, mo, ada):
        with pytest.raises(Refused, match=r"^Only editors can change this\.$"):
            imported(debate, person)
    assert Comment.objects.count() == 0
    assert imported(debate, ed) == Comment.objects.get()


@pytest.mark.parametrize("source", ["", "x", "x" * 5_001, "a\x00b"], ids=["empty", "short", "long", "NUL"])
def test_what_is_no_comment_is_refused(ed: User, source: str) -> None:
    debate = make_debate(ed)
    with pytest.raises(Refused):
        imported(debate, ed, source=source)
    assert (Comment.objects.count(), CommentRevision.objects.count()) == (0, 0)
