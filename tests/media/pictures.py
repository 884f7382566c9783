"""Files for the tests, drawn or forged in memory."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from PIL import Image as Pillow

RED, GREEN, BLUE = (200, 30, 40), (30, 160, 60), (40, 60, 200)


def drawing(size: tuple[int, int] = (60, 40), mode: str = "RGB") -> Pillow.Image:
    """A picture whose left half is red and whose right half is blue."""
    picture = Pillow.new("RGB", size, RED)
    picture.paste(BLUE, (size[0] // 2, 0, *size))
    # One pixel must not stand for its neighbours: no dithering.
    return (
        picture
        if mode == "RGB"
        else picture.convert(mode, palette=Pillow.Palette.ADAPTIVE, dither=Pillow.Dither.NONE)
    )


def saved(picture: Pillow.Image, kind: str = "PNG", **options: Any) -> io.BytesIO:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    file.seek(0)
    return file


def png_that_claims(width: int, height: int) -> io.BytesIO:
    """A PNG whose header names this size and which holds hardly any pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + body)


def stored_files(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def stored_picture(name: str) -> Pillow.Image:
    with default_storage.open(name) as file:
        picture = Pillow.open(file)
        picture.load()
        return picture


def near(found: Any, wanted: tuple[int, ...], tolerance: int = 14) -> bool:
    """Whether two colours look the same: WebP rounds."""
    return all(abs(a - b) <= tolerance for a, b in zip(found, wanted, strict=True))
