"""Exports as tests need them: one file, and small ones made of the posts that a test names."""

from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

FERRY = Path(__file__).parent / "fixtures" / "ferry.wxr.xml"
SITE = "https://estuary.example"

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<title>The Estuary Review</title><language>en-GB</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login>desk</wp:author_login>
<wp:author_display_name>The Desk</wp:author_display_name></wp:author>
"""
TAIL = "</channel></rss>"


def item(
    number: int,
    title: str,
    content: str = "<p>Text.</p>",
    *,
    slug: str | None = None,
    guid: str | None = None,
    date: str = "2024-04-12 08:30:00",
    status: str = "publish",
    kind: str = "post",
    password: str = "",
    tags: tuple[tuple[str, str], ...] = (),
    extra: str = "",
) -> str:
    """Answer one post; its address is its slug, or `post-NUMBER`."""
    slug = f"post-{number}" if slug is None else slug
    guid = f"{SITE}/?p={number}" if guid is None else guid
    terms = "".join(
        f'<category domain="post_tag" nicename={quoteattr(slug)}>{escape(name)}</category>'
        for name, slug in tags
    )
    return f"""<item><title>{escape(title)}</title><link>{SITE}/{escape(slug)}/</link>
<dc:creator>desk</dc:creator><guid isPermaLink="false">{escape(guid)}</guid>
<content:encoded>{escape(content)}</content:encoded><wp:post_id>{number}</wp:post_id>
<wp:post_date_gmt>{date}</wp:post_date_gmt><wp:post_name>{escape(slug)}</wp:post_name>
<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type><wp:post_password>{password}</wp:post_password>
{terms}{extra}</item>
"""


def comment(
    number: int | str,
    content: str = "Let it flow.",
    *,
    author: str = "Rower",
    parent: int = 0,
    date: str = "2024-04-13 10:00:00",
    approved: str = "1",
    kind: str = "comment",
) -> str:
    """Answer a comment as an export has it, with what an import must not keep of who wrote it."""
    return f"""<wp:comment><wp:comment_id>{number}</wp:comment_id>
<wp:comment_author><![CDATA[{author}]]></wp:comment_author>
<wp:comment_author_email>secret@mail.example</wp:comment_author_email>
<wp:comment_author_url>https://private.example/</wp:comment_author_url>
<wp:comment_author_IP>192.0.2.77</wp:comment_author_IP>
<wp:comment_date>2024-04-13 12:00:00</wp:comment_date><wp:comment_date_gmt>{date}</wp:comment_date_gmt>
<wp:comment_content><![CDATA[{content}]]></wp:comment_content>
<wp:comment_approved>{approved}</wp:comment_approved><wp:comment_type>{kind}</wp:comment_type>
<wp:comment_parent>{parent}</wp:comment_parent><wp:comment_user_id>0</wp:comment_user_id>
<wp:commentmeta><wp:meta_key>agent_ip</wp:meta_key><wp:meta_value>192.0.2.78</wp:meta_value></wp:commentmeta>
</wp:comment>
"""


def introduction(
    number: int, question: str, *contributions: tuple[int, str], content: str = "", **fields: str
) -> str:
    """Answer an introduction that links to the posts of these numbers, by these names."""
    links = "".join(
        f'<p><a href="{SITE}/post-{to}/">Read the contribution by {escape(name)}</a></p>'
        for to, name in contributions
    )
    return item(number, f"Debate: {question}", f"{links}{content or '<p>Why we ask.</p>'}", **fields)  # type: ignore[arg-type]


def contribution(number: int, title: str, of: int, content: str = "<p>My case.</p>", **fields: str) -> str:
    """Answer a contribution that links back to the introduction with this number."""
    back = f'<p><a href="{SITE}/post-{of}/">Read the introduction to the debate</a></p>'
    return item(number, f"Debate: {title}", back + content, **fields)  # type: ignore[arg-type]


def export(*items: str, head: str = HEAD, tail: str = TAIL) -> BytesIO:
    """Answer a file with these posts."""
    return BytesIO("".join((head, *items, tail)).encode())


def pair(on_essay: str = "", **fields: str) -> tuple[str, str, str]:
    """Answer the posts of a debate with two sides; `on_essay` are the comments on the first essay."""
    return (
        introduction(1, "Should the weir go?", (2, "Ada Moss"), (3, "Bo Reed"), **fields),
        contribution(2, "The weir – let it go", 1, extra=on_essay),
        contribution(3, "The weir – keep it", 1),
    )
