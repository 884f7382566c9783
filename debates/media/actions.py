"""The only writers of images and of their files."""

from typing import BinaryIO, Unpack

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import File

from accounts.models import User
from debates.media.models import Image, ImageDetails
from debates.media.pixels import ImageRefused, Original

__all__ = ["ImageRefused", "delete_image", "save_image", "store_image"]

type_of_upload = BinaryIO | File | Original


def store_image(
    *, upload: BinaryIO | File | Original, by: User | AnonymousUser | None, **details: Unpack[ImageDetails]
) -> Image:
    raise NotImplementedError


def save_image(*, image: Image, by: User | AnonymousUser | None) -> Image:
    raise NotImplementedError


def delete_image(*, image: Image, by: User | AnonymousUser | None) -> None:
    raise NotImplementedError
