"""Old addresses of posts: by a path, or by the number of the post as in `/?p=101`."""

import re
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

MAX_PATH = 500
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")


def path_of(address: str) -> str:
    """Answer the decoded path of an address, without a slash at its end; empty for a site's front page."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return ""
    return bare(path)


def bare(path: str) -> str:
    """Answer a decoded path as it is stored: no slash at its end; empty where it is too long to be one."""
    path = path.rstrip("/")
    return path if len(path) <= MAX_PATH else ""


def number_in(query: str) -> int:
    """Answer the number of the post that a query such as `p=101` asks for, or 0."""
    try:
        values = parse_qs(query, max_num_fields=20).get("p", [])
    except ValueError:
        return 0
    return int(values[0]) if len(values) == 1 and _NUMBER.fullmatch(values[0]) else 0


def key_of(address: str, base: str = "") -> str:
    """Answer what two links to the same post have in common, whatever the host; empty for no post.

    A post's number wins over the path: `/?p=101`, `/blog/?p=101` and `/index.php?p=101` are one address.
    """
    try:
        full = urljoin(base, address.strip())
        number = number_in(urlsplit(full).query)
    except ValueError:
        return ""
    return f"?p={number}" if number else path_of(full)
