"""Images, and what must be said about each: title, author, source, licence, and what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, TypedDict

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact, GreaterThan
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# The widest picture that a browser without `srcset` is given, in pixels.
PLAIN_WIDTH = 1200


class ImageDetails(TypedDict, total=False):
    """What an editor says about an image; everything may be missing while a debate is drafted."""

    title: str
    author: str
    source_url: str
    source_name: str
    licence_name: str
    licence_url: str
    changes: str
    alt: str
    decorative: bool


DETAILS: tuple[str, ...] = tuple(ImageDetails.__annotations__)


@dataclass(frozen=True, slots=True)
class Rendition:
    """One stored copy of an image; `width` and `height` in pixels, `name` as the storage knows it."""

    name: str
    width: int
    height: int

    @property
    def url(self) -> str:
        """Answer the address that a browser loads it from."""
        return default_storage.url(self.name)


def height_at(width: int, of: tuple[int, int]) -> int:
    """Answer the height in pixels, at least 1, of a picture of the size `of` shown `width` pixels wide."""
    full_width, full_height = of
    return max(1, round(full_height * width / full_width))


def renditions_of(digest: str, size: tuple[int, int], widths: Sequence[int]) -> tuple[Rendition, ...]:
    """Answer the renditions of the picture with these bytes, narrowest first.

    The names follow from the digest alone, so that no page needs a query or the storage to write them.
    """
    folder = f"images/{digest[:2]}/{digest[:20]}"
    return tuple(Rendition(f"{folder}-{width}.webp", width, height_at(width, size)) for width in widths)


def validate_web_address(value: str) -> None:
    """Raise `ValidationError` unless this is an address on the web that shows plainly where it leads.

    A name before the host (`https://bank.example@…`) and invisible characters hide that.
    """
    URLValidator(schemes=["http", "https"], message=_("Give a full address with https:// or http://."))(value)
    host = value.split("://", 1)[1].split("/", 1)[0]
    if "@" in host or not value.isprintable():
        raise ValidationError(_("Give an address without a user name and without invisible characters."))


def is_web_address(field: str) -> Q:
    """Answer the condition that a field is empty or an address with http or https."""
    return (
        Q(**{field: ""})
        | Q(**{f"{field}__startswith": "https://"})
        | Q(**{f"{field}__startswith": "http://"})
    )


class Image(models.Model):
    """One image of the publication: what was uploaded, and the credit that is shown wherever it is.

    The files are named by the digest of the uploaded bytes. Two images may share them: the same picture can
    have another title or another description in another debate.
    """

    key = models.SlugField(
        _("key"),
        max_length=80,
        unique=True,
        editable=False,
        help_text=_("Writes the image into a text: ![description](image:key)"),
    )
    digest = models.CharField(_("SHA-256 of the uploaded bytes"), max_length=64, editable=False)
    width = models.PositiveIntegerField(
        _("width"), editable=False, help_text=_("Of the widest copy, in pixels.")
    )
    height = models.PositiveIntegerField(
        _("height"), editable=False, help_text=_("Of the widest copy, in pixels.")
    )
    widths = models.JSONField(_("widths of the stored copies"), editable=False)

    title = models.CharField(_("title"), max_length=200, blank=True)
    author = models.CharField(_("author"), max_length=200, blank=True)
    source_url = models.CharField(
        _("page of the source"), max_length=2000, blank=True, validators=[validate_web_address]
    )
    source_name = models.CharField(
        _("name of the source"), max_length=100, blank=True, help_text=_("For example: Wikimedia Commons")
    )
    licence_name = models.CharField(
        _("licence"), max_length=100, blank=True, help_text=_("For example: CC BY-SA 4.0")
    )
    licence_url = models.CharField(
        _("page of the licence"), max_length=2000, blank=True, validators=[validate_web_address]
    )
    changes = models.CharField(
        _("changes made"), max_length=200, blank=True, help_text=_("For example: cropped")
    )
    alt = models.CharField(
        _("description"),
        max_length=500,
        blank=True,
        help_text=_("What the image shows, for those who cannot see it."),
    )
    decorative = models.BooleanField(
        _("decorative"), default=False, help_text=_("The image says nothing that the text does not say.")
    )

    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering: ClassVar[list[str]] = ["-uploaded_at", "-pk"]
        # Removing an image asks whether another shares its files.
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["digest"], name="image_digest")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="image_decorative_has_no_alt",
                condition=Q(decorative=False) | Q(alt=""),
                violation_error_message=_(
                    "A decorative image has no description: clear it, or do not call the image decorative."
                ),
            ),
            models.CheckConstraint(
                name="image_source_url_is_web",
                condition=is_web_address("source_url"),
                violation_error_message=_("The page of the source begins with https:// or http://."),
            ),
            models.CheckConstraint(
                name="image_licence_url_is_web",
                condition=is_web_address("licence_url"),
                violation_error_message=_("The page of the licence begins with https:// or http://."),
            ),
            models.CheckConstraint(
                name="image_size_is_positive", condition=Q(width__gte=1) & Q(height__gte=1)
            ),
            models.CheckConstraint(name="image_has_key", condition=GreaterThan(Length("key"), 0)),
            models.CheckConstraint(name="image_digest_is_sha256", condition=Exact(Length("digest"), 64)),
        ]

    def __str__(self) -> str:
        return self.title or self.key

    @property
    def renditions(self) -> tuple[Rendition, ...]:
        """Answer the stored copies, narrowest first, without a query."""
        return renditions_of(self.digest, (self.width, self.height), self.widths)

    @property
    def src(self) -> str:
        """Answer the address for browsers that do not choose among widths."""
        fitting = [copy for copy in self.renditions if copy.width <= PLAIN_WIDTH]
        return (fitting or self.renditions[:1])[-1].url

    @property
    def srcset(self) -> str:
        """Answer every copy with its width, as `<img srcset>` takes it."""
        return ", ".join(f"{copy.url} {copy.width}w" for copy in self.renditions)

    def missing(self) -> tuple[str, ...]:
        """Answer what a reader must be told and is not yet: of title, author, source, licence, alt.

        A source is a page or a name: a picture drawn for this publication has no page elsewhere. A licence is
        a name with its deed, for the credit links to it.
        """
        said = {
            "title": self.title.strip(),
            "author": self.author.strip(),
            "source": self.source_url or self.source_name.strip(),
            "licence": self.licence_name.strip() and self.licence_url,
            "alt": self.decorative or self.alt.strip(),
        }
        return tuple(name for name, value in said.items() if not value)
