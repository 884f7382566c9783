"""The images of a debate: added to it, chosen to lead it, taken out of it, described."""

from typing import IO, Any, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.media import actions as media_actions
from debates.media.models import Image, ImageDetails
from debates.media.pixels import ImageRefused, Original
from debates.publishing import policies
from debates.publishing.actions.locking import locked
from debates.publishing.actions.rendering import render_debate
from debates.publishing.models import Debate, Text


def add_image(
    *, debate: Debate, upload: IO[bytes] | Original, by: Any, **details: Unpack[ImageDetails]
) -> Image:
    """Store an image, and keep it with the debate whether or not a page shows it yet.

    Raises `Refused`, and then keeps no image.
    """
    policies.may_edit_debate(by, debate).or_refuse()
    # Writing the files takes seconds: not while others wait for the debate.
    image = media_actions.store_image(upload=upload, by=by, **details)
    try:
        with transaction.atomic():
            stored = locked(debate.pk)
            policies.may_edit_debate(by, stored).or_refuse()
            stored.images.add(image)
            unknown = Text.objects.filter(debate=stored).values_list("unknown_images", flat=True)
            if any(image.key in keys for keys in unknown):
                render_debate(stored)
    except Refused:
        media_actions.delete_image(image=image, by=by)
        raise
    return image


@transaction.atomic
def choose_lead_image(*, debate: Debate, image: Image | None, by: Any) -> None:
    """Let this image lead the debate, or none. Raises `Refused`."""
    stored = locked(debate.pk)
    policies.may_edit_debate(by, stored).or_refuse()
    if image is not None:
        stored.images.add(image)
    if stored.lead_image is not None:
        stored.images.add(stored.lead_image)  # it is not lost sight of
    stored.lead_image = image
    stored.save(update_fields=["lead_image", "updated_at"])


def remove_image(*, debate: Debate, image: Image, by: Any) -> bool:
    """Take an image out of a debate that does not show it, and answer whether it is gone altogether.

    One that another debate uses stays there. Raises `Refused` where a page of this debate shows it.
    """
    with transaction.atomic():
        stored = locked(debate.pk)
        policies.may_edit_debate(by, stored).or_refuse()
        shown = Text.objects.filter(debate=stored, images=image).exists()
        signs = Text.objects.filter(debate=stored, essay__contributor__portrait=image).exists()
        if shown or signs or stored.lead_image_id == image.pk:
            raise Refused(_("The image is shown in this debate: take it out there first."))
        stored.images.remove(image)
    try:
        media_actions.delete_image(image=image, by=by)
    except ImageRefused:
        return False
    return True


@transaction.atomic
def save_image_details(*, image: Image, by: Any) -> Image:
    """Save what is said of an image, and render the texts that show it again. Raises `Refused`."""
    policies.may_edit(by).or_refuse()
    media_actions.save_image(image=image, by=by)
    debates = Debate.objects.filter(texts__images=image).order_by("pk").distinct()
    for debate_id in debates.values_list("pk", flat=True):
        render_debate(locked(debate_id))
    return image
