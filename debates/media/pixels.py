"""From the bytes that somebody uploads to a picture that is safe to show: formats and limits, no models.

Every picture is decoded and written anew, so that nothing of the upload but its colours reaches a reader: not
the place where a photograph was taken, and no second file hidden in the first.
"""

import io
import logging
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import IO

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image as Pillow
from PIL import ImageCms
from PIL.ExifTags import Base

from accounts.verdicts import Refused

logger = logging.getLogger(__name__)

WIDTHS = (480, 800, 1200, 1600, 2400)
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
# A file in WebP ends at 16,383 pixels a side.
MAX_SIDE = 16_000
# A usual progressive JPEG has about ten passes. Another costs few bytes and a walk over all pixels.
MAX_PASSES = 100
QUALITY = 82

ACCEPTED = ("JPEG", "PNG", "WEBP", "AVIF")
# How the files begin that people mean by "image"; the first that matches names the file.
SIGNATURES = tuple(
    (name, re.compile(pattern, re.DOTALL | re.IGNORECASE))
    for name, pattern in (
        ("JPEG", rb"\xff\xd8\xff"),
        ("PNG", rb"\x89PNG\r\n\x1a\n"),
        ("WEBP", rb"RIFF.{4}WEBP"),
        ("AVIF", rb".{4}ftyp.{0,60}?avi[fs]"),
        ("HEIC", rb".{4}ftyp.{0,60}?hei[cfmsx]"),
        ("GIF", rb"GIF8"),
        ("TIFF", rb"II\*\0|MM\0\*"),
        ("BMP", rb"BM"),
        ("PDF", rb"%PDF"),
        ("SVG", rb"[^<]{0,20}<.{0,900}?svg"),
    )
)

# How to turn a picture upright, by the number that the camera wrote (Exif 2.3, tag 274).
TURNS = {
    2: Pillow.Transpose.FLIP_LEFT_RIGHT,
    3: Pillow.Transpose.ROTATE_180,
    4: Pillow.Transpose.FLIP_TOP_BOTTOM,
    5: Pillow.Transpose.TRANSPOSE,
    6: Pillow.Transpose.ROTATE_270,
    7: Pillow.Transpose.TRANSVERSE,
    8: Pillow.Transpose.ROTATE_90,
}
LYING = (5, 6, 7, 8)


class ImageRefused(Refused):
    """An upload or a change of an image was refused; the sentence names what was found and the limit."""


@dataclass(frozen=True, slots=True)
class Original:
    """An upload that has been read: the SHA-256 of its bytes, and its widest copy, upright and in sRGB."""

    digest: str
    picture: Pillow.Image

    @property
    def widths(self) -> list[int]:
        """Answer the widths in pixels at which the picture is stored, narrowest first."""
        full = self.picture.width
        return [*(width for width in WIDTHS if width < full), full]

    def encoded(self, size: tuple[int, int]) -> bytes:
        """Answer the picture as a WebP file of this width and height, with no metadata."""
        file = io.BytesIO()
        copy = self.picture.resize(size, Pillow.Resampling.LANCZOS)
        copy.save(file, "WEBP", quality=QUALITY, method=4)
        return file.getvalue()


def read_original(upload: IO[bytes]) -> Original:
    """Answer the picture in an uploaded file, judged by its content alone. Raises `ImageRefused`."""
    data = read_bytes(upload)
    kind = check_kind(data)
    try:
        with Pillow.open(io.BytesIO(data), formats=(kind,)) as picture:
            check_size(picture.size)
            return Original(sha256(data).hexdigest(), shown(picture))
    except ImageRefused:
        raise
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning) as bomb:
        raise too_many_pixels(_("more than %s") % f"{Pillow.MAX_IMAGE_PIXELS:,}") from bomb
    except Exception as error:
        # Decoders raise whatever a broken file makes them stumble over.
        logger.info("An upload could not be decoded", exc_info=True)
        raise ImageRefused(
            _("The image is damaged or incomplete and cannot be read to its end. Save it anew and try again.")
        ) from error


