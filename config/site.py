"""The site's own details: who publishes it, and what stands in every footer and e-mail."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Site:
    """What a publication says of itself.

    `imprint` and `privacy` are Markdown files; the site shows them at `/imprint/` and `/privacy/`.
    `contact` is an e-mail address. `licence_name` and `licence_url` are the licence that a new essay gets.
    `base_url` is where the site lives, without a slash at its end: feeds and e-mails need whole addresses.
    `postal_address`, on one line, stands below every e-mail where it is given.
    """

    name: str
    tagline: str
    logo: str
    contact: str
    imprint: Path
    privacy: Path
    licence_name: str
    licence_url: str
    base_url: str
    postal_address: str = ""
