"""An image as pages and texts show it: the picture and its credit."""

from collections.abc import Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from debates.media.models import Image
from debates.richtext.render import Picture


def picture_of(image: Image) -> Picture:
    """Answer the image as the renderer of texts takes it, without a query."""
    return Picture(
        src=image.src,
        srcset=image.srcset,
        width=image.width,
        height=image.height,
        alt=image.alt,
        credit=credit_html(image),
    )


def credit_html(image: Image) -> SafeString:
    """Answer the credit as safe HTML; what nobody said is left out, and nothing said is the empty string.

    Title, author, licence, source and changes: what a Creative Commons licence asks for (4.0, section 3(a)).
    """
    return format_html_join(", ", "{}", ((part,) for part in credit_parts(image)))


def credit_parts(image: Image) -> Iterator[str]:
    """Answer the parts of a credit in the order in which they are read."""
    if image.title or image.source_url:
        yield link(image.source_url, image.title or _("Source of the image"))
    if image.author:
        yield _("by %s") % image.author
    if image.licence_name or image.licence_url:
        # No `rel="license"`: it would say that the whole page is under the picture's licence.
        yield link(image.licence_url, image.licence_name or _("Licence"))
    if image.source_name and image.source_name != image.author:
        yield _("via %s") % image.source_name
    if image.changes:
        yield _("changes: %s") % image.changes


def link(address: str, text: str) -> str:
    """Answer the text as a link, or plain where the address is missing or not of the web."""
    if not address.startswith(("https://", "http://")):
        return text
    return format_html('<a href="{}">{}</a>', address, text)
