"""What comes out of an upload, and what is refused before anything is decoded."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow
from PIL import ImageCms
from PIL.PngImagePlugin import PngInfo

from debates.media.pixels import MAX_BYTES, ImageRefused, read_original
from tests.media.pictures import BLUE, GREEN, RED, drawing, near, png_that_claims, saved


def webp_of(upload: io.BytesIO) -> Pillow.Image:
    """The widest stored copy of an upload, as a browser would read it."""
    original = read_original(upload)
    picture = Pillow.open(io.BytesIO(original.encoded(original.picture.size)))
    picture.load()
    return picture


def refusal_of(upload: io.BytesIO | SimpleUploadedFile) -> str:
    with pytest.raises(ImageRefused) as refused:
        read_original(upload)
    return str(refused.value)


# ---------------------------------------------------------------- formats and modes


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_each_accepted_format_becomes_webp_with_the_same_colours(kind):
    picture = webp_of(saved(drawing((60, 40)), kind))
    assert (picture.format, picture.size, picture.mode) == ("WEBP", (60, 40), "RGB")
    assert near(picture.getpixel((10, 20)), RED)
    assert near(picture.getpixel((50, 20)), BLUE)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("1", "PNG"), ("L", "PNG"), ("L", "JPEG"), ("P", "PNG"), ("RGB", "PNG"), ("CMYK", "JPEG")],
)
def test_each_opaque_mode_becomes_rgb(mode, kind):
    picture = webp_of(saved(drawing((60, 40), mode), kind))
    left = drawing((60, 40), mode).convert("RGB").getpixel((5, 5))
    assert picture.mode == "RGB"
    assert near(picture.getpixel((5, 5)), left)


def test_cmyk_jpeg_keeps_its_colours_not_their_negative():
    picture = webp_of(saved(Pillow.new("CMYK", (20, 20), (0, 255, 255, 0)), "JPEG"))
    assert near(picture.getpixel((10, 10)), (255, 0, 0))


def test_sixteen_bits_a_channel_keep_their_brightness():
    picture = webp_of(saved(Pillow.new("I;16", (20, 20), 40_000)))
    assert near(picture.getpixel((10, 10)), (156, 156, 156), 3)


@pytest.mark.parametrize(
    ("mode", "colour", "kind"),
    [
        ("RGBA", (*GREEN, 0), "PNG"),
        ("RGBA", (*GREEN, 0), "WEBP"),
        ("RGBA", (*GREEN, 0), "AVIF"),
        ("LA", (90, 0), "PNG"),
    ],
)
def test_transparency_is_kept(mode, colour, kind):
    source = Pillow.new(mode, (60, 40), colour)
    source.paste((90, 255) if mode == "LA" else (*GREEN, 255), (30, 0, 60, 40))
    picture = webp_of(saved(source, kind))
    assert picture.mode == "RGBA"
    assert picture.getpixel((5, 20))[3] == 0
    assert picture.getpixel((55, 20))[3] == 255


def test_transparent_colour_of_a_palette_is_kept():
    source = drawing((60, 40)).convert("P", palette=Pillow.Palette.ADAPTIVE, colors=2)
    picture = webp_of(saved(source, transparency=source.getpixel((5, 20))))
    assert picture.getpixel((5, 20))[3] == 0
    assert picture.getpixel((55, 20))[3] == 255


def test_translucent_palette_is_kept():
    source = drawing((60, 40)).convert("P", palette=Pillow.Palette.ADAPTIVE, colors=2)
    picture = webp_of(saved(source, transparency=bytes([128, 128])))
    assert picture.getpixel((5, 20))[3] == 128


@pytest.mark.parametrize("kind", ["WEBP", "PNG", "AVIF"])
def test_first_frame_of_an_animation_is_shown(kind):
    first, second = Pillow.new("RGB", (40, 40), RED), Pillow.new("RGB", (40, 40), BLUE)
    picture = webp_of(saved(first, kind, save_all=True, append_images=[second], duration=100))
    assert getattr(picture, "n_frames", 1) == 1
    assert near(picture.getpixel((20, 20)), RED)


def test_first_picture_of_a_jpeg_with_several_is_shown():
    picture = webp_of(
        saved(Pillow.new("RGB", (40, 40), RED), "MPO", save_all=True, append_images=[drawing()])
    )
    assert near(picture.getpixel((20, 20)), RED)


# ---------------------------------------------------------------- metadata


def exif_with(orientation: int) -> Pillow.Exif:
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "at home, Rue de la Loi 16"
    exif.get_ifd(0x8825)[2] = (50.0, 50.0, 0.0)
    return exif


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_no_metadata_survives(kind):
    options = {
        "exif": exif_with(1),
        "icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    }
    if kind == "PNG":
        options["pnginfo"] = PngInfo()
        options["pnginfo"].add_text("Comment", "at home, Rue de la Loi 16")
    else:
        options["xmp"] = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>at home, Rue de la Loi 16</x:xmpmeta>"
    upload = saved(drawing(), kind, **options)
    assert b"Rue de la Loi" in upload.getvalue()
    original = read_original(upload)
    written = original.encoded(original.picture.size)
    assert b"Rue de la Loi" not in written
    # A plain WebP has one chunk of pixels and none for colour profile, Exif or XMP.
    assert [name for name in (b"ICCP", b"EXIF", b"XMP ", b"VP8X") if name in written] == []


@pytest.mark.parametrize("orientation", range(1, 9))
def test_camera_orientation_is_applied(orientation):
    # Corners, clockwise from the upper left, of an upright picture and how a camera held that way stores it.
    stored = drawing((80, 40))
    upright = {
        1: ((80, 40), RED, BLUE, BLUE, RED),
        2: ((80, 40), BLUE, RED, RED, BLUE),
        3: ((80, 40), BLUE, RED, RED, BLUE),
        4: ((80, 40), RED, BLUE, BLUE, RED),
        5: ((40, 80), RED, RED, BLUE, BLUE),
        6: ((40, 80), RED, RED, BLUE, BLUE),
        7: ((40, 80), BLUE, BLUE, RED, RED),
        8: ((40, 80), BLUE, BLUE, RED, RED),
    }[orientation]
    picture = webp_of(saved(stored, "JPEG", exif=exif_with(orientation), quality=95))
    width, height = picture.size
    corners = [(3, 3), (width - 4, 3), (width - 4, height - 4), (3, height - 4)]
    assert picture.size == upright[0]
    assert [near(picture.getpixel(at), colour) for at, colour in zip(corners, upright[1:], strict=True)] == [
        True
    ] * 4


def test_wide_picture_taken_lying_is_as_wide_as_an_upright_one():
    original = read_original(saved(Pillow.new("L", (100, 3000)), "PNG", exif=exif_with(6)))
    assert original.picture.size == (2400, 80)


# Pillow warns of the metadata; on a site nobody turns its warnings into errors.
@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_broken_metadata_costs_nobody_a_sound_picture():
    upload = saved(drawing(), "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff broken", icc_profile=b"no profile")
    assert near(webp_of(upload).getpixel((10, 20)), RED)


def test_colours_are_translated_to_srgb():
    swapped = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    # A profile in which red and blue changed places: their tags point at each other's values.
    count = struct.unpack(">I", swapped[128:132])[0]
    tags = {bytes(swapped[132 + 12 * i : 136 + 12 * i]): 132 + 12 * i for i in range(count)}
    swapped[tags[b"rXYZ"] : tags[b"rXYZ"] + 4], swapped[tags[b"bXYZ"] : tags[b"bXYZ"] + 4] = b"bXYZ", b"rXYZ"
    picture = webp_of(saved(Pillow.new("RGB", (20, 20), (255, 0, 0)), "PNG", icc_profile=bytes(swapped)))
    assert near(picture.getpixel((10, 10)), (0, 0, 255))


def test_transparency_survives_a_colour_profile():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = webp_of(saved(Pillow.new("RGBA", (20, 20), (*GREEN, 128)), "PNG", icc_profile=profile))
    assert picture.getpixel((10, 10))[3] == 128


# ---------------------------------------------------------------- sizes


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((1, 1), [1]),
        ((479, 100), [479]),
        ((480, 100), [480]),
        ((481, 100), [480, 481]),
        ((1000, 100), [480, 800, 1000]),
        ((2400, 100), [480, 800, 1200, 1600, 2400]),
        ((5000, 100), [480, 800, 1200, 1600, 2400]),
    ],
)
def test_widths_are_fixed_and_never_wider_than_the_picture(size, widths):
    assert read_original(saved(Pillow.new("L", size))).widths == widths


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_large_picture_is_reduced_in_proportion(kind):
    assert read_original(saved(drawing((6000, 1500)), kind)).picture.size == (2400, 600)


@pytest.mark.parametrize(("size", "stored"), [((16_000, 1), (2400, 1)), ((1, 16_000), (1, 16_000))])
def test_extreme_proportions_stay_at_least_one_pixel(size, stored):
    picture = webp_of(saved(Pillow.new("RGB", size, RED)))
    assert picture.size == stored
    assert near(picture.getpixel((0, 0)), RED)


# ---------------------------------------------------------------- refusals


def test_svg_named_png_is_refused():
    svg = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    upload = SimpleUploadedFile("photo.png", svg, content_type="image/png")
    assert refusal_of(upload) == "An image is a JPEG, PNG, WebP or AVIF file; this is SVG."


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "PDF"])
def test_other_formats_are_refused_by_name(kind):
    assert (
        refusal_of(saved(drawing(), kind)) == f"An image is a JPEG, PNG, WebP or AVIF file; this is {kind}."
    )


@pytest.mark.parametrize(
    "content", [b"<!doctype html><p>Hello", b"%!PS-Adobe", b"\0" * 500, b"PK\x03\x04", b"a"]
)
def test_what_is_no_image_is_refused(content):
    sentence = "An image is a JPEG, PNG, WebP or AVIF file; this file is something else."
    assert refusal_of(io.BytesIO(content)) == sentence


def test_empty_file_is_refused():
    assert refusal_of(io.BytesIO()) == "The file is empty."


def test_file_of_twenty_megabytes_is_refused_with_its_size():
    upload = SimpleUploadedFile("photo.jpg", saved(drawing(), "JPEG").getvalue() + b"\0" * 20 * 1024 * 1024)
    assert refusal_of(upload) == "An image may have at most 10.0\xa0MB; this file has 20.0\xa0MB."


def test_file_that_does_not_tell_its_size_is_read_no_further_than_the_limit():
    upload = io.BytesIO(saved(drawing(), "JPEG").getvalue() + b"\0" * 20 * 1024 * 1024)
    assert refusal_of(upload) == "An image may have at most 10.0\xa0MB; this file has more than that."
    assert upload.tell() == MAX_BYTES + 1


def test_file_of_exactly_the_limit_is_accepted():
    content = saved(drawing(), "JPEG").getvalue()
    assert read_original(io.BytesIO(content.ljust(MAX_BYTES, b"\0"))).widths == [60]


def test_decompression_bomb_is_refused():
    bomb = saved(Pillow.new("1", (20_000, 20_000)))
    assert len(bomb.getvalue()) < 100_000
    sentence = "An image may have at most 40,000,000 pixels; this one has more than 89,478,485."
    assert refusal_of(bomb) == sentence


@pytest.mark.parametrize(
    ("size", "found"),
    [((8000, 5001), "40,008,000"), ((9000, 9000), "81,000,000"), ((10_000, 10_000), "more than 89,478,485")],
)
def test_pixels_are_counted_before_any_is_decoded(size, found):
    # The file holds hardly any pixels: whoever decoded it would find it damaged.
    sentence = f"An image may have at most 40,000,000 pixels; this one has {found}."
    assert refusal_of(png_that_claims(*size)) == sentence


def test_forty_million_pixels_are_accepted():
    assert read_original(saved(Pillow.new("L", (8000, 5000)), compress_level=1)).picture.size == (2400, 1500)


def test_side_longer_than_a_webp_can_be_is_refused():
    sentence = "A side of an image may be at most 16000 pixels long; this one is 16001 × 1."
    assert refusal_of(png_that_claims(16_001, 1)) == sentence


DAMAGED = "The image is damaged or incomplete and cannot be read to its end. Save it anew and try again."


@pytest.mark.parametrize("size", [(0, 5), (5, 0), (0, 0)])
def test_picture_without_pixels_is_refused(size):
    assert refusal_of(png_that_claims(*size)) == DAMAGED


@pytest.mark.parametrize("part", [0.01, 0.1, 0.5, 0.9])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_truncated_file_is_refused(kind, part):
    noise = Pillow.effect_noise((120, 90), 80).convert("RGB")
    content = saved(noise, kind).getvalue()
    cut = content[: max(40, int(len(content) * part))]
    assert refusal_of(io.BytesIO(cut)) == DAMAGED


def test_damaged_pixels_are_refused():
    content = bytearray(saved(Pillow.effect_noise((120, 90), 80)).getvalue())
    middle = len(content) // 2
    content[middle : middle + 40] = bytes(40)
    assert refusal_of(io.BytesIO(bytes(content))) == DAMAGED


def test_text_that_unpacks_to_gigabytes_is_refused():
    packed = zlib.compress(bytes(200 * 1024 * 1024), 9)
    chunk = b"zTXtComment\0\0" + packed
    text = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    content = saved(drawing()).getvalue()
    assert refusal_of(io.BytesIO(content[:33] + text + content[33:])) == DAMAGED


def test_jpeg_of_thousands_of_passes_is_refused():
    content = saved(Pillow.new("L", (4000, 4000), 128), "JPEG", progressive=True).getvalue()
    end = content.rfind(b"\xff\xd9")
    last_pass = content[content.rfind(b"\xff\xda") : end]
    sentence = refusal_of(io.BytesIO(content[:end] + last_pass * 20_000 + content[end:]))
    assert sentence == "A JPEG may be stored in at most 100 passes; this one has 20006. Save it anew."


def test_usual_progressive_jpeg_is_accepted():
    assert near(webp_of(saved(drawing(), "JPEG", progressive=True)).getpixel((10, 20)), RED)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_hidden_behind_a_picture_survives(kind):
    hidden = b"<script>alert(document.domain)</script>PK\x03\x04"
    upload = io.BytesIO(saved(drawing(), kind).getvalue() + hidden)
    original = read_original(upload)
    assert b"script" not in original.encoded((60, 40))


def test_page_that_begins_like_a_gif_is_refused():
    page = b"GIF89a/*<svg onload=alert(1)>*/=1;alert(1)"
    assert refusal_of(io.BytesIO(page)) == "An image is a JPEG, PNG, WebP or AVIF file; this is GIF."


def test_upload_is_read_from_its_beginning():
    upload = saved(drawing())
    upload.read()
    assert read_original(upload).widths == [60]