def read_bytes(upload: IO[bytes]) -> bytes:
    """Answer the bytes of the file, having read no more than the limit."""
    upload.seek(0)
    data: bytes = upload.read(MAX_BYTES + 1)
    if not data:
        raise ImageRefused(_("The file is empty."))
    if len(data) > MAX_BYTES:
        size = getattr(upload, "size", None)
        found = filesizeformat(size) if size else _("more than that")
        raise ImageRefused(
            _("An image may have at most %(limit)s; this file has %(found)s.")
            % {"limit": filesizeformat(MAX_BYTES), "found": found}
        )
    return data


def check_kind(data: bytes) -> str:
    """Answer which of the accepted formats the bytes are in, as Pillow names it. Raises `ImageRefused`."""
    kind = next((name for name, pattern in SIGNATURES if pattern.match(data[:1000])), "")
    if kind not in ACCEPTED:
        if kind:
            raise ImageRefused(_("An image is a JPEG, PNG, WebP or AVIF file; this is %s.") % kind)
        raise ImageRefused(_("An image is a JPEG, PNG, WebP or AVIF file; this file is something else."))
    if kind == "JPEG" and (passes := data.count(b"\xff\xda")) > MAX_PASSES:
        raise ImageRefused(
            _("A JPEG may be stored in at most %(limit)d passes; this one has %(found)d. Save it anew.")
            % {"limit": MAX_PASSES, "found": passes}
        )
    return kind


def check_size(size: tuple[int, int]) -> None:
    """Raise `ImageRefused` unless a picture of this size may be decoded."""
    width, height = size
    if min(size) < 1:
        raise ImageRefused(_("The image has no pixels: a side must be at least 1 pixel long."))
    if width * height > MAX_PIXELS:
        raise too_many_pixels(f"{width * height:,}")
    if max(size) > MAX_SIDE:
        raise ImageRefused(
            _("A side of an image may be at most %(limit)d pixels long; this one is %(width)d × %(height)d.")
            % {"limit": MAX_SIDE, "width": width, "height": height}
        )


def too_many_pixels(found: str) -> ImageRefused:
    """Answer the refusal of a picture that would take too much memory; `found` is its number of pixels."""
    return ImageRefused(
        _("An image may have at most %(limit)s pixels; this one has %(found)s.")
        % {"limit": f"{MAX_PIXELS:,}", "found": found}
    )


def shown(picture: Pillow.Image) -> Pillow.Image:
    """Answer the picture as readers see it: its first frame, no wider than needed, upright, in sRGB."""
    # A JPEG is decoded at a half, a quarter … of its size where that is still wide enough.
    picture.draft(None, (WIDTHS[-1], WIDTHS[-1]))
    picture.load()
    turn = orientation(picture)
    width, height = picture.size
    scale = min(1, WIDTHS[-1] / (height if turn in LYING else width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    copy = in_srgb(drawable(picture).resize(size, Pillow.Resampling.LANCZOS, reducing_gap=3))
    return copy.transpose(TURNS[turn]) if turn in TURNS else copy


def orientation(picture: Pillow.Image) -> int:
    """Answer how the camera was held, 1 to 8 in Exif's numbers; 1 where that cannot be read."""
    try:
        return int(picture.getexif().get(Base.Orientation, 1))
    except Exception:  # noqa: BLE001 - broken metadata must not cost anybody a sound picture
        return 1


def drawable(picture: Pillow.Image) -> Pillow.Image:
    """Answer the picture in a mode that can be resized and has eight bits a channel."""
    if picture.mode.startswith("I"):
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    return picture if picture.mode in {"L", "RGB", "CMYK"} else picture.convert("RGB")


def in_srgb(picture: Pillow.Image) -> Pillow.Image:
    """Answer the picture in RGB or RGBA, its colours translated from the profile that it brought along."""
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    profile = picture.info.get("icc_profile")
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
            translated = ImageCms.profileToProfile(picture, source, target, outputMode=mode)
        except (ImageCms.PyCMSError, OSError):
            logger.info("A colour profile could not be used", exc_info=True)
        else:
            picture = translated or picture
    plain = picture.convert(mode)
    plain.info.clear()
    return plain
