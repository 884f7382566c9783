"""From the bytes that somebody uploads to a picture that is safe to show. Knows formats and limits, no models.

Every picture is decoded and written anew, so that nothing of the upload but its colours reaches a reader: no
place where a photograph was taken, no second file hidden behind the first.
"""

import io
import logging
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

from django.core.files.base import File
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image as Pillow
from PIL import ImageCms, ImageOps, UnidentifiedImageError
from PIL.ExifTags import Base

from accounts.policies import Refused

logger = logging.getLogger(__name__)

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
WIDTHS = (480, 800, 1200, 1600, 2400)
MAX_BYTES = 10 * 1000 * 1000
MAX_PIXELS = 40 * 1000 * 1000
# WebP ends at 16,383 pixels a side.
MAX_SIDE = 16_000
# A usual progressive JPEG has about ten passes. Each costs a walk over all pixels and only some bytes of the file.
MAX_PASSES = 100

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


class ImageRefused(Refused):
    """An upload was refused, or an image could not be changed; the sentence says what is wrong and the limit."""


@dataclass(frozen=True, slots=True)
class Original:
    """A decoded upload: its digest (SHA-256 of the bytes) and its widest copy, upright and in sRGB."""

    digest: str
    picture: Pillow.Image

    @property
    def widths(self) -> list[int]:
        """Answer the widths in pixels at which the picture is stored, narrowest first."""
        full = self.picture.width
        return [width for width in WIDTHS if width < full] + [full]
