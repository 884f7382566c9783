"""The only writers of images and of their files.

`by` is who asks, and the policy answers; `None` is the person at the machine who runs a command.
"""

from collections.abc import Mapping
from functools import partial
from typing import IO, Any, Unpack

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import ManyToOneRel
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from debates.media.models import DETAILS, Image, ImageDetails, Rendition
from debates.media.pixels import ImageRefused, Original, read_original
from debates.media.policies import may_store

__all__ = ["ImageRefused", "delete_image", "save_image", "store_image"]

KEY_LENGTH = 60


def store_image(
    *, upload: IO[bytes] | Original, by: User | AnonymousUser | None, **details: Unpack[ImageDetails]
) -> Image:
    """Store an uploaded picture with what is said about it, and answer the image.

    The same bytes may be stored twice, with other words; the two images share their files.
    Raises `ImageRefused` for the file or the details, and `Refused` for the person; then nothing is written.
    """
    refuse_unless_allowed(by)
    original = upload if isinstance(upload, Original) else read_original(upload)
    image = Image(
        digest=original.digest,
        width=original.picture.width,
        height=original.picture.height,
        widths=original.widths,
        uploaded_by=by if isinstance(by, User) else None,
        **details,
    )
    check(image)
    files = {copy.name: original.encoded((copy.width, copy.height)) for copy in image.renditions}
    with transaction.atomic():
        wait_for_other_writers()
        image.key = free_key(image.title)
        image.save(force_insert=True)
        write_files(files)
    return image


def save_image(*, image: Image, by: User | AnonymousUser | None) -> Image:
    """Save what is said about an image; its key, its files and its uploader stay as they are.

    Raises `ImageRefused` when the details contradict each other, and `Refused`.
    """
    refuse_unless_allowed(by)
    check(image)
    image.save(update_fields=DETAILS)
    return image


def delete_image(*, image: Image, by: User | AnonymousUser | None) -> None:
    """Delete an image that nothing shows, and its files unless another image shares them.

    Raises `ImageRefused` naming what still shows it, and `Refused`.
    """
    refuse_unless_allowed(by)
    copies = image.renditions
    with transaction.atomic():
        # From here on nobody can begin to show it: a row that points to this one would have to wait.
        if Image.objects.select_for_update().filter(pk=image.pk).first() is None:
            return
        users = users_of(image)
        if users:
            raise ImageRefused(
                _("The image is still in use (%(users)s). Take it out there first.")
                % {"users": ", ".join(users)}
            )
        image.delete()
        # Only once the row is gone for good: a file cannot be rolled back.
        transaction.on_commit(partial(remove_files, image.digest, copies))


def refuse_unless_allowed(by: User | AnonymousUser | None) -> None:
    """Raise `Refused` unless this person may work with images."""
    if by is not None:
        may_store(by).or_refuse()


def check(image: Image) -> None:
    """Raise `ImageRefused` with every reason why the details cannot be saved."""
    try:
        image.full_clean(exclude={"key", "uploaded_by"})
    except ValidationError as error:
        raise ImageRefused(" ".join(error.messages)) from error


def wait_for_other_writers() -> None:
    """Let one transaction at a time choose keys, and write or remove files that two images may share.

    On SQLite every transaction that writes is alone already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('debates.media'))")


def free_key(title: str) -> str:
    """Answer a key from the title that no image has: `ants`, `ants-2`, `ants-3` …"""
    base = slugify(title)[:KEY_LENGTH].strip("-_") or "image"
    taken = set(Image.objects.filter(key__startswith=base).values_list("key", flat=True))
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key


def write_files(files: Mapping[str, bytes]) -> None:
    """Write the files that are not there yet; where one cannot be written, remove those written before it."""
    written = []
    try:
        for name, data in files.items():
            if default_storage.exists(name):
                if default_storage.size(name) == len(data):
                    continue
                # Left incomplete when a machine stopped in the middle.
                default_storage.delete(name)
            written.append(name)
            default_storage.save(name, ContentFile(data))
    except BaseException:
        for name in written:
            default_storage.delete(name)
        raise


def remove_files(digest: str, copies: tuple[Rendition, ...]) -> None:
    """Remove the files of an image that is gone, unless another image has the same bytes."""
    with transaction.atomic():
        wait_for_other_writers()
        if not Image.objects.filter(digest=digest).exists():
            for copy in copies:
                default_storage.delete(copy.name)


def users_of(image: Image) -> list[str]:
    """Answer what kinds of thing show the image: every row of any room that points to it.

    Asked of the database's own relations, hidden ones and those between two tables too, so that a room above
    need not tell this one that it uses images.
    """
    relations = Image._meta.get_fields(include_hidden=True)
    kinds = set()
    for relation in relations:
        if isinstance(relation, ManyToOneRel):
            model = relation.field.model
            if model._base_manager.filter(**{relation.field.name: image}).exists():
                # A table between two others is named by the one that a person knows.
                owner: Any = model._meta.auto_created
                kinds.add(str((owner or model)._meta.verbose_name))
    return sorted(kinds)
