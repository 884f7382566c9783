"""Files of Wikimedia Commons, or of another MediaWiki: what its API says of one, and its bytes.

Nothing here stores anything. The bytes come from the hosts that the settings name, and from no other.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

from debates.citations.fetching import FetchFailed, Service, fetch
from debates.media.pixels import MAX_BYTES
from debates.richtext.links import is_allowed
from debates.richtext.plain_text import without_invalid

# One of the widths at which Wikimedia keeps copies.
WIDTH: Final = 1920
MAX_ANSWER: Final = 500_000
# An author in HTML, such as a table of templates, longer than this is not read.
MAX_HTML: Final = 20_000
SOURCE: Final = "Wikimedia Commons"

_ENDING: Final = re.compile(r"\.[A-Za-z]{3,4}$")
_FILE_PAGE: Final = re.compile(r"https?://[^/]{1,200}/wiki/(File:[^?#]+)")


@dataclass(frozen=True, slots=True)
class CommonsFile:
    """A file of Commons and what must be said of it; `address` is where a copy of bounded size lies."""

    title: str
    author: str
    source_url: str
    licence_name: str
    licence_url: str
    address: str


def find(name: str, api: Service, file_host: str) -> CommonsFile:
    """Answer the file of this name, or at this page. Raises `FetchFailed`."""
    answer = fetch(
        api, api.address, limit=MAX_ANSWER, query=query(file_title(name)), accept="application/json"
    )
    try:
        page = json.loads(answer)["query"]["pages"][0]
        info = page["imageinfo"][0] if "imageinfo" in page else None
        found = said_of(page["title"], info) if info else None
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise FetchFailed("The answer of Commons cannot be understood.") from error
    if found is None:
        raise FetchFailed("Commons has no file of this name.")
    if not found.licence_name:
        raise FetchFailed("Commons names no licence for this file, so it is not copied.")
    if not is_of(found.address, api, file_host):
        raise FetchFailed("The file lies elsewhere than on the hosts that this site copies from.")
    return found


def copy(found: CommonsFile, api: Service) -> bytes:
    """Answer the bytes of a file that `find` answered. Raises `FetchFailed`."""
    return fetch(api, found.address, limit=MAX_BYTES, accept="image/*")


def file_title(typed: str) -> str:
    """Answer the title of a file's page, from its name or its address. Raises `FetchFailed`."""
    typed = " ".join(typed.replace("_", " ").split())
    page = _FILE_PAGE.match(typed.replace(" ", "_"))
    name = (page[1] if page else typed).replace("_", " ")
    name = name[5:].strip() if name[:5].lower() == "file:" else name
    # What no title of MediaWiki may hold, `|` above all, which divides titles.
    if not name or len(name) > 240 or re.search(r"[#<>\[\]|{}\x00-\x1f]", name):  # noqa: PLR2004 - its limit
        raise FetchFailed("Give the name of a file, such as Harbour.jpg, or the address of its page.")
    return f"File:{name}"


def query(title: str) -> dict[str, str | int]:
    """Answer what is asked of the API: the file's metadata, and a copy of bounded width."""
    return {
        "action": "query",
        "format": "json",
        "formatversion": 2,
        "titles": title,
        "prop": "imageinfo",
        "iiprop": "url|size|mime|extmetadata",
        "iiurlwidth": WIDTH,
        "iiextmetadatalanguage": "en",
        "iiextmetadatafilter": "ObjectName|Artist|LicenseShortName|LicenseUrl",
        "redirects": 1,
    }


def said_of(title: str, info: Mapping[str, Any]) -> CommonsFile:
    """Answer what the API says of a file, in this site's words; nothing said is the empty text."""
    said = info.get("extmetadata") or {}
    name = plain(said, "ObjectName") or _ENDING.sub("", title.partition(":")[2])
    return CommonsFile(
        title=name[:200],
        author=plain(said, "Artist")[:200],
        source_url=web_address(str(info["descriptionurl"])),
        licence_name=plain(said, "LicenseShortName")[:100],
        licence_url=web_address(plain(said, "LicenseUrl")),
        address=str(info.get("thumburl") or info["url"]),
    )


def plain(said: Mapping[str, Any], name: str) -> str:
    """Answer one piece of metadata, which may be HTML, as plain text on one line."""
    value = str(said.get(name, {}).get("value", ""))[:MAX_HTML]
    if "<" in value or "&" in value:
        value = BeautifulSoup(value, "html.parser").get_text(" ")
    return " ".join(without_invalid(value).split())


def web_address(said: str) -> str:
    """Answer an address of the web, or nothing; one without a scheme is taken for https."""
    address = f"https:{said}" if said.startswith("//") else said
    ours = urlsplit(address).scheme in {"http", "https"} and is_allowed(address, site_paths=False)
    return address if ours and len(address) <= 2000 else ""  # noqa: PLR2004 - as the table allows


def is_of(address: str, api: Service, file_host: str) -> bool:
    """Answer whether an address is of the API's own host or of the files' host, and as well encrypted."""
    parts = urlsplit(address)
    return parts.netloc.lower() in {api.host, file_host} and (
        parts.scheme == "https" or (parts.scheme == "http" and urlsplit(api.address).scheme == "http")
    )
